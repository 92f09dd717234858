"""Accuracy checks for the reviewer: what about a report deserves a second look. They never block and never change
anything; what is not known is not doubted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from alerts.seizure import Good, Quantity, Route, Seizure

LONG_AGO = 60
"""Days after which a seizure is late news: what it warns of may be over."""

_SIZES = {
    "MGM": ("KGM", Decimal("0.000001")),
    "GRM": ("KGM", Decimal("0.001")),
    "TNE": ("KGM", Decimal(1000)),
    "MLT": ("LTR", Decimal("0.001")),
    "MIL": ("STK", Decimal(1000)),
    "NMP": ("STK", Decimal(20)),
}
"""Units told in another one; a pack holds 20 cigarettes (domain usage; 25 is seen, the checks are coarser than that)."""

_MAIL = frozenset({"MAIL", "EXPRESS"})
_BODY = frozenset({"ON-BODY", "IN-BODY"})

_MOVES = {"imo": frozenset({"SEA", "INLAND", "MULTI"}), "flight": frozenset({"AIR", "MULTI", "MAIL", "EXPRESS"})}
"""How a conveyance that has such a number travels."""


class Check(StrEnum):
    """What is looked at, in the order of the card."""

    NUMBERS = "numbers"
    UNITS = "units"
    AMOUNT = "amount"
    THRESHOLD = "threshold"
    DAY = "day"
    ROUTE = "route"


class Doubt(StrEnum):
    """What was found."""

    CHECK_DIGIT = "check_digit"
    OTHER_TRANSPORT = "other_transport"
    STRANGE_UNIT = "strange_unit"
    VERY_MUCH = "very_much"
    VERY_LITTLE = "very_little"
    BELOW_USUAL = "below_usual"
    BELOW_OWN = "below_own"
    LONG_AGO = "long_ago"
    PLACE_OFF_ROUTE = "place_off_route"
    ENDS_WHERE_IT_BEGINS = "ends_where_it_begins"
    STOP_TWICE = "stop_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One doubt: about which number, commodity or stop, and the bound that was passed."""

    check: Check
    doubt: Doubt
    about: str = ""
    bound: Quantity | None = None
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What one seizure of these goods usually holds at least and at most, in one unit; far outside it is most often a
    slip of the unit or of a digit. Figures by judgement, from real cases and general knowledge; not a rule of anybody.
    """

    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From how much on an office usually wants a report; less is still useful for a new method, and counts always
    where it came by mail or on a body, if `always` says so. Without `least` any quantity counts. `own`: the office has
    said so itself.
    """

    least: Quantity | None
    always: frozenset[str] = frozenset()
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeThreshold:
    """From how much on one office wants reports of some goods: a commodity, or all of a category. None: from any quantity."""

    goods: str
    least: Quantity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The tables: units by commodity, ranges by (goods, unit) where goods is a commodity or the beginning of one,
    thresholds by commodity.
    """

    units: Mapping[str, Sequence[str]]
    ranges: Mapping[tuple[str, str], Range]
    thresholds: Mapping[str, Threshold]


def fits(goods: str, unit: str, usual: Usual) -> bool:
    """Whether a commodity, or at least one of a category, is counted in a unit."""
    return any(_base(unit) in usual.units[code] for code in _among(goods, usual))


def of_office(usual: Usual, own: Sequence[OfficeThreshold]) -> Usual:
    """The tables as one office has them: its own thresholds instead of those for everybody, a commodity's before its
    category's. What comes by mail or on a body counts as before.
    """
    thresholds = dict(usual.thresholds)
    for one in sorted(own, key=lambda threshold: threshold.goods in usual.units):
        for code in _among(one.goods, usual):
            if one.least is not None and not fits(code, one.least.unit, usual):
                continue
            always = usual.thresholds[code].always if code in usual.thresholds else frozenset[str]()
            thresholds[code] = Threshold(least=one.least, always=always, own=True)
    return replace(usual, thresholds=thresholds)


def look_over(seizure: Seizure, usual: Usual, *, today: date) -> tuple[Finding, ...]:
    """All doubts about a seizure, in the order of `Check`. `today` is the office's."""
    looks: tuple[Callable[[], Sequence[Finding]], ...] = (
        lambda: _numbers(seizure),
        lambda: [found for good in seizure.goods for found in _units(good, usual)],
        lambda: [found for good in seizure.goods for found in _amount(good, usual)],
        lambda: _threshold(seizure, usual),
        lambda: _day(seizure, today),
        lambda: _route(seizure),
    )
    return tuple(found for look in looks for found in look())


def made(seizure: Seizure) -> frozenset[Check]:
    """What is told to be in order where nothing was found: a report without a number on the means of transport has none
    that could be right.
    """
    looked = {Check.UNITS, Check.AMOUNT}
    if any(number.valid is not None or number.kind in _MOVES for number in seizure.identifiers):
        looked.add(Check.NUMBERS)
    if seizure.route is not None:
        looked.add(Check.ROUTE)
    return frozenset(looked)


