"""While the database is away nothing is acknowledged, at whichever door it stops; when it is back nothing is lost."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection, text

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot.app import Parts, assembled
from bot.http.cookies import SESSION, inbox_path
from bot.serving import pages
from bot.settings import load
from storage.database import Database
from tests.bot.http.world import BASE, SAME_ORIGIN
from tests.bot.stage import Clock

ASKED = {"key": "k1", "said": "/report"}


@asynccontextmanager
async def gone(database: Database) -> AsyncIterator[None]:
    """The file cannot even be opened: nobody can be told apart."""
    kept = database.path.with_name("kept.db")
    await database.close()
    database.path.rename(kept)
    database.path.mkdir()
    yield
    database.path.rmdir()
    kept.rename(database.path)


@asynccontextmanager
async def read_only(database: Database) -> AsyncIterator[None]:
    """The file can be read, so everybody is known, and not written."""

    def refuse_writes(connection: Connection) -> None:
        connection.execute(text("PRAGMA query_only = ON"))

    await database.run_sync(refuse_writes)
    yield
    await database.close()  # it is opened anew when it is needed, as it was


@asynccontextmanager
async def served(template: Path, folder: Path) -> AsyncIterator[tuple[Parts, httpx.AsyncClient]]:
    """A whole installation behind its pages, and the browser of an officer who is signed in."""
    shutil.copyfile(template, folder / "liaison.db")
    settings = load({"LIAISON_DATA_DIR": str(folder), "LIAISON_PUBLIC_URL": BASE}, env_file=None)
    async with assembled(settings, "demo", smtp=None, clock=Clock()) as parts, parts.web:
        inbox, session = await signed_in(parts)
        app = pages(parts, demo=None, closing=asyncio.Event(), ready=lambda: True)
        receiving = asyncio.create_task(parts.web.receive(parts.replies.handle))
        try:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url=f"{BASE}{inbox_path(inbox)}",
                headers=SAME_ORIGIN,
                cookies={SESSION: session},
            ) as browser:
                yield parts, browser
        finally:
            receiving.cancel()
            with suppress(asyncio.CancelledError):
                await receiving


async def signed_in(parts: Parts) -> tuple[str, str]:
    """The inbox of an officer, and the session that opens it."""
    now = parts.world.now()
    async with parts.world.database.writing() as unit:
        person = await unit.people.add(
            name="Demo Officer",
            language="en",
            zone="Africa/Nairobi",
            clearance=Marking.AMBER,
            country="KE",
            office=None,
            now=now,
        )
        await unit.people.add_role(person.id, Role(kind=RoleKind.OFFICER, country="KE"), now)
        account = await unit.people.add_account(channel="web", external_id=None, person=person.id, active=True, now=now)
        session = await unit.links.open_session(account.id, now)
        await unit.commit()
    return account.public_id, session


@pytest.mark.parametrize("away", [gone, read_only])
async def test_while_the_database_is_away_a_post_is_answered_5xx_and_its_repeat_is_taken_once(
    template: Path, tmp_path: Path, away: Callable[[Database], AbstractAsyncContextManager[None]]
) -> None:
    async with served(template, tmp_path) as (parts, browser):
        async with away(parts.world.database):
            assert (await browser.post("input", json=ASKED)).status_code >= 500
        again = [await browser.post("input", json=ASKED) for _ in range(2)]
        assert [(answer.status_code, answer.json()["repeated"]) for answer in again] == [(200, False), (200, True)]
        await parts.replies.finish()
        entries = (await browser.get("history")).json()["entries"]
    assert [entry["kind"] for entry in entries] == ["said", "message"]
    assert entries[0]["text"] == "/report"
    assert "What was seized?" in entries[1]["message"]["text"]
