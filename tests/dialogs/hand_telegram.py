"""Somebody at Telegram: updates go to the bot's webhook, and what is shown is what the Bot API server keeps."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.bot.stage import Stage
from tests.channels.harness_telegram import TelegramHarness, open_bot
from tests.channels.telegram.world import Json, Room, Stored, photo_json
from tests.dialogs.hands import Bot, Hand, Officer, behind, enrolled, labelled, over


class TelegramHand:
    """See `Hand`."""

    carries_positions = True

    def __init__(self, harness: TelegramHarness, room: Room, bot: Bot) -> None:
        self.harness = harness
        self.room = room
        self.bot = bot
        self._albums = itertools.count(1)

    async def says(self, text: str) -> None:
        await self.sent(text=text)

    async def presses(self, label: str) -> None:
        """A button of the newest message that has it, as it stands after edits."""
        there = [(shown, button) for shown in self._newest() for row in shown.keyboard for button in row]
        found = labelled(label, (button["text"] for _, button in there))
        shown = next(shown for shown, button in there if button["text"] == found)
        update = self.harness.service.world.presses(self.room, shown, found, self.room.id)
        assert await self.harness.delivered(update)
        await self.bot.rests()

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        """Pictures picked together are an album: one update each, the words under the first."""
        world, album = self.harness.service.world, f"album-{next(self._albums)}"
        for number, content in enumerate(pictures):
            file_id = f"{album}-{number}"
            world.files[file_id] = Stored(content=content, size=len(content))
            more: Json = {"photo": [photo_json(file_id, size=len(content))]}
            if len(pictures) > 1:
                more["media_group_id"] = album
            if text and not number:
                more["caption"] = text
            await self.sent(rest=False, **more)
        await self.bot.rests()

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        at = {"latitude": latitude, "longitude": longitude}
        if name:
            await self.sent(location=at, venue={"location": at, "title": name, "address": "Harbour Road"})
        else:
            await self.sent(location=at)

    async def shown(self) -> Sequence[str]:
        return [shown.readable for shown in self.room.messages.values()]

    async def sent(self, *, rest: bool = True, **more: Any) -> None:
        """A message with whatever the Bot API says of one."""
        world = self.harness.service.world
        assert await self.harness.delivered(world.update(message=world.message(self.room.id, **more)))
        if rest:
            await self.bot.rests()

    def _newest(self) -> Sequence[Any]:
        return list(reversed(self.room.messages.values()))


@asynccontextmanager
async def open_telegram_hand(stage: Stage, officer: Officer) -> AsyncIterator[TelegramHand]:
    """The hand with all it has beyond `Hand`."""
    async with open_bot(webhook=True) as harness:
        me = harness.address("officer")
        await over(stage, harness.channel)
        await enrolled(stage, officer, me.channel, me.id)
        async with behind(harness.channel, stage) as bot:
            yield TelegramHand(harness, harness.service.world.rooms[int(me.id)], bot)
        assert harness.notes() == []


@asynccontextmanager
async def open_telegram(stage: Stage, officer: Officer) -> AsyncIterator[Hand]:
    async with open_telegram_hand(stage, officer) as hand:
        yield hand
