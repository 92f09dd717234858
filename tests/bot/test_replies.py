"""What is answered after a turn: once, in order, again when it could not be sent, and never in another's way."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.metrics import Metrics
from bot.post import PAUSE, posts_of
from bot.replies import AGAIN_AFTER, Replies
from channels.base import Outcome
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.memory import MemoryChannel
from channels.message import Content, Happened, Pressed, Said
from storage.database import DatabaseAway
from tests.bot.client import CHAT, Client
from tests.bot.outbox import fills
from tests.bot.post_office import Gate, Watched
from tests.bot.rows import rows
from tests.bot.stage import Stage


class Desk:
    """Replies over a stage, and what a person is shown in the end."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.chat = MemoryChannel(CHAT, keys_count=True)
        self.metrics = Metrics()
        self._steady = 0.0
        self.start()

    def start(self) -> None:
        """A process that has sent nothing yet."""
        self.replies = Replies(
            self.stage.world, self.stage.conversation, posts_of({CHAT: self.chat}, self.steady), metrics=self.metrics
        )

    def steady(self) -> float:
        """Goes on with the stage's clock, and stays where it is when that one is set back."""
        self._steady = max(self._steady, self.stage.clock.at.timestamp())
        return self._steady

    async def restart(self) -> None:
        await self.stage.restart()
        self.start()

    async def hears(self, client: Client, content: Content, *, key: str | None = None) -> Outcome:
        """Somebody does something; returns when it is taken in."""
        return await self.replies.handle(client.incoming(content, key=key))

    async def says(self, client: Client, *texts: str) -> None:
        """Somebody says one thing after the other, and all that can be sent is."""
        for text in texts:
            await self.hears(client, Said(text=text))
        await self.replies.finish()

    async def sends_again(self) -> None:
        """The clock's tick, a while later."""
        self.stage.clock.passes(AGAIN_AFTER)
        await self.replies.send_unanswered()
        await self.replies.finish()

    def shown(self, client: Client) -> list[str]:
        """The first line of everything at somebody's, oldest first."""
        return [message.text.split("\n")[0] for message in self.chat.shown(client.address)]

    def waiting(self) -> int:
        """How many inputs have not been answered."""
        [(number,)] = rows(self.stage, "SELECT count(*) FROM inbox WHERE answered IS NULL")
        assert isinstance(number, int)
        return number


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return Desk(stage)


async def test_what_is_said_is_answered_and_marked_so(desk: Desk, officer: Client) -> None:
    await desk.says(officer, "/nothing")
    assert desk.shown(officer) == ["I do not know that command. /help lists what you can say."]
    assert desk.waiting() == 0


async def test_the_answer_follows_the_commit(desk: Desk, officer: Client) -> None:
    """Whatever becomes of sending, what was said is taken in."""
    desk.chat.fail_next(Temporary())
    await desk.says(officer, "/report")
    assert desk.shown(officer) == []
    assert rows(desk.stage, "SELECT dialog FROM progress") == [("report",)]
    assert desk.waiting() == 1


async def test_the_same_key_twice_at_the_same_time_is_one_report_and_one_reply(
    desk: Desk, stage: Stage, officer: Client
) -> None:
    chat = desk.chat = MemoryChannel(CHAT)  # a channel that would show the same key twice
    desk.start()
    await fills(officer)
    press = Pressed(token=officer.button("Submit").token)
    outcomes = await asyncio.gather(*(desk.hears(officer, press, key="the same") for _ in range(4)))
    await desk.replies.finish()
    assert [outcome.repeated for outcome in outcomes].count(False) == 1
    assert len(await stage.reports()) == 1
    assert len(chat.shown(officer.address)) == 1


async def test_a_reply_that_could_not_be_sent_is_sent_again(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Temporary())
    await desk.says(officer, "/nothing")
    await desk.sends_again()
    assert len(desk.shown(officer)) == 1
    assert desk.waiting() == 0


async def test_a_reply_is_not_sent_again_while_it_is_young(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Temporary())
    await desk.says(officer, "/nothing")
    desk.stage.clock.passes(AGAIN_AFTER - timedelta(seconds=1))
    await desk.replies.send_unanswered()
    await desk.replies.finish()
    assert len(desk.chat.tried) == 1


async def test_after_a_restart_what_was_not_answered_is(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Temporary())
    await desk.says(officer, "/nothing")
    await desk.restart()
    await desk.sends_again()
    assert len(desk.shown(officer)) == 1
    assert desk.waiting() == 0


async def test_a_reply_that_was_taken_but_not_confirmed_is_in_the_inbox_once(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Unknown(), taken=True)
    await desk.says(officer, "/nothing")
    await desk.restart()
    await desk.sends_again()
    assert len(desk.chat.tried) == 2
    assert len(desk.shown(officer)) == 1
    assert desk.waiting() == 0


async def test_what_is_answered_is_never_sent_again(desk: Desk, officer: Client) -> None:
    await desk.says(officer, "/nothing")
    await desk.restart()
    await desk.sends_again()
    assert len(desk.chat.tried) == 1


