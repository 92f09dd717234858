"""Getting in and out: sign-in links, invitations, and signing out. Opening a link changes nothing; the token stands
in its fragment, which no server sees, and only the button's post uses it.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.http import cookies
from bot.http.ports import LinkKind, Links, SessionInfo, Sessions
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
        if not asked.open(address_of(request)):
            return site.sorry(request, "too_many", 429)
        asked.count(address_of(request))
        await links.request(mailbox)
        return site.answer({"done": site.words(request)["link_sent"]})

    def door(kind: LinkKind, prefix: str) -> tuple[Route, Route]:
        async def show(request: Request) -> Response:
            words = site.words(request)
            names = ("title", "lead", "button")
            return site.page(request, "door.html", {name: words[f"{prefix}_{name}"] for name in names})

        async def use(request: Request) -> Response:
            if not wrong.open(address_of(request)):
                return site.sorry(request, "too_many", 429)
            token = await read_token(request)
            entrance = await links.use(kind, token, language=site.language(request)) if token else None
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
