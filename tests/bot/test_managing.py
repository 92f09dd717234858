"""Suspending, restoring, clearance and the end of roles, whoever asks for it."""

from datetime import date, timedelta

import pytest

from alerts.granting import GrantRefusal
from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot import managing, operating, operating_people, schedule
from bot.operating import CannotBeDone
from storage.links import SESSION
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files
from tests.bot.rows import rows, verbs
from tests.bot.stage import FRIDAY, Stage


async def suspends(by: Client | None, other: Client) -> None:
    stage = other.stage
    async with stage.database.writing() as unit:
        await managing.suspend(unit, stage.world, await other.person(), by=await by.person() if by else None)
        await unit.commit()


async def ends(by: Client | None, other: Client, role: Role) -> None:
    stage = other.stage
    async with stage.database.writing() as unit:
        await managing.end_role(unit, stage.world, await other.person(), role, by=await by.person() if by else None)
        await unit.commit()


async def test_what_somebody_suspended_had_taken_is_in_the_queue_again(stage: Stage, box: Outbox) -> None:
    head, reviewer, another = await stage.head(), await stage.reviewer(), await stage.reviewer(name="Demo Another")
    await files(await stage.officer())
    await box.press(reviewer, "Take")
    await suspends(head, reviewer)
    assert rows(stage, "SELECT status, taken_by FROM report") == [("submitted", None)]
    by = (await head.person()).id
    assert rows(stage, "SELECT move, by FROM decision ORDER BY id DESC LIMIT 1") == [("put_back", by)]
    await box.deliver()
    assert "Take" in str(box.at(another)[-1].buttons)
    assert "Take" not in str(box.at(reviewer)[-1].buttons)
    assert verbs(stage)[-2:] == ["report.put_back", "person.suspend"]


