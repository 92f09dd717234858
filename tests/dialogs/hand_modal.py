"""Somebody who fills a dialog in as a modal in Slack: fields, Next, the summary, Submit."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.bot.stage import Stage
from tests.channels.fake_slack import View
from tests.channels.harness_slack import SlackHarness, open_workspace
from tests.dialogs.hands import Who, enrolled
from tests.dialogs.scene import Bot, behind, over


class ModalHand:
    """One person before one modal."""

    def __init__(self, harness: SlackHarness, user: str, bot: Bot) -> None:
        self.harness = harness
        self.user = user
        self.bot = bot

    async def opens(self) -> None:
        """By the slash command."""
        assert await self.harness.deliver(self.harness.people.command(self.user, "/report")) is not None
        await self.harness.slack.until(lambda: self.user in self.harness.slack.modals)

    async def opens_by(self, label: str) -> None:
        """By a button in the talk with the bot."""
        direct = self.harness.slack.direct(self.user)
        assert await self.harness.deliver(self.harness.people.press(self.user, label, channel=direct)) is not None
        await self.harness.slack.until(lambda: self.user in self.harness.slack.modals)

    async def fills(self, values: Mapping[str, str]) -> None:
        """Field after field, as they come; a menu's choice by its label. What redraws is sent at once."""
        left = dict(values)
        while name := next((name for name in left if name in self.names()), None):
            value = left.pop(name)
            sent = self.harness.people.fill(self.user, name, self.value_of(name, value))
            if sent is not None:
                before = self.modal.hash
                assert await self.harness.deliver(sent) is not None
                await self.harness.slack.until(lambda seen=before: self.modal.hash != seen)  # type: ignore[misc]
        assert not left, f"no fields for {left} among {self.names()}"

    async def presses(self, label: str) -> None:
        before = self.modal.hash
        assert await self.harness.deliver(self.harness.people.press_modal(self.user, label)) is not None
        await self.harness.slack.until(lambda: self.modal.hash != before)

    async def sends(self) -> Mapping[str, object]:
        """The button at the bottom; what Slack is answered."""
        answer = await self.harness.deliver(self.harness.people.submit(self.user))
        assert answer is not None
        self.harness.people.answer_submission(self.user, answer)
        await self.bot.rests()
        return answer

    @property
    def modal(self) -> View:
        return self.harness.slack.modals[self.user]

    def names(self) -> list[str]:
        """The fields that are there."""
        return [str(block["block_id"]) for block in self.modal.blocks if block["type"] == "input"]

    def value_of(self, name: str, label: str) -> str:
        """What Slack sends for a choice; other fields are as they were typed."""
        element = self.modal.input(name)["element"]
        assert isinstance(element, dict)
        options = [one for group in element.get("option_groups", [element]) for one in group.get("options", [])]
        return next((str(one["value"]) for one in options if one["text"]["text"] == label), label)


@asynccontextmanager
async def open_modal(stage: Stage, who: Who) -> AsyncIterator[ModalHand]:
    async with open_workspace() as harness:
        me = harness.address("officer")
        await over(stage, harness.channel)
        await enrolled(stage, who, me.channel, me.id)
        async with behind(harness.channel, stage) as bot:
            yield ModalHand(harness, me.id, bot)
        assert harness.notes() == []
