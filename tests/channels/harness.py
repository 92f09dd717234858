"""What the contract of a channel needs of the world outside: a service that plays along, told in the service's terms."""

import enum
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from channels.base import Channel
from channels.message import Address, Message


class Next(enum.Enum):
    """What the service does with the next send, whatever it is called there."""

    BUSY = "not now, try later"
    GONE = "this address takes no messages any more"
    NEVER = "will not take this message"
    LOCKED_OUT = "does not know us"
    LOST_BEFORE = "breaks off before the message has left"
    LOST_AFTER = "takes the message and breaks off before it says so"


class Harness(Protocol):
    """A real channel against a service on loopback. All of it lives as long as the context it comes from."""

    @property
    def channel(self) -> Channel: ...

    @property
    def secrets(self) -> Sequence[str]:
        """What must be in no log line and no exception."""
        ...

    @property
    def hears(self) -> bool:
        """Whether people can answer over this channel."""
        ...

    def address(self, name: str) -> Address:
        """An address that takes messages; the same name, the same address."""
        ...

    def next_send(self, what: Next) -> None: ...

    async def shown(self, to: Address) -> Sequence[str]:
        """Every message a person finds there, oldest first, with all they can read of it as plain text."""
        ...

    def notes(self) -> Sequence[str]:
        """What the service found wrong with what it was sent."""
        ...

    async def person_says(self, sender: Address, text: str, *, key: str) -> bool:
        """True when the channel acknowledged it. Only where `hears`."""
        ...

    async def person_presses(self, sender: Address, label: str, *, key: str) -> bool: ...


class OpenHarness(Protocol):
    """Opens a channel with everything around it."""

    def __call__(self) -> AbstractAsyncContextManager[Harness]: ...


def readable(message: Message) -> str:
    """All of a message that a person reads, for services that keep messages as they are."""
    lines = [message.mark.label if message.mark else "", message.title, message.text]
    lines += [f"{label}: {value}" for label, value in message.fields]
    lines += [f"{link.label}: {link.url}" for link in message.links]
    lines += [picture.alt for picture in message.pictures]
    lines += [button.label for row in message.buttons for button in row]
    return "\n".join(line for line in lines if line)
