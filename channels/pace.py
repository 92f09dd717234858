"""How fast a channel may send: so many in any second all together, and a rate for single addresses. It only counts: the
caller passes the time in and does the waiting.
"""

import math
from collections import deque
from dataclasses import dataclass

from channels.message import Address

_NOTHING = 1e-9
"""Seconds. What binary fractions lose must not make anybody wait."""

_SECOND = 1.01
"""Seconds in which no more than `most` go: a little more than one, since what leaves us evenly may arrive closer."""

_LATEST = 0.5
"""Seconds by which a send is believed to have arrived late at most: a service that keeps one waiting stops no other."""

_SLOWER = 0.01
"""How much of a longer way is taken over at each send: a line that has become slower is soon no delay any more."""

_LATE = 0.05
"""Seconds by which a send may be late without the next ones being late too: nobody wakes up to the millisecond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many sends per second in the long run, and at most `burst` at once."""

    per_second: float
    burst: int = 1
    of: str = ""
    """The id of what the service counts, where that is more than the address (a Telegram group with all its topics)."""


@dataclass(slots=True, kw_only=True)
class _Send:
    """One that went; `took` is None until it was answered."""

    at: float
    took: float | None = None


class Pace:
    """The counters of one channel. All together: an even pace, and the last `most` sends, since a burst that leaves at once
    arrives drawn out, and runs into the next one. A service counts what arrives: a send that took longer than the fastest
    (the first one opens the connection) may have arrived later by as much, and frees its place later. One address: one
    number, the moment its next send is due at an even pace (the "generic cell rate algorithm" of ITU-T I.371), so that an
    idle address costs nothing.
    """

    def __init__(self, *, most: int) -> None:
        """`most`: sends in any one second."""
        self._went: deque[_Send] = deque(maxlen=most)
        self._under_way: dict[Address, _Send] = {}
        self._fastest = math.inf
        self._most = most
        self._due = -math.inf
        self._due_at: dict[Address, float] = {}
        self._held = 0.0
        self._held_at: dict[Address, float] = {}
        self._forget_at = 1000

    def take(self, to: Address, now: float, *, each: Rate | None = None, parts: int = 1) -> float:
        """Takes one send to `to` at `now` (seconds of any steady clock) and answers 0.0, or takes nothing and
        answers how many seconds to wait. A message of several `parts` counts as that many. What was taken is to be
        `answered`.
        """
        wait = max(self.wait_together(now, parts), self._wait_alone(to, now, each))
        if wait:
            return wait
        self._under_way[to] = send = _Send(at=now)
        self._went.extend([send] * parts)
        self._due = max(self._due, now - _LATE) + parts / self._most
        if each:
            self._due_at[to] = max(self._due_at.get(to, now), now) + parts / each.per_second
            self._forget(now)
        return 0.0

    def answered(self, to: Address, now: float) -> None:
        """What was taken for `to` was answered, or given up: it has arrived by now if it ever does."""
        send = self._under_way.pop(to, None)
        if send is None:
            return
        send.took = now - send.at
        self._fastest = min(send.took, self._fastest + _SLOWER * max(send.took - self._fastest, 0.0))

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
        freed = self._frees(self._went[too_many - 1], now) if too_many > 0 else now
        return _early(max(freed, self._due, self._held), now)

    def _frees(self, send: _Send, now: float) -> float:
        """When a send is a second ago for the service too. One without an answer is still on its way."""
        took = now - send.at if send.took is None else send.took
        return send.at + max(_SECOND, 1.0 + min(took - self._fastest, _LATEST))

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
