"""The clock: APScheduler only ticks; what is due is a column in our tables, and a tick is safe to run twice."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from alerts.delivery import State
from bot import managing
from bot.claiming import end_unanswered
from bot.metrics import Metrics
from bot.pausing import tell_of_pauses
from bot.post import Post
from bot.reminding import remind
from bot.replies import Replies
from bot.reviewing import escalate
from bot.seeding import geography_of
from bot.watching import Watch
from bot.world import World
from storage.reports import Overtaken

log = logging.getLogger(__name__)

CONTENT_KEPT = timedelta(days=7)
KEYS_KEPT = timedelta(days=30)
USUAL = 12
"""Most used options remembered per question and office."""


def schedule(
    world: World, replies: Replies, metrics: Metrics, posts: Mapping[str, Post], watch: Watch
) -> AsyncIOScheduler:
    """A scheduler with every tick, not started. A late tick still runs: nothing is dropped for being late."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    ticks: list[tuple[Callable[[], Awaitable[None]], int]] = [
        (replies.send_unanswered, 5),
        (lambda: escalate_waiting(world), 30),
        (lambda: remind(world), 30),
        (lambda: end_unanswered(world), 15),
        (lambda: expire_alerts(world), 60),
        (lambda: end_roles(world), 60),
        (lambda: learn_places(world), 60),
        (lambda: reset_clocks(world), 30),
        (lambda: clean_up(world), 3600),
        (lambda: learn_usual(world), 600),
        (lambda: measure(world, metrics), 15),
        (lambda: tell_of_pauses(world, posts), 15),
        (watch.look, 15),
    ]
    for tick, seconds in ticks:
        scheduler.add_job(_guarded(tick), "interval", seconds=seconds, misfire_grace_time=None, coalesce=True)
    return scheduler


async def escalate_waiting(world: World) -> None:
    """Reports on which nobody acted for a period rise one step. The level and its time are columns, so a second tick,
    or one after a restart, finds nothing more to do. While the installation is held nothing rises: somebody may have
    acted after the backup.
    """
    async with world.database.writing() as unit:
        if await unit.held.since() is not None:
            return
        now = world.now()
        moved = 0
        for report in await unit.reports.waiting(now):
            try:
                moved += await escalate(unit, world, report, by=None, now=now) is not None
            except Overtaken:
                continue
        await unit.commit()
    if moved:
        log.warning("%d reports were escalated: nobody acted on them in time", moved)
        world.wake()


async def expire_alerts(world: World) -> None:
    """Alerts whose time is over get the status that says so."""
    now = world.now()
    async with world.database.writing() as unit:
        for alert in await unit.alerts.expire(now):
            await unit.audit.add(
                at=now,
                who=None,
                verb="alert.expire",
                subject=f"alert {alert.number}",
                details=await unit.delivered.counts_of("alert", alert.id),
            )
        await unit.commit()


async def end_roles(world: World) -> None:
    """Roles whose last day is over end. Who acts in one meanwhile is asked at every turn (bot/conversation.py)."""
    async with world.database.writing() as unit:
        ended = await managing.end_roles_over(unit, world)
        await unit.commit()
    if ended:
        log.info("%d roles ended with their last day", ended)
        world.wake()


async def reset_clocks(world: World) -> None:
    """Deliveries that another clock put far ahead become due again."""
    async with world.database.writing() as unit:
        if await unit.deliveries.reset_far_ahead(world.now()):
            log.warning("the clock was set back: waiting deliveries were made due by the present one")
        await unit.commit()
    world.wake()


async def clean_up(world: World) -> None:
    """Old contents are blanked, old keys, sessions, links and ticks removed; once an hour, whoever comes first."""
    now = world.now()
    async with world.database.writing() as unit:
        if await unit.ticks.take("clean-up", f"{now:%Y-%m-%dT%H}", now):
            await unit.inbox.blank(content_before=now - CONTENT_KEPT, key_before=now - KEYS_KEPT)
            await unit.links.forget(now)
            await unit.fetches.forget(now - CONTENT_KEPT)
            await unit.ticks.forget(now - KEYS_KEPT)
        await unit.commit()


async def learn_places(world: World) -> None:
    """Offices and countries as they are kept now: they may have been changed in a terminal, or by another process."""
    world.geography = await geography_of(world.database, world.now())


async def learn_usual(world: World) -> None:
    """What each office's officers report most, so that their lists begin with it."""
    async with world.database.reading() as unit:
        for office in world.geography.offices:
            seizures = await unit.reports.usual(office)
            if seizures:
                world.usual[office] = {
                    "commodity": _most(good.commodity for seizure in seizures for good in seizure.goods),
                    "category": _most(good.commodity.split("-")[0] for seizure in seizures for good in seizure.goods),
                    "place": _most(seizure.place.code for seizure in seizures if seizure.place.code),
                    "transport": _most(seizure.transport for seizure in seizures),
                    "concealment": _most(seizure.concealment.code for seizure in seizures if seizure.concealment),
                }


async def measure(world: World, metrics: Metrics) -> None:
    """Figures that are read from the database."""
    async with world.database.reading() as unit:
        counted = await unit.delivered.counts()
        for state in State:
            # Also the states without a row: otherwise the last figure would stand for ever.
            metrics.states.labels(state.value).set(counted.get(state.value, 0))
        waiting = await unit.delivered.oldest_due(world.now())
        metrics.oldest_due.set(waiting.total_seconds() if waiting else 0)
        metrics.poison.set(await unit.inbox.poisoned())


def _most(values: Iterable[str]) -> list[str]:
    return [value for value, _ in Counter(values).most_common(USUAL)]


def _guarded(tick: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await tick()
        except Exception:
            log.exception("a tick failed; the next one tries again")

    return run
