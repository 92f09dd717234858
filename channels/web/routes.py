"""What the pages of an inbox ask for and post. Whether a request may reach an inbox was decided before; every answer
that is not a yes is one sentence in the reader's language.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from channels.base import Entry, NewEntry
from channels.message import Content, Filled, Located, Message, Picture, Pressed, Receipt, Said, Sent
from channels.text import clean_line, shorten
from channels.web.body import Input, TooLong, Unreadable, read_body, read_input, read_json, read_key
from channels.web.codec import SAID, entry_json, label_of
from channels.web.door import PICTURE_BYTES, Door, NoSuchInbox, NotReceiving, TooMany
from channels.web.shell import ASSETS, page, page_data
from channels.web.stream import events, read_after

log = logging.getLogger(__name__)

PAGE = 50
"""Entries of history at once."""

PICTURE_KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/gif"})
UNNAMED_KINDS = frozenset({"", "application/octet-stream"})
"""Some phones do not know the kind of their own pictures; what it is, is seen when it is read."""

LARGEST = 10**18
"""Above any entry's id, and below what a database's integers hold."""

NAME = 200
"""Longest name of a picture that is passed on, in characters."""


def routes_of(door: Door) -> Sequence[BaseRoute]:
    """The routes of all inboxes."""
    # Nobody else can make a browser ask for these with its cookie (SameSite), so their length tells nobody anything.
    packed = [Middleware(GZipMiddleware, compresslevel=6)]

    def get(
        path: str, answer: Callable[[Door, Request], Awaitable[Response]], *, around: Sequence[Middleware] = ()
    ) -> Route:
        return Route(f"/c/{{inbox}}/{path}", _bound(door, answer), methods=["GET"], middleware=around)

    def post(path: str, answer: Callable[[Door, Request], Awaitable[Response]]) -> Route:
        return Route(f"/c/{{inbox}}/{path}", _bound(door, answer), methods=["POST"])

    return (
        get("", _shell, around=packed),
        get("page", _page_data, around=packed),
        get("history", _history, around=packed),
        get("events", _events),
        get("files/{entry:int}/{place:int}", _file),
        post("input", _input),
        post("pictures", _picture),
        ASSETS.route(),
    )


def _bound(
    door: Door, answer: Callable[[Door, Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    @wraps(answer)
    async def answered(request: Request) -> Response:
        texts = door.texts(door.reader(request).language)
        try:
            return await answer(door, request)
        except Unreadable:
            return _refusal(400, texts.unreadable)
        except TooLong:
            return _refusal(413, texts.too_large if request.url.path.endswith("/pictures") else texts.too_long)
        except NoSuchInbox:
            return _refusal(404, texts.unreadable)
        except HTTPException:
            raise
        except NotReceiving:
            return _refusal(503, texts.not_taken)
        except Exception as error:  # noqa: BLE001 - whatever failed, nothing was kept and the page tries again
            # The kind only: an exception's words may be a report's.
            log.error("a request of the web chat failed: %s", type(error).__name__)  # noqa: TRY400 - as above
            return _refusal(503, texts.not_taken)

    return answered


async def _shell(door: Door, request: Request) -> Response:
    reader = door.reader(request)
    return HTMLResponse(
        page(_inbox(request), reader, door.texts(reader.language), door.now(), demo=door.demo),
        headers={"Cache-Control": "no-store"},
    )


async def _page_data(door: Door, request: Request) -> Response:
    reader = door.reader(request)
    return _json(page_data(_inbox(request), reader, door.texts(reader.language), door.now()))


async def _history(door: Door, request: Request) -> Response:
    before = request.query_params.get("before")
    if before is not None and not (before.isascii() and before.isdigit() and int(before[:20]) < LARGEST):
        raise Unreadable
    entries = await door.mailbox.latest(_inbox(request), before=int(before) if before else None, limit=PAGE)
    return _json({"entries": [entry_json(entry) for entry in entries], "more": len(entries) == PAGE})


async def _events(door: Door, request: Request) -> Response:
    inbox = _inbox(request)
    after = read_after(request)
    if after is None:
        newest = await door.mailbox.latest(inbox, limit=1)
        after = newest[-1].id if newest else 0
    return StreamingResponse(
        events(door.mailbox, inbox, after, door.closing, door.reader(request).signed_in),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _file(door: Door, request: Request) -> Response:
    entry = await _entry_at(door, _inbox(request), request.path_params["entry"])
    place: int = request.path_params["place"]
    if entry is None or entry.message is None or place >= len(entry.message.files):
        raise HTTPException(404)
    file = entry.message.files[place]
    return Response(
        file.content,
        media_type="application/octet-stream",  # never shown as a page of ours, whatever it is
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Cache-Control": "no-store",
        },
    )


async def _input(door: Door, request: Request) -> Response:
    taken = read_input(await read_json(request))
    echo = await _echo(door, request, taken)
    pressed_on = None if taken.on is None else Receipt((str(taken.on),))
    return await _take(door, request, taken.key, taken.content, echo, pressed_on)


async def _picture(door: Door, request: Request) -> Response:
    inbox = _inbox(request)
    reader = door.reader(request)
    texts = door.texts(reader.language)
    key = read_key(request.headers.get("x-liaison-key"))
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in PICTURE_KINDS | UNNAMED_KINDS:
        return _refusal(415, texts.not_a_picture)
    name = shorten(clean_line(unquote(request.headers.get("x-liaison-name", ""))), NAME)
    content = await read_body(request, PICTURE_BYTES)
    try:
        ref = await door.keep_upload(inbox, content, name)
    except TooMany as error:
        refused = _refusal(429, str(error))
        refused.headers["Retry-After"] = str(error.wait)
        return refused
    except ValueError as error:
        return _refusal(415, str(error) or texts.not_a_picture)
    shown = Message(language=reader.language, pictures=(Picture(ref=ref, alt=texts.picture_sent),))
    echo = NewEntry(kind="said", message=shown, text=texts.picture_sent, key=SAID + key)
    return await _take(door, request, key, Sent(pictures=(ref,)), echo, None)


async def _take(
    door: Door,
    request: Request,
    key: str,
    content: Content,
    echo: NewEntry | None,
    pressed_on: Receipt | None,
) -> Response:
    session = door.reader(request).session
    outcome = await door.take(_inbox(request), key, content, echo, pressed_on=pressed_on, session=session)
    return _json({"repeated": outcome.repeated, "redraw": outcome.reader_changed})


async def _echo(door: Door, request: Request, taken: Input) -> NewEntry | None:
    """What the person sees of their own doing: their words, or the label of the button, with the entry it stood at."""
    texts = door.texts(door.reader(request).language)
    match taken.content:
        case Said(text=text):
            shown = text
        case Pressed(token=token):
            shown = await _label(door, _inbox(request), taken, token)
        case Located(latitude=latitude, longitude=longitude):
            shown = f"{texts.position_sent} {latitude:.5f}, {longitude:.5f}"
        case Filled(values=values):
            shown = "\n".join(value for value in values.values() if value)
    return NewEntry(kind="said", text=shown, of=taken.on, key=SAID + taken.key) if shown else None


async def _label(door: Door, inbox: str, taken: Input, token: str) -> str:
    for id_ in (taken.seen, taken.on):
        entry = None if id_ is None else await _entry_at(door, inbox, id_)
        if entry is not None and (label := label_of(entry, token)):
            return label
    return ""


async def _entry_at(door: Door, inbox: str, id_: int) -> Entry | None:
    if not 0 < id_ < LARGEST:
        return None
    entries = await door.mailbox.read_after(inbox, id_ - 1, limit=1)
    return entries[0] if entries and entries[0].id == id_ else None


def _refusal(status: int, sentence: str) -> Response:
    return _json({"error": sentence}, status)


def _json(content: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def _inbox(request: Request) -> str:
    inbox: str = request.path_params["inbox"]
    return inbox
