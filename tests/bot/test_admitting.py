"""An invitation to decide counts when the inviter has confirmed the account, and somebody else where there is one."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot import operating
from bot.inviting import Invitation, make
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files, subscribes
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

ESA_REVIEWER = Role(kind=RoleKind.REVIEWER, office="ESA")


async def invites(inviter: Client, role: Role = ESA_REVIEWER, *, name: str = "Demo Invited") -> str:
    """The code of an invitation that somebody made."""
    stage = inviter.stage
    async with stage.database.writing() as unit:
        wanted = Invitation(name=name, role=role, clearance=Marking.AMBER)
        code = await make(unit, stage.world, wanted, by=await inviter.person())
        await unit.commit()
    return code


async def takes(stage: Stage, code: str, address: str = "a-new-inbox") -> Client:
    stranger = await stage.stranger(address)
    await stranger.says(f"/start {code}")
    await stranger.presses("English")
    return stranger


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A head invited a reviewer, who took it; an administrator of the office is there too."""

    stage: Stage
    box: Outbox
    head: Client
    administrator: Client
    invited: Client

    async def says(self, who: Client, label: str) -> str:
        """Presses a button of the newest card."""
        return await self.box.press(who, label)

    async def roles(self) -> tuple[Role, ...]:
        return (await self.invited.person()).roles


@pytest.fixture
async def case(stage: Stage, box: Outbox) -> Case:
    head, administrator = await stage.head(), await stage.administrator("ESA")
    invited = await takes(stage, await invites(head))
    await box.deliver()
    return Case(stage=stage, box=box, head=head, administrator=administrator, invited=invited)


async def test_an_officer_has_the_role_at_once(stage: Stage) -> None:
    inviter = await stage.head()
    came = await takes(stage, await invites(inviter, Role(kind=RoleKind.OFFICER, country="KE")))
    person = await came.person()
    assert [(role.kind, role.granted_by) for role in person.roles] == [(RoleKind.OFFICER, (await inviter.person()).id)]
    assert (person.country, person.clearance) == ("KE", Marking.AMBER)


async def test_a_role_that_decides_gives_nothing_before_it_is_confirmed(case: Case) -> None:
    person = await case.invited.person()
    assert (person.roles, person.office, person.country, person.clearance) == ((), None, None, Marking.CLEAR)
    for text in ("/queue", "/subscribe", "/alerts", "/link", "hello"):
        assert (await case.invited.says(text)).startswith(
            "Welcome, Demo Invited. Your office confirms your account first"
        )


async def test_nothing_reaches_somebody_who_waits(case: Case) -> None:
    await subscribes(case.invited)
    await files(await case.stage.officer())
    await case.box.deliver()
    assert case.box.at(case.invited) == []


async def test_the_inviter_and_the_office_are_asked(case: Case) -> None:
    asked = case.box.text_at(case.head)
    for words in (
        "Demo Invited took your invitation.",
        "Reviewer, RILO Eastern",
        "TLP:AMBER",
        "Memory, “Demo Stranger”",
    ):
        assert words in asked
    assert "Demo Invited took an invitation." in case.box.text_at(case.administrator)
    assert "Invited by: Demo Head" in case.box.text_at(case.administrator)


async def test_the_inviter_alone_is_not_enough_where_somebody_else_could(case: Case) -> None:
    said = await case.says(case.head, "It is the right one")
    assert said == "Noted. The role of Demo Invited counts as soon as somebody else has confirmed it too."
    assert await case.roles() == ()
    case.stage.clock.passes(timedelta(minutes=1))
    again = await case.says(case.head, "It is the right one")
    assert again == "You have confirmed already; somebody else has to as well."
    assert await case.roles() == ()


@pytest.mark.parametrize("inviter_first", [True, False])
async def test_both_together_are_enough_in_either_order(case: Case, *, inviter_first: bool) -> None:
    both = [case.head, case.administrator] if inviter_first else [case.administrator, case.head]
    for who in both:
        assert await case.roles() == ()
        said = await case.says(who, "It is the right one")
    assert said == "Confirmed. Demo Invited has the role from now on."
    person = await case.invited.person()
    assert [(role.kind, role.office) for role in person.roles] == [(RoleKind.REVIEWER, "ESA")]
    assert (person.office, person.clearance) == ("ESA", Marking.AMBER)
    assert verbs(case.stage)[-3:] == ["admission.confirm", "admission.confirm", "role.grant"]
    await case.box.deliver()
    assert "Your account is confirmed" in case.box.text_at(case.invited)
    assert "What waits" not in await case.invited.says("/help")


async def test_an_inviter_with_nobody_beside_them_confirms_alone(stage: Stage, box: Outbox) -> None:
    head = await stage.head()
    invited = await takes(stage, await invites(head))
    assert await box.press(head, "It is the right one") == "Confirmed. Demo Invited has the role from now on."
    assert (await invited.person()).decides_for("ESA")


