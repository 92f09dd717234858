"""Which way the text of a mail runs: from the right in Arabic, Hebrew and their kin, with the numbers, units and codes
in it kept as they were written (Unicode Standard Annex 9).
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "adlm"})

_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LTR_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")

# From a Latin letter or digit to the last one before the next letter of a right-to-left script: a number, a code,
# "12.4 kg", brackets only in pairs. Left alone, "2026-11-13" after Arabic text is shown as 13-11-2026 (Unicode
# Annex 9, rules W2 and W4).
_OTHER = r"[^()\[\]\n\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_CODE = re.compile(rf"[A-Za-z0-9+](?:(?:{_OTHER}|\({_OTHER}*\)|\[{_OTHER}*\])*(?:[A-Za-z0-9%]|\({_OTHER}+\)))?")
UNBROKEN = 24
"""Characters up to which a code is kept on one line."""


def runs_right_to_left(language: str) -> bool:
    """Whether a language (BCP 47 tag) is written from right to left."""
    first, *others = language.lower().replace("_", "-").split("-")
    scripts = [part for part in others if len(part) == 4 and part.isalpha()]  # noqa: PLR2004 - ISO 15924: four letters
    return scripts[0] in _RTL_SCRIPTS if scripts else first in _RTL_LANGUAGES


def isolated(text: str, rtl: bool) -> str:
    """Codes in right-to-left text between U+2066 and U+2069: the text part's <bdi>."""
    if not rtl or not _RTL_LETTER.search(text):
        return text
    return "".join(f"\u2066{run}\u2069" if code else run for run, code in _runs(text))


def apart(text: str, rtl: bool) -> str:
    """A value behind its label, kept in one piece whichever way it runs and whatever stands in it: U+2068 to U+2069."""
    return f"\u2068{text}\u2069" if rtl and text else text


def shown(text: str, rtl: bool) -> Markup:
    """Text for HTML; in a right-to-left mail codes keep their direction."""
    if not rtl:
        return escape(text)
    return Markup().join(_code(run) if code else escape(run) for run, code in _runs(text))


def direction(text: str, rtl: bool) -> str:
    """The direction of one paragraph: a title stays in the language it was written in, whatever the labels are in."""
    if _RTL_LETTER.search(text) and (rtl or not _LTR_LETTER.search(text)):
        return "rtl"
    return "ltr" if not rtl or _LTR_LETTER.search(text) else "rtl"


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Right-to-left text cut into what runs with it and the codes in it. An arrow between its words is turned round:
    Unicode mirrors brackets but no arrows, and "from → to" would be read as "to, from".
    """
    at = 0
    for found in _CODE.finditer(text):
        yield text[at : found.start()].replace("→", "←"), False
        yield found[0], True
        at = found.end()
    yield text[at:].replace("→", "←"), False


def _code(text: str) -> Markup:
    style = Markup(' style="white-space:nowrap"') if len(text) <= UNBROKEN else Markup()
    return Markup('<bdi dir="ltr"{}>{}</bdi>').format(style, text)
