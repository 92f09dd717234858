"""A restart in the middle of a report: the page stays open and comes back by itself, at the same question."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.acceptance import people
from tests.acceptance.chat import chat
from tests.acceptance.phone import TAKES, signed_in
from tests.acceptance.process import installed
from tests.acceptance.rows import count

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("end", ["SIGTERM", "kill -9"])
async def test_after_a_restart_the_open_page_goes_on_at_the_same_question_with_all_answers_kept(
    chromium: Browser, tmp_path: Path, end: str
) -> None:
    async with people.writing(tmp_path / "live") as unit:
        who = await people.officer(unit)
    async with (
        installed(tmp_path / "live") as live,
        signed_in(chromium, live.address, who) as officer,
    ):
        await officer.says("/report", then="What was seized?")
        await officer.says("cocaine", then="How much?")
        await officer.says("12.4 kg", then="Where was it found?")
        if end == "SIGTERM":
            assert await live.stop() == 0
            assert "timeout graceful shutdown exceeded" not in live.log, "an open stream held the stop up"
        else:
            await live.kill()
        # Typed while nobody is there: kept, and sent in order when somebody is.
        await officer.says("Mombasa port")
        await expect(officer.root.locator("#notice")).to_be_visible(timeout=TAKES)
        await live.start()
        await officer.sees("When?")
        await expect(officer.root.locator("#notice")).to_be_hidden(timeout=TAKES)
        await officer.says("yesterday", then="How did it travel?")
        await officer.presses("Sea", then="That is enough for a report")
        await officer.presses("That is all for now", then="Seizure report")
        for answer in ("Cocaine", "12.4 kg", "Mombasa port", "Sea"):
            await officer.sees(answer)
        assert officer.wrong == []


async def test_nothing_is_acknowledged_before_it_is_kept_and_what_was_not_is_taken_by_the_repeat(
    tmp_path: Path,
) -> None:
    async with people.writing(tmp_path / "live") as unit:
        who = await people.officer(unit)
    async with installed(tmp_path / "live") as live:
        async with chat(live.address, who) as officer:
            with nobody_writes(live.database):
                posted = asyncio.create_task(officer.post({"said": "/report"}, key="one"))
                answered, _ = await asyncio.wait({posted}, timeout=1)
                assert not answered, "a yes to what is not kept"
                await live.kill()
                with pytest.raises(httpx.TransportError):
                    await posted
        assert count(live.database, "select count(*) from inbox") == 0
        await live.start()
        async with chat(live.address, who) as officer:
            again = await officer.post({"said": "/report"}, key="one")
            assert again.json()["repeated"] is False
            await officer.sees("What was seized?")


@contextmanager
def nobody_writes(database: Path) -> Iterator[None]:
    """Holds the database's one write lock, as a slow disk or another process may."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        yield
        connection.execute("rollback")
