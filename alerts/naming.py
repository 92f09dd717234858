"""Words that may name a person: a name behind a title, a passport number, a phone number. A report is about goods; whom it
concerns stays with the administration. A hint for people who look again, never a refusal: "Dr. Pepper" is a drink.
"""

import re
from collections.abc import Iterator

_TITLES = (
    *("mr", "mrs", "ms", "miss", "mister", "dr", "prof", "capt", "captain", "sir", "madam", "sgt", "cpl", "col", "maj"),
    *("mme", "mlle", "monsieur", "madame", "mademoiselle", "maître", "capitaine", "cdt", "alhaji", "sheikh"),
)
_NAME = r"[^\W\d_a-zß-ÿ][\w’'-]+"
_INITIAL = r"[^\W\d_a-zß-ÿ]\."
_NAMES = rf"(?:{_INITIAL}\s*)*{_NAME}(?:[ -](?:{_INITIAL}|(?:de|di|da|van|von|bin|ibn|al|el|le|la)\s+)?{_NAME})*"
_BEHIND_TITLE = re.compile(
    rf"(?<![\w.’'-])(?!(?:MS|DR)\s)(?:(?i:{'|'.join(sorted(_TITLES, key=len, reverse=True))})(?:\.\s*|\s+)|M\.\s*){_NAMES}"
)
"""MS and DR in capitals are a motor ship and a republic; M without a point is a size or a metre."""

_SMALL = re.compile(r"(?<![\w.’'-])(?i:mr|mrs|monsieur|mme)\.?\s+[a-zß-ÿ]{2,}(?:\s[a-zß-ÿ]{2,})?(?!\w)")
"""In small letters, as on a phone."""

_CALLED = re.compile(
    rf"(?<!\w)(?i:named|called|alias|aka|name is|nommée?|dénommée?|appelée?|répondant au nom de)\s*:?\s+{_NAME}(?: {_NAME})+"
)
_PASSPORT = re.compile(
    r"(?<!\w)(?i:passports?|passeports?|id card|identity card|carte d[’']identité|cni)"
    r"(?i:\s*(?:no|nr|number|numbers|n°|numéro|num)?\.?\s*:?\s*)#?\s*(?:[A-Z]{1,3}\s)?(?=(?:[A-Z]*\d){5})[A-Z0-9]{5,12}(?!\w)"
)
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)\d{1,3}[\s().-]*(?:\d[\s().-]{0,2}){6,11}\d(?!\w)")
_CALL = re.compile(
    r"(?<!\w)(?i:tel|tél|phone|telephone|téléphone|mobile|portable|whatsapp|cell)\w*\.?\s*(?i:no|n°|number)?\.?\s*:?\s*"
    r"(\d(?:[\s().-]?\d){6,12})(?!\w)"
)
_THINGS = frozenset({"dr pepper", "dr martens", "dr oetker", "mr muscle", "mr clean", "mr bean", "captain morgan"})
"""Goods that are called like somebody."""


def suspects(text: str) -> tuple[str, ...]:
    """What in a text may name a person, as it stands there, each once and in its order."""
    return tuple(dict.fromkeys(found for _, found in sorted(_found(text))))


def _found(text: str) -> Iterator[tuple[int, str]]:
    for pattern in (_BEHIND_TITLE, _SMALL, _CALLED, _PASSPORT, _PHONE, _CALL):
        for match in pattern.finditer(text):
            said = " ".join(match[0].split())
            if " ".join(re.findall(r"\w+", said.casefold())[:2]) not in _THINGS:
                yield match.start(), said
