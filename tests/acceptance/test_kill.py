"""The end of the process while an immediate alert goes to many mailboxes. After kill -9 nobody is left out, nobody gets
it more than twice, and a second copy is the same mail, marked; after SIGTERM everybody gets one.
"""

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance import people
from tests.acceptance.chat import chat
from tests.acceptance.people import SignedIn
from tests.acceptance.process import Installation, installed, mail_to
from tests.acceptance.rows import count, states, until_rows, until_settled
from tests.acceptance.waiting import until
from tests.channels.fake_smtp import FakeSmtp, Taken

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

MANY = 200
CONNECTIONS = 16
"""What the mail channel keeps open at most."""
SENDING = "select count(*) from delivery where state = 'sending' and channel = 'email'"
REPEATED = "This may be a second copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A running installation in which a report waits for its release to many mailboxes."""

    installation: Installation
    smtp: FakeSmtp
    mailboxes: Sequence[str]
    officer: SignedIn
    reviewer: SignedIn

    async def release(self) -> None:
        """The whole way to the Release button, and its press."""
        async with chat(self.installation.address, self.officer) as officer:
            await officer.reports(precedence="Immediate")
        async with chat(self.installation.address, self.reviewer) as reviewer:
            await reviewer.approves()

    async def stopping(self) -> bool:
        return "stopping" in self.installation.log

    def copies(self) -> Counter[str]:
        return Counter(taken.recipients[0] for taken in self.smtp.taken)


@asynccontextmanager
async def about_to_send(folder: Path, number: int) -> AsyncIterator[Sent]:
    async with FakeSmtp() as smtp:
        async with people.writing(folder) as unit:
            officer, reviewer = await people.officer(unit), await people.reviewer(unit)
            mailboxes = await people.mailboxes(unit, number)
        async with installed(folder, settings=mail_to(smtp.port)) as installation:
            yield Sent(installation=installation, smtp=smtp, mailboxes=mailboxes, officer=officer, reviewer=reviewer)


async def test_killed_while_the_mail_server_holds_its_greeting_everybody_gets_one_copy(tmp_path: Path) -> None:
    async with about_to_send(tmp_path / "live", MANY) as sent:
        greeting = asyncio.Event()
        sent.smtp.script("greeting", *[greeting] * CONNECTIONS)
        await sent.release()
        await until_rows(sent.installation.database, SENDING)
        await sent.smtp.connected(1)
        await sent.installation.kill()
        assert count(sent.installation.database, SENDING) > 0
        greeting.set()
        await sent.installation.start()
        await until_settled(sent.installation.database)
        assert sent.copies() == dict.fromkeys(sent.mailboxes, 1)
        assert states(sent.installation.database, channel="email", kind="alert") == {"accepted": MANY}
        assert sent.smtp.violations == []


async def test_killed_between_data_and_its_answer_nobody_gets_more_than_two_copies_of_the_same_mail_marked(
    tmp_path: Path,
) -> None:
    async with about_to_send(tmp_path / "live", MANY) as sent:
        answered, held = asyncio.Event(), asyncio.Event()
        answered.set()
        sent.smtp.script("content", *[answered] * 40, *[held] * CONNECTIONS)
        await sent.release()
        await sent.smtp.reached(40 + CONNECTIONS)
        unanswered = {taken.recipients[0] for taken in sent.smtp.taken[40:]}
        await sent.installation.kill()
        held.set()
        await sent.installation.start()
        await until_settled(sent.installation.database)
        copies = sent.copies()
        assert set(copies) == set(sent.mailboxes)
        assert max(copies.values()) == 2
        assert {mailbox for mailbox in unanswered if copies[mailbox] == 2} == unanswered
        for mailbox, number in copies.items():
            mails = [mail_of(taken) for taken in sent.smtp.taken if taken.recipients[0] == mailbox]
            assert len({identity for identity, _ in mails}) == 1
            assert [REPEATED in body for _, body in mails][1:] == [True] * (number - 1)
        assert states(sent.installation.database, channel="email", kind="alert") == {"accepted": MANY}
        assert sent.smtp.violations == []


async def test_killed_twice_before_the_answer_an_outcome_is_unknown_for_good_and_shown_to_the_operator(
    tmp_path: Path,
) -> None:
    async with about_to_send(tmp_path / "live", 3) as sent:
        held = asyncio.Event()
        sent.smtp.script("content", *[held] * 6)
        await sent.release()
        await sent.smtp.reached(3)
        await sent.installation.kill()
        await sent.installation.start()
        await sent.smtp.reached(6)
        await sent.installation.kill()
        held.set()
        await sent.installation.start()
        await until_settled(sent.installation.database)
        assert states(sent.installation.database, channel="email", kind="alert") == {"unknown": 3}
        assert sent.copies() == dict.fromkeys(sent.mailboxes, 2)
        checked = await sent.installation.run("check")
        assert checked.status == 1
        assert "Outcome unknown" in checked.out
        assert sent.smtp.violations == []


async def test_a_stop_finishes_the_sends_under_way_and_nobody_gets_a_second_copy(tmp_path: Path) -> None:
    async with about_to_send(tmp_path / "live", MANY) as sent:
        held = asyncio.Event()
        sent.smtp.script("content", *[held] * CONNECTIONS)
        await sent.release()
        await sent.smtp.reached(CONNECTIONS)
        stopping = asyncio.create_task(sent.installation.stop())
        await until(sent.stopping, what="the stop to begin")
        held.set()
        assert await stopping == 0
        assert count(sent.installation.database, SENDING) == 0
        await sent.installation.start()
        await until_settled(sent.installation.database)
        assert sent.copies() == dict.fromkeys(sent.mailboxes, 1)
        assert sent.smtp.violations == []


async def test_a_stop_puts_back_what_cannot_be_finished(tmp_path: Path) -> None:
    async with about_to_send(tmp_path / "live", MANY) as sent:
        greeting = asyncio.Event()
        sent.smtp.script("greeting", *[greeting] * CONNECTIONS)
        await sent.release()
        await until_rows(sent.installation.database, SENDING)
        assert await sent.installation.stop() == 0
        assert states(sent.installation.database, channel="email", kind="alert") == {"queued": MANY}
        greeting.set()
        await sent.installation.start()
        await until_settled(sent.installation.database)
        assert sent.copies() == dict.fromkeys(sent.mailboxes, 1)


def mail_of(taken: Taken) -> tuple[str, str]:
    """Message-ID and text of a mail."""
    message = email.message_from_bytes(taken.content, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(message["Message-ID"]), str(body.get_content())
