"""A further role for somebody who is there: from their card, in a terminal, and by a further invitation."""

from datetime import date
from io import StringIO

import pytest

from alerts.granting import GrantRefusal
from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot import further, managing, operating_people
from bot.operating import CannotBeDone
from bot.sessions import OF_WHO_DECIDES, lasts
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files
from tests.bot.rows import rows, verbs
from tests.bot.stage import FRIDAY, Stage
from tests.bot.test_admitting import invites

REVIEWER = Role(kind=RoleKind.REVIEWER, office="ESA")
CONTACT = Role(kind=RoleKind.CONTACT_POINT, country="KE")


async def gives(by: Client | None, other: Client, role: Role = REVIEWER) -> bool:
    stage = other.stage
    async with stage.database.writing() as unit:
        giver = await by.person() if by is not None else None
        counts = await further.add(unit, stage.world, await other.person(), role, by=giver)
        await unit.commit()
    return counts


async def kinds(client: Client) -> list[RoleKind]:
    return [role.kind for role in (await client.person()).roles]


async def test_an_ordinary_role_counts_at_once_and_the_person_is_told(stage: Stage, box: Outbox) -> None:
    head, officer = await stage.head(), await stage.officer()
    assert await gives(head, officer, CONTACT)
    assert await kinds(officer) == [RoleKind.OFFICER, RoleKind.CONTACT_POINT]
    await box.deliver()
    told = "You have a further role from now on: Contact point, Kenya. /help shows what you can do."
    assert told in box.text_at(officer)
    assert verbs(stage)[-1] == "role.grant"


async def test_a_role_that_decides_counts_nowhere_before_somebody_else_confirmed_it(stage: Stage, box: Outbox) -> None:
    head, administrator, officer = await stage.head(), await stage.administrator("ESA"), await stage.officer()
    await files(await stage.officer("UG", name="Demo Ugandan"))
    assert not await gives(head, officer)
    assert await kinds(officer) == [RoleKind.OFFICER]
    assert "queue" not in (await officer.says("/help"))
    await box.deliver()
    assert "Is this role right?" in box.text_at(administrator)
    assert "Is this role right?" not in box.text_at(head)
    assert "Is this role right?" not in box.text_at(officer)
    assert await box.press(administrator, "Confirm the role") == "Confirmed. Demo Officer has the role from now on."
    assert await kinds(officer) == [RoleKind.OFFICER, RoleKind.REVIEWER]


async def test_where_nobody_else_is_there_the_givers_word_is_enough(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    assert await gives(head, officer)
    assert await kinds(officer) == [RoleKind.OFFICER, RoleKind.REVIEWER]


async def test_who_gave_a_role_cannot_confirm_it_a_second_time(stage: Stage, box: Outbox) -> None:
    head, officer = await stage.head(), await stage.officer()
    await stage.administrator("ESA")
    await gives(head, officer)
    assert "Confirm Demo Officer" not in await head.says("/people")
    (public_id,) = rows(stage, "SELECT public_id FROM admission")[0]
    shown = await head.presses_token(f"right.admission.{public_id}.none")
    assert shown == "You have confirmed already; somebody else has to as well."
    assert await kinds(officer) == [RoleKind.OFFICER]
    await box.deliver()


async def test_a_role_that_is_taken_back_leaves_the_person_as_they_were(stage: Stage, box: Outbox) -> None:
    head, administrator, officer = await stage.head(), await stage.administrator("ESA"), await stage.officer()
    await gives(head, officer)
    await box.deliver()
    await box.press(administrator, "Take it back")
    told = await administrator.presses("Yes, take it back")
    assert told == "Taken back: Demo Officer does not get this role, and keeps everything else."
    person = await officer.person()
    assert (person.active, await kinds(officer)) == (True, [RoleKind.OFFICER])
    await box.deliver()
    assert "does not get the further role" in box.text_at(head)


async def test_nobody_gives_themselves_a_role(stage: Stage) -> None:
    head = await stage.head()
    with pytest.raises(managing.NotAllowed) as refused:
        await gives(head, head, CONTACT)
    assert refused.value.refusal is GrantRefusal.ONESELF
    shown = await head.presses_token(f"give.person.{(await head.person()).public_id}.none")
    assert shown.startswith("Nobody decides about themselves.")


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role(kind=RoleKind.HEAD, office="ESA"), GrantRefusal.NOT_THIS_ROLE),
        (Role(kind=RoleKind.REVIEWER, office="CAF"), GrantRefusal.NOT_IN_SCOPE),
        (Role(kind=RoleKind.OFFICER, country="KE"), GrantRefusal.HAS_IT),
        (Role(kind=RoleKind.CONTACT_POINT, country="KE", ends=date(2026, 11, 12)), GrantRefusal.DAY_IS_OVER),
    ],
)
async def test_what_may_not_be_given_is_refused_and_nothing_kept(
    stage: Stage, role: Role, refusal: GrantRefusal
) -> None:
    head, officer = await stage.head(), await stage.officer()
    with pytest.raises(managing.NotAllowed) as refused:
        await gives(head, officer, role)
    assert refused.value.refusal is refusal
    assert await kinds(officer) == [RoleKind.OFFICER]


async def test_a_head_gives_nothing_to_people_of_another_office(stage: Stage) -> None:
    head, stranger = await stage.head(), await stage.officer("CM")
    with pytest.raises(managing.NotAllowed):
        await gives(head, stranger, CONTACT)


