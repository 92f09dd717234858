"""Sending the replies of a turn, after its commit: in order per conversation, and again when they were not sent."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from bot.conversation import Conversation
from bot.metrics import Metrics
from bot.replies_json import from_json
from bot.world import World
from channels.base import Channel, Outcome, Slots
from channels.errors import Misconfigured, Permanent, SendError
from channels.message import Address, Happened, Incoming
from storage.inbox import Taken

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=5)
"""Replies older than this that are not marked answered are sent again: asking a question twice is harmless."""


class Replies:
    """Handles what comes in and sends what is answered."""

    def __init__(
        self, world: World, conversation: Conversation, channels: Mapping[str, Channel], *, metrics: Metrics
    ) -> None:
        self._world = world
        self._conversation = conversation
        self._channels = channels
        self._metrics = metrics
        self._waiting: dict[Address, deque[int]] = {}
        self._tasks: dict[Address, asyncio.Task[None]] = {}

    async def handle(self, came: Incoming | Happened) -> Outcome:
        """What a channel is given as its handler: returns after the commit; the replies follow on their own."""
        channel = came.address.channel if isinstance(came, Happened) else came.conversation.channel
        try:
            handled = await self._conversation.handle(came)
        except Exception:
            self._metrics.turns.labels(channel, "not kept").inc()
            log.exception("input not kept: channel %s, key %s", channel, came.key)
            raise
        self._metrics.turns.labels(channel, "repeated" if handled.outcome.repeated else "kept").inc()
        if handled.inbox is not None and isinstance(came, Incoming):
            self._queue(came.conversation, handled.inbox)
        return handled.outcome

    async def send_unanswered(self) -> None:
        """Sends replies that were not sent: after a crash, or when a channel was away."""
        before = self._world.now() - AGAIN_AFTER
        async with self._world.database.reading() as unit:
            for taken in await unit.inbox.unanswered(before=before, now=self._world.now()):
                self._queue(Address(taken.channel, taken.conversation), taken.id)

    async def finish(self) -> None:
        """Waits until everything queued has been tried."""
        while self._tasks:
            await asyncio.wait(set(self._tasks.values()))

    async def finish_in(self, conversation: Address) -> None:
        """Waits until everything queued in one conversation has been tried."""
        task = self._tasks.get(conversation)
        if task is not None:
            await asyncio.wait({task})

    def _queue(self, conversation: Address, inbox: int) -> None:
        waiting = self._waiting.get(conversation)
        if waiting is not None:
            if inbox not in waiting:
                waiting.append(inbox)
            return
        self._waiting[conversation] = deque([inbox])
        self._tasks[conversation] = asyncio.create_task(self._send_in_turn(conversation), name="replies")

    async def _send_in_turn(self, conversation: Address) -> None:
        waiting = self._waiting[conversation]
        try:
            while waiting:
                await self._send(conversation, waiting[0])
                waiting.popleft()
        except SendError as error:
            log.info("replies by %s wait: %s", conversation.channel, type(error).__name__)
        except Exception:
            log.exception("replies by %s could not be sent", conversation.channel)
        finally:
            del self._waiting[conversation], self._tasks[conversation]

    async def _send(self, conversation: Address, inbox: int) -> None:
        """Sends the replies of a row; those of earlier rows of the conversation that still wait go first."""
        channel = self._channels.get(conversation.channel)
        if channel is None:
            return
        async with self._world.database.reading() as unit:
            waiting = await unit.inbox.unanswered_of(conversation.channel, conversation.id, upto=inbox)
        for taken in waiting:
            await self._answer(channel, conversation, taken)

    async def _answer(self, channel: Channel, conversation: Address, taken: Taken) -> None:
        for position, data in enumerate(taken.replies):
            reply = from_json(data)
            prepared = channel.prepare(reply.message)
            try:
                if reply.instead_of is not None and channel.limits.can_edit:
                    await channel.edit(reply.instead_of, prepared, to=conversation)
                else:
                    await channel.send(conversation, prepared, Slots(), key=f"r-{taken.id}-{position}")
            except Misconfigured:
                raise
            except Permanent as error:
                # It will never be taken, and must not stand before the ones that will.
                log.warning("a reply by %s is given up: %s", conversation.channel, type(error).__name__)
        async with self._world.database.writing() as unit:
            await unit.inbox.mark_answered(taken.id, self._world.now())
            await unit.commit()
