"""Somebody at Telegram: updates go to the bot's webhook, and what is shown is what the Bot API server keeps."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.bot.stage import Stage
from tests.channels.harness_telegram import TelegramHarness, open_bot
from tests.channels.telegram.service import FakeTelegram
from tests.channels.telegram.world import BOT_ID, USERNAME, Json, Room, Stored, photo_json
from tests.dialogs.hands import Who, enrolled, labelled
from tests.dialogs.scene import Bot, Running, Scene, connecting

GROUP = -1001


class TelegramHand:
    """See `Hand`."""

    carries_positions = True

    def __init__(self, scene: Running[TelegramHarness], room: Room) -> None:
        self._scene = scene
        self.room = room
        self._albums = itertools.count(1)
        self._pressed: dict[str, Json] = {}

    async def says(self, text: str) -> None:
        await self.sent(text=text)

    async def says_in_group(self, text: str) -> None:
        """Where there are others, the command names whom it is for."""
        world = self.harness.service.world
        world.group(GROUP, members={BOT_ID: "member", self.room.id: "member"})
        said = world.message(GROUP, sender=self.room.id, text=f"{text}@{USERNAME}")
        await self._updates(world.update(message=said))

    async def presses(self, label: str) -> None:
        """A button of the newest message that has it, as it stands after edits."""
        newest = reversed(self.room.messages.values())
        there = [(shown, button) for shown in newest for row in shown.keyboard for button in row]
        found = labelled(label, (button["text"] for _, button in there))
        shown = next(shown for shown, button in there if button["text"] == found)
        self._pressed[label] = self.harness.service.world.presses(self.room, shown, found, self.room.id)
        await self._updates(self._pressed[label])

    async def presses_again(self, label: str) -> None:
        await self._updates(self.harness.service.world.presses_again(self._pressed[label]))

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
        await self.bot.rests(fetches=True)

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        at = {"latitude": latitude, "longitude": longitude}
        if name:
            await self.sent(location=at, venue={"location": at, "title": name, "address": "Harbour Road"})
        else:
            await self.sent(location=at)

    async def shown(self) -> Mapping[str, str]:
        return {str(id_): shown.readable for id_, shown in self.room.messages.items()}

    @property
    def harness(self) -> TelegramHarness:
        return self._scene.end

    @property
    def bot(self) -> Bot:
        return self._scene.bot

    async def sent(self, *, rest: bool = True, **more: Any) -> None:
        """A message with whatever the Bot API says of one."""
        world = self.harness.service.world
        assert await self.harness.delivered(world.update(message=world.message(self.room.id, **more)))
        if rest:
            await self.bot.rests(fetches="photo" in more)

    async def _updates(self, update: Json) -> None:
        assert await self.harness.delivered(update)
        await self.bot.rests()


@asynccontextmanager
async def open_telegram(stage: Stage) -> AsyncIterator[Scene]:
    async with _open(stage) as scene:
        yield scene


@asynccontextmanager
async def open_telegram_hand(stage: Stage, who: Who) -> AsyncIterator[TelegramHand]:
    """The hand with all it has beyond `Hand`."""
    async with _open(stage) as scene:
        yield await _seats(scene, who)


@asynccontextmanager
async def _open(stage: Stage) -> AsyncIterator[Running[TelegramHarness]]:
    async with FakeTelegram() as service:
        async with Running(stage, connecting(stage, lambda: open_bot(webhook=True, at=service)), _seats) as scene:
            yield scene
        assert service.violations == []


async def _seats(scene: Running[TelegramHarness], who: Who) -> TelegramHand:
    me = scene.end.address(f"{who.role} {who.where}")
    world = scene.end.service.world
    world.languages[int(me.id)] = who.language
    if who.known:
        await enrolled(scene.stage, who, me.channel, me.id)
    return TelegramHand(scene, world.rooms[int(me.id)])
