"""What every request passes first: the host it was meant for, where a post comes from, whose inbox it is; and the
headers every answer carries. It reveals nothing: an unknown inbox and a wrong session look alike.
"""

import logging
import traceback
from collections.abc import Awaitable, Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.cookies import SESSION, enter
from bot.http.ports import Entrance, SessionInfo, Sessions
from bot.http.throttle import Throttle

log = logging.getLogger(__name__)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

OPEN_TO_ANY_HOST = frozenset({"/healthz", "/readyz"})
"""Asked by whoever watches the machine, by whatever address; they tell nothing about people."""

FROM_ANYWHERE = ("/u/", "/hooks/")
"""One-click unsubscribing is posted by mail services (RFC 8058), news by messengers to a channel's own route, which asks
for their secret: no page of ours, no cookie.
"""

TOO_MANY = 429

LEAVING = "leave"
"""Signing out is never too much."""

WAITING = "events"
"""What a page asks for by itself, again and again, as long as it is open."""

_OWN_ONLY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' blob: data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
"""Nothing from elsewhere, nothing inline but style sheets known by their digest; blob: is the preview of a picture about
to be sent.
"""


class Guard:
    """Pure ASGI middleware. `refuse` makes the answer for a status; `hosts` are the names this service is known by;
    `styles` are the digests of the style sheets that stand in a page, as a policy writes them.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        sessions: Sessions,
        hosts: Collection[str],
        refuse: Callable[[Request, int], Response],
        demo: bool,
        secure: bool,
        posts: Throttle,
        styles: Collection[str] = (),
    ) -> None:
        self._app = app
        self._sessions = sessions
        self._hosts = LOOPBACK | {host.lower() for host in hosts}
        self._refuse = refuse
        self._secure = secure
        self._posts = posts
        self._headers = _headers(framed=demo, styles=styles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        started = False
        request = Request(scope, receive)

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers:
                    headers.setdefault(name, value)
                if (again := _cookie_again(request, secure=self._secure)) and "set-cookie" not in headers:
                    headers.append("set-cookie", again)
            await send(message)

        try:
            status = await self._status(request)
            app = self._refuse(request, status) if status else self._app
            if status == TOO_MANY and isinstance(app, Response):
                app.headers["Retry-After"] = str(self._posts.wait(request.state.session.id))
            await app(scope, receive, guarded)
        except Exception as error:
            # Where, not what: an exception's words may be a report's.
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("a request failed: %s at %s:%s", type(error).__name__, place.filename, place.lineno)  # noqa: TRY400
            if started:
                raise
            await self._refuse(request, 500)(scope, receive, guarded)

    async def _status(self, request: Request) -> int:
        """The status to refuse with, or 0."""
        path = request.url.path
        if path not in OPEN_TO_ANY_HOST and not path.startswith("/hooks/") and host_name(request) not in self._hosts:
            return 400
        if request.method not in ("GET", "HEAD") and not path.startswith(FROM_ANYWHERE) and not _of_our_own(request):
            return 403
        parts = path.split("/")
        if parts[1] == "c" and len(parts) > 3:  # noqa: PLR2004 - "", c, inbox, and something in it
            token = request.cookies.get(SESSION, "")
            session = await self._sessions.find(parts[2], token, uses=parts[3] != WAITING)
            if session is None or session.inbox != parts[2]:
                return 401
            request.state.session = session
            request.state.signed_in = self._still(parts[2], token)
            if request.method == "POST" and parts[3] != LEAVING:
                if self._posts.wait(session.id):
                    return TOO_MANY
                self._posts.count(session.id)
        return 0

    def _still(self, inbox: str, token: str) -> Callable[[], Awaitable[bool]]:
        """Asks later whether somebody is still signed in, without counting as a use."""

        async def asked() -> bool:
            found = await self._sessions.find(inbox, token, uses=False)
            return found is not None and found.inbox == inbox

        return asked


def _headers(*, framed: bool, styles: Collection[str]) -> tuple[tuple[str, str], ...]:
    frames = "frame-ancestors 'self'; frame-src 'self'" if framed else "frame-ancestors 'none'"
    own = _OWN_ONLY.format(styles=" ".join(["'self'", *styles]))
    return (
        ("Content-Security-Policy", f"{own}; {frames}"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Permissions-Policy", "camera=(), microphone=(), payment=(), usb=(), geolocation=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    )


def _cookie_again(request: Request, *, secure: bool) -> str:
    """The cookie of a session that lasts longer from now on; "" where nothing has changed."""
    session: SessionInfo | None = getattr(request.state, "session", None)
    if session is None or not session.renewed:
        return ""
    response = Response()
    entrance = Entrance(inbox=session.inbox, session=request.cookies.get(SESSION, ""))
    enter(response, entrance, secure=secure)
    return response.headers["set-cookie"]


def host_name(request: Request) -> str:
    """The name a browser believes to speak to. Checked against a name of our own it stops DNS rebinding."""
    return _name("//" + request.headers.get("host", ""))


def _of_our_own(request: Request) -> bool:
    """Whether a post comes from a page of ours: what the browser says of it, and a form no other page can send
    without asking first (a content type or header that needs CORS).
    """
    sure = request.headers.get("x-liaison") or request.headers.get("content-type", "").startswith("application/json")
    if not sure:
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    # The scheme is not compared: behind a proxy that speaks https for us we see http.
    return bool(origin) and _place(origin) == request.headers.get("host", "").lower()


def _place(origin: str) -> str | None:
    """Host and port of an origin."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
