"""A mailbox on loopback for tests, spoken to in IMAP4rev1 and stricter than a real one: what a real server would forgive
is refused and noted in `violations`, which a test expects to be empty.
"""

import asyncio
import base64
import contextlib
import re
import ssl
from dataclasses import dataclass
from typing import Self

_STRING = r'"((?:[^"\\]|\\.)*)"'


@dataclass(slots=True)
class Stored:
    """One mail of the mailbox."""

    content: bytes
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapOffer:
    """How the server is."""

    login: tuple[str, str] = ("liaison", "correct horse battery staple")
    plain: bool = False
    """It takes AUTHENTICATE PLAIN too."""
    clear_login: bool = True
    """It lets people sign in without TLS."""
    starttls: bool = False
    refusal: str = "[AUTHENTICATIONFAILED] no"
    """What it says to a wrong login, the login itself behind it."""
    refuses_all: bool = False
    read_only: bool = False
    chatty: bool = False
    """It puts the UID behind the content and tells of other mails in between."""


class FakeImap:
    """`async with FakeImap(...) as server`, then `server.port`. Mails have UIDs from 1 on in the order they came."""

    def __init__(
        self, offer: ImapOffer | None = None, *, tls: ssl.SSLContext | None = None, implicit: bool = False
    ) -> None:
        self.offer = offer or ImapOffer()
        self.port = 0
        self.mails: dict[int, Stored] = {}
        self.violations: list[str] = []
        self.commands: list[str] = []
        """Every command without its tag, logins without what they say."""
        self.break_next: str = ""
        """The next command that begins so ends the connection: a FETCH in the middle of the mail."""
        self._tls = tls
        self._implicit = implicit
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
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def store(self, *contents: bytes) -> None:
        """Mails come into the mailbox."""
        for content in contents:
            self.mails[len(self.mails) + 1] = Stored(content)

    @property
    def unseen(self) -> list[int]:
        return [uid for uid, mail in sorted(self.mails.items()) if not mail.seen]

    async def until(self, command: str, *, times: int = 1) -> None:
        """Waits until a command that begins so was answered so often."""
        async with asyncio.timeout(5):
            while len([one for one in self.commands if one.startswith(command)]) < times:
                self._news.clear()
                await self._news.wait()

    async def left(self) -> None:
        """Waits until nobody is connected."""
        async with asyncio.timeout(5):
            while self._tasks:
                await asyncio.wait(self._tasks)

    def note(self, command: str) -> None:
        self.commands.append(command)
        self._news.set()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await _Talk(self, reader, writer, self._tls).run()
        except (_End, ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                writer.close()
                await writer.wait_closed()


class _End(Exception):
    """This connection is over."""


class _Talk:
    """One connection, from the server's side."""

    def __init__(
        self,
        server: FakeImap,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        tls: ssl.SSLContext | None,
    ) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.tls = tls
        self.state = "greeted"
        self.encrypted = writer.get_extra_info("sslcontext") is not None

    async def run(self) -> None:
        await self.say("* OK fake")
        while True:
            tag, _, command = (await self.line()).partition(" ")
            if not re.fullmatch(r"[A-Z0-9]+", tag):
                self.violation(f"a tag that is none: {tag!r}")
            await self.obey(tag, command)

    async def obey(self, tag: str, command: str) -> None:
        verb = command.partition(" ")[0].upper()
        verb = " ".join(command.split()[:2]).upper() if verb == "UID" else verb
        needs = {"LOGIN": "greeted", "AUTHENTICATE": "greeted", "STARTTLS": "greeted", "SELECT": "signed in"}
        wanted = needs.get(verb, "selected" if verb.startswith("UID") else self.state)
        if self.state != wanted and (wanted, self.state) != ("signed in", "selected"):
            self.violation(f"{verb} while {self.state}")
            await self.say(f"{tag} BAD not now")
            return
        said = verb if verb in {"LOGIN", "AUTHENTICATE"} else command
        if self.server.break_next and command.startswith(self.server.break_next):
            self.server.break_next = ""
            await self.break_off(command)
        match verb:
            case "CAPABILITY":
                await self.say(f"* CAPABILITY {self.capabilities()}", f"{tag} OK done")
            case "STARTTLS":
                await self.starttls(tag)
            case "LOGIN":
                await self.sign_in(tag, re.fullmatch(rf"LOGIN {_STRING} {_STRING}", command, re.IGNORECASE))
            case "AUTHENTICATE":
                await self.authenticate(tag, command)
            case "SELECT":
                await self.select(tag, command)
            case "NOOP":
                await self.say(f"{tag} OK done")
            case "UID SEARCH":
                await self.search(tag, command)
            case "UID FETCH":
                await self.fetch(tag, command)
            case "UID STORE":
                await self.flag(tag, command)
            case "LOGOUT":
                self.server.note(said)
                await self.say("* BYE", f"{tag} OK done")
                raise _End
            case _:
                self.violation(f"unknown command {verb!r}")
                await self.say(f"{tag} BAD what?")
        self.server.note(said)

    def capabilities(self) -> str:
        offer = self.server.offer
        closed = not offer.clear_login and not self.encrypted
        return " ".join(
            [
                "IMAP4rev1",
                *(["STARTTLS"] if offer.starttls and not self.encrypted else []),
                *(["LOGINDISABLED"] if closed else []),
                *(["AUTH=PLAIN"] if offer.plain and not closed else []),
            ]
        )

    async def starttls(self, tag: str) -> None:
        if self.tls is None or self.encrypted:
            await self.say(f"{tag} BAD no TLS here")
            return
        await self.say(f"{tag} OK begin")
        await self.writer.start_tls(self.tls)
        self.encrypted = True

    async def sign_in(self, tag: str, found: re.Match[str] | None) -> None:
        if found is None:
            self.violation("LOGIN malformed")
            await self.say(f"{tag} BAD what?")
            return
        await self.judge(tag, found[1], re.sub(r"\\(.)", r"\1", found[2]))

    async def authenticate(self, tag: str, command: str) -> None:
        if command.upper() != "AUTHENTICATE PLAIN" or not self.server.offer.plain:
            self.violation(f"{command!r} was not offered")
            await self.say(f"{tag} NO")
            return
        await self.say("+ ")
        _, user, password = base64.b64decode(await self.line(), validate=True).decode().split("\0")
        await self.judge(tag, user, password)

    async def judge(self, tag: str, user: str, password: str) -> None:
        offer = self.server.offer
        if not offer.clear_login and not self.encrypted:
            self.violation("a password in clear")
        if offer.refuses_all or (user, password) != offer.login:
            # A careless server repeats what it was told: nobody may find that in a log.
            await self.say(f"{tag} NO {offer.refusal} {user} {password}")
            return
        self.state = "signed in"
        await self.say(f"{tag} OK welcome")

    async def select(self, tag: str, command: str) -> None:
        found = re.fullmatch(rf"SELECT {_STRING}", command, re.IGNORECASE)
        if found is None or found[1] != "INBOX":
            await self.say(f"{tag} NO no such mailbox")
            return
        self.state = "selected"
        access = "READ-ONLY" if self.server.offer.read_only else "READ-WRITE"
        await self.say(f"* {len(self.server.mails)} EXISTS", "* 0 RECENT", "* OK [UIDVALIDITY 1]")
        await self.say(f"{tag} OK [{access}] selected")

    async def search(self, tag: str, command: str) -> None:
        if command.upper() != "UID SEARCH UNSEEN":
            self.violation(f"{command!r} is not understood")
        # A server may answer in any order (RFC 3501 7.2.5).
        found = " ".join(str(uid) for uid in reversed(self.server.unseen))
        await self.say(f"* SEARCH {found}".rstrip(), f"{tag} OK done")

    async def fetch(self, tag: str, command: str) -> None:
        found = re.fullmatch(r"UID FETCH (\d+) \((BODY\.PEEK\[\]|RFC822\.SIZE)\)", command, re.IGNORECASE)
        mail = self.server.mails.get(int(found[1])) if found else None
        if found is None:
            self.violation(f"{command!r} is not understood")
        if found is None or mail is None:
            await self.say(f"{tag} OK nothing")
            return
        uid, chatty = found[1], self.server.offer.chatty
        if chatty:
            await self.say("* 9 EXISTS", r"* 9 FETCH (UID 9999 FLAGS (\Seen) RFC822.SIZE 99999999)")
        if found[2].upper() == "RFC822.SIZE":
            await self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail.content)})")
        else:
            before, behind = ("", f" UID {uid})") if chatty else (f"UID {uid} ", ")")
            self.writer.write(f"* {uid} FETCH ({before}BODY[] {{{len(mail.content)}}}\r\n".encode() + mail.content)
            await self.say(behind)
        await self.say(f"{tag} OK done")

    async def flag(self, tag: str, command: str) -> None:
        found = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command, re.IGNORECASE)
        if found is None or int(found[1]) not in self.server.mails or self.server.offer.read_only:
            self.violation(f"{command!r} is not understood")
            await self.say(f"{tag} BAD what?")
            return
        self.server.mails[int(found[1])].seen = True
        await self.say(f"{tag} OK done")

    async def break_off(self, command: str) -> None:
        """In the middle of a mail where one was asked for."""
        if "BODY" in command:
            content = self.server.mails[int(command.split()[2])].content
            head = f"* 1 FETCH (UID {command.split()[2]} BODY[] {{{len(content)}}}\r\n".encode()
            self.writer.write(head + content[: len(content) // 2])
            await self.writer.drain()
        self.server.note(f"broken: {command}")
        raise _End

    async def say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()

    async def line(self) -> str:
        line = await self.reader.readline()
        if not line:
            raise _End
        if not line.endswith(b"\r\n"):
            self.violation("a bare LF")
        return line.decode().rstrip("\r\n")

    def violation(self, what: str) -> None:
        self.server.violations.append(what)
