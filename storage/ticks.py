"""Firings of the clock: each slot is taken once, in whatever process."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select
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

    async def taken(self, name: str) -> frozenset[str]:
        """The slots of this name that are taken."""
        return frozenset((await self._session.exec(select(TickRow.slot).where(TickRow.name == name))).all())

    async def counted(self, names: Collection[str]) -> dict[str, int]:
        """How many slots of each of these names are taken; a name with none is left out."""
        rows = await self._session.exec(
            select(TickRow.name, func.count()).where(col(TickRow.name).in_(names)).group_by(TickRow.name)
        )
        return dict(rows.all())

    async def give_back(self, name: str, slot: str) -> None:
        """The slot can be taken again."""
        await self._session.exec(delete(TickRow).where(col(TickRow.name) == name, col(TickRow.slot) == slot))

    async def forget(self, before: datetime) -> None:
        """Removes old slots."""
        await self._session.exec(delete(TickRow).where(col(TickRow.at) < before))
