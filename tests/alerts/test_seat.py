"""Where an office sits on which day: what moves, what stays, and what is taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.seat import Seat, ahead, reseated, seat_at, taken_back

HARARE = Seat(host_country="ZW", contact="+263 1", zone="Africa/Harare")
JANUARY, SPRING, SUMMER = date(2027, 1, 1), date(2027, 3, 1), date(2027, 6, 1)
DAY = timedelta(days=1)


def told(seats: tuple[Seat, ...]) -> list[tuple[str, str, date | None, date | None]]:
    return [(seat.host_country, seat.contact, seat.valid_from, seat.valid_to) for seat in seats]


def test_a_move_ends_the_seat_on_the_day_before() -> None:
    assert told(reseated([HARARE], {"host_country": "UG"}, JANUARY)) == [
        ("ZW", "+263 1", None, JANUARY - DAY),
        ("UG", "+263 1", JANUARY, None),
    ]


def test_another_telephone_of_today_is_kept_when_the_office_moves_later() -> None:
    moving = reseated([HARARE], {"host_country": "UG"}, SPRING)
    assert told(reseated(moving, {"contact": "+263 2"}, JANUARY)) == [
        ("ZW", "+263 1", None, JANUARY - DAY),
        ("ZW", "+263 2", JANUARY, SPRING - DAY),
        ("UG", "+263 2", SPRING, None),
    ]


def test_a_move_that_brings_its_own_telephone_keeps_it_and_so_does_what_follows() -> None:
    moving = reseated([HARARE], {"host_country": "UG", "contact": "+256 1"}, SPRING)
    moving = reseated(moving, {"host_country": "KE"}, SUMMER)
    assert [one[:2] for one in told(reseated(moving, {"contact": "+263 2"}, JANUARY))] == [
        ("ZW", "+263 1"),
        ("ZW", "+263 2"),
        ("UG", "+256 1"),
        ("KE", "+256 1"),
    ]


def test_two_changes_from_the_same_day_are_one() -> None:
    moving = reseated([HARARE], {"host_country": "UG"}, JANUARY)
    assert told(reseated(moving, {"contact": "+256 1"}, JANUARY)) == [
        ("ZW", "+263 1", None, JANUARY - DAY),
        ("UG", "+256 1", JANUARY, None),
    ]


def test_a_change_to_what_holds_anyway_is_none() -> None:
    assert reseated([HARARE], {"contact": "+263 1"}, JANUARY) == (HARARE,)


def test_a_later_change_to_the_same_is_one_with_the_earlier() -> None:
    moving = reseated([HARARE], {"contact": "+263 2"}, SPRING)
    assert told(reseated(moving, {"contact": "+263 2"}, JANUARY)) == [
        ("ZW", "+263 1", None, JANUARY - DAY),
        ("ZW", "+263 2", JANUARY, None),
    ]


def test_what_is_taken_back_goes_from_later_days_too() -> None:
    moving = reseated(reseated([HARARE], {"host_country": "UG"}, SPRING), {"contact": "+263 2"}, JANUARY)
    assert told(taken_back(moving, JANUARY)) == [
        ("ZW", "+263 1", None, SPRING - DAY),
        ("UG", "+263 1", SPRING, None),
    ]
    assert taken_back(taken_back(moving, JANUARY), SPRING) == (HARARE,)


@pytest.mark.parametrize("day", [JANUARY, SUMMER])
def test_only_what_begins_on_a_day_after_something_else_is_taken_back(day: date) -> None:
    with pytest.raises(LookupError):
        taken_back([replace(HARARE, valid_from=SUMMER)], day)


def test_a_seat_begins_at_midnight_of_its_own_clock() -> None:
    moving = reseated([HARARE], {"host_country": "JP", "zone": "Asia/Tokyo"}, JANUARY)
    midnight = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert seat_at(moving, midnight - timedelta(seconds=1)).host_country == "ZW"
    assert ahead(moving, midnight - timedelta(seconds=1)) == [moving[1]]
    assert seat_at(moving, midnight).host_country == "JP"
    assert ahead(moving, midnight) == []


def test_before_the_first_day_that_is_known_the_first_seat_holds() -> None:
    first = replace(HARARE, valid_from=SUMMER)
    assert seat_at([first], datetime(2026, 1, 1, tzinfo=UTC)) == first
