"""What befalls an address: it is blocked, returns, moves, is left; each is kept once, and what follows from it too."""

from datetime import timedelta

import pytest

from alerts.marking import Marking
from channels.errors import Moved, Permanent, RecipientGone
from channels.memory import MemoryChannel
from channels.message import Address, Said
from tests.bot.client import CHAT, MESSENGER, Client
from tests.bot.hall import HALL, befalls, fate, head_at_messenger, sets_up, standing
from tests.bot.outbox import files, subscribes
from tests.bot.post_office import PostOffice, released
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage
from tests.bot.writer import Writer

pytestmark = pytest.mark.usefixtures("messenger")

OFFER = "You had stopped me here, so nothing is sent to this chat. Shall messages come again?"
MOVED_HALL = Address(MESSENGER, "-100600")


@pytest.fixture
async def member(stage: Stage) -> Client:
    found = await stage.member()
    await subscribes(found)
    return found


def address_of(stage: Stage, client: Client) -> tuple[object, ...]:
    [(active,)] = rows(stage, "SELECT active FROM address WHERE external_id = ?", client.address.id)
    return (active,)


# Blocked and returned.


async def test_a_chat_that_is_blocked_gets_nothing_more(stage: Stage, office: PostOffice, member: Client) -> None:
    await released(stage)
    await befalls(stage, "blocked", member.address)
    await released(stage)
    await office.deliver()
    assert office.states() == [("dropped", "address_not_active")]
    assert office.tries(member) == 0
    assert verbs(stage).count("address.blocked") == 1


async def test_a_send_that_finds_the_chat_gone_suspends_it_at_once(
    stage: Stage, office: PostOffice, member: Client
) -> None:
    await released(stage)
    stage.channels[CHAT].fail_next(RecipientGone())
    await office.deliver()
    await released(stage)
    await office.deliver()
    assert (office.tries(member), verbs(stage).count("address.gone")) == (1, 1)


async def test_an_error_of_another_kind_does_not_suspend_the_chat(
    stage: Stage, office: PostOffice, member: Client
) -> None:
    await released(stage)
    stage.channels[CHAT].fail_next(Permanent())
    await office.deliver()
    await released(stage)
    await office.deliver()
    assert len(office.sent(member)) == 1
    assert "address.gone" not in verbs(stage)


async def test_who_returns_is_asked_first_and_gets_nothing_from_before(
    stage: Stage, office: PostOffice, member: Client
) -> None:
    await released(stage)
    await befalls(stage, "blocked", member.address)
    await befalls(stage, "returned", member.address)
    await released(stage)
    await office.deliver()
    assert office.tries(member) == 0
    assert (await member.says("/start")).startswith(OFFER)
    assert (await member.says("/alerts")).startswith(OFFER)
    await member.presses("Yes, send again")
    await office.deliver()
    assert office.tries(member) == 0
    await released(stage)
    await office.deliver()
    assert len(office.sent(member)) == 1
    assert verbs(stage).count("address.returned") == 1


async def test_what_is_said_from_a_blocked_chat_is_no_answer_and_loses_no_draft(stage: Stage, officer: Client) -> None:
    before = await officer.says("/report")
    await befalls(stage, "blocked", officer.address)
    assert (await officer.says("cocaine")).startswith(OFFER)
    await officer.presses("Yes, send again")
    assert (await officer.says("/help")).endswith(before)


async def test_the_same_news_twice_count_once(stage: Stage, member: Client) -> None:
    for _ in range(2):
        told = await befalls(stage, "blocked", member.address, key="the same")
    assert told.outcome.repeated
    await befalls(stage, "blocked", member.address)
    assert verbs(stage).count("address.blocked") == 1


async def test_news_of_an_address_nobody_knows_do_nothing(stage: Stage) -> None:
    before = verbs(stage)
    for kind in ("blocked", "returned", "left", "came", "went", "rights", "public"):
        await befalls(stage, kind, Address(MESSENGER, "-77"))
    await befalls(stage, "moved", Address(MESSENGER, "-77"), details={"to": "-78"})
    assert verbs(stage) == before
    assert await stage.poisoned() == 0