async def test_answers_come_in_the_order_of_what_was_said(desk: Desk, officer: Client) -> None:
    await desk.says(officer, "/report", "cocaine hydrochloride", "12.4 kg", "/cancel", "/nothing")
    shown = desk.shown(officer)
    assert len(shown) == 5
    assert shown[-1] == "I do not know that command. /help lists what you can say."


async def test_after_a_failure_the_earlier_answer_still_comes_before_the_later(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Temporary())
    await desk.says(officer, "/cancel")
    await desk.says(officer, "/nothing")
    assert desk.shown(officer) == [
        "There is nothing to cancel.",
        "I do not know that command. /help lists what you can say.",
    ]
    assert desk.waiting() == 0


async def test_when_both_have_to_wait_they_are_sent_in_order(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Temporary(), times=2)
    await desk.says(officer, "/cancel")
    await desk.says(officer, "/nothing")
    await desk.sends_again()
    assert [text.split()[0] for text in desk.shown(officer)] == ["There", "I"]


async def test_a_conversation_that_cannot_be_reached_holds_up_no_other(
    desk: Desk, stage: Stage, officer: Client
) -> None:
    other = await stage.officer(name="Demo Other")
    desk.chat.fail_next(Temporary(), to=officer.address, times=10)
    await desk.says(officer, "/nothing")
    await desk.says(other, "/nothing")
    await desk.sends_again()
    assert (desk.shown(officer), len(desk.shown(other))) == ([], 1)


async def test_a_reply_that_hangs_holds_up_no_other_conversation(desk: Desk, stage: Stage, officer: Client) -> None:
    other = await stage.officer(name="Demo Other")
    watched = Watched(desk.chat)
    gate = watched.on_send = Gate(officer.address, asyncio.Event(), asyncio.Event())
    desk.replies = Replies(stage.world, stage.conversation, posts_of({CHAT: watched}), metrics=Metrics())
    await desk.hears(officer, Said(text="/nothing"))
    await gate.came.wait()
    await desk.hears(other, Said(text="/nothing"))
    async with asyncio.timeout(20):
        while not desk.shown(other):  # noqa: ASYNC110 - the loop turns until the reply is out; no time passes
            await asyncio.sleep(0)
    assert desk.shown(officer) == []
    gate.opened.set()
    await desk.replies.finish()
    assert len(desk.shown(officer)) == 1


@pytest.mark.parametrize("error", [RecipientGone, Permanent])
async def test_a_reply_that_can_never_be_sent_is_given_up_and_the_next_one_comes(
    desk: Desk, officer: Client, error: Callable[[], SendError]
) -> None:
    desk.chat.fail_next(error())
    await desk.says(officer, "/cancel")
    await desk.says(officer, "/nothing")
    await desk.sends_again()
    assert [text.split()[0] for text in desk.shown(officer)] == ["I"]
    assert (len(desk.chat.tried), desk.waiting()) == (2, 0)


async def test_a_channel_whose_set_up_is_wrong_loses_no_reply(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Misconfigured())
    await desk.says(officer, "/nothing")
    await desk.sends_again()
    assert (desk.waiting(), len(desk.chat.tried)) == (1, 1)
    desk.stage.clock.passes(PAUSE)
    await desk.sends_again()
    assert len(desk.shown(officer)) == 1


async def test_after_the_clock_stepped_back_an_hour_replies_do_not_wait_for_it(desk: Desk, officer: Client) -> None:
    desk.chat.fail_next(Temporary())
    await desk.says(officer, "/nothing")
    desk.stage.clock.passes(-timedelta(hours=1))
    await desk.sends_again()
    assert len(desk.shown(officer)) == 1


async def test_a_reply_that_went_out_is_marked_when_the_database_can_be_written_again(
    desk: Desk, officer: Client
) -> None:
    await desk.hears(officer, Said(text="/nothing"))
    async with desk.stage.database.writing():
        while not desk.shown(officer):  # noqa: ASYNC110 - the loop turns until the reply is out; no time passes
            await asyncio.sleep(0)
        assert desk.waiting() == 1
    await desk.replies.finish()
    assert desk.waiting() == 0
    assert len(desk.chat.tried) == 1


async def test_an_input_that_was_not_kept_raises_to_the_channel_and_is_counted(desk: Desk, officer: Client) -> None:
    kept = desk.stage.path.with_name("kept.db")
    await desk.stage.database.close()
    desk.stage.path.rename(kept)
    desk.stage.path.mkdir()
    with pytest.raises(DatabaseAway):
        await desk.hears(officer, Said(text="/nothing"), key="k")
    desk.stage.path.rmdir()
    kept.rename(desk.stage.path)
    assert not (await desk.hears(officer, Said(text="/nothing"), key="k")).repeated
    await desk.replies.finish()
    figures = {
        sample.labels["result"]: sample.value
        for family in desk.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "liaison_turns_total"
    }
    assert figures == {"not kept": 1.0, "kept": 1.0}
    assert len(desk.shown(officer)) == 1


async def test_what_befell_an_address_has_no_reply(desk: Desk, officer: Client) -> None:
    await desk.replies.handle(Happened(key="k", address=officer.address, kind="blocked"))
    await desk.sends_again()
    assert desk.chat.tried == []
