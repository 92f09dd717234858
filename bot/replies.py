"""Sending the replies of a turn, after its commit: in order per conversation, and again when they were not sent."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from bot import addresses, mailing
from bot.conversation import Conversation
from bot.metrics import Metrics
from bot.post import Post
from bot.replies_json import from_json
from bot.sending import translate
from bot.world import World
from channels.base import Outcome, Prepared, Slots
from channels.errors import Misconfigured, Moved, Permanent, SendError, Temporary
from channels.message import Address, Happened, Incoming, Receipt, Reply
from storage.inbox import Taken

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=5)
"""Replies older than this that are not marked answered are sent again: asking a question twice is harmless."""

TOO_OLD = timedelta(hours=24)
"""What could not be answered for so long is not answered any more: its question is long forgotten, and who may see the
answer has to be asked anew.
"""


class _Later(Exception):
    """The conversation's turn comes later; what waits is kept."""


class Replies:
    """Handles what comes in and sends what is answered."""

    def __init__(
        self, world: World, conversation: Conversation, posts: Mapping[str, Post], *, metrics: Metrics
    ) -> None:
        self._world = world
        self._conversation = conversation
        self._posts = posts
        self._metrics = metrics
        self._waiting: dict[Address, deque[int]] = {}
        self._tasks: dict[Address, asyncio.Task[None]] = {}
        self._parts: dict[str, Receipt] = {}
        """Parts of a reply that are there already, by its key; after a restart it is simply sent again."""

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
        if handled.inbox is not None and handled.answer_to is not None:
            self._queue(handled.answer_to, handled.inbox)
        return handled.outcome

    async def send_unanswered(self) -> None:
        """Sends replies that were not sent: after a crash, or when a channel was away."""
        now = self._world.now()
        async with self._world.database.reading() as unit:
            waiting = await unit.inbox.unanswered(channels=sorted(self._posts), before=now - AGAIN_AFTER, now=now)
        for taken in waiting:
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
        except _Later:
            log.debug("replies by %s wait for their turn", conversation.channel)
        except SendError as error:
            log.info("replies by %s wait: %s", conversation.channel, type(error).__name__)
        except Exception:
            log.exception("replies by %s could not be sent", conversation.channel)
        finally:
            del self._waiting[conversation], self._tasks[conversation]

    async def _send(self, conversation: Address, inbox: int) -> None:
        """Sends the replies of a row; those of earlier rows of the conversation that still wait go first."""
        post = self._posts.get(conversation.channel)
        if post is None:
            return
        async with self._world.database.reading() as unit:
            waiting = await unit.inbox.unanswered_of(conversation.channel, conversation.id, upto=inbox)
        for taken in waiting:
            await self._answer(post, conversation, taken)

    async def _answer(self, post: Post, conversation: Address, taken: Taken) -> None:
        if await self._may_be_answered(taken):
            for position in range(len(taken.replies)):
                try:
                    await self._say(post, conversation, taken, position)
                except Misconfigured:
                    raise
                except Permanent as error:
                    # It will never be taken, and must not stand before the ones that will.
                    log.warning("a reply by %s is given up: %s", conversation.channel, type(error).__name__)
        async with self._world.database.writing() as unit:
            await unit.inbox.mark_answered(taken.id, self._world.now())
            await unit.commit()

    async def _may_be_answered(self, taken: Taken) -> bool:
        """What is sent at once was permitted a moment ago. What had to wait goes only to the same person, who is still
        active, and not after a day.
        """
        now = self._world.now()
        if now - taken.at < AGAIN_AFTER or taken.at > now:
            return True
        if now - taken.at > TOO_OLD:
            return False
        person = taken.outcome.get("person")
        if not isinstance(person, int):
            return True
        async with self._world.database.reading() as unit:
            account = await unit.people.account(taken.channel, taken.conversation)
            if account is None or account.person != person:
                return False
            return (await unit.people.get(person)).active

    async def _say(self, post: Post, to: Address, taken: Taken, position: int) -> None:
        reply, key = from_json(taken.replies[position]), f"r-{taken.id}-{position}"
        thread, slots = self._thread(post, taken)
        prepared = post.channel.prepare(reply.message)
        if await post.turn(to, parts=post.channel.parts(prepared)):
            raise _Later
        try:
            with post.under_way(to):
                if not await self._put_in_place(post, to, reply, prepared):
                    await post.channel.send(to, prepared, slots, key=key, thread=thread, done=self._parts.get(key))
            self._parts.pop(key, None)
        except Misconfigured as error:
            post.misconfigured("sending", translate(error, self._world.now()).reason)
            raise
        except Temporary as error:
            if error.done is not None:
                self._parts[key] = error.done
            await self._leave_alone(post, to, error)
            raise
        except Moved as error:
            await self._move(to, error.to)
            raise
        post.worked()

    def _thread(self, post: Post, taken: Taken) -> tuple[Receipt | None, Slots]:
        """What an answer is sent with: the thread it belongs to, and by mail the token that the next answer brings."""
        parts, account = taken.outcome.get("thread"), taken.outcome.get("account")
        thread = Receipt(tuple(str(part) for part in parts)) if isinstance(parts, list) else None
        if not isinstance(account, int) or not mailing.by_mail(self._world, post.channel.name):
            return thread, Slots()
        return thread, mailing.slots(self._world, account, self._world.now())

    async def _put_in_place(self, post: Post, to: Address, reply: Reply, prepared: Prepared) -> bool:
        """In place of the message that was pressed; False where that cannot be changed (any more): then it goes below."""
        if reply.instead_of is None or not post.channel.limits.can_edit:
            return False
        try:
            await post.channel.edit(reply.instead_of, prepared, to=to)
        except Misconfigured:
            raise
        except Permanent:
            return False
        return True

    async def _leave_alone(self, post: Post, to: Address, error: Temporary) -> None:
        """The service asked to wait with this conversation: for deliveries too, and after a restart."""
        if error.retry_after is None:
            post.did_not_answer()
            return
        post.hold(to, error.retry_after.total_seconds())
        async with self._world.database.writing() as unit:
            account = await unit.people.account(to.channel, to.id)
            if account is not None:
                await unit.addresses.hold(account.id, self._world.now() + error.retry_after)
                await unit.commit()

    async def _move(self, old: Address, new: Address) -> None:
        """The conversation has another id: what waits for it is sent there, by the next tick."""
        now = self._world.now()
        async with self._world.database.writing() as unit:
            account = await unit.people.account(old.channel, old.id)
            if account is not None:
                await addresses.moved(unit, account.id, new.id, now)
            await unit.inbox.move(old.channel, old.id, new.id)
            await unit.commit()
