"""Mails with a link: how many one mailbox gets, whoever asks for them. Nobody can have a stranger's mailbox filled."""

from datetime import datetime, timedelta

from alerts.delivery import Kind
from storage.unit_of_work import UnitOfWork

MOST = 5
WITHIN = timedelta(hours=1)


async def may_have_another(unit: UnitOfWork, address: int, now: datetime) -> bool:
    """Whether one more link may be mailed there now."""
    return await unit.delivered.count_to(address, Kind.MAILBOX, now - WITHIN) < MOST
