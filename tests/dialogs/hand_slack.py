"""Somebody in a direct message with the bot in Slack: what they write comes as events, and a form that a button
opens is closed again.
"""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from channels.message import Address
from tests.bot.stage import Stage
from tests.channels.fake_slack import FakeSlack, Json, Post
from tests.channels.fake_slack_blocks import buttons, readable
from tests.channels.fake_slack_workspace import US
from tests.channels.harness_slack import SlackHarness, open_workspace
from tests.dialogs.hands import Hand, Who, degrees, enrolled, labelled
from tests.dialogs.scene import Bot, Running, connecting

STEP_BY_STEP = "/help"
"""Slack opens a form for a button that begins a dialog; who closes it and writes is asked step by step, as elsewhere."""


class SlackHand:
    """See `Hand`."""

    carries_positions = False

    def __init__(self, scene: Running[SlackHarness], me: Address) -> None:
        self._scene = scene
        self._me = me
        self._numbers = itertools.count(1)
        self._pressed: dict[str, Json] = {}
        self._forms: dict[str, str] = {}
        """What was read in forms that were opened."""

    async def says(self, text: str) -> None:
        assert await self._harness.person_says(self._me, text, key=self._key())
        await self._scene.bot.rests()

    async def says_in_group(self, text: str) -> None:
        """Where there are others, the bot is spoken to by its name."""
        slack = self._harness.slack
        said = {"type": "app_mention", "user": self._me.id, "text": f"<@{US}> {text}"}
        channel = slack.channel("night-watch", self._me.id)
        assert await self._harness.deliver(self._harness.people.event({**said, "channel": channel})) is not None
        await self._scene.bot.rests()

    async def presses(self, label: str) -> None:
        there = [str(button["text"]["text"]) for post in reversed(self._posts()) for button in buttons(post.blocks)]  # type: ignore[index]
        found = labelled(label, there)
        self._pressed[label] = self._harness.people.press(self._me.id, found, channel=self._direct)
        await self._press(self._pressed[label])

    async def presses_again(self, label: str) -> None:
        """A second tap may be answered by nothing."""
        assert await self._harness.deliver(self._harness.people.press_again(self._pressed[label])) is not None
        await self._scene.bot.rests()

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        await send_files(self._harness, self._scene.bot, self._me.id, pictures, text)

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        """Slack carries no position: it is written."""
        await self.says(name or degrees(latitude, longitude))

    async def shown(self) -> Mapping[str, str]:
        return {**{post.ts: post.read() for post in self._posts()}, **self._forms}

    @property
    def _harness(self) -> SlackHarness:
        return self._scene.end

    @property
    def _direct(self) -> str:
        return self._harness.slack.direct(self._me.id)

    async def _press(self, payload: Json) -> None:
        """Answered in the chat, or else by a form, which is closed again. A card that changes is no answer."""
        slack, bot, before = self._harness.slack, self._scene.bot, self._standing()
        assert await self._harness.deliver(payload) is not None
        await bot.replies.finish()
        answered = self._standing() != before
        await bot.rests()
        if not answered and len(self._standing()) == len(before):
            await slack.until(lambda: self._me.id in slack.modals)
            form = slack.modals.pop(self._me.id)
            self._forms[form.id] = f"{form.shown['title']} {readable(form.blocks)}"
            await self.says(STEP_BY_STEP)

    def _standing(self) -> Sequence[tuple[str, int]]:
        """What stands in the chat, and how often it was changed."""
        return [(post.ts, post.edits) for post in self._posts()]

    def _posts(self) -> list[Post]:
        return self._harness.slack.shown(self._me.id)

    def _key(self) -> str:
        return f"{self._me.id}-{next(self._numbers)}"


async def send_files(harness: SlackHarness, bot: Bot, user: str, pictures: Sequence[bytes], text: str) -> None:
    """All in one message."""
    files = []
    for content in pictures:
        id_ = f"F{harness.slack.number()}"
        harness.slack.files.downloads[id_] = content
        url = f"http://files.slack.test:{harness.slack.port}/files/{id_}"
        files.append({"id": id_, "mimetype": "image/jpeg", "size": len(content), "url_private_download": url})
    more = {"subtype": "file_share", "files": files}
    assert await harness.deliver(harness.people.message(user, text, more)) is not None
    await bot.rests(fetches=True)


@asynccontextmanager
async def open_slack(stage: Stage) -> AsyncIterator[Running[SlackHarness]]:
    async with FakeSlack() as slack:
        async with Running(stage, connecting(stage, lambda: open_workspace(at=slack)), _seats) as scene:
            yield scene
        assert slack.violations == []


async def _seats(scene: Running[SlackHarness], who: Who) -> Hand:
    me = scene.end.address(f"{who.role} {who.where}")
    if who.known:
        await enrolled(scene.stage, who, me.channel, me.id)
    return SlackHand(scene, me)
