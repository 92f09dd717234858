"""What is usual in a report: units, ranges and thresholds of goods, for the accuracy checks of `alerts.checks`."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from importlib.resources.abc import Traversable
from types import MappingProxyType

from alerts.checks import Range, Threshold, Usual
from alerts.seizure import Quantity
from storage.reference_rows import Row, rows

_WAYS = frozenset({"mail", "body"})


def read_usual(folder: Traversable, fitting: Mapping[str, Sequence[str]], units: frozenset[str]) -> Usual:
    """Reads the tables; `fitting` are the units by commodity. Raises WrongRow."""
    beginnings = {
        "-".join(code.split("-")[:length]) for code in fitting for length in range(1, len(code.split("-")) + 1)
    }
    ranges: dict[tuple[str, str], Range] = {}
    for row in rows(folder, "ranges.csv", "goods unit least most"):
        key = row.one_of("goods", beginnings), row.one_of("unit", units)
        found = Range(least=_number(row, "least"), most=_number(row, "most"))
        if key in ranges or found.least > found.most:
            raise row.wrong("a range is there once, and its least is no more than its most")
        ranges[key] = found
    thresholds: dict[str, Threshold] = {}
    for row in rows(folder, "thresholds.csv", "commodity least unit always"):
        code, unit = row.one_of("commodity", fitting), row.text("unit")
        if unit.partition(":")[0] not in fitting[code]:
            raise row.wrong(f"{unit} is no unit of {code}")
        thresholds[code] = Threshold(
            least=Quantity(_number(row, "least"), unit), always=frozenset(row.many_of("always", _WAYS))
        )
    return Usual(units=fitting, ranges=MappingProxyType(ranges), thresholds=MappingProxyType(thresholds))


def _number(row: Row, column: str) -> Decimal:
    try:
        number = Decimal(row.text(column))
    except InvalidOperation:
        raise row.wrong(f"{column} is not a number") from None
    if not number.is_finite() or number <= 0:
        raise row.wrong(f"{column} is not greater than zero")
    return number
