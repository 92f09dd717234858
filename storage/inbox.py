"""What came in: stored before it is acknowledged, with its replies, so that a repeat has no second effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, null, update
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.conversations import InboxRow

NEWEST_WITHIN = 500
"""Inputs of everybody among which one person's newest is looked for: far more than come in while a finger taps twice."""

# Every turn asks these: they are put together once.
_FIND = select(InboxRow).where(InboxRow.channel == bindparam("channel"), InboxRow.key == bindparam("key"))
_NEWEST = (
    select(InboxRow.id, InboxRow.channel, InboxRow.conversation)
    .order_by(col(InboxRow.id).desc())
    .limit(NEWEST_WITHIN)
    .subquery()
)
_NEWEST_OF = select(InboxRow).where(
    col(InboxRow.id)
    == select(func.max(_NEWEST.c.id))
    .where(_NEWEST.c.channel == bindparam("channel"), _NEWEST.c.conversation == bindparam("conversation"))
    .scalar_subquery()
)
_UNANSWERED_OF = (
    select(InboxRow)
    .where(
        InboxRow.channel == bindparam("channel"),
        InboxRow.conversation == bindparam("conversation"),
        col(InboxRow.answered).is_(None),
        col(InboxRow.held).is_(False),
        col(InboxRow.id) <= bindparam("upto"),
    )
    .order_by(col(InboxRow.id))
)
_MARK_ANSWERED = (
    update(InboxRow)
    .where(col(InboxRow.id) == bindparam("row"))
    .values(answered=bindparam("now"))
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One incoming thing as kept. `content` and `replies` are JSON; a content that is secret or old is not there."""

    id: int
    channel: str
    conversation: str
    content: dict[str, object] | None
    replies: tuple[object, ...]
    outcome: dict[str, object]
    answered: bool
    at: datetime


class Inbox:
    """Reads and writes what came in."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, channel: str, key: str) -> Taken | None:
        """What was kept under this key, if it was seen before."""
        row = (await self._session.exec(_FIND, params={"channel": channel, "key": key})).first()
        return _taken(row) if row else None

    async def get(self, inbox_id: int) -> Taken | None:
        row = await self._session.get(InboxRow, inbox_id)
        return _taken(row) if row else None

    async def newest_of(self, channel: str, conversation: str) -> Taken | None:
        """What came in last and is answered in this conversation, if it is among the newest of all: looked for from the
        end of the table, so that no index has to be kept for it.
        """
        found = await self._session.exec(_NEWEST_OF, params={"channel": channel, "conversation": conversation})
        row = found.first()
        return _taken(row) if row else None

    async def add(
        self,
        *,
        channel: str,
        key: str,
        conversation: str,
        at: datetime,
        content: dict[str, object] | None,
        replies: Sequence[object],
        outcome: dict[str, object],
        poison: bool = False,
    ) -> int:
        """Keeps one incoming thing and its replies, and returns its id."""
        row = InboxRow(
            channel=channel,
            key=key,
            conversation=conversation,
            at=at,
            content=content,
            replies=list(replies),
            outcome=outcome,
            answered=None if replies else at,
            poison=poison,
        )
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None  # noqa: S101 - flushed
        return row.id

    async def mark_answered(self, inbox_id: int, now: datetime) -> None:
        await self._session.exec(_MARK_ANSWERED, params={"row": inbox_id, "now": now})

    async def move(self, channel: str, old: str, new: str) -> None:
        """A conversation has another id now: what waits for its replies gets them there."""
        await self._session.exec(
            update(InboxRow)
            .where(
                col(InboxRow.channel) == channel, col(InboxRow.conversation) == old, col(InboxRow.answered).is_(None)
            )
            .values(conversation=new)
            .execution_options(synchronize_session=False)
        )

    async def unanswered(
        self, *, channels: Sequence[str], before: datetime, now: datetime, limit: int = 100
    ) -> list[Taken]:
        """Things whose replies were not sent by these channels and are not held, oldest first, taken in before a moment;
        also those of a clock that was ahead of this one (later than `now`), which would wait until its time has come.
        """
        rows = await self._session.exec(
            select(InboxRow)
            .where(
                col(InboxRow.answered).is_(None),
                col(InboxRow.held).is_(False),
                col(InboxRow.channel).in_(channels),
                or_(col(InboxRow.at) <= before, col(InboxRow.at) > now),
            )
            .order_by(col(InboxRow.id))
            .limit(limit)
        )
        return [_taken(row) for row in rows.all()]

    async def unanswered_of(self, channel: str, conversation: str, *, upto: int) -> list[Taken]:
        """What waits for its replies in one conversation, oldest first, up to a row."""
        rows = await self._session.exec(
            _UNANSWERED_OF, params={"channel": channel, "conversation": conversation, "upto": upto}
        )
        return [_taken(row) for row in rows.all()]

    async def poisoned(self, *, after: datetime | None = None) -> int:
        """How many inputs raised and were kept as poison, ever or after a moment."""
        asked = select(func.count()).where(col(InboxRow.poison).is_(True))
        if after is not None:
            asked = asked.where(col(InboxRow.at) > after)
        return (await self._session.exec(asked)).one()

    async def blank(self, *, content_before: datetime, key_before: datetime) -> None:
        """Blanks contents, and replies that were sent, older than the first moment; removes answered rows older than
        the second.
        """
        await self._session.exec(update(InboxRow).where(col(InboxRow.at) < content_before).values(content=null()))
        await self._session.exec(
            update(InboxRow)
            .where(col(InboxRow.at) < content_before, col(InboxRow.answered).is_not(None))
            .values(replies=[])
        )
        await self._session.exec(
            delete(InboxRow).where(col(InboxRow.at) < key_before, col(InboxRow.answered).is_not(None))
        )


def _taken(row: InboxRow) -> Taken:
    assert row.id is not None  # noqa: S101 - read from the database
    return Taken(
        id=row.id,
        channel=row.channel,
        conversation=row.conversation,
        content=dict(row.content) if row.content is not None else None,
        replies=tuple(row.replies),
        outcome=dict(row.outcome),
        answered=row.answered is not None,
        at=row.at,
    )
