"""Reading numbers as people write them. "1.500" may be one and a half or fifteen hundred: both are given back."""

import re
import unicodedata
from decimal import Decimal

_SPACES = re.compile("(?<=\\d)[  \u202f\u00a0'\u2019\u066c](?=\\d{3}(?!\\d))")
_PLAIN = re.compile(r"\d{1,15}")
_ONE = re.compile(r"(\d{1,15})([.,])(\d{1,9})")
_GROUPS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_BOTH = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)([.,])\d{1,9}")
GROUP = 3


def western(text: str) -> str:
    """The text with the digits of every script as 0 to 9, and the Arabic decimal sign as a point."""
    digits = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return digits.replace("\u066b", ".").replace("\u060c", ",")


def readings(text: str) -> tuple[Decimal, ...]:
    """Every number the text can be, most exact first; empty when it is none."""
    number = _SPACES.sub("", western(text).strip())
    if _PLAIN.fullmatch(number):
        return (Decimal(number),)
    if single := _ONE.fullmatch(number):
        whole, _, rest = single.groups()
        decimal = Decimal(f"{whole}.{rest}")
        if len(rest) == GROUP and len(whole) <= GROUP and not whole.startswith("0"):
            return (decimal, Decimal(whole + rest))
        return (decimal,)
    if both := _BOTH.fullmatch(number):
        thousands, point = both.groups()
        return (Decimal(number.replace(thousands, "").replace(point, ".")),)
    if _GROUPS.fullmatch(number):
        return (Decimal(number.replace(".", "").replace(",", "")),)
    return ()


def split(text: str) -> tuple[str, str] | None:
    """A number and what follows it ("12.4 kg" gives "12.4" and "kg"); None where no number comes first."""
    found = re.match(
        "\\s*(\\d[\\d.,'\u2019\u066c\u202f\u00a0 ]*?)\\s*(?=[^\\d.,'\u2019\u066c\u202f\u00a0 ]|$)(.*)$", western(text)
    )
    if found is None:
        return None
    return found.group(1).rstrip(".,"), found.group(2).strip()
