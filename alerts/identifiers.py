"""Numbers that people read, and the ids that buttons and links carry."""

import re

PUBLIC_ID_LENGTH = 12
"""Characters of a public id: 60 random bits in base 32, short enough for a 64-byte token."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in small letters: no i, l, o, u."""

_PUBLIC_ID = re.compile(rf"[{ALPHABET}]{{{PUBLIC_ID_LENGTH}}}")


def public_id(random: bytes) -> str:
    """A public id from at least 12 random bytes. Raises ValueError for fewer."""
    if len(random) < PUBLIC_ID_LENGTH:
        msg = f"a public id needs {PUBLIC_ID_LENGTH} random bytes"
        raise ValueError(msg)
    return "".join(ALPHABET[byte & 31] for byte in random[:PUBLIC_ID_LENGTH])


def is_public_id(text: str) -> bool:
    return _PUBLIC_ID.fullmatch(text) is not None


def report_number(country: str, year: int, serial: int) -> str:
    """A receipt number such as KE-2026-000123."""
    return f"{country}-{year:04d}-{serial:06d}"


def alert_number(office: str, year: int, serial: int) -> str:
    """An alert's number such as ESA-2026-0031; a later revision n is written with "/n" behind it."""
    return f"{office}-{year:04d}-{serial:04d}"


def is_waybill(digits: str) -> bool:
    """Whether the check digit of an air waybill is right: three digits of the airline, then seven and their rest by
    seven. Raises ValueError for anything but eleven digits.
    """
    if not re.fullmatch(r"[0-9]{11}", digits):
        msg = "an air waybill has eleven digits"
        raise ValueError(msg)
    return int(digits[3:10]) % 7 == int(digits[10])
