"""A mailbox in memory, that can be told to fail the way a store fails."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from channels.base import Entry, NewEntry

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class MemoryMailbox:
    """See `channels.base.Mailbox`. Any inbox exists but those in `unknown`."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()
        self.failures: deque[tuple[Exception, bool]] = deque()
        """What the next appends raise, and whether they keep the entry nevertheless."""
        self.impatient = False
        """Waiting is over at once, as if the time had passed."""
        self._entries: list[tuple[str, Entry]] = []
        self._news = asyncio.Event()

    async def append(self, inbox: str, entry: NewEntry) -> int:
        failure, keeps = self.failures.popleft() if self.failures else (None, True)
        if failure and not keeps:
            raise failure
        if inbox in self.unknown:
            raise KeyError(inbox)
        id_ = next((kept.id for to, kept in self._entries if to == inbox and kept.key == entry.key and entry.key), 0)
        if not id_:
            id_ = len(self._entries) + 1
            kept = Entry(
                id=id_, kind=entry.kind, at=NOON, message=entry.message, text=entry.text, of=entry.of, key=entry.key
            )
            self._entries.append((inbox, kept))
            news, self._news = self._news, asyncio.Event()
            news.set()
        if failure:
            raise failure
        return id_

    async def read_after(self, inbox: str, after: int, *, limit: int = 200) -> Sequence[Entry]:
        return [entry for to, entry in self._entries if to == inbox and entry.id > after][:limit]

    async def latest(self, inbox: str, *, before: int | None = None, limit: int = 50) -> Sequence[Entry]:
        mine = [entry for to, entry in self._entries if to == inbox and (before is None or entry.id < before)]
        return mine[-limit:]

    async def wait(self, inboxes: Sequence[str], *, seconds: float) -> None:  # noqa: ARG002 - any news will do
        if self.impatient:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
