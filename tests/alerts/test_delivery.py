"""What becomes of a delivery: tables of settle, and what holds for any run of outcomes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.delivery import Outcome, Result, Settlement, State, Try, is_due, next_wait, reset_due, settle
from alerts.precedence import Precedence

NOW = datetime(2026, 11, 13, 12, tzinfo=UTC)
CREATED = NOW - timedelta(minutes=5)
LATER = NOW + timedelta(days=7)


def second(number: float) -> timedelta:
    return timedelta(seconds=number)


def first_try(
    precedence: Precedence = Precedence.ROUTINE,
    *,
    wait: timedelta = timedelta(),
    repeat: bool = False,
    expires: datetime | None = LATER,
) -> Try:
    return Try(precedence=precedence, created=CREATED, expires=expires, wait=wait, repeat=repeat)


# One try


@pytest.mark.parametrize(
    ("result", "settled"),
    [
        (Result.ACCEPTED, Settlement(state=State.ACCEPTED)),
        (Result.REFUSED, Settlement(state=State.DROPPED, reason="why")),
        (Result.FAILED, Settlement(state=State.FAILED, reason="why")),
        (Result.GONE, Settlement(state=State.FAILED, reason="why", suspend_address=True)),
        (Result.MOVED, Settlement(state=State.QUEUED, due=NOW, reason="why")),
        (Result.RELEASED, Settlement(state=State.QUEUED, due=NOW, reason="why")),
        (Result.RETRY, Settlement(state=State.QUEUED, due=NOW + second(30), wait=second(30), reason="why")),
        (
            Result.MISCONFIGURED,
            Settlement(state=State.QUEUED, due=NOW + second(60), wait=second(60), reason="why", pause_channel=True),
        ),
        (
            Result.UNKNOWN,
            Settlement(state=State.QUEUED, due=NOW + second(600), wait=second(600), reason="why", repeat=True),
        ),
    ],
)
def test_a_routine_try_settles_as_written_here(result: Result, settled: Settlement) -> None:
    reason = "" if result is Result.ACCEPTED else "why"
    assert settle(Outcome(result=result, reason=reason), first_try(), NOW) == settled


def test_a_wait_lasts_as_long_as_the_service_asked() -> None:
    until = NOW + second(37)
    settled = settle(Outcome(result=Result.WAIT, until=until), first_try(Precedence.FLASH), NOW)
    assert (settled.state, settled.due, settled.wait) == (State.QUEUED, until, second(37))


def test_a_wait_that_is_over_is_due_now() -> None:
    settled = settle(Outcome(result=Result.WAIT, until=NOW - second(5)), first_try(), NOW)
    assert (settled.due, settled.wait) == (NOW, timedelta())


def test_a_wait_without_an_end_lasts_a_minute() -> None:
    assert settle(Outcome(result=Result.WAIT), first_try(), NOW).due == NOW + second(60)


@pytest.mark.parametrize("result", [Result.WAIT, Result.RETRY, Result.MOVED, Result.RELEASED, Result.MISCONFIGURED])
@pytest.mark.parametrize("repeat", [False, True])
def test_the_mark_of_a_repeat_stays_while_it_is_queued_again(result: Result, *, repeat: bool) -> None:
    settled = settle(Outcome(result=result), first_try(repeat=repeat), NOW)
    assert (settled.state, settled.repeat) == (State.QUEUED, repeat)


@pytest.mark.parametrize("result", [Result.ACCEPTED, Result.REFUSED, Result.FAILED, Result.GONE])
def test_the_end_of_a_repeat_still_says_that_it_was_one(result: Result) -> None:
    assert settle(Outcome(result=result), first_try(repeat=True), NOW).repeat


# What an unknown outcome becomes (S-45)


@pytest.mark.parametrize(("precedence", "wait"), [("routine", 600), ("priority", 600), ("immediate", 0), ("flash", 0)])
def test_an_unknown_try_is_repeated_after_ten_minutes_or_at_once_if_pressing(precedence: str, wait: int) -> None:
    settled = settle(Outcome(result=Result.UNKNOWN), first_try(Precedence(precedence)), NOW)
    assert settled == Settlement(state=State.QUEUED, due=NOW + second(wait), wait=second(wait), repeat=True)


@pytest.mark.parametrize("precedence", list(Precedence))
def test_an_unknown_repeat_is_final(precedence: Precedence) -> None:
    settled = settle(Outcome(result=Result.UNKNOWN, reason="time-out"), first_try(precedence, repeat=True), NOW)
    assert settled == Settlement(state=State.UNKNOWN, repeat=True, reason="time-out")


def test_an_unknown_try_with_no_time_left_is_unknown_and_not_failed() -> None:
    settled = settle(Outcome(result=Result.UNKNOWN), first_try(expires=NOW + second(599)), NOW)
    assert settled == Settlement(state=State.UNKNOWN)


# The growing wait: S-60


@pytest.mark.parametrize(
    ("precedence", "waits"),
    [
        ("routine", [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]),
        ("priority", [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]),
        ("immediate", [1, 2, 4, 8, 16, 32, 60, 60, 60]),
        ("flash", [1, 2, 4, 8, 16, 32, 60, 60, 60]),
    ],
)
def test_the_wait_doubles_up_to_its_cap(precedence: str, waits: list[int]) -> None:
    seen, wait = [], timedelta()
    for _ in waits:
        wait = next_wait(first_try(Precedence(precedence), wait=wait), 0.0)
        seen.append(wait / second(1))
    assert seen == waits


@pytest.mark.parametrize(("jitter", "wait"), [(0.0, 30), (0.5, 33), (1.0, 36)])
def test_jitter_lengthens_the_wait_by_up_to_a_fifth(jitter: float, wait: int) -> None:
    assert next_wait(first_try(), jitter) == second(wait)


def test_something_without_an_expiry_is_tried_for_three_days() -> None:
    tried = first_try(expires=None)
    before, at_the_end = CREATED + timedelta(hours=72) - second(31), CREATED + timedelta(hours=72) - second(30)
    assert settle(Outcome(result=Result.RETRY), tried, before).state is State.QUEUED
    assert settle(Outcome(result=Result.RETRY), tried, at_the_end).state is State.FAILED


@pytest.mark.parametrize(("left", "state"), [(31, State.QUEUED), (30, State.FAILED), (0, State.FAILED)])
def test_a_try_that_would_come_after_the_expiry_is_the_last(left: int, state: State) -> None:
    assert settle(Outcome(result=Result.RETRY), first_try(expires=NOW + second(left)), NOW).state is state


def test_a_fault_of_our_own_pauses_the_channel_also_at_the_end() -> None:
    settled = settle(Outcome(result=Result.MISCONFIGURED), first_try(expires=NOW), NOW)
    assert (settled.state, settled.pause_channel) == (State.FAILED, True)


# Due by this clock: S-74, S-80


@pytest.mark.parametrize(
    ("due", "wait", "is_now"),
    [
        (0, 0, True),  # a first try
        (-1, 30, True),  # waited for
        (-7200, 30, True),  # two hours late: nothing is lost
        (1, 30, False),
        (30, 30, False),
        (31, 30, False),  # set by a clock one second ahead: the wait is kept
        (3600, 0, True),  # a first try, from before the clock stepped back
        (3630, 30, False),  # a wait, from before the clock stepped back: it is kept, not cut short
    ],
)
def test_a_row_is_due_as_written_here(due: int, wait: int, *, is_now: bool) -> None:
    assert is_due(NOW + second(due), second(wait), NOW) is is_now


@pytest.mark.parametrize(
    ("due", "wait", "reset"),
    [(0, 0, 0), (-50, 30, -50), (20, 30, 20), (30, 30, 30), (31, 30, 30), (3630, 30, 30), (3600, 0, 0)],
)
def test_a_due_time_of_another_clock_becomes_now_and_its_wait(due: int, wait: int, reset: int) -> None:
    assert reset_due(NOW + second(due), second(wait), NOW) == NOW + second(reset)


def test_after_the_clock_stepped_back_an_hour_a_wait_of_thirty_seconds_takes_thirty_seconds() -> None:
    stepped = NOW - timedelta(hours=1)
    due = reset_due(NOW + second(30), second(30), stepped)
    assert not is_due(due, second(30), stepped + second(29))
    assert is_due(due, second(30), stepped + second(30))


@given(late=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)), wait=st.integers(0, 1800))
def test_a_row_stays_due_however_late_it_is_looked_at(late: timedelta, wait: int) -> None:
    assert is_due(NOW, second(wait), NOW + late)


# Any run of outcomes

ends = st.sampled_from([None, NOW, NOW + second(40), NOW + timedelta(minutes=20), LATER])
tries = st.builds(
    Try,
    precedence=st.sampled_from(list(Precedence)),
    created=st.just(CREATED),
    expires=ends,
    wait=st.integers(0, 2400).map(second),
    repeat=st.booleans(),
)
outcomes = st.builds(
    Outcome,
    result=st.sampled_from(list(Result)),
    reason=st.sampled_from(["", "why"]),
    until=st.none() | st.integers(-100, 100_000).map(lambda seconds: NOW + second(seconds)),
)
jitters = st.floats(0, 1)


@given(outcome=outcomes, tried=tries, jitter=jitters)
def test_a_row_has_a_due_time_exactly_while_it_is_queued(outcome: Outcome, tried: Try, jitter: float) -> None:
    settled = settle(outcome, tried, NOW, jitter=jitter)
    assert (settled.due is not None) == (settled.state is State.QUEUED)
    assert settled.state.final == (settled.state is not State.QUEUED)


@given(outcome=outcomes, tried=tries, jitter=jitters)
def test_the_due_time_is_now_and_the_wait_so_that_no_clock_is_suspected_at_once(
    outcome: Outcome, tried: Try, jitter: float
) -> None:
    settled = settle(outcome, tried, NOW, jitter=jitter)
    if settled.due is not None:
        assert settled.due == NOW + settled.wait


@given(tried=tries, jitter=jitters)
def test_the_growing_wait_never_exceeds_its_cap_and_a_fifth(tried: Try, jitter: float) -> None:
    cap = second(60) if tried.precedence in {Precedence.IMMEDIATE, Precedence.FLASH} else timedelta(minutes=30)
    assert timedelta() < next_wait(tried, jitter) <= cap * 1.2


@given(outcome=outcomes, tried=tries, jitter=jitters)
def test_a_try_that_may_be_made_again_is_given_up_only_for_want_of_time(
    outcome: Outcome, tried: Try, jitter: float
) -> None:
    settled = settle(outcome, tried, NOW, jitter=jitter)
    again = outcome.result in {Result.RETRY, Result.WAIT, Result.MISCONFIGURED, Result.MOVED, Result.RELEASED}
    if again and settled.state.final:
        assert settled.state is State.FAILED
        end = tried.expires or CREATED + timedelta(hours=72)
        asked = outcome.until - NOW if outcome.result is Result.WAIT and outcome.until else timedelta()
        assert NOW + max(asked, timedelta(minutes=36)) >= end


goes_on = st.builds(  # outcomes that end nothing by themselves, half of them unknown, so that runs get long
    Outcome,
    result=st.sampled_from([Result.RETRY, Result.WAIT, Result.RELEASED, Result.MOVED]) | st.just(Result.UNKNOWN),
)
starts = st.builds(first_try, st.sampled_from(list(Precedence)), expires=st.sampled_from([None, LATER]))


@given(steps=st.lists(st.tuples(goes_on, jitters), min_size=3, max_size=30), start=starts)
def test_in_any_run_of_outcomes_there_is_never_a_second_repeat(steps: list[tuple[Outcome, float]], start: Try) -> None:
    tried, now, unknown = start, NOW, 0
    for outcome, jitter in steps:
        settled = settle(outcome, tried, now, jitter=jitter)
        unknown += outcome.result is Result.UNKNOWN
        assert settled.repeat == (unknown > 0) or settled.state is State.UNKNOWN
        if settled.due is None:
            break
        tried = Try(
            precedence=tried.precedence,
            created=tried.created,
            expires=tried.expires,
            wait=settled.wait,
            repeat=settled.repeat,
        )
        now = settled.due
    assert unknown <= 2


@pytest.mark.parametrize("attempts", [500])
def test_a_busy_service_does_not_use_up_attempts(attempts: int) -> None:
    tried, now = first_try(Precedence.FLASH), NOW
    for _ in range(attempts):
        settled = settle(Outcome(result=Result.WAIT, until=now + second(30)), tried, now)
        assert settled.due is not None
        tried, now = first_try(Precedence.FLASH, wait=settled.wait), settled.due


@pytest.mark.parametrize(
    ("state", "final"),
    [
        ("queued", False),
        ("sending", False),
        ("accepted", True),
        ("unknown", True),
        ("failed", True),
        ("dropped", True),
        ("superseded", True),
    ],
)
def test_a_state_is_final_as_written_here(state: str, *, final: bool) -> None:
    assert State(state).final is final
