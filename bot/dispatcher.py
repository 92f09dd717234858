"""The dispatcher: claims due deliveries, renders what may go, sends, and settles in batches. One loop per channel and
lane, so that a broken channel holds no other up and cards do not wait behind alerts.

No transaction is open while a channel sends. What becomes of a try is `alerts.delivery.settle`'s decision.
"""

import asyncio
import logging
import random
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from alerts.delivery import Outcome, Result, Settlement, Try, settle
from bot.metrics import Metrics
from bot.rendering import Dropped, Ready, Rendered, render
from bot.sending import translate
from bot.world import World
from channels.base import Channel, Prepared
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError
from channels.message import Address, Receipt
from channels.pace import Pace, Rate
from storage.deliveries import Claimed, Settled

log = logging.getLogger(__name__)

LANES = (0, 1)
MOST = 100
"""Most deliveries in a batch."""

SETTLE_EVERY = 0.05
"""Seconds: a batch's results are written at least this often, since what is not written is unknown after a crash."""

IDLE = 1.0
"""Seconds between two looks when nothing wakes the loop."""

PAUSE = timedelta(seconds=60)
BREAK_AFTER = 5
"""Failures in a row after which a channel rests for a moment (its rows keep their own waits)."""

REST = timedelta(seconds=5)
PREPARED_KEPT = 64


@dataclass(slots=True)
class Post:
    """A channel as the dispatcher uses it."""

    channel: Channel
    pace: Pace
    prepared: "OrderedDict[object, Prepared]"
    paused_until: float = 0.0
    paused_why: str = ""
    failures: int = 0


