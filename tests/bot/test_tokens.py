"""Sharp edge S-15: a token that is expired, used, somebody else's or too long gives nothing and is answered alike; a token
alone is nobody's identity.
"""

from collections.abc import Awaitable, Callable

import pytest

from alerts.person import Role, RoleKind
from bot.joining import INVITE
from bot.ports import SIGN_IN_LINK, StoredLinks
from channels.base import Outcome
from channels.message import Happened, Incoming
from storage.links import INVITATION, SIGN_IN
from tests.bot.client import Client
from tests.bot.rows import rows
from tests.bot.stage import Stage

WRONG = "This code does not work: it is wrong, was used, or is too old. Please ask who invited you."


async def _expired(stage: Stage) -> str:
    code = await stage.invitation()
    stage.clock.passes(INVITATION)
    return code


async def _used(stage: Stage) -> str:
    code = await stage.invitation()
    first = await stage.stranger("the-first")
    await first.says(f"/start {code}")
    await first.presses("English")
    return code


async def _for_something_else(stage: Stage) -> str:
    """Somebody's sign-in link, which is theirs."""
    return await _sign_in_of(await stage.officer(name="Demo Other"))


async def _sign_in_of(client: Client) -> str:
    account = await client.account()
    assert account is not None
    async with client.stage.database.writing() as unit:
        token = await unit.links.make(SIGN_IN_LINK, valid=SIGN_IN, now=client.stage.clock(), address=account.id)
        await unit.commit()
    return token


async def _taken_from_who_lost_the_right(stage: Stage) -> str:
    """Made for another person by somebody who may not give it any more."""
    head = await stage.head(name="Demo Gone")
    number = (await head.person()).id
    payload: dict[str, object] = {
        "name": "Demo Invited",
        "country": "KE",
        "office": None,
        "clearance": "TLP:AMBER",
        "roles": [{"kind": "officer", "country": "KE", "office": None, "ends": None}],
        "by": number,
    }
    async with stage.database.writing() as unit:
        code = await unit.links.make(INVITE, valid=INVITATION, now=stage.clock(), payload=payload)
        await unit.people.set_active(number, active=False)
        await unit.commit()
    return code


async def _too_long(stage: Stage) -> str:
    return await stage.invitation() + "A" * 64


async def _never_made(stage: Stage) -> str:
    del stage
    return "A" * 43


def _links(stage: Stage) -> StoredLinks:
    async def handle(came: Incoming | Happened) -> Outcome:
        return (await stage.conversation.handle(came)).outcome

    return StoredLinks(stage.world, handle)


CASES = pytest.mark.parametrize(
    "code_of", [_expired, _used, _for_something_else, _taken_from_who_lost_the_right, _too_long, _never_made]
)
CodeOf = Callable[[Stage], Awaitable[str]]


@CASES
@pytest.mark.parametrize("typed", [False, True], ids=["start parameter", "typed"])
async def test_every_code_that_does_not_work_gives_nothing_in_the_same_words(
    stage: Stage, code_of: CodeOf, typed: bool
) -> None:
    code = await code_of(stage)
    before = rows(stage, "SELECT count(*) FROM person")
    stranger = await stage.stranger()
    if typed:
        await stranger.says("hello")
        await stranger.presses("English")
        shown = await stranger.says(code)
    else:
        first = await stranger.says(f"/start {code}")
        assert first.startswith("Please choose your preferred language")
        shown = await stranger.presses("English")
    assert shown.splitlines()[0] == WRONG
    account = await stranger.account()
    assert account is not None
    assert account.person is None
    assert rows(stage, "SELECT count(*) FROM person") == before


@CASES
async def test_every_web_link_that_does_not_work_opens_nothing(stage: Stage, code_of: CodeOf) -> None:
    """The pages say the same of each: they are given nothing else."""
    code = await code_of(stage)
    before = rows(stage, "SELECT count(*) FROM address"), rows(stage, "SELECT count(*) FROM session")
    links = _links(stage)
    assert await links.use("invitation", code, language="en") is None
    assert (rows(stage, "SELECT count(*) FROM address"), rows(stage, "SELECT count(*) FROM session")) == before


async def test_a_sign_in_link_opens_its_owners_inbox_once_and_nobody_elses(stage: Stage) -> None:
    officer = await stage.officer()
    token = await _sign_in_of(officer)
    links = _links(stage)
    assert await links.use("invitation", token, language="en") is None
    entered = await links.use("signin", token, language="en")
    assert entered is not None
    owner = rows(stage, "SELECT person_id FROM address WHERE public_id = ?", entered.inbox)
    assert owner == [((await officer.person()).id,)]
    assert await links.use("signin", token, language="en") is None


async def test_a_sign_in_link_is_over_after_its_time(stage: Stage) -> None:
    token = await _sign_in_of(await stage.officer())
    stage.clock.passes(SIGN_IN)
    links = _links(stage)
    assert await links.use("signin", token, language="en") is None


async def test_an_invitation_to_decide_that_a_stranger_takes_gives_nothing_before_it_is_confirmed(stage: Stage) -> None:
    head = await stage.head()
    await stage.administrator("ESA")
    code = await stage.invitation(Role(kind=RoleKind.REVIEWER, office="ESA"), country=None, office="ESA")
    stranger = await stage.stranger()
    await stranger.says(f"/start {code}")
    await stranger.presses("English")
    person = await stranger.person()
    assert (person.roles, person.country, person.office) == ((), None, None)
    assert "Your office confirms your account first" in await stranger.says("/queue")
    assert "Confirm Demo Invited" in str((await head.says("/people"), head.labels()))


async def test_a_code_that_somebody_known_follows_is_answered_as_if_none_came_along(stage: Stage) -> None:
    officer = await stage.officer()
    plain = await officer.says("/start")
    for code_of in (_expired, _used, _too_long, _never_made):
        assert await officer.says(f"/start {await code_of(stage)}") == plain
