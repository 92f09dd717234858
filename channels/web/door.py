"""What the pages of all inboxes share: the mailbox, the words, and the way in for what people do. It knows no HTTP
beyond asking who reads a page.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from starlette.requests import Request

from channels.base import Handler, Mailbox, NewEntry, Outcome
from channels.message import Address, Content, Incoming, Receipt
from channels.web.shell import PageTexts, Reader

PICTURE_BYTES = 20 * 1024 * 1024
"""Largest picture taken, in bytes: what a phone camera makes, several times over."""


class NotReceiving(Exception):
    """Nobody takes anything in at the moment."""


class TooMany(Exception):
    """So much is not taken; the words say why, and `wait` after how many seconds it may be tried again."""

    def __init__(self, sentence: str, *, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class NoSuchInbox(Exception):
    """There is no such inbox."""


@dataclass(slots=True, kw_only=True)
class Door:
    """The state behind the routes. `handle` is set while the channel receives."""

    mailbox: Mailbox
    texts: Callable[[str], PageTexts]
    reader: Callable[[Request], Reader]
    now: Callable[[], datetime]
    keep_upload: Callable[[str, bytes, str], Awaitable[str]]
    demo: bool
    handle: Handler | None = None
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def take(
        self,
        inbox: str,
        key: str,
        content: Content,
        echo: NewEntry | None,
        *,
        pressed_on: Receipt | None = None,
        session: str = "",
    ) -> Outcome:
        """Shows the person what they did (`echo`) and hands it over; returns after the commit. Raises NotReceiving,
        NoSuchInbox, or whatever the handler raises when nothing was kept.
        """
        turn = self.turns.setdefault(inbox, asyncio.Lock())
        async with turn:  # two tabs: what is shown first is also taken in first
            if self.handle is None:
                raise NotReceiving
            if echo is not None:
                await self._show(inbox, echo)
            address = Address("web", inbox)
            return await self.handle(
                Incoming(
                    key=f"{inbox}:{key}",
                    conversation=address,
                    sender=address,
                    sender_name="",
                    at=self.now(),
                    content=content,
                    pressed_on=pressed_on,
                    session=session,
                )
            )

    async def _show(self, inbox: str, echo: NewEntry) -> None:
        try:
            await self.mailbox.append(inbox, echo)
        except KeyError as error:
            raise NoSuchInbox from error
