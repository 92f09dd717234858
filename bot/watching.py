"""Looking after an installation: what waits too long, who is silent, how much room is left. The health check is red while
something lasts, and administrators are told once when it begins and once when it is over (what is told of channels whose
set-up is wrong is in bot/pausing.py).
"""

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from alerts.person import RoleKind
from alerts.precedence import Precedence
from bot.pausing import PAUSED
from bot.post import Post
from bot.telling import queue_notice
from bot.views.notices import BEGINS, OVER, Trouble
from bot.world import World
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

TROUBLE = "trouble"
"""The slots taken under this name are what administrators have been told of and not yet the end of."""

POISON_FOR = timedelta(days=1)
"""How long an input that raised is told to be a trouble."""

Room = Callable[[Path], tuple[int, int, int]]
"""Bytes there are, used and free on the disk of a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that is not as it should be. `sentence`: for operators; `values`: for the notice."""

    sentence: str
    values: Mapping[str, str]


class Watch:
    """Looks for one process. What it found last is what the health check says."""

    def __init__(self, world: World, posts: Mapping[str, Post], *, room: Room = shutil.disk_usage) -> None:
        self._world = world
        self._posts = posts
        self._room = room
        self.late: Mapping[str, str] = {}
        """What makes the health check red, by a name without a secret in it."""
        self.held: int | None = None
        """How much is held after a restore; None where nothing is."""

    async def look(self) -> None:
        """Looks, and tells what begins and what is over; safe to run twice."""
        async with self._world.database.reading() as unit:
            found = await waiting(unit, self._world) | self._silent()
            self.late = {slot: one.sentence for slot, one in found.items()}
            found |= await poison(unit, self._world) | short_of_room(self._world, self._room)
            told, held = await unit.ticks.taken(TROUBLE), await unit.held.since()
            self.held = None if held is None else sum(one.number for one in await unit.held.waiting())
        # That a report waits is told to whom it concerns: it escalates.
        found.pop(Trouble.REPORTS, None)
        if self._world.demo or held is not None or found.keys() == told:
            return
        async with self._world.database.writing() as unit:
            told = await unit.ticks.taken(TROUBLE)
            for slot in sorted(found.keys() - told):
                await unit.ticks.take(TROUBLE, slot, self._world.now())
                log.warning("trouble begins: %s, %s", slot, found[slot].sentence)
                await self._tell(unit, BEGINS, slot, found[slot].values)
            for slot in sorted(told - found.keys()):
                await unit.ticks.give_back(TROUBLE, slot)
                log.warning("trouble is over: %s", slot)
                await self._tell(unit, OVER, slot, {})
            await unit.commit()
        self._world.wake()

    def _silent(self) -> dict[str, Found]:
        limit, found = self._world.watched.silence, {}
        for name, post in self._posts.items():
            silence = post.channel.silence()
            if silence is not None and silence > limit.total_seconds():
                minutes = str(int(silence // 60))
                found[f"{Trouble.SILENT} {name}"] = Found(
                    sentence=f"nothing was heard for {minutes} min", values={"minutes": minutes}
                )
        return found

    async def _tell(self, unit: UnitOfWork, when: str, slot: str, values: Mapping[str, str]) -> None:
        """Every administrator, by chat and mail, by the channels that work."""
        trouble, _, channel = slot.partition(" ")
        administrators = [
            person.id
            for person in await unit.people.everybody()
            if person.active and person.has(RoleKind.ADMINISTRATOR)
        ]
        paused = {one.partition("/")[0] for one in await unit.ticks.taken(PAUSED)}
        await queue_notice(
            unit,
            self._world,
            f"{trouble} {when}",
            {**values, "channel": channel},
            administrators,
            Precedence.PRIORITY,
            by=frozenset(self._world.channels) - paused,
        )


async def waiting(unit: UnitOfWork, world: World) -> dict[str, Found]:
    """Deliveries that are due and reports without a decision for longer than they should be."""
    now, watched, found = world.now(), world.watched, {}
    due, report = await unit.delivered.oldest_due(now), await unit.reports.oldest_open(now)
    if due is not None and due > watched.delivery:
        minutes = str(int(due.total_seconds() // 60))
        found[Trouble.QUEUE.value] = Found(
            sentence=f"the oldest has been due for {minutes} min", values={"minutes": minutes}
        )
    if report is not None and report > watched.report:
        hours = str(int(report.total_seconds() // 3600))
        found[Trouble.REPORTS.value] = Found(sentence=f"the oldest waits for {hours} h", values={"hours": hours})
    return found


async def poison(unit: UnitOfWork, world: World) -> dict[str, Found]:
    """Inputs that raised within a day."""
    number = await unit.inbox.poisoned(after=world.now() - POISON_FOR)
    if not number:
        return {}
    return {Trouble.POISON.value: Found(sentence=f"{number} within a day", values={"number": str(number)})}


def short_of_room(world: World, room: Room = shutil.disk_usage) -> dict[str, Found]:
    """Too little room on the disk of the database."""
    total, _, free = room(world.database.path.parent)
    if free >= max(world.watched.free_bytes, total * world.watched.free_share):
        return {}
    left = str(free // 10**6)
    return {Trouble.DISK.value: Found(sentence=f"{left} MB are free", values={"left": left})}
