"""Ten tries an hour and network address."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.http.throttle import ADDRESSES, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_the_eleventh_try_within_an_hour_is_one_too_many() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(10):
        assert throttle.wait("203.0.113.7") == 0
        throttle.count("203.0.113.7")
        clock.now += timedelta(minutes=5)
    assert throttle.wait("203.0.113.7") > 0
    clock.now += timedelta(minutes=10)
    assert throttle.wait("203.0.113.7") == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("somewhere", "somewhere", True),
    ],
)
def test_a_household_counts_as_one(one: str, other: str, same: bool) -> None:
    throttle = Throttle(Clock(), tries=1)
    throttle.count(one)
    assert (throttle.wait(other) > 0) is same


def test_a_clock_set_back_locks_nobody_out() -> None:
    clock = Clock()
    throttle = Throttle(clock, tries=1)
    throttle.count("203.0.113.7")
    clock.now -= timedelta(days=365)
    assert throttle.wait("203.0.113.7") == 0


def test_memory_stays_bounded_and_the_oldest_is_forgotten() -> None:
    throttle = Throttle(Clock(), tries=1)
    for number in range(ADDRESSES + 1):
        throttle.count(f"address-{number}")
    assert throttle.wait("address-0") == 0
    assert throttle.wait(f"address-{ADDRESSES}") > 0
