"""The lines of web inboxes (what `channels.base.Mailbox` keeps)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.base import Entry, NewEntry
from channels.message_json import from_json, to_json
from storage.tables.conversations import MailboxRow
from storage.tables.people import AddressRow

# Every turn asks these: they are put together once.
_TABLE = MailboxRow.metadata.tables[str(MailboxRow.__tablename__)]
_COLUMNS = ("inbox", "kind", "at", "message", "text", "of", "key")
_VALUES: Sequence[ColumnElement[object]] = [bindparam(name, type_=_TABLE.c[name].type) for name in _COLUMNS]
_INBOX_EXISTS = select(AddressRow.id).where(AddressRow.public_id == bindparam("inbox")).exists()
_APPEND = (
    insert(_TABLE)
    .from_select(_COLUMNS, select_columns(*_VALUES).where(_INBOX_EXISTS))
    .on_conflict_do_nothing()
    .returning(_TABLE.c.id)
)
"""Keeps an entry where there is such an inbox and it has none of the key."""
_OF_KEY = select(col(MailboxRow.id)).where(
    MailboxRow.inbox == bindparam("inbox"), MailboxRow.key == bindparam("key"), MailboxRow.key != ""
)
_AFTER = (
    select(MailboxRow)
    .where(MailboxRow.inbox == bindparam("inbox"), col(MailboxRow.id) > bindparam("after"))
    .order_by(col(MailboxRow.id))
    .limit(bindparam("most"))
)


class WebEntries:
    """Appends and reads."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def append(self, inbox: str, entry: NewEntry, now: datetime) -> int:
        """Keeps an entry and returns its id; the same key again gives the first one's id. KeyError: no such inbox."""
        values = {
            "inbox": inbox,
            "kind": entry.kind,
            "at": now,
            "message": to_json(entry.message) if entry.message else None,
            "text": entry.text,
            "of": entry.of,
            "key": entry.key,
        }
        added = (await self._session.exec(_APPEND, params=values)).first()
        if added is not None:
            return int(added[0])
        first = (await self._session.exec(_OF_KEY, params={"inbox": inbox, "key": entry.key})).first()
        if first is None:
            raise KeyError(inbox)
        return int(first)

    async def read_after(self, inbox: str, after: int, limit: int) -> Sequence[Entry]:
        rows = await self._session.exec(_AFTER, params={"inbox": inbox, "after": after, "most": limit})
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
