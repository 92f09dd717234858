"""The day in a sentence: where a day, month or year stands clearly, and is not the day of something else."""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from bot.language import LANGUAGES
from bot.reading.days import WORDS
from bot.reading.names import plain
from bot.reading.sentence.words import Sentence, index, words_of
from bot.reading.units import unit_words
from storage.reference import Reference

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er)?"
_NUMBERS = r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d\d-\d\d"
_ALONE = rf"(?:(?<=\bin )|(?<=\ben )|(?<=\bduring )|(?<=, )){_YEAR}(?=\s*(?:[,;.)]|$))"
_ENDS_IN_A_DAY = re.compile(r"(?<!\d)\d{1,2}$")
_OF_SOMETHING_ELSE = words_of(
    "since until till before after dated expires expiring expired arrived arriving arrival sailed departed departing left loaded "
    "shipped valid next every each between born issued manufactured produced jusqu jusque depuis avant apres date datee expire "
    "parti partie charge arrive arrivee prochain chaque entre emis ne nee from"
)


def day_phrases(sentence: Sentence, reference: Reference) -> list[str]:
    """Every day that is said, in its own words; they are used."""
    found: list[str] = []
    for start, end in [*_in_words(sentence), *_written(sentence, reference)]:
        if not sentence.is_free_span(start, end):
            continue
        first, after = sentence.use_span(start, end)
        behind = "" if sentence.breaks_after(after - 1) else sentence.plain(after)
        if not _OF_SOMETHING_ELSE & {*sentence.before(first, most=3), behind} - (
            {"from"} if behind == "from" else set()
        ):
            found.append(sentence.text[start:end])
    return found


def _in_words(sentence: Sentence) -> Iterator[tuple[int, int]]:
    names = index((word, word) for word in (*WORDS, *_weekdays()))
    for piece in sentence.every(names):
        yield sentence.words[piece.first].start, sentence.words[piece.after - 1].end


def _written(sentence: Sentence, reference: Reference) -> Iterator[tuple[int, int]]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    patterns = (
        rf"\b{_DAY}(?:\s+of)?[\s-]+(?:{months})\b\.?(?:[\s,-]+{_YEAR}\b)?",
        rf"\b(?:{months})\.?\s+{_DAY}\b(?![.,]\d)(?:,?\s+{_YEAR}\b)?",
        rf"\b(?:{months})\.?,?\s+{_YEAR}\b",
        rf"(?<![\d/.-])(?:{_NUMBERS})(?![\d/-])",
        _ALONE,
    )
    for pattern in patterns:
        for found in re.finditer(pattern, sentence.text, re.IGNORECASE):
            if not (_ENDS_IN_A_DAY.search(found[0]) and _is_amount(sentence, found.end(), reference)):
                yield found.start(), found.end()


def _is_amount(sentence: Sentence, end: int, reference: Reference) -> bool:
    """Whether a unit follows: in "March 12 kg" nothing is said of the twelfth."""
    following = next((word for word in sentence.words if word.start >= end), None)
    if following is None or sentence.text[end : following.start].strip():
        return False
    return following.plain in unit_words(reference)


@cache
def _months() -> frozenset[str]:
    """Of at least three letters, with and without accents. "May" and "mars" are months only beside a number."""
    spoken = {
        str(name).rstrip(".").casefold()
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for name in Locale.parse(language).months["format"][width].values()
    } | {"sept"}
    return frozenset(name for name in (*spoken, *map(plain, spoken)) if len(name) > 2)  # noqa: PLR2004 - no shorter one


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        str(name) for language in LANGUAGES for name in Locale.parse(language).days["format"]["wide"].values()
    )
