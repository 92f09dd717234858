"""The mail catcher of a demo: a real SMTP server on loopback that keeps what it is given and sends nothing on."""

import asyncio
import base64
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.http.ports import CaughtMail

KEPT = 500
"""Mails kept in memory for the demo's page; the files stay."""


class Catcher:
    """Takes mails in and shows them."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._server: asyncio.Server | None = None
        self._mails: list[CaughtMail] = []
        self._news: set[asyncio.Event] = set()
        self.count = 0
        """How many mails were taken since the start."""

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        if self._server is None:
            msg = "the catcher is not open"
            raise RuntimeError(msg)
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            numbered = {int(file.stem): file for file in self._folder.glob("*.eml") if file.stem.isdecimal()}
            for number, file in sorted(numbered.items())[-KEPT:]:
                self._remember(file.read_bytes(), number, datetime.fromtimestamp(file.stat().st_mtime, UTC))
        self._server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._server is not None:
            self._server.close()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keeps one mail."""
        del server, session
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 no content"
        self.count += 1
        mail = self._remember(content, self._mails[-1].id + 1 if self._mails else 1, datetime.now(UTC))
        if self._folder is not None:
            (self._folder / f"{mail.id:06d}.eml").write_bytes(content)
        for event in self._news:
            event.set()
        return "250 caught"

    def mails(self, *, after: int = 0) -> Sequence[CaughtMail]:
        return [mail for mail in self._mails if mail.id > after]

    async def wait(self, *, seconds: float) -> None:
        event = asyncio.Event()
        self._news.add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
        finally:
            self._news.discard(event)

    def _remember(self, content: bytes, number: int, at: datetime) -> CaughtMail:
        mail = read_mail(content, number=number, at=at)
        self._mails = [*self._mails[-KEPT + 1 :], mail]
        return mail


def read_mail(content: bytes, *, number: int, at: datetime) -> CaughtMail:
    """A mail as a mail client shows it: its pictures in place, nothing fetched."""
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage):
        msg = "not a mail"
        raise TypeError(msg)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return CaughtMail(
        id=number,
        at=at,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(text.get_content()) if text is not None else "",
        html=_with_pictures(str(html.get_content()), message) if html is not None else "",
    )


def _with_pictures(html: str, message: EmailMessage) -> str:
    pictures = {
        str(part["Content-ID"]).strip("<>"): part
        for part in message.walk()
        if part.get_content_maintype() == "image" and part["Content-ID"]
    }

    def place(found: re.Match[str]) -> str:
        part = pictures.get(found[1])
        payload = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(payload, bytes):
            return found[0]
        return f"data:{part.get_content_type()};base64,{base64.b64encode(payload).decode()}"

    return re.sub(r"cid:([^\"'\s>]+)", place, html)
