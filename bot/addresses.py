"""What becomes of an address: it takes no messages any more, it takes them again, it has another id now."""

import logging
from datetime import datetime

from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


async def gone(unit: UnitOfWork, address: int, now: datetime, *, why: str = "gone", by: int | None = None) -> None:
    """Nothing is sent there any more, and what was queued never will be. What is said from there is still heard."""
    account = await unit.people.account_by_id(address)
    if not account.active:
        return
    await unit.people.set_address_active(address, active=False)
    dropped = await unit.deliveries.drop_queued_to(address, "address_not_active", now)
    await unit.audit.add(
        at=now,
        who=by,
        verb=f"address.{why}",
        subject=f"address {account.public_id}",
        details={"channel": account.channel, "active": False, "dropped": dropped},
    )
    log.warning("address %s by %s takes no messages any more: %s", account.public_id, account.channel, why)


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
    await unit.people.move(address, to)
    await unit.audit.add(
        at=now,
        who=None,
        verb="address.moved",
        subject=f"address {account.public_id}",
        details={"channel": account.channel},
    )
