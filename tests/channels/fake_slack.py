"""Slack on loopback for tests: its Web API, files, Socket Mode and what people do in it, scripted and remembered.
What the real one would let pass and we would not is kept in `violations`, which a test expects to be empty.
"""

import asyncio
import enum
import hashlib
import hmac
import itertools
import json
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Self

import aiohttp
from aiohttp import web

from tests.channels.fake_slack_blocks import Refused, check_message, check_view
from tests.channels.fake_slack_shown import TEAM, Json, Post, View

__all__ = ["APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "TICKET", "US", "Act", "FakeSlack", "Json", "Post", "View"]

BOT_TOKEN = "xoxb-1111-2222-botsecret"
APP_TOKEN = "xapp-1-A1-3333-appsecret"
SIGNING_SECRET = "0123456789abcdefsigningsecret"
TICKET = "ticket-of-a-socket"
US = "U0BOT"
SCOPES = (
    "app_mentions:read,channels:read,chat:write,commands,files:read,files:write,groups:read,im:history,im:read,"
    "im:write,users:read"
)


class Act(enum.Enum):
    """What Slack can do instead of answering."""

    HANG = enum.auto()
    RESET = enum.auto()
    TAKE_AND_RESET = enum.auto()
    BAD_GATEWAY = enum.auto()
    NONSENSE = enum.auto()


class FakeSlack:
    """`async with FakeSlack() as slack`; `slack.api_url` for a resolver that finds slack.test on loopback, or with the
    host 127.0.0.1 for a process that has no such resolver.
    """

    def __init__(self, host: str = "slack.test") -> None:
        self.host = host
        self.files_host = host if host[0].isdigit() else f"files.{host}"
        self.port = 0
        self.seconds = 1_795_000_000.0
        """Its clock, in seconds since 1970."""
        self.scopes = SCOPES
        self.files_scope = True
        """Without it a file is answered with the page for signing in."""
        self.posts: list[Post] = []
        self.calls: list[tuple[str, Json]] = []
        self.reached: Counter[str] = Counter()
        """How often each method was called, whatever came of it."""
        self.modals: dict[str, View] = {}
        """By person; one is on the screen."""
        self.homes: dict[str, list[Json]] = {}
        self.users: dict[str, Json] = {US: {"id": US, "is_bot": True}}
        self.channels: dict[str, Json] = {}
        self.members: dict[str, list[str]] = {}
        self.files: dict[str, bytes] = {}
        self.downloads: dict[str, bytes] = {}
        self.violations: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        """Open ones, the newest last."""
        self.opened = 0
        self.pongs: list[bytes] = []
        self.greets = True
        self.lets_in = True
        """Whether a socket's ticket is taken."""
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._script: dict[str, deque[Act | Refused | None]] = defaultdict(deque)
        self._triggers: dict[str, tuple[float, str]] = {}
        self._used: set[str] = set()
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._news = asyncio.Event()
        self._stopped = asyncio.Event()
        self._methods: Mapping[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._open_connection,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "conversations.info": self._conversation,
            "conversations.members": self._members_of,
            "users.info": self._user,
            "views.open": self._open_view,
            "views.update": self._update_view,
            "views.publish": self._publish,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete,
            "files.delete": self._delete_file,
        }

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000)
        app.add_routes(
            [
                web.post("/api/{method}", self._call),
                web.post("/upload/{id}", self._uploaded),
                web.get("/files/{id}", self._download),
                web.get("/socket", self._socket),
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

    # What people see and what there is.

    def person(self, name: str, *, locale: str = "en-GB", bot: bool = False) -> str:
        """A person of the workspace; the same name, the same id."""
        id_ = "U" + hashlib.sha256(name.encode()).hexdigest()[:10].upper()
        self.users.setdefault(id_, {"id": id_, "name": name, "is_bot": bot, "locale": locale})
        return id_

    def channel(self, name: str, *members: str, **state: bool) -> str:
        """A channel we are in, unless `is_member` says otherwise."""
        id_ = "C" + hashlib.sha256(name.encode()).hexdigest()[:10].upper()
        self.channels[id_] = {"id": id_, "name": name, "is_member": True, "is_private": True, **state}
        self.members[id_] = [US, *members]
        return id_

    def direct(self, user: str) -> str:
        return "D" + user[1:]

    def shown(self, id_: str) -> list[Post]:
        """What stands at a person or in a channel."""
        channel = self.direct(id_) if id_.startswith("U") else id_
        return [post for post in self.posts if post.channel == channel]

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits until something has become so by a call or a connection; five seconds at most."""
        async with asyncio.timeout(5):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def trigger(self, user: str) -> str:
        """A fresh trigger_id, good for three seconds and once."""
        id_ = f"trigger.{self.number()}"
        self._triggers[id_] = (self.seconds + 3, user)
        return id_

    def sign(self, body: bytes, *, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
        stamp = str(int(self.seconds if at is None else at))
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def deliver(self, payload: Json, *, wait: float = 5.0) -> Json | None:
        """Over the newest socket; the app's answer, None where it did not acknowledge in time."""
        try:
            return await asyncio.wait_for(await self.hand_over(payload), wait)
        except TimeoutError:
            return None

    async def hand_over(self, payload: Json) -> asyncio.Future[Json]:
        """Over the newest socket; the app's answer to come."""
        await self.until(lambda: self.sockets)
        envelope_id = f"env-{self.number()}"
        kinds = {"event_callback": "events_api", "": "slash_commands"}
        kind = kinds.get(str(payload.get("type", "")), "interactive")
        self._acks[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        await self.sockets[-1].send_str(json.dumps(envelope))
        return self._acks[envelope_id]

    async def ping(self) -> None:
        """Returns when the app has answered: it has read all that was sent over the newest socket before."""
        data = f"ping {self.number()}".encode()
        await self.sockets[-1].ping(data)
        await self.until(lambda: data in self.pongs)

    async def ask_for_another_socket(self) -> None:
        """As Slack does every hour or so, and before it restarts one of its servers."""
        await self.sockets[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    def ts(self) -> str:
        return f"{int(self.seconds)}.{self.number():06d}"

    def number(self) -> int:
        """One that was not given before."""
        return next(self._numbers)

    # The wire.

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.reached[method] += 1
        act = self._script[method].popleft() if self._script[method] else None
        if act is Act.HANG:
            await self._stopped.wait()
        if act is Act.RESET:
            return _cut(request)
        if act is Act.BAD_GATEWAY:
            return _closed(web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html"))
        if act is Act.NONSENSE:
            return _closed(web.Response(text="[1]", content_type="application/json"))
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
        self._news.set()
        if act is Act.TAKE_AND_RESET:
            return _cut(request)
        if method == "auth.test":
            headers["x-oauth-scopes"] = self.scopes
        return _closed(web.json_response(answer, status=status, headers=headers))

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

    # Methods.

    def _auth_test(self, _: Json) -> Json:
        return {"user_id": US, "bot_id": "B0BOT", "team_id": TEAM, "user": "liaison", "team": "RILO"}

    def _open_connection(self, _: Json) -> Json:
        return {"url": f"ws://{self.host}:{self.port}/socket?ticket={TICKET}"}

    def _place(self, id_: str) -> str:
        if id_ in self.users:
            if self.users[id_]["is_bot"]:
                raise Refused("cannot_dm_bot")
            return self.direct(id_)
        if id_.startswith("D") and "U" + id_[1:] in self.users:
            return id_
        if id_ not in self.channels:
            raise Refused("channel_not_found")
        if self.channels[id_].get("is_archived"):
            raise Refused("is_archived")
        if not self.channels[id_]["is_member"]:
            raise Refused("not_in_channel")
        return id_

    def _post(self, arguments: Json) -> Json:
        _known(arguments, "channel text blocks thread_ts unfurl_links unfurl_media mrkdwn parse link_names")
        channel = self._place(str(arguments["channel"]))
        check_message(arguments.get("blocks"), arguments.get("text"))
        self._check_pings(arguments)
        thread = str(arguments.get("thread_ts", ""))
        if thread and not any(post.ts == thread and post.channel == channel for post in self.posts):
            raise Refused("thread_not_found")
        post = self._keep(channel, arguments, thread=thread)
        return {"channel": channel, "ts": post.ts, "message": {"text": post.text}}

    def _keep(self, channel: str, arguments: Json, *, thread: str = "", only_for: str = "") -> Post:
        blocks = arguments["blocks"]
        assert isinstance(blocks, list)
        post = Post(
            channel=channel,
            ts=self.ts(),
            text=str(arguments["text"]),
            blocks=blocks,
            thread=thread,
            only_for=only_for,
            arguments=arguments,
        )
        self.posts.append(post)
        return post

    def _check_pings(self, arguments: Json) -> None:
        """Whatever `text` or a text object of type mrkdwn would ring a bell with."""
        if "<" in str(arguments["text"]) or '"mrkdwn"' in json.dumps(arguments["blocks"]):
            self.violations.append("text that Slack would interpret")
        if arguments.get("parse", "none") != "none" or arguments.get("link_names"):
            self.violations.append("Slack is asked to look for names")

    def _post_ephemeral(self, arguments: Json) -> Json:
        _known(arguments, "channel user text blocks")
        channel = self._place(str(arguments["channel"]))
        if arguments["user"] not in self.users:
            raise Refused("user_not_found")
        check_message(arguments.get("blocks"), arguments.get("text"))
        return {"message_ts": self._keep(channel, arguments, only_for=str(arguments["user"])).ts}

    def _find(self, arguments: Json) -> Post:
        for post in self.posts:
            if (post.channel, post.ts) == (arguments["channel"], arguments["ts"]) and not post.only_for:
                return post
        raise Refused("message_not_found")

    def _update(self, arguments: Json) -> Json:
        _known(arguments, "channel ts text blocks parse link_names")
        post = self._find(arguments)
        check_message(arguments.get("blocks"), arguments.get("text"))
        self._check_pings(arguments)
        blocks = arguments["blocks"]
        assert isinstance(blocks, list)
        post.text, post.blocks, post.edits = str(arguments["text"]), blocks, post.edits + 1
        return {"channel": post.channel, "ts": post.ts}

    def _delete(self, arguments: Json) -> Json:
        _known(arguments, "channel ts")
        self.posts.remove(self._find(arguments))
        return {}

    def _conversation(self, arguments: Json) -> Json:
        id_ = str(arguments["channel"])
        if id_ not in self.channels:
            raise Refused("channel_not_found")
        return {"channel": self.channels[id_]}

    def _members_of(self, arguments: Json) -> Json:
        """Two to a page, whatever was asked for: the end is where there is no cursor."""
        members = self.members[str(arguments["channel"])]
        start = int(str(arguments.get("cursor", "0")))
        cursor = str(start + 2) if start + 2 < len(members) else ""
        return {"members": members[start : start + 2], "response_metadata": {"next_cursor": cursor}}

    def _user(self, arguments: Json) -> Json:
        if arguments["user"] not in self.users:
            raise Refused("user_not_found")
        user = dict(self.users[str(arguments["user"])])
        if arguments.get("include_locale") != "true":
            user.pop("locale", None)
        return {"user": user}

    def _use_trigger(self, arguments: Json) -> str:
        """Whose trigger it was."""
        id_ = str(arguments.get("trigger_id"))
        if id_ not in self._triggers:
            raise Refused("invalid_trigger_id")
        if id_ in self._used:
            raise Refused("exchanged_trigger_id")
        until, user = self._triggers[id_]
        if self.seconds > until:
            raise Refused("expired_trigger_id")
        self._used.add(id_)
        return user

    def _open_view(self, arguments: Json) -> Json:
        _known(arguments, "trigger_id view")
        user = self._use_trigger(arguments)
        view = arguments["view"]
        check_view(view)
        assert isinstance(view, dict)
        if view["type"] != "modal" or user in self.modals:
            raise Refused("invalid_arguments")
        number = self.number()
        modal = View(id=f"V{number}", user=user, hash="", shown=view, state={})
        modal.replace(view, number)
        self.modals[user] = modal
        return {"view": modal.payload()}

    def _update_view(self, arguments: Json) -> Json:
        _known(arguments, "view_id hash view")
        modal = next((one for one in self.modals.values() if one.id == arguments["view_id"]), None)
        if modal is None:
            raise Refused("not_found")
        if arguments.get("hash") != modal.hash:
            raise Refused("hash_conflict")
        view = arguments["view"]
        check_view(view)
        assert isinstance(view, dict)
        modal.replace(view, self.number())
        return {"view": modal.payload()}

    def _publish(self, arguments: Json) -> Json:
        view = arguments["view"]
        check_view(view)
        assert isinstance(view, dict)
        if view["type"] != "home" or arguments["user_id"] not in self.users:
            raise Refused("invalid_arguments")
        self.homes[str(arguments["user_id"])] = view["blocks"]
        return {}

    def _upload_url(self, arguments: Json) -> Json:
        _known(arguments, "filename length alt_txt")
        id_ = f"F{self.number():05d}"
        return {"upload_url": f"http://{self.files_host}:{self.port}/upload/{id_}", "file_id": id_}

    def _complete(self, arguments: Json) -> Json:
        _known(arguments, "files channel_id thread_ts")
        channel = self._place(str(arguments["channel_id"]))
        files = arguments["files"]
        assert isinstance(files, list)
        ids = tuple(file["id"] for file in files)
        if not ids or not set(ids) <= set(self.files):
            raise Refused("file_not_found")
        titles = "\n".join(file["title"] for file in files)
        thread = str(arguments.get("thread_ts", ""))
        self.posts.append(Post(channel=channel, ts=self.ts(), text=titles, blocks=[], thread=thread, files=ids))
        return {"files": [{"id": id_} for id_ in ids]}

    def _delete_file(self, arguments: Json) -> Json:
        if self.files.pop(str(arguments["file"]), None) is None:
            raise Refused("file_not_found")
        self.posts = [post for post in self.posts if not post.files or set(post.files) & set(self.files)]
        return {}

    async def _uploaded(self, request: web.Request) -> web.StreamResponse:
        if self._script["upload"]:
            self._script["upload"].popleft()
            return _cut(request)
        if "Authorization" in request.headers:
            self.violations.append("the token at an upload's address")
        self.files[request.match_info["id"]] = await request.read()
        return _closed(web.Response(text="OK"))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self._script["download"]:
            self._script["download"].popleft()
            return _cut(request)
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}" or not self.files_scope:
            return _closed(web.Response(text="<html>Sign in</html>", content_type="text/html"))
        content = self.downloads.get(request.match_info["id"])
        if content is None:
            return _closed(web.Response(status=404))
        return _closed(web.Response(body=content, content_type="image/jpeg"))

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("ticket") != TICKET or not self.lets_in:
            return _closed(web.Response(status=408))
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        if self.greets:
            await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.sockets.append(socket)
        self._news.set()
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.PONG:
                    self.pongs.append(bytes(frame.data))
                    self._news.set()
                elif frame.type is aiohttp.WSMsgType.TEXT:
                    ack = json.loads(frame.data)
                    future = self._acks.get(ack.get("envelope_id"))
                    if future is None or future.done() or not set(ack) <= {"envelope_id", "payload"}:
                        self.violations.append("an acknowledgement of nothing")
                    else:
                        future.set_result(ack.get("payload", {}))
        finally:
            self.sockets.remove(socket)
            self._news.set()
        return socket


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def _closed(response: web.Response) -> web.Response:
    """Each call has a connection of its own, so that what a test breaks is that call's."""
    response.force_close()
    return response


def _known(arguments: Json, names: str) -> None:
    if not set(arguments) <= set(names.split()):
        raise Refused("invalid_arguments")
