"""The web channel itself: telling is appending to a mailbox, hearing is what its routes are posted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self

from starlette.requests import Request
from starlette.routing import BaseRoute

from channels.base import Handler, Limits, Mailbox, NewEntry, Prepared, Slots
from channels.errors import Permanent, RecipientGone, Temporary
from channels.message import Address, Message, Receipt
from channels.web.door import PICTURE_BYTES, Door
from channels.web.routes import routes_of
from channels.web.shell import PageTexts, Reader

NAME = "web"

LIMITS = Limits(
    carrier="web",
    text=20_000,
    caption=20_000,
    buttons=100,
    button_label=200,
    pictures=20,
    picture_bytes=PICTURE_BYTES,
    can_edit=True,
    can_delete=True,
    form=False,
    concurrency=50,
    per_second=1000.0,
)


class WebChannel:
    """Pages of our own. A send is an entry in the recipient's mailbox and never leaves the machine.

    `reader` says who reads the page of a request (language, zone, menu), `keep_upload` takes (inbox, bytes, declared
    name) and gives a reference or raises ValueError with a sentence, `read_upload` gives such a picture back.
    """

    def __init__(
        self,
        *,
        mailbox: Mailbox,
        texts: Callable[[str], PageTexts],
        reader: Callable[[Request], Reader],
        now: Callable[[], datetime],
        keep_upload: Callable[[str, bytes, str], Awaitable[str]],
        read_upload: Callable[[str], Awaitable[bytes]],
        demo: bool = False,
    ) -> None:
        self._mailbox = mailbox
        self._read_upload = read_upload
        self._door = Door(mailbox=mailbox, texts=texts, reader=reader, now=now, keep_upload=keep_upload, demo=demo)

    @property
    def name(self) -> str:
        return NAME

    @property
    def limits(self) -> Limits:
        return LIMITS

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends every open stream, so that a server waiting for its connections can close. Call it first."""
        self._door.closing.set()

    async def receive(self, handle: Handler) -> None:
        """Lets the routes hand over what is posted until cancelled; before and after they answer 503."""
        self._door.handle = handle
        try:
            await asyncio.Event().wait()
        finally:
            self._door.handle = None

    def prepare(self, message: Message) -> Prepared:
        """The message as it is: the page renders it."""
        return message

    async def send(
        self,
        to: Address,
        prepared: Prepared,
        slots: Slots,
        *,
        key: str,
        thread: Receipt | None = None,  # noqa: ARG002 - a page shows everything in one thread
        done: Receipt | None = None,
    ) -> Receipt:
        if done is not None and done.parts:
            return done
        message = _message(prepared)
        if slots.repeat and slots.repeat_note:
            message = replace(message, text="\n".join(part for part in (message.text, slots.repeat_note) if part))
        return Receipt((str(await self._append(to, NewEntry(kind="message", message=message, key=key))),))

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:
        await self._append(to, NewEntry(kind="edit", message=_message(prepared), of=_entry(receipt)))

    async def delete(self, receipt: Receipt, *, to: Address) -> None:
        await self._append(to, NewEntry(kind="delete", of=_entry(receipt)))

    async def fetch(self, ref: str) -> bytes:
        return await self._read_upload(ref)

    def routes(self) -> Sequence[BaseRoute]:
        return routes_of(self._door)

    async def _append(self, to: Address, entry: NewEntry) -> int:
        try:
            return await self._mailbox.append(to.id, entry)
        except KeyError as error:
            raise RecipientGone("there is no such inbox") from error
        except Exception as error:
            # Whatever a mailbox's store fails with: nothing left this machine, and the key makes another try harmless.
            raise Temporary(f"the mailbox did not take the entry ({type(error).__name__})") from error


def _message(prepared: Prepared) -> Message:
    if not isinstance(prepared, Message):
        raise Permanent("the message was prepared for another channel")
    return prepared


def _entry(receipt: Receipt) -> int:
    try:
        (part,) = receipt.parts
        return int(part)
    except ValueError as error:
        raise Permanent("the receipt is not one of this channel") from error
