"""What becomes of an address: it takes no messages any more, it takes them again, it has another id now."""

import logging
from collections.abc import Iterable
from datetime import datetime

from bot.telling import queue_for_administrators
from bot.views.notices import ADDRESS_GONE, GoneWhy
from bot.world import World
from storage.accounts import Account
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


async def gone(unit: UnitOfWork, world: World, address: int, *, why: GoneWhy = "gone", by: int | None = None) -> None:
    """Nothing is sent there any more: alerts that wait go to their reader's next chat, what else was queued never goes,
    and who administers its owner's office is told, once a day at most. What is said from there is still heard.
    """
    now = world.now()
    account = await unit.people.account_by_id(address)
    if not account.active:
        return
    await unit.people.set_address_active(address, active=False)
    dropped = await let_go(unit, address, now, chats=world.chat_channels)
    await unit.audit.add(
        at=now,
        who=by,
        verb=f"address.{why}",
        subject=f"address {account.public_id}",
        details={"channel": account.channel, "active": False, "dropped": dropped},
    )
    log.warning("address %s by %s takes no messages any more: %s", account.public_id, account.channel, why)
    if await unit.ticks.take(f"address gone {address}", f"{now:%Y-%m-%d}", now):
        await _tell(unit, world, account, why)


async def _tell(unit: UnitOfWork, world: World, account: Account, why: GoneWhy) -> None:
    channel = world.channels[account.channel].label if account.channel in world.channels else account.channel
    if account.person is not None:
        owner = await unit.people.get(account.person)
        name, office, country = owner.name, owner.office, owner.country
    elif (group := await unit.groups.at(account.id)) is not None:
        name, office, country = group.name or group.public_id, group.office, group.country
    else:
        return
    values = {"who": name, "channel": channel}
    await queue_for_administrators(unit, world, ADDRESS_GONE[why], values, office=office, country=country)


async def let_go(unit: UnitOfWork, address: int, now: datetime, *, chats: Iterable[str]) -> int:
    """Takes back what waits for an address; returns how much of it is lost."""
    await unit.falling_back.fall_back_all(address, chats=chats, now=now)
    return await unit.deliveries.drop_queued_to(address, "address_not_active", now)


async def taken_up(unit: UnitOfWork, address: int, now: datetime, *, by: int | None) -> None:
    """Its owner wants messages there again."""
    account = await unit.people.account_by_id(address)
    if account.active:
        return
    await unit.people.set_address_active(address, active=True)
    await unit.audit.add(
        at=now,
        who=by,
        verb="address.returned",
        subject=f"address {account.public_id}",
        details={"channel": account.channel, "active": True},
    )


async def moved(unit: UnitOfWork, address: int, to: str, now: datetime) -> None:
    """The service gave the conversation another id: everything that went to the old one goes to the new one. Told twice
    (by a send and by the service itself) it is done once.
    """
    account = await unit.people.account_by_id(address)
    if account.external_id == to:
        return
    await unit.addresses.move(address, to)
    await unit.audit.add(
        at=now,
        who=None,
        verb="address.moved",
        subject=f"address {account.public_id}",
        details={"channel": account.channel},
    )
