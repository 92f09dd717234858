"""Slack by Socket Mode and the real process: an officer reports over a socket that is taken away, and the process ends with
an envelope in its hands. What was not kept is not acknowledged, and what comes again counts once.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest

from tests.acceptance import people
from tests.acceptance.process import installed
from tests.acceptance.rows import count
from tests.acceptance.slack import Person, slack_by_socket
from tests.acceptance.waiting import until
from tests.channels.fake_slack import FakeSlack

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

REPORTS = "select count(*) from report"
RECEIPT = "Thank you. Your report is KE-"


async def test_an_envelope_is_acknowledged_when_it_was_kept_and_one_sent_again_after_a_kill_counts_once(
    tmp_path: Path,
) -> None:
    async with officer_at_slack(tmp_path / "live") as ann:
        live, workspace = ann.installation, ann.slack
        await tells_all(ann)
        submit = ann.people.press(ann.id, "Submit")
        with locked(live.database):
            acknowledged = await workspace.socket_mode.hand_over(submit)
            for _ in range(3):  # by then it would have acknowledged what it only read
                await workspace.socket_mode.ping()
            assert not acknowledged.done()
            await live.kill()
        assert count(live.database, REPORTS) == 0
        await live.start()
        await ann.posts(submit)
        await ann.sees(RECEIPT)
        await live.kill()
        await live.start()
        await ann.posts(submit)  # Slack has not seen the acknowledgement
        await ann.says("/mine", then="waits for a reviewer")
        assert count(live.database, REPORTS) == 1
        shown = [post.read() for post in workspace.shown(ann.id)]
        assert len([text for text in shown if RECEIPT in text]) == 1
        assert not [text for text in shown if "That button is an old one" in text], "it was taken for a second press"


async def test_when_slack_asks_for_another_socket_nothing_said_meanwhile_is_lost(tmp_path: Path) -> None:
    async with officer_at_slack(tmp_path / "live") as ann:
        live, workspace = ann.installation, ann.slack
        await ann.says("/report", then="What was seized?")
        with locked(live.database):
            acknowledged = await workspace.socket_mode.hand_over(ann.people.message(ann.id, "cocaine"))
            await workspace.socket_mode.ping()
            await workspace.socket_mode.ask_for_another_socket()

        async def replaced() -> bool:
            return workspace.socket_mode.opened > 1 and len(workspace.sockets) == 1

        await until(replaced, what="another socket")
        assert acknowledged.done()
        await ann.sees("How much?")
        await ann.says("12.4 kg", then="Where was it found?")
        asked = [post.read() for post in workspace.shown(ann.id) if "How much?" in post.read()]
        assert len(asked) == 1
        assert "Cocaine" in asked[0]


@asynccontextmanager
async def officer_at_slack(folder: Path) -> AsyncIterator[Person]:
    """An officer with the workspace open; the process has no address that Slack could post to."""
    async with FakeSlack("127.0.0.1") as workspace:
        async with people.writing(folder) as unit:
            await people.in_messengers(unit, await people.officer(unit), slack=workspace.person("Ann"))
        async with installed(folder, settings=slack_by_socket(workspace)) as live:
            yield Person(slack=workspace, installation=live, name="Ann", by_socket=True)
        assert workspace.violations == []


async def tells_all(officer: Person) -> None:
    """Everything up to the summary."""
    await officer.says("/report", then="What was seized?")
    await officer.says("cocaine", then="How much?")
    await officer.says("12.4 kg", then="Where was it found?")
    await officer.says("Mombasa port", then="When?")
    await officer.says("yesterday", then="How did it travel?")
    await officer.says("sea", then="That is enough for a report")
    await officer.says("that is all for now", then="Seizure report")


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nothing can be kept meanwhile, and whoever wants to keep something waits."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as connection:
        connection.execute("begin immediate")
        yield
        connection.execute("rollback")
