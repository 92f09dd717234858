"""Notices: what a person is told about their own accounts and Groups."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.deliveries import NoticeRow


class Notices:
    """Reads and writes notices."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, name: str, values: Mapping[str, str], now: datetime) -> int:
        """Keeps a notice and returns its id."""
        row = NoticeRow(name=name, values=dict(values), created=now)
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None  # noqa: S101 - flushed
        return row.id

    async def get(self, notice_id: int) -> tuple[str, dict[str, str]]:
        """Name and values."""
        row = await self._session.get_one(NoticeRow, notice_id)
        return row.name, {key: str(value) for key, value in row.values.items()}
