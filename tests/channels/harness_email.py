"""The mail channel between a fake mail server, where its mails go, and one that hands mails in."""

import email
import email.policy
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage

from channels.email import EmailChannel
from channels.email_address import SmtpSettings
from channels.email_in.intake import MailIn
from channels.email_in.settings import MailInSettings
from channels.email_pipeline import TimeLimits
from channels.message import Address
from tests.channels.fake_smtp import Act, FakeSmtp, Offer, Say
from tests.channels.harness import Harness, Next
from tests.channels.lmtp_client import LmtpClient

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SMTP = SmtpSettings(host="127.0.0.1", port=1, mail_from="Liaison <alerts@liaison.example>")
REPORT_TO = "reports@liaison.example"
PASSWORD = "correct horse battery staple"
LIMITS = TimeLimits(connect=5.0, command=5.0, answer=5.0)


def settings(server: FakeSmtp) -> SmtpSettings:
    """Settings for a server on loopback, in clear."""
    login = server.offer.login or ("", "")
    return SmtpSettings(
        host="127.0.0.1",
        port=server.port,
        username=login[0],
        password=login[1],
        tls="none",
        mail_from="Liaison <alerts@liaison.example>",
        bounce_to="bounces@liaison.example",
    )


def parsed(content: bytes) -> EmailMessage:
    """A message as a mail program reads it. Raises for anything a strict reader would object to."""
    return email.message_from_bytes(content, EmailMessage, policy=email.policy.default.clone(raise_on_defect=True))


def text_of(mail: EmailMessage, kind: str) -> str:
    """The text or HTML body."""
    body = mail.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


class EmailHarness:
    """See `Harness`."""

    secrets: Sequence[str] = (PASSWORD,)
    hears = True

    def __init__(self, channel: EmailChannel, server: FakeSmtp) -> None:
        self.channel = channel
        self._server = server

    def address(self, name: str) -> Address:
        return Address("email", f"{name}@office.example")

    def next_send(self, what: Next) -> None:
        match what:
            case Next.BUSY:
                self._server.script("MAIL", Say(451, "4.3.0 later"))
            case Next.GONE:
                self._server.script("RCPT", Say(550, "5.1.1 nobody here"))
            case Next.NEVER:
                self._server.script("content", Say(554, "5.6.0 no"))
            case Next.LOCKED_OUT:
                self._server.script("MAIL", Say(530, "5.7.0 who are you?"))
            case Next.LOST_BEFORE:
                # A connection that lay idle is replaced without a word: then the new one must break off too.
                idle = any(not session.closed.is_set() for session in self._server.sessions)
                self._server.script("MAIL", *[Act.RESET] * (1 + idle))
            case Next.LOST_AFTER:
                self._server.script("content", Act.RESET)

    async def shown(self, to: Address) -> Sequence[str]:
        mails = [parsed(taken.content) for taken in self._server.taken if to.id in taken.recipients]
        return [f"{mail['Subject']}\n{text_of(mail, 'plain')}" for mail in mails]

    def notes(self) -> Sequence[str]:
        return self._server.violations

    async def person_says(self, sender: Address, text: str, *, key: str) -> bool:
        _, port = await self.channel.listening()
        async with LmtpClient(port) as relay:
            answers = await relay.hand_in(written(text, sender=sender.id, key=key), REPORT_TO, sender=sender.id)
        return answers[0].startswith("250")

    async def person_presses(self, sender: Address, label: str, *, key: str) -> bool:
        raise NotImplementedError


def written(text: str, *, sender: str = "ann@office.example", key: str = "1", head: str = "") -> bytes:
    """A mail somebody wrote. `head` is put before its other headers, each line ended."""
    body = "\r\n".join(text.splitlines())
    return (
        f"{head}From: Ann Other <{sender}>\r\nTo: {REPORT_TO}\r\nSubject: Report\r\nMessage-ID: <{key}@office.example>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    ).encode()


class Album:
    """Where pictures are kept; what begins with %PDF is none."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Address, bytes, str]] = {}

    async def keep(self, sender: Address, content: bytes, name: str) -> str:
        if content.startswith(b"%PDF"):
            raise ValueError("This is not a picture.")
        self.kept[f"p{len(self.kept) + 1}"] = (sender, content, name)
        return f"p{len(self.kept)}"

    async def read(self, ref: str) -> bytes:
        return self.kept[ref][1]


def mail_in(own: MailInSettings, album: Album | None = None) -> MailIn:
    album = album or Album()
    return MailIn(settings=own, keep_picture=album.keep, read_picture=album.read)


@asynccontextmanager
async def open_email() -> AsyncIterator[Harness]:
    offer = Offer(login=("liaison", PASSWORD), login_needed=True)
    heard = mail_in(MailInSettings(report_to=REPORT_TO, listen_port=0))
    async with (
        FakeSmtp(offer) as server,
        EmailChannel(settings(server), mail_in=heard, time_limits=LIMITS, now=lambda: NOON) as channel,
    ):
        yield EmailHarness(channel, server)
