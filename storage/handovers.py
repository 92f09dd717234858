"""Drafts that wait for a colleague to take them over. At most one colleague at a time; what was taken stays on record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.random import new_public_id
from storage.tables.handovers import HandoverRow
from storage.tables.reports import ReportRow


class HandoverState(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    """The giver wants it back, or goes on with it."""
    ENDED = "ended"
    """The draft is gone, or the colleague can take nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """An offer. `progress` is None once the draft is gone."""

    id: int
    public_id: str
    progress: int | None
    giver: int
    taker: int
    state: HandoverState
    created: datetime

    @property
    def open(self) -> bool:
        return self.state is HandoverState.OFFERED and self.progress is not None


class Handovers:
    """Reads and writes offers."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def offer(self, progress: int, *, giver: int, taker: int, now: datetime) -> Handover:
        """A new offer. Raises IntegrityError where the draft is offered already."""
        row = HandoverRow(
            public_id=new_public_id(),
            progress_id=progress,
            giver_id=giver,
            taker_id=taker,
            state=HandoverState.OFFERED.value,
            created=now,
        )
        self._session.add(row)
        await self._session.flush()
        return _handover(row)

    async def get(self, handover_id: int) -> Handover:
        return _handover(await self._session.get_one(HandoverRow, handover_id, populate_existing=True))

    async def by_public_id(self, public_id: str) -> Handover | None:
        row = (await self._session.exec(select(HandoverRow).where(HandoverRow.public_id == public_id))).first()
        return _handover(row) if row else None

    async def of_draft(self, progress: int) -> Handover | None:
        """The open offer of a draft."""
        return (await self.of_drafts([progress])).get(progress)

    async def of_drafts(self, progress: Collection[int]) -> dict[int, Handover]:
        """The open offers of these drafts, by draft."""
        if not progress:
            return {}
        rows = await self._session.exec(
            select(HandoverRow).where(
                col(HandoverRow.progress_id).in_(progress), HandoverRow.state == HandoverState.OFFERED.value
            )
        )
        return {row.progress_id: _handover(row) for row in rows.all() if row.progress_id is not None}

    async def open(self, *, taker: int | None = None) -> list[Handover]:
        """Open offers (to one person), oldest first."""
        statement = select(HandoverRow).where(
            HandoverRow.state == HandoverState.OFFERED.value, col(HandoverRow.progress_id).is_not(None)
        )
        if taker is not None:
            statement = statement.where(HandoverRow.taker_id == taker)
        return [_handover(row) for row in (await self._session.exec(statement.order_by(col(HandoverRow.id)))).all()]

    async def settle(self, handover: Handover, state: HandoverState, now: datetime) -> bool:
        """Ends an open offer so; False when somebody was faster."""
        done = await self._session.exec(
            update(HandoverRow)
            .where(col(HandoverRow.id) == handover.id, col(HandoverRow.state) == HandoverState.OFFERED.value)
            .values(state=state.value, settled=now)
            .execution_options(synchronize_session=False)
        )
        return done.rowcount == 1

    async def hands(self, progress: int) -> frozenset[int]:
        """Everybody who had this draft in hand and gave it away."""
        rows = await self._session.exec(
            select(HandoverRow.giver_id).where(
                HandoverRow.progress_id == progress, HandoverRow.state == HandoverState.TAKEN.value
            )
        )
        return frozenset(rows.all())

    async def partners(self, person: int) -> list[int]:
        """With whom somebody exchanged drafts, the latest first."""
        rows = await self._session.exec(
            select(HandoverRow.giver_id, HandoverRow.taker_id)
            .where(or_(col(HandoverRow.giver_id) == person, col(HandoverRow.taker_id) == person))
            .order_by(col(HandoverRow.id).desc())
            .limit(50)
        )
        return list(dict.fromkeys(taker if giver == person else giver for giver, taker in rows.all()))

    async def last_filed(self, people: list[int]) -> dict[int, int]:
        """The newest report of each of these people who filed one, by its id."""
        rows = await self._session.exec(
            select(ReportRow.author_id, func.max(ReportRow.id))
            .where(col(ReportRow.author_id).in_(people))
            .group_by(col(ReportRow.author_id))
        )
        return {author: newest for author, newest in rows.all() if newest is not None}


def _handover(row: HandoverRow) -> Handover:
    assert row.id is not None  # noqa: S101 - flushed
    return Handover(
        id=row.id,
        public_id=row.public_id,
        progress=row.progress_id,
        giver=row.giver_id,
        taker=row.taker_id,
        state=HandoverState(row.state),
        created=row.created,
    )
