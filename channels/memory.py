"""A channel that keeps everything in memory: for tests of what talks through channels, never for people.
It is a real channel and passes the same contract.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from starlette.routing import BaseRoute

from channels.base import Checked, Handler, Limits, Outcome, Prepared, Slots, Standing
from channels.errors import Permanent, SendError
from channels.message import Address, Content, FormAnswer, Happened, Incoming, Message, Pressed, Receipt, Said
from channels.pace import Rate

LIMITS = Limits(
    label="Memory",
    carrier="web",
    text=4000,
    caption=1000,
    buttons=100,
    button_label=60,
    pictures=10,
    picture_bytes=10_000_000,
    can_edit=True,
    can_delete=True,
    form=False,
    in_place=False,
    concurrency=16,
    per_second=10_000.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedMemory:
    """The message itself: nothing is rendered."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One message as it stands at an address. `edits` counts how often it was replaced."""

    to: Address
    message: Message
    slots: Slots
    key: str
    receipt: Receipt
    thread: Receipt | None = None
    edits: int = 0
    deleted: bool = False


class MemoryChannel:
    """Remembers what was sent, in order. Failures are scripted with `fail_next`."""

    def __init__(self, name: str = "memory", *, limits: Limits = LIMITS, keys_count: bool = False) -> None:
        """`keys_count`: the same key again is not shown twice, as on the web (mail and Telegram cannot do that)."""
        self.name = name
        self.limits = limits
        self.sent: list[Kept] = []
        """Every message taken, as it stands after edits and deletes."""
        self.tried: list[tuple[Address, str]] = []
        """Address and key of every send begun, the failed ones too."""
        self.pictures: dict[str, bytes] = {}
        """What `fetch` finds."""
        self.standings: dict[Address, Standing] = {}
        """How Groups are."""
        self.unasked: SendError | None = None
        """What asking about one fails with, while it is set."""
        self.asked: list[Address] = []
        """Every Group that was asked about."""
        self.rates: dict[Address, Rate] = {}
        """How fast single addresses may be sent to."""
        self.silent: float | None = None
        """For how many seconds its service has said nothing."""
        self._keys_count = keys_count
        self._failures: deque[tuple[SendError, Address | None, bool]] = deque()
        self._handler: Handler | None = None
        self._listening = asyncio.Event()
        self._heard = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._handler = None
        self._listening.clear()

    async def receive(self, handle: Handler) -> None:
        self._handler = handle
        self._listening.set()
        try:
            await asyncio.Event().wait()
        finally:
            self._handler = None
            self._listening.clear()

    def prepare(self, message: Message) -> PreparedMemory:
        return PreparedMemory(message=message)

    async def send(
        self,
        to: Address,
        prepared: Prepared,
        slots: Slots,
        *,
        key: str,
        thread: Receipt | None = None,
        done: Receipt | None = None,
    ) -> Receipt:
        self.tried.append((to, key))
        failure, taken = self._failure(to)
        if failure and not taken:
            raise failure
        known = next((kept for kept in self.sent if kept.key == key and kept.to == to), None)
        if done:
            return done
        if known and self._keys_count:
            return known.receipt
        receipt = Receipt((str(len(self.sent) + 1),))
        self.sent.append(
            Kept(to=to, message=_message(prepared), slots=slots, key=key, receipt=receipt, thread=thread),
        )
        if failure:
            raise failure
        return receipt

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:
        if not self.limits.can_edit:
            raise Permanent("This channel cannot edit.")
        failure, taken = self._failure(to)
        if failure and not taken:
            raise failure
        at = self._place(receipt, to)
        self.sent[at] = replace(self.sent[at], message=_message(prepared), edits=self.sent[at].edits + 1)
        if failure:
            raise failure

    async def delete(self, receipt: Receipt, *, to: Address) -> None:
        if not self.limits.can_delete:
            raise Permanent("This channel cannot delete.")
        at = self._place(receipt, to)
        self.sent[at] = replace(self.sent[at], deleted=True)

    def silence(self) -> float | None:
        return self.silent

    async def check(self) -> Checked:
        return Checked(who="memory")

    def link(self, code: str) -> str:
        return f"https://memory.invalid/{code}"

    def rate(self, to: Address) -> Rate | None:
        return self.rates.get(to)

    def parts(self, prepared: Prepared) -> int:  # noqa: ARG002 - nothing is split
        return 1

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:  # noqa: ARG002 - the test says it all
        self.asked.append(group)
        if self.unasked is not None:
            raise self.unasked
        if group not in self.standings:
            raise Permanent("There is no such Group.")
        return self.standings[group]

    async def fetch(self, ref: str) -> bytes:
        if ref not in self.pictures:
            raise Permanent("There is no such picture.")
        return self.pictures[ref]

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    # What a test says and sees.

    def fail_next(self, error: SendError, *, to: Address | None = None, times: int = 1, taken: bool = False) -> None:
        """The next `times` sends or edits (only those to `to`, where given) raise `error`; with `taken` the message
        is there nevertheless, as after a connection lost too late.
        """
        self._failures.extend([(error, to, taken)] * times)

    def forgive(self) -> None:
        """Takes back failures that were scripted and have not happened."""
        self._failures.clear()

    def shown(self, to: Address) -> list[Message]:
        """What stands at an address now, oldest first."""
        return [kept.message for kept in self.sent if kept.to == to and not kept.deleted]

    async def person_says(self, sender: Address, text: str, *, at: datetime, key: str = "") -> Outcome:
        """Hands `text` to whoever receives and returns after its commit; raises what the handler raises."""
        return await self.person_does(sender, Said(text=text), at=at, key=key)

    async def person_presses(self, sender: Address, label: str, *, at: datetime, key: str = "") -> Outcome:
        """Presses the newest button with this label at the sender's address. Raises LookupError where there is none."""
        for kept in reversed(self.sent):
            if kept.to != sender or kept.deleted:
                continue
            for button in (button for row in kept.message.buttons for button in row):
                if button.label == label:
                    pressed = Pressed(token=button.token)
                    return await self.person_does(sender, pressed, at=at, key=key, pressed_on=kept.receipt)
        raise LookupError(label)

    async def person_does(
        self,
        sender: Address,
        content: Content,
        *,
        at: datetime,
        key: str = "",
        pressed_on: Receipt | None = None,
        group: Address | None = None,
        form: FormAnswer = "no",
    ) -> Outcome:
        """Any content, as `person_says`. Without `key` each has its own; in a `group` others see it."""
        self._heard += 1
        return await self._hand_over(
            Incoming(
                key=key or f"{self.name}-{self._heard}",
                conversation=group or sender,
                sender=sender,
                sender_name=sender.id,
                at=at,
                content=content,
                pressed_on=pressed_on,
                form=form,
            ),
        )

    async def befalls(self, happened: Happened) -> Outcome:
        """Something befell an address."""
        return await self._hand_over(happened)

    async def _hand_over(self, news: Incoming | Happened) -> Outcome:
        await self._listening.wait()
        if self._handler is None:
            raise RuntimeError("Nobody receives from this channel.")
        return await self._handler(news)

    def _failure(self, to: Address) -> tuple[SendError | None, bool]:
        for at, (error, only, taken) in enumerate(self._failures):
            if only is None or only == to:
                del self._failures[at]
                return error, taken
        return None, False

    def _place(self, receipt: Receipt, to: Address) -> int:
        for at, kept in enumerate(self.sent):
            if kept.receipt == receipt and kept.to == to and not kept.deleted:
                return at
        raise Permanent("There is no such message at this address.")


def _message(prepared: Prepared) -> Message:
    if not isinstance(prepared, PreparedMemory):
        raise TypeError("This was prepared by another channel.")
    return prepared.message
