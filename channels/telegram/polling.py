"""Long polling that confirms only what was taken in. An update is confirmed by asking for those after it (Bot API,
getUpdates, offset), so the offset never passes one that is waiting, under way, or was not kept.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from channels.telegram.intake import Fetched

log = logging.getLogger(__name__)

_WAIT_FIRST = 0.5
_WAIT_MOST = 10.0
"""Seconds until what could not be kept is fetched again; each wait is twice the one before."""

Fetch = Callable[[int | None, bool], Awaitable[Sequence[Mapping[str, Any]]]]
"""Asks for the updates from an offset on (None: all that are not confirmed); waits for news when the second is True."""


async def poll(
    fetch: Fetch,
    window: "Window",
    *,
    look_again: float,
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    """Fetches for ever. Raises what `fetch` raises."""
    wait = _WAIT_FIRST
    while True:
        offset = window.offset
        window.add(await fetch(offset, not window.pending), offset)
        await window.settle(look_again)
        if window.failed:
            await sleep(wait)
            wait = min(2 * wait, _WAIT_MOST)
        else:
            wait = _WAIT_FIRST


class Window:
    """Updates that were fetched and are not confirmed: one lane per chat, in which they go one by one. At most 100
    are fetched at once, so a chat that is stuck lets the others go on for so many updates.
    """

    def __init__(
        self,
        unpack: Callable[[Mapping[str, Any]], Fetched | None],
        take: Callable[[Fetched], Awaitable[None]],
        *,
        most: int,
    ) -> None:
        """`most` chats are served at the same time."""
        self._unpack = unpack
        self._take = take
        self._places = asyncio.Semaphore(most)
        self._lanes: dict[int, deque[Fetched]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[int] = set()
        self._done: set[int] = set()
        self._failed: set[int] = set()

    @property
    def offset(self) -> int | None:
        """Up to which all is confirmed by the next poll. None once there is nothing to confirm: after a week without
        updates the next id is random and may be a lower one (Bot API, Update).
        """
        if self.pending:
            return min(self._waiting | self._failed)
        return max(self._done) + 1 if self._done else None

    @property
    def pending(self) -> bool:
        """Whether something fetched is not taken in yet."""
        return bool(self._waiting or self._failed)

    @property
    def failed(self) -> bool:
        """Whether something was not kept and has to be fetched again."""
        return bool(self._failed)

    def add(self, raws: Sequence[Mapping[str, Any]], offset: int | None) -> None:
        """Puts what is new into its lane, in the order of the ids. `offset` is what was asked for: what was finished
        in the meantime is not confirmed by it, and is among them.
        """
        self._done = {id_ for id_ in self._done if offset is None or id_ >= offset}
        self._failed.clear()
        fetched = (self._unpack(raw) for raw in raws if raw.get("update_id") not in self._waiting | self._done)
        for one in sorted((one for one in fetched if one), key=lambda one: one.id):
            self._waiting.add(one.id)
            if one.chat in self._lanes:
                self._lanes[one.chat].append(one)
                continue
            lane = self._lanes[one.chat] = deque([one])
            task = asyncio.create_task(self._serve(one.chat, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settle(self, seconds: float) -> None:
        """Returns when everything is through, or after `seconds`."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Gives what is under way so long to finish, then cancels it: it was not confirmed and comes again."""
        for lane in self._lanes.values():
            while len(lane) > 1:
                lane.pop()
        await self.settle(seconds)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, chat: int, lane: deque[Fetched]) -> None:
        try:
            while lane:
                async with self._places:
                    await self._take(lane[0])
                one = lane.popleft()
                self._waiting.discard(one.id)
                self._done.add(one.id)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was kept
            log.warning("update %s was not kept (%s): it is fetched again", lane[0].id, type(error).__name__)
        finally:
            # What is left behind a failure waits with it, so that a chat's updates stay in order.
            left = {one.id for one in lane}
            self._waiting -= left
            self._failed |= left
            del self._lanes[chat]
