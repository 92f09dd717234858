"""How many sends go in which time."""

from collections.abc import Callable, Sequence
from operator import itemgetter

import pytest

from channels.message import Address
from channels.pace import Pace, Rate

FAST = 0.004
"""Seconds there and back on a line that is used already."""

ANN, BOB = Address("telegram", "ann"), Address("telegram", "bob")
ONE_A_SECOND = Rate(per_second=1)


def sent_at(pace: Pace, seconds: float, *to: Address, each: Rate | None = None) -> list[float]:
    """When sends go if everybody tries again exactly when told to."""
    now, went = 0.0, list[float]()
    while now < seconds:
        waits = [taken(pace, one, now, each) for one in to]
        went += [now] * waits.count(0.0)
        if 0.0 not in waits:
            now += min(waits)
    return went


def taken(pace: Pace, to: Address, now: float, each: Rate | None = None, *, took: float = 0.0) -> float:
    """What `take` says; what it took is answered after a while."""
    wait = pace.take(to, now, each=each)
    if not wait:
        pace.answered(to, now + took)
    return wait


def test_the_first_send_goes_at_once() -> None:
    assert Pace(most=30).take(ANN, 1000.0, each=ONE_A_SECOND) == 0.0


def test_the_second_to_the_same_address_waits_and_another_address_does_not() -> None:
    pace = Pace(most=30)
    pace.take(ANN, 0.0, each=ONE_A_SECOND)
    assert pace.take(ANN, 0.25, each=ONE_A_SECOND) == pytest.approx(0.75)
    assert pace.take(BOB, 0.25, each=ONE_A_SECOND) == 0.0
    assert pace.take(ANN, 1.0, each=ONE_A_SECOND) == 0.0


def test_in_no_second_go_more_than_allowed_and_in_the_long_run_hardly_fewer() -> None:
    went = sent_at(Pace(most=30), 9.99, *(Address("telegram", str(number)) for number in range(100)))
    assert max(sum(start <= moment < start + 1.0 for moment in went) for start in went) == 30
    assert len(went) >= 290


def test_what_may_go_in_a_second_goes_spread_over_it() -> None:
    people = [Address("telegram", str(number)) for number in range(100)]
    went = sent_at(Pace(most=30), 10.0, *people)
    assert max(sum(start <= moment < start + 0.2 for moment in went) for start in went) <= 8


def test_who_is_late_by_a_little_loses_nothing_in_the_long_run() -> None:
    pace, now, sends = Pace(most=30), 0.0, 0
    while now < 10.0:
        wait = taken(pace, Address("telegram", str(sends)), now)
        sends += wait == 0.0
        now += wait + 0.002 if wait else 0.0
    assert sends >= 290


def arrivals(pace: Pace, seconds: float, ways: Callable[[int], float]) -> list[float]:
    """When sends arrive if each is on its way as long as `ways` says, half of it there and half of it back."""
    now, arrived, under_way = 0.0, list[float](), list[tuple[float, Address]]()
    while now < seconds:
        for answered, to in sorted((one for one in under_way if one[0] <= now), key=itemgetter(0)):
            pace.answered(to, answered)
        under_way = [one for one in under_way if one[0] > now]
        to = Address("telegram", str(len(arrived)))
        wait = pace.take(to, now)
        if not wait:
            took = ways(len(arrived))
            arrived.append(now + took - FAST / 2)
            under_way.append((now + took, to))
        now += min([wait, *(answered - now for answered, _ in under_way)]) if wait else 0.0
    return arrived


def most_in_a_second(arrived: Sequence[float]) -> int:
    return max(sum(start <= moment < start + 1.0 for moment in arrived) for start in arrived)


def test_what_arrives_late_because_a_connection_is_opened_first_makes_no_second_too_full() -> None:
    arrived = arrivals(Pace(most=30), 5.0, lambda number: FAST + (0.06 if number < 3 else 0.0))
    assert most_in_a_second(arrived) == 30


def test_what_was_not_answered_yet_may_still_arrive() -> None:
    pace = Pace(most=2)
    taken(pace, ANN, 0.0, took=FAST)
    assert pace.take(BOB, 0.5) == 0.0
    assert taken(pace, ANN, 1.01, took=FAST) == 0.0
    assert pace.take(ANN, 1.52) == pytest.approx(0.48)


def test_one_that_is_never_answered_holds_up_the_others_for_half_a_second_at_most() -> None:
    arrived = arrivals(Pace(most=30), 10.0, lambda number: 1000.0 if number == 5 else FAST)
    assert len(arrived) >= 275


def test_a_line_that_has_become_slower_loses_nothing_in_the_long_run() -> None:
    arrived = arrivals(Pace(most=30), 60.0, lambda number: 0.2 if number > 30 else FAST)
    assert len(arrived) >= 30 * 60 * 0.97


def test_a_slow_group_gets_what_its_minute_allows() -> None:
    assert len(sent_at(Pace(most=30), 60.0, ANN, each=Rate(per_second=20 / 60))) == 20


def test_a_burst_to_one_address_goes_at_once_and_then_its_pace_holds() -> None:
    pace, each = Pace(most=30_000), Rate(per_second=1, burst=3)
    assert [pace.take(ANN, 0.0, each=each) for _ in range(3)] == [0.0] * 3
    assert pace.take(ANN, 0.0, each=each) == pytest.approx(1.0)


def test_a_message_of_three_parts_takes_the_room_of_three() -> None:
    pace = Pace(most=30)
    assert pace.take(ANN, 0.0, each=ONE_A_SECOND, parts=3) == 0.0
    assert pace.take(ANN, 0.0, each=ONE_A_SECOND) == pytest.approx(3.0)
    assert pace.wait_together(0.0) == pytest.approx(0.05)


def test_waiting_takes_nothing() -> None:
    pace = Pace(most=1)
    taken(pace, ANN, 0.0)
    for _ in range(10):
        assert pace.take(ANN, 0.5) == pytest.approx(0.51)


def test_a_held_address_waits_and_others_do_not() -> None:
    pace = Pace(most=30)
    pace.hold(30.0, 0.0, to=ANN)
    assert pace.take(ANN, 10.0) == pytest.approx(20.0)
    assert pace.take(BOB, 10.0) == 0.0
    assert pace.take(ANN, 30.0) == 0.0


def test_a_held_channel_waits_as_a_whole_and_a_shorter_hold_ends_no_longer_one() -> None:
    pace = Pace(most=30)
    pace.hold(30.0, 0.0)
    pace.hold(1.0, 0.0)
    assert pace.take(BOB, 2.0) == pytest.approx(28.0)
    assert pace.wait_together(2.0) == pytest.approx(28.0)


def test_many_addresses_do_not_loosen_the_pace_of_one() -> None:
    pace, slow = Pace(most=10**6), Rate(per_second=0.001)
    pace.take(ANN, 0.0, each=slow)
    for number in range(5000):
        pace.take(Address("telegram", str(number)), 1.0, each=slow)
    assert pace.take(ANN, 2.0, each=slow) == pytest.approx(998.0)
