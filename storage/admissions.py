"""Roles that wait to be confirmed: what will be given, to whom, and who has said that it is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.random import new_public_id
from storage.tables.people import AdmissionConfirmationRow, AdmissionRow


class AdmissionState(StrEnum):
    """How an admission stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Roles that wait. `gives` is what is given once they are confirmed."""

    id: int
    public_id: str
    person: int
    address: int
    invited_by: int | None
    office: str | None
    gives: Mapping[str, object]
    account: str
    known: bool
    """Whether the person had joined before: only the roles wait then."""
    state: AdmissionState
    confirmed_by: tuple[int, ...]


class Admissions:
    """Reads and writes admissions."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self,
        *,
        person: int,
        address: int,
        invited_by: int | None,
        office: str | None,
        gives: Mapping[str, object],
        account: str,
        now: datetime,
        known: bool = False,
    ) -> Admission:
        row = AdmissionRow(
            public_id=new_public_id(),
            person_id=person,
            address_id=address,
            invited_by=invited_by,
            office=office,
            gives=dict(gives),
            account=account,
            known=known,
            state=AdmissionState.WAITING.value,
            created=now,
        )
        self._session.add(row)
        await self._session.flush()
        return await self._admission(row)

    async def by_public_id(self, public_id: str) -> Admission | None:
        row = (await self._session.exec(select(AdmissionRow).where(AdmissionRow.public_id == public_id))).first()
        return await self._admission(row) if row else None

    async def waiting(self) -> list[Admission]:
        """All that wait, the oldest first."""
        rows = await self._session.exec(
            select(AdmissionRow)
            .where(AdmissionRow.state == AdmissionState.WAITING.value)
            .order_by(col(AdmissionRow.id))
        )
        return await self._admissions(rows.all())

    async def waits(self, person_id: int) -> bool:
        """Whether this person joined and waits to be confirmed. Who is known and waits for a further role does not."""
        return any(not one.known for one in await self.waiting_of(person_id))

    async def waiting_of(self, person_id: int) -> list[Admission]:
        """What waits for one person, the oldest first."""
        rows = await self._session.exec(
            select(AdmissionRow)
            .where(AdmissionRow.person_id == person_id, AdmissionRow.state == AdmissionState.WAITING.value)
            .order_by(col(AdmissionRow.id))
        )
        return await self._admissions(rows.all())

    async def confirm(self, admission_id: int, person_id: int, now: datetime) -> None:
        """One more says that it is the right account."""
        self._session.add(AdmissionConfirmationRow(admission_id=admission_id, person_id=person_id, at=now))
        await self._session.flush()

    async def settle(self, admission_id: int, state: AdmissionState, now: datetime) -> None:
        row = await self._session.get_one(AdmissionRow, admission_id)
        row.state, row.settled = state.value, now
        await self._session.flush()

    async def _admission(self, row: AdmissionRow) -> Admission:
        return (await self._admissions([row]))[0]

    async def _admissions(self, rows: Sequence[AdmissionRow]) -> list[Admission]:
        said: dict[int, list[int]] = {}
        if rows:
            confirmations = await self._session.exec(
                select(AdmissionConfirmationRow.admission_id, AdmissionConfirmationRow.person_id).where(
                    col(AdmissionConfirmationRow.admission_id).in_([row.id for row in rows])
                )
            )
            for admission, person in confirmations.all():
                said.setdefault(admission, []).append(person)
        return [_admission(row, said.get(row.id or 0, ())) for row in rows]


def _admission(row: AdmissionRow, said: Sequence[int]) -> Admission:
    assert row.id is not None  # noqa: S101 - flushed
    return Admission(
        id=row.id,
        public_id=row.public_id,
        person=row.person_id,
        address=row.address_id,
        invited_by=row.invited_by,
        office=row.office,
        gives=row.gives,
        account=row.account,
        known=row.known,
        state=AdmissionState(row.state),
        confirmed_by=tuple(said),
    )
