"""The demo's page: officer, reviewer and member side by side, each a really signed-in web chat in a frame, and the
mail that was caught. Only a demo installation has it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.http import cookies
from bot.http.demo_stream import Cursor, events, mail_line
from bot.http.ports import Demo
from bot.http.posted import read_token
from bot.http.site import Site
from bot.http.throttle import Throttle, address_of
from channels.base import Mailbox

MAILS = 200
"""Mails listed, the newest."""

MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
)
"""A mail is somebody else's page: no scripts, no forms, nothing fetched; its links open in a tab of their own."""

OPENS_OUTSIDE = '<base target="_blank">'


def routes(site: Site, demo: Demo, mailbox: Mailbox, wrong: Throttle, closing: asyncio.Event) -> Sequence[BaseRoute]:
    async def bare(_request: Request) -> Response:
        return RedirectResponse(cookies.DEMO_PATH, 307)

    async def show(request: Request) -> Response:
        words = site.words(request)
        if not await _known(request):
            names = ("title", "lead", "button")
            return site.page(
                request, "door.html", {"to": "/demo/open", **{name: words[f"demo_{name}"] for name in names}}
            )
        mails = list(await demo.mails())[-MAILS:]
        language = site.language(request)
        accounts = [replace(one, label=site.texts.say(language, one.label)) for one in await demo.accounts()]
        newest = [await mailbox.latest(account.inbox, limit=1) for account in accounts]
        cursor = Cursor(
            entries=[entries[-1].id if entries else 0 for entries in newest],
            mail=mails[-1].id if mails else 0,
        )
        page = {
            "after": str(cursor),
            "mails": [mail_line(mail) for mail in mails],
            "texts": {name: words[name] for name in ("demo_lost", "mail_to")},
        }
        return site.page(request, "demo.html", {"accounts": accounts, "page": page})

    async def enter(request: Request) -> Response:
        if wait := wrong.wait(address_of(request)):
            return site.too_many(request, wait)
        token = await read_token(request)
        opened = await demo.open(token) if token else None
        if opened is None:
            wrong.count(address_of(request))
            return site.sorry(request, "demo_wrong", 403)
        response = site.answer({"to": cookies.DEMO_PATH})
        cookies.enter_demo(response, opened.session, secure=site.secure)
        for entrance in opened.entrances:
            cookies.enter(response, entrance, secure=site.secure)
        return response

    async def stream(request: Request) -> Response:
        await _demand(request)
        inboxes = [account.inbox for account in await demo.accounts()]
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        cursor = Cursor.read(after, len(inboxes))
        if cursor is None:
            raise HTTPException(400)
        return StreamingResponse(
            events(mailbox, inboxes, demo, cursor, closing),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def mail(request: Request) -> Response:
        await _demand(request)
        found = await demo.mail(request.path_params["mail"])
        if found is None:
            raise HTTPException(404)
        headers = {"Content-Security-Policy": MAIL_POLICY}
        if request.path_params["form"] == "text" or not found.html:
            return PlainTextResponse(found.text, headers=headers)
        return HTMLResponse(OPENS_OUTSIDE + found.html, headers=headers)

    async def _known(request: Request) -> bool:
        session = request.cookies.get(cookies.DEMO, "")
        return bool(session) and await demo.known(session)

    async def _demand(request: Request) -> None:
        if not await _known(request):
            raise HTTPException(401)

    return (
        Route("/demo", bare, methods=["GET"]),
        Route("/demo/", show, methods=["GET"]),
        Route("/demo/open", enter, methods=["POST"]),
        Route("/demo/events", stream, methods=["GET"]),
        Route("/demo/mail/{mail:int}/{form}", mail, methods=["GET"]),
    )
