"""Replies that had to wait: only to the same person, not after a day, where the conversation is now, and no part twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.metrics import Metrics
from bot.post import posts_of
from bot.replies import AGAIN_AFTER, TOO_OLD, Replies
from bot.replies_json import from_json
from channels.errors import Moved, Permanent, Temporary
from channels.memory import MemoryChannel
from channels.message import Address, Content, Incoming, Message, Pressed, Receipt, Said
from storage.accounts import Account
from tests.bot.client import CHAT, MAIL, MESSENGER, Client
from tests.bot.hall import HALL
from tests.bot.outbox import subscribes
from tests.bot.post_office import PostOffice, released
from tests.bot.rows import rows
from tests.bot.stage import Stage

LONG = timedelta(seconds=90)


class Counter:
    """Replies and deliveries over a stage, sharing one pace."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.opens_messenger()
        self.office = PostOffice(stage)
        self.start()

    def start(self) -> None:
        """A process that has sent nothing yet."""
        posts = posts_of(self.stage.channels, self.office.steady)
        self.replies = Replies(self.stage.world, self.stage.conversation, posts, metrics=Metrics())
        self.office.deliver_by(posts)

    async def restart(self) -> None:
        await self.stage.restart()
        self.start()
        await self.office.dispatcher.hold_on()

    async def hears(
        self, client: Client, text: str, *, group: Address | None = None, thread: Receipt | None = None
    ) -> None:
        """Somebody says something, and all that can be sent is."""
        await self.does(client, Said(text=text), group=group, thread=thread)

    async def does(
        self,
        client: Client,
        content: Content,
        *,
        group: Address | None = None,
        on: Receipt | None = None,
        thread: Receipt | None = None,
    ) -> None:
        """Somebody does something, and all that can be sent is."""
        await self.replies.handle(
            Incoming(
                key=f"k{next(self.stage.keys)}",
                conversation=group or client.address,
                sender=client.address,
                sender_name=client.name,
                at=self.stage.clock.at,
                content=content,
                pressed_on=on,
                thread=thread,
            )
        )
        await self.replies.finish()

    async def later(self, span: timedelta = AGAIN_AFTER) -> None:
        """The clock's tick, a while later."""
        self.stage.clock.passes(span)
        await self.replies.send_unanswered()
        await self.replies.finish()

    def shown(self, address: Address) -> int:
        return len(self.stage.channels[address.channel].shown(address))

    def waiting(self) -> int:
        return len(rows(self.stage, "SELECT id FROM inbox WHERE answered IS NULL"))


@pytest.fixture
def counter(stage: Stage) -> Counter:
    return Counter(stage)


@pytest.fixture
def chat(counter: Counter) -> MemoryChannel:
    return counter.stage.channels[CHAT]


async def account_of(client: Client) -> Account:
    account = await client.account()
    assert account is not None
    return account


@pytest.mark.parametrize(("waited", "shown"), [(TOO_OLD, 1), (TOO_OLD + timedelta(seconds=1), 0)])
async def test_what_could_not_be_answered_for_a_day_is_not_answered_any_more(
    counter: Counter, chat: MemoryChannel, officer: Client, waited: timedelta, shown: int
) -> None:
    chat.fail_next(Temporary())
    await counter.hears(officer, "/help")
    await counter.later(waited)
    assert (counter.shown(officer.address), counter.waiting()) == (shown, 0)


async def test_an_answer_that_waited_does_not_reach_who_has_the_account_now(
    counter: Counter, chat: MemoryChannel, officer: Client
) -> None:
    other = await (await counter.stage.officer(name="Demo Other")).person()
    chat.fail_next(Temporary())
    await counter.hears(officer, "/mine")
    account = await account_of(officer)
    async with counter.stage.database.writing() as unit:
        await unit.people.part(account.id)
        await unit.people.bind(account.id, other.id)
        await unit.commit()
    await counter.later()
    assert (counter.shown(officer.address), counter.waiting()) == (0, 0)


