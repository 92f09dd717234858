"""Somebody in a direct message with the bot in Slack: what they write comes as events, and nothing is a form."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from channels.message import Address
from tests.bot.stage import Stage
from tests.channels.fake_slack_blocks import buttons
from tests.channels.harness_slack import SlackHarness, open_workspace
from tests.dialogs.hands import Bot, Hand, Officer, behind, degrees, enrolled, labelled, over


class SlackHand:
    """See `Hand`."""

    carries_positions = False

    def __init__(self, harness: SlackHarness, me: Address, bot: Bot) -> None:
        self.harness = harness
        self.me = me
        self.bot = bot
        self._numbers = itertools.count(1)

    async def says(self, text: str) -> None:
        assert await self.harness.person_says(self.me, text, key=self._key())
        await self.bot.rests()

    async def presses(self, label: str) -> None:
        there = [str(button["text"]["text"]) for post in self._newest() for button in buttons(post)]  # type: ignore[index]
        assert await self.harness.person_presses(self.me, labelled(label, there), key=self._key())
        await self.bot.rests()

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        """All in one message."""
        files = []
        for content in pictures:
            id_ = f"F{next(self._numbers)}"
            self.harness.slack.downloads[id_] = content
            url = f"http://files.slack.test:{self.harness.slack.port}/files/{id_}"
            files.append({"id": id_, "mimetype": "image/jpeg", "size": len(content), "url_private_download": url})
        more = {"subtype": "file_share", "files": files}
        assert await self.harness.deliver(self.harness.people.message(self.me.id, text, more)) is not None
        await self.bot.rests()

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        """Slack carries no position: it is written."""
        await self.says(name or degrees(latitude, longitude))

    async def shown(self) -> Sequence[str]:
        return await self.harness.shown(self.me)

    def _key(self) -> str:
        return f"k{next(self._numbers)}"

    def _newest(self) -> Sequence[list[dict[str, object]]]:
        return [post.blocks for post in reversed(self.harness.slack.shown(self.me.id))]


@asynccontextmanager
async def open_slack(stage: Stage, officer: Officer) -> AsyncIterator[Hand]:
    async with open_workspace() as harness:
        me = harness.address("officer")
        await over(stage, harness.channel)
        await enrolled(stage, officer, me.channel, me.id)
        async with behind(harness.channel, stage) as bot:
            yield SlackHand(harness, me, bot)
        assert harness.notes() == []