# Groups: left and moved.


async def test_a_group_the_bot_was_removed_from_gets_nothing_until_it_is_set_up_again(
    stage: Stage, office: PostOffice, messenger: MemoryChannel
) -> None:
    head = await head_at_messenger(stage)
    messenger.standings[HALL] = standing(head)
    await sets_up(head)
    await released(stage)
    await befalls(stage, "left")
    await office.deliver()
    assert fate(stage) == [("dropped", "address_not_active")]
    await befalls(stage, "joined", details={"title": "Back", "by": head.address.id})
    await released(stage)
    assert len(fate(stage)) == 1
    await sets_up(head)
    await released(stage)
    await office.deliver()
    assert len(messenger.shown(HALL)) == 1


async def test_a_group_that_is_left_takes_its_topics_with_it_and_no_other_group(
    stage: Stage, office: PostOffice, messenger: MemoryChannel
) -> None:
    head = await head_at_messenger(stage)
    topic, alike = Address(MESSENGER, f"{HALL.id}:7"), Address(MESSENGER, f"{HALL.id}9")
    for group in (topic, alike):
        messenger.standings[group] = standing(head)
        await sets_up(head, group=group)
    await befalls(stage, "left")
    await released(stage)
    await office.deliver()
    assert (len(messenger.shown(topic)), len(messenger.shown(alike))) == (0, 1)


async def test_a_group_that_moved_is_known_by_its_new_id_with_all_its_topics(
    stage: Stage, office: PostOffice, messenger: MemoryChannel
) -> None:
    head = await head_at_messenger(stage)
    for suffix in ("", ":7", ":8"):
        await sets_up(head, group=Address(MESSENGER, f"{HALL.id}{suffix}"))
        messenger.standings[Address(MESSENGER, f"{MOVED_HALL.id}{suffix}")] = standing(head)
    await released(stage)
    await befalls(stage, "moved", details={"to": MOVED_HALL.id})
    await office.deliver()
    for suffix in ("", ":7", ":8"):
        assert len(messenger.shown(Address(MESSENGER, f"{MOVED_HALL.id}{suffix}"))) == 1
    assert not any(to.id.startswith(HALL.id) for to, _ in messenger.tried)
    assert verbs(stage).count("address.moved") == 3


async def test_two_sends_that_hear_of_the_move_at_once_keep_it_once_and_deliver_each_alert_once(
    stage: Stage, office: PostOffice, messenger: MemoryChannel
) -> None:
    head = await head_at_messenger(stage)
    messenger.standings |= {HALL: standing(head), MOVED_HALL: standing(head)}
    await sets_up(head)
    for _ in range(2):
        await released(stage)
    messenger.fail_next(Moved(MOVED_HALL), to=HALL, times=2)
    await office.deliver()
    assert len(messenger.shown(MOVED_HALL)) == 2
    assert messenger.shown(HALL) == []
    assert verbs(stage).count("address.moved") == 1
    await befalls(stage, "moved", details={"to": MOVED_HALL.id})
    tried = len(messenger.tried)
    await released(stage)
    await office.deliver()
    assert messenger.tried[tried:] == [(MOVED_HALL, messenger.tried[-1][1])]


async def test_a_group_that_moved_where_the_bot_was_just_seen_keeps_its_alerts(
    stage: Stage, office: PostOffice, messenger: MemoryChannel
) -> None:
    """The service tells of the new id twice: as a group we joined, and as the old one moved."""
    head = await head_at_messenger(stage)
    messenger.standings[MOVED_HALL] = standing(head)
    await sets_up(head)
    await befalls(stage, "joined", MOVED_HALL, details={"title": "Night watch", "by": head.address.id})
    await befalls(stage, "moved", details={"to": MOVED_HALL.id})
    await released(stage)
    await office.deliver()
    assert len(messenger.shown(MOVED_HALL)) == 1


async def test_a_move_to_nowhere_changes_nothing(stage: Stage) -> None:
    head = await head_at_messenger(stage)
    await sets_up(head)
    await befalls(stage, "moved")
    await befalls(stage, "moved", details={"to": HALL.id})
    assert "address.moved" not in verbs(stage)


