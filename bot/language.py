"""Words in a person's language: texts, names of listed things, countries, numbers, days and times.

Catalogues are .po files read at start; nothing is compiled. Texts in the source are marked by `_` or, where they are
named before a language is known, by `N_`.
"""

import gettext
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pycountry
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from alerts.seizure import PartialDate

SOURCE = "en"
LANGUAGES = ("en", "fr")
"""What a person can choose, in the order of the first question."""

OWN_NAMES = {"en": "English", "fr": "Français"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
DOMAINS = ("liaison", "reference")


def N_(text: str) -> str:  # noqa: N802 - gettext's customary name for "to be translated later"
    """Marks a text for the catalogue and gives it back as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in one language."""

    language: str
    _catalogue: gettext.NullTranslations
    _countries: gettext.NullTranslations
    _locale: Locale

    def text(self, text: str) -> str:
        """The text in this language."""
        return self._catalogue.gettext(text) if text else ""

    def count(self, one: str, many: str, number: int) -> str:
        """The form of a text for a number, still to be formatted with it."""
        return self._catalogue.ngettext(one, many, number)

    def name(self, kind: str, label: str) -> str:
        """The label of a listed thing; `kind` is its list (commodity, unit, place_kind, ...)."""
        return self._catalogue.pgettext(kind, label)

    def country(self, code: str) -> str:
        """A country's usual short name; the code itself where it has none."""
        entry = pycountry.countries.get(alpha_2=code)
        if entry is None:
            return _UNLISTED.get(code, code)
        usual = getattr(entry, "common_name", entry.name)
        return _PUT_RIGHT.get((self.language, code)) or _in_order(self._countries.gettext(usual))

    def number(self, value: Decimal | int) -> str:
        return str(format_decimal(value, locale=self._locale, decimal_quantization=False))

    def day(self, day: PartialDate) -> str:
        """A day, a month or a year, never more exact than it is."""
        if day.month is None:
            return f"{day.year:04d}"
        if day.day is None:
            return str(format_skeleton("yMMMM", datetime(day.year, day.month, 1), locale=self._locale))  # noqa: DTZ001
        if self.language == SOURCE:
            return str(format_date(day.first, format="d MMM y", locale=self._locale))
        # With the month's name: the medium form is 13/11/2026 in Arabic, with marks that turn it round in a table.
        return str(format_skeleton("yMMMd", day.first, locale=self._locale))

    def month(self, day: date) -> str:
        """The short name of a day's month, for where there is little room."""
        return str(format_skeleton("MMM", day, locale=self._locale))

    def moment(self, at: datetime, zone: str) -> str:
        """A time in a zone, with the zone's name: 13 Nov 2026, 14:02 EAT."""
        there = at.astimezone(ZoneInfo(zone))
        name = f"{there:%Z}"
        # Many zones have no letters of their own, only an offset such as -03.
        name = f"UTC{name}" if name[:1] in {"+", "-"} else name
        return f"{self.day(PartialDate(there.year, there.month, there.day))}, {there:%H:%M} {name}"

    def labelled(self, label: str, value: str) -> str:
        """A label and its value on one line, with the colon as the language sets it."""
        return self.text(N_("{label}: {value}")).format(label=label, value=value)

    def both(self, parts: Iterable[str]) -> str:
        """Several things joined as a list: a, b and c."""
        return str(format_list(list(parts), locale=self._locale))


_UNLISTED = {"XK": "Kosovo"}
"""Codes in use that ISO 3166 does not list."""

_PUT_RIGHT = {
    ("fr", "FK"): "Îles Malouines (Falkland)",
    ("fr", "VI"): "Îles Vierges américaines",
}
"""Names that the catalogue has with their parts in another order than the others."""


def _in_order(name: str) -> str:
    """A name as it is said: ISO 3166 sorts "Russie, Fédération de" under R, which in a list reads as two countries. Names
    of several islands keep their comma. The apostrophe is the one of our own texts.
    """
    first, comma, rest = name.replace("'", "’").partition(", ")
    return f"{rest} {first}" if comma and " et " not in rest and " and " not in rest else f"{first}{comma}{rest}"


@cache
def words(language: str) -> Words:
    """The words of a language; an unknown one gets English."""
    known = language if language in LANGUAGES else SOURCE
    return Words(known, _catalogue(known), _country_names(known), Locale.parse(known))


def _catalogue(language: str) -> gettext.NullTranslations:
    merged = gettext.NullTranslations()
    if language == SOURCE:
        return merged
    for domain in DOMAINS:
        source = files("bot") / "locales" / language / "LC_MESSAGES" / f"{domain}.po"
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=language, domain=domain)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
        translations.add_fallback(merged)
        merged = translations
    return merged


def _country_names(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
