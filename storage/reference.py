"""The reference data that ships with the product: offices, countries, goods, units, lists, places and the words people use.

A pure reading of the CSV files beside this module, checked row by row; it is not the place where an administrator's
changes live (those are database rows that start from this data). Labels are English msgids.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from alerts.checks import Usual
from storage.reference_centres import Centre, read_centres
from storage.reference_rows import Row, rows
from storage.reference_species import SPECIES_COLUMNS, SpeciesEntry, species_of
from storage.reference_usual import read_usual

LISTS = (
    "transport_mode",
    "concealment",
    "direction",
    "customs_procedure",
    "detection_method",
    "detection_tool",
    "offence_type",
    "conveyance",
    "party_role",
    "cites_appendix",
    "place_kind",
)
CONFIDENCES = frozenset({"verified", "derived", "suggested"})
LANGUAGES = frozenset({"en", "fr", "es", "ar", "ru", "pt"})
PIECES = "H87"  # real cases often know no weight, so every commodity may be counted in pieces

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One of the six WCO regions."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """A regional intelligence liaison office with its present host; the dates say since when this host has it."""

    code: str
    name: str
    host: str
    city: str
    host_country: str
    region: str
    languages: tuple[str, ...]
    zone: str
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    """A country's office and region (two separate links), its time zones (the usual one first) and its languages.

    `confidence` says how sure the link is: verified (a source names it), derived, or suggested (ask the administrator).
    """

    code: str
    office: str
    region: str
    member: bool
    valid_from: date | None
    valid_to: date | None
    confidence: str
    zones: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A group of commodities; its code is the first part of theirs."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit by its UN/ECE Recommendation 20 code (MON, an amount of money, is our own); the symbol follows a number."""

    code: str
    label: str
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """What can be seized. `hs` are hints at HS 2022 (two to six digits), never a classification."""

    code: str
    category: str
    label: str
    default_unit: str
    units: tuple[str, ...]
    hs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One entry of a short list that is shown as buttons."""

    list: str
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """A port, airport, post or centre under the name officers use; `locode` is its UN/LOCODE where that is certain."""

    code: str
    name: str
    country: str
    kind: str
    locode: str | None
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All of it, in the order of the files. Words are pairs of language and word."""

    offices: tuple[OfficeRow, ...]
    regions: tuple[Region, ...]
    countries: tuple[CountryRow, ...]
    categories: tuple[Category, ...]
    commodities: Mapping[str, Commodity]
    units: Mapping[str, Unit]
    lists: Mapping[str, tuple[ListEntry, ...]]
    places: Mapping[str, PlaceEntry]
    species: Mapping[str, SpeciesEntry]
    synonyms: Mapping[str, tuple[tuple[str, str], ...]]
    transport_words: Mapping[str, tuple[tuple[str, str], ...]]
    usual: Usual
    centres: Mapping[str, Centre]
    """By country."""


@cache
def load() -> Reference:
    """Read what ships with the product, once. Raises WrongRow."""
    return read(files("storage") / "reference")


def read(folder: Traversable) -> Reference:
    """Read a folder of reference files. Raises WrongRow with file and line for the first row that cannot be right."""
    regions = _keyed(rows(folder, "regions.csv", "code label"), _region)
    offices = _keyed(rows(folder, "offices.csv", _OFFICE), lambda row: _office(row, regions))
    countries = _keyed(rows(folder, "countries.csv", _COUNTRY), lambda row: _country(row, regions, offices))
    categories = _keyed(rows(folder, "categories.csv", "code label"), _category)
    units, lists = _lists(rows(folder, "lists.csv", "list code label symbol"))
    goods = rows(folder, "commodities.csv", "code category label default_unit units hs")
    commodities = _keyed(goods, lambda row: _commodity(row, categories, units))
    kinds = {entry.code for entry in lists["place_kind"]}
    spots = rows(folder, "places.csv", "code name country kind locode other_names")
    appendices = [entry.code for entry in lists["cites_appendix"]]
    modes = [entry.code for entry in lists["transport_mode"]]
    return Reference(
        offices=tuple(offices.values()),
        regions=tuple(regions.values()),
        countries=tuple(countries.values()),
        categories=tuple(categories.values()),
        commodities=commodities,
        units=units,
        lists=lists,
        places=_keyed(spots, lambda row: _place(row, countries, kinds)),
        species=_keyed(rows(folder, "species.csv", SPECIES_COLUMNS), lambda row: species_of(row, appendices)),
        synonyms=_words(rows(folder, "synonyms.csv", "commodity language word"), "commodity", commodities),
        transport_words=_words(rows(folder, "transport_words.csv", "mode language word"), "mode", modes),
        usual=read_usual(folder, {code: entry.units for code, entry in commodities.items()}, frozenset(units)),
        centres=read_centres(folder, countries),
    )


