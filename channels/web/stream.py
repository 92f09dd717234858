"""One stream of server-sent events: an inbox from one entry on, until the page or the process closes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request

from channels.base import Entry, Mailbox
from channels.web.body import Unreadable
from channels.web.codec import entry_json
from channels.web.shell import always

HEARTBEAT = 15.0
"""Seconds after which a line is sent though there is no news, so that nobody between takes the stream for dead."""

LIFE = 600.0
"""Seconds after which a stream ends and the page opens another."""

_DIGITS = 18


def read_after(request: Request) -> int | None:
    """The entry a page has seen last: what the browser remembers of the stream, else what the page says."""
    value = request.headers.get("last-event-id") or request.query_params.get("after")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS):
        raise Unreadable
    return int(value)


async def events(
    mailbox: Mailbox,
    inbox: str,
    after: int,
    closing: asyncio.Event,
    signed_in: Callable[[], Awaitable[bool]] = always,
) -> AsyncIterator[str]:
    """The entries after `after` as events, oldest first, with a heartbeat in between. It ends when nobody is signed in any
    more: asked at each heartbeat, and before anything is sent.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + LIFE
    closed = asyncio.ensure_future(closing.wait())
    news: asyncio.Future[None] | None = None
    yield ": open\n\n"
    try:
        while not closing.is_set() and loop.time() < end:
            # Listening begins before reading: what comes in between is not missed.
            news = asyncio.ensure_future(mailbox.wait([inbox], seconds=HEARTBEAT))
            await asyncio.sleep(0)
            entries = await mailbox.read_after(inbox, after)
            if not await signed_in():
                return
            for entry in entries:
                yield event(entry)
                after = entry.id
            if entries:
                news.cancel()
                continue
            await asyncio.wait({news, closed}, return_when=asyncio.FIRST_COMPLETED)
            yield ": here\n\n"
    finally:
        closed.cancel()
        if news is not None:
            news.cancel()


def event(entry: Entry) -> str:
    """An entry as one event; JSON has no line ends of its own, so one data line is enough."""
    return f"id: {entry.id}\ndata: {json.dumps(entry_json(entry), ensure_ascii=False)}\n\n"
