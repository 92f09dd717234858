"""Reading days: words, partial dates, and numbers that may be read two ways. A month stays a month."""

import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from babel import Locale
from dateparser.date import DateDataParser

from alerts.seizure import PartialDate
from bot.reading.names import plain
from bot.reading.numbers import western

EARLIEST = 1990
"""No seizure before this year is taken: it is a slip of the finger."""

WORDS = {
    "today": 0, "aujourd hui": 0, "ce jour": 0, "this morning": 0, "ce matin": 0, "tonight": 0, "ce soir": 0,
    "yesterday": 1, "hier": 1, "last night": 1, "hier soir": 1, "la nuit derniere": 1,
    "the day before yesterday": 2, "day before yesterday": 2, "avant hier": 2,
}  # fmt: skip
"""What is said for a day near today, plain, and how many days back it is."""

_YEAR = re.compile(r"(\d{4})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_MONTH_NUMBER = re.compile(r"(\d{1,2})[-/.](\d{4})")
_MONTH_WORD = re.compile(r"([^\W\d_]+\.?)[ ,]+(\d{4})")
_CENTURY = 2000


def readings(text: str, *, today: date, languages: Sequence[str]) -> tuple[PartialDate, ...]:
    """Every day, month or year the text can be; empty when it is none. Days in the future are not filtered."""
    said = western(text).strip()
    if (back := WORDS.get(plain(said))) is not None:
        return (_of(today - timedelta(days=back)),)
    if found := _YEAR.fullmatch(said):
        return _valid([(int(found[1]), None, None)])
    if found := _ISO.fullmatch(said):
        return _valid([(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)])
    if found := _NUMBERS.fullmatch(said):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year = year if len(found[3]) > 2 else _CENTURY + year  # noqa: PLR2004 - two digits of a year
        return _valid([(year, second, first), (year, first, second)])
    if found := _MONTH_NUMBER.fullmatch(said):
        return _valid([(int(found[2]), int(found[1]), None)])
    if (weekday := _weekday(plain(said), languages)) is not None:
        return (_of(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)),)
    if (found := _MONTH_WORD.fullmatch(said)) and (month := _month(found[1], languages)):
        return _valid([(int(found[2]), month, None)])
    return _parsed(said, today, languages)


def _weekday(wanted: str, languages: Sequence[str]) -> int | None:
    """Monday 0 to Sunday 6 of "monday", "last monday", "lundi dernier": the last one before today."""
    word = wanted.removeprefix("last ").removesuffix(" dernier").removeprefix("on ")
    for language in languages:
        days = Locale.parse(language).days["format"]
        for width in ("wide", "abbreviated"):
            for number, name in days[width].items():
                if plain(str(name)) == word:
                    return int(number)
    return None


def _month(word: str, languages: Sequence[str]) -> int | None:
    wanted = plain(word)
    for language in languages:
        months = Locale.parse(language).months["format"]
        for width in ("wide", "abbreviated"):
            for number, name in months[width].items():
                if plain(str(name)) == wanted:
                    return int(number)
    return None


def _parsed(said: str, today: date, languages: Sequence[str]) -> tuple[PartialDate, ...]:
    """What the library reads ("last Monday", "12 mars 2025"), made no more exact than it was said: the library turns
    "March" into a day of March, and says so in its period.
    """
    if len(said) > 60 or not any(letter.isalpha() for letter in said):  # noqa: PLR2004 - no date is that long
        return ()
    noon = datetime(today.year, today.month, today.day, 12)  # noqa: DTZ001 - the library compares naive local times
    parser = DateDataParser(
        languages=list(languages),
        settings={"RELATIVE_BASE": noon, "PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY", "NORMALIZE": True},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the library calls strptime without a year
        try:
            found = parser.get_date_data(said)
        except (ValueError, OverflowError):  # "99999999999 days ago" is beyond the calendar
            return ()
    if found.date_obj is None:
        return ()
    day = found.date_obj.date()
    match found.period:
        case "year":
            return (PartialDate(day.year),)
        case "month":
            return (PartialDate(day.year, day.month),)
        case "week":
            return ()
        case _:
            return (_of(day),)


def _of(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _valid(parts: Sequence[tuple[int, int | None, int | None]]) -> tuple[PartialDate, ...]:
    found: dict[PartialDate, None] = {}
    for year, month, day in parts:
        try:
            found[PartialDate(year, month, day)] = None
        except ValueError:
            continue
    return tuple(found)
