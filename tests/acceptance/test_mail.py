"""Mail into the real process: a mail server hands it in over LMTP, and what is answered goes out over SMTP."""

import asyncio
import email
import email.policy
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from alerts.person import Role, RoleKind
from tests.acceptance import people
from tests.acceptance.chat import chat, text_of
from tests.acceptance.people import SignedIn
from tests.acceptance.process import Installation, free_port, installed, mail_to
from tests.acceptance.rows import count
from tests.channels.fake_smtp import FakeSmtp
from tests.channels.lmtp_client import LmtpClient

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

REPORTS, MAILBOX = "reports@customs.example", "clerk@kenya.example"
RELAY = "mx.customs.example"
NO_ANSWER = 1.0
"""Seconds in which a process that answers before it has kept a mail would have answered."""

FACTS = {
    "Kind of goods": "cocaine",
    "Quantity": "12.4 kg",
    "Place": "Mombasa port",
    "Day": "yesterday",
    "Transport": "Sea",
}


async def test_a_report_by_mail_is_asked_for_filled_in_confirmed_and_comes_before_a_reviewer(tmp_path: Path) -> None:
    async with mail_in(tmp_path / "live") as (live, clerk, duty):
        await clerk.writes(clerk.code, then="Please choose your preferred language")
        await clerk.writes(filled(clerk.read(), {"Language": "English"}), then="Welcome, Demo Clerk")
        assert re.search(r"^/report: +Report a seizure$", clerk.read(), re.MULTILINE)
        await clerk.writes("/report", then="What was seized?")
        await clerk.writes(filled(clerk.read(), FACTS | {"Quantity": "a lot"}), then="I did not understand “a lot”")
        assert "Please look once more at: Quantity." in clerk.read()
        await clerk.writes(filled(clerk.read(), {"Quantity": "12.4 kg"}), then="Please look it over")
        await clerk.writes("Submit", then="Thank you. Your report is KE-")
        async with chat(live.address, duty) as reviewer:
            card = text_of(await reviewer.sees("REPORT KE-"))
        assert "Cocaine 12.4 kg" in card
        assert "Mombasa port" in card
        await clerk.repeats()
        assert await live.stop() == 0
        assert count(live.database, "select count(*) from report") == 1
        assert clerk.smtp.violations == []
        assert "Traceback" not in live.log


async def test_a_mail_is_answered_for_only_when_it_was_kept_and_one_handed_in_again_after_a_kill_counts_once(
    tmp_path: Path,
) -> None:
    async with mail_in(tmp_path / "live") as (live, clerk, _):
        mail = clerk.composed(clerk.code)
        with closing(sqlite3.connect(live.database, isolation_level=None, timeout=30)) as connection:
            connection.execute("begin immediate")
            async with LmtpClient(clerk.port) as relay:
                await relay.begin(mail, REPORTS, sender=MAILBOX)
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(relay.answer(), NO_ANSWER)
                await live.kill()
            connection.execute("rollback")
        assert count(live.database, "select count(*) from inbox") == 0
        await live.start()
        await clerk.hands_in(mail)
        await clerk.answered("Please choose your preferred language")
        await clerk.hands_in(mail)
        assert count(live.database, "select count(*) from inbox") == 1


@asynccontextmanager
async def mail_in(folder: Path) -> AsyncIterator[tuple[Installation, "Clerk", SignedIn]]:
    """An installation that hears mail, an officer to be with their code, and a reviewer."""
    async with FakeSmtp() as smtp:
        async with people.writing(folder) as unit:
            officer = Role(kind=RoleKind.OFFICER, country="KE")
            code = await people.invitation(unit, "Demo Clerk", officer, country="KE")
            duty = await people.reviewer(unit)
        port = free_port()
        settings = {"MAIL_REPORT_TO": REPORTS, "MAIL_IN_PORT": str(port), "MAIL_TRUSTED_RELAY": RELAY}
        async with installed(folder, settings=mail_to(smtp.port) | settings) as live:
            yield live, Clerk(smtp=smtp, port=port, code=code), duty


@dataclass(slots=True, kw_only=True)
class Clerk:
    """Somebody at a mailbox, who answers the newest mail."""

    smtp: FakeSmtp
    port: int
    code: str
    """The invitation's."""
    written: int = 0
    answers: int = 0
    last: bytes = b""

    async def writes(self, text: str, *, then: str) -> None:
        """Sends a mail; waits for its answer, which has `then`."""
        await self.hands_in(self.composed(text))
        await self.answered(then)

    async def answered(self, then: str) -> None:
        self.answers += 1
        await self.smtp.reached(self.answers)
        assert then in self.read(), self.read()

    async def repeats(self) -> None:
        """Its mail server did not hear our answer, and hands the last mail in once more."""
        await self.hands_in(self.last)

    async def hands_in(self, mail: bytes) -> None:
        self.last = mail
        to = email.message_from_bytes(mail, policy=email.policy.default)["To"].addresses[0].addr_spec
        async with LmtpClient(self.port) as relay:
            (answer,) = await relay.hand_in(mail, to, sender=MAILBOX)
        assert answer.startswith("250"), answer

    def composed(self, text: str) -> bytes:
        """A mail with this text, as its own mail server passes it on."""
        self.written += 1
        mail, newest = EmailMessage(policy=email.policy.SMTP), self.newest()
        mail["Authentication-Results"] = f"{RELAY}; dkim=pass header.d=kenya.example"
        mail["From"], mail["To"] = f"Clerk <{MAILBOX}>", newest["Reply-To"] if newest else REPORTS
        mail["Date"], mail["Subject"] = "Sun, 22 Nov 2026 20:00:00 +0000", "Re: seizure"
        mail["Message-ID"] = f"<{self.written}@kenya.example>"
        if newest:
            mail["In-Reply-To"] = newest["Message-ID"]
        mail.set_content(text)
        return mail.as_bytes()

    def newest(self) -> EmailMessage | None:
        if not self.smtp.taken:
            return None
        made = email.message_from_bytes(self.smtp.taken[-1].content, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        return made

    def read(self) -> str:
        """The text of the newest mail."""
        newest = self.newest()
        body = newest.get_body(("plain",)) if newest else None
        return str(body.get_content()).replace("\r\n", "\n") if body else ""


def filled(form: str, values: Mapping[str, str]) -> str:
    """The mailed form with these values behind their colons, in place of what stands there."""
    lines = []
    for line in form.split("\n"):
        found = re.match(r"(\[\d+\] (.+?)(?: \*)?:)", line)
        lines.append(f"{found[1]} {values[found[2]]}" if found and found[2] in values else line)
    return "\n".join(lines)
