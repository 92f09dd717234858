"""The one stream of the demo's page: the entries of all its inboxes and the mails that were caught. The page hands
each frame its own entries, so that side by side they do not use up a browser's connections.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from bot.http.ports import CaughtMail, Demo
from channels.base import Mailbox
from channels.web.codec import entry_json
from channels.web.stream import HEARTBEAT

DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a page has read: the newest entry of each inbox, in the page's order, and the newest mail.

    One number for all inboxes would not do: they are read one after the other, and what comes into the first while
    the last is being read has a smaller id than what the last brings.
    """

    entries: Sequence[int]
    mail: int

    def __str__(self) -> str:
        return "-".join(str(number) for number in (*self.entries, self.mail))

    @classmethod
    def read(cls, text: str, inboxes: int) -> Self | None:
        """A cursor for so many inboxes as written, or None."""
        parts = text.split("-")
        if len(parts) != inboxes + 1:
            return None
        if not all(part.isascii() and part.isdigit() and len(part) <= DIGITS for part in parts):
            return None
        *entries, mail = map(int, parts)
        return cls(entries=entries, mail=mail)

    def after(self, place: int, entry: int) -> Self:
        """With the entry of the inbox at that place read."""
        return replace(self, entries=[*self.entries[:place], entry, *self.entries[place + 1 :]])


async def events(
    mailbox: Mailbox, inboxes: Sequence[str], demo: Demo, cursor: Cursor, closing: asyncio.Event
) -> AsyncIterator[str]:
    """Entries (`{"inbox", "entry"}`) and mails (`{"mail"}`) after the cursor, until the process closes."""
    closed: asyncio.Future[object] = asyncio.ensure_future(closing.wait())
    waiting: list[asyncio.Future[object]] = []
    yield ": open\n\n"
    try:
        while not closing.is_set():
            # Listening begins before reading: what comes in between is not missed.
            waiting = [
                asyncio.ensure_future(mailbox.wait(inboxes, seconds=HEARTBEAT)),
                asyncio.ensure_future(demo.wait(seconds=HEARTBEAT)),
            ]
            await asyncio.sleep(0)
            before = cursor
            for place, inbox in enumerate(inboxes):
                for entry in await mailbox.read_after(inbox, cursor.entries[place]):
                    cursor = cursor.after(place, entry.id)
                    yield _event(cursor, {"inbox": inbox, "entry": entry_json(entry)})
            for mail in await demo.mails(after=cursor.mail):
                cursor = replace(cursor, mail=mail.id)
                yield _event(cursor, {"mail": mail_line(mail)})
            if cursor == before:
                await asyncio.wait([closed, *waiting], return_when=asyncio.FIRST_COMPLETED)
                yield ": here\n\n"
            for future in waiting:
                future.cancel()
    finally:
        for future in (closed, *waiting):
            future.cancel()


def mail_line(mail: CaughtMail) -> dict[str, object]:
    """A mail as it is listed."""
    return {"id": mail.id, "at": mail.at.isoformat(), "to": mail.to, "subject": mail.subject, "html": bool(mail.html)}


def _event(cursor: Cursor, content: Mapping[str, object]) -> str:
    return f"id: {cursor}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"
