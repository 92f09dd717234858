"""Somebody at the memory channel, which is its own service: what every other one is held against."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from channels.memory import MemoryChannel
from channels.message import Address, Content, Located, Sent
from tests.bot.stage import CHAT, Stage
from tests.channels.harness import readable
from tests.dialogs.hands import Bot, Hand, Officer, behind, enrolled, labelled, over


class MemoryHand:
    """See `Hand`."""

    carries_positions = True

    def __init__(self, channel: MemoryChannel, me: Address, bot: Bot) -> None:
        self._channel = channel
        self._me = me
        self._bot = bot
        self._numbers = itertools.count(1)

    async def says(self, text: str) -> None:
        await self._channel.person_says(self._me, text, at=self._bot.stage.clock())
        await self._bot.rests()

    async def presses(self, label: str) -> None:
        newest = reversed(self._channel.shown(self._me))
        there = [button.label for message in newest for row in message.buttons for button in row]
        await self._channel.person_presses(self._me, labelled(label, there), at=self._bot.stage.clock())
        await self._bot.rests()

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        refs = [f"upload-{next(self._numbers)}" for _ in pictures]
        self._channel.pictures.update(zip(refs, pictures, strict=True))
        await self._does(Sent(pictures=tuple(refs), text=text, album=refs[0] if len(refs) > 1 else ""))

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        await self._does(Located(latitude=latitude, longitude=longitude, name=name))

    async def shown(self) -> Sequence[str]:
        return [readable(message) for message in self._channel.shown(self._me)]

    async def _does(self, content: Content) -> None:
        await self._channel.person_does(self._me, content, at=self._bot.stage.clock())
        await self._bot.rests()


@asynccontextmanager
async def open_memory(stage: Stage, officer: Officer) -> AsyncIterator[Hand]:
    async with MemoryChannel(CHAT) as channel:
        await over(stage, channel)
        account = await enrolled(stage, officer, CHAT, None)
        async with behind(channel, stage) as bot:
            yield MemoryHand(channel, Address(CHAT, account.external_id), bot)