def usual_range(commodity: str, unit: str, usual: Usual) -> Range | None:
    """The range with the longest beginning of the commodity's code."""
    parts = commodity.split("-")
    beginnings = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((usual.ranges[one, unit] for one in beginnings if (one, unit) in usual.ranges), None)


def _numbers(seizure: Seizure) -> list[Finding]:
    wrong = [
        Finding(check=Check.NUMBERS, doubt=Doubt.CHECK_DIGIT, about=number.number)
        for number in seizure.identifiers
        if number.valid is False
    ]
    return wrong + [
        Finding(check=Check.NUMBERS, doubt=Doubt.OTHER_TRANSPORT, about=number.number)
        for number in seizure.identifiers
        if seizure.transport not in {*_MOVES.get(number.kind, {seizure.transport}), "UNKNOWN", "NONE"}
    ]


def _units(good: Good, usual: Usual) -> list[Finding]:
    fitting = usual.units.get(good.commodity)
    if fitting is None or _base(good.quantity.unit) in fitting:
        return []
    return [Finding(check=Check.UNITS, doubt=Doubt.STRANGE_UNIT, about=good.commodity)]


def _amount(good: Good, usual: Usual) -> list[Finding]:
    for amount, unit in _readings(good.quantity):
        found = usual_range(good.commodity, unit, usual)
        if found is None:
            continue
        if amount > found.most:
            doubt, bound = Doubt.VERY_MUCH, found.most
        elif amount < found.least:
            doubt, bound = Doubt.VERY_LITTLE, found.least
        else:
            return []
        return [
            Finding(check=Check.AMOUNT, doubt=doubt, about=good.commodity, bound=Quantity(bound, _written(good, unit)))
        ]
    return []


def _threshold(seizure: Seizure, usual: Usual) -> list[Finding]:
    """Once for each of the goods that lie below; none of them where another is above: it is reported anyway."""
    below = [(good, usual.thresholds[good.commodity]) for good in seizure.goods if good.commodity in usual.thresholds]
    if len(below) < len(seizure.goods):
        return []
    ways = {
        *(["mail"] if seizure.transport in _MAIL else []),
        *(["body"] if seizure.concealment is not None and seizure.concealment.code in _BODY else []),
    }
    found = []
    for good, threshold in below:
        if threshold.least is None or not _is_less(good.quantity, threshold.least) or ways & threshold.always:
            return []
        doubt = Doubt.BELOW_OWN if threshold.own else Doubt.BELOW_USUAL
        found.append(Finding(check=Check.THRESHOLD, doubt=doubt, about=good.commodity, bound=threshold.least))
    return found


def _is_less(quantity: Quantity, least: Quantity) -> bool:
    """Less in the same measure: 90 g and 0.1 kg can be compared, pieces and kilograms cannot."""
    (amount, unit), (bound, same) = _measured(quantity), _measured(least)
    return unit == same and amount < bound


def _among(goods: str, usual: Usual) -> Sequence[str]:
    """The commodity itself, or those of a category, whose code theirs begin with."""
    return [goods] if goods in usual.units else [code for code in usual.units if code.startswith(f"{goods}-")]


def _day(seizure: Seizure, today: date) -> list[Finding]:
    days = (today - seizure.day.last).days
    return [Finding(check=Check.DAY, doubt=Doubt.LONG_AGO, days=days)] if days > LONG_AGO else []


def _route(seizure: Seizure) -> list[Finding]:
    route = seizure.route
    if route is None:
        return []
    found = []
    # Between two ends alone the way is not told: it may well lead through the place.
    if route.transit and _named(route) and seizure.place.country not in route.countries:
        found.append(Finding(check=Check.ROUTE, doubt=Doubt.PLACE_OFF_ROUTE))
    first, last = route.departure, route.destination
    if first == last and first.country is not None and not route.transit:
        found.append(Finding(check=Check.ROUTE, doubt=Doubt.ENDS_WHERE_IT_BEGINS))
    twice = [
        stop.name for before, stop in zip(route.stops, route.stops[1:], strict=False) if stop == before and stop.country
    ]
    if twice and not found:
        found.append(Finding(check=Check.ROUTE, doubt=Doubt.STOP_TWICE, about=twice[0]))
    return found


def _named(route: Route) -> bool:
    """A stop that nobody knows may be the place."""
    return all(stop.country is not None for stop in route.stops)


def _readings(quantity: Quantity) -> list[tuple[Decimal, str]]:
    """The quantity as it stands, without its currency, and in the unit the tables use."""
    told = [(quantity.amount, quantity.unit), (quantity.amount, _base(quantity.unit))]
    if quantity.unit in _SIZES:
        told.append(_measured(quantity))
    return told


def _measured(quantity: Quantity) -> tuple[Decimal, str]:
    """The quantity in the unit the tables use, with its currency."""
    unit, factor = _SIZES.get(quantity.unit, (quantity.unit, Decimal(1)))
    return quantity.amount * factor, unit


def _written(good: Good, unit: str) -> str:
    """A bound in money has the currency of what was seized: the ranges are far too wide for rates to matter."""
    return good.quantity.unit if _base(good.quantity.unit) == unit else unit


def _base(unit: str) -> str:
    """The unit without the currency behind it."""
    return unit.partition(":")[0]
