"""What becomes of a claimed delivery before it is sent: something to send, or why there is nothing."""

from collections.abc import Hashable
from dataclasses import dataclass

from channels.base import Slots
from channels.message import Message, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Something to send. The same `once` (where not None) means the same message: it is prepared once for all."""

    to: str
    message: Message
    slots: Slots
    once: Hashable | None = None
    thread: Receipt | None = None
    """What was sent there about the same thing before, first of all; an update stands below it."""
    edits: tuple[Receipt, ...] = ()
    """Copies that stand there already and are to show this, the newest last; empty: a new message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Something that does not go, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRendered:
    """Something of which no message could be made: our mistake, or rows that are not what was approved. It waits, and
    holds up nothing else.
    """


Ready = Rendered | Dropped | NotRendered
