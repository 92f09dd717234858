"""The dispatcher: claims due deliveries, renders what may go, sends, and settles in batches. One loop per channel and
lane, so that a broken channel holds no other up and cards do not wait behind alerts.

No transaction is open while a channel sends. What becomes of a try is `alerts.delivery.settle`'s decision.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from alerts.delivery import Kind, Outcome, Result, settle
from bot import standing
from bot.kept import Kept
from bot.metrics import Metrics
from bot.post import Post
from bot.rendered import Dropped, NotRendered, Ready, Rendered
from bot.rendering import render
from bot.sending import translate
from bot.settling import Results, tried
from bot.world import World
from channels.base import Prepared
from channels.errors import Moved, SendError
from channels.message import Address, Message, Receipt
from storage.claims import Claimed
from storage.deliveries import Settled

log = logging.getLogger(__name__)

LANES = (0, 1)
SETTLE_EVERY = 0.05
"""Seconds: a batch's results are written at least this often, since what is not written is unknown after a crash."""

IDLE = 1.0
"""Seconds between two looks when nothing wakes the loop."""

MADE_KEPT = 64
"""Messages kept for the next batch: an alert has one for each language and way its recipients' clocks show a time."""


class Dispatcher:
    """Delivers for one process under one worker name."""

    def __init__(self, world: World, posts: Mapping[str, Post], *, worker: str, metrics: Metrics) -> None:
        self._world = world
        self._worker = worker
        self._metrics = metrics
        self._posts = posts
        for name, post in posts.items():
            metrics.paused.labels(name).set_function(_paused(post))
        self._made: Kept[Message] = Kept(MADE_KEPT)
        self._results = Results(world)
        self._news = {(name, lane): asyncio.Event() for name in posts for lane in LANES}
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Something was queued."""
        for event in self._news.values():
            event.set()

    def paused(self) -> dict[str, str]:
        """Channels that rest just now, and why."""
        return {name: post.why for name, post in self._posts.items() if post.rests()}

    async def hold_on(self) -> None:
        """Addresses that a service asked to leave alone are left alone by this process too."""
        now = self._world.now()
        async with self._world.database.reading() as unit:
            for address, until in await unit.addresses.held(now):
                if address.channel in self._posts:
                    to = Address(address.channel, address.external_id)
                    self._posts[address.channel].hold(to, (until - now).total_seconds())

    async def recover(self) -> int:
        """What a dead worker was sending goes the way of the unknown outcome; returns how many those are."""
        async with self._world.database.writing() as unit:
            stranded = await unit.deliveries.stranded(alive=[self._worker])
            outcome = Outcome(result=Result.UNKNOWN, reason="found sending after a stop")
            settled = [self._settled(delivery, outcome) for delivery in stranded]
            await unit.deliveries.settle(settled, self._world.now())
            await unit.commit()
        if stranded:
            log.warning(
                "%d deliveries were being sent when the last process ended: repeated once, marked", len(stranded)
            )
        return len(stranded)

    async def run(self) -> None:
        """Delivers until `stop`."""
        await self.recover()
        async with asyncio.TaskGroup() as group:
            for name in self._posts:
                for lane in LANES:
                    group.create_task(self._loop(name, lane), name=f"deliver {name} {lane}")
        await self._results.write()

    def stop(self) -> None:
        """No more claims; what is claimed is finished."""
        self._stopping.set()
        self.wake()

    async def drain(self) -> int:
        """Delivers everything that is due now and returns how many tries that took; for commands and tests. What a
        channel that rests should carry stays queued.
        """
        total = 0
        while True:
            tries = 0
            for name, post in self._posts.items():
                for lane in LANES:
                    tries += 0 if post.rests() else await self._round(name, lane)
            if not tries:
                return total
            total += tries

    async def _loop(self, name: str, lane: int) -> None:
        news, post = self._news[name, lane], self._posts[name]
        while not self._stopping.is_set():
            woken = news.is_set()
            news.clear()
            try:
                resting = post.rests()
                done = 0 if resting or (woken and not await self._waits(name, lane)) else await self._round(name, lane)
            except Exception:
                # A database that is away must not end delivering: the rows are there when it returns.
                log.exception("delivering by %s failed; going on", name)
                done, resting = 0, IDLE
            if not done:
                await _first(news, seconds=min(max(resting, 0.05), IDLE) if resting else IDLE)

    async def _waits(self, name: str, lane: int) -> bool:
        """Asked after every turn: a turn needs the one lock for writing, and who has nothing to do keeps out of its way.
        Without a turn the claim itself looks, and so finds out when the database cannot be written.
        """
        if self._results.unwritten:
            return True
        async with self._world.database.reading() as unit:
            return await unit.deliveries.waits(name, lane, now=self._world.now())

    async def _round(self, name: str, lane: int) -> int:
        """Claims one batch, sends and settles it; returns its size."""
        post, world = self._posts[name], self._world
        await self._results.write()
        async with world.database.writing() as unit:
            claimed = await unit.deliveries.claim(name, lane, worker=self._worker, most=post.batch, now=world.now())
            if not claimed:
                return 0
            await unit.commit()
        try:
            later = await standing.ask(world, post.channel, claimed)
            async with world.database.reading() as unit:
                ready = await render(unit, world, claimed, self._made)
            ready |= {delivery.id: NotRendered() for delivery in claimed if delivery.address in later}
        except BaseException as error:
            # Nothing has begun: a stop puts it back, a database that is away makes it wait.
            result = Result.RETRY if isinstance(error, Exception) else Result.RELEASED
            await self._results.write(
                [self._settled(one, Outcome(result=result, reason="not rendered")) for one in claimed]
            )
            raise
        await self._send_all(post, claimed, ready)
        return len(claimed)

    async def _send_all(self, post: Post, claimed: Sequence[Claimed], ready: Mapping[int, Ready]) -> None:
        """Sends a batch with the channel's concurrency; results are written as they come."""
        left, results = iter(claimed), list[Settled]()
        senders = min(post.channel.limits.concurrency, len(claimed))
        tasks = {asyncio.create_task(self._send_in_turn(post, left, ready, results)) for _ in range(senders)}
        try:
            while tasks:
                finished, tasks = await asyncio.wait(tasks, timeout=SETTLE_EVERY)
                for task in finished:
                    task.result()
                try:
                    await self._results.write(_taken(results))
                except Exception:
                    log.exception("results could not be written; they are kept and tried again")
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            put_back = Outcome(result=Result.RELEASED, reason="stopped")
            await self._results.write([*results, *(self._settled(delivery, put_back) for delivery in left)])
            raise

    async def _send_in_turn(
        self, post: Post, left: Iterator[Claimed], ready: Mapping[int, Ready], results: list[Settled]
    ) -> None:
        """One of a channel's senders: takes what is left of a batch, one after the other."""
        sending = asyncio.current_task()
        for delivery in left:
            results.append(await self._send_one(post, delivery, ready.get(delivery.id)))
            if sending is not None and sending.cancelling():
                return

    async def _send_one(self, post: Post, delivery: Claimed, ready: Ready | None) -> Settled:
        if isinstance(ready, NotRendered):
            return self._settled(delivery, Outcome(result=Result.RETRY, reason="not rendered"))
        if not isinstance(ready, Rendered):
            reason = ready.reason if isinstance(ready, Dropped) else "its subject is gone"
            return self._settled(delivery, Outcome(result=Result.REFUSED, reason=reason))
        to, begun = Address(delivery.channel, ready.to), False
        try:
            prepared = post.prepare(ready.message, ready.once)
            parts = post.channel.parts(prepared) * max(len(ready.edits), 1)
            if later := await post.turn(to, parts=parts, pressing=delivery.kind is not Kind.ALERT):
                until = self._world.now() + timedelta(seconds=later)
                return self._settled(delivery, Outcome(result=Result.RELEASED, reason="put back", until=until))
            begun = True
            with post.under_way(to):
                receipt = await self._send(post, delivery, ready, prepared, to)
        except SendError as error:
            return self._failed(post, delivery, error, to)
        except asyncio.CancelledError:
            # A stop that could wait no longer: what had not begun is put back, the rest may have been taken.
            result = Result.UNKNOWN if begun else Result.RELEASED
            return self._settled(delivery, Outcome(result=result, reason="stopped"))
        except Exception:
            # Not one of the channel's own failures: our bug. The row says so, others go on.
            log.exception("delivery %s failed for a reason of our own", delivery.public_id)
            return self._settled(delivery, Outcome(result=Result.FAILED, reason="internal error"))
        post.worked()
        return self._settled(delivery, Outcome(result=Result.ACCEPTED), receipt=receipt.parts)

    async def _send(self, post: Post, delivery: Claimed, ready: Rendered, prepared: Prepared, to: Address) -> Receipt:
        if ready.edits:
            return await post.edit(ready.edits, prepared, to)
        done = Receipt(delivery.done) if delivery.done else None
        key = f"d-{delivery.public_id}"
        return await post.channel.send(to, prepared, ready.slots, key=key, thread=ready.thread, done=done)

    def _failed(self, post: Post, delivery: Claimed, error: SendError, to: Address) -> Settled:
        outcome = translate(error, self._world.now())
        log.info("delivery %s by %s: %s", delivery.public_id, delivery.channel, outcome.result.value)
        settled = self._settled(delivery, outcome, done=error.done.parts if error.done else delivery.done)
        if isinstance(error, Moved):
            settled = replace(settled, moved_to=error.to.id)
        if settled.settlement.pause_channel:
            post.misconfigured("sending", outcome.reason)
        elif outcome.result is Result.RETRY:
            post.did_not_answer()
        elif outcome.result is Result.WAIT and outcome.until is not None:
            post.hold(to, (outcome.until - self._world.now()).total_seconds())
        return settled

    def _settled(
        self, delivery: Claimed, outcome: Outcome, *, receipt: tuple[str, ...] = (), done: tuple[str, ...] = ()
    ) -> Settled:
        settlement = settle(outcome, tried(delivery), self._world.now(), jitter=random.random())  # noqa: S311 - jitter
        self._metrics.deliveries.labels(delivery.channel, delivery.kind.value, outcome.result.value).inc()
        if settlement.state.value == "unknown":
            log.error("delivery %s: outcome unknown twice; see liaison check", delivery.public_id)
        return Settled(
            id=delivery.id,
            address=delivery.address,
            attempt=delivery.attempt,
            result=outcome.result,
            settlement=settlement,
            receipt=receipt,
            done=done,
            delivery=delivery if outcome.result not in {Result.ACCEPTED, Result.RELEASED} else None,
        )


def _taken(results: list[Settled]) -> list[Settled]:
    """What has come so far, out of the list that goes on filling."""
    taken = results.copy()
    results.clear()
    return taken


def _paused(post: Post) -> Callable[[], float]:
    return lambda: float(post.rests() > 0)


async def _first(event: asyncio.Event, *, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
