"""A service with people at it, and the bot behind it: a real channel, Conversation, Replies, Fetcher and Dispatcher over a
stage's database. The process can end and begin anew; the service and its people go on.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from bot.dispatcher import Dispatcher
from bot.fetching import ALBUM_QUIET, Fetcher
from bot.metrics import Metrics
from bot.post import posts_of
from bot.replies import Replies
from channels import email
from channels.base import Channel
from tests.bot.stage import MAIL, Stage
from tests.dialogs.hands import Hand, Who

End = TypeVar("End")
"""The near end of a service, which a process has."""


@dataclass(slots=True, kw_only=True)
class Bot:
    """The bot behind one channel."""

    stage: Stage
    replies: Replies
    fetcher: Fetcher
    dispatcher: Dispatcher
    delivers: bool = False
    """Whether there is anything to deliver: looking is what costs most."""

    async def rests(self, *, fetches: bool = False) -> None:
        """Until everything is answered, pictures included where some were sent."""
        await self.replies.finish()
        if fetches:
            self.stage.clock.passes(ALBUM_QUIET)
            while await self.fetcher.look():
                self.stage.clock.passes(ALBUM_QUIET)
            await self.replies.finish()
        if self.delivers:
            await self.dispatcher.drain()


@asynccontextmanager
async def behind(channel: Channel, stage: Stage) -> AsyncIterator[Bot]:
    """The bot behind a channel, receiving. Its pace goes by a clock that leaps: nobody waits for a turn."""
    steps = itertools.count(step=10)
    metrics = Metrics()
    posts = posts_of({channel.name: channel}, lambda: float(next(steps)))
    replies = Replies(stage.world, stage.conversation, posts, metrics=metrics)
    fetcher = Fetcher(stage.world, {channel.name: channel}, replies.handle)
    dispatcher = Dispatcher(stage.world, posts, worker="tests", metrics=metrics)
    receiving = asyncio.create_task(channel.receive(replies.handle))
    try:
        await asyncio.sleep(0)  # it has begun
        yield Bot(stage=stage, replies=replies, fetcher=fetcher, dispatcher=dispatcher)
        await replies.finish()
    finally:
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving


async def over(stage: Stage, channel: Channel) -> None:
    """A stage with this channel, and mail beside it, with its process running."""
    beside = {} if channel.limits.carrier == "mail" else {MAIL: email.LIMITS}
    stage.limits = {channel.name: channel.limits, **beside}
    await stage.start()


class Connected(Protocol):
    """The near end of a service that has a channel of its own."""

    @property
    def channel(self) -> Channel: ...


Near = TypeVar("Near", bound=Connected)


def connecting(
    stage: Stage, opens: Callable[[], AbstractAsyncContextManager[Near]]
) -> Callable[[], AbstractAsyncContextManager[tuple[Near, Bot]]]:
    """Begins a process whose channel is connected anew, by what `opens` the service's near end."""

    @asynccontextmanager
    async def begins() -> AsyncIterator[tuple[Near, Bot]]:
        async with opens() as end:
            await over(stage, end.channel)
            async with behind(end.channel, stage) as bot:
                yield end, bot

    return begins


class Scene(Protocol):
    """A service, as a transcript is played at it."""

    async def enters(self, who: Who) -> Hand:
        """Somebody comes to the service."""
        ...

    async def restarts(self) -> None:
        """The process behind ends and another begins."""
        ...

    async def delivers(self) -> None:
        """What is due is delivered, from now on too."""
        ...


class OpenScene(Protocol):
    """Opens a service with nobody at it."""

    def __call__(self, stage: Stage) -> AbstractAsyncContextManager[Scene]: ...


class Running(Generic[End]):
    """A scene, and what runs behind it now. `begins` opens a process, `seats` finds somebody a place."""

    end: End
    bot: Bot

    def __init__(
        self,
        stage: Stage,
        begins: Callable[[], AbstractAsyncContextManager[tuple[End, Bot]]],
        seats: Callable[["Running[End]", Who], Awaitable[Hand]],
    ) -> None:
        self.stage = stage
        self._begins = begins
        self._seats = seats
        self._process = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.end, self.bot = await self._process.enter_async_context(self._begins())
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._process.aclose()

    async def enters(self, who: Who) -> Hand:
        if who.role in {"reviewer", "colleague"}:
            self.bot.delivers = True
        return await self._seats(self, who)

    async def delivers(self) -> None:
        self.bot.delivers = True
        await self.bot.rests()

    async def restarts(self) -> None:
        delivers = self.bot.delivers
        await self._process.aclose()
        await self.stage.stop()
        self.end, self.bot = await self._process.enter_async_context(self._begins())
        self.bot.delivers = delivers
