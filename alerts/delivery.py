"""What becomes of a delivery after each try: states, outcomes, and `settle`, the one function that decides.

Not here: who talks to a service (channels) and which rows are due (storage).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.precedence import Precedence

GIVE_UP_AFTER = timedelta(hours=72)
"""How long something without an expiry (a card, an outcome) is tried."""

REPEAT_WAIT = timedelta(minutes=10)
"""How long an unknown outcome waits before its one repeat, unless immediate or flash."""

_FIRST_WAIT = {True: timedelta(seconds=1), False: timedelta(seconds=30)}
_LONGEST_WAIT = {True: timedelta(seconds=60), False: timedelta(minutes=30)}
_PAUSE = timedelta(seconds=60)


class State(StrEnum):
    """Where a delivery stands. No service tells "delivered"; accepted is the most we know."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"

    @property
    def final(self) -> bool:
        return self not in {State.QUEUED, State.SENDING}


class Kind(StrEnum):
    """What a delivery tells."""

    ALERT = "alert"
    CARD = "card"
    EDIT = "edit"
    OUTCOME = "outcome"
    MAILBOX = "mailbox"
    """The link that confirms a mailbox, or signs in: no content of ours."""
    NOTICE = "notice"
    """A word about a person's own accounts or Groups: no content of an alert or report."""
    FEEDBACK = "feedback"
    """What somebody answered to an alert."""
    DRAFT = "draft"
    """A half-done report in one line: handed to a colleague, or a reminder of it."""


class Result(StrEnum):
    """How one try ended, in the rules' own words."""

    ACCEPTED = "accepted"
    WAIT = "wait"
    RETRY = "retry"
    UNKNOWN = "unknown"
    GONE = "gone"
    MISCONFIGURED = "misconfigured"
    FAILED = "failed"
    REFUSED = "refused"
    MOVED = "moved"
    RELEASED = "released"
    """Claimed and put back unsent (a stop, a pause, a long wait for its turn)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one try ended. `until` goes with WAIT, and with RELEASED where it is known when it may go; `reason` with
    everything that is not ACCEPTED.
    """

    result: Result
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What the row says about the try that ended. `wait` is the length of the last wait, zero at first."""

    precedence: Precedence
    created: datetime
    expires: datetime | None
    wait: timedelta
    repeat: bool
    """This try was already the one marked repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What to write: state, and for `queued` when again. The rest says what else must follow."""

    state: State
    due: datetime | None = None
    wait: timedelta = timedelta()
    repeat: bool = False
    suspend_address: bool = False
    pause_channel: bool = False
    reason: str = ""


def settle(outcome: Outcome, tried: Try, now: datetime, *, jitter: float = 0.0) -> Settlement:
    """What becomes of a delivery. Giving up is a matter of time, never of the number of tries. `jitter` (0 to 1)
    lengthens a growing wait by up to a fifth, so that many rows do not come back at once.
    """
    match outcome.result:
        case Result.ACCEPTED:
            return Settlement(state=State.ACCEPTED, repeat=tried.repeat)
        case Result.REFUSED:
            return Settlement(state=State.DROPPED, repeat=tried.repeat, reason=outcome.reason)
        case Result.FAILED:
            return Settlement(state=State.FAILED, repeat=tried.repeat, reason=outcome.reason)
        case Result.GONE:
            return Settlement(state=State.FAILED, repeat=tried.repeat, reason=outcome.reason, suspend_address=True)
        case Result.UNKNOWN:
            return _after_unknown(outcome, tried, now)
        case Result.MISCONFIGURED:
            return _again(tried, now, wait=_PAUSE, reason=outcome.reason, pause_channel=True)
        case Result.WAIT:
            until = outcome.until if outcome.until is not None else now + _PAUSE
            return _again(tried, now, wait=max(until - now, timedelta()), reason=outcome.reason)
        case Result.MOVED | Result.RELEASED:
            until = outcome.until if outcome.until is not None else now
            return _again(tried, now, wait=max(until - now, timedelta()), reason=outcome.reason)
        case Result.RETRY:
            return _again(tried, now, wait=next_wait(tried, jitter), reason=outcome.reason)


def next_wait(tried: Try, jitter: float) -> timedelta:
    """The growing wait: doubled each time, from 1 s to 60 s for immediate and flash, from 30 s to 30 min else."""
    pressing = tried.precedence.pressing
    base = min(max(tried.wait * 2, _FIRST_WAIT[pressing]), _LONGEST_WAIT[pressing])
    return base * (1 + 0.2 * jitter)


def is_due(due: datetime, wait: timedelta, now: datetime) -> bool:
    """Whether a row's time has come by this clock (see `reset_due`)."""
    return reset_due(due, wait, now) <= now


def reset_due(due: datetime, wait: timedelta, now: datetime) -> datetime:
    """The due time as this clock may believe it. One further ahead than its own wait was set by another clock, and
    becomes now + wait: a clock that stepped back neither blocks a row for an hour nor cuts short a wait that a
    service asked for. Who keeps the rows writes it back: otherwise the row would wait for the other clock's time.
    """
    return min(due, now + wait)


def _after_unknown(outcome: Outcome, tried: Try, now: datetime) -> Settlement:
    """One marked repeat; if that is unknown too, it is final and shown to the operator."""
    if tried.repeat:
        return Settlement(state=State.UNKNOWN, repeat=True, reason=outcome.reason)
    wait = timedelta() if tried.precedence.pressing else REPEAT_WAIT
    again = _again(tried, now, wait=wait, reason=outcome.reason)
    if again.state is State.FAILED:
        return Settlement(state=State.UNKNOWN, reason=outcome.reason)
    return Settlement(state=again.state, due=again.due, wait=wait, repeat=True, reason=outcome.reason)


def _again(tried: Try, now: datetime, *, wait: timedelta, reason: str, pause_channel: bool = False) -> Settlement:
    end = tried.expires if tried.expires is not None else tried.created + GIVE_UP_AFTER
    if now + wait >= end:
        return Settlement(state=State.FAILED, repeat=tried.repeat, reason=reason, pause_channel=pause_channel)
    return Settlement(
        state=State.QUEUED, due=now + wait, wait=wait, repeat=tried.repeat, reason=reason, pause_channel=pause_channel
    )
