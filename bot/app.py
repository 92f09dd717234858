"""Putting an installation together, running it, and stopping it in order: streams first, then what was claimed."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette

from bot.catcher import Catcher
from bot.conversation import Conversation
from bot.demo import DemoPage, people_the_demo
from bot.dialog import Dialog
from bot.dialogs import register
from bot.dispatcher import Dispatcher
from bot.http import app as http
from bot.http.ports import Ports
from bot.http.site import reader
from bot.http.texts import Texts
from bot.language import LANGUAGES, words
from bot.mailboxes import StoredMailbox
from bot.metrics import Metrics
from bot.pictures import Unreadable, keep_upload
from bot.ports import ProcessHealth, StoredLinks, StoredMailboxes, StoredPictures, StoredSessions
from bot.replies import Replies
from bot.schedule import learn_usual, schedule
from bot.seeding import Kind, geography_of, seed
from bot.settings import Settings, WrongSetting, keys_of
from bot.signing import Signer
from bot.world import Clock, World
from channels.base import Channel
from channels.email import EmailChannel
from channels.email_address import SmtpSettings
from channels.web import WebChannel
from storage import migrate, reference
from storage.database import Database

log = logging.getLogger(__name__)

FINISH_WITHIN = 8.0
"""Seconds a stop waits for sends under way before they are put back or noted as unknown."""

LABEL_LENGTH = 64
"""Longest label of an option in a dialog; every channel shows as much."""


LONGEST_BOUNCE_NAME = 20
"""Characters of a mailbox's name (64 at most, RFC 5321) that are left beside a mail's token of up to 43."""

_MAIL_SETTINGS = {
    "mail_from": "LIAISON_MAIL_FROM",
    "bounce_to": "LIAISON_MAIL_BOUNCE_TO",
    "a password needs a username": "LIAISON_SMTP_USERNAME is missing: LIAISON_SMTP_PASSWORD is set",
}
"""What the mail settings call a field, or say of it, in an operator's words."""


_EVERY_NETWORK = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, not bound


class PortInUse(Exception):
    """The address for the web pages is in use or not ours."""


class _Bell:
    """Rung after a commit that queued something; whoever delivers listens."""

    def __init__(self) -> None:
        self.listener: Callable[[], None] = lambda: None

    def ring(self) -> None:
        self.listener()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A whole installation in one process."""

    world: World
    channels: Mapping[str, Channel]
    conversation: Conversation
    replies: Replies
    dispatcher: Dispatcher
    metrics: Metrics
    mailbox: StoredMailbox
    web: WebChannel


def now() -> datetime:
    """The clock of a running installation."""
    return datetime.now(UTC)


@contextlib.asynccontextmanager
async def assembled(
    settings: Settings,
    kind: Kind,
    *,
    smtp: SmtpSettings | None,
    clock: Clock = now,
    dialogs: Mapping[str, Dialog] = register.DIALOGS,
) -> AsyncIterator[Parts]:
    """Opens the database (it must be migrated), makes the installation where there is none, and builds all parts.
    Nothing is served or delivered yet. Raises what `migrate.check` and `seed` raise.
    """
    database = Database(settings.url)
    try:
        await migrate.check(database)
        listed = reference.load()
        await seed(database, listed, kind, clock())
        bell, metrics, mailbox = _Bell(), Metrics(), StoredMailbox(database, clock)
        texts = Texts(lambda language: words(language).text, LANGUAGES)
        web = _web(lambda: world, mailbox, texts, clock, demo=kind == "demo")
        channels: dict[str, Channel] = {web.name: web}
        if smtp is not None:
            mail = EmailChannel(smtp, now=clock)
            channels[mail.name] = mail
        world = World(
            database=database,
            reference=listed,
            geography=await geography_of(database),
            now=clock,
            signer=Signer(keys_of(settings)),
            channels={name: channel.limits for name, channel in channels.items()},
            demo=kind == "demo",
            public_url=settings.reached_at,
            wake=bell.ring,
            dialogs=dialogs,
        )
        check_dialogs(world)
        conversation = Conversation(world)
        replies = Replies(world, conversation, channels, metrics=metrics)
        dispatcher = Dispatcher(world, channels, worker=f"{os.getpid()}-{uuid4().hex[:8]}", metrics=metrics)
        bell.listener = dispatcher.wake
        yield Parts(
            world=world,
            channels=channels,
            conversation=conversation,
            replies=replies,
            dispatcher=dispatcher,
            metrics=metrics,
            mailbox=mailbox,
            web=web,
        )
    finally:
        await database.close()


async def serve(
    parts: Parts, settings: Settings, *, catcher: Catcher | None = None, started: Callable[[str], None]
) -> None:
    """Runs until SIGTERM or SIGINT. `started` is told the address of the pages (a demo: the printed link). Raises
    PortInUse.
    """
    listening = listen(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    receiving = asyncio.Event()
    demo = DemoPage(parts.world, catcher) if catcher is not None else None
    if demo is not None:
        await people_the_demo(parts.world)
    await learn_usual(parts.world)
    closing = asyncio.Event()
    server = _Server(
        uvicorn.Config(
            pages(parts, demo=demo, closing=closing, ready=receiving.is_set),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
    )
    scheduler = schedule(parts.world, parts.replies, parts.metrics)
    async with contextlib.AsyncExitStack() as stack:
        for channel in parts.channels.values():
            await stack.enter_async_context(channel)
        delivering = asyncio.create_task(parts.dispatcher.run(), name="deliver")
        hearing = [
            asyncio.create_task(channel.receive(parts.replies.handle), name=f"receive {name}")
            for name, channel in parts.channels.items()
        ]
        serving = asyncio.create_task(server.serve(sockets=[listening]), name="serve")
        scheduler.start()
        await parts.replies.send_unanswered()
        receiving.set()
        address = reached(settings, listening)
        started(f"{address}/demo/#{demo.token}" if demo is not None else address)
        waiting = asyncio.create_task(stop.wait(), name="wait for a stop")
        await asyncio.wait({waiting, delivering, serving}, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        receiving.clear()
        closing.set()
        parts.web.stop()
        server.should_exit = True
        await asyncio.wait({serving})
        await _end(hearing)
        scheduler.shutdown(wait=False)
        await _within(parts.replies.finish())
        parts.dispatcher.stop()
        await _finish(delivering)
        await _end([waiting])
    for task in (serving, delivering):
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error


def pages(parts: Parts, *, demo: DemoPage | None, closing: asyncio.Event, ready: Callable[[], bool]) -> Starlette:
    """All HTTP of an installation."""
    world = parts.world
    return http.build(
        Ports(
            sessions=StoredSessions(world),
            links=StoredLinks(world, parts.replies.handle),
            mailboxes=StoredMailboxes(world),
            pictures=StoredPictures(world),
            health=ProcessHealth(parts.dispatcher.paused, ready, lambda: world.database.away),
            now=world.now,
            demo=demo,
        ),
        texts=Texts(lambda language: words(language).text, LANGUAGES),
        channel_routes=[route for channel in parts.channels.values() for route in channel.routes()],
        mailbox=parts.mailbox,
        public_url=world.public_url,
        closing=closing,
        registry=parts.metrics.registry,
    )


def check_dialogs(world: World) -> None:
    """Raises BadDialog for a dialog that cannot be shown in some language."""
    scenes = [world.scene(words(language), zone="UTC", country="KE", office=None) for language in LANGUAGES]
    register.check(world.dialogs, scenes, label_length=LABEL_LENGTH)


def check_address(settings: Settings) -> None:
    """Raises WrongSetting where people could not be told an address: a host that means every network has no name."""
    if not settings.public_url and settings.web_host in _EVERY_NETWORK:
        raise WrongSetting(
            f"LIAISON_PUBLIC_URL is missing: with LIAISON_WEB_HOST {settings.web_host}, links need the address people type."
        )


def listen(settings: Settings) -> socket.socket:
    """The socket of the web pages. Raises PortInUse with one sentence."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.web_host, settings.web_port))
    except OSError as error:
        listening.close()
        raise PortInUse(
            f"LIAISON_WEB_HOST and LIAISON_WEB_PORT: {settings.web_host}:{settings.web_port} cannot be used "
            f"({error.strerror}); choose another."
        ) from None
    return listening


