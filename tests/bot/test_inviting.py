"""What an operator does at a terminal with people: invitations, the list, suspending; and a look at what waits."""

import io

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot import checking, operating, operating_people
from bot.operating import CannotBeDone
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage


async def invite(
    stage: Stage,
    role: str,
    *,
    name: str = "Demo Invited",
    country: str | None = None,
    office: str | None = None,
    clearance: str = "",
) -> str:
    return await operating.invite(
        stage.world, name=name, role=role, country=country, office=office, clearance=clearance
    )


async def joined(stage: Stage, link: str) -> Client:
    stranger = await stage.stranger()
    await stranger.says(f"/start {link.partition('#')[2]}")
    await stranger.presses("English")
    return stranger


@pytest.mark.parametrize(
    ("role", "country", "office", "expected", "clearance"),
    [
        ("officer", "KE", None, Role(kind=RoleKind.OFFICER, country="KE"), Marking.AMBER),
        ("contact_point", "KE", None, Role(kind=RoleKind.CONTACT_POINT, country="KE"), Marking.AMBER),
        ("member", "KE", None, Role(kind=RoleKind.MEMBER, country="KE"), Marking.AMBER),
        ("member", None, "ESA", Role(kind=RoleKind.MEMBER, office="ESA"), Marking.AMBER),
        ("reviewer", None, "ESA", Role(kind=RoleKind.REVIEWER, office="ESA"), Marking.AMBER_STRICT),
        ("head", None, "ESA", Role(kind=RoleKind.HEAD, office="ESA"), Marking.AMBER_STRICT),
        ("administrator", None, None, Role(kind=RoleKind.ADMINISTRATOR), Marking.AMBER_STRICT),
        ("administrator", None, "ESA", Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), Marking.AMBER_STRICT),
        ("secretariat", None, None, Role(kind=RoleKind.SECRETARIAT), Marking.AMBER_STRICT),
    ],
)
async def test_whoever_uses_an_invitation_has_its_role_and_clearance(
    stage: Stage, role: str, country: str | None, office: str | None, expected: Role, clearance: Marking
) -> None:
    link = await invite(stage, role, country=country, office=office)
    assert link.startswith("http://liaison.test/join#")
    person = await (await joined(stage, link)).person()
    assert (person.roles, person.clearance) == ((expected,), clearance)


@pytest.mark.parametrize("said", ["TLP:GREEN", "green", "tlp:green"])
async def test_a_clearance_may_be_given(stage: Stage, said: str) -> None:
    link = await invite(stage, "officer", country="KE", clearance=said)
    assert (await (await joined(stage, link)).person()).clearance is Marking.GREEN


@pytest.mark.parametrize(
    ("role", "country", "office", "sentence"),
    [
        ("officer", None, None, "--country is needed for the role officer."),
        ("contact_point", None, None, "--country is needed for the role contact_point."),
        ("reviewer", None, None, "--office is needed for the role reviewer."),
        ("head", None, None, "--office is needed for the role head."),
        ("member", None, None, "A member belongs to a country or to an office: give --country or --office."),
        ("member", "KE", "ESA", "A member belongs to a country or to an office: give --country or --office."),
        ("officer", "XX", None, "--country: XX is not a country Liaison knows; give an ISO code such as KE."),
        ("officer", "ke", None, "--country: ke is not a country Liaison knows; give an ISO code such as KE."),
        ("reviewer", None, "XX", "--office: XX is not an office; choose one of "),
    ],
)
async def test_an_invitation_that_cannot_be_is_refused_with_one_sentence(
    stage: Stage, role: str, country: str | None, office: str | None, sentence: str
) -> None:
    with pytest.raises(CannotBeDone) as refused:
        await invite(stage, role, country=country, office=office)
    assert str(refused.value).startswith(sentence)
    assert rows(stage, "SELECT count(*) FROM link") == [(0,)]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "\u200b"])
async def test_a_name_is_needed_and_not_too_long(stage: Stage, name: str) -> None:
    with pytest.raises(CannotBeDone, match="--name: "):
        await invite(stage, "officer", country="KE", name=name)


async def test_a_clearance_that_is_none_is_refused(stage: Stage) -> None:
    with pytest.raises(CannotBeDone, match="--clearance: PURPLE is no marking; choose one of TLP:CLEAR, "):
        await invite(stage, "officer", country="KE", clearance="PURPLE")


async def test_a_name_is_kept_without_what_could_turn_or_hide_it(stage: Stage) -> None:
    link = await invite(stage, "officer", country="KE", name="Demo \u202egnihsihP\u200b\n ")
    assert (await (await joined(stage, link)).person()).name == "Demo gnihsihP"


async def test_the_first_administrator_is_invited_while_nobody_is_there(stage: Stage) -> None:
    link = await operating.first_administrator(stage.world)
    assert link is not None
    person = await (await joined(stage, link)).person()
    assert person.roles == (Role(kind=RoleKind.ADMINISTRATOR),)
    assert await operating.first_administrator(stage.world) is None


async def test_people_lists_everybody_with_roles_and_state(stage: Stage, officer: Client, reviewer: Client) -> None:
    person = await officer.person()
    await operating_people.set_active(stage.world, person.public_id, active=False)
    out = io.StringIO()
    await operating_people.people(stage.world, out)
    judge = await reviewer.person()
    lines = out.getvalue().splitlines()
    for who, role, state in ((person, "officer KE", "suspended"), (judge, "reviewer ESA", "active")):
        (line,) = [line for line in lines if who.public_id in line]
        assert [word for word in (who.name, role, who.clearance.value, state) if word not in line] == []


async def test_somebody_suspended_comes_back_when_restored(stage: Stage, officer: Client) -> None:
    person = await officer.person()
    await operating_people.set_active(stage.world, person.public_id, active=False)
    assert (await officer.says("/mine")).startswith("Your access is suspended.")
    await operating_people.set_active(stage.world, person.public_id, active=True)
    assert (await officer.says("/mine")).startswith("You have no reports yet.")
    assert verbs(stage)[-2:] == ["person.suspend", "person.restore"]


async def test_an_unknown_person_is_refused_with_one_sentence(stage: Stage) -> None:
    with pytest.raises(CannotBeDone, match="Nobody has the id nobody; "):
        await operating_people.set_active(stage.world, "nobody", active=False)


async def looked(stage: Stage) -> tuple[int, str]:
    out = io.StringIO()
    status = await checking.check(stage.world, stage.channels, out)
    return status, out.getvalue()


async def test_a_check_finds_nothing_wrong_where_nothing_is(stage: Stage, officer: Client, box: Outbox) -> None:
    await stage.reviewer()
    await files(officer)
    await box.deliver()
    status, shown = await looked(stage)
    assert (status, "⚠" in shown) == (0, False)
    assert "1 accepted" in shown


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE delivery SET state = 'unknown'", "Outcome unknown"),
        ("UPDATE inbox SET poison = 1", "Poison inputs"),
        ("UPDATE delivery SET state = 'queued', due = '2026-11-13 08:00:00.000000'", "Oldest due delivery"),
    ],
)
@pytest.mark.usefixtures("reviewer")
async def test_a_check_points_at_what_needs_a_look(stage: Stage, officer: Client, statement: str, line: str) -> None:
    await files(officer)
    write(stage, statement)
    status, shown = await looked(stage)
    assert status == 1
    assert any("⚠" in shown_line and line in shown_line for shown_line in shown.splitlines()), shown


async def test_a_check_says_when_nobody_is_there(stage: Stage) -> None:
    assert (await looked(stage))[0] == 1
