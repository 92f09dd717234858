"""A Bot API server on loopback for tests: it keeps what it is told, delivers updates as the real one does, and can be
told to fail. What a real one would forgive is refused, or noted in `violations`, which a test expects to be empty.
"""

import asyncio
import contextlib
import enum
import json
import socket
import struct
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

from tests.channels.telegram.methods import METHODS, Call, Refusal, Upload, no_such_method
from tests.channels.telegram.world import BOT_ID, MAX_FETCH, TOKEN, Json, World


class Act(enum.Enum):
    """What a service can do instead of answering."""

    HANG = enum.auto()
    RESET = enum.auto()
    TAKE_AND_RESET = enum.auto()
    """It does what it was asked and breaks off before it says so."""
    GATEWAY = enum.auto()
    """The gateway before it answers 502 with a page."""
    GARBAGE = enum.auto()
    """200, and no JSON."""


Script = Act | Refusal | asyncio.Event
"""An Event holds the normal answer back until it is set."""

Post = Callable[[str, dict[str, str], bytes], Awaitable[int]]
"""How the service reaches a webhook: URL, headers, body; gives the status."""


class FakeTelegram:
    """`async with FakeTelegram() as service`, then `service.url`."""

    def __init__(self) -> None:
        self.world = World()
        self.calls: list[tuple[str, Json]] = []
        """Every request in its order: method and parameters."""
        self.violations: list[str] = []
        self.url = ""
        self._script: dict[str, deque[Script]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None
        self._closing = asyncio.Event()
        self._poller: asyncio.Event | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/file/{secret}/{path:.*}", self._file)
        app.router.add_route("*", "/{secret}/{method}", self._method)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()

    def script(self, method: str, *acts: Script) -> None:
        """What happens at the next requests for this method; "send" stands for any that shows something."""
        self._script[method].extend(acts)

    def count(self, method: str) -> int:
        """How often this method was asked for."""
        return sum(called == method for called, _ in self.calls)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until something is so; fails after some seconds."""
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - what a test waits for is no event of ours
                await asyncio.sleep(0.002)

    async def deliver(self, post: Post, update: Json) -> int:
        """Posts an update to the webhook that was set; a 2xx confirms it, any other keeps it for the next time."""
        hook = self.world.webhook
        if not hook:
            raise AssertionError("no webhook is set")
        kind = next(name for name in update if name != "update_id")
        if kind not in hook["allowed"]:
            raise AssertionError(f"{kind} was not asked for")
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"], "Content-Type": "application/json"}
        status = await post(hook["url"], headers, json.dumps(update).encode())
        if 200 <= status < 300:
            self.world.updates = [one for one in self.world.updates if one["update_id"] != update["update_id"]]
        return status

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self._check_token(request)
        call, given = await self._read(request)
        self.calls.append((method, given))
        try:
            act = self._next_act(method)
            if isinstance(act, Refusal):
                raise act
            if isinstance(act, Act) and act is not Act.TAKE_AND_RESET:
                return await self._misbehave(request, act)
            if isinstance(act, asyncio.Event):
                await act.wait()
            if method == "getUpdates":
                return _ok(await self._get_updates(call))
            result = METHODS.get(method, no_such_method)(self.world, call)
            if act is Act.TAKE_AND_RESET:
                return await self._misbehave(request, Act.RESET)
        except Refusal as refusal:
            return _refused(refusal)
        self._look_at(method, call)
        return _ok(result)

    def _look_at(self, method: str, call: Call) -> None:
        if call.unread:
            self.violations.append(f"{method}: what are {', '.join(sorted(call.unread))}?")
        for room in self.world.rooms.values():
            self.violations += [
                f"{method}: calls {whom}" for shown in room.messages.values() for whom in shown.said.pinged
            ]

    async def _get_updates(self, call: Call) -> list[Json]:
        offset, seconds = call.number("offset"), call.number("timeout") or 0
        limit, allowed = call.number("limit") or MAX_FETCH, call.value("allowed_updates")
        if self.world.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
                " webhook first",
            )
        if self._poller:
            self._poller.set()  # the one that came first is told
        ousted = self._poller = asyncio.Event()
        try:
            if offset is not None:
                self.world.confirm(offset)
            if not self.world.updates and seconds:
                await self._wait_for_news(ousted, seconds)
            if ousted.is_set():
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            seen = [one for one in self.world.updates if one["update_id"] >= (offset or 0)]
            return [one for one in seen[:limit] if allowed is None or any(kind in allowed for kind in one)]
        finally:
            if self._poller is ousted:
                self._poller = None

    async def _wait_for_news(self, ousted: asyncio.Event, seconds: int) -> None:
        news = self.world.news
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (self.world.updates or ousted.is_set() or self._closing.is_set()):
                    news.clear()
                    waits = [asyncio.ensure_future(event.wait()) for event in (news, ousted, self._closing)]
                    try:
                        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                    finally:
                        for wait in waits:
                            wait.cancel()

    async def _misbehave(self, request: web.Request, act: Act) -> web.StreamResponse:
        if act is Act.GATEWAY:
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        if act is Act.GARBAGE:
            return web.Response(text="<html>", content_type="text/html")
        transport = request.transport
        if act is Act.HANG:
            await self._closing.wait()
        if transport is not None:
            wire: socket.socket = transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request)
        file_id = request.match_info["path"].removeprefix("photos/").removesuffix(".jpg")
        act = self._next_act("file")
        if isinstance(act, Act):
            return await self._misbehave(request, act)
        stored = self.world.files.get(file_id)
        if stored is None or stored.gone:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=stored.content, content_type="image/jpeg")

    def _check_token(self, request: web.Request) -> None:
        given = request.match_info["secret"].removeprefix("bot")
        if given == TOKEN:
            return
        # As the real one: 401 for a token that might be one, 404 for what cannot be.
        if given.startswith(f"{BOT_ID}:"):
            raise web.HTTPUnauthorized(text=_body(Refusal(401, "Unauthorized")), content_type="application/json")
        raise web.HTTPNotFound(text=_body(Refusal(404, "Not Found")), content_type="application/json")

    async def _read(self, request: web.Request) -> tuple[Call, Json]:
        form = await request.post()
        given = {**request.query, **{key: value for key, value in form.items() if isinstance(value, str)}}
        uploads = {
            key: Upload(value.filename, value.file.read())
            for key, value in form.items()
            if isinstance(value, web.FileField)
        }
        return Call(given, uploads), given

    def _next_act(self, method: str) -> Script | None:
        shows = method.startswith("send")
        for name in (method, "send") if shows else (method,):
            if self._script[name]:
                return self._script[name].popleft()
        return None


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(refusal: Refusal) -> web.Response:
    return web.Response(status=refusal.code, text=_body(refusal), content_type="application/json")


def _body(refusal: Refusal) -> str:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    return json.dumps(body | ({"parameters": refusal.parameters} if refusal.parameters else {}))
