"""A mailbox read over IMAP: what is unseen is handed over in order and flagged as seen behind the handler's return.

The standard library's client, in a thread. It looks every few seconds: waiting for news (IDLE) is in it only from
Python 3.14 on.
"""

import asyncio
import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ParamSpec, Self, TypeVar

from channels.email_in.intake import Intake
from channels.email_in.read import Unreadable
from channels.email_in.settings import ImapServer
from channels.errors import Misconfigured, SendError, Temporary
from channels.frames import Frames

log = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")


class LoginRefused(Exception):
    """The IMAP server refused the user or the password."""


class NoMailbox(Exception):
    """The IMAP server has no such mailbox."""


class NoTls(Exception):
    """The IMAP server offers no encryption."""


class Silent(Exception):
    """The IMAP server did not do what it was asked."""


_BY_KIND: Mapping[type[BaseException], type[SendError]] = {
    LoginRefused: Misconfigured,
    NoMailbox: Misconfigured,
    NoTls: Misconfigured,
    Silent: Temporary,
    imaplib.IMAP4.readonly: Misconfigured,  # nothing could be flagged: everything would come again and again
    imaplib.IMAP4.error: Temporary,  # a connection that ended, an answer that is none
    ssl.SSLEOFError: Temporary,
    ssl.SSLZeroReturnError: Temporary,
    ssl.SSLSyscallError: Temporary,
    ssl.SSLError: Misconfigured,  # a wrong certificate, version or port
    OSError: Temporary,
}
"""Looked up along the error's ancestry: the nearest kind counts."""

_CONNECT_SECONDS = 10.0
"""For connecting and signing in: a thread that waits for a connection cannot be stopped, and the process waits for it."""

_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def classify(error: BaseException) -> SendError:
    """What a failure means. Never repeats words of the server: they may hold what it was told."""
    kind = next((kind for kind in type(error).__mro__ if kind in _BY_KIND), None)
    if kind is None:
        raise error
    own = isinstance(error, LoginRefused | NoMailbox | NoTls | Silent)
    reason = (type(error).__doc__ or "") if own else f"The mailbox could not be read ({type(error).__name__})."
    return _BY_KIND[kind](reason)