def reached(settings: Settings, listening: socket.socket) -> str:
    """The address people open: the public one, or where we listen."""
    if settings.public_url:
        return settings.public_url
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def smtp_of(settings: Settings) -> SmtpSettings | None:
    """The mail server of the settings, where one is set. Raises WrongSetting."""
    if not settings.smtp_host:
        return None
    try:
        smtp = SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            mail_from=settings.mail_from,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            tls=settings.smtp_tls,
            bounce_to=settings.mail_bounce_to,
        )
    except ValueError as error:
        text = str(error)
        for field, name in _MAIL_SETTINGS.items():
            text = text.replace(field, name)
        raise WrongSetting(f"{text}.") from None
    if smtp.bounce_to and len(smtp.bounce_to.rpartition("@")[0]) > LONGEST_BOUNCE_NAME:
        # Otherwise every single mail would be refused by ourselves, when its token is added.
        raise WrongSetting(
            f"LIAISON_MAIL_BOUNCE_TO is too long before its @: {LONGEST_BOUNCE_NAME} characters leave room for a token."
        )
    return smtp


def _web(world: Callable[[], World], mailbox: StoredMailbox, texts: Texts, clock: Clock, *, demo: bool) -> WebChannel:
    async def keep(inbox: str, content: bytes, name: str) -> str:
        del name
        try:
            return await keep_upload(world(), inbox, content)
        except Unreadable as error:
            language = await _language_of(world(), inbox)
            raise ValueError(words(language).text(str(error))) from None

    async def read(ref: str) -> bytes:
        async with world().database.reading() as unit:
            content = await unit.pictures.content(ref)
        if content is None:
            raise KeyError(ref)
        return content

    return WebChannel(
        mailbox=mailbox, texts=texts.chat, reader=reader, now=clock, keep_upload=keep, read_upload=read, demo=demo
    )


async def _language_of(world: World, inbox: str) -> str:
    async with world.database.reading() as unit:
        account = await unit.people.account_by_public_id(inbox)
        person = await unit.people.get(account.person) if account and account.person is not None else None
    return person.language if person else LANGUAGES[0]


class _Server(uvicorn.Server):
    """Leaves signals to us: streams are closed before the server stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _finish(delivering: asyncio.Task[None]) -> None:
    """Claimed sends end by themselves, or after a while are put back or noted as unknown."""
    await asyncio.wait({delivering}, timeout=FINISH_WITHIN)
    if not delivering.done():
        delivering.cancel()
        await asyncio.wait({delivering})


async def _within(work: Awaitable[None]) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FINISH_WITHIN):
            await work


async def _end(tasks: Sequence[asyncio.Task[object]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
