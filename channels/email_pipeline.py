"""One SMTP connection after its greeting, TLS, AUTH and EHLO are done: transactions, one recipient each. Where the
server offers PIPELINING the envelope goes in one write and the replies are read by position (RFC 2920).
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Stage = Literal["connect", "MAIL", "RCPT", "DATA", "content"]
"""Which command was answered; content = the message itself, ended by the final dot."""

_GOODBYE_SECONDS = 2.0
_LINE_MOST = 4096  # a reply line has 512 octets (RFC 5321 4.5.3.1.5)
_BEHIND_CODE = (b" ", b"-", b"\r", b"")
_ENHANCED = re.compile(r"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")
SHUTTING_DOWN = 421
"""The server closes the connection; what it was asked is to be tried again (RFC 5321 3.8)."""

_START_INPUT = 354


class Refused(Exception):
    """The mail server refused."""

    def __init__(self, stage: Stage, code: int, text: bytes = b"") -> None:
        """Keeps the codes and forgets the words: servers repeat addresses in them."""
        found = _ENHANCED.match(text.decode("ascii", "replace").strip())
        self.stage = stage
        self.code = code
        self.enhanced = f"{found[2]}.{found[3]}" if found and int(found[1]) == code // 100 else ""
        """Subject and detail of the enhanced code (RFC 3463), such as "1.1"; empty where it has none."""
        shown = f"{code} {code // 100}.{self.enhanced}" if self.enhanced else str(code)
        super().__init__(f"The mail server answered {shown} to {stage}.")


class LostBefore(Exception):
    """The connection to the mail server was lost or fell silent before the whole message had left."""


class LostAfter(Exception):
    """The connection to the mail server was lost or fell silent after the whole message had left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long to wait, in seconds. RFC 5321 4.5.3.2 would wait longer; `answer`, after the final dot, is the longest
    because giving up there is what makes copies.
    """

    connect: float = 10.0
    command: float = 30.0
    answer: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What the server said in its EHLO reply. `size` is the largest message in bytes; 0: it did not say."""

    pipelining: bool = False
    smtputf8: bool = False
    size_known: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Return path and recipient, both already checked, domains in ASCII."""

    sender: str
    recipient: str


class Reply(NamedTuple):
    code: int
    text: bytes


class SmtpConnection(asyncio.Protocol):
    """A connection handed over after EHLO. One transaction at a time; `usable` says whether there can be another."""

    def __init__(self, transport: asyncio.Transport, abilities: Abilities, limits: TimeLimits) -> None:
        self.abilities = abilities
        self.carried = 0
        """Transactions begun on this connection."""
        self._transport = transport
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._rest = b""
        self._replies: list[Reply] = []
        self._expected = 0
        self._waiter: asyncio.Future[None] | None = None
        self._deadline = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._quitting = False

    @property
    def usable(self) -> bool:
        return not (self._quitting or self._closed.done() or self._transport.is_closing())

    @property
    def closed(self) -> bool:
        return self._closed.done()

    async def deliver(self, envelope: Envelope, content: bytes) -> None:
        """One transaction. `content` is dot-stuffed and ends in a line end; the final dot is put on here.
        Raises Refused (certainly not taken), LostBefore (the same) or LostAfter (perhaps taken).
        """
        self.carried += 1
        whole = False
        try:
            await self._open(envelope, len(content))
            whole = self.usable
            (reply,) = await self._ask(content + b".\r\n", 1, self._limits.answer)
        except Refused:
            raise
        except ConnectionError:
            self.abort()
            raise (LostAfter if whole else LostBefore) from None
        except BaseException:  # cancelled: the next reply would answer the wrong question
            self.abort()
            raise
        if reply.code == SHUTTING_DOWN:
            self.abort()
        if reply.code // 100 == 2:  # noqa: PLR2004
            return
        if reply.code // 100 not in {4, 5}:  # no answer to a message: the server is out of step
            self.abort()
            raise LostAfter
        raise Refused("content", reply.code, reply.text)

    async def quit(self) -> None:
        """Says goodbye and waits for the end, not for long."""
        self.leave()
        try:
            await asyncio.wait_for(asyncio.shield(self._closed), _GOODBYE_SECONDS)
        except TimeoutError:
            self.abort()

    def leave(self) -> None:
        """Says goodbye without waiting; the server's reply, or its silence, ends the connection."""
        if self.usable:
            self._quitting = True
            self._transport.write(b"QUIT\r\n")
            self._set_deadline(_GOODBYE_SECONDS)

    def abort(self) -> None:
        """Ends the connection at once."""
        self._transport.abort()

    async def _open(self, envelope: Envelope, size: int) -> None:
        """MAIL, RCPT and DATA: returns when the server waits for the message."""
        if 0 < self.abilities.size < size:
            raise Refused("MAIL", 552, b"5.3.4")  # what the server would say (RFC 1870 6.1)
        if not self.abilities.smtputf8 and not (envelope.sender.isascii() and envelope.recipient.isascii()):
            raise Refused("RCPT", 553, b"5.6.7")  # RFC 6531 3.2
        commands = self._commands(envelope, size)
        groups = [commands] if self.abilities.pipelining else [[command] for command in commands]
        for group in groups:
            replies = await self._ask(b"".join(line for _, line in group), len(group), self._limits.command)
            refusal = _first_refusal(group, replies)
            if refusal is None and len(replies) < len(group):
                raise ConnectionError
            if refusal is not None:
                await self._close_envelope(group, replies, refusal)
                raise refusal

    async def _close_envelope(
        self, group: Sequence[tuple[Stage, bytes]], replies: Sequence[Reply], refusal: Refused
    ) -> None:
        """After a refusal: brings the connection back to where the next transaction may begin, or gives it up."""
        waits = len(replies) == len(group) and group[-1][0] == "DATA" and replies[-1].code == _START_INPUT
        if refusal.code == SHUTTING_DOWN or len(replies) < len(group):
            self.abort()
            return
        try:
            if waits:
                # DATA was accepted though the recipient was not: a lone dot ends a message for nobody (RFC 2920 3.1).
                await self._ask(b".\r\n", 1, self._limits.command)
            (reset,) = await self._ask(b"RSET\r\n", 1, self._limits.command)
        except ConnectionError:
            self.abort()
        else:
            if reset.code // 100 != 2:  # noqa: PLR2004
                self.abort()

    def _commands(self, envelope: Envelope, size: int) -> list[tuple[Stage, bytes]]:
        options = f" SIZE={size}" if self.abilities.size_known else ""
        if not (envelope.sender.isascii() and envelope.recipient.isascii()):
            options += " SMTPUTF8"
        return [
            ("MAIL", f"MAIL FROM:<{envelope.sender}>{options}\r\n".encode()),
            ("RCPT", f"RCPT TO:<{envelope.recipient}>\r\n".encode()),
            ("DATA", b"DATA\r\n"),
        ]

    async def _ask(self, lines: bytes, count: int, seconds: float) -> Sequence[Reply]:
        if not self.usable:
            raise ConnectionError
        self._transport.write(lines)
        return await self._answers(count, seconds)

    async def _answers(self, count: int, seconds: float) -> Sequence[Reply]:
        """The next `count` replies; fewer, but at least one, when the connection ends behind them.
        Raises ConnectionError where it ends without any.
        """
        self._expected = count
        self._set_deadline(seconds)
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        self._deadline = 0.0
        self._expected = 0
        replies, self._replies = self._replies, []
        if self._rest or len(replies) > count:
            self.abort()  # a reply to nothing, such as "421, closing" right behind an answer
        if not replies:
            raise ConnectionError
        return replies[:count]

    # What the event loop calls.

    def data_received(self, data: bytes) -> None:
        if self._quitting or not self._expected:
            self.abort()  # the answer to QUIT, or again a reply to nothing
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if not (line[:3].isdigit() and line[3:4] in _BEHIND_CODE):
                self.abort()
                return
            if line[3:4] != b"-":  # of a reply with several lines the last one counts
                self._replies.append(Reply(int(line[:3]), line[4:]))
        if len(self._rest) > _LINE_MOST:
            self.abort()
        elif self._waiter and not self._waiter.done() and len(self._replies) >= self._expected:
            self._waiter.set_result(None)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - how it ended makes no difference
        if not self._closed.done():
            self._closed.set_result(None)
        if self._watch:
            self._watch.cancel()
            self._watch = None
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _set_deadline(self, seconds: float) -> None:
        """One timer a connection, moved on when it fires: a timer per reply would fill the loop's heap."""
        self._deadline = self._loop.time() + seconds
        if self._watch is None or self._watch.when() > self._deadline:
            if self._watch:
                self._watch.cancel()
            self._watch = self._loop.call_at(self._deadline, self._look)

    def _look(self) -> None:
        self._watch = None
        if self._deadline and self._loop.time() >= self._deadline:
            self.abort()
        elif self._deadline:
            self._watch = self._loop.call_at(self._deadline, self._look)


def _first_refusal(group: Sequence[tuple[Stage, bytes]], replies: Sequence[Reply]) -> Refused | None:
    for (stage, _), (code, text) in zip(group, replies, strict=False):
        wanted = code == _START_INPUT if stage == "DATA" else code // 100 == 2  # noqa: PLR2004
        if not wanted:
            # Anything else in this place is a server out of step; 421 closes the connection and is tried again.
            return Refused(stage, code, text) if code // 100 in {4, 5} else Refused(stage, SHUTTING_DOWN)
    return None
