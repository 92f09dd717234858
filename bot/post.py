"""A channel as the dispatcher uses it: its pace, its rests, and what was prepared for many. It knows no delivery."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Literal

from bot.kept import Kept
from channels.base import Channel, Prepared
from channels.errors import Misconfigured, Permanent, RecipientGone
from channels.message import Address, Message, Receipt
from channels.pace import Pace, Rate

log = logging.getLogger(__name__)

Way = Literal["sending", "receiving"]

Steady = Callable[[], float]
"""Seconds of a clock that no one sets."""

STEADY: Steady = time.monotonic

MOST = 100
"""Most deliveries in a batch."""

PAUSE = timedelta(seconds=60)
"""How long a channel rests whose own set-up is wrong."""

BREAK_AFTER = 5
"""Failures in a row after which a channel rests for a moment (its rows keep their own waits)."""

REST = timedelta(seconds=5)

LONGEST_TURN = 5.0
"""Seconds: what has to wait longer for its turn (a service asked for it) is put back, and holds up nothing behind it."""

YIELD = 0.02
"""Seconds: how long what is not pressing steps back at a time."""

PREPARED_KEPT = 64


class Post:
    """One channel's state in this process. Nothing of it has to survive the process."""

    def __init__(self, channel: Channel, steady: Steady) -> None:
        rate = channel.limits.per_second
        self.channel = channel
        self.batch = min(MOST, max(int(rate), 1))
        """Most deliveries claimed at once: what the pace lets go in a second."""
        self.why = ""
        """Why it rests."""
        self.ways: dict[Way, bool] = {}
        """Whether its set-up lets it send and receive, as far as this process has seen."""
        self._steady = steady
        self._pace = Pace(most=max(int(rate), 1))
        self._pressing = 0
        """How many wait for the channel's pace whom nothing less pressing may overtake."""
        self._prepared: Kept[Prepared] = Kept(PREPARED_KEPT)
        self._rests_until = steady()
        self._failures = 0

    def rests(self) -> float:
        """Seconds the channel still rests; 0.0 when it does not."""
        return max(self._rests_until - self._steady(), 0.0)

    def pause(self, span: timedelta, why: str) -> None:
        """Lets nothing go by this channel for a while."""
        if not self.rests():
            log.error("channel %s is paused for %d s: %s", self.channel.name, span.total_seconds(), why)
        self._rests_until = self._steady() + span.total_seconds()
        self.why = why

    def misconfigured(self, way: Way, why: str) -> None:
        """Its own set-up is wrong: nothing goes by it for a while."""
        self.ways[way] = False
        self.pause(PAUSE, why or "its set-up is wrong")

    def worked(self) -> None:
        """The service took something."""
        self._failures = 0
        self.ways["sending"] = True

    def listens(self) -> None:
        """It has been receiving for a while."""
        self.ways["receiving"] = True

    def did_not_answer(self) -> None:
        """The service took nothing; after a few times in a row the channel rests for a moment."""
        self._failures += 1
        if self._failures >= BREAK_AFTER:
            self.pause(REST, "the service does not answer")

    def hold(self, to: Address, seconds: float) -> None:
        """The service asked to leave an address alone for so long; where it counts more than the address, all of that."""
        self._pace.hold(seconds, self._steady(), to=_counted(to, self.channel.rate(to)))

    async def turn(self, to: Address, *, parts: int = 1, pressing: bool = True) -> float:
        """Waits until a send of so many parts to `to` may begin and answers 0.0; where that is far away, says at once
        in how many seconds. Where the channel's pace makes both wait, what is not `pressing` (alerts to many) lets
        answers and cards go first.
        """
        each, waits = self.channel.rate(to), False
        counted = _counted(to, each)
        try:
            while True:
                if rests := self.rests():
                    return rests
                now = self._steady()
                busy = self._pace.wait_together(now, parts)
                if pressing and busy and not waits:
                    self._pressing, waits = self._pressing + 1, True
                if not pressing and self._pressing:
                    wait = max(busy, YIELD)
                else:
                    wait = self._pace.take(counted, now, each=each, parts=parts)
                if not wait or wait > LONGEST_TURN:
                    return wait
                await asyncio.sleep(wait)
        finally:
            self._pressing -= waits

    @contextmanager
    def under_way(self, to: Address) -> Iterator[None]:
        """Around a send whose turn has come: when it is answered says when it can have arrived."""
        try:
            yield
        finally:
            self._pace.answered(_counted(to, self.channel.rate(to)), self._steady())

    def prepare(self, message: Message, once: Hashable | None) -> Prepared:
        """The message as this channel renders it; rendered once for all that share `once`."""
        if once is None:
            return self.channel.prepare(message)
        prepared = self._prepared.get(once)
        if prepared is None:
            prepared = self.channel.prepare(message)
            self._prepared.keep(once, prepared)
        return prepared

    async def edit(self, copies: Sequence[Receipt], prepared: Prepared, to: Address) -> Receipt:
        """Every copy shows the same; one that is not there any more holds up no other. Returns the newest."""
        *older, newest = copies
        for copy in older:
            try:
                await self.channel.edit(copy, prepared, to=to)
            except (RecipientGone, Misconfigured):
                raise
            except Permanent as error:
                log.info("an older copy by %s stays as it is: %s", self.channel.name, type(error).__name__)
        await self.channel.edit(newest, prepared, to=to)
        return newest


def _counted(to: Address, each: Rate | None) -> Address:
    """What the service counts: for a topic the Group with all its topics."""
    return Address(to.channel, each.of) if each and each.of else to


def posts_of(channels: Mapping[str, Channel], steady: Steady = STEADY) -> dict[str, Post]:
    """A post for each channel: one for all who send by it, since the service counts them together."""
    return {name: Post(channel, steady) for name, channel in channels.items()}
