"""All ways in of one channel together: what runs while it receives, and how they stand."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime

from channels.base import Checked, Handler
from channels.email_in.imap import Mailbox, watch
from channels.email_in.intake import Intake, MailIn
from channels.email_in.listener import Listener
from channels.email_in.settings import ImapServer, OurAddresses
from channels.errors import SendError
from channels.frames import Frames


class Hearing:
    """Opens nothing before `receive`."""

    def __init__(
        self,
        mail_in: MailIn,
        addresses: OurAddresses,
        *,
        now: Callable[[], datetime],
        tls_context: ssl.SSLContext | None,
        clock: Callable[[], float],
    ) -> None:
        self._mail_in = mail_in
        self._addresses = addresses
        self._now = now
        self._tls_context = tls_context
        self._frames = Frames(clock)
        self._address = ("", 0)
        self._listens = asyncio.Event()

    async def receive(self, handle: Handler) -> None:
        """Listens and reads the mailbox, whichever is set. Where one of them cannot go on both end: raises SendError."""
        intake = Intake(mail_in=self._mail_in, addresses=self._addresses, now=self._now, handle=handle)
        imap = self._mail_in.settings.imap
        ways = [self._watch(imap, intake)] if imap else []
        ways += [self._listen(intake)] if self._mail_in.settings.listen_port is not None else []
        tasks = [asyncio.create_task(way) for way in (*ways, _for_ever())]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                if not task.cancelling():  # once is enough: it may be closing a connection by now
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def silence(self) -> float | None:
        """Seconds since the mailbox could last be looked into; None where none is."""
        return self._frames.silence()

    async def listening(self) -> tuple[str, int]:
        """Where mail is handed in, host and port, as soon as it is."""
        await self._listens.wait()
        return self._address

    async def check(self) -> Checked:
        """How the ways in stand; what is wrong with one is among `missing`."""
        settings, missing, ways = self._mail_in.settings, list[str](), list[str]()
        if settings.listen_port is not None:
            port = self._address[1] if self._listens.is_set() else settings.listen_port
            state = "" if self._listens.is_set() else ", not listening now"
            ways.append(f"{'LMTP' if settings.lmtp else 'SMTP'} on {settings.listen_host}:{port}{state}")
        if imap := settings.imap:
            ways.append(f"{imap.mailbox} by {imap.host}:{imap.port}")
            try:
                async with self._mailbox(imap):
                    pass
            except SendError as error:
                missing.append(error.reason)
        if not settings.trusted_relay and settings.report_to:
            missing.append("No mail server is trusted to tell real senders: only answers with a token are believed.")
        return Checked(who=" and ".join(ways), missing=tuple(missing))

    async def _listen(self, intake: Intake) -> None:
        settings = intake.mail_in.settings
        async with Listener(
            intake, host=settings.listen_host, port=settings.listen_port or 0, lmtp=settings.lmtp
        ) as found:
            self._address = (found.host, found.port)
            self._listens.set()
            try:
                await _for_ever()
            finally:
                self._listens.clear()

    async def _watch(self, imap: ImapServer, intake: Intake) -> None:
        self._frames.expected()
        async with self._mailbox(imap) as mailbox:
            await watch(mailbox, intake, self._frames)

    def _mailbox(self, imap: ImapServer) -> Mailbox:
        return Mailbox(imap, time_limit=self._mail_in.time_limit, tls_context=self._tls_context)


async def _for_ever() -> None:
    await asyncio.Event().wait()
