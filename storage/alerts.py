"""Alerts and their immutable revisions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.alert import AlertStatus, Revision, canonical, digest, from_object
from alerts.identifiers import alert_number
from alerts.marking import Marking
from storage.people import MARKINGS
from storage.random import new_public_id
from storage.serials import alert_series, next_serial
from storage.tables.alerts import AlertRevisionRow, AlertRow, AlertScopeRow
from storage.tables.deliveries import DeliveryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlert:
    """An alert as kept, without its content."""

    id: int
    public_id: str
    number: str
    office: str
    report: int
    status: AlertStatus
    revision: int
    marking: Marking
    released_at: datetime
    expires: datetime

    @property
    def live(self) -> bool:
        """Released, and not cancelled, recalled or expired since."""
        return self.status is AlertStatus.RELEASED


class Alerts:
    """Reads and writes alerts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_number(self, office: str, year: int) -> str:
        """The next alert number of an office."""
        return alert_number(office, year, await next_serial(self._session, alert_series(office, year)))

    async def add(self, revision: Revision, *, report: int, approved_by: int, now: datetime) -> KeptAlert:
        """Keeps a new alert with its first revision."""
        row = AlertRow(
            public_id=new_public_id(),
            number=revision.number,
            office=revision.office,
            report_id=report,
            status=AlertStatus.RELEASED.value,
            revision=revision.revision,
            marking=revision.marking.rank,
            precedence=revision.precedence.rank,
            released_at=now,
            expires=revision.expires,
            exercise=revision.exercise,
        )
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None  # noqa: S101 - flushed
        self._session.add(
            AlertRevisionRow(
                alert_id=row.id,
                revision=revision.revision,
                body=canonical(revision),
                digest=digest(revision),
                approved_by=approved_by,
                at=now,
            )
        )
        await self._session.flush()
        return kept_of(row)

    async def set_scope(self, alert_id: int, terms: Iterable[str]) -> None:
        """Freezes what an alert touches and whom it is for."""
        self._session.add_all(AlertScopeRow(alert_id=alert_id, term=term) for term in sorted(set(terms)))
        await self._session.flush()

    async def get(self, alert_id: int) -> KeptAlert:
        return kept_of(await self._session.get_one(AlertRow, alert_id))

    async def by_public_id(self, public_id: str) -> KeptAlert | None:
        row = (await self._session.exec(select(AlertRow).where(AlertRow.public_id == public_id))).first()
        return kept_of(row) if row else None

    async def of_report(self, report_id: int) -> KeptAlert | None:
        row = (await self._session.exec(select(AlertRow).where(AlertRow.report_id == report_id))).first()
        return kept_of(row) if row else None

    async def revision(self, alert_id: int, revision: int) -> Revision:
        """A revision's content. Raises ValueError when its text no longer has the digest that was approved."""
        row = (
            await self._session.exec(
                select(AlertRevisionRow).where(
                    AlertRevisionRow.alert_id == alert_id, AlertRevisionRow.revision == revision
                )
            )
        ).one()
        return revision_of(row)

    async def received_by(self, person: int, *, now: datetime, limit: int = 10) -> list[KeptAlert]:
        """Alerts that went to a person and still hold, newest first."""
        got = select(DeliveryRow.subject_id).where(
            DeliveryRow.subject == "alert",
            DeliveryRow.person_id == person,
            col(DeliveryRow.state).in_(["accepted", "unknown"]),
        )
        rows = await self._session.exec(
            select(AlertRow)
            .where(
                col(AlertRow.id).in_(got), AlertRow.status == AlertStatus.RELEASED.value, col(AlertRow.expires) > now
            )
            .order_by(col(AlertRow.id).desc())
            .limit(limit)
        )
        return [kept_of(row) for row in rows.all()]

    async def expire(self, now: datetime) -> list[KeptAlert]:
        """Marks alerts whose time is over and returns them."""
        rows = (
            await self._session.exec(
                select(AlertRow).where(AlertRow.status == AlertStatus.RELEASED.value, col(AlertRow.expires) <= now)
            )
        ).all()
        await self._session.exec(
            update(AlertRow)
            .where(col(AlertRow.id).in_([row.id for row in rows]))
            .values(status=AlertStatus.EXPIRED.value)
            .execution_options(synchronize_session=False)
        )
        return [kept_of(row) for row in rows]


def revision_of(row: AlertRevisionRow) -> Revision:
    """A revision's content. Raises ValueError when its text no longer has the digest that was approved."""
    kept = from_object(json.loads(row.body))
    if digest(kept) != row.digest:
        msg = f"alert {row.alert_id} revision {row.revision} is not what was approved"
        raise ValueError(msg)
    return kept


def kept_of(row: AlertRow) -> KeptAlert:
    """An alert from its row."""
    assert row.id is not None  # noqa: S101 - flushed
    return KeptAlert(
        id=row.id,
        public_id=row.public_id,
        number=row.number,
        office=row.office,
        report=row.report_id,
        status=AlertStatus(row.status),
        revision=row.revision,
        marking=MARKINGS[row.marking],
        released_at=row.released_at,
        expires=row.expires,
    )
