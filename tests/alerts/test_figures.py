"""Figures: what is counted, and as what."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from alerts.figures import WEEKS, Way, by_goods, by_leg, by_way, by_week, first_day, used_up
from alerts.seizure import Good, PartialDate, Place, Quantity, Route, Seizure, Stop

FRIDAY = date(2026, 11, 13)
MONDAY = date(2026, 11, 9)


def seizure(*goods: str, route: tuple[str | None, ...] = (), place: str = "KE") -> Seizure:
    way = None
    if route:
        first, *between, last = (Stop(code) for code in route)
        way = Route(departure=first, transit=tuple(between), destination=last)
    return Seizure(
        goods=tuple(Good(commodity=code, quantity=Quantity(Decimal(1), "KGM")) for code in (goods or ("DRG-COC-HCL",))),
        place=Place(country=place, name="Somewhere"),
        day=PartialDate(2026, 11),
        transport="SEA",
        route=way,
    )


def test_twelve_weeks_end_with_this_one_and_those_without_anything_are_there_too() -> None:
    weeks = by_week([FRIDAY, MONDAY, date(2026, 8, 24)], FRIDAY)
    assert len(weeks) == WEEKS == 12
    assert (weeks[0], weeks[-1]) == ((date(2026, 8, 24), 1), (MONDAY, 2))
    assert sum(number for _, number in weeks) == 3


@pytest.mark.parametrize("today", [MONDAY, FRIDAY, date(2026, 11, 15)], ids=["Monday", "Friday", "Sunday"])
def test_a_week_begins_on_monday(today: date) -> None:
    assert first_day(today, 1) == MONDAY
    assert by_week([MONDAY - timedelta(days=1)], today, 2) == ((date(2026, 11, 2), 1), (MONDAY, 0))


def test_what_is_older_than_the_weeks_is_not_counted() -> None:
    assert not any(number for _, number in by_week([date(2026, 8, 23)], FRIDAY))


def test_a_seizure_counts_once_for_each_group_of_its_goods() -> None:
    counted = by_goods([seizure("DRG-COC-HCL", "DRG-CAN-HERB"), seizure("TOB-CIG", "DRG-KHAT"), seizure("TOB-CIG")])
    assert counted == (("DRG", 2), ("TOB", 2))


def test_the_most_frequent_goods_come_first() -> None:
    assert [group for group, _ in by_goods([seizure("DRG-KHAT"), seizure("TOB-CIG"), seizure("TOB-CIG")])] == [
        "TOB",
        "DRG",
    ]


def test_the_same_way_is_counted_together_and_another_place_of_seizure_apart() -> None:
    way = ("BR", "ZA", "KE")
    counted = by_way([seizure(route=way), seizure(route=way), seizure(route=way, place="ZA")])
    assert counted == ((Way(way, "KE"), 2), (Way(way, "ZA"), 1))


@pytest.mark.parametrize("route", [(), (None, None)], ids=["none", "nothing known"])
def test_a_seizure_without_a_known_country_on_its_way_has_no_way(route: tuple[str | None, ...]) -> None:
    assert by_way([seizure(route=route)]) == ()


def test_a_leg_leads_over_what_is_unknown_to_the_next_known_country() -> None:
    assert Way(("BR", "", "KE"), "KE").legs == (("BR", "KE"),)


def test_two_places_of_one_country_make_no_leg() -> None:
    assert Way(("KE", "KE", "UG"), "KE").legs == (("KE", "UG"),)


def test_legs_of_different_ways_add_up_and_there_is_not_back() -> None:
    ways = [(Way(("BR", "ZA", "KE"), "KE"), 3), (Way(("BR", "ZA"), "ZA"), 2), (Way(("ZA", "BR"), "ZA"), 1)]
    assert by_leg(ways) == {("BR", "ZA"): 5, ("ZA", "KE"): 3, ("ZA", "BR"): 1}


def test_a_way_that_takes_a_leg_twice_counts_it_once() -> None:
    assert by_leg([(Way(("KE", "UG", "KE", "UG"), "KE"), 1)]) == {("KE", "UG"): 1, ("UG", "KE"): 1}


def test_the_country_of_the_seizure_belongs_to_a_way_that_does_not_name_it() -> None:
    assert Way(("BR", "", "KE"), "UG").countries == ("BR", "KE", "UG")


@pytest.mark.parametrize(("hours", "share"), [(-1, 0.0), (0, 0.0), (6, 0.25), (24, 1.0), (60, 1.0)])
def test_a_span_is_used_up_by_and_by_and_never_more_than_whole(hours: int, share: float) -> None:
    since = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)
    assert used_up(since, timedelta(hours=24), since + timedelta(hours=hours)) == share


def test_a_span_of_nothing_is_used_up() -> None:
    now = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)
    assert used_up(now, timedelta(), now) == 1.0