_OFFICE = "code name host city host_country region languages zone valid_from valid_to note"
_COUNTRY = "code office region member valid_from valid_to confidence zones languages"


def _keyed(lines: Iterable[Row], make: Callable[[Row], T]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for row in lines:
        if (code := row.text("code")) in found:
            raise row.wrong(f"{code} is there twice")
        found[code] = make(row)
    return MappingProxyType(found)


def _region(row: Row) -> Region:
    return Region(code=row.matching("code", "[A-Z]+"), label=row.text("label"))


def _category(row: Row) -> Category:
    return Category(code=row.matching("code", "[A-Z]{3}"), label=row.text("label"))


def _office(row: Row, regions: Collection[str]) -> OfficeRow:
    valid_from, valid_to = row.period()
    return OfficeRow(
        code=row.matching("code", "[A-Z]{2,3}"),
        name=row.text("name"),
        host=row.text("host"),
        city=row.text("city"),
        host_country=row.matching("host_country", "[A-Z]{2}"),
        region=row.one_of("region", regions),
        languages=row.many("languages"),
        zone=row.zone(row.text("zone")),
        valid_from=valid_from,
        valid_to=valid_to,
        note=row.optional("note"),
    )


def _country(row: Row, regions: Collection[str], offices: Collection[str]) -> CountryRow:
    valid_from, valid_to = row.period()
    row.text("zones")
    return CountryRow(
        code=row.matching("code", "[A-Z]{2}"),
        office=row.one_of("office", offices),
        region=row.one_of("region", regions),
        member=row.one_of("member", ("0", "1")) == "1",
        valid_from=valid_from,
        valid_to=valid_to,
        confidence=row.one_of("confidence", CONFIDENCES),
        zones=tuple(row.zone(name) for name in row.many("zones")),
        languages=row.many_of("languages", LANGUAGES),
    )


def _commodity(row: Row, categories: Collection[str], units: Collection[str]) -> Commodity:
    commodity = Commodity(
        code=row.matching("code", "[A-Z]{3}(-[A-Z0-9]+)+"),
        category=row.one_of("category", categories),
        label=row.text("label"),
        default_unit=row.text("default_unit"),
        units=row.many_of("units", units),
        hs=row.many("hs"),
    )
    if not commodity.code.startswith(f"{commodity.category}-"):
        raise row.wrong("the code does not begin with its category")
    if commodity.default_unit not in commodity.units or PIECES not in commodity.units:
        raise row.wrong(f"units must hold the default unit and {PIECES}")
    if not all(re.fullmatch(r"\d{2}(\d{2}(\.\d{2})?)?", hint) for hint in commodity.hs):
        raise row.wrong("an hs hint is not two, four or six digits (2939.11)")
    return commodity


def _lists(lines: Iterable[Row]) -> tuple[Mapping[str, Unit], Mapping[str, tuple[ListEntry, ...]]]:
    units: dict[str, Unit] = {}
    lists: dict[str, dict[str, ListEntry]] = {name: {} for name in LISTS}
    for row in lines:
        name, code, label = row.one_of("list", (*LISTS, "unit")), row.matching("code", "[A-Z0-9-]+"), row.text("label")
        if code in (units if name == "unit" else lists[name]):
            raise row.wrong(f"{name} {code} is there twice")
        if name == "unit":
            units[code] = Unit(code=code, label=label, symbol=row.optional("symbol"))
        else:
            lists[name][code] = ListEntry(list=name, code=code, label=label)
    return MappingProxyType(units), MappingProxyType({name: tuple(found.values()) for name, found in lists.items()})


def _place(row: Row, countries: Collection[str], kinds: Collection[str]) -> PlaceEntry:
    country = row.one_of("country", countries)
    return PlaceEntry(
        code=row.matching("code", f"{country}-[A-Z0-9-]{{1,27}}"),
        name=row.text("name"),
        country=country,
        kind=row.one_of("kind", kinds),
        locode=row.matching("locode", f"{country}[A-Z2-9]{{3}}") if row.optional("locode") else None,
        other_names=row.many("other_names"),
    )


def _words(lines: Iterable[Row], key: str, known: Collection[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    allowed = frozenset(known)
    found: dict[str, dict[tuple[str, str], None]] = {}
    for row in lines:
        words = found.setdefault(row.one_of(key, allowed), {})
        word = (row.one_of("language", LANGUAGES), row.text("word"))
        if word in words:
            raise row.wrong(f"{word[1]!r} is there twice")
        words[word] = None
    return MappingProxyType({code: tuple(words) for code, words in found.items()})
