"""The mail channel. Out: one SMTP transaction per recipient, the message built once and spliced. In: what
`channels/email_in` hears. It reads no mail itself.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

import aiosmtplib
from starlette.routing import BaseRoute

from channels.base import Checked, Handler, Limits, Prepared, Slots, Standing
from channels.email_address import SmtpSettings, add_token, check_mailbox
from channels.email_failures import classify
from channels.email_in.hearing import Hearing
from channels.email_in.intake import MailIn
from channels.email_in.settings import UNSUBSCRIBE, our_addresses
from channels.email_pipeline import Envelope, LostAfter, LostBefore, Refused, SmtpConnection, TimeLimits
from channels.email_pool import Pool, open_connection
from channels.email_splice import PreparedMail, build, check_id, splice
from channels.errors import Permanent
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


def prepare(message: Message, settings: SmtpSettings) -> PreparedMail:
    """Renders once for all recipients. The same message gives the same bytes."""
    return build(message, sender=settings.sender)


class EmailChannel:
    """Mail to one mailbox at a time over a pool of connections, opened when the first mail goes."""

    name = "email"

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        mail_in: MailIn | None = None,
        concurrency: int = LIMITS.concurrency,
        time_limits: TimeLimits | None = None,
        tls_context: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        carry_most: int = _CARRY_MOST,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        """Without `mail_in` nothing comes in. `tls_context`: for mail servers whose certificate the system does not know.
        `now` dates the mails, `clock` (seconds) counts idle time and silence; a connection is closed after `carry_most` mails or
        `idle_seconds`.
        """
        self._report_to = mail_in.settings.report_to if mail_in else ""
        self.limits = replace(LIMITS, concurrency=concurrency, form=self._report_to != "")
        self._settings = settings
        self._mail_in = mail_in
        self._hearing = (
            Hearing(mail_in, our_addresses(settings, mail_in.settings), now=now, tls_context=tls_context, clock=clock)
            if mail_in
            else None
        )
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

    async def receive(self, handle: Handler) -> None:
        """See `Hearing.receive`."""
        if self._hearing is None:
            await asyncio.Event().wait()
        else:
            await self._hearing.receive(handle)

    async def listening(self) -> tuple[str, int]:
        """Where mail is handed in, host and port, as soon as it is; with no listener set, never."""
        if self._hearing is None:
            await asyncio.Event().wait()
            raise AssertionError
        return await self._hearing.listening()

    def silence(self) -> float | None:
        """See `Hearing.silence`."""
        return None if self._hearing is None else self._hearing.silence()

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
                answer_to=self._own("", slots.answer_token),
                unsubscribe_to=self._own(UNSUBSCRIBE, slots.unsubscribe_token),
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
        """Opens a connection, greets and signs in; where mail comes in by IMAP, there too."""
        try:
            connection = await self._connect()
            await connection.quit()
        except (Refused, LostBefore, LostAfter, aiosmtplib.SMTPException, OSError) as error:
            raise classify(error) from None
        who = f"{self._sender.addr_spec} by {self._settings.host}:{self._settings.port}"
        if self._hearing is None:
            return Checked(who=who)
        heard = await self._hearing.check()
        return Checked(who=f"{who}, hears by {heard.who}" if heard.who else who, missing=heard.missing)

    def link(self, code: str) -> str:  # noqa: ARG002 - who has a mailbox only gets a page's address
        return ""

    def rate(self, to: Address) -> Rate | None:  # noqa: ARG002 - a relay sets no pace per mailbox
        return None

    def parts(self, prepared: Prepared) -> int:  # noqa: ARG002 - a mail is never split
        return 1

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:  # noqa: ARG002
        raise Permanent("Who reads a mailing list cannot be known.")

    async def fetch(self, ref: str) -> bytes:
        """A picture as it was kept when its mail came in: the mail itself is gone then."""
        try:
            if self._mail_in is not None:
                return await self._mail_in.read_picture(ref)
        except KeyError:
            pass
        raise Permanent("There is no such picture.")

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

    def _own(self, kind: str, token: str) -> str:
        """The address at which `token` comes back; "" where there is none, or nobody hears."""
        return add_token(self._report_to, token, kind=kind) if token and self._report_to else ""
