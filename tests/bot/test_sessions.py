"""Where somebody is signed in with a browser: how long, what is shown of it, who ends it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from alerts.person import Role, RoleKind
from bot.http.ports import SessionInfo
from bot.ports import StoredSessions
from tests.bot.client import CHAT, Client
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser somebody is signed in with."""

    client: Client
    inbox: str
    token: str

    async def looks(self, *, uses: bool = True) -> SessionInfo | None:
        return await StoredSessions(self.client.stage.world).find(self.inbox, self.token, uses=uses)

    async def opens(self) -> Client:
        """What they say from now on comes through this browser."""
        seen = await self.looks()
        assert seen is not None
        self.client.session = seen.id
        return self.client


async def signs_in(client: Client, browser: str = "Firefox, Android") -> Browser:
    account = await client.account()
    assert account is not None
    async with client.stage.database.writing() as unit:
        token = await unit.links.open_session(account.id, client.stage.clock(), browser=browser)
        await unit.commit()
    return Browser(client=client, inbox=account.public_id, token=token)


@pytest.mark.parametrize(
    ("who", "span"),
    [
        ("officer", 30 * DAY),
        ("member", 30 * DAY),
        ("reviewer", 12 * HOUR),
        ("head", 12 * HOUR),
        ("administrator", 12 * HOUR),
    ],
)
async def test_a_session_lasts_so_long_after_its_last_use(stage: Stage, who: str, span: timedelta) -> None:
    browser = await signs_in(await getattr(stage, who)())
    stage.clock.passes(span - MINUTE)
    assert await browser.looks() is not None
    stage.clock.passes(span - MINUTE)
    assert await browser.looks() is not None
    stage.clock.passes(span)
    assert await browser.looks() is None


async def test_a_page_that_only_waits_does_not_make_a_session_last_longer(stage: Stage) -> None:
    browser = await signs_in(await stage.reviewer())
    for _ in range(12):
        assert await browser.looks(uses=False) is not None
        stage.clock.passes(HOUR)
    assert await browser.looks(uses=False) is None


async def test_a_session_is_written_at_most_every_five_minutes(stage: Stage, officer: Client) -> None:
    browser = await signs_in(officer)
    stage.clock.passes(4 * MINUTE)
    seen = await browser.looks()
    assert seen is not None
    assert not seen.renewed
    stage.clock.passes(MINUTE)
    seen = await browser.looks()
    assert seen is not None
    assert seen.renewed


async def test_a_role_that_is_gained_shortens_a_session_at_once(stage: Stage, officer: Client) -> None:
    browser = await signs_in(officer)
    stage.clock.passes(13 * HOUR)
    assert await browser.looks(uses=False) is not None
    async with stage.database.writing() as unit:
        person = await officer.person()
        await unit.people.add_role(person.id, Role(kind=RoleKind.REVIEWER, office="ESA"), stage.clock())
        await unit.commit()
    assert await browser.looks() is None


async def test_ones_sessions_are_listed_with_browser_and_times(stage: Stage, officer: Client) -> None:
    await signs_in(officer, "")
    stage.clock.passes(HOUR)
    here = await signs_in(officer)
    shown = (await (await here.opens()).says("/sessions")).splitlines()
    assert shown[:3] == [
        "Signed in",
        "1: Firefox, Android · since 13 Nov 2026, 13:30 EAT · used 13 Nov 2026, 13:30 EAT · this one",
        "2: a browser · since 13 Nov 2026, 12:30 EAT · used 13 Nov 2026, 12:30 EAT",
    ]
    assert officer.labels() == ["End 2", "End all others"]


async def test_one_session_is_ended(stage: Stage, officer: Client) -> None:
    lost, kept = await signs_in(officer), await signs_in(officer)
    await (await kept.opens()).says("/sessions")
    await officer.presses("End 2")
    assert await lost.looks() is None
    assert await kept.looks() is not None
    assert verbs(stage)[-1] == "session.end"


async def test_all_others_are_ended_and_this_one_stays(officer: Client) -> None:
    others, here = [await signs_in(officer) for _ in range(2)], await signs_in(officer)
    await (await here.opens()).says("/sessions")
    assert "this one" in await officer.presses("End all others")
    assert await here.looks() is not None
    assert [await one.looks() for one in others] == [None, None]


async def test_from_another_chat_all_are_ended(officer: Client) -> None:
    browser = await signs_in(officer)
    await officer.says("/sessions")
    assert officer.labels() == ["End 1", "End all"]
    assert "Nobody is signed in with a browser." in await officer.presses("End all")
    assert await browser.looks() is None


async def test_nobody_ends_the_session_of_somebody_else(stage: Stage, officer: Client) -> None:
    browser, other = await signs_in(officer), await stage.officer(name="Demo Other")
    person, own = await officer.person(), await other.person()
    [(session,)] = rows(stage, "SELECT public_id FROM session")
    assert "old one" in await other.presses_token(f"endsession.person.{person.public_id}.{session}")
    assert "That had ended already." in await other.presses_token(f"endsession.person.{own.public_id}.{session}")
    assert "old one" in await other.presses_token(f"endsession.person.{person.public_id}.others")
    assert await browser.looks() is not None


async def test_who_looks_after_somebody_sees_and_ends_their_sessions(stage: Stage, officer: Client) -> None:
    browser, head = await signs_in(officer), await stage.head()
    await head.says("/people officer")
    assert "Signed in: 1, used 13 Nov 2026, 12:30 EAT" in await head.presses("Demo Officer")
    assert (await head.presses("Sessions")).startswith("Signed in: Demo Officer")
    await head.presses("End all")
    assert await browser.looks() is None


async def test_nobody_is_signed_in_where_only_messengers_are_used(officer: Client) -> None:
    assert officer.address.channel == CHAT
    assert await officer.says("/sessions") == "Nobody is signed in with a browser."
