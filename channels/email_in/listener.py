"""Where the organisation's mail server hands mail in: LMTP or SMTP, in the loop that runs everything else. A mail is
answered 250 when the handler has returned, so that it is in one of two places at any moment.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import AnyStr, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email_in.intake import Intake
from channels.email_in.read import Unreadable
from channels.errors import Misconfigured, Temporary

log = logging.getLogger(__name__)

_LINE_MOST = 65_536
"""Octets of a line. RFC 5321 4.5.3.1.6 ends at 1,000; a mail with longer ones would be lost for a matter of form."""

_RECIPIENTS_MOST = 100  # RFC 5321 4.5.3.1.8: at least so many
_TAKEN = "250 2.6.0 taken"
_LATER = "451 4.3.0 not now, try again later"
_UNREADABLE = "554 5.6.0 this mail cannot be read"
_NOBODY = "550 5.1.1 nobody of this name"
_NO_COMMAND = "500 5.5.1 not spoken here"
_NULL_PATH = "<>"  # as aiosmtpd calls it


class Listener:
    """`async with Listener(...) as listener`, then `listener.port`. It listens until it is closed."""

    def __init__(self, intake: Intake, *, host: str, port: int, lmtp: bool) -> None:
        self.host = host
        self.port = port
        """With 0 given: the one found, once it listens."""
        self._door = _Door(intake=intake, lmtp=lmtp)
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Raises Temporary where the port is taken, Misconfigured where it may not be."""
        # It writes every command and every line of a mail into its log.
        logging.getLogger("mail.log").addFilter(_nothing)
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._door.open, self.host, self.port)
        except PermissionError:
            raise Misconfigured(f"Port {self.port} may not be used for incoming mail.") from None
        except OSError as error:
            raise Temporary(f"Port {self.port} cannot be used for incoming mail ({type(error).__name__}).") from None
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._server:
            self._server.close()
        await self._door.close()


def _nothing(_: logging.LogRecord) -> bool:
    return False


@dataclass(slots=True, kw_only=True)
class _Door:
    """Makes a connection's protocol, and answers for all of them what it asks (aiosmtpd's handler)."""

    intake: Intake
    lmtp: bool
    talks: set["_Talk"] = field(default_factory=set)

    def open(self) -> SMTP:
        talk = _Talk(self)
        self.talks.add(talk)
        return talk

    async def close(self) -> None:
        tasks = [task for talk in self.talks if (task := talk.hang_up())]
        await asyncio.gather(*tasks, return_exceptions=True)
        self.talks.clear()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        del server, session, options
        if self.intake.addresses.locate(address) is None:
            return _NOBODY
        if len(envelope.rcpt_tos) >= _RECIPIENTS_MOST:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """One answer per recipient over LMTP (RFC 2033 4.2), the worst over SMTP: then the mail comes again, and who has
        it already knows its key.
        """
        del server, session
        answers = [await self._take(envelope, recipient) for recipient in envelope.rcpt_tos]
        return "\r\n".join(answers) if self.lmtp else max(answers, key=[_TAKEN, _UNREADABLE, _LATER].index)

    async def handle_exception(self, error: Exception) -> str:
        log.warning("a talk with the mail server failed (%s)", type(error).__name__)
        return _LATER

    async def _take(self, envelope: Envelope, recipient: str) -> str:
        content, path = envelope.content, envelope.mail_from or ""
        place = self.intake.addresses.locate(recipient)
        if not isinstance(content, bytes) or place is None:
            return _LATER
        try:
            await self.intake.take_enveloped(content, return_path="" if path == _NULL_PATH else path, place=place)
        except Unreadable:
            log.warning("a mail could not be read and was refused")
            return _UNREADABLE
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is kept, and the mail server keeps the mail
            log.warning("a mail could not be kept (%s): the mail server is to try again", type(error).__name__)
            return _LATER
        return _TAKEN


class _Talk(SMTP):
    """One connection: aiosmtpd's protocol, with LMTP's greeting and its answer per recipient (RFC 2033) where asked."""

    line_length_limit = _LINE_MOST

    def __init__(self, door: _Door) -> None:
        addresses = door.intake.addresses
        super().__init__(
            door,
            data_size_limit=door.intake.mail_in.size_most,
            enable_SMTPUTF8=True,
            hostname=addresses.sent_from.rpartition("@")[2],
            ident="Liaison",
        )
        self._door = door
        self._owed = 0

    def connection_lost(self, error: Exception | None) -> None:
        self._door.talks.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> asyncio.Task[None] | None:
        """Ends the connection. What went on in it is over when the task is."""
        if self.transport is not None:
            self.transport.close()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        return self._handler_coroutine

    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        await (super().smtp_EHLO(arg) if self._door.lmtp else self.push(_NO_COMMAND))

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802 - as above
        await (self.push(_NO_COMMAND) if self._door.lmtp else super().smtp_EHLO(arg))

    async def smtp_HELO(self, arg: str) -> None:  # noqa: N802 - as above
        await (self.push(_NO_COMMAND) if self._door.lmtp else super().smtp_HELO(arg))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - as above
        try:
            await super().smtp_DATA(arg)
        finally:
            self._owed = 0

    async def push(self, status: AnyStr) -> None:
        """One answer; to a whole message over LMTP as many as it has recipients, also where the library refuses it."""
        await super().push(self._for_all(status))

    def _for_all(self, status: str | bytes) -> str:
        text = status.decode() if isinstance(status, bytes) else status
        if text.startswith("354"):
            self._owed = len(self.envelope.rcpt_tos) if self._door.lmtp and self.envelope else 0
        elif self._owed > 1 and "\r\n" not in text:
            return "\r\n".join([text] * self._owed)
        return text
