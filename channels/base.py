"""The contract of a channel, and the small ports a channel is given. Whatever a channel cannot do it declares in
`limits`; nobody outside a channel's own file asks for its name.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, Self

from starlette.routing import BaseRoute

from channels.message import Address, Form, Happened, Incoming, Message, Receipt
from channels.pace import Rate

Carrier = Literal["web", "mail", "messenger"]
"""Whose hands a message goes through: our own pages, mail relays, or an outside messenger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a channel can show. Lengths in characters, sizes in bytes, rates per second."""

    label: str
    """What people call it: a proper name, never translated."""
    carrier: Carrier
    text: int
    caption: int
    buttons: int
    """Most buttons a message may carry; 0: none at all."""
    button_label: int
    pictures: int
    picture_bytes: int
    can_edit: bool
    can_delete: bool
    form: bool
    """The channel would rather have all open questions at once."""
    in_place: bool
    """What a press leads to takes the place of the message with the button; elsewhere the message stays in view."""
    concurrency: int
    """Most sends under way at the same time."""
    per_second: float
    """Most sends begun in one second, all addresses together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What differs from recipient to recipient in an otherwise identical message."""

    recipient: str = ""
    message_id: str = ""
    """The delivery's public id; a mail's Message-ID is made of it, the same at a repeat."""
    thread: tuple[str, ...] = ()
    """Public ids of earlier deliveries about the same thing, first to last (mail: References)."""
    unsubscribe_url: str = ""
    unsubscribe_label: str = ""
    """The words of the link, in the recipient's language."""
    list_id: str = ""
    unsubscribe_token: str = ""
    """The token at the end of `unsubscribe_url`, for a channel where one unsubscribes by a message too."""
    reply_token: str = ""
    """Signed token for the return path (VERP) or a reply address."""
    answer_token: str = ""
    """Signed token that an answer brings back (`Incoming.about`), where answers have an address of their own (mail)."""
    answers: bool = False
    """This answers what somebody sent: said to other programs, so that they do not answer it in turn (RFC 3834)."""
    repeat: bool = False
    """This may be a second copy: the channel says so."""
    repeat_note: str = ""
    """The words to say it with, in the recipient's language."""


class Prepared(Protocol):
    """A message rendered for one channel, without its slots. Opaque to everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one incoming thing, for a channel that must answer at once."""

    repeated: bool = False
    """The same key had been taken in before."""
    notice: str = ""
    """A word to the one who pressed (a callback's answer): one line, at most 200 characters."""
    toast: str = ""
    """As `notice`, but not worth a message: shown where it goes away by itself, elsewhere not at all."""
    form: Form | None = None
    """The form to show now: opened, or instead of the one that was filled in. Its fields name their errors. None after
    a form was sent: it is done and closes.
    """
    page: tuple[Message, ...] = ()
    """What to show at the place that was opened (`Opened`)."""
    reader_changed: bool = False
    """Who the person is, their language or their clock is otherwise now: what was drawn for them is drawn anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a service tells about a Group at this moment."""

    title: str
    private: bool
    """Nobody finds it or reads it without being let in."""
    broadcast: bool
    """Whoever follows it reads it and cannot be told by us (a Telegram channel)."""
    complete: bool
    """The service would tell us of everybody who comes, goes, or is there."""
    members: frozenset[str]
    """Ids of the people found there: of all of them, or of those asked about."""
    others: int
    """How many more are there whom we cannot name, other programs included, ourselves not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Who a channel is to its service, in a few words, and what is missing, one English sentence each: for operators."""

    who: str
    missing: tuple[str, ...] = ()


Handler = Callable[[Incoming | Happened], Awaitable[Outcome]]
"""Takes one thing in and returns after its commit; a channel acknowledges only then. Raises when nothing was kept."""


class Channel(Protocol):
    """One way to talk. Connecting and receiving are two things: a process that only delivers never receives."""

    @property
    def name(self) -> str: ...

    @property
    def limits(self) -> Limits: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...

    async def receive(self, handle: Handler) -> None:
        """Hands over what comes in until cancelled. Raises one of `channels.errors` when it cannot go on: it is called
        again after a while.
        """
        ...

    def silence(self) -> float | None:
        """Seconds since its service last said anything, while it is polled or a connection to it is held open; None where
        it comes to us by itself.
        """
        ...

    async def check(self) -> Checked:
        """Asks the service who we are there. Raises as `send`."""
        ...

    def link(self, code: str) -> str:
        """Where a person opens a private talk with us by a click, with a code that comes along as "/start CODE"; ""
        where there is no such place, or it is not known yet.
        """
        ...

    def rate(self, to: Address) -> Rate | None:
        """How fast this one address may be sent to; None: as fast as all together."""
        ...

    def parts(self, prepared: Prepared) -> int:
        """How many sends a message takes."""
        ...

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:
        """How a Group is now; `among` are the ids of people who may be there, for a service that tells of a person only
        when asked. Raises as `send`; Permanent where the channel has no Groups.
        """
        ...

    def prepare(self, message: Message) -> Prepared:
        """Renders once per (revision, language). Pure."""
        ...

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
        """Sends, or raises one of `channels.errors`. `key` names this send: where a service can, the same key
        again is not shown twice. `done` says which parts went out before.
        """
        ...

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:
        """Replaces what was sent; raises as `send`."""
        ...

    async def delete(self, receipt: Receipt, *, to: Address) -> None: ...

    async def fetch(self, ref: str) -> bytes:
        """A picture that came in, after the commit. Raises as `send`: TooLarge, Permanent for one that is gone."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """HTTP routes this channel wants; it never checks a right in them."""
        ...


EntryKind = Literal["message", "edit", "delete", "said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a web inbox. `message` is set for what we told, `text` for what the person said or sent.
    An edit or a delete names the entry it changes in `of`, what was said by a button the entry the button stood at.
    """

    id: int
    kind: EntryKind
    at: datetime
    message: Message | None = None
    text: str = ""
    of: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be appended; see `Entry`."""

    kind: EntryKind
    message: Message | None = None
    text: str = ""
    of: int | None = None
    key: str = ""
    """Unique per inbox where not empty: the same key again gives the first entry's id and adds nothing."""


class Mailbox(Protocol):
    """Where the web channel keeps what it told and heard: an append-only inbox per address."""

    async def append(self, inbox: str, entry: NewEntry) -> int:
        """Keeps an entry and returns its id, growing per installation. Raises KeyError for an unknown inbox."""
        ...

    async def read_after(self, inbox: str, after: int, *, limit: int = 200) -> Sequence[Entry]:
        """Entries of an inbox with a greater id, oldest first."""
        ...

    async def latest(self, inbox: str, *, before: int | None = None, limit: int = 50) -> Sequence[Entry]:
        """The newest entries, of those with an id less than `before` where it is given; oldest first."""
        ...

    async def wait(self, inboxes: Sequence[str], *, seconds: float) -> None:
        """Returns when one of the inboxes may have news, or after `seconds`."""
        ...
