"""Outgoing mail: one SMTP transaction per recipient, the message built once and spliced. It reads no mail."""

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, Self

import aiosmtplib
from starlette.routing import BaseRoute

from channels.base import Checked, Handler, Limits, Prepared, Slots, Standing
from channels.email_address import SmtpSettings, add_token, check_mailbox
from channels.email_pipeline import Envelope, LostAfter, LostBefore, Refused, SmtpConnection, TimeLimits
from channels.email_pool import Pool, open_connection
from channels.email_splice import PreparedMail, build, check_id, splice
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address, Message, Receipt
from channels.pace import Rate

log = logging.getLogger(__name__)

LIMITS = Limits(
    label="E-mail",
    carrier="mail",
    text=100_000,
    caption=1000,
    buttons=0,
    button_label=0,
    pictures=10,
    picture_bytes=1_700_000,  # ten of them in base64 stay below the 25 MB many receivers set
    can_edit=False,
    can_delete=False,
    form=False,
    in_place=False,
    concurrency=16,
    per_second=20_000.0,  # one's own relay sets no pace: what one process can send
)

_CARRY_MOST = 500  # mails per connection; Exim's default is to end it after 1,000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_IDLE_SECONDS = 60.0  # Postfix waits 300, some relays 120

_BY_KIND: Mapping[type[BaseException], type[SendError]] = {
    LostAfter: Unknown,
    LostBefore: Temporary,
    aiosmtplib.SMTPConnectError: Temporary,
    aiosmtplib.SMTPServerDisconnected: Temporary,
    aiosmtplib.SMTPTimeoutError: Temporary,
    # No STARTTLS, no AUTH, no method in common: said without a code.
    aiosmtplib.SMTPException: Misconfigured,
    # The handshake was cut short; any other SSLError is a wrong certificate, version or port.
    ssl.SSLEOFError: Temporary,
    ssl.SSLZeroReturnError: Temporary,
    ssl.SSLSyscallError: Temporary,
    ssl.SSLError: Misconfigured,
    OSError: Temporary,
}
"""What happened to the connection. Looked up along the error's ancestry: the nearest kind counts."""


class Verdict(NamedTuple):
    """One line of the table of replies; an empty field fits everything."""

    stages: str
    codes: str
    enhanced: str
    failure: type[SendError]


_BY_REPLY: Sequence[Verdict] = (
    Verdict("", "4", "", Temporary),
    Verdict("", "530 534 535 538", "", Misconfigured),
    Verdict("connect", "5", "", Misconfigured),
    Verdict("", "5", "7.", Misconfigured),  # policy: our set-up, not the recipient
    Verdict("", "5", "1.7 1.8", Misconfigured),  # the sender's address
    Verdict("MAIL", "5", "1.", Misconfigured),
    Verdict("RCPT content", "5", "1. 2.1", RecipientGone),
    Verdict("", "5", "2. 3. 4. 5. 6.", Permanent),  # mailbox full, too big, no route, syntax, content
    Verdict("MAIL", "550 551 553 554", "", Misconfigured),
    Verdict("RCPT", "550 551 553", "", RecipientGone),
    Verdict("", "5", "", Permanent),
)
"""What a reply means: stage, codes (or their first digit), enhanced codes without their class (RFC 3463); the first
line that fits counts.
"""


def prepare(message: Message, settings: SmtpSettings) -> PreparedMail:
    """Renders once for all recipients. The same message gives the same bytes."""
    return build(message, sender=settings.sender)


def classify(error: BaseException) -> SendError:
    """What a failure of the connection or a refusal means for the delivery. Never repeats words of the server."""
    if isinstance(error, Refused):
        return _by_reply(error)
    if isinstance(error, aiosmtplib.SMTPResponseException) and 400 <= error.code <= 599:  # noqa: PLR2004
        return _by_reply(Refused("connect", error.code, error.message.encode("ascii", "replace")))
    if isinstance(error, aiosmtplib.SMTPConnectError) and isinstance(error.__cause__, ssl.SSLError):
        error = error.__cause__  # TLS from the first byte: the certificate was the reason
    kind = next((kind for kind in type(error).__mro__ if kind in _BY_KIND), None)
    if kind is None:
        raise error
    return _BY_KIND[kind](_reason(error))


