"""The Telegram channel against the fake Bot API server, which posts its updates to the channel's webhook."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette

from channels.message import Address
from channels.telegram import TelegramSettings, TimeLimits
from channels.telegram.channel import TelegramChannel
from tests.channels.harness import Harness, Next
from tests.channels.telegram.methods import Refusal
from tests.channels.telegram.service import Act, FakeTelegram, Script
from tests.channels.telegram.world import TOKEN, Json

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "loopback-webhook-secret"
HOOK = "https://liaison.example/hooks/telegram"
SHORT = TimeLimits(connect=2.0, answer=2.0, upload=2.0, poll=5, look_again=0.02, goodbye=0.5)

FAILURES: Mapping[Next, Script] = {
    Next.BUSY: Refusal(429, "Too Many Requests: retry after 30", {"retry_after": 30}),
    Next.GONE: Refusal(403, "Forbidden: bot was blocked by the user"),
    Next.NEVER: Refusal(400, "Bad Request: message is too long"),
    Next.LOCKED_OUT: Refusal(401, "Unauthorized"),
    Next.LOST_BEFORE: Act.GATEWAY,
    Next.LOST_AFTER: Act.TAKE_AND_RESET,
}


class TelegramHarness:
    """See `Harness`. `service` is the other end."""

    secrets: Sequence[str] = (TOKEN, TOKEN.partition(":")[2], SECRET)
    hears = True

    def __init__(self, channel: TelegramChannel, service: FakeTelegram, web: httpx.AsyncClient) -> None:
        self.channel = channel
        self.service = service
        self._web = web
        self._people: dict[str, int] = {}
        self._updates: dict[str, Json] = {}
        self._hooks_before = service.count("setWebhook")

    def address(self, name: str) -> Address:
        id_ = self._people.setdefault(name, 7_361_940_251 + 104_729 * len(self._people))
        return Address("telegram", str(self.service.world.person(id_).id))

    def next_send(self, what: Next) -> None:
        self.service.script("send", FAILURES[what])

    async def shown(self, to: Address) -> Sequence[str]:
        return [shown.readable for shown in self.service.world.rooms[int(to.id)].messages.values()]

    def notes(self) -> Sequence[str]:
        return self.service.violations

    async def person_says(self, sender: Address, text: str, *, key: str) -> bool:
        if key not in self._updates:
            self._updates[key] = self.service.world.says(int(sender.id), text)
        return await self.delivered(self._updates[key])

    async def person_presses(self, sender: Address, label: str, *, key: str) -> bool:
        room = self.service.world.rooms[int(sender.id)]
        if key not in self._updates:
            self._updates[key] = self.service.world.presses(room, list(room.messages.values())[-1], label, room.id)
        return await self.delivered(self._updates[key])

    async def delivered(self, update: Json) -> bool:
        """Whether the channel acknowledged an update posted to its webhook."""
        await self.service.until(self._is_hooked)
        return await self.service.deliver(self.post, update) == 200

    def _is_hooked(self) -> bool:
        """Whether this process has set its webhook; one before it may have left its own."""
        return self.service.count("setWebhook") > self._hooks_before and bool(self.service.world.webhook)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """As the service posts: the status of the answer."""
        return (await self._web.post(url, headers=dict(headers), content=body)).status_code


async def no_wait(_seconds: float) -> None:
    """Time that passes at once."""


@asynccontextmanager
async def open_bot(
    *,
    at: FakeTelegram | None = None,
    webhook: bool = False,
    commands: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    time_limits: TimeLimits = SHORT,
    fetch_bytes: int = 20_000_000,
    sleep: Callable[[float], Awaitable[None]] = no_wait,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[TelegramHarness]:
    """The harness with all it has beyond the contract; without a service that goes on (`at`), at one of its own."""
    async with AsyncExitStack() as own:
        service = await own.enter_async_context(FakeTelegram()) if at is None else at
        settings = TelegramSettings(
            token=TOKEN,
            api_url=service.url,
            webhook_url=HOOK if webhook else "",
            webhook_secret=SECRET if webhook else "",
        )
        channel = TelegramChannel(
            settings,
            commands=commands or {},
            time_limits=time_limits,
            fetch_bytes=fetch_bytes,
            now=lambda: NOON,
            sleep=sleep,
            clock=clock,
        )
        web = httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=list(channel.routes()))))
        async with channel, web:
            yield TelegramHarness(channel, service, web)


@asynccontextmanager
async def open_telegram() -> AsyncIterator[Harness]:
    async with open_bot(webhook=True) as harness:
        yield harness