async def test_an_answer_that_waited_does_not_reach_who_was_suspended(
    counter: Counter, chat: MemoryChannel, officer: Client
) -> None:
    chat.fail_next(Temporary())
    await counter.hears(officer, "/mine")
    person = await officer.person()
    async with counter.stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    await counter.later()
    assert (counter.shown(officer.address), counter.waiting()) == (0, 0)


async def test_a_stranger_is_answered_late_too(counter: Counter) -> None:
    stranger = await counter.stage.stranger()
    counter.stage.channels[CHAT].fail_next(Temporary())
    await counter.hears(stranger, "hello")
    await counter.later()
    assert counter.shown(stranger.address) == 1


async def test_an_answer_follows_a_conversation_that_moved(counter: Counter, officer: Client) -> None:
    old, new = await officer.moves_to("old", channel=MESSENGER), Address(MESSENGER, "new")
    messenger = counter.stage.channels[MESSENGER]
    messenger.fail_next(Moved(new), to=old.address)
    await counter.hears(old, "/help")
    await counter.later()
    assert (counter.shown(old.address), counter.shown(new), counter.waiting()) == (0, 1, 0)
    assert rows(counter.stage, "SELECT external_id FROM address WHERE channel = ?", MESSENGER) == [("new",)]
    await counter.later()
    assert [to for to, _ in messenger.tried] == [old.address, new]


async def test_what_is_said_aloud_follows_a_group_that_moved(counter: Counter, officer: Client) -> None:
    phone, new = await officer.moves_to("phone", channel=MESSENGER), Address(MESSENGER, "-100600")
    counter.stage.channels[MESSENGER].fail_next(Moved(new), to=HALL)
    await counter.hears(phone, "/mine", group=HALL)
    await counter.later()
    assert (counter.shown(HALL), counter.shown(new)) == (0, 1)


async def test_an_answer_comes_in_the_thread_it_was_asked_in(
    counter: Counter, chat: MemoryChannel, officer: Client
) -> None:
    await counter.hears(officer, "/help", thread=Receipt(("17.4",)))
    await counter.hears(officer, "/nothing")
    assert [kept.thread for kept in chat.sent] == [Receipt(("17.4",)), None]


async def test_an_answer_by_mail_brings_a_token_that_proves_its_reader(counter: Counter, officer: Client) -> None:
    clerk = await officer.moves_to("clerk@kenya.example", channel=MAIL)
    await counter.hears(clerk, "/help")
    (kept,) = counter.stage.channels[MAIL].sent
    assert kept.slots.answers
    account = await account_of(clerk)
    assert counter.stage.world.signer.read("answer", kept.slots.answer_token, counter.stage.clock()) == account.id


async def test_parts_that_are_there_are_not_sent_again(counter: Counter, chat: MemoryChannel, officer: Client) -> None:
    chat.fail_next(Temporary(done=Receipt(("part 1",))))
    await counter.hears(officer, "/help")
    await counter.later()
    assert len(chat.tried) == 2
    assert (chat.sent, counter.waiting()) == ([], 0)


# Left alone: what a service asks of one lane holds for the other, and for the next process.


async def test_a_wait_that_a_service_asked_an_answer_for_holds_for_deliveries_too(
    counter: Counter, chat: MemoryChannel
) -> None:
    member, other = await counter.stage.member(), await counter.stage.member("TZ", name="Demo Other")
    for one in (member, other):
        await subscribes(one)
    chat.fail_next(Temporary(retry_after=LONG), to=member.address)
    await counter.hears(member, "/help")
    await released(counter.stage)
    await counter.office.deliver()
    assert (counter.shown(member.address), counter.shown(other.address)) == (0, 1)
    counter.stage.clock.passes(LONG)
    await counter.office.deliver()
    assert counter.shown(member.address) == 1


