"""The lines of web inboxes (what `channels.base.Mailbox` keeps)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.base import Entry, NewEntry
from channels.message_json import from_json, to_json
from storage.tables import AddressRow, MailboxRow


class WebEntries:
    """Appends and reads."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def append(self, inbox: str, entry: NewEntry, now: datetime) -> int:
        """Keeps an entry and returns its id; the same key again gives the first one's id. KeyError: no such inbox."""
        same = and_(
            col(MailboxRow.inbox) == AddressRow.public_id, col(MailboxRow.key) == entry.key, col(MailboxRow.key) != ""
        )
        known = await self._session.exec(
            select(AddressRow.id, col(MailboxRow.id))
            .join(MailboxRow, same, isouter=True)
            .where(AddressRow.public_id == inbox)
        )
        found = known.first()
        if found is None:
            raise KeyError(inbox)
        _, first = found
        if first is not None:
            return first
        added = await self._session.exec(
            insert(MailboxRow)
            .values(
                inbox=inbox,
                kind=entry.kind,
                at=now,
                message=to_json(entry.message) if entry.message else None,
                text=entry.text,
                of=entry.of,
                key=entry.key,
            )
            .returning(col(MailboxRow.id))
        )
        return int(added.one()[0])

    async def read_after(self, inbox: str, after: int, limit: int) -> Sequence[Entry]:
        rows = await self._session.exec(
            select(MailboxRow)
            .where(MailboxRow.inbox == inbox, col(MailboxRow.id) > after)
            .order_by(col(MailboxRow.id))
            .limit(limit)
        )
        return [_entry(row) for row in rows.all()]

    async def latest(self, inbox: str, limit: int, *, before: int | None = None) -> Sequence[Entry]:
        """The newest entries, or the newest before one, oldest first."""
        statement = select(MailboxRow).where(MailboxRow.inbox == inbox)
        if before is not None:
            statement = statement.where(col(MailboxRow.id) < before)
        rows = await self._session.exec(statement.order_by(col(MailboxRow.id).desc()).limit(limit))
        return [_entry(row) for row in reversed(rows.all())]


def _entry(row: MailboxRow) -> Entry:
    assert row.id is not None  # noqa: S101 - read from the database
    return Entry(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]  # written from EntryKind only
        at=row.at,
        message=from_json(row.message) if row.message else None,
        text=row.text,
        of=row.of,
        key=row.key,
    )
