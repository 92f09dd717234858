"""The Slack channel against the fake Slack, by either way in."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime
from urllib.parse import urlencode

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from starlette.applications import Starlette

from channels.base import Outcome
from channels.message import Address, Happened, Incoming
from channels.slack import SlackSettings, SlackWords, TimeLimits
from channels.slack.channel import SlackChannel
from tests.channels.fake_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, TICKET, Act, FakeSlack
from tests.channels.fake_slack_blocks import Refused
from tests.channels.fake_slack_people import People
from tests.channels.fake_slack_shown import Json
from tests.channels.harness import Harness, Next

ENGLISH = SlackWords(
    press_again="That took too long. Please press again.",
    no_form="This form cannot be shown here.",
    home="Nothing yet.",
)
FRENCH = SlackWords(press_again="Appuyez encore.", no_form="Impossible ici.", home="Rien encore.")

LIMITS = TimeLimits(connect=5.0, answer=5.0, turn=2.5, quiet=5.0, between_parts=1.0)

FAILURES: dict[Next, Act | Refused] = {
    Next.BUSY: Refused("ratelimited", status=429, retry_after=30),
    Next.GONE: Refused("is_archived"),
    Next.NEVER: Refused("msg_too_long"),
    Next.LOCKED_OUT: Refused("invalid_auth"),
    Next.LOST_AFTER: Act.TAKE_AND_RESET,
}


class Network(AbstractResolver):
    """Finds every host on loopback; with `down` set, the next one behind a port where nobody listens."""

    def __init__(self) -> None:
        self.down = False
        self.asked: list[str] = []
        """Hosts, in order."""
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        self.asked.append(host)
        if self.down:
            self.down = False
            port = self._closed.getsockname()[1]
        found = ResolveResult(
            hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
        )
        return [found]

    async def aclose(self) -> None:
        self._closed.close()

    async def close(self) -> None:
        """The connector is done with it."""


class SlackHarness:
    """See `Harness`."""

    secrets: Sequence[str] = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, TICKET)
    hears = True

    def __init__(
        self, channel: SlackChannel, slack: FakeSlack, network: Network, web: httpx.AsyncClient | None
    ) -> None:
        self.channel = channel
        self.slack = slack
        self.people = People(slack)
        self.network = network
        self.web = web
        """None: what comes in comes by Socket Mode."""
        self.waited: list[float] = []
        """Pauses between parts."""
        self.patience = 0.3
        """Seconds after which Slack takes an envelope for not acknowledged."""
        self._delivered: dict[str, Json] = {}

    def address(self, name: str) -> Address:
        return Address("slack", self.slack.person(name))

    def next_send(self, what: Next) -> None:
        if what is Next.LOST_BEFORE:
            self.network.down = True
        else:
            self.slack.script("chat.postMessage", FAILURES[what])

    async def shown(self, to: Address) -> Sequence[str]:
        return [post.read() for post in self.slack.shown(to.id)]

    def notes(self) -> Sequence[str]:
        return self.slack.violations

    async def person_says(self, sender: Address, text: str, *, key: str) -> bool:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        payload = self._delivered.setdefault(key, self.people.message(sender.id, escaped, key=key))
        return await self.deliver(payload) is not None

    async def person_presses(self, sender: Address, label: str, *, key: str) -> bool:
        payload = self._delivered.setdefault(key, self.people.press(sender.id, label))
        return await self.deliver(payload) is not None

    async def deliver(self, payload: Json, *, retry: int = 0) -> Json | None:
        """What the app answers; None where it did not acknowledge."""
        if self.web is None:
            return await self.slack.deliver(payload, wait=self.patience)
        answer = await self.post(payload, retry=retry)
        if answer.status_code != 200:
            return None
        body: Json = answer.json() if answer.content else {}
        return body

    async def post(self, payload: Json, *, retry: int = 0) -> httpx.Response:
        """As Slack posts it: events as JSON, commands as a form, the rest as JSON in a form."""
        assert self.web
        await asyncio.sleep(0)  # a task that was just made to receive has begun
        if payload.get("type") in {"event_callback", "url_verification"}:
            kind, body = "application/json", json.dumps(payload).encode()
        else:
            fields = payload if "command" in payload else {"payload": json.dumps(payload)}
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        headers = {"Content-Type": kind, **self.slack.sign(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.web.post("/hooks/slack", content=body, headers=headers)


def settings_for(slack: FakeSlack, *, by_socket: bool) -> SlackSettings:
    return SlackSettings(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN if by_socket else "",
        signing_secret="" if by_socket else SIGNING_SECRET,
        api_url=slack.api_url,
    )


@asynccontextmanager
async def open_workspace(
    *,
    at: FakeSlack | None = None,
    by_socket: bool = False,
    limits: TimeLimits = LIMITS,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[SlackHarness]:
    """The harness with all it has beyond the contract; without a service that goes on (`at`), at one of its own."""
    async with AsyncExitStack() as own:
        slack = await own.enter_async_context(FakeSlack()) if at is None else at
        network = await own.enter_async_context(aclosing(Network()))
        harness: SlackHarness

        async def pause(seconds: float) -> None:
            harness.waited.append(seconds)

        channel = SlackChannel(
            settings_for(slack, by_socket=by_socket),
            words=lambda language: FRENCH if language.startswith("fr") else ENGLISH,
            time_limits=limits,
            now=lambda: datetime.fromtimestamp(slack.world.seconds, UTC),
            sleep=pause,
            connector=lambda: aiohttp.TCPConnector(resolver=network, use_dns_cache=False),
            clock=clock,
        )
        transport = httpx.ASGITransport(Starlette(routes=list(channel.routes())))
        async with channel, httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as web:
            harness = SlackHarness(channel, slack, network, None if by_socket else web)
            yield harness


@asynccontextmanager
async def open_slack() -> AsyncIterator[Harness]:
    async with open_workspace() as harness:
        yield harness


@asynccontextmanager
async def open_slack_socket() -> AsyncIterator[Harness]:
    async with open_workspace(by_socket=True) as harness:
        yield harness


class Desk:
    """Whoever handles what comes in: keeps it, and answers as told."""

    def __init__(self) -> None:
        self.heard: list[Incoming | Happened] = []
        self.outcomes: list[Outcome] = []
        """Given one after the other; then empty ones."""
        self.fails = False
        self.hold: asyncio.Event | None = None
        """Nothing is kept before it is set."""

    async def __call__(self, news: Incoming | Happened) -> Outcome:
        if self.hold:
            await self.hold.wait()
        if self.fails:
            raise OSError("the database is down")
        self.heard.append(news)
        return self.outcomes.pop(0) if self.outcomes else Outcome()

    @property
    def said(self) -> Incoming:
        """The newest thing a person did."""
        news = self.heard[-1]
        assert isinstance(news, Incoming)
        return news


@asynccontextmanager
async def working(harness: SlackHarness, *outcomes: Outcome) -> AsyncIterator[Desk]:
    """The channel receives, and hands over to the desk."""
    desk = Desk()
    desk.outcomes.extend(outcomes)
    task = asyncio.create_task(harness.channel.receive(desk))
    try:
        yield desk
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
