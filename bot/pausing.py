"""Administrators are told when a channel is paused because its own set-up is wrong, and when it works again: once each,
however often it is tried meanwhile and whatever process finds out. A service that is away for a while is no such pause.
"""

from collections.abc import Mapping

from alerts.person import RoleKind
from alerts.precedence import Precedence
from bot.post import Post
from bot.telling import queue_notice
from bot.views.notices import CHANNEL_PAUSED, CHANNEL_WORKS
from bot.world import World
from storage.unit_of_work import UnitOfWork

PAUSED = "channel paused"
"""The slots taken under this name are what does not work: a channel and a way (telegram/sending). They are forgotten
with other ticks after a month: of a channel that is paused for so long people are told again.
"""


async def tell_of_pauses(world: World, posts: Mapping[str, Post]) -> None:
    """What has broken or works again since the last look; safe to run twice. A demo has nobody to mend it, and an
    installation that is held after a restore sends nothing by itself.
    """
    known = {f"{name}/{way}": works for name, post in posts.items() for way, works in post.ways.items()}
    if world.demo or not known:
        return
    async with world.database.reading() as unit:
        if not _changed(known, await unit.ticks.taken(PAUSED)):
            return
    async with world.database.writing() as unit:
        if await unit.held.since() is not None:
            return
        before = await unit.ticks.taken(PAUSED)
        for slot in _changed(known, before):
            if known[slot]:
                await unit.ticks.give_back(PAUSED, slot)
            else:
                await unit.ticks.take(PAUSED, slot, world.now())
        were, are = _channels(before), _channels(await unit.ticks.taken(PAUSED))
        for channel in sorted(are - were):
            await _tell(unit, world, CHANNEL_PAUSED, channel, paused=are)
        for channel in sorted(were - are):
            await _tell(unit, world, CHANNEL_WORKS, channel, paused=are)
        await unit.commit()
    world.wake()


def _changed(known: Mapping[str, bool], paused: frozenset[str]) -> list[str]:
    """What does not stand among the paused as it is. Of what this process does not know yet nothing is said."""
    return [slot for slot, works in known.items() if works is (slot in paused)]


def _channels(slots: frozenset[str]) -> frozenset[str]:
    return frozenset(slot.partition("/")[0] for slot in slots)


async def _tell(unit: UnitOfWork, world: World, name: str, channel: str, *, paused: frozenset[str]) -> None:
    """Every administrator, of all and of every office, in chat and by mail, as far as that works."""
    administrators = [
        person.id for person in await unit.people.everybody() if person.active and person.has(RoleKind.ADMINISTRATOR)
    ]
    by = frozenset(world.channels) - paused
    await queue_notice(unit, world, name, {"channel": channel}, administrators, Precedence.PRIORITY, by=by)
