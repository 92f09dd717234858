"""The web channel itself: telling is appending to a mailbox, hearing is what its routes are posted."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self

from starlette.requests import Request
from starlette.routing import BaseRoute

from channels.base import Checked, Handler, Limits, Mailbox, NewEntry, Prepared, Slots, Standing
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address, Message, Receipt
from channels.pace import Rate
from channels.web.door import PICTURE_BYTES, Door
from channels.web.routes import routes_of
from channels.web.shell import PageTexts, Reader

NAME = "web"

LIMITS = Limits(
    label="Web",
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
    in_place=False,
    concurrency=50,
    per_second=1000.0,
)

FAILURES: Mapping[type[Exception], type[SendError]] = {
    KeyError: RecipientGone,  # the mailbox knows no such inbox
    ValueError: Permanent,  # it cannot hold this, as it cannot hold half of a surrogate pair
    PermissionError: Misconfigured,
    TimeoutError: Unknown,
    Exception: Temporary,  # a store that is down: nothing left this machine, and the key makes a repeat harmless
}
"""How a mailbox fails, looked up along the error's own ancestry."""


def classify(error: Exception) -> SendError:
    """The failure of a send. It names the error's kind only: a store's message may quote what it was given."""
    kind = next(FAILURES[ancestor] for ancestor in type(error).__mro__ if ancestor in FAILURES)
    return kind(f"the mailbox did not take the entry ({type(error).__name__})")


class WebChannel:
    """Pages of our own. A send is an entry in the recipient's mailbox and never leaves the machine.

    `reader` says who reads the page of a request (language, zone, menu), `keep_upload` takes (inbox, bytes, declared
    name) and gives a reference or raises ValueError with a sentence, `read_upload` gives such a picture back or raises
    KeyError.
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

    def silence(self) -> float | None:
        return None

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

    async def check(self) -> Checked:
        return Checked(who="our own pages")

    def link(self, code: str) -> str:  # noqa: ARG002 - an invitation to a page has an address of its own
        return ""

    def rate(self, to: Address) -> Rate | None:  # noqa: ARG002 - an inbox takes as much as all together
        return None

    def parts(self, prepared: Prepared) -> int:  # noqa: ARG002 - a page shows any length
        return 1

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:  # noqa: ARG002
        raise Permanent("there are no groups on the web")

    async def fetch(self, ref: str) -> bytes:
        try:
            return await self._read_upload(ref)
        except KeyError:
            raise Permanent("there is no such picture") from None

    def routes(self) -> Sequence[BaseRoute]:
        return routes_of(self._door)

    async def _append(self, to: Address, entry: NewEntry) -> int:
        try:
            return await self._mailbox.append(to.id, entry)
        except Exception as error:  # noqa: BLE001 - whatever a store fails with has one of our names
            failure = classify(error)
        raise failure


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
