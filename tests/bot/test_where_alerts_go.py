"""Where an alert reaches somebody with several chats: the first choice once, and the next one only where that fails."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from alerts.precedence import Precedence
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address
from tests.bot.client import CHAT, MAIL, MESSENGER, Client
from tests.bot.hall import befalls
from tests.bot.outbox import files, subscribes
from tests.bot.post_office import PostOffice, released
from tests.bot.stage import Stage

pytestmark = pytest.mark.usefixtures("messenger")


@pytest.fixture
async def member(stage: Stage) -> Client:
    """Somebody who reads alerts in the chat first, and has a messenger as well."""
    found = await stage.member()
    await found.moves_to("phone", channel=MESSENGER)
    await subscribes(found)
    return found


@pytest.fixture
async def phone(stage: Stage, member: Client) -> Client:
    return Client(stage=stage, address=Address(MESSENGER, "phone"), name=member.name)


def copies(office: PostOffice, *clients: Client) -> tuple[int, ...]:
    return tuple(len(office.sent(client)) for client in clients)


async def test_one_copy_goes_to_the_first_choice(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    await released(stage)
    await office.deliver()
    assert copies(office, member, phone) == (1, 0)


async def test_one_copy_to_the_first_chat_and_one_by_mail(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    mailbox = await member.moves_to("member@customs.example", channel=MAIL)
    await subscribes(member, chat=False, mail=True)
    await subscribes(member, chat=True, mail=True)
    await released(stage)
    await office.deliver()
    assert copies(office, member, phone, mailbox) == (1, 0, 1)


@pytest.mark.parametrize("error", [RecipientGone, Permanent])
async def test_where_the_first_choice_never_takes_it_the_next_chat_gets_it(
    stage: Stage, office: PostOffice, member: Client, phone: Client, error: Callable[[], SendError]
) -> None:
    stage.channels[CHAT].fail_next(error(), to=member.address)
    await released(stage)
    await office.deliver()
    assert copies(office, member, phone) == (0, 1)


@pytest.mark.parametrize(
    ("precedence", "span"),
    [(Precedence.ROUTINE, timedelta(minutes=30)), (Precedence.FLASH, timedelta(minutes=2))],
)
@pytest.mark.parametrize("error", [Temporary, Misconfigured])
async def test_a_channel_that_has_not_worked_for_long_hands_over_to_the_next_chat(
    stage: Stage,
    office: PostOffice,
    member: Client,
    phone: Client,
    precedence: Precedence,
    span: timedelta,
    error: Callable[[], SendError],
) -> None:
    stage.channels[CHAT].fail_next(error(), times=100)
    await released(stage, precedence)
    end = stage.clock.at + span
    while stage.clock.at < end:
        await office.deliver()
        assert copies(office, phone) == (0,)
        stage.clock.passes(timedelta(seconds=30))
    for _ in range(70):
        stage.clock.passes(timedelta(seconds=30))
        await office.deliver()
    assert copies(office, member, phone) == (0, 1)
    stage.channels[CHAT].forgive()
    stage.clock.passes(timedelta(hours=1))
    await office.deliver()
    assert copies(office, member, phone) == (0, 1)


async def test_what_may_have_been_taken_goes_to_no_other_chat(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    stage.channels[CHAT].fail_next(Unknown(), times=2)
    await released(stage)
    for _ in range(5):
        await office.deliver()
        stage.clock.passes(timedelta(minutes=20))
    assert office.states() == [("unknown", "Unknown")]
    assert copies(office, member, phone) == (0, 0)
    assert office.tries(member) == 2


async def test_a_repeat_that_cannot_be_delivered_goes_to_no_other_chat(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    """The first try may have been taken: another copy elsewhere would not be marked as one."""
    stage.channels[CHAT].fail_next(Unknown())
    stage.channels[CHAT].fail_next(RecipientGone())
    await released(stage)
    for _ in range(3):
        await office.deliver()
        stage.clock.passes(timedelta(minutes=20))
    assert copies(office, member, phone) == (0, 0)


async def test_a_chat_that_was_blocked_before_is_not_chosen(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    await befalls(stage, "blocked", member.address)
    await released(stage)
    await office.deliver()
    assert copies(office, member, phone) == (0, 1)
    assert office.tries(member) == 0


async def test_what_waits_for_a_chat_that_is_blocked_meanwhile_goes_to_the_next(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    for _ in range(2):
        await released(stage)
    await befalls(stage, "blocked", member.address)
    await office.deliver()
    assert copies(office, member, phone) == (0, 2)


async def test_what_waits_when_one_send_finds_the_chat_gone_goes_to_the_next(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    await released(stage)
    stage.channels[CHAT].fail_next(Temporary())
    await office.deliver()
    await released(stage)
    stage.channels[CHAT].fail_next(RecipientGone())
    await office.deliver()
    assert copies(office, member, phone) == (0, 2)


async def test_somebody_with_no_other_chat_has_it_wait(stage: Stage, office: PostOffice) -> None:
    only = await stage.member("TZ")
    await subscribes(only)
    stage.channels[CHAT].fail_next(Temporary(), times=3)
    await released(stage)
    for _ in range(4):
        await office.deliver()
        stage.clock.passes(timedelta(minutes=31))
    assert copies(office, only) == (1,)


async def test_a_third_chat_takes_what_the_second_does_not(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    third = await member.moves_to("third phone", channel=MESSENGER)
    stage.channels[CHAT].fail_next(RecipientGone(), to=member.address)
    stage.channels[MESSENGER].fail_next(RecipientGone(), to=phone.address)
    await released(stage)
    await office.deliver()
    assert copies(office, member, phone, third) == (0, 0, 1)


async def test_what_a_messenger_may_not_carry_is_left_to_our_own_chat(stage: Stage, office: PostOffice) -> None:
    """RED is refused there too, for want of named recipients: the reasons tell that both were asked."""
    reader = await stage.somebody(
        Role(kind=RoleKind.MEMBER, country="UG"), country="UG", clearance=Marking.RED, channel=MESSENGER
    )
    own = await reader.moves_to("own")
    await subscribes(reader)
    await released(stage, marking=Marking.RED)
    await office.deliver()
    assert office.states() == [("dropped", "not_by_this_channel"), ("dropped", "no_named_recipients")]
    assert copies(office, reader, own) == (0, 0)


async def test_what_waits_for_an_account_that_is_taken_away_goes_to_the_next_chat(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    await released(stage)
    await phone.says("/accounts")
    await phone.presses("Take Memory away")
    await office.deliver()
    assert copies(office, member, phone) == (0, 1)


async def test_a_repeat_that_waits_for_a_chat_that_is_blocked_goes_to_no_other(
    stage: Stage, office: PostOffice, member: Client, phone: Client
) -> None:
    stage.channels[CHAT].fail_next(Unknown())
    await released(stage)
    await office.deliver()
    await befalls(stage, "blocked", member.address)
    await office.deliver()
    assert copies(office, member, phone) == (0, 0)


async def test_a_card_goes_to_every_chat_and_falls_back_nowhere(
    stage: Stage, office: PostOffice, officer: Client
) -> None:
    reviewer = await stage.reviewer()
    phone = await reviewer.moves_to("reviewer's phone", channel=MESSENGER)
    stage.channels[CHAT].fail_next(RecipientGone(), to=reviewer.address)
    await files(officer)
    await office.deliver()
    assert copies(office, reviewer, phone) == (0, 1)
