"""Figures over many reports: how many by week and by goods, by which ways, and why they came back. Which reports may be
counted for somebody is decided before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from alerts.seizure import Seizure

WEEKS = 12
"""Weeks that are looked back on, the present one included."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way goods took, or were to take: countries in order ("" is unknown), and where they were seized."""

    stops: tuple[str, ...]
    place: str

    @property
    def legs(self) -> tuple[tuple[str, str], ...]:
        """From one known country to the next known one."""
        known = [stop for stop in self.stops if stop]
        return tuple((here, there) for here, there in pairwise(known) if here != there)

    @property
    def countries(self) -> tuple[str, ...]:
        """Every known country of it, each once."""
        return tuple(dict.fromkeys((*(stop for stop in self.stops if stop), self.place)))


def monday(day: date) -> date:
    """The first day of a day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def first_day(today: date, weeks: int = WEEKS) -> date:
    """Where looking back begins: the Monday of the first of so many weeks."""
    return monday(today) - timedelta(weeks=weeks - 1)


def by_week(days: Iterable[date], today: date, weeks: int = WEEKS) -> tuple[tuple[date, int], ...]:
    """How many fall in each week, by its Monday, oldest first; a week without any is there too."""
    counted = Counter(monday(day) for day in days)
    start = first_day(today, weeks)
    return tuple((week, counted[week]) for week in (start + timedelta(weeks=number) for number in range(weeks)))


def by_goods(seizures: Iterable[Seizure]) -> tuple[tuple[str, int], ...]:
    """How many seizures have goods of each group (the first part of a commodity's code), the most frequent first. One with
    goods of two groups counts in both.
    """
    counted = Counter(
        group for seizure in seizures for group in {good.commodity.partition("-")[0] for good in seizure.goods}
    )
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def by_way(seizures: Iterable[Seizure]) -> tuple[tuple[Way, int], ...]:
    """How many took each way, the most frequent first; without those of which no country on the way is known."""
    counted = Counter(
        Way(tuple(stop.country or "" for stop in seizure.route.stops), seizure.place.country)
        for seizure in seizures
        if seizure.route is not None and seizure.route.countries
    )
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0].stops, one[0].place)))


def by_leg(ways: Iterable[tuple[Way, int]]) -> Mapping[tuple[str, str], int]:
    """How many went from one country to the next."""
    counted: Counter[tuple[str, str]] = Counter()
    for way, number in ways:
        for leg in dict.fromkeys(way.legs):
            counted[leg] += number
    return counted


def used_up(since: datetime, span: timedelta, now: datetime) -> float:
    """Which share of a span is over: 0 at its beginning, 1 from its end on."""
    return min(max((now - since) / span, 0.0), 1.0) if span > timedelta() else 1.0
