"""A backup of the real process while people write to it, and what a restored one does: it lets nothing that waited go by
itself, gives no number twice, and does with the rest what an operator decides.
"""

import asyncio
import email
import email.policy
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance import people
from tests.acceptance.chat import Chat, chat, text_of
from tests.acceptance.people import SignedIn
from tests.acceptance.process import Ended, Installation, installed, mail_to
from tests.acceptance.rows import count, rows, until_rows, until_settled
from tests.channels.fake_smtp import FakeSmtp

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

MEMBERS = 5
REPEATED = "This may be a second copy"
SENDING = "select count(*) from delivery where state = 'sending' and channel = 'email'"
HELD = "select count(*) from delivery where held and state = 'queued'"
HELD_REPLIES = "select count(*) from inbox where held and answered is null"
A_WHILE = 3.0
"""Seconds in which a process that sends what waits would have sent it: it looks once a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A running installation whose mails hang at their server, a backup of it, and who is there."""

    live: Installation
    archive: Path
    made: Ended
    smtp: FakeSmtp
    officer: SignedIn
    administrator: SignedIn

    def mails(self) -> list[tuple[str, bool]]:
        """Who got a mail, and whether it says that it may be a second copy."""
        return sorted((taken.recipients[0], REPEATED in _text(taken.content)) for taken in self.smtp.taken)


async def test_a_restored_installation_lets_nothing_go_until_it_is_released_each_once_and_marked(
    tmp_path: Path,
) -> None:
    async with backed_up(tmp_path) as kept, restored(kept, tmp_path / "again") as again:
        assert count(again.database, HELD) == MEMBERS
        waiting = MEMBERS + count(again.database, HELD_REPLIES)
        await asyncio.sleep(A_WHILE)
        assert kept.mails() == []
        assert "Restored on" in again.log
        checked = await again.run("check")
        assert (checked.status, "Held since a restore" in checked.out) == (1, True)
        assert f"│ email   │ alert │ {MEMBERS} " in (await again.run("held")).out
        async with chat(again.address, kept.administrator) as administrator:
            assert f"{waiting} messages are held" in text_of(await administrator.sees("was restored from a backup"))
        async with chat(again.address, kept.officer) as officer:
            await officer.reports()
            assert "KE-2026-001" in text_of((await officer.told())[-1])
        assert (await again.run("held", "release")).status == 0
        await kept.smtp.reached(MEMBERS)
        await until_settled(again.database)
        assert kept.mails() == [(f"member{number}@kenya.example", True) for number in range(MEMBERS)]
        assert (await again.run("held")).out == "Nothing is held.\n"
        assert kept.smtp.violations == []


async def test_what_is_dropped_is_never_sent(tmp_path: Path) -> None:
    async with backed_up(tmp_path) as kept, restored(kept, tmp_path / "again") as again:
        wrong = await again.run("held", "drop", "--channel", "pigeon")
        assert (wrong.status, wrong.err) == (2, "--channel: nothing is held for pigeon; see `liaison held`.\n")
        assert (await again.run("held", "drop", "--channel", "email")).out.startswith(f"{MEMBERS} dropped")
        await until_settled(again.database)
        await asyncio.sleep(A_WHILE)
        assert kept.mails() == []
        assert rows(again.database, "select distinct state, reason from delivery where channel = 'email'") == [
            ("dropped", "dropped after a restore")
        ]


async def test_the_backup_says_what_it_holds_and_is_never_written_over(tmp_path: Path) -> None:
    async with backed_up(tmp_path) as kept:
        assert kept.made.out.startswith(f"{kept.archive}: 1 reports, 1 alerts, {MEMBERS} deliveries waiting, ")
        again = await kept.live.run("backup", str(kept.archive))
        assert (again.status, again.out, again.err.count("\n")) == (2, "", 1)
        over = await kept.live.run("restore", str(kept.archive))
        assert (over.status, over.err.endswith("Name an empty folder by LIAISON_DATA_DIR.\n")) == (2, True)


async def test_a_full_disk_leaves_nothing_of_a_backup(tmp_path: Path) -> None:
    """A limit on the size of files is met as a full disk is: in the middle of writing."""
    async with people.writing(tmp_path / "live") as unit:
        await people.officer(unit)
    async with installed(tmp_path / "live", start=False) as live:
        (tmp_path / "backups").mkdir()
        words = live.command("backup", str(tmp_path / "backups" / "one.tar.gz"))
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", 'ulimit -f 100; exec "$@"', "sh", *words),
            env=live.environment(),
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await process.communicate()
        assert process.returncode == 1
        assert err.decode().endswith("nothing of it was kept.\n")
        assert err.count(b"\n") == 1
        assert os.listdir(tmp_path / "backups") == []  # noqa: PTH208 - names only


@asynccontextmanager
async def backed_up(folder: Path) -> AsyncIterator[Kept]:
    """The backup is made while mails are being sent and somebody reports on and on; then the machine is lost."""
    async with FakeSmtp() as smtp:
        greeting = asyncio.Event()
        smtp.script("greeting", *[greeting] * 40)
        async with people.writing(folder / "live") as unit:
            officer, reviewer = await people.officer(unit), await people.reviewer(unit)
            administrator = await people.administrator(unit)
            await people.mailboxes(unit, MEMBERS)
        async with installed(folder / "live", settings=mail_to(smtp.port)) as live:
            async with chat(live.address, officer) as talking:
                await talking.reports(precedence="Immediate")
            async with chat(live.address, reviewer) as deciding:
                await deciding.approves()
            await until_rows(live.database, SENDING)
            async with chat(live.address, officer) as talking:
                writing = asyncio.create_task(_goes_on(talking))
                made = await live.run("backup", str(folder / "backup.tar.gz"))
                writing.cancel()
                await asyncio.gather(writing, return_exceptions=True)
            assert (made.status, made.err) == (0, "")
            await live.kill()
            greeting.set()
            yield Kept(
                live=live,
                archive=folder / "backup.tar.gz",
                made=made,
                smtp=smtp,
                officer=officer,
                administrator=administrator,
            )


@asynccontextmanager
async def restored(kept: Kept, folder: Path) -> AsyncIterator[Installation]:
    """The backup in another folder, and a process on it."""
    async with installed(folder, settings=mail_to(kept.smtp.port), start=False) as again:
        ended = await again.run("restore", str(kept.archive))
        assert (ended.status, ended.err) == (0, "")
        assert "It is held: " in ended.out
        await again.start()
        yield again
        assert await again.stop() == 0
        assert "Traceback" not in again.log


async def _goes_on(talking: Chat) -> None:
    while True:
        await talking.post({"said": "/help"})


def _text(content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""