async def test_a_role_that_waits_is_not_given_twice(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    await stage.administrator("ESA")
    await gives(head, officer)
    with pytest.raises(managing.NotAllowed):
        await gives(head, officer)
    assert rows(stage, "SELECT count(*) FROM admission") == [(1,)]


async def test_who_let_an_account_in_stands_behind_what_others_give_it_later(stage: Stage) -> None:
    """A second account of somebody's own, made a reviewer by a colleague, does not decide on their reports."""
    contact = await stage.somebody(CONTACT, name="Demo Contact", country="KE")
    code = await invites(contact, Role(kind=RoleKind.OFFICER, country="KE"))
    second = await stage.stranger()
    await second.says(f"/start {code}")
    await second.presses("English")
    head = await stage.head()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles((await second.person()).id, RoleKind.OFFICER)
        await unit.people.set_home((await second.person()).id, country="KE", office=None, clearance=Marking.AMBER)
        await unit.commit()
    await gives(head, second)
    person = await second.person()
    assert person.decides_for("ESA")
    assert not person.decides_for("ESA", not_granted_by={(await contact.person()).id})


async def test_sessions_get_shorter_with_a_role_that_decides(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    assert lasts(await officer.person()) > OF_WHO_DECIDES
    await gives(head, officer)
    assert lasts(await officer.person()) == OF_WHO_DECIDES


# A further invitation.


async def test_a_further_invitation_gives_its_role_to_the_person_who_is_there(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    before = rows(stage, "SELECT count(*) FROM person")
    await officer.says(f"/start {await invites(head, CONTACT)}")
    assert await kinds(officer) == [RoleKind.OFFICER]
    assert await officer.presses("Take the role") == "You have a further role from now on. /help shows what you can do."
    assert await kinds(officer) == [RoleKind.OFFICER, RoleKind.CONTACT_POINT]
    assert rows(stage, "SELECT count(*) FROM person") == before


async def test_an_invitation_that_was_offered_and_left_can_still_be_taken(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    code = await invites(head, CONTACT)
    await officer.says(f"/start {code}")
    await officer.presses("Cancel")
    assert rows(stage, "SELECT used_at FROM link") == [(None,)]
    await officer.says(f"/start {code}")
    await officer.presses("Take the role")
    assert RoleKind.CONTACT_POINT in await kinds(officer)


async def test_nobody_takes_their_own_invitation(stage: Stage) -> None:
    head = await stage.head()
    code = await invites(head, REVIEWER)
    assert (await head.says(f"/start {code}")).startswith("You can write or press:")
    assert rows(stage, "SELECT used_at FROM link") == [(None,)]


async def test_a_role_that_decides_waits_for_the_inviter_too_when_its_link_was_taken(stage: Stage, box: Outbox) -> None:
    """The link may have gone to another person than was meant."""
    head, officer = await stage.head(), await stage.officer()
    await officer.says(f"/start {await invites(head)}")
    told = await officer.presses("Take the role")
    assert told == "Your office confirms this first; I write to you when the role counts."
    assert await kinds(officer) == [RoleKind.OFFICER]
    assert (await officer.says("/mine")).startswith("You have no reports yet.")
    await box.deliver()
    await box.press(head, "Confirm the role")
    assert await kinds(officer) == [RoleKind.OFFICER, RoleKind.REVIEWER]


# In a terminal.


async def test_the_list_of_people_shows_a_further_role_that_waits_beside_those_that_count(stage: Stage) -> None:
    head, officer, out = await stage.head(), await stage.officer(), StringIO()
    await officer.says(f"/start {await invites(head)}")
    await officer.presses("Take the role")
    await operating_people.people(stage.world, out)
    (line,) = [one for one in out.getvalue().splitlines() if (await officer.person()).public_id in one]
    assert "officer KE" in line
    assert "active; waits: reviewer ESA" in line


async def test_the_operator_gives_and_ends_roles(stage: Stage) -> None:
    officer = await stage.officer()
    id_ = (await officer.person()).public_id
    ends = date(2027, 6, 30)
    counts = await operating_people.give_role(stage.world, id_, "contact_point", country="KE", office=None, ends=ends)
    assert counts
    assert [(role.kind, role.ends) for role in (await officer.person()).roles][1] == (RoleKind.CONTACT_POINT, ends)
    await operating_people.end_role(stage.world, id_, "contact_point", country=None, office=None)
    assert await kinds(officer) == [RoleKind.OFFICER]
    await operating_people.clear(stage.world, id_, "green")
    assert (await officer.person()).clearance is Marking.GREEN


async def test_what_the_operator_gives_waits_where_somebody_can_look_at_it(stage: Stage) -> None:
    officer = await stage.officer()
    await stage.head()
    id_ = (await officer.person()).public_id
    assert not await operating_people.give_role(stage.world, id_, "reviewer", country=None, office="ESA", ends=None)
    assert await kinds(officer) == [RoleKind.OFFICER]
    await operating_people.confirm(stage.world, id_, right=True)
    assert await kinds(officer) == [RoleKind.OFFICER, RoleKind.REVIEWER]


@pytest.mark.parametrize(
    ("role", "country", "office", "ends", "said"),
    [
        ("officer", "KE", None, None, "Demo Officer has this role already, or it waits to be confirmed."),
        ("officer", "XX", None, None, "--country: XX is not a country Liaison knows"),
        ("reviewer", None, None, None, "--office is needed for the role reviewer."),
        ("contact_point", "KE", None, date(2026, 11, 12), "--until: 2026-11-12 is over"),
    ],
)
async def test_a_wrong_wish_is_refused_with_one_sentence(
    stage: Stage, role: str, country: str | None, office: str | None, ends: date | None, said: str
) -> None:
    officer = await stage.officer()
    id_ = (await officer.person()).public_id
    with pytest.raises(CannotBeDone) as refused:
        await operating_people.give_role(stage.world, id_, role, country=country, office=office, ends=ends)
    assert str(refused.value).startswith(said)
    assert await kinds(officer) == [RoleKind.OFFICER]
    assert stage.clock() == FRIDAY
