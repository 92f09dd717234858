"""Somebody at the memory channel, which is its own service: what every other one is held against."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from channels.memory import MemoryChannel
from channels.message import Address, Content, Located, Pressed, Receipt, Said, Sent
from tests.bot.stage import CHAT, Stage
from tests.channels.harness import readable
from tests.dialogs.hands import Hand, Who, enrolled, labelled
from tests.dialogs.scene import Bot, Running, Scene, behind, over


class MemoryHand:
    """See `Hand`."""

    carries_positions = True

    def __init__(self, scene: Running[MemoryChannel], me: Address) -> None:
        self._scene = scene
        self._me = me
        self._numbers = itertools.count(1)
        self._pressed: dict[str, tuple[Pressed, Receipt]] = {}

    async def says(self, text: str) -> None:
        await self._channel.person_says(self._me, text, at=self._scene.stage.clock(), key=self._key())
        await self._scene.bot.rests()

    async def says_in_group(self, text: str) -> None:
        await self._does(Said(text=text), group=Address(CHAT, "a-group"))

    async def presses(self, label: str) -> None:
        there = [
            (kept.receipt, button)
            for kept in reversed(self._channel.sent)
            if kept.to == self._me
            for row in kept.message.buttons
            for button in row
        ]
        found = labelled(label, (button.label for _, button in there))
        receipt, button = next(one for one in there if one[1].label == found)
        self._pressed[label] = Pressed(token=button.token), receipt
        await self.presses_again(label)

    async def presses_again(self, label: str) -> None:
        pressed, receipt = self._pressed[label]
        await self._does(pressed, on=receipt)

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        refs = [f"upload-{self._key()}" for _ in pictures]
        self._channel.pictures.update(zip(refs, pictures, strict=True))
        await self._does(Sent(pictures=tuple(refs), text=text, album=refs[0] if len(refs) > 1 else ""))

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        await self._does(Located(latitude=latitude, longitude=longitude, name=name))

    async def shown(self) -> Mapping[str, str]:
        return {str(kept.receipt): readable(kept.message) for kept in self._channel.sent if kept.to == self._me}

    @property
    def _channel(self) -> MemoryChannel:
        return self._scene.end

    async def _does(self, content: Content, *, on: Receipt | None = None, group: Address | None = None) -> None:
        at = self._scene.stage.clock()
        await self._channel.person_does(self._me, content, at=at, key=self._key(), pressed_on=on, group=group)
        await self._scene.bot.rests(fetches=isinstance(content, Sent))

    def _key(self) -> str:
        return f"{self._me.id}-{next(self._numbers)}"


@asynccontextmanager
async def open_memory(stage: Stage) -> AsyncIterator[Scene]:
    channel = MemoryChannel(CHAT)

    @asynccontextmanager
    async def begins() -> AsyncIterator[tuple[MemoryChannel, Bot]]:
        async with channel:
            await over(stage, channel)
            async with behind(channel, stage) as bot:
                yield channel, bot

    async with Running(stage, begins, _seats) as scene:
        yield scene


async def _seats(scene: Running[MemoryChannel], who: Who) -> Hand:
    if not who.known:
        return MemoryHand(scene, Address(CHAT, "a-new-inbox"))
    account = await enrolled(scene.stage, who, CHAT, None)
    return MemoryHand(scene, Address(CHAT, account.external_id))
