"""What makes two reports look like one case, or like two of one line: the same number on the means of transport, the same
goods at one place on one day, the same route within a month.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from alerts.marking import Marking
from alerts.seizure import Identifier, Seizure

ROUTE_WITHIN = timedelta(days=30)
"""So far apart two seizures on one route still belong together."""

_SHORTEST = 5
"""Characters of a free number below which it is no sign of anything."""


class Likeness(StrEnum):
    """Why two reports are alike, the strongest first."""

    CONTAINER = "container"
    SHIP = "ship"
    NUMBER = "number"
    CASE = "case"
    ROUTE = "route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A report that is like another one."""

    report: int
    public_id: str
    number: str
    country: str
    office: str
    marking: Marking
    why: Likeness
    days: int
    """Days between the two seizures."""
    seizure: Seizure


BY_NUMBER = frozenset({Likeness.CONTAINER, Likeness.SHIP, Likeness.NUMBER})
"""What is alike by a number on the means of transport."""

_KINDS = {"container": Likeness.CONTAINER, "imo": Likeness.SHIP}


def terms_of(seizure: Seizure) -> frozenset[str]:
    """What a seizure is found by: two that share a term may be alike, `likeness` says whether they are."""
    return frozenset({*_numbers(seizure), *_cases(seizure), *_routes(seizure)})


def likeness(one: Seizure, other: Seizure) -> Likeness | None:
    """The strongest reason why two seizures are alike; None where there is none."""
    shared = _numbers(one) & _numbers(other)
    if shared:
        kinds = {term.split(":")[1] for term in shared}
        return min((_KINDS.get(kind, Likeness.NUMBER) for kind in kinds), key=list(Likeness).index)
    if _cases(one) & _cases(other):
        return Likeness.CASE
    if _routes(one) & _routes(other) and timedelta(days=apart(one, other)) <= ROUTE_WITHIN:
        return Likeness.ROUTE
    return None


def apart(one: Seizure, other: Seizure) -> int:
    """Days between two seizures, by the latest day each may have been."""
    return abs((one.day.last - other.day.last).days)


def _numbers(seizure: Seizure) -> frozenset[str]:
    return frozenset(
        f"number:{number.kind}:{plain}" for number in seizure.identifiers if len(plain := _plain(number)) >= _SHORTEST
    )


def _plain(number: Identifier) -> str:
    return "".join(letter for letter in number.number.upper() if letter.isalnum())


def _cases(seizure: Seizure) -> frozenset[str]:
    """Only where the day is known: a month is too long to be one case."""
    if seizure.day.day is None:
        return frozenset()
    place = seizure.place.code or f"{seizure.place.country} {' '.join(seizure.place.name.casefold().split())}"
    return frozenset(f"case:{seizure.day}:{place}:{good.commodity}" for good in seizure.goods)


def _routes(seizure: Seizure) -> frozenset[str]:
    """From where to where, with the group of goods."""
    if seizure.route is None:
        return frozenset()
    first, last = seizure.route.departure.country, seizure.route.destination.country
    if first is None or last is None:
        return frozenset()
    return frozenset(f"route:{first}>{last}:{good.commodity.partition('-')[0]}" for good in seizure.goods)
