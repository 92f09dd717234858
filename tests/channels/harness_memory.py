"""The memory channel, which is its own service."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.memory import MemoryChannel
from channels.message import Address
from tests.channels.harness import Harness, Next, readable

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

FAILURES: dict[Next, tuple[type[SendError], bool]] = {
    Next.BUSY: (Temporary, False),
    Next.GONE: (RecipientGone, False),
    Next.NEVER: (Permanent, False),
    Next.LOCKED_OUT: (Misconfigured, False),
    Next.LOST_BEFORE: (Temporary, False),
    Next.LOST_AFTER: (Unknown, True),
}


class MemoryHarness:
    """See `Harness`."""

    secrets: Sequence[str] = ()
    hears = True

    def __init__(self, channel: MemoryChannel) -> None:
        self.channel = channel

    def address(self, name: str) -> Address:
        return Address(self.channel.name, name)

    def next_send(self, what: Next) -> None:
        kind, taken = FAILURES[what]
        self.channel.fail_next(kind(), taken=taken)

    async def shown(self, to: Address) -> Sequence[str]:
        return [readable(message) for message in self.channel.shown(to)]

    def notes(self) -> Sequence[str]:
        return ()

    async def person_says(self, sender: Address, text: str, *, key: str) -> bool:
        try:
            await self.channel.person_says(sender, text, at=NOON, key=key)
        except Exception:  # noqa: BLE001 - whatever the handler raises, the service sees no acknowledgement
            return False
        return True

    async def person_presses(self, sender: Address, label: str, *, key: str) -> bool:
        try:
            await self.channel.person_presses(sender, label, at=NOON, key=key)
        except Exception:  # noqa: BLE001 - as above
            return False
        return True


@asynccontextmanager
async def open_memory() -> AsyncIterator[Harness]:
    async with MemoryChannel() as channel:
        yield MemoryHarness(channel)
