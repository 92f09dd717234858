"""One line of a reference file and what may be asked of its cells; it knows the form of a CSV file, not what it says."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class WrongRow(ValueError):
    """The reference data cannot be used: a row of it is wrong; the message names the file and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a file with its place, so that every complaint can name it."""

    where: str
    cells: Mapping[str, str]

    def wrong(self, why: str) -> WrongRow:
        return WrongRow(f"{self.where}: {why}")

    def optional(self, column: str) -> str:
        return self.cells[column]

    def text(self, column: str) -> str:
        return self.cells[column] or self._refuse(f"{column} is empty")

    def matching(self, column: str, pattern: str) -> str:
        value = self.text(column)
        return (
            value if re.fullmatch(pattern, value) else self._refuse(f"{column} {value!r} is not of the form {pattern}")
        )

    def one_of(self, column: str, known: Collection[str]) -> str:
        value = self.text(column)
        return value if value in known else self._refuse(f"{column} {value!r} is not known")

    def many(self, column: str) -> tuple[str, ...]:
        values = tuple(self.cells[column].split(";")) if self.cells[column] else ()
        if "" in values or len(set(values)) != len(values):
            raise self.wrong(f"{column} has an empty or a repeated value")
        return values

    def many_of(self, column: str, known: Collection[str]) -> tuple[str, ...]:
        values = self.many(column)
        if strangers := sorted(set(values).difference(known)):
            raise self.wrong(f"{column} {', '.join(strangers)} is not known")
        return values

    def zone(self, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError):
            raise self.wrong(f"time zone {name!r} is not known") from None

    def period(self) -> tuple[date | None, date | None]:
        try:
            start, end = (date.fromisoformat(v) if (v := self.cells[c]) else None for c in ("valid_from", "valid_to"))
        except ValueError:
            raise self.wrong("valid_from and valid_to are written as 2026-01-31 or left empty") from None
        if start and end and end < start:
            raise self.wrong("valid_to is before valid_from")
        return start, end

    def _refuse(self, why: str) -> str:
        raise self.wrong(why)


def rows(folder: Traversable, name: str, columns: str) -> Iterator[Row]:
    """The lines of a file under its one right head. Raises WrongRow where the file has not that form."""
    reader = csv.reader((folder / name).read_text(encoding="utf-8").splitlines(), strict=True)
    head = next(reader, [])
    if head != columns.split():
        raise WrongRow(f"{name}, line 1: the columns are not {columns}")
    for cells in reader:
        where = f"{name}, line {reader.line_num}"
        if len(cells) != len(head):
            raise WrongRow(f"{where}: {len(cells)} cells instead of {len(head)}")
        if any(cell != cell.strip() for cell in cells):
            raise WrongRow(f"{where}: a cell begins or ends with a blank")
        yield Row(where=where, cells=dict(zip(head, cells, strict=True)))
