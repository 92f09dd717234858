"""Serving an installation in one process, and stopping it in order: streams first, then what was claimed."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette

from bot.app import Parts
from bot.boarding import StoredBoards
from bot.catcher import Catcher
from bot.demo import DemoPage, people_the_demo
from bot.hearing import hear
from bot.http import app as http
from bot.http.ports import Ports
from bot.http.texts import Texts
from bot.language import LANGUAGES, words
from bot.ports import ProcessHealth, StoredLinks, StoredMailboxes, StoredSessions
from bot.schedule import learn_usual, schedule
from bot.settings import Settings, WrongSetting
from bot.stored_pictures import StoredPictures

log = logging.getLogger(__name__)

FINISH_WITHIN = 8.0
"""Seconds a stop waits for sends under way before they are put back or noted as unknown."""

_EVERY_NETWORK = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, not bound


class PortInUse(Exception):
    """The address for the web pages is in use or not ours."""


async def serve(
    parts: Parts,
    settings: Settings,
    listening: socket.socket,
    *,
    catcher: Catcher | None = None,
    started: Callable[[str], None],
) -> None:
    """Runs until SIGTERM or SIGINT. `listening` is the socket of the pages; `started` is told their address (a demo: the
    printed link).
    """
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
            # Limits count by network address: what a proxy says of its clients counts only where it is ours.
            forwarded_allow_ips=settings.proxies,
            timeout_graceful_shutdown=5,
        )
    )
    scheduler = schedule(parts.world, parts.replies, parts.metrics, parts.posts, parts.watch)
    async with contextlib.AsyncExitStack() as stack:
        for channel in parts.channels.values():
            await stack.enter_async_context(channel)
        await parts.dispatcher.hold_on()
        delivering = asyncio.create_task(parts.dispatcher.run(), name="deliver")
        hearing = asyncio.create_task(hear(parts.posts, parts.replies.handle), name="receive")
        fetching = asyncio.create_task(parts.fetcher.run(), name="fetch")
        serving = asyncio.create_task(server.serve(sockets=[listening]), name="serve")
        scheduler.start()
        await parts.replies.send_unanswered()
        receiving.set()
        address = reached(settings, listening)
        started(f"{address}/demo/#{demo.token}" if demo is not None else address)
        waiting = asyncio.create_task(stop.wait(), name="wait for a stop")
        await asyncio.wait({waiting, delivering, serving, hearing, fetching}, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        receiving.clear()
        closing.set()
        parts.web.stop()
        server.should_exit = True
        await asyncio.wait({serving})
        await _end([hearing, fetching])
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
            boards=StoredBoards(world),
            health=ProcessHealth(parts.dispatcher.paused, ready, lambda: world.database.away, parts.watch),
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
