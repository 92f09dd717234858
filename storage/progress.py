"""How far people are in dialogs. One is in front per person (before joining: per address); others are laid aside."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, case, cast, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.reminding import first_due
from storage.tables.columns import Moment
from storage.tables.conversations import ProgressRow

DRAFT = "report"
"""The dialog whose progress is a half-done report: its officer is reminded of it."""

# Every turn asks these: they are put together once.
_FRONT = select(ProgressRow).where(col(ProgressRow.front).is_(True))
_FRONT_OF_PERSON = _FRONT.where(col(ProgressRow.person_id) == bindparam("owner"))
_FRONT_OF_ADDRESS = _FRONT.where(col(ProgressRow.address_id) == bindparam("owner"))
_DRAFT = (col(ProgressRow.dialog) == DRAFT) & col(ProgressRow.person_id).is_not(None)
_SAVE = (
    update(ProgressRow)
    .where(col(ProgressRow.id) == bindparam("row"))
    .values(
        body=bindparam("kept"),
        updated=bindparam("now"),
        due=case((_DRAFT, bindparam("first", type_=Moment())), else_=None),
        told=0,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A progress as kept: `body` is the engine's JSON."""

    id: int
    dialog: str
    body: dict[str, object]
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A half-done report, whose it is, and how often they were told of it since they last touched it."""

    kept: Kept
    person: int
    told: int
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose progress it is: a person, or an address that belongs to nobody yet."""

    person: int | None = None
    address: int | None = None


class ProgressStore:
    """Reads and writes progress."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def front(self, owner: Owner) -> Kept | None:
        """The dialog in front."""
        row = await self._front_row(owner)
        return _kept(row) if row else None

    async def aside(self, owner: Owner, dialog: str) -> list[Kept]:
        """Dialogs of this kind laid aside, newest first."""
        rows = await self._session.exec(
            select(ProgressRow)
            .where(
                ProgressRow.person_id == owner.person, ProgressRow.dialog == dialog, col(ProgressRow.front).is_(False)
            )
            .order_by(col(ProgressRow.updated).desc())
        )
        return [_kept(row) for row in rows.all()]

    async def start(self, owner: Owner, dialog: str, body: dict[str, object], now: datetime) -> None:
        """Puts a new dialog in front; whatever was there is laid aside first."""
        await self.lay_aside(owner, now)
        row = ProgressRow(person_id=owner.person, address_id=owner.address, dialog=dialog, body=body, updated=now)
        _touch(row, now)
        self._session.add(row)
        await self._session.flush()

    async def save(self, kept_id: int, body: dict[str, object], now: datetime) -> None:
        """Keeps how far it is now. Raises LookupError when it has ended."""
        done = await self._session.exec(
            _SAVE, params={"row": kept_id, "kept": body, "now": now, "first": first_due(now)}
        )
        if done.rowcount != 1:
            raise LookupError(kept_id)

    async def lay_aside(self, owner: Owner, now: datetime) -> None:
        """Takes the dialog in front away from the front, keeping it."""
        row = await self._front_row(owner)
        if row is not None:
            row.front = False
            _touch(row, now)
            await self._session.flush()

    async def bring_back(self, owner: Owner, kept_id: int, now: datetime) -> None:
        """Puts one that was laid aside in front again."""
        await self.lay_aside(owner, now)
        row = await self._session.get_one(ProgressRow, kept_id)
        row.front = True
        _touch(row, now)
        await self._session.flush()

    async def draft(self, kept_id: int) -> Draft | None:
        """A half-done report, whosever it is; None when it is there no more."""
        row = await self._session.get(ProgressRow, kept_id, populate_existing=True)
        return _draft(row) if row is not None else None

    async def drafts(self, kept_ids: Collection[int]) -> dict[int, Draft]:
        """Those of these half-done reports that are there, by id."""
        if not kept_ids:
            return {}
        rows = await self._session.exec(select(ProgressRow).where(col(ProgressRow.id).in_(kept_ids)))
        return {draft.kept.id: draft for row in rows.all() if (draft := _draft(row)) is not None}

    async def drafts_with(self, digest: str, person: int) -> list[Kept]:
        """A person's half-done reports that name a picture."""
        rows = await self._session.exec(
            select(ProgressRow).where(
                ProgressRow.person_id == person,
                ProgressRow.dialog == DRAFT,
                cast(col(ProgressRow.body), String).contains(f'"{digest}"', autoescape=True),
            )
        )
        return [_kept(row) for row in rows.all()]

    async def due(self, now: datetime, *, limit: int = 100) -> list[Draft]:
        """Half-done reports of which somebody is to be told by now, the longest waiting first."""
        rows = await self._session.exec(
            select(ProgressRow).where(col(ProgressRow.due) <= now).order_by(col(ProgressRow.due)).limit(limit)
        )
        return [draft for row in rows.all() if (draft := _draft(row)) is not None]

    async def put_off(self, draft: Draft, *, told: int, due: datetime | None) -> bool:
        """Keeps how often was told and when the next word is due; False when somebody else has seen to it, or the draft
        was touched, meanwhile.
        """
        done = await self._session.exec(
            update(ProgressRow)
            .where(
                col(ProgressRow.id) == draft.kept.id,
                col(ProgressRow.told) == draft.told,
                col(ProgressRow.due) == draft.due,
            )
            .values(told=told, due=due)
            .execution_options(synchronize_session=False)
        )
        return done.rowcount == 1

    async def give(self, kept_id: int, *, to: int, body: dict[str, object], now: datetime) -> None:
        """A draft that is laid aside becomes another person's, laid aside with them."""
        row = await self._session.get_one(ProgressRow, kept_id)
        row.person_id, row.body, row.front = to, body, False
        _touch(row, now)
        await self._session.flush()

    async def end(self, kept_id: int) -> None:
        """Removes a dialog that is finished or thrown away."""
        await self._session.delete(await self._session.get_one(ProgressRow, kept_id))
        await self._session.flush()

    async def end_front(self, owner: Owner) -> None:
        """Removes the dialog in front, where there is one."""
        row = await self._front_row(owner)
        if row is not None:
            await self._session.delete(row)
            await self._session.flush()

    async def _front_row(self, owner: Owner) -> ProgressRow | None:
        statement, who = (
            (_FRONT_OF_PERSON, owner.person) if owner.person is not None else (_FRONT_OF_ADDRESS, owner.address)
        )
        return (await self._session.exec(statement, params={"owner": who})).first()


def _touch(row: ProgressRow, now: datetime) -> None:
    draft = row.dialog == DRAFT and row.person_id is not None
    row.updated, row.due, row.told = now, first_due(now) if draft else None, 0


def _draft(row: ProgressRow) -> Draft | None:
    if row.dialog != DRAFT or row.person_id is None:
        return None
    return Draft(kept=_kept(row), person=row.person_id, told=row.told, due=row.due)


def _kept(row: ProgressRow) -> Kept:
    assert row.id is not None  # noqa: S101 - read from the database
    return Kept(id=row.id, dialog=row.dialog, body=dict(row.body), updated=row.updated)
