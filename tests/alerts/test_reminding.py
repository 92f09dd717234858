"""When an officer is reminded of a half-done report."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.reminding import FIRST, KEPT, LAST, LAST_TOLD, NOTICE, SECOND, awake, first_due, next_due

TOUCHED = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)
A_DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-11-13T17:59:59", "Africa/Nairobi", "2026-11-13T17:59:59"),
        ("2026-11-13T18:00:00", "Africa/Nairobi", "2026-11-14T04:00:00"),
        ("2026-11-13T21:00:00", "Africa/Nairobi", "2026-11-14T04:00:00"),
        ("2026-11-14T03:59:59", "Africa/Nairobi", "2026-11-14T04:00:00"),
        ("2026-11-14T04:00:00", "Africa/Nairobi", "2026-11-14T04:00:00"),
        # The night that has an hour less, from before and from after it; then the one that has an hour more.
        ("2026-03-28T21:00:00", "Europe/Brussels", "2026-03-29T05:00:00"),
        ("2026-03-29T01:30:00", "Europe/Brussels", "2026-03-29T05:00:00"),
        ("2026-03-27T21:00:00", "Europe/Brussels", "2026-03-28T06:00:00"),
        ("2026-10-24T20:00:00", "Europe/Brussels", "2026-10-25T06:00:00"),
        ("2026-10-25T00:30:00", "Europe/Brussels", "2026-10-25T06:00:00"),
        ("2026-10-25T01:30:00", "Europe/Brussels", "2026-10-25T06:00:00"),
        ("2026-10-25T05:59:00", "Europe/Brussels", "2026-10-25T06:00:00"),
    ],
)
def test_nobody_is_reminded_between_nine_and_seven_of_their_own_clock(now: str, zone: str, then: str) -> None:
    assert awake(at(now), zone) == at(then)


def test_two_reminders_a_day_apart_a_word_three_days_before_the_month_is_over_and_then_the_end() -> None:
    first = first_due(TOUCHED)
    assert first - TOUCHED == FIRST
    second = next_due(TOUCHED, 1, first)
    assert second - first == SECOND
    last = next_due(TOUCHED, 2, second)
    assert last - TOUCHED == LAST
    assert next_due(TOUCHED, LAST_TOLD, last) - TOUCHED == KEPT


@pytest.mark.parametrize(("told", "wait"), [(1, SECOND), (2, SECOND), (LAST_TOLD, NOTICE)])
def test_what_was_due_while_nothing_ran_does_not_come_all_at_once(told: int, wait: timedelta) -> None:
    late = TOUCHED + 100 * A_DAY
    assert next_due(TOUCHED, told, late) == late + wait
