"""Firings of the clock: each slot is taken once, in whatever process."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.installation import TickRow


class Ticks:
    """Takes slots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, name: str, slot: str, now: datetime) -> bool:
        """Whether this process is the first to take the slot."""
        taken = await self._session.exec(
            insert(TickRow).values(name=name, slot=slot, at=now).on_conflict_do_nothing().returning(col(TickRow.name))
        )
        return taken.first() is not None

    async def forget(self, before: datetime) -> None:
        """Removes old slots."""
        await self._session.exec(delete(TickRow).where(col(TickRow.at) < before))
