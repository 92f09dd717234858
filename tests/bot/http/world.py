"""Ports in memory behind the pages: two people with a session each, links, mailboxes and a demo."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from prometheus_client import CollectorRegistry, Counter
from starlette.applications import Starlette

from bot.http import Ports, SessionInfo, build
from bot.http.ports import (
    CaughtMail,
    Demo,
    DemoAccount,
    DemoEntrance,
    Entrance,
    Gettext,
    LinkKind,
    Readiness,
    Unsubscribed,
)
from bot.http.site import reader
from bot.http.texts import Texts
from bot.views.board import BoardView
from channels.web import WebChannel
from tests.acceptance.mirrored import LANGUAGE, mirrored
from tests.channels.web.mailbox import MemoryMailbox

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BASE = "http://liaison.test"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class FakeSessions:
    """See `Sessions`."""

    def __init__(self) -> None:
        self.open = {"ann": "session-ann", "bob": "session-bob"}
        self.renews = False
        """Whether a use makes a session last longer."""
        self.uses = 0

    async def find(self, inbox: str, token: str, *, uses: bool = True) -> SessionInfo | None:
        if self.open.get(inbox) != token:
            return None
        self.uses += uses
        return SessionInfo(
            inbox=inbox,
            language="en",
            zone="Africa/Nairobi",
            name=f"Demo {inbox}",
            id=f"id-{token}",
            renewed=self.renews and uses,
        )

    async def close(self, inbox: str, token: str) -> None:
        if self.open.get(inbox) == token:
            del self.open[inbox]


@dataclass(slots=True)
class FakeLinks:
    """See `Links`. Every link is good once."""

    good: dict[tuple[str, str], Entrance] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    used: list[tuple[str, str, str]] = field(default_factory=list)
    browsers: list[str] = field(default_factory=list)

    async def use(self, kind: LinkKind, token: str, *, language: str, browser: str = "") -> Entrance | None:
        self.used.append((kind, token, language))
        self.browsers.append(browser)
        return self.good.pop((kind, token), None)

    async def request(self, mailbox: str) -> None:
        self.asked.append(mailbox)


@dataclass(slots=True)
class FakeMailboxes:
    """See `Mailboxes`."""

    subscribed: dict[str, bool] = field(default_factory=lambda: {"good": True})
    confirmed: list[str] = field(default_factory=list)
    broken: bool = False

    async def look(self, token: str) -> Unsubscribed | None:
        if self.broken:
            raise RuntimeError(f"secret {token}")
        return Unsubscribed(mailbox="a***@example.org") if token in self.subscribed else None

    async def unsubscribe(self, token: str) -> bool:
        if token not in self.subscribed:
            return False
        self.subscribed[token] = False
        return True

    async def confirm(self, token: str) -> bool:
        self.confirmed.append(token)
        return token == "good"


class FakePictures:
    """See `Pictures`. Ann may see one."""

    async def read(self, inbox: str, ref: str) -> bytes | None:
        return b"\xff\xd8 jpeg" if (inbox, ref) == ("ann", "p1") else None


@dataclass(slots=True)
class FakeBoards:
    """See `Boards`. Nobody has one unless a test says so."""

    shown: dict[str, BoardView] = field(default_factory=dict)

    async def read(self, inbox: str) -> BoardView | None:
        return self.shown.get(inbox)


@dataclass(slots=True)
class FakeHealth:
    """See `Health`."""

    paused: dict[str, str] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)
    held: int | None = None

    async def readiness(self) -> Readiness:
        return Readiness(ready=not self.paused and not self.late, paused=self.paused, late=self.late, held=self.held)


@dataclass(slots=True)
class FakeDemo:
    """See `Demo`."""

    caught: list[CaughtMail] = field(default_factory=list)

    async def open(self, token: str) -> DemoEntrance | None:
        entrances = [Entrance(inbox="ann", session="session-ann"), Entrance(inbox="bob", session="session-bob")]
        return DemoEntrance(session="session-demo", entrances=entrances) if token == "good" else None

    async def known(self, session: str) -> bool:
        return session == "session-demo"

    async def accounts(self) -> Sequence[DemoAccount]:
        return [
            DemoAccount(role="officer", label="Demo officer", inbox="ann"),
            DemoAccount(role="reviewer", label="Demo reviewer", inbox="bob"),
        ]

    async def mails(self, *, after: int = 0) -> Sequence[CaughtMail]:
        return [mail for mail in self.caught if mail.id > after]

    async def mail(self, id_: int) -> CaughtMail | None:
        return next((mail for mail in self.caught if mail.id == id_), None)

    async def wait(self, *, seconds: float) -> None:
        await asyncio.sleep(seconds)


class World:
    """The application and everything behind it. `now` is moved by hand."""

    def __init__(self, *, demo: Demo | None = None, public_url: str = BASE, metrics_open: bool = False) -> None:
        self.now = NOON
        self.sessions = FakeSessions()
        self.links = FakeLinks()
        self.mailboxes = FakeMailboxes()
        self.boards = FakeBoards()
        self.health = FakeHealth()
        self.mailbox = MemoryMailbox()
        self.closing = asyncio.Event()
        self.registry = CollectorRegistry()
        Counter("turns", "Turns taken.", registry=self.registry)
        spoken: dict[str, Gettext] = {"en": str, "fr": lambda text: f"[fr] {text}", LANGUAGE: mirrored}
        texts = Texts(spoken.__getitem__, list(spoken))
        self.channel = WebChannel(
            mailbox=self.mailbox,
            texts=texts.chat,
            reader=reader,
            now=lambda: self.now,
            keep_upload=self._keep,
            read_upload=self._read,
            demo=demo is not None,
        )
        ports = Ports(
            sessions=self.sessions,
            links=self.links,
            mailboxes=self.mailboxes,
            pictures=FakePictures(),
            boards=self.boards,
            health=self.health,
            now=lambda: self.now,
            demo=demo,
        )
        self.app: Starlette = build(
            ports,
            texts=texts,
            channel_routes=self.channel.routes(),
            mailbox=self.mailbox,
            public_url=public_url,
            closing=self.closing,
            registry=self.registry,
            metrics_open=metrics_open,
        )

    def pass_time(self, period: timedelta) -> None:
        self.now += period

    def browser(self, *, ip: str = "203.0.113.7", base_url: str = BASE) -> httpx.AsyncClient:
        """A browser at a network address; its posts come from pages of ours unless a test says otherwise."""
        transport = httpx.ASGITransport(self.app, client=(ip, 50_000))
        return httpx.AsyncClient(transport=transport, base_url=base_url, headers=SAME_ORIGIN)

    def signed_in(self, inbox: str = "ann") -> httpx.AsyncClient:
        browser = self.browser()
        browser.cookies.set("liaison", f"session-{inbox}", domain="liaison.test", path=f"/c/{inbox}/")
        return browser

    async def _keep(self, inbox: str, content: bytes, name: str) -> str:
        raise ValueError(f"{inbox} {len(content)} {name}")

    async def _read(self, ref: str) -> bytes:
        raise KeyError(ref)
