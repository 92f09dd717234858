"""Coming in by an invitation: once, within 72 hours, with exactly the roles it names."""

import asyncio
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot import joining
from bot.ports import StoredLinks
from channels.base import Outcome
from channels.message import Happened, Incoming
from tests.bot.rows import everything, rows, verbs
from tests.bot.stage import Stage

WRONG = "This code does not work: it is wrong, was used, or is too old. Please ask who invited you."


async def joins(stage: Stage, code: str, address: str = "a-new-inbox") -> str:
    stranger = await stage.stranger(address)
    await stranger.says("hello")
    await stranger.presses("English")
    return await stranger.says(code)


async def test_the_language_comes_first_then_the_code_then_a_welcome(stage: Stage) -> None:
    code, stranger = await stage.invitation(name="Demo Invited"), await stage.stranger()
    assert (await stranger.says("hello")).splitlines()[0] == "Please choose your preferred language"
    assert (await stranger.presses("English")).startswith("Please send the invitation code you were given.")
    assert (await stranger.says(code)).startswith("Welcome, Demo Invited.")
    person = await stranger.person()
    assert (person.language, person.zone, person.country) == ("en", "Africa/Nairobi", "KE")


async def test_somebody_joins_with_the_roles_and_the_clearance_of_the_invitation_and_no_others(stage: Stage) -> None:
    role = Role(kind=RoleKind.MEMBER, country="KE")
    async with stage.database.writing() as unit:
        code = await joining.invite(
            unit,
            name="Demo Invited",
            roles=(role,),
            clearance=Marking.GREEN,
            country="KE",
            office=None,
            by=None,
            now=stage.clock(),
        )
        await unit.commit()
    await joins(stage, code)
    person = await (await stage.stranger()).person()
    assert (person.roles, person.clearance) == ((role,), Marking.GREEN)
    assert verbs(stage)[-2:] == ["role.grant", "person.join"]


async def test_a_role_remembers_who_gave_it(stage: Stage) -> None:
    giver = await (await stage.administrator()).person()
    async with stage.database.writing() as unit:
        code = await joining.invite(
            unit,
            name="Demo Invited",
            roles=(Role(kind=RoleKind.MEMBER, office="ESA"),),
            clearance=Marking.AMBER,
            country=None,
            office="ESA",
            by=giver.id,
            now=stage.clock(),
        )
        await unit.commit()
    await joins(stage, code)
    person = await (await stage.stranger()).person()
    assert [role.granted_by for role in person.roles] == [giver.id]


@pytest.mark.parametrize("code", ["wrong", "x" * 64, "../../etc", "1' OR '1'='1"])
async def test_a_wrong_code_lets_nobody_in(stage: Stage, code: str) -> None:
    await stage.invitation()
    assert (await joins(stage, code)).startswith(WRONG)
    assert rows(stage, "SELECT count(*) FROM person") == [(0,)]


async def test_a_code_that_is_too_old_lets_nobody_in(stage: Stage) -> None:
    code = await stage.invitation()
    stage.clock.passes(timedelta(hours=72))
    assert (await joins(stage, code)).startswith(WRONG)


async def test_a_code_lets_one_in_and_not_two(stage: Stage) -> None:
    code = await stage.invitation()
    assert (await joins(stage, code, "first")).startswith("Welcome")
    assert (await joins(stage, code, "second")).startswith(WRONG)
    assert rows(stage, "SELECT count(*) FROM person") == [(1,)]


async def test_of_two_who_send_the_same_code_at_the_same_moment_one_comes_in(stage: Stage) -> None:
    code = await stage.invitation()
    said = await asyncio.gather(joins(stage, code, "first"), joins(stage, code, "second"))
    assert sorted(text.startswith("Welcome") for text in said) == [False, True]
    assert rows(stage, "SELECT count(*) FROM person") == [(1,)]


async def test_after_a_wrong_code_the_right_one_still_works(stage: Stage) -> None:
    code, stranger = await stage.invitation(), await stage.stranger()
    await stranger.says("hello")
    await stranger.presses("English")
    await stranger.says("wrong")
    assert (await stranger.says(code)).startswith("Welcome")


async def test_a_stranger_can_do_nothing_but_join(stage: Stage) -> None:
    stranger = await stage.stranger()
    await stranger.says("hello")
    before = everything(stage, without=("progress",))
    for text in ("/report", "/queue", "/alerts", "/subscribe", "/help", "/cancel", "/mine", "/language"):
        assert "Please choose your preferred language" in await stranger.says(text)
    await stranger.presses_token("do.command.report.new")
    assert everything(stage, without=("progress",)) == before


async def test_neither_a_code_nor_what_a_stranger_types_is_kept(stage: Stage) -> None:
    code = await stage.invitation()
    stranger = await stage.stranger()
    await stranger.says("my code, please?")
    await stranger.says(code)
    await stranger.presses("English")
    officer = await stage.officer()
    other = await stage.invitation()
    await officer.says(f"/start {other}")
    kept = str(everything(stage)) + str(rows(stage, "SELECT * FROM inbox")) + str(rows(stage, "SELECT * FROM progress"))
    for secret in (code, other, "please"):
        at = kept.find(secret)
        assert at < 0, kept[max(at - 300, 0) : at]


async def test_who_has_joined_does_not_use_up_somebody_elses_invitation(stage: Stage) -> None:
    code, officer = await stage.invitation(), await stage.officer()
    await officer.says(f"/start {code}")
    assert (await joins(stage, code)).startswith("Welcome")


async def nobody(came: Incoming | Happened) -> Outcome:
    raise AssertionError(came)


async def handled(stage: Stage, came: Incoming | Happened) -> Outcome:
    return (await stage.conversation.handle(came)).outcome


async def test_an_invitation_link_opens_a_chat_in_which_the_code_was_said(stage: Stage) -> None:
    code = await stage.invitation()
    links = StoredLinks(stage.world, lambda came: handled(stage, came))
    entrance = await links.use("invitation", code, language="en")
    assert entrance is not None
    ((channel,),) = rows(stage, "SELECT channel FROM address WHERE public_id = ?", entrance.inbox)
    assert channel == "web"
    ((replies,),) = rows(stage, "SELECT replies FROM inbox WHERE conversation = ?", entrance.inbox)
    assert "Please choose your preferred language" in str(replies)


@pytest.mark.parametrize("token", ["wrong", "", "\ud800"])
async def test_a_wrong_link_opens_nothing(stage: Stage, token: str) -> None:
    await stage.invitation()
    before = everything(stage)
    links = StoredLinks(stage.world, nobody)
    assert await links.use("invitation", token, language="en") is None
    assert await links.use("signin", token, language="en") is None
    assert everything(stage) == before


async def test_an_invitation_is_no_sign_in_link(stage: Stage) -> None:
    code = await stage.invitation()
    assert await StoredLinks(stage.world, nobody).use("signin", code, language="en") is None