class EmailChannel:
    """Mail to one mailbox at a time over a pool of connections, opened when the first mail goes."""

    name = "email"

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        concurrency: int = LIMITS.concurrency,
        time_limits: TimeLimits | None = None,
        tls_context: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        carry_most: int = _CARRY_MOST,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        """`tls_context`: for a relay whose certificate the system does not know. `now` dates the mails, `clock`
        (seconds) counts idle time; a connection is closed after `carry_most` mails or `idle_seconds`.
        """
        self.limits = replace(LIMITS, concurrency=concurrency)
        self._settings = settings
        self._sender = settings.sender
        self._return_base = settings.return_base
        self._return_token = settings.bounce_to != ""
        self._time_limits = time_limits or TimeLimits()
        self._tls_context = tls_context
        self._now = now
        self._pool = Pool(
            self._connect,
            most=concurrency,
            carry_most=carry_most,
            idle_seconds=idle_seconds,
            clock=clock,
        )

    async def __aenter__(self) -> Self:
        if self._settings.username and self._settings.tls == "none" and self._settings.host not in _LOOPBACK:
            log.warning("The mail server's password goes over the network unencrypted: set starttls or tls.")
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._pool.close()

    async def receive(self, handle: Handler) -> None:  # noqa: ARG002 - nothing comes in here yet
        await asyncio.Event().wait()

    def prepare(self, message: Message) -> PreparedMail:
        return prepare(message, self._settings)

    async def send(
        self,
        to: Address,
        prepared: Prepared,
        slots: Slots,
        *,
        key: str,
        thread: Receipt | None = None,
        done: Receipt | None = None,
    ) -> Receipt:
        """The receipt holds the Message-ID without brackets. `slots.recipient` is the name shown beside the address.
        `thread` counts where `slots.thread` is empty.
        """
        if done:
            return done
        if not isinstance(prepared, PreparedMail):
            raise TypeError("This was prepared by another channel.")
        try:
            recipient = check_mailbox(to.id)
            message_id = self._message_id(slots.message_id or sha256(key.encode()).hexdigest()[:32])
            earlier = [self._message_id(one) for one in slots.thread] or list(thread.parts if thread else ())
            content = splice(
                prepared,
                slots,
                to=recipient,
                message_id=message_id,
                thread=earlier,
                at=self._now(),
            )
            envelope = Envelope(sender=self._return_path(slots.reply_token), recipient=recipient)
        except ValueError as error:
            raise Permanent(str(error)) from None
        try:
            await self._pool.deliver(envelope, content)
        except (Refused, LostBefore, LostAfter, aiosmtplib.SMTPException, OSError) as error:
            failure = classify(error)
            log.info("mail %s: %s", message_id, failure.reason)
            # Without its cause: a server's words may hold addresses, and what a login says is nobody's business.
            raise failure from None
        return Receipt((message_id,))

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:  # noqa: ARG002
        raise Permanent("A mail cannot be changed.")

    async def delete(self, receipt: Receipt, *, to: Address) -> None:  # noqa: ARG002
        raise Permanent("A mail cannot be deleted.")

    async def check(self) -> Checked:
        """Opens a connection, greets and signs in."""
        try:
            connection = await self._connect()
            await connection.quit()
        except (Refused, LostBefore, LostAfter, aiosmtplib.SMTPException, OSError) as error:
            raise classify(error) from None
        return Checked(who=f"{self._sender.addr_spec} by {self._settings.host}:{self._settings.port}")

    def link(self, code: str) -> str:  # noqa: ARG002 - who has a mailbox only gets a page's address
        return ""

    def rate(self, to: Address) -> Rate | None:  # noqa: ARG002 - a relay sets no pace per mailbox
        return None

    def parts(self, prepared: Prepared) -> int:  # noqa: ARG002 - a mail is never split
        return 1

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:  # noqa: ARG002
        raise Permanent("Who reads a mailing list cannot be known.")

    async def fetch(self, ref: str) -> bytes:  # noqa: ARG002
        raise Permanent("No picture comes in by mail.")

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def _connect(self) -> SmtpConnection:
        if self._tls_context is None and self._settings.tls != "none":
            # Once, in a thread: reading the system's certificates takes some ten milliseconds.
            self._tls_context = await asyncio.to_thread(ssl.create_default_context)
        return await open_connection(self._settings, self._tls_context, self._time_limits)

    def _message_id(self, public_id: str) -> str:
        return f"{check_id(public_id)}@{self._sender.domain}"

    def _return_path(self, token: str) -> str:
        return add_token(self._return_base, token) if token and self._return_token else self._return_base


def _by_reply(refused: Refused) -> SendError:
    for stages, codes, enhanced, failure in _BY_REPLY:
        if (
            (not stages or refused.stage in stages.split())
            and any(str(refused.code).startswith(code) for code in codes.split())
            and (not enhanced or any(_within(refused.enhanced, one) for one in enhanced.split()))
        ):
            return failure(str(refused))
    return Temporary(str(refused))


def _within(enhanced: str, wanted: str) -> bool:
    return enhanced.startswith(wanted) if wanted.endswith(".") else enhanced == wanted


def _reason(error: BaseException) -> str:
    """Our own words: the exception's own may hold host names, addresses or what the server said."""
    if isinstance(error, Refused | LostBefore | LostAfter):
        return str(error) or (type(error).__doc__ or "")
    return f"The mail server could not be used ({type(error).__name__})."