class Dispatcher:
    """Delivers for one process under one worker name."""

    def __init__(self, world: World, channels: Mapping[str, Channel], *, worker: str, metrics: Metrics) -> None:
        self._world = world
        self._worker = worker
        self._metrics = metrics
        self._posts = {
            name: Post(
                channel=channel,
                pace=Pace(
                    together=Rate(per_second=channel.limits.per_second, burst=max(int(channel.limits.per_second), 1))
                ),
                prepared=OrderedDict(),
            )
            for name, channel in channels.items()
        }
        self._news = {(name, lane): asyncio.Event() for name in channels for lane in LANES}
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Something was queued."""
        for event in self._news.values():
            event.set()

    def paused(self) -> dict[str, str]:
        """Channels that rest just now, and why."""
        now = _steady()
        return {name: post.paused_why for name, post in self._posts.items() if post.paused_until > now}

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

    def stop(self) -> None:
        """No more claims; what is claimed is finished."""
        self._stopping.set()
        self.wake()

    async def drain(self) -> int:
        """Delivers everything that is due now and returns how many tries that took; for commands and tests."""
        total = 0
        while True:
            tries = 0
            for name in self._posts:
                for lane in LANES:
                    tries += await self._round(name, lane)
            if not tries:
                return total
            total += tries

    async def _loop(self, name: str, lane: int) -> None:
        news, post = self._news[name, lane], self._posts[name]
        while not self._stopping.is_set():
            news.clear()
            try:
                resting = post.paused_until - _steady()
                done = 0 if resting > 0 else await self._round(name, lane)
            except Exception:
                # A database that is away must not end delivering: the rows are there when it returns.
                log.exception("delivering by %s failed; going on", name)
                done, resting = 0, IDLE
            if not done:
                await _first(news, seconds=min(max(resting, 0.05), IDLE) if resting > 0 else IDLE)

    async def _round(self, name: str, lane: int) -> int:
        """Claims one batch, sends and settles it; returns its size."""
        post, world = self._posts[name], self._world
        most = min(MOST, max(int(post.channel.limits.per_second), 1))
        async with world.database.writing() as unit:
            claimed = await unit.deliveries.claim(name, lane, worker=self._worker, most=most, now=world.now())
            if not claimed:
                return 0
            await unit.commit()
        try:
            async with world.database.reading() as unit:
                ready = await render(unit, world, claimed)
        except Exception:
            await self._settle(
                [self._settled(one, Outcome(result=Result.RETRY, reason="not rendered")) for one in claimed]
            )
            raise
        await self._send_all(post, claimed, ready)
        return len(claimed)

    async def _send_all(self, post: Post, claimed: Sequence[Claimed], ready: Mapping[int, Ready]) -> None:
        """Sends a batch with the channel's concurrency; results are written as they come."""
        gate = asyncio.Semaphore(post.channel.limits.concurrency)
        tasks = {
            asyncio.create_task(self._send_one(post, delivery, ready.get(delivery.id), gate)) for delivery in claimed
        }
        try:
            while tasks:
                finished, tasks = await asyncio.wait(tasks, timeout=SETTLE_EVERY)
                await self._settle([task.result() for task in finished])
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            await self._settle(await asyncio.gather(*tasks))
            raise

    async def _send_one(self, post: Post, delivery: Claimed, ready: Ready | None, gate: asyncio.Semaphore) -> Settled:
        if not isinstance(ready, Rendered):
            reason = ready.reason if isinstance(ready, Dropped) else "its subject is gone"
            return self._settled(delivery, Outcome(result=Result.REFUSED, reason=reason))
        to, begun = Address(delivery.channel, ready.to), False
        try:
            async with gate:
                await self._wait_for_pace(post, to)
                begun = True
                receipt = await self._send(post, delivery, ready, to)
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
        post.failures = 0
        return self._settled(delivery, Outcome(result=Result.ACCEPTED), receipt=receipt.parts)

    async def _wait_for_pace(self, post: Post, to: Address) -> None:
        while wait := post.pace.take(to, _steady()):  # noqa: ASYNC110 - a pace is time, not an event
            await asyncio.sleep(wait)

    async def _send(self, post: Post, delivery: Claimed, ready: Rendered, to: Address) -> Receipt:
        prepared = self._prepare(post, ready)
        if ready.edits:
            return await _edit(post.channel, ready.edits, prepared, to)
        done = Receipt(delivery.done) if delivery.done else None
        return await post.channel.send(to, prepared, ready.slots, key=f"d-{delivery.public_id}", done=done)

    def _prepare(self, post: Post, ready: Rendered) -> Prepared:
        if ready.once is None:
            return post.channel.prepare(ready.message)
        kept = post.prepared.get(ready.once)
        if kept is None:
            kept = post.prepared[ready.once] = post.channel.prepare(ready.message)
            if len(post.prepared) > PREPARED_KEPT:
                post.prepared.popitem(last=False)
        return kept

    def _failed(self, post: Post, delivery: Claimed, error: SendError, to: Address) -> Settled:
        outcome = translate(error, self._world.now())
        log.info("delivery %s by %s: %s", delivery.public_id, delivery.channel, outcome.result.value)
        settled = self._settled(delivery, outcome, done=error.done.parts if error.done else delivery.done)
        post.failures += 1
        if settled.settlement.pause_channel:
            self._pause(post, PAUSE, outcome.reason or "its set-up is wrong")
        elif outcome.result is Result.RETRY and post.failures >= BREAK_AFTER:
            self._pause(post, REST, "the service does not answer")
        if outcome.result is Result.WAIT and outcome.until is not None:
            post.pace.hold((outcome.until - self._world.now()).total_seconds(), _steady(), to=to)
        return settled

    def _pause(self, post: Post, pause: timedelta, why: str) -> None:
        if post.paused_until <= _steady():
            log.error("channel %s is paused for %d s: %s", post.channel.name, pause.total_seconds(), why)
        post.paused_until = _steady() + pause.total_seconds()
        post.paused_why = why

    def _settled(
        self, delivery: Claimed, outcome: Outcome, *, receipt: tuple[str, ...] = (), done: tuple[str, ...] = ()
    ) -> Settled:
        tried = Try(
            precedence=delivery.precedence,
            created=delivery.created,
            expires=delivery.expires,
            wait=delivery.wait,
            repeat=delivery.repeat,
        )
        settlement: Settlement = settle(outcome, tried, self._world.now(), jitter=random.random())  # noqa: S311 - jitter
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
        )

    async def _settle(self, settled: Sequence[Settled]) -> None:
        """Writes results; an address that takes no messages any more is suspended in the same transaction."""
        if not settled:
            return
        now = self._world.now()
        async with self._world.database.writing() as unit:
            await unit.deliveries.settle(settled, now)
            for entry in settled:
                if entry.settlement.suspend_address:
                    await unit.people.set_address_active(entry.address, active=False)
                    account = await unit.people.account_by_id(entry.address)
                    await unit.audit.add(
                        at=now,
                        who=None,
                        verb="address.gone",
                        subject=f"address {account.public_id}",
                        details={"channel": account.channel},
                    )
            await unit.commit()


async def _edit(channel: Channel, copies: Sequence[Receipt], prepared: Prepared, to: Address) -> Receipt:
    """Every copy shows the same; one that is not there any more holds up no other. Returns the newest."""
    *older, newest = copies
    for copy in older:
        try:
            await channel.edit(copy, prepared, to=to)
        except (RecipientGone, Misconfigured):
            raise
        except Permanent as error:
            log.info("an older copy by %s stays as it is: %s", channel.name, type(error).__name__)
    await channel.edit(newest, prepared, to=to)
    return newest


def _steady() -> float:
    """Seconds of a clock that no one sets."""
    return asyncio.get_running_loop().time()


async def _first(event: asyncio.Event, *, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
