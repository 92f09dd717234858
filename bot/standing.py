"""How Groups are at the moment something restricted is to go there: asked of their service, kept as facts for `may_send`.
And who is told when a Group that should get it is not closed any more.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from alerts.delivery import Kind
from alerts.permit import Refusal
from bot import addresses
from bot.telling import queue_for_administrators
from bot.views.notices import GROUP_OPEN
from bot.world import World
from channels.base import Channel, Standing
from channels.errors import Moved, Permanent, RecipientGone, SendError, Temporary
from channels.message import Address
from storage.claims import Claimed
from storage.groups import Group
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ASK_WITHIN = 10.0
"""Seconds for a service to answer all questions about one Group."""


async def ask(world: World, channel: Channel, claimed: Sequence[Claimed]) -> frozenset[int]:
    """Asks about the Groups among these deliveries whose state is not fresh, and gives the addresses about which the
    service cannot be asked just now: what is for them waits. Where it answers and cannot tell, a Group counts as open. No
    transaction is open meanwhile.
    """
    ids = [delivery.id for delivery in claimed if delivery.person is None]
    if not ids:
        return frozenset()
    async with world.database.reading() as unit:
        asked = await unit.groups.to_ask(ids, world.now())
        if not asked:
            return frozenset()
        candidates = await unit.groups.candidates(channel.name, asked)
    groups = [(group, candidates[group.id]) for group in asked]
    found = await asyncio.gather(*(_standing(channel, group, list(among)) for group, among in groups))
    async with world.database.writing() as unit:
        for (group, among), answer in zip(groups, found, strict=True):
            await _keep(unit, world, group, among, answer)
        await unit.commit()
    return frozenset(
        group.address
        for (group, _), answer in zip(groups, found, strict=True)
        if isinstance(answer, SendError) and not isinstance(answer, Permanent)
    )


async def _keep(
    unit: UnitOfWork, world: World, group: Group, among: Mapping[str, int], answer: Standing | SendError
) -> None:
    """The answer as facts; what it says of the address itself is kept too."""
    match answer:
        case Standing():
            await unit.groups.note(
                group.id,
                name=answer.title,
                private=answer.private,
                broadcast=answer.broadcast,
                complete=answer.complete,
                others=answer.others + len(answer.members - set(among)),
                members=[among[member] for member in answer.members if member in among],
                now=world.now(),
            )
        case Moved():
            await addresses.moved(unit, group.address, answer.to.id, world.now())
        case RecipientGone():
            await addresses.gone(unit, world, group.address)
        case _:
            await unit.groups.doubt(group.id)


async def _standing(channel: Channel, group: Group, among: Sequence[str]) -> Standing | SendError:
    name = f"group {group.public_id} by {group.channel}"
    try:
        async with asyncio.timeout(ASK_WITHIN):
            return await channel.standing(Address(group.channel, group.external_id), among)
    except SendError as error:
        log.warning("%s: its state is not known (%s)", name, type(error).__name__)
        return error
    except TimeoutError:
        log.warning("%s: its service did not say in time how it is", name)
        return Temporary()
    except Exception:
        # An answer nobody can read: this group counts as open, and nobody else waits for it.
        log.exception("%s: its state could not be read", name)
        return Permanent()


async def tell_administrators(unit: UnitOfWork, world: World, delivery: Claimed, reason: str) -> None:
    """Something restricted did not go to a Group that is not closed: its office's administrators are asked, once a day."""
    if reason != Refusal.GROUP_OPEN.value or delivery.kind is not Kind.ALERT:
        return
    group = await unit.groups.at(delivery.address)
    if group is None:
        return
    now = world.now()
    if not await unit.ticks.take(f"group open {group.id}", f"{now:%Y-%m-%d}", now):
        return
    values = {"group": group.name or group.channel}
    await queue_for_administrators(unit, world, GROUP_OPEN, values, office=group.office, country=group.country)