async def test_an_account_that_is_not_the_right_one_is_taken_away(case: Case) -> None:
    person = await case.invited.person()
    asked = await case.says(case.administrator, "It is not")
    assert asked.startswith("Then the account is taken away and the invitation of Demo Invited is void.")
    assert (await case.invited.account()) is not None
    said = await case.administrator.presses("No, take it away")
    assert said.startswith("Taken away: the invitation of Demo Invited is void.")
    account = await case.invited.account()
    assert account is not None
    assert account.person is None
    assert rows(case.stage, "SELECT active FROM person WHERE id = ?", person.id) == [(0,)]
    await case.box.deliver()
    assert "another account took the invitation of Demo Invited" in case.box.text_at(case.head)
    assert await case.head.presses_token(case.box.button(case.head, "It is the right one").token) == (
        "That has been settled meanwhile; nothing was changed."
    )
    assert rows(case.stage, "SELECT count(*) FROM role WHERE person_id = ?", person.id) == [(0,)]


async def test_who_confirmed_may_still_say_no(case: Case) -> None:
    await case.says(case.head, "It is the right one")
    await case.says(case.head, "It is not")
    assert (await case.head.presses("No, take it away")).startswith("Taken away")


@pytest.mark.parametrize("button", ["right", "wrong"])
async def test_nobody_else_can_say_it(case: Case, button: str) -> None:
    [(public_id,)] = rows(case.stage, "SELECT public_id FROM admission")
    others = [
        await case.stage.reviewer(),
        await case.stage.head("CAF"),
        await case.stage.administrator("CAF"),
        await case.stage.officer(),
    ]
    for other in others:
        said = await other.presses_token(f"{button}.admission.{public_id}.yes")
        assert said == "Only who invited them, and who heads or administers the office, can say that."
    assert rows(case.stage, "SELECT state FROM admission") == [("waiting",)]
    assert "old one" in await (await case.stage.officer()).presses_token("right.admission.000000000000.-")


async def test_the_invited_confirm_nothing_themselves(case: Case) -> None:
    [(public_id,)] = rows(case.stage, "SELECT public_id FROM admission")
    await case.invited.presses_token(f"right.admission.{public_id}.-")
    assert await case.roles() == ()


async def test_an_inviter_who_has_lost_the_right_does_not_confirm_any_more(case: Case) -> None:
    person = await case.head.person()
    async with case.stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.HEAD)
        await unit.commit()
    assert (await case.says(case.head, "It is the right one")).startswith("Only who invited them, and who heads")
    assert (await case.says(case.administrator, "It is the right one")).startswith("Confirmed.")


async def test_who_could_not_give_a_role_does_not_confirm_it_in_the_place_of_the_inviter(
    stage: Stage, box: Outbox
) -> None:
    inviter, head = await stage.administrator("ESA"), await stage.head()
    invited = await takes(stage, await invites(inviter, Role(kind=RoleKind.ADMINISTRATOR, office="ESA")))
    person = await inviter.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert (await box.press(head, "It is the right one")).startswith("Noted.")
    assert (await invited.person()).roles == ()


async def test_an_invitation_of_somebody_who_may_no_longer_give_it_does_not_work(stage: Stage) -> None:
    head = await stage.head()
    code = await invites(head)
    async with stage.database.writing() as unit:
        await unit.people.set_active((await head.person()).id, active=False)
        await unit.commit()
    stranger = await takes(stage, code)
    assert "This code does not work" in stranger.shown()
    assert rows(stage, "SELECT count(*) FROM person") == [(1,)]


async def test_what_the_operator_gives_waits_where_somebody_can_look_at_it(stage: Stage, box: Outbox) -> None:
    administrator = await stage.administrator()
    link = await operating.invite(
        stage.world, name="Demo Invited", role="reviewer", country=None, office="ESA", clearance=""
    )
    invited = await takes(stage, link.partition("#")[2])
    assert (await invited.person()).roles == ()
    assert "Invited by: whoever runs this installation" in await _card(box, administrator)
    assert (await box.press(administrator, "It is the right one")).startswith("Confirmed.")
    assert (await invited.person()).decides_for("ESA")


async def _card(box: Outbox, client: Client) -> str:
    await box.deliver()
    return box.text_at(client)


async def test_a_card_that_is_settled_before_it_is_sent_is_not_sent(stage: Stage, box: Outbox) -> None:
    head = await stage.head()
    await takes(stage, await invites(head))
    write(stage, "UPDATE admission SET state = 'refused'")
    await box.deliver()
    assert box.at(head) == []


# Invariant 10: the chain of who gave whom a role.


async def test_nobody_has_their_report_decided_by_a_role_that_comes_from_them_through_others(
    stage: Stage, box: Outbox
) -> None:
    """The author made an administrator, who made a head, who made a reviewer: none of them decides on the author's report."""
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), country="KE"
    )
    wanted = [
        Role(kind=RoleKind.ADMINISTRATOR, office="ESA"),
        Role(kind=RoleKind.HEAD, office="ESA"),
        ESA_REVIEWER,
    ]
    made = [author]
    for place, role in enumerate(wanted):
        giver = made[-1]
        came = await takes(stage, await invites(giver, role, name=f"Demo {place}"), f"inbox {place}")
        for one in made:
            await box.deliver()
            if any("It is the right one" in str(message.buttons) for message in box.at(one)[-1:]):
                await box.press(one, "It is the right one")
        assert len((await came.person()).roles) == 1
        made.append(came)
    report = await files(author)
    outsider = await stage.reviewer()
    await box.deliver()
    for insider in made[1:]:
        said = await insider.presses_token(f"approve.report.{report.public_id}.1")
        assert said == "You are not a reviewer of the office this report belongs to."
    assert "Report KE-2026-000001" in await outsider.presses_token(f"reject.report.{report.public_id}.1")
