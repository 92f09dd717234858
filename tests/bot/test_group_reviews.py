"""Review cards in a Group of reviewers: they stand there only while nobody else is in it, and a press is asked of the rights
of whoever pressed, and answered in private.
"""

import pytest

from alerts.person import Role, RoleKind
from channels.memory import MemoryChannel
from channels.message import Pressed
from storage.groups import FRESH
from tests.bot.client import MESSENGER, Client
from tests.bot.hall import HALL, asks_for_group, fate, head_at_messenger, reviewer_at_messenger, sets_up, standing
from tests.bot.outbox import Outbox, files
from tests.bot.rows import rows
from tests.bot.shown import as_text
from tests.bot.stage import Stage


@pytest.fixture
async def one(stage: Stage, messenger: MemoryChannel) -> Client:
    """A reviewer who is in the Group of the office, with its head."""
    head, found = await head_at_messenger(stage), await reviewer_at_messenger(stage)
    messenger.standings[HALL] = standing(head, found)
    await sets_up(head, reviews="Yes", alerts="No")
    return found


def there(messenger: MemoryChannel) -> str:
    return "\n\n".join(as_text(message) for message in messenger.shown(HALL))


async def presses_there(client: Client, label: str) -> str:
    """Presses a button of the newest card in the Group."""
    for message in reversed(client.stage.channels[MESSENGER].shown(HALL)):
        for button in (button for row in message.buttons for button in row):
            if button.label == label:
                return await client.does_in(HALL, Pressed(token=button.token))
    raise AssertionError(label)


def status(stage: Stage) -> str:
    [(found,)] = rows(stage, "SELECT status FROM report")
    return str(found)


async def test_the_card_comes_where_nobody_but_reviewers_is(
    one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    report = await files(officer)
    await box.deliver()
    assert report.number in there(messenger)
    assert len(messenger.shown(one.address)) == 1


async def test_an_officer_among_them_keeps_the_card_away(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    other = await stage.officer(name="Demo Other")
    guest = await other.moves_to("guest", channel=MESSENGER)
    messenger.standings[HALL] = standing(one, guest)
    await files(officer)
    await box.deliver()
    assert fate(stage, kind="card") == [("dropped", "not_in_scope")]
    assert len(messenger.shown(one.address)) == 1


async def test_a_reviewer_of_another_office_among_them_keeps_the_card_away(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    messenger.standings[HALL] = standing(one, await reviewer_at_messenger(stage, "WE", name="Demo Elsewhere"))
    await files(officer)
    await box.deliver()
    assert fate(stage, kind="card") == [("dropped", "not_in_scope")]
    assert there(messenger) == ""


async def test_a_group_that_became_a_countrys_gets_no_card_and_nothing_is_asked_about_it(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await files(officer)
    contact = await stage.somebody(Role(kind=RoleKind.CONTACT_POINT, country="KE"), country="KE", channel=MESSENGER)
    messenger.standings[HALL] = standing(one)
    await asks_for_group(contact)
    for said in ("TLP:AMBER", "No"):
        await contact.says(said)
    await contact.presses("Set up")
    await box.deliver()
    assert fate(stage, kind="card") == [("dropped", "group_open")]
    assert messenger.asked == []


async def test_a_reviewer_whose_role_ended_keeps_the_card_away(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    person = await one.person()
    async with stage.database.writing() as unit:
        for role in person.roles:
            await unit.people.remove_roles(person.id, role.kind)
        await unit.commit()
    await files(officer)
    await box.deliver()
    assert fate(stage, kind="card") == [("dropped", "not_in_scope")]
    assert there(messenger) == ""


async def test_the_author_among_them_keeps_the_card_away(
    stage: Stage, one: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"),
        Role(kind=RoleKind.REVIEWER, office="ESA"),
        country="KE",
        office="ESA",
        channel=MESSENGER,
    )
    messenger.standings[HALL] = standing(one, author)
    await files(author)
    await box.deliver()
    assert fate(stage, kind="card") == [("dropped", "not_in_scope")]


async def test_a_press_there_is_answered_in_private_and_the_card_changes(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    await presses_there(one, "Take")
    assert one.handled is not None
    assert (one.handled.answer_to, one.handled.outcome.notice) == (one.address, "See our private chat.")
    assert status(stage) == "taken"
    await box.deliver()
    assert "Demo Reviewer" in there(messenger)


@pytest.mark.usefixtures("one")
async def test_a_member_who_presses_there_changes_nothing(stage: Stage, officer: Client, box: Outbox) -> None:
    await files(officer)
    await box.deliver()
    member = await (await stage.member()).moves_to("member", channel=MESSENGER)
    said = await presses_there(member, "Approve")
    assert status(stage) == "submitted"
    assert "KE-2026" not in said


@pytest.mark.usefixtures("one")
async def test_the_author_who_presses_there_changes_nothing(stage: Stage, officer: Client, box: Outbox) -> None:
    await files(officer)
    await box.deliver()
    author = await officer.moves_to("author", channel=MESSENGER)
    for label in ("Take", "Approve", "Reject"):
        await presses_there(author, label)
    assert status(stage) == "submitted"


@pytest.mark.usefixtures("one")
async def test_somebody_unknown_who_presses_there_gets_a_word_and_nothing_else(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    stranger = await stage.stranger("77", channel=MESSENGER)
    assert await presses_there(stranger, "Take") == ""
    assert stranger.handled is not None
    assert stranger.handled.outcome.notice == "I do not know you. Please write to me in private."
    assert stranger.handled.inbox is None
    assert status(stage) == "submitted"


async def test_somebody_suspended_who_presses_there_is_told_so(
    stage: Stage, one: Client, officer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    person = await one.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    await presses_there(one, "Take")
    assert one.handled is not None
    assert one.handled.outcome.notice == "Your access is suspended. Please ask your office."
    assert status(stage) == "submitted"


async def test_after_the_decision_the_card_there_is_one_line_whoever_has_come_in(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    messenger.standings[HALL] = standing(one, others=1)
    await presses_there(one, "Reject")
    await one.says("Duplicate of an earlier case")
    await box.deliver()
    assert status(stage) == "rejected"
    (card,) = messenger.shown(HALL)
    assert card.buttons == ()
    assert "Mombasa" not in as_text(card)


async def test_a_stranger_who_came_in_makes_the_card_there_vanish_at_the_next_move(
    stage: Stage, one: Client, officer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    assert "Mombasa" in there(messenger)
    messenger.standings[HALL] = standing(one, others=1)
    stage.clock.passes(2 * FRESH)
    await presses_there(one, "Take")
    await box.deliver()
    assert "Mombasa" not in there(messenger)