async def test_the_sessions_of_somebody_suspended_end(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    account = await officer.account()
    assert account is not None
    async with stage.database.writing() as unit:
        await unit.links.open_session(account.id, stage.clock(), valid=SESSION)
        await unit.commit()
    await suspends(head, officer)
    assert rows(stage, "SELECT count(*) FROM session") == [(0,)]


async def test_what_waits_for_somebody_suspended_is_dropped(stage: Stage, box: Outbox) -> None:
    head, reviewer = await stage.head(), await stage.reviewer()
    await files(await stage.officer())
    await suspends(head, reviewer)
    person = await reviewer.person()
    assert rows(stage, "SELECT state FROM delivery WHERE person_id = ?", person.id) == [("dropped",)]
    await operating_people.set_active(stage.world, person.public_id, active=True)
    await box.deliver()
    assert box.at(reviewer) == []


async def test_nobody_suspends_themselves(stage: Stage) -> None:
    administrator = await stage.administrator()
    await stage.administrator()
    with pytest.raises(managing.NotAllowed, match=GrantRefusal.ONESELF):
        await suspends(administrator, administrator)


async def test_the_last_administrator_is_not_suspended(stage: Stage) -> None:
    administrator = await stage.administrator()
    person = await administrator.person()
    with pytest.raises(CannotBeDone, match="Demo Administrator is the last administrator; invite another one first"):
        await operating_people.set_active(stage.world, person.public_id, active=False)
    await stage.administrator(name="Demo Second")
    await operating_people.set_active(stage.world, person.public_id, active=False)
    assert not (await administrator.person()).active


async def test_the_last_administrator_keeps_the_role(stage: Stage) -> None:
    administrator = await stage.administrator("ESA")
    role = Role(kind=RoleKind.ADMINISTRATOR, office="ESA")
    with pytest.raises(managing.NotAllowed, match=GrantRefusal.LAST_ADMINISTRATOR):
        await ends(None, administrator, role)
    of_all = await stage.administrator()
    await ends(of_all, administrator, role)
    assert (await administrator.person()).roles == ()


async def test_suspending_twice_is_one_suspension(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    await suspends(head, officer)
    await suspends(head, officer)
    assert verbs(stage).count("person.suspend") == 1


async def test_what_was_taken_in_a_role_that_ends_is_in_the_queue_again(stage: Stage, box: Outbox) -> None:
    head, reviewer = await stage.head(), await stage.reviewer()
    await files(await stage.officer())
    await box.press(reviewer, "Take")
    await ends(head, reviewer, Role(kind=RoleKind.REVIEWER, office="ESA"))
    assert rows(stage, "SELECT status FROM report") == [("submitted",)]
    assert verbs(stage)[-2:] == ["report.put_back", "role.end"]


async def test_what_was_taken_stays_where_another_role_lets_them_decide(stage: Stage, box: Outbox) -> None:
    administrator = await stage.administrator()
    both = await stage.somebody(
        Role(kind=RoleKind.REVIEWER, office="ESA"), Role(kind=RoleKind.HEAD, office="ESA"), office="ESA"
    )
    await files(await stage.officer())
    await box.press(both, "Take")
    await ends(administrator, both, Role(kind=RoleKind.REVIEWER, office="ESA"))
    assert rows(stage, "SELECT status FROM report") == [("taken",)]


async def test_a_clearance_is_changed_with_what_it_was(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    async with stage.database.writing() as unit:
        await managing.clear(unit, stage.world, await officer.person(), Marking.GREEN, by=await head.person())
        with pytest.raises(managing.NotAllowed, match=GrantRefusal.ABOVE_OWN_CLEARANCE):
            await managing.clear(unit, stage.world, await officer.person(), Marking.RED, by=await head.person())
        await unit.commit()
    assert (await officer.person()).clearance is Marking.GREEN
    assert rows(stage, "SELECT details FROM audit_detail ORDER BY audit_id DESC LIMIT 1") == [
        ('{"before": "TLP:AMBER", "after": "TLP:GREEN"}',)
    ]


# The last day of a role.


async def with_last_day(stage: Stage, day: date) -> Client:
    return await stage.somebody(Role(kind=RoleKind.REVIEWER, office="ESA", ends=day), office="ESA")


async def test_a_role_counts_to_the_end_of_its_last_day(stage: Stage) -> None:
    reviewer = await with_last_day(stage, FRIDAY.date())
    assert "Only reviewers" not in await reviewer.says("/queue")
    stage.clock.passes(timedelta(days=1))
    assert (await reviewer.says("/queue")).startswith("Only reviewers have a queue.")
    assert verbs(stage)[-1] == "role.end"


async def test_the_clock_ends_roles_whose_last_day_is_over(stage: Stage, box: Outbox) -> None:
    reviewer = await with_last_day(stage, FRIDAY.date())
    await files(await stage.officer())
    await box.press(reviewer, "Take")
    await schedule.end_roles(stage.world)
    assert len((await reviewer.person()).roles) == 1
    stage.clock.passes(timedelta(days=1))
    await schedule.end_roles(stage.world)
    await schedule.end_roles(stage.world)
    assert (await reviewer.person()).roles == ()
    assert rows(stage, "SELECT status FROM report") == [("submitted",)]
    assert verbs(stage).count("role.end") == 1


# At the terminal.


async def test_the_operator_confirms_an_account_or_has_it_taken_away(stage: Stage) -> None:
    await stage.administrator()
    for place, right in enumerate((True, False)):
        link = await operating.invite(
            stage.world, name=f"Demo {place}", role="reviewer", country=None, office="ESA", clearance=""
        )
        stranger = await stage.stranger(f"inbox {place}")
        await stranger.says(f"/start {link.partition('#')[2]}")
        await stranger.presses("English")
        person = await stranger.person()
        await operating_people.confirm(stage.world, person.public_id, right=right)
        async with stage.database.reading() as unit:
            found = await unit.people.get(person.id)
        assert (found.active, len(found.roles)) == (right, int(right))
    with pytest.raises(CannotBeDone, match="Nobody with the id nobody waits to be confirmed"):
        await operating_people.confirm(stage.world, "nobody", right=True)
