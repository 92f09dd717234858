"""The web channel's mailbox over the database: appends are gathered and committed together, and readers are woken."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.world import Clock
from channels.base import Entry, NewEntry
from storage.database import Database, DatabaseAway

log = logging.getLogger(__name__)

MOST = 200
"""Most entries in one commit."""


@dataclass(slots=True)
class _Waiting:
    inbox: str
    entry: NewEntry
    done: asyncio.Future[int]


class StoredMailbox:
    """Implements `channels.base.Mailbox`. Whoever appends while a commit is under way shares the next one."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._news: dict[str, set[asyncio.Event]] = {}

    async def append(self, inbox: str, entry: NewEntry) -> int:
        waiting = _Waiting(inbox, entry, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="mailbox")
        return await waiting.done

    async def read_after(self, inbox: str, after: int, *, limit: int = 200) -> Sequence[Entry]:
        async with self._database.reading() as unit:
            return await unit.web.read_after(inbox, after, limit)

    async def latest(self, inbox: str, *, limit: int = 50, before: int | None = None) -> Sequence[Entry]:
        async with self._database.reading() as unit:
            return await unit.web.latest(inbox, limit, before=before)

    async def wait(self, inboxes: Sequence[str], *, seconds: float) -> None:
        event = asyncio.Event()
        for inbox in inboxes:
            self._news.setdefault(inbox, set()).add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
        finally:
            for inbox in inboxes:
                events = self._news[inbox]
                events.discard(event)
                if not events:
                    del self._news[inbox]

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write_batch(batch)
        finally:
            self._writer = None

    async def _write_batch(self, batch: Sequence[_Waiting]) -> None:
        """One commit for the batch; an entry that cannot be kept fails alone."""
        results: list[int | Exception] = []
        try:
            async with self._database.writing() as unit:
                for waiting in batch:
                    try:
                        results.append(await unit.web.append(waiting.inbox, waiting.entry, self._now()))
                    except (KeyError, ValueError) as error:
                        results.append(error)
                await unit.commit()
        except Exception as error:
            # Whatever it fails with is each appender's; what is no outage is ours, and the appenders would hide it.
            if not isinstance(error, DatabaseAway):
                log.exception("%d entries not kept", len(batch))
            results = [error] * len(batch)
        for waiting, result in zip(batch, results, strict=True):
            if waiting.done.cancelled():
                continue
            if isinstance(result, Exception):
                waiting.done.set_exception(result)
            else:
                waiting.done.set_result(result)
            for event in self._news.get(waiting.inbox, ()):
                event.set()
