"""Receiving by every channel: one that cannot go on is called again after growing waits, and holds no other up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.hearing import FIRST_WAIT, LONGEST_WAIT, hear
from bot.post import PAUSE, Post, Way, posts_of
from channels.base import Handler, Outcome
from channels.errors import Misconfigured, Temporary, Unknown
from channels.memory import MemoryChannel
from channels.message import Address, Happened, Incoming
from tests.bot.racing import race
from tests.bot.stage import FRIDAY

JITTER = 1.2
"""A wait is lengthened by at most a fifth."""


Then = Callable[[Mapping[str, Post]], Awaitable[None]]
"""What is looked at while everybody is still listened to."""


class Deaf(MemoryChannel):
    """A channel that breaks off as it is told; `None`: it listens from then on."""

    def __init__(self, name: str, *ends: Exception | None, after: float = 0.0) -> None:
        super().__init__(name)
        self.ends = list(ends)
        self.after = after
        """Seconds it listens before it breaks off."""
        self.called: list[float] = []

    async def receive(self, handle: Handler) -> None:
        self.called.append(asyncio.get_running_loop().time())
        end = self.ends.pop(0) if self.ends else None
        if end is None:
            await super().receive(handle)
            return
        await asyncio.sleep(self.after)
        raise end

    def waits(self) -> list[float]:
        """Seconds between one call and the next."""
        return [later - earlier - self.after for earlier, later in zip(self.called, self.called[1:], strict=False)]


async def took(came: Incoming | Happened) -> Outcome:
    del came
    return Outcome()


def heard(*channels: MemoryChannel, seconds: float, then: Then | None = None) -> None:
    """Everybody is listened to for so long."""

    async def listen() -> None:
        steady = asyncio.get_running_loop().time
        posts = posts_of({channel.name: channel for channel in channels}, steady)
        hearing = asyncio.create_task(hear(posts, took, steady=steady))
        await asyncio.sleep(seconds)
        if then is not None:
            await then(posts)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)

    race(listen())


def test_a_channel_that_breaks_off_is_called_again_after_growing_waits() -> None:
    deaf = Deaf("deaf", *(Unknown() for _ in range(9)))
    heard(deaf, seconds=600)
    expected = [min(FIRST_WAIT * 2**number, LONGEST_WAIT) for number in range(9)]
    waits = deaf.waits()
    assert len(waits) == len(expected)
    assert all(least <= wait <= JITTER * least for least, wait in zip(expected, waits, strict=True))


def test_a_mistake_of_our_own_ends_no_hearing() -> None:
    deaf = Deaf("deaf", ValueError("a bug"), KeyError("another"))
    heard(deaf, seconds=60)
    assert len(deaf.called) == 3


def test_a_channel_that_just_stops_is_called_again() -> None:
    class Brief(MemoryChannel):
        """Returns from listening as if it had been told to."""

        calls = 0

        async def receive(self, handle: Handler) -> None:
            del handle
            self.calls += 1

    brief = Brief("brief")
    heard(brief, seconds=20)
    assert 4 <= brief.calls <= 6


def test_after_it_worked_for_a_while_the_waits_begin_anew() -> None:
    deaf = Deaf("deaf", *(Unknown() for _ in range(4)), after=2 * LONGEST_WAIT)
    heard(deaf, seconds=3600)
    assert all(wait <= JITTER * FIRST_WAIT for wait in deaf.waits())


def test_a_service_that_asks_to_wait_is_left_alone_for_so_long() -> None:
    deaf = Deaf("deaf", Temporary(retry_after=timedelta(seconds=300)))
    heard(deaf, seconds=299)
    assert len(deaf.called) == 1
    deaf = Deaf("deaf", Temporary(retry_after=timedelta(seconds=300)))
    heard(deaf, seconds=400)
    assert deaf.waits() == [300.0]


def test_a_wrong_set_up_pauses_the_channel_and_nothing_is_sent_by_it_meanwhile() -> None:
    deaf, rests = Deaf("deaf", Misconfigured("The token is wrong.")), list[tuple[float, str]]()

    async def look(posts: Mapping[str, Post]) -> None:
        rests.append((posts["deaf"].rests(), posts["deaf"].why))

    heard(deaf, seconds=10, then=look)
    assert rests == [(PAUSE.total_seconds() - 10, "The token is wrong.")]
    heard(deaf := Deaf("deaf", Misconfigured()), seconds=100)
    assert deaf.waits() == [PAUSE.total_seconds()]


def test_it_is_known_whether_the_set_up_lets_a_channel_receive() -> None:
    deaf, seen = Deaf("deaf", Misconfigured("The token is wrong.")), list[Mapping[Way, bool]]()

    async def look(posts: Mapping[str, Post]) -> None:
        seen.append(dict(posts["deaf"].ways))
        await asyncio.sleep(PAUSE.total_seconds() + 2 * LONGEST_WAIT)
        seen.append(dict(posts["deaf"].ways))

    heard(deaf, seconds=10, then=look)
    assert seen == [{"receiving": False}, {"receiving": True}]
    heard(Deaf("deaf", *(Unknown() for _ in range(99)), after=2), seconds=3, then=look)
    assert seen[2:] == [{}, {}]


def test_other_channels_go_on_meanwhile() -> None:
    deaf, fine, came = Deaf("deaf", *(ValueError() for _ in range(50))), Deaf("fine"), list[Outcome]()

    async def say(posts: Mapping[str, Post]) -> None:
        del posts
        came.append(await fine.person_says(Address("fine", "somebody"), "hello", at=FRIDAY))

    heard(deaf, fine, seconds=500, then=say)
    assert came == [Outcome()]
    assert fine.called == [0.0]
