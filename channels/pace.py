"""How fast a channel may send: so many in any second all together, and a rate for single addresses. It only counts: the
caller passes the time in and does the waiting.
"""

import math
from collections import deque
from dataclasses import dataclass

from channels.message import Address

_NOTHING = 1e-9
"""Seconds. What binary fractions lose must not make anybody wait."""

_SECOND = 1.02
"""Seconds in which no more than `most` go: a little more than one, since what leaves us evenly may arrive closer."""

_LATE = 0.05
"""Seconds by which a send may be late without the next ones being late too: nobody wakes up to the millisecond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many sends per second in the long run, and at most `burst` at once."""

    per_second: float
    burst: int = 1
    of: str = ""
    """The id of what the service counts, where that is more than the address (a Telegram group with all its topics)."""


class Pace:
    """The counters of one channel. All together: an even pace, and the last `most` moments at which something went, since
    a burst that leaves at once arrives drawn out, and runs into the next one. One address: one number, the moment its
    next send is due at an even pace (the "generic cell rate algorithm" of ITU-T I.371), so that an idle address costs
    nothing.
    """

    def __init__(self, *, most: int) -> None:
        """`most`: sends in any one second."""
        self._went: deque[float] = deque(maxlen=most)
        self._most = most
        self._due = -math.inf
        self._due_at: dict[Address, float] = {}
        self._held = 0.0
        self._held_at: dict[Address, float] = {}
        self._forget_at = 1000

    def take(self, to: Address, now: float, *, each: Rate | None = None, parts: int = 1) -> float:
        """Takes one send to `to` at `now` (seconds of any steady clock) and answers 0.0, or takes nothing and
        answers how many seconds to wait. A message of several `parts` counts as that many.
        """
        wait = max(self.wait_together(now, parts), self._wait_alone(to, now, each))
        if wait:
            return wait
        self._went.extend([now] * parts)
        self._due = max(self._due, now - _LATE) + parts / self._most
        if each:
            self._due_at[to] = max(self._due_at.get(to, now), now) + parts / each.per_second
            self._forget(now)
        return 0.0

    def hold(self, seconds: float, now: float, *, to: Address | None = None) -> None:
        """Lets nothing go for `seconds`: to one address, or (without `to`) at all. A shorter hold ends no longer one."""
        until = now + seconds
        if to is None:
            self._held = max(self._held, until)
        else:
            self._held_at[to] = max(self._held_at.get(to, until), until)
            self._forget(now)

    def wait_together(self, now: float, parts: int = 1) -> float:
        """Seconds until so many parts may go, whatever their address. What has more than go in a second goes alone."""
        too_many = min(len(self._went) + parts - self._most, len(self._went))
        freed = self._went[too_many - 1] + _SECOND if too_many > 0 else now
        return _early(max(freed, self._due, self._held), now)

    def _wait_alone(self, to: Address, now: float, each: Rate | None) -> float:
        due = self._held_at.get(to, now)
        if each and to in self._due_at:
            due = max(due, self._due_at[to] - (each.burst - 1) / each.per_second)
        return _early(due, now)

    def _forget(self, now: float) -> None:
        """Drops addresses that may send freely again; doubling the mark keeps the cost per send constant."""
        if len(self._due_at) + len(self._held_at) < self._forget_at:
            return
        self._due_at = {to: due for to, due in self._due_at.items() if due > now}
        self._held_at = {to: until for to, until in self._held_at.items() if until > now}
        self._forget_at = max(1000, 2 * (len(self._due_at) + len(self._held_at)))


def _early(due: float, now: float) -> float:
    """Seconds by which a send now would be too early."""
    early = due - now
    return early if early > _NOTHING else 0.0
