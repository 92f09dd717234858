"""How many sends go in which time."""

import pytest

from channels.message import Address
from channels.pace import Pace, Rate

ANN, BOB = Address("telegram", "ann"), Address("telegram", "bob")


def sends_in(pace: Pace, seconds: float, *to: Address) -> int:
    """Sends that go when everybody tries again exactly when told to."""
    now, count = 0.0, 0
    while now < seconds:
        waits = [pace.take(one, now) for one in to]
        count += waits.count(0.0)
        if 0.0 not in waits:
            now += min(waits)
    return count


def test_the_first_send_goes_at_once() -> None:
    assert Pace(together=Rate(per_second=30), each=Rate(per_second=1)).take(ANN, 1000.0) == 0.0


def test_the_second_to_the_same_address_waits_and_another_address_does_not() -> None:
    pace = Pace(together=Rate(per_second=30, burst=30), each=Rate(per_second=1))
    pace.take(ANN, 0.0)
    assert pace.take(ANN, 0.25) == pytest.approx(0.75)
    assert pace.take(BOB, 0.25) == 0.0
    assert pace.take(ANN, 1.0) == 0.0


def test_all_addresses_together_keep_the_channels_pace() -> None:
    people = [Address("telegram", str(number)) for number in range(100)]
    assert sends_in(Pace(together=Rate(per_second=30)), 9.99, *people) == 300


def test_a_burst_goes_at_once_and_then_the_pace_holds() -> None:
    pace = Pace(together=Rate(per_second=1, burst=20))
    assert [pace.take(ANN, 0.0) for _ in range(20)] == [0.0] * 20
    assert pace.take(ANN, 0.0) == pytest.approx(1.0)


def test_a_slow_group_gets_what_its_minute_allows() -> None:
    assert sends_in(Pace(together=Rate(per_second=30), each=Rate(per_second=20 / 60)), 60.0, ANN) == 20


def test_waiting_takes_nothing() -> None:
    pace = Pace(together=Rate(per_second=1))
    pace.take(ANN, 0.0)
    for _ in range(10):
        assert pace.take(ANN, 0.5) == pytest.approx(0.5)


def test_idle_time_is_not_saved_up_beyond_the_burst() -> None:
    pace = Pace(together=Rate(per_second=1, burst=2))
    pace.take(ANN, 0.0)
    assert [pace.take(ANN, 1000.0) for _ in range(2)] == [0.0, 0.0]
    assert pace.take(ANN, 1000.0) > 0


def test_a_held_address_waits_and_others_do_not() -> None:
    pace = Pace(together=Rate(per_second=30, burst=30))
    pace.hold(30.0, 0.0, to=ANN)
    assert pace.take(ANN, 10.0) == pytest.approx(20.0)
    assert pace.take(BOB, 10.0) == 0.0
    assert pace.take(ANN, 30.0) == 0.0


def test_a_held_channel_waits_as_a_whole_and_a_shorter_hold_ends_no_longer_one() -> None:
    pace = Pace(together=Rate(per_second=30, burst=30))
    pace.hold(30.0, 0.0)
    pace.hold(1.0, 0.0)
    assert pace.take(BOB, 2.0) == pytest.approx(28.0)


def test_many_addresses_do_not_loosen_the_pace_of_one() -> None:
    pace = Pace(together=Rate(per_second=1e9, burst=10**9), each=Rate(per_second=0.001))
    pace.take(ANN, 0.0)
    for number in range(5000):
        pace.take(Address("telegram", str(number)), 1.0)
    assert pace.take(ANN, 2.0) == pytest.approx(998.0)
