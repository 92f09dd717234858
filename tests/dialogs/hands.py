"""What somebody does at a service and what it shows them, whichever service that is; and the bot behind it: a real
channel, Conversation, Replies and Fetcher over a stage's database.
"""

import asyncio
import hashlib
import io
import itertools
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot.fetching import ALBUM_QUIET, Fetcher
from bot.metrics import Metrics
from bot.post import posts_of
from bot.replies import Replies
from channels.base import Channel
from storage.people import Account
from tests.bot.stage import Stage


class Hand(Protocol):
    """One person at one service. Everything goes in as the service hands it over; `shown` is what stands on the screen."""

    @property
    def carries_positions(self) -> bool:
        """Whether the service can share where somebody is."""
        ...

    async def says(self, text: str) -> None: ...

    async def presses(self, label: str) -> None: ...

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        """Pictures picked together, perhaps with words."""
        ...

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        """Where one is; at a service that cannot carry it, written."""
        ...

    async def shown(self) -> Sequence[str]:
        """Every message as it stands now, oldest first, the newest with its buttons."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who is at the service: of which country, and what they read."""

    country: str
    language: str


class OpenHand(Protocol):
    """Opens a service with an officer at it."""

    def __call__(self, stage: Stage, officer: Officer) -> AbstractAsyncContextManager[Hand]: ...


@dataclass(slots=True, kw_only=True)
class Bot:
    """The bot behind one channel."""

    stage: Stage
    replies: Replies
    fetcher: Fetcher

    async def rests(self) -> None:
        """Until everything is answered, pictures included."""
        await self.replies.finish()
        self.stage.clock.passes(ALBUM_QUIET)
        while await self.fetcher.look():
            self.stage.clock.passes(ALBUM_QUIET)
        await self.replies.finish()


@asynccontextmanager
async def behind(channel: Channel, stage: Stage) -> AsyncIterator[Bot]:
    """The bot behind a channel, receiving. Its pace goes by a clock that leaps: nobody waits for a turn."""
    steps = itertools.count(step=10)
    posts = posts_of({channel.name: channel}, lambda: float(next(steps)))
    replies = Replies(stage.world, stage.conversation, posts, metrics=Metrics())
    fetcher = Fetcher(stage.world, {channel.name: channel}, replies.handle)
    receiving = asyncio.create_task(channel.receive(replies.handle))
    try:
        await asyncio.sleep(0)  # it has begun
        yield Bot(stage=stage, replies=replies, fetcher=fetcher)
        await replies.finish()
    finally:
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving


async def enrolled(stage: Stage, officer: Officer, channel: str, id_: str | None) -> Account:
    """An officer with an account at a service; without an id, one that is made for them."""
    async with stage.database.writing() as unit:
        person = await unit.people.add(
            name="Demo Officer",
            language=officer.language,
            zone="Africa/Nairobi",
            clearance=Marking.AMBER,
            country=officer.country,
            office=None,
            now=stage.clock(),
        )
        await unit.people.add_role(person.id, Role(kind=RoleKind.OFFICER, country=officer.country), stage.clock())
        account = await unit.people.add_account(
            channel=channel, external_id=id_, person=person.id, active=True, now=stage.clock()
        )
        await unit.commit()
    return account


async def over(stage: Stage, channel: Channel) -> None:
    """A stage whose one channel this is, with its process running."""
    stage.limits = {channel.name: channel.limits}
    await stage.start()


def drawn(name: str) -> bytes:
    """A picture: the same name, the same bytes."""
    colour = hashlib.sha256(name.encode()).digest()
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (colour[0], colour[1], colour[2])).save(out, "JPEG")
    return out.getvalue()


def labelled(label: str, there: Iterable[str]) -> str:
    """The label as it stands on the screen: any blank is a blank, and "…" stands for the rest. Raises AssertionError."""
    labels, wanted = list(there), " ".join(label.split())
    for one in labels:
        shown = " ".join(one.split())
        if shown == wanted or (wanted.endswith("…") and shown.startswith(wanted.removesuffix("…"))):
            return one
    raise AssertionError(f"no button {label!r} among {labels}")


def degrees(latitude: float, longitude: float) -> str:
    """A position in words."""
    north, east = ("N" if latitude >= 0 else "S"), ("E" if longitude >= 0 else "W")
    return f"{abs(latitude):.5f} {north} {abs(longitude):.5f} {east}"
