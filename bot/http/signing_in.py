"""Getting in and out: sign-in links, invitations, and signing out. Opening a link changes nothing; the token stands
in its fragment, which no server sees, and only the button's post uses it.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.http import cookies
from bot.http.ports import Entrance, LinkKind, Links, SessionInfo, Sessions
from bot.http.posted import read_mailbox, read_token
from bot.http.site import Site
from bot.http.throttle import Throttle, address_of


def routes(site: Site, links: Links, sessions: Sessions, wrong: Throttle, asked: Throttle) -> Sequence[BaseRoute]:
    """The routes. `wrong` counts wrong tokens, `asked` the links asked for."""

    async def start(request: Request) -> Response:
        return site.page(request, "start.html")

    async def ask(request: Request) -> Response:
        mailbox = await read_mailbox(request)
        if mailbox is None:
            return site.sorry(request, "mailbox_wrong", 400)
        # The mailbox counts whether it is known here or not: nobody learns which are.
        for who in (address_of(request), mailbox.casefold()):
            if wait := asked.wait(who):
                return site.too_many(request, wait, "too_many_links")
        asked.count(address_of(request))
        asked.count(mailbox.casefold())
        await links.request(mailbox)
        return site.answer({"done": site.words(request)["link_sent"]})

    def door(kind: LinkKind, prefix: str) -> tuple[Route, Route]:
        async def show(request: Request) -> Response:
            words = site.words(request)
            names = ("title", "lead", "button")
            return site.page(request, "door.html", {name: words[f"{prefix}_{name}"] for name in names})

        async def use(request: Request) -> Response:
            if wait := wrong.wait(address_of(request)):
                return site.too_many(request, wait)
            token = await read_token(request)
            entrance = await _used(links, kind, token, request, site) if token else None
            if entrance is None:
                wrong.count(address_of(request))
                return site.sorry(request, "link_wrong", 403)
            response = site.answer({"to": cookies.inbox_path(entrance.inbox)})
            cookies.enter(response, entrance, secure=site.secure)
            return response

        return Route(f"/{prefix}", show, methods=["GET"]), Route(f"/{prefix}", use, methods=["POST"])

    async def leave(request: Request) -> Response:
        session: SessionInfo = request.state.session
        await sessions.close(session.inbox, request.cookies.get(cookies.SESSION, ""))
        response = site.answer({})
        cookies.leave(response, session.inbox, secure=site.secure)
        return response

    return (
        Route("/", start, methods=["GET"]),
        Route("/link", ask, methods=["POST"]),
        *door("signin", "signin"),
        *door("invitation", "join"),
        Route("/c/{inbox}/leave", leave, methods=["POST"]),
    )


async def _used(links: Links, kind: LinkKind, token: str, request: Request, site: Site) -> Entrance | None:
    browser = browser_of(request.headers.get("user-agent", ""))
    return await links.use(kind, token, language=site.language(request), browser=browser)


def browser_of(said: str) -> str:
    """The browser in a few words, as far as its own long ones are known ("Firefox, Android"); nothing else of it is kept."""
    found = (next((name for sign, name in signs if sign in said), "") for signs in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that fits: most claim to be Safari too."""

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
