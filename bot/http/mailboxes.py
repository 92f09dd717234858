"""What the owner of a mailbox decides without signing in: confirming it, and stopping mail to it. Opening a link
changes nothing (RFC 8058 asks for a post, because scanners open every link).
"""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.http.ports import Mailboxes
from bot.http.posted import read_token
from bot.http.site import Site
from bot.http.throttle import Throttle, address_of


def routes(site: Site, mailboxes: Mailboxes, wrong: Throttle) -> Sequence[BaseRoute]:
    """The routes. `wrong` counts wrong tokens."""

    async def show_unsubscribe(request: Request) -> Response:
        found = await mailboxes.look(request.path_params["token"])
        if found is None:
            raise HTTPException(404)
        return site.page(request, "unsubscribe.html", {"mailbox": found.mailbox})

    async def unsubscribe(request: Request) -> Response:
        if not await mailboxes.unsubscribe(request.path_params["token"]):
            raise HTTPException(404)
        words = site.words(request)
        return site.page(
            request, "said.html", {"title": words["unsubscribed_title"], "lead": words["unsubscribed_lead"]}
        )

    async def show_confirm(request: Request) -> Response:
        words = site.words(request)
        return site.page(request, "door.html", {name: words[f"mailbox_{name}"] for name in ("title", "lead", "button")})

    async def confirm(request: Request) -> Response:
        if wait := wrong.wait(address_of(request)):
            return site.too_many(request, wait)
        token = await read_token(request)
        if token is None or not await mailboxes.confirm(token):
            wrong.count(address_of(request))
            return site.sorry(request, "link_wrong", 403)
        return site.answer({"done": site.words(request)["mailbox_done"]})

    return (
        Route("/u/{token}", show_unsubscribe, methods=["GET"]),
        Route("/u/{token}", unsubscribe, methods=["POST"]),
        Route("/mailbox", show_confirm, methods=["GET"]),
        Route("/mailbox", confirm, methods=["POST"]),
    )