async def test_an_answer_said_in_a_group_does_not_stop_with_its_move(stage: Stage, officer: Client) -> None:
    phone = await officer.moves_to("phone", channel=MESSENGER)
    await phone.does_in(HALL, Said(text="/mine"))
    await befalls(stage, "moved", details={"to": MOVED_HALL.id})
    assert "Let us talk in private." in await phone.does_in(MOVED_HALL, Said(text="/mine"))


async def test_a_card_on_its_way_to_a_blocked_reviewer_reaches_their_other_chat(
    stage: Stage, office: PostOffice, officer: Client
) -> None:
    reviewer = await stage.reviewer()
    phone = await reviewer.moves_to("reviewer's phone", channel=MESSENGER)
    await files(officer)
    await befalls(stage, "blocked", reviewer.address)
    stage.clock.passes(timedelta(minutes=1))
    await office.deliver()
    assert (len(office.sent(reviewer)), len(office.sent(phone))) == (0, 1)


# What raises.


async def test_news_that_raise_are_kept_as_poison_without_an_answer_and_block_nothing(
    stage: Stage, member: Client
) -> None:
    stage.clock.fails_at = 1
    told = await befalls(stage, "blocked", member.address, key="poison")
    assert told.inbox is None
    assert await stage.poisoned() == 1
    assert (await befalls(stage, "blocked", member.address, key="poison")).outcome.repeated
    assert "address.blocked" not in verbs(stage)
    await befalls(stage, "blocked", member.address)
    assert address_of(stage, member) == (0,)


async def test_a_mail_that_raises_is_answered_once_a_day_and_a_strangers_never(
    stage: Stage, clerk: Writer, stranger: Writer
) -> None:
    answers = []
    for somebody, proven in ((clerk, True), (clerk, True), (clerk, False), (stranger, True)):
        stage.clock.fails_at = 1
        answers.append(bool(await somebody.writes("/report", proven=proven)))
    assert answers == [True, False, False, False]
    assert await stage.poisoned() == 4


# Who is told of it (S-51).


async def test_the_administrators_of_the_owners_office_are_told_once_a_day_and_nobody_else(
    stage: Stage, office: PostOffice, member: Client
) -> None:
    told, elsewhere = await stage.administrator("ESA"), await stage.administrator("WE", name="Demo Elsewhere")
    of_all = await stage.administrator(name="Demo Everywhere")
    for _ in range(2):
        await befalls(stage, "blocked", member.address)
        await member.says("/start")
        await member.presses("Yes, send again")
    await befalls(stage, "blocked", member.address)
    await office.deliver()
    word = (
        f"Demo Member has blocked me in {stage.world.channels[CHAT].label}. Nothing is sent there until they let me in"
    )
    for one in (told, of_all):
        assert [word in kept.message.text for kept in office.sent(one)] == [True]
    assert office.sent(elsewhere) == []


async def test_of_a_chat_that_a_send_found_gone_they_are_told_too(
    stage: Stage, office: PostOffice, member: Client
) -> None:
    told = await stage.administrator("ESA")
    assert member.name == "Demo Member"
    await released(stage)
    stage.channels[CHAT].fail_next(RecipientGone())
    await office.deliver()
    await office.deliver()
    assert ["Demo Member can no longer be reached" in kept.message.text for kept in office.sent(told)] == [True]


async def test_of_a_group_that_put_the_bot_out_its_offices_administrators_are_told(
    stage: Stage, office: PostOffice, messenger: MemoryChannel
) -> None:
    told, head = await stage.administrator("ESA"), await head_at_messenger(stage)
    messenger.standings[HALL] = standing(head)
    await sets_up(head)
    await released(stage, marking=Marking.AMBER)  # its name is asked for when something guarded goes there
    await office.deliver()
    await befalls(stage, "left", HALL)
    await office.deliver()
    assert ["I am no longer in “Night watch”" in kept.message.text for kept in office.sent(told)] == [True]
