"""Setting a Group up: who may, how it is asked, and what is said where others read it."""

import pytest

from alerts.person import Role, RoleKind
from channels.base import Outcome
from channels.message import Address, Incoming, Located, Said
from tests.bot.client import MESSENGER, Client
from tests.bot.hall import HALL, answers, asks_for_group, befalls, fate, head_at_messenger, is_shown, sets_up
from tests.bot.outbox import Outbox, fills
from tests.bot.post_office import released
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

pytestmark = pytest.mark.usefixtures("messenger")

NOT_ALLOWED = "Only an administrator or head of an office, or a contact point, can set up alerts for a group."
IN_PRIVATE = "Let us talk in private. https://memory.invalid/hello"


async def officer_at_messenger(stage: Stage, name: str = "Demo Officer") -> Client:
    return await stage.somebody(Role(kind=RoleKind.OFFICER, country="KE"), name=name, country="KE", channel=MESSENGER)


async def suspend(client: Client) -> None:
    person = await client.person()
    async with client.stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()


def groups(stage: Stage) -> list[tuple[object, ...]]:
    return rows(stage, "SELECT country, office, ceiling, active FROM circle ORDER BY id")


# Who may, and how it is asked.


async def test_a_head_sets_up_a_group_of_the_office_and_is_asked_in_private(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    said = await asks_for_group(head)
    assert said.startswith("Up to which marking may alerts go there?")
    assert head.handled is not None
    assert head.handled.answer_to == head.address
    assert await answers(head) == "Set up. Alerts up to TLP:AMBER go there; /groups lists all groups."
    assert groups(stage) == [(None, "ESA", 2, 1)]
    assert verbs(stage).count("group.set_up") == 1
    await box.deliver()


async def test_a_contact_point_sets_up_a_group_of_the_country(stage: Stage, box: Outbox) -> None:
    contact = await stage.somebody(Role(kind=RoleKind.CONTACT_POINT, country="KE"), country="KE", channel=MESSENGER)
    await asks_for_group(contact)
    assert "Shall alerts go there?" in await contact.says("TLP:GREEN")
    for said in ("Yes", "Everywhere", "All goods", "Routine"):
        await contact.says(said)
    assert "Review cards" not in contact.shown()
    await contact.presses("Set up")
    assert groups(stage) == [("KE", None, 1, 1)]
    await box.deliver()


@pytest.mark.parametrize("kind", [RoleKind.OFFICER, RoleKind.MEMBER, RoleKind.REVIEWER, RoleKind.SECRETARIAT])
async def test_nobody_else_sets_up_a_group(stage: Stage, box: Outbox, kind: RoleKind) -> None:
    of_office = kind in {RoleKind.REVIEWER, RoleKind.SECRETARIAT}
    country, office = (None, "ESA") if of_office else ("KE", None)
    somebody = await stage.somebody(
        Role(kind=kind, country=country, office=office), country=country, office=office, channel=MESSENGER
    )
    assert await asks_for_group(somebody) == NOT_ALLOWED
    assert groups(stage) == []
    await box.deliver()


async def test_an_administrator_of_all_says_whose_group_it_is(stage: Stage, box: Outbox) -> None:
    administrator = await stage.somebody(Role(kind=RoleKind.ADMINISTRATOR), channel=MESSENGER)
    assert (await asks_for_group(administrator)).startswith("Whose group is it?")
    assert (await administrator.presses("RILO Western Europe")).startswith("Up to which marking")
    await answers(administrator)
    assert groups(stage) == [(None, "WE", 2, 1)]
    await box.deliver()


async def test_an_owner_somebody_may_not_decide_for_cannot_be_named_by_a_forged_button(
    stage: Stage, box: Outbox
) -> None:
    administrator = await stage.somebody(Role(kind=RoleKind.ADMINISTRATOR), channel=MESSENGER)
    await asks_for_group(administrator)
    token = administrator.button("RILO Western Europe").token
    head = await head_at_messenger(stage)
    assert await head.presses_token(token) == NOT_ALLOWED
    assert groups(stage) == []
    await box.deliver()


async def test_a_right_that_ended_before_the_last_button_sets_nothing_up(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    await asks_for_group(head)
    await head.says("TLP:AMBER")
    await head.says("No")
    await head.says("No")
    person = await head.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.HEAD)
        await unit.commit()
    assert NOT_ALLOWED in await head.presses("Set up")
    assert groups(stage) == []
    await box.deliver()


async def test_a_suspended_head_is_told_so_and_asked_nothing(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    await suspend(head)
    assert await asks_for_group(head) == "Your access is suspended. Please ask your office."
    assert rows(stage, "SELECT count(*) FROM progress") == [(0,)]
    await box.deliver()


async def test_whoever_adds_the_bot_and_may_set_it_up_is_told_how_in_private(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    told = await befalls(stage, "joined", details={"title": "Night\u202e watch", "by": head.address.id})
    assert (await is_shown(head, told)).startswith("I am now in “Night watch”. Nothing goes there before somebody")
    assert (await head.presses("Set up alerts")).startswith("Up to which marking")
    await answers(head)
    assert groups(stage) == [(None, "ESA", 2, 1)]
    await box.deliver()


async def test_an_officer_or_a_stranger_who_adds_the_bot_is_told_nothing(stage: Stage, box: Outbox) -> None:
    officer = await officer_at_messenger(stage)
    for by in (officer.address.id, "77", ""):
        told = await befalls(stage, "joined", details={"title": "Ours", "by": by})
        assert told.inbox is None
    assert groups(stage) == []
    await box.deliver()


async def test_set_up_again_the_earlier_wish_and_ceiling_give_way(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    await sets_up(head)
    await sets_up(head, ceiling="TLP:GREEN")
    assert groups(stage) == [(None, "ESA", 1, 1)]
    assert rows(stage, "SELECT count(*) FROM subscription WHERE active") == [(1,)]
    await box.deliver()


async def test_a_group_that_ended_gets_nothing_more(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    await sets_up(head, ceiling="TLP:GREEN")
    await head.says("/groups")
    assert (await head.presses("End 1")).startswith("There is no group.")
    await released(stage)
    assert fate(stage) == []
    assert verbs(stage).count("group.end") == 1
    await box.deliver()


async def test_what_was_queued_for_a_group_that_ended_does_not_go(stage: Stage, box: Outbox) -> None:
    head = await head_at_messenger(stage)
    await sets_up(head)
    await released(stage)
    await head.says("/groups")
    await head.presses("End 1")
    await box.deliver()
    assert fate(stage) == [("dropped", "address_not_active")]


async def test_the_head_of_another_office_neither_sees_nor_ends_a_group(stage: Stage, box: Outbox) -> None:
    head, other = await head_at_messenger(stage), await head_at_messenger(stage, "WE")
    await sets_up(head)
    await head.says("/groups")
    token = head.button("End 1").token
    assert (await other.says("/groups")).startswith("There is no group.")
    await other.presses_token(token)
    assert groups(stage) == [(None, "ESA", 2, 1)]
    await box.deliver()


# What is said where others read it.


@pytest.mark.parametrize("command", ["/report", "/alerts", "/link", "/nothing"])
async def test_a_command_in_a_group_leads_to_private_talk_and_begins_nothing(
    stage: Stage, box: Outbox, command: str
) -> None:
    officer = await officer_at_messenger(stage)
    assert await officer.does_in(HALL, Said(text=command)) == IN_PRIVATE
    assert officer.handled is not None
    assert officer.handled.answer_to == HALL
    assert rows(stage, "SELECT count(*) FROM progress") == [(0,)]
    assert rows(stage, "SELECT count(*) FROM link") == [(0,)]
    await box.deliver()


async def test_two_people_with_dialogs_in_one_group_never_get_each_others_questions(stage: Stage, box: Outbox) -> None:
    one, other = await officer_at_messenger(stage), await officer_at_messenger(stage, "Demo Other")
    await fills(one)
    before = await other.says("/report")
    for text in ("tobacco", "yes", "Submit"):
        assert await one.does_in(HALL, Said(text=text)) == IN_PRIVATE
        assert await other.does_in(HALL, Said(text=text)) == IN_PRIVATE
    await one.does_in(HALL, Located(latitude=0.0, longitude=0.0))
    assert await stage.reports() == []
    assert await other.says("/report") == before
    assert "[Submit]" in await one.says("/help")
    await box.deliver()


async def test_a_question_to_one_person_never_goes_to_the_group(stage: Stage, box: Outbox) -> None:
    one, other = await head_at_messenger(stage), await head_at_messenger(stage)
    for head in (one, other):
        await asks_for_group(head)
        assert head.handled is not None
        assert head.handled.answer_to == head.address
    assert "Shall the office's review cards come there?" in await one.says("TLP:GREEN")
    assert "Up to which marking" in await other.says("/help")
    await box.deliver()


async def test_an_anonymous_administrator_opens_nothing_and_is_told_why(stage: Stage, box: Outbox) -> None:
    came = Incoming(
        key="a",
        conversation=HALL,
        sender=None,
        sender_name="",
        at=stage.clock.at,
        content=Said(text="/report"),
    )
    handled = await stage.conversation.handle(came)
    assert (handled.outcome, handled.answer_to) == (Outcome(), HALL)
    assert handled.inbox is not None
    async with stage.database.reading() as unit:
        taken = await unit.inbox.get(handled.inbox)
    assert taken is not None
    assert f"I cannot see who wrote this. {IN_PRIVATE}" in repr(taken.replies)
    assert rows(stage, "SELECT count(*) FROM address") == [(0,)]
    assert rows(stage, "SELECT count(*) FROM progress") == [(0,)]
    assert (await stage.conversation.handle(came)).outcome.repeated
    await box.deliver()


async def test_a_stranger_in_a_group_is_asked_for_no_code_there(stage: Stage, box: Outbox) -> None:
    code = await stage.invitation()
    stranger = await stage.stranger("77", channel=MESSENGER)
    assert await stranger.does_in(HALL, Said(text=f"/start {code}")) == IN_PRIVATE
    assert rows(stage, "SELECT count(*) FROM person") == [(0,)]
    assert code not in repr(rows(stage, "SELECT content, replies FROM inbox"))
    await box.deliver()


async def test_a_topic_is_a_group_of_its_own(stage: Stage, box: Outbox) -> None:
    head, topic = await head_at_messenger(stage), Address(MESSENGER, f"{HALL.id}:7")
    await sets_up(head, group=topic)
    await released(stage)
    assert fate(stage) == []
    assert len(fate(stage, topic)) == 1
    await box.deliver()