class Mailbox:
    """`async with Mailbox(...) as mailbox`: connected, signed in, the mailbox chosen. Its methods raise `SendError`."""

    def __init__(self, server: ImapServer, *, time_limit: float, tls_context: ssl.SSLContext | None) -> None:
        self._server = server
        self._time_limit = time_limit
        self._tls_context = tls_context
        self._client: imaplib.IMAP4 | None = None

    async def __aenter__(self) -> Self:
        try:
            self._client = await self._in_thread(self._open)
        except BaseException:
            self._hang_up()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        client, self._client = self._client, None
        if client is not None:
            await asyncio.shield(asyncio.to_thread(_close, client))

    async def unseen(self) -> Sequence[int]:
        """The UIDs of the mails not flagged as seen, oldest first."""
        return await self._in_thread(_search, self._opened())

    async def size(self, uid: int) -> int:
        return await self._in_thread(_size, self._opened(), uid)

    async def read(self, uid: int) -> bytes:
        """The whole mail, without flagging it."""
        return await self._in_thread(_fetch, self._opened(), uid)

    async def flag(self, uid: int) -> None:
        """Flags a mail as seen."""
        await self._in_thread(_store, self._opened(), uid)

    def _opened(self) -> imaplib.IMAP4:
        if self._client is None:
            raise RuntimeError("The mailbox is not open.")
        return self._client

    async def _in_thread(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Runs one command. Cancelled, it cuts the connection, so that the thread ends too."""
        task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._hang_up()
            with suppress(Exception):
                await task
            raise
        except (LoginRefused, NoMailbox, NoTls, Silent, imaplib.IMAP4.error, OSError) as error:
            failure = classify(error)
        raise failure from None

    def _hang_up(self) -> None:
        if self._client is not None:
            with suppress(OSError):
                self._client.socket().shutdown(socket.SHUT_RDWR)

    def _open(self) -> imaplib.IMAP4:
        server = self._server
        context = self._tls_context
        if context is None and server.tls != "none":
            context = ssl.create_default_context()
        wait = min(self._time_limit, _CONNECT_SECONDS)
        if server.tls == "tls":
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=wait)
        else:
            client = imaplib.IMAP4(server.host, server.port, timeout=wait)
        self._client = client
        try:
            _sign_in(client, server, context)
            client.socket().settimeout(self._time_limit)
        except BaseException:
            _close(client)
            raise
        return client


async def watch(mailbox: Mailbox, intake: Intake, frames: Frames) -> None:
    """Hands over what comes into an open mailbox, until cancelled. Raises SendError. A mail that could not be kept stays
    unseen, and those behind it wait with it.
    """
    while True:
        unseen = await mailbox.unseen()
        frames.came()
        for uid in unseen:
            if not await _take(mailbox, uid, intake):
                break
        await asyncio.sleep(intake.mail_in.poll_seconds)


async def _take(mailbox: Mailbox, uid: int, intake: Intake) -> bool:
    """True when the mail is done with."""
    if await mailbox.size(uid) > intake.mail_in.size_most:
        log.warning("mail %d is too large and was left in its mailbox, flagged as seen", uid)
    else:
        content = await mailbox.read(uid)
        try:
            await intake.take_stored(content)
        except Unreadable:
            log.warning("mail %d cannot be read and was left in its mailbox, flagged as seen", uid)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is kept, and the mailbox keeps the mail
            log.warning("mail %d could not be kept (%s): it comes again", uid, type(error).__name__)
            return False
    await mailbox.flag(uid)
    return True


def _sign_in(client: imaplib.IMAP4, server: ImapServer, context: ssl.SSLContext | None) -> None:
    if server.tls == "starttls":
        if "STARTTLS" not in client.capabilities:
            raise NoTls
        client.starttls(context)
    try:
        if "AUTH=PLAIN" in client.capabilities:
            said = f"\0{server.username}\0{server.password}".encode()
            client.authenticate("PLAIN", lambda _: said)
        elif "LOGINDISABLED" in client.capabilities:
            raise NoTls  # RFC 3501 6.2.3: it wants an encrypted connection first
        else:
            client.login(_quoted(server.username), server.password)  # it quotes the second itself
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        # RFC 5530: the server cannot tell now, as when its directory is away. Any other NO is about us.
        if "[UNAVAILABLE]" in str(error):
            raise Silent from None
        raise LoginRefused from None
    if client.select(_quoted(server.mailbox))[0] != "OK":
        raise NoMailbox


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _close(client: imaplib.IMAP4) -> None:
    with suppress(imaplib.IMAP4.error, OSError):
        client.logout()
    with suppress(imaplib.IMAP4.error, OSError):
        client.shutdown()


def _search(client: imaplib.IMAP4) -> Sequence[int]:
    said, found = client.uid("SEARCH", "UNSEEN")
    if said != "OK":
        raise Silent
    return sorted(int(uid) for part in found if isinstance(part, bytes) for uid in part.split())


def _size(client: imaplib.IMAP4, uid: int) -> int:
    for told, _ in _asked(client, uid, "(RFC822.SIZE)"):
        if found := _SIZE.search(told):
            return int(found[1])
    raise Silent


def _fetch(client: imaplib.IMAP4, uid: int) -> bytes:
    for _, content in _asked(client, uid, "(BODY.PEEK[])"):
        if content is not None:
            return content
    raise Silent


def _asked(client: imaplib.IMAP4, uid: int, what: str) -> Sequence[tuple[bytes, bytes | None]]:
    """What is told of this mail and, where it was sent as such, its content. A server may tell of others in between,
    and its UID before the content or behind it.
    """
    said, found = client.uid("FETCH", str(uid), what)
    if said != "OK":
        raise Silent
    told: list[tuple[bytes, bytes | None]] = []
    for part in found:
        if isinstance(part, tuple):
            told.append((part[0], part[1]))
        elif isinstance(part, bytes) and told and told[-1][1] is not None and not part.lstrip()[:1].isdigit():
            told[-1] = (told[-1][0] + part, told[-1][1])
        elif isinstance(part, bytes):
            told.append((part, None))
    return [one for one in told if (named := _UID.search(one[0])) and int(named[1]) == uid]


def _store(client: imaplib.IMAP4, uid: int) -> None:
    if client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")[0] != "OK":
        raise Silent
