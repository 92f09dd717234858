"""Mails that came back: of which delivery, and whether for good."""

from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.deliveries import BounceRow, DeliveryRow


class Bounces:
    """Reads and writes what came back."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, delivery: int, *, hard: bool, now: datetime) -> int | None:
        """Notes that a delivery came back, and gives its address; None where it was noted before, or never was."""
        row = await self._session.get(DeliveryRow, delivery)
        if row is None:
            return None
        known = (await self._session.exec(select(BounceRow).where(BounceRow.delivery_id == delivery))).first()
        if known is not None and (known.hard or not hard):
            return None
        # A mail that was late first and failed in the end came back twice: the end counts.
        kept = known or BounceRow(address_id=row.address_id, delivery_id=delivery, hard=hard, at=now)
        kept.hard = hard
        self._session.add(kept)
        await self._session.flush()
        return row.address_id

    async def soft(self, address: int, *, since: datetime) -> int:
        """How often mails to an address came back for a passing reason."""
        found = await self._session.exec(
            select(func.count())
            .select_from(BounceRow)
            .where(BounceRow.address_id == address, col(BounceRow.hard).is_(False), col(BounceRow.at) > since)
        )
        return int(found.one())
