"""How fast a channel may send: one bucket for each address and one for all together. It only counts: the caller
passes the time in and does the waiting.
"""

from dataclasses import dataclass

from channels.message import Address

_NOTHING = 1e-9
"""Seconds. What binary fractions lose must not make anybody wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many sends per second in the long run, and at most `burst` at once."""

    per_second: float
    burst: int = 1


class Pace:
    """The buckets of one channel. A bucket is one number, the moment its next send is due at an even pace (the
    "generic cell rate algorithm" of ITU-T I.371), so that an idle address costs nothing.
    """

    def __init__(self, *, together: Rate, each: Rate | None = None) -> None:
        self._together = together
        self._each = each
        self._due = 0.0
        self._due_at: dict[Address, float] = {}
        self._held = 0.0
        self._held_at: dict[Address, float] = {}
        self._forget_at = 1000

    def take(self, to: Address, now: float) -> float:
        """Takes one send to `to` at `now` (seconds of any steady clock) and answers 0.0, or takes nothing and
        answers how many seconds to wait.
        """
        wait = max(self._wait(to, now), 0.0)
        if wait:
            return wait
        self._due = max(self._due, now) + 1 / self._together.per_second
        if self._each:
            self._due_at[to] = max(self._due_at.get(to, now), now) + 1 / self._each.per_second
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

    def _wait(self, to: Address, now: float) -> float:
        waits = [self._held - now, self._held_at.get(to, now) - now, _early(self._due, self._together, now)]
        if self._each:
            waits.append(_early(self._due_at.get(to, now), self._each, now))
        return max(waits)

    def _forget(self, now: float) -> None:
        """Drops addresses that may send freely again; doubling the mark keeps the cost per send constant."""
        if len(self._due_at) + len(self._held_at) < self._forget_at:
            return
        self._due_at = {to: due for to, due in self._due_at.items() if due > now}
        self._held_at = {to: until for to, until in self._held_at.items() if until > now}
        self._forget_at = max(1000, 2 * (len(self._due_at) + len(self._held_at)))


def _early(due: float, rate: Rate, now: float) -> float:
    """Seconds by which a send now would be too early."""
    early = due - now - (rate.burst - 1) / rate.per_second
    return early if early > _NOTHING else 0.0
