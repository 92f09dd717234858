"""One line of a file of real cases, read and checked for its form. Whether the bot takes what a line says is the bot's
to decide (bot/replay_player.py asks it).
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from alerts.seizure import Concealment, PartialDate, Quantity
from bot.reading.units import MONEY, is_currency
from storage.reference import Reference

COLUMNS = (
    "date", "country", "place", "commodity_category", "commodity", "quantity", "unit", "transport_mode", "concealment",
    "origin", "transit", "destination", "source", "commodity_code", "date_basis", "note",
)  # fmt: skip
REQUIRED = ("date", "country", "place", "commodity_code", "quantity", "unit", "transport_mode")
NO_FACTS = frozenset({"commodity_category", "source", "date_basis", "note"})
"""A line stays the same case when these are put right."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_BETWEEN_STOPS = re.compile(r"\s*;\s*")


class WrongFile(Exception):
    """The file of cases cannot be used."""


class WrongLine(Exception):
    """A line tells no case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a line says."""

    line: int
    """Its number in the file, from 1."""
    cells: Mapping[str, str]
    """The line itself by column, blanks made single."""
    day: PartialDate
    quantity: Quantity
    concealment: Concealment | None
    route: tuple[str | None, ...] | None
    """Country codes from origin to destination, None for one that is not said; None where nothing is."""

    @property
    def key(self) -> str:
        """The line's facts in one word: the same facts again are the same case."""
        facts = {name: text for name, text in self.cells.items() if name not in NO_FACTS}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @property
    def narrative(self) -> str:
        """Where the case comes from, for the reviewer."""
        parts = (("Source", "source"), ("Date", "date_basis"), ("Note", "note"))
        return " ".join(f"{label}: {self.cells[name]}." for label, name in parts if self.cells[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line that tells no case, and why."""

    line: int
    reason: str


def read_cases(file: Path, reference: Reference) -> list[Case | Refused]:
    """All lines of a file, in order. Raises WrongFile with one sentence when it is no file of cases."""
    allowed = f"allowed is a CSV file in UTF-8 whose first line names the columns {', '.join(COLUMNS)}."
    try:
        lines = _lines(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise WrongFile(f"{file} cannot be read ({error.strerror}); {allowed}") from None
    except UnicodeDecodeError:
        raise WrongFile(f"{file} is not text in UTF-8; {allowed}") from None
    header: Sequence[str] | Refused
    _, header = next(lines, (0, ()))
    if isinstance(header, Refused) or sorted(header) != sorted(COLUMNS):
        raise WrongFile(f"{file} begins with another line; {allowed}")
    return [_read(line, header, cells, reference) for line, cells in lines]


def _lines(text: str) -> Iterator[tuple[int, Sequence[str] | Refused]]:
    """Every line that is not empty, with its number (of several in quotes, the first)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Refused(line=line, reason=f"it is not CSV ({error})")
            continue
        if any(cell.strip() for cell in cells):
            yield line, [" ".join(cell.split()) for cell in cells]


def _read(line: int, header: Sequence[str], cells: Sequence[str] | Refused, reference: Reference) -> Case | Refused:
    if isinstance(cells, Refused):
        return cells
    if len(cells) != len(header):
        return Refused(line=line, reason=f"it has {len(cells)} values; allowed are {len(header)}")
    try:
        return _case(line, dict(zip(header, cells, strict=True)), reference)
    except WrongLine as error:
        return Refused(line=line, reason=str(error))


def _case(line: int, cells: Mapping[str, str], reference: Reference) -> Case:
    for name, text in cells.items():
        if name in REQUIRED and not text:
            raise WrongLine(f"{name} is missing")
        if text.startswith("/"):
            raise WrongLine(f"{name} begins with a slash, which makes it a command")
    _check("country", cells["country"], {entry.code for entry in reference.countries})
    _check("commodity_code", cells["commodity_code"], reference.commodities)
    _check("transport_mode", cells["transport_mode"], {entry.code for entry in reference.lists["transport_mode"]})
    category = category_of(cells["commodity_code"], reference)
    if cells["commodity_category"] != category:
        raise WrongLine(
            f"commodity_category is “{cells['commodity_category']}”; {cells['commodity_code']} is {category}"
        )
    return Case(
        line=line,
        cells=cells,
        day=_day(cells["date"]),
        quantity=_quantity(cells["quantity"], cells["unit"], reference),
        concealment=_concealment(cells["concealment"], reference),
        route=_route(cells),
    )


def category_of(commodity: str, reference: Reference) -> str:
    """The label of a commodity's category."""
    category = reference.commodities[commodity].category
    return next(entry.label for entry in reference.categories if entry.code == category)


def _check(name: str, code: str, known: Collection[str]) -> None:
    if code not in known:
        raise WrongLine(f"{name} “{code}” is not known")


def _day(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise WrongLine(f"date “{text}” is no day; allowed are 2024-03-05, 2024-03 and 2024") from None


def _quantity(number: str, unit: str, reference: Reference) -> Quantity:
    base, _, currency = unit.partition(":")
    _check("unit", base, reference.units)
    if (base == MONEY or currency) and not (base == MONEY and is_currency(currency)):
        raise WrongLine(f"unit “{unit}” is not known; an amount of money is written {MONEY}:USD")
    if not _NUMBER.fullmatch(number):
        raise WrongLine(f"quantity “{number}” is no number; allowed are such as 1500 and 12.5")
    try:
        return Quantity(Decimal(number), unit)
    except ValueError as error:
        raise WrongLine(f"quantity {number}: {error}") from None


def _concealment(text: str, reference: Reference) -> Concealment | None:
    if not text:
        return None
    code, _, words = text.partition(":")
    _check("concealment", code.strip(), {entry.code for entry in reference.lists["concealment"]})
    return Concealment(code=code.strip(), text=words.strip())


def _route(cells: Mapping[str, str]) -> tuple[str | None, ...] | None:
    transit = _BETWEEN_STOPS.split(cells["transit"]) if cells["transit"] else []
    stops = tuple(stop or None for stop in (cells["origin"], *transit, cells["destination"]))
    return stops if any(stops) else None
