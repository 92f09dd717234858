"""Slack on loopback for tests: its Web API, files, Socket Mode and what people do in it, scripted and remembered.
What the real one would let pass and we would not is kept in `violations`, which a test expects to be empty. What it plays
is in the files beside this one, by kind.
"""

import asyncio
import hashlib
import hmac
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from typing import Self

from aiohttp import web

from tests.channels.fake_slack_blocks import Refused
from tests.channels.fake_slack_files import Files
from tests.channels.fake_slack_messages import Messages
from tests.channels.fake_slack_shown import TEAM, Json, Post, View
from tests.channels.fake_slack_sockets import Sockets
from tests.channels.fake_slack_views import Views
from tests.channels.fake_slack_wire import Act, closed, cut
from tests.channels.fake_slack_workspace import US, Method, Workspace

__all__ = ["APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "TICKET", "US", "Act", "FakeSlack", "Json", "Post", "View"]

BOT_TOKEN = "xoxb-1111-2222-botsecret"
APP_TOKEN = "xapp-1-A1-3333-appsecret"
SIGNING_SECRET = "0123456789abcdefsigningsecret"
TICKET = "ticket-of-a-socket"
SCOPES = (
    "app_mentions:read,channels:read,chat:write,commands,files:read,files:write,groups:read,im:history,im:read,"
    "im:write,users:read"
)


class FakeSlack:
    """`async with FakeSlack() as slack`; `slack.api_url` for a resolver that finds slack.test on loopback, or with the
    host 127.0.0.1 for a process that has no such resolver.
    """

    def __init__(self, host: str = "slack.test") -> None:
        self.host = host
        self.port = 0
        self.scopes = SCOPES
        self.calls: list[tuple[str, Json]] = []
        self.reached: Counter[str] = Counter()
        """How often each method was called, whatever came of it."""
        self.world = world = Workspace()
        self.views = Views(world)
        self.files = Files(world, address=self._files_address, token=BOT_TOKEN)
        self.socket_mode = Sockets(world, ticket=TICKET)
        self._script: dict[str, deque[Act | Refused | None]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None
        self._stopped = asyncio.Event()
        self._methods: Mapping[str, Method] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._open_connection,
            **world.methods,
            **Messages(world).methods,
            **self.views.methods,
            **self.files.methods,
        }
        # What most tests ask for, wherever it is kept.
        self.posts, self.violations = world.posts, world.violations
        self.person, self.channel, self.direct, self.shown = world.person, world.channel, world.direct, world.shown
        self.until, self.ts, self.number = world.until, world.ts, world.number
        self.modals, self.homes, self.trigger = self.views.modals, self.views.homes, self.views.trigger
        self.sockets, self.deliver = self.socket_mode.open, self.socket_mode.deliver

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000)
        app.add_routes(
            [
                web.post("/api/{method}", self._call),
                web.post("/upload/{id}", self._uploaded),
                web.get("/files/{id}", self._fetched),
                web.get("/socket", self.socket_mode.connected),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._stopped.set()
        for socket in list(self.sockets):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"http://{self.host}:{self.port}/api/"

    def script(self, method: str, *acts: Act | Refused | None) -> None:
        """What happens at the next calls of a method; None: what always happens."""
        self._script[method].extend(acts)

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    def sign(self, body: bytes, *, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
        stamp = str(int(self.world.seconds if at is None else at))
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    # The wire.

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.reached[method] += 1
        act = self._script[method].popleft() if self._script[method] else None
        if act is Act.HANG:
            await self._stopped.wait()
        if act is Act.RESET:
            return cut(request)
        if act is Act.BAD_GATEWAY:
            return closed(web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html"))
        if act is Act.NONSENSE:
            return closed(web.Response(text="[1]", content_type="application/json"))
        answer: Json
        status, headers = 200, dict[str, str]()
        try:
            if isinstance(act, Refused):
                raise act
            arguments = await self._arguments(request, method)
            self.calls.append((method, arguments))
            answer = {"ok": True, **self._methods[method](arguments)}
        except Refused as refused:
            answer, status = {"ok": False, "error": refused.code}, refused.status
            headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
        self.world.happened()
        if act is Act.TAKE_AND_RESET:
            return cut(request)
        if method == "auth.test":
            headers["x-oauth-scopes"] = self.scopes
        return closed(web.json_response(answer, status=status, headers=headers))

    async def _arguments(self, request: web.Request, method: str) -> Json:
        if method not in self._methods:
            raise Refused("unknown_method")
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        given = request.headers.get("Authorization", "")
        if given != f"Bearer {token}":
            raise Refused("invalid_auth" if given else "not_authed")
        if "token" in str(request.url.query):
            self.violations.append("a token in an address")
        if request.content_type == "application/json":
            if method.startswith(("conversations.", "users.", "files.getUpload")):
                raise Refused("invalid_arguments")  # these read forms only
            arguments = await request.json()
            assert isinstance(arguments, dict)
            return arguments
        return {name: str(value) for name, value in (await request.post()).items()}

    def _auth_test(self, _: Json) -> Json:
        return {"user_id": US, "bot_id": "B0BOT", "team_id": TEAM, "user": "liaison", "team": "RILO"}

    def _open_connection(self, _: Json) -> Json:
        return {"url": f"ws://{self.host}:{self.port}/socket?ticket={TICKET}"}

    def _files_address(self) -> str:
        host = self.host if self.host[0].isdigit() else f"files.{self.host}"
        return f"http://{host}:{self.port}"

    async def _uploaded(self, request: web.Request) -> web.StreamResponse:
        return cut(request) if self._breaks("upload") else await self.files.uploaded(request)

    async def _fetched(self, request: web.Request) -> web.StreamResponse:
        return cut(request) if self._breaks("download") else await self.files.fetched(request)

    def _breaks(self, what: str) -> bool:
        """Whether a file breaks off on its way, as it was written down."""
        if not self._script[what]:
            return False
        self._script[what].popleft()
        return True