async def test_a_wait_that_a_service_asked_a_delivery_for_holds_for_answers_too(
    counter: Counter, chat: MemoryChannel
) -> None:
    member, other = await counter.stage.member(), await counter.stage.member("TZ", name="Demo Other")
    await subscribes(member)
    await released(counter.stage)
    chat.fail_next(Temporary(retry_after=LONG))
    await counter.office.deliver()
    await counter.hears(member, "/help")
    await counter.hears(other, "/help")
    assert (counter.shown(member.address), counter.shown(other.address), len(chat.tried)) == (0, 1, 2)
    await counter.later(LONG)
    assert counter.shown(member.address) == 1


@pytest.mark.parametrize("by_answer", [True, False])
async def test_a_wait_outlives_the_process_and_uses_up_no_try(
    counter: Counter, chat: MemoryChannel, by_answer: bool
) -> None:
    member = await counter.stage.member()
    await subscribes(member)
    chat.fail_next(Temporary(retry_after=LONG))
    if by_answer:
        await counter.hears(member, "/help")
    await released(counter.stage)
    await counter.office.deliver()
    assert len(chat.tried) == 1
    await counter.restart()
    counter.stage.clock.passes(LONG - timedelta(seconds=10))
    await counter.office.deliver()
    await counter.replies.send_unanswered()
    await counter.replies.finish()
    assert len(chat.tried) == 1
    counter.stage.clock.passes(timedelta(seconds=10))
    await counter.office.deliver()
    assert counter.office.state_of(member) == ("accepted", "")


async def test_a_shorter_wait_ends_no_longer_one(counter: Counter, chat: MemoryChannel) -> None:
    member = await counter.stage.member()
    account = await account_of(member)
    async with counter.stage.database.writing() as unit:
        for wait in (LONG, LONG / 3):
            await unit.addresses.hold(account.id, counter.stage.clock() + wait)
        await unit.commit()
    await counter.restart()
    counter.stage.clock.passes(LONG / 2)
    await counter.hears(member, "/help")
    assert chat.tried == []


async def test_an_answer_that_cannot_take_a_messages_place_stands_below_it_in_its_thread(
    counter: Counter, chat: MemoryChannel, officer: Client
) -> None:
    stage, thread = counter.stage, Receipt(("17.4",))
    stage.limits = {**stage.limits, CHAT: replace(stage.limits[CHAT], in_place=True)}
    stage.renew()
    counter.start()
    await counter.hears(officer, "/report", thread=thread)
    (question,) = chat.sent
    chat.fail_next(Permanent())
    await counter.does(officer, Pressed(token=_first_token(question.message)), on=question.receipt, thread=thread)
    assert [kept.thread for kept in chat.sent] == [thread, thread]
    assert chat.sent[0].edits == 0


async def test_an_answer_whose_button_is_pressed_has_arrived_and_is_not_sent_again(
    counter: Counter, chat: MemoryChannel, officer: Client
) -> None:
    question = await _answers_and_forgets(counter, officer, "/report")
    await counter.does(officer, Pressed(token=_first_token(question)))
    await counter.later()
    (sent,) = chat.sent
    assert "Which goods exactly?" in sent.message.text
    assert counter.waiting() == 0


async def test_a_button_of_an_earlier_answer_does_not_say_that_a_later_one_arrived(
    counter: Counter, chat: MemoryChannel, officer: Client
) -> None:
    await counter.hears(officer, "/report")
    question = await _answers_and_forgets(counter, officer, "/help")
    await counter.does(officer, Pressed(token="do.command.mine.-"))
    assert question in [kept.message for kept in chat.sent[2:]], "the help, and the question below it, still come"


async def _answers_and_forgets(counter: Counter, client: Client, text: str) -> Message:
    """A turn whose answer is sent by a process that ends before it can note that; the last message of the answer."""
    handled = await counter.stage.conversation.handle(client.incoming(Said(text=text)))
    assert handled.inbox is not None
    async with counter.stage.database.reading() as unit:
        taken = await unit.inbox.get(handled.inbox)
    assert taken is not None
    return from_json(taken.replies[-1]).message


def _first_token(message: Message) -> str:
    return message.buttons[0][0].token
