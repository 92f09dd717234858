"""What became of deliveries, written: results, what they say of addresses, and an alert's next chat. What becomes of a
try is `alerts.delivery.settle`'s decision.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.delivery import Kind, Result, State, Try
from alerts.permit import Refusal
from bot import addresses, standing
from bot.world import World
from storage.claims import Claimed
from storage.database import DatabaseAway
from storage.deliveries import Settled
from storage.unit_of_work import UnitOfWork

FALL_BACK_AFTER = {True: timedelta(minutes=2), False: timedelta(minutes=30)}
"""How long a chat may not take an alert before the person's next one gets it: pressing ones and others."""


class Results:
    """The results of one process's tries."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.unwritten: list[Settled] = []
        """Results that are not in the database yet: kept while it is away, since a result lost is a repeat."""

    async def write(self, settled: Sequence[Settled] = ()) -> None:
        """Writes results, and those that could not be written before: they are kept while the database is away."""
        batch = [*self.unwritten, *settled]
        if not batch:
            return
        self.unwritten = []
        try:
            await self._keep(batch)
        except (DatabaseAway, asyncio.CancelledError):
            self.unwritten = [*batch, *self.unwritten]
            raise

    async def _keep(self, settled: Sequence[Settled]) -> None:
        """What became of addresses on the way is kept in the same transaction: one that takes no messages any more is
        suspended, one that is to be left alone is, one that moved is known by its new id.
        """
        now = self._world.now()
        async with self._world.database.writing() as unit:
            await unit.deliveries.settle(settled, now)
            for address in dict.fromkeys(entry.address for entry in settled if entry.settlement.suspend_address):
                await addresses.gone(unit, self._world, address)
            for entry in settled:
                if entry.moved_to:
                    await addresses.moved(unit, entry.address, entry.moved_to, now)
                if entry.result is Result.WAIT and entry.settlement.due is not None:
                    await unit.addresses.hold(entry.address, entry.settlement.due)
                if entry.delivery is not None:
                    await self._follow(unit, entry, entry.delivery)
            await unit.commit()

    async def _follow(self, unit: UnitOfWork, entry: Settled, delivery: Claimed) -> None:
        """What a try that did not succeed leads to: an alert takes the person's next chat, an open Group is reported."""
        now = self._world.now()
        if entry.result is Result.REFUSED:
            await standing.tell_administrators(unit, self._world, delivery, entry.settlement.reason)
        if delivery.kind is Kind.ALERT and delivery.person is not None and falls_back(entry, delivery, now):
            await unit.falling_back.fall_back(delivery.id, chats=self._world.chat_channels, now=now)


def tried(delivery: Claimed) -> Try:
    """What the row says about a try, for the rules to decide by."""
    return Try(
        precedence=delivery.precedence,
        created=delivery.created,
        expires=delivery.expires,
        wait=delivery.wait,
        repeat=delivery.repeat,
    )


def falls_back(entry: Settled, delivery: Claimed, now: datetime) -> bool:
    """Whether an alert goes to its reader's next chat instead: when this one will never take it, or has not for long.
    What may have been taken is not sent elsewhere too.
    """
    state = entry.settlement.state
    if entry.result in {Result.UNKNOWN, Result.ACCEPTED} or entry.settlement.repeat:
        return False
    if state is State.FAILED or entry.settlement.reason == Refusal.NOT_BY_THIS_CHANNEL.value:
        return True
    return state is State.QUEUED and now - delivery.created > FALL_BACK_AFTER[delivery.precedence.pressing]
