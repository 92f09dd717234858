"""A mail server on loopback for tests: stricter than a real one, scripted, and it remembers everything. What a real
server would forgive is refused and noted in `violations`, which a test expects to be empty.
"""

import asyncio
import base64
import contextlib
import enum
import re
import socket
import ssl
import struct
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

Stage = Literal["greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "content", "RSET"]

_COMMAND_MOST = 512  # octets with CRLF, RFC 5321 4.5.3.1.4; MAIL may be longer by its options
_LINE_MOST = 998  # octets without CRLF, RFC 5322 2.1.1
_LAST_OF_A_GROUP = {"EHLO", "HELO", "STARTTLS", "AUTH", "DATA", "QUIT"}  # RFC 2920 3.1
_ONCE = ("from", "to", "subject", "message-id", "date", "mime-version", "content-type")
_MAY_BE = {
    *("in-reply-to", "references", "list-id", "precedence", "list-unsubscribe", "list-unsubscribe-post"),
    *("auto-submitted", "x-auto-response-suppress", "content-language", "content-transfer-encoding"),
    "reply-to",
}
_HEADER = re.compile(rb"[!-9;-~]+:[ \t].*", re.DOTALL)


class Act(enum.Enum):
    """What a server can do instead of answering."""

    HANG = enum.auto()
    RESET = enum.auto()
    CLOSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Say:
    """An answer out of turn; `text` may begin with an enhanced code. `behind` is sent in the same piece;
    with `close` the connection ends behind it.
    """

    code: int
    text: str = "scripted"
    behind: str = ""
    close: bool = False


Script = Act | Say | asyncio.Event
"""An Event holds the normal answer back until it is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the server says it can."""

    pipelining: bool = True
    eightbitmime: bool = True
    smtputf8: bool = False
    size: int | None = 10_000_000
    starttls: bool = False
    login: tuple[str, str] | None = None
    login_needed: bool = False
    esmtp: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One message the server answered for, or took in before it was told to fail."""

    sender: str
    recipients: tuple[str, ...]
    options: tuple[str, ...]
    content: bytes
    """As sent, dots unstuffed."""
    connection: int
    encrypted: bool
    login: str
    answered: bool


@dataclass(slots=True)
class Session:
    """What went over one connection."""

    number: int
    commands: list[str] = field(default_factory=list)
    writes: int = 0
    """Pieces that arrived, each at most 64 KiB."""
    closed: asyncio.Event = field(default_factory=asyncio.Event)


class FakeSmtp:
    """`async with FakeSmtp(...) as server`, then `server.port`."""

    def __init__(
        self, offer: Offer | None = None, *, tls: ssl.SSLContext | None = None, implicit: bool = False
    ) -> None:
        """`tls` is needed for STARTTLS; with `implicit` the connection begins encrypted."""
        self.offer = offer or Offer()
        self.port = 0
        self.taken: list[Taken] = []
        self.sessions: list[Session] = []
        self.violations: list[str] = []
        self._tls = tls
        self._implicit = implicit
        self._script: dict[str, deque[Script]] = defaultdict(deque)
        self._refused: dict[str, Say] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._meet, "127.0.0.1", self.port, ssl=self._tls if self._implicit else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Ends everything at once; the port refuses from now on."""
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def script(self, stage: Stage, *acts: Script) -> None:
        """What happens at the next times this stage is reached, on any connection."""
        self._script[stage].extend(acts)

    def refuse(self, recipient: str, code: int, text: str) -> None:
        """Refuses this recipient for good."""
        self._refused[recipient] = Say(code, text)

    @property
    def answered(self) -> list[Taken]:
        """Messages the sender was told are taken."""
        return [taken for taken in self.taken if taken.answered]

    async def reached(self, count: int) -> None:
        """Waits until so many messages have come in."""
        while len(self.taken) < count:
            self._news.clear()
            await self._news.wait()

    async def connected(self, count: int) -> None:
        """Waits until so many connections have been made."""
        while len(self.sessions) < count:
            self._news.clear()
            await self._news.wait()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError
        self._tasks.add(task)
        session = Session(len(self.sessions) + 1)
        self.sessions.append(session)
        self._news.set()
        try:
            await _Talk(self, session, reader, writer).run()
        except _NoHandshake:
            writer.transport.abort()  # such a stream never says that it is closed (Python 3.11)
        except (_End, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                writer.close()
                await writer.wait_closed()
        finally:
            session.closed.set()
            self._tasks.discard(task)

    def next_act(self, stage: str) -> Script | None:
        """What was scripted for this stage, used up."""
        return self._script[stage].popleft() if self._script[stage] else None

    def refusal(self, recipient: str) -> Say | None:
        """How this recipient is refused."""
        return self._refused.get(recipient)

    def keep(self, taken: Taken) -> None:
        """Remembers a message."""
        self.taken.append(taken)
        self._news.set()


class _End(Exception):
    """This connection is over."""


class _NoHandshake(Exception):
    """The other side did not like our certificate."""


class _Talk:
    """One connection, from the server's side."""

    def __init__(
        self, server: FakeSmtp, session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server = server
        self.session = session
        self.reader = reader
        self.writer = writer
        self.buffer = bytearray()
        self.greeted = False
        self.extended = False
        self.encrypted = writer.get_extra_info("sslcontext") is not None
        self.login = ""
        self.forget()

    def forget(self) -> None:
        self.sender: str | None = None
        self.options: tuple[str, ...] = ()
        self.recipients: list[str] = []

    async def run(self) -> None:
        await self.answer("greeting", 220, "fake ESMTP")
        while True:
            line = await self.line()
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            self.session.commands.append(verb if verb == "AUTH" else line)
            if self.buffer and (not self.server.offer.pipelining or not self.extended or verb in _LAST_OF_A_GROUP):
                self.violation(f"something was sent behind {verb} before its answer")
            match verb:
                case "EHLO" | "HELO":
                    await self.hello(verb, rest)
                case "STARTTLS":
                    await self.starttls()
                case "AUTH":
                    await self.auth(rest)
                case "MAIL":
                    await self.mail(rest)
                case "RCPT":
                    await self.rcpt(rest)
                case "DATA":
                    await self.data()
                case "RSET":
                    self.forget()
                    await self.answer("RSET", 250, "2.0.0 forgotten")
                case "QUIT":
                    await self.say(221, "2.0.0 bye")
                    raise _End
                case _:
                    self.violation(f"unknown command {verb!r}")
                    await self.say(500, "5.5.1 what?")

    async def hello(self, verb: str, name: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9.\-\[\]:]+", name):
            self.violation("greeted without a name")
        self.forget()
        offer = self.server.offer
        if verb == "EHLO" and not offer.esmtp:
            await self.say(500, "what?")
            return
        self.greeted, self.extended = True, verb == "EHLO"
        offers = [
            "PIPELINING" if offer.pipelining else "",
            "8BITMIME" if offer.eightbitmime else "",
            "SMTPUTF8" if offer.smtputf8 else "",
            "STARTTLS" if offer.starttls and not self.encrypted else "",
            "AUTH PLAIN LOGIN" if offer.login and (self.encrypted or not offer.starttls) else "",
            "" if offer.size is None else f"SIZE {offer.size}",
            "ENHANCEDSTATUSCODES",
        ]
        await self.answer("EHLO", 250, "\n".join(["fake", *filter(None, offers)] if self.extended else ["fake"]))

    async def starttls(self) -> None:
        if self.server._tls is None or self.encrypted:  # noqa: SLF001 - two halves of one thing
            await self.say(502, "5.5.1 no TLS here")
            return
        await self.answer("STARTTLS", 220, "2.0.0 go ahead")
        if self.buffer:
            self.violation("something was sent in clear behind STARTTLS")
        try:
            await self.writer.start_tls(self.server._tls)  # noqa: SLF001 - as above
        except (OSError, asyncio.CancelledError):
            raise _NoHandshake from None
        self.encrypted, self.greeted, self.extended = True, False, False

    async def auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        words = base64.b64decode(initial).split(b"\0") if mechanism.upper() == "PLAIN" and initial else []
        if mechanism.upper() == "LOGIN":
            words = [b"", base64.b64decode(initial)] if initial else [b"", await self.asked("VXNlcm5hbWU6")]
            words.append(await self.asked("UGFzc3dvcmQ6"))
        wanted = self.server.offer.login
        if not wanted or tuple(word.decode() for word in words[1:]) != wanted:
            # A careless server repeats what it was told: nobody may find that in a log.
            given = words[-1].decode() if words else ""
            await self.answer("AUTH", 535, f"5.7.8 not {given}")
            return
        self.login = wanted[0]
        await self.answer("AUTH", 235, "2.7.0 welcome")

    async def asked(self, prompt: str) -> bytes:
        await self.say(334, prompt)
        return base64.b64decode(await self.line())

    async def mail(self, rest: str) -> None:
        found = re.fullmatch(r"FROM:<([^<>\s]*)>((?: \S+)*)", rest)
        if not self.greeted or self.sender is not None or not found:
            self.violation(f"MAIL out of order or malformed: {rest!r}")
            await self.say(503, "5.5.1 not now")
            return
        options = tuple(found[2].upper().split())
        offer = self.server.offer
        known = {
            "SMTPUTF8": offer.smtputf8,
            "BODY=8BITMIME": offer.eightbitmime,
            "BODY=7BIT": offer.eightbitmime,
        }
        for option in options:
            if not (option.startswith("SIZE=") and offer.size is not None) and not known.get(option):
                self.violation(f"{option} was not offered")
        if not found[1].isascii() and "SMTPUTF8" not in options:
            self.violation("a return path beyond ASCII without SMTPUTF8")
        if offer.login_needed and not self.login:
            await self.say(530, "5.7.0 who are you?")
            return
        size = next((int(option[5:]) for option in options if option.startswith("SIZE=")), 0)
        if offer.size and size > offer.size:
            await self.say(552, "5.3.4 too big")
            return
        if await self.answer("MAIL", 250, "2.1.0 sender ok"):
            self.sender, self.options = found[1], options

    async def rcpt(self, rest: str) -> None:
        found = re.fullmatch(r"TO:<([^<>\s]+@[^<>\s]+)>", rest)
        if self.sender is None or not found:
            if found is None:
                self.violation(f"RCPT malformed: {rest!r}")
            await self.out_of_turn("RCPT")
            return
        if not found[1].isascii() and "SMTPUTF8" not in self.options:
            self.violation("a recipient beyond ASCII without SMTPUTF8")
        if refusal := self.server.refusal(found[1]):
            await self.say(refusal.code, refusal.text)
        elif await self.answer("RCPT", 250, "2.1.5 recipient ok"):
            self.recipients.append(found[1])

    async def out_of_turn(self, verb: str) -> None:
        """MAIL was refused and the rest of the group came with it: right with PIPELINING, wrong without."""
        if not self.server.offer.pipelining:
            self.violation(f"{verb} out of order")
        await self.say(503, "5.5.1 not now")

    async def data(self) -> None:
        act = self.server.next_act("DATA")
        if self.sender is None or (not self.recipients and not isinstance(act, Say)):
            await self.out_of_turn("DATA")
            return
        if act is not None and not (isinstance(act, Say) and act.code == 354):
            await self.do(act)
            if not isinstance(act, asyncio.Event):
                return
        await self.say(354, "go ahead")
        content = await self.content()
        if not self.recipients:
            if content:
                self.violation("a message for nobody")
            self.forget()
            await self.say(554, "5.5.1 no recipients")
            return
        self.check(content)
        wanted = self.server.next_act("content")
        taken = Taken(
            sender=self.sender,
            recipients=tuple(self.recipients),
            options=self.options,
            content=content,
            connection=self.session.number,
            encrypted=self.encrypted,
            login=self.login,
            answered=wanted is None or isinstance(wanted, asyncio.Event),
        )
        self.forget()
        self.server.keep(taken)
        if wanted is not None:
            await self.do(wanted)
            if not isinstance(wanted, asyncio.Event):
                return
        await self.say(250, "2.0.0 taken")

    async def content(self) -> bytes:
        lines = []
        while (line := await self.raw_line()) != b".":
            if len(line) > _LINE_MOST + line.startswith(b"."):
                self.violation(f"a line of {len(line)} octets")
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(line + b"\r\n" for line in lines)

    def check(self, content: bytes) -> None:
        """Header block as we mean it: no line that is not one of ours, none twice, 7 bit unless allowed."""
        head, blank, body = content.partition(b"\r\n\r\n")
        if not blank:
            self.violation("no blank line behind the headers")
        names = []
        for line in re.split(rb"\r\n(?![ \t])", head):
            if not _HEADER.fullmatch(line):
                self.violation(f"no header: {line!r}")
            names.append(line.partition(b":")[0].decode("ascii", "replace").lower())
        for name in _ONCE:
            if names.count(name) != 1:
                self.violation(f"{name} stands {names.count(name)} times")
        for name in names:
            if name not in _ONCE and (name not in _MAY_BE or names.count(name) > 1):
                self.violation(f"header {name} is not ours or not alone")
        if not head.isascii() and "SMTPUTF8" not in self.options:
            self.violation("headers beyond ASCII")
        if not body.isascii() and "BODY=8BITMIME" not in self.options:
            self.violation("a body beyond ASCII")
        if b"\0" in content:
            self.violation("NUL in a message")

    async def answer(self, stage: Stage, code: int, text: str) -> bool:
        """The normal answer, or what was scripted. True: the normal one."""
        act = self.server.next_act(stage)
        if act is not None:
            await self.do(act)
            if not isinstance(act, asyncio.Event):
                return False
        await self.say(code, text)
        return True

    async def do(self, act: Script) -> None:
        if isinstance(act, asyncio.Event):
            await act.wait()
        elif isinstance(act, Say):
            await self.say(act.code, act.text, act.behind)
            if act.close:
                raise _End
        elif act is Act.HANG:
            while await self.reader.read(65536):
                pass
            raise _End
        elif act is Act.RESET:
            made: socket.socket | None = self.writer.get_extra_info("socket")
            if made is not None:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
            raise _End
        else:
            raise _End

    async def say(self, code: int, text: str, behind: str = "") -> None:
        *more, last = text.split("\n")
        lines: Sequence[str] = [*(f"{code}-{line}" for line in more), f"{code} {last}"]
        self.writer.write(("".join(f"{line}\r\n" for line in lines) + behind).encode())
        await self.writer.drain()

    async def line(self) -> str:
        line = await self.raw_line()
        if len(line) > _COMMAND_MOST - 2 + (500 if line.upper().startswith((b"MAIL", b"AUTH")) else 0):
            self.violation(f"a command of {len(line)} octets")
        return line.decode()

    async def raw_line(self) -> bytes:
        while (end := self.buffer.find(b"\n")) < 0:
            more = await self.reader.read(65536)
            if not more:
                if self.buffer:
                    self.violation("the connection ended within a line")
                raise _End
            self.session.writes += 1
            self.buffer += more
        line = bytes(self.buffer[: end + 1])
        del self.buffer[: end + 1]
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            self.violation(f"a bare CR or LF: {line[:80]!r}")
        return line.rstrip(b"\r\n")

    def violation(self, what: str) -> None:
        self.server.violations.append(f"connection {self.session.number}: {what}")
