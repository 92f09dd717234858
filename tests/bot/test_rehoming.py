"""Somebody belongs to another administration or office: what ends, what goes back, and whose alerts they get."""

import pytest

from alerts.granting import GrantRefusal, Home
from alerts.person import Role, RoleKind
from bot import managing, operating_people, rehoming
from bot.operating import CannotBeDone
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, previews, subscribes
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage


async def rehomes(by: Client | None, other: Client, home: Home) -> None:
    stage = other.stage
    async with stage.database.writing() as unit:
        manager = await by.person() if by is not None else None
        await rehoming.rehome(unit, stage.world, await other.person(), home, by=manager)
        await unit.commit()


async def test_roles_of_what_somebody_leaves_end_and_others_stay(stage: Stage) -> None:
    administrator = await stage.administrator()
    other = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.MEMBER, country="UG"), country="KE"
    )
    await rehomes(administrator, other, Home(country="UG"))
    person = await other.person()
    assert (person.country, [role.kind for role in person.roles]) == ("UG", [RoleKind.MEMBER])
    assert person.zone == "Africa/Kampala"
    assert verbs(stage)[-2:] == ["role.end", "person.home"]


async def test_what_was_taken_in_the_old_role_is_in_the_queue_again(stage: Stage, box: Outbox) -> None:
    administrator, reviewer = await stage.administrator(), await stage.reviewer()
    await files(await stage.officer())
    await box.press(reviewer, "Take")
    await rehomes(administrator, reviewer, Home(office="CAF"))
    assert rows(stage, "SELECT status, taken_by FROM report") == [("submitted", None)]
    await box.deliver()
    assert "belong elsewhere now" in box.text_at(reviewer)


async def test_alerts_follow_the_new_country(stage: Stage, box: Outbox) -> None:
    """A member of Japan subscribes to everything; the alert is for the countries of a route through Africa."""
    administrator, reviewer = await stage.administrator(), await stage.reviewer()
    stays, goes = await stage.member("JP", name="Demo Stays"), await stage.member("JP", name="Demo Goes")
    for member in (stays, goes):
        await subscribes(member)
    await rehomes(administrator, goes, Home(country="UG"))
    await files(await stage.officer())
    await box.deliver()
    await approves(reviewer, box)
    await box.deliver()
    assert "ESA-2026-0001" in box.text_at(goes)
    assert "ESA-2026-0001" not in box.text_at(stays)


async def test_an_alert_that_waits_for_the_old_country_does_not_follow(stage: Stage, box: Outbox) -> None:
    administrator, reviewer, member = await stage.administrator(), await stage.reviewer(), await stage.member()
    await subscribes(member)
    await files(await stage.officer())
    await box.deliver()
    await previews(reviewer, box)
    await reviewer.presses("Release")
    await rehomes(administrator, member, Home(country="JP"))
    await box.deliver()
    assert "ESA-2026-0001" not in box.text_at(member)
    member_id = (await member.person()).id
    dropped = rows(stage, "SELECT reason FROM delivery WHERE person_id = ? AND kind = 'alert'", member_id)
    assert dropped == [("not_in_audience",)]


@pytest.mark.parametrize(
    ("home", "refusal"),
    [
        (Home(country="CM"), GrantRefusal.NOT_IN_SCOPE),
        (Home(office="CAF"), GrantRefusal.NOT_IN_SCOPE),
        (Home(country="KE"), GrantRefusal.SAME_HOME),
    ],
)
async def test_who_administers_one_side_only_moves_nobody(stage: Stage, home: Home, refusal: GrantRefusal) -> None:
    administrator, officer = await stage.administrator("ESA"), await stage.officer()
    with pytest.raises(managing.NotAllowed) as refused:
        await rehomes(administrator, officer, home)
    assert refused.value.refusal is refusal
    assert (await officer.person()).country == "KE"


async def test_who_heads_an_office_moves_nobody(stage: Stage) -> None:
    head, officer = await stage.head(), await stage.officer()
    with pytest.raises(managing.NotAllowed):
        await rehomes(head, officer, Home(country="UG"))


async def test_nobody_is_moved_by_a_press_that_names_no_place(stage: Stage) -> None:
    administrator, officer = await stage.administrator(), await stage.officer()
    id_ = (await officer.person()).public_id
    await administrator.presses_token(f"home.person.{id_}.country-UG")
    assert (await officer.person()).country == "KE"


async def test_the_last_administrator_of_an_office_stays(stage: Stage) -> None:
    administrator = await stage.administrator("ESA")
    with pytest.raises(managing.NotAllowed) as refused:
        await rehomes(None, administrator, Home(country="KE"))
    assert refused.value.refusal is GrantRefusal.LAST_ADMINISTRATOR


async def test_the_operator_is_refused_an_unknown_country_and_nothing_is_kept(stage: Stage) -> None:
    officer = await stage.officer()
    id_ = (await officer.person()).public_id
    with pytest.raises(CannotBeDone, match="--country-of: XX is not a country Liaison knows"):
        await operating_people.rehome(stage.world, id_, country="XX", office=None)
    await operating_people.rehome(stage.world, id_, country="UG", office=None)
    assert (await officer.person()).country == "UG"
