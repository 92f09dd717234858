"""What an office's board shows, read set-wise and bounded: what waits, what was filed lately, what was released, and what
went back. Offices None means all of them.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import type_coerce
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.alert import AlertStatus, Revision
from alerts.delivery import Kind, State
from alerts.marking import Marking
from alerts.report import Report, Status
from alerts.review import Move
from storage.alerts import KeptAlert, kept_of, revision_of
from storage.people import MARKINGS
from storage.reports import OPEN, report_of
from storage.tables.alerts import AlertRevisionRow, AlertRow
from storage.tables.columns import Moment
from storage.tables.deliveries import DeliveryRow
from storage.tables.places import OfficeRow
from storage.tables.reports import DecisionRow, ReportRevisionRow, ReportRow

log = logging.getLogger(__name__)

NEWEST = 500
"""Reports, or decisions, that are looked at, at most."""

ALERTS = 30
"""Alerts that are looked at, the newest."""

_FOR_NOTHING = [Status.REJECTED.value, Status.WITHDRAWN.value]
_BACK = [Move.RETURN.value, Move.REJECT.value]
_REACHED = [State.ACCEPTED.value, State.UNKNOWN.value]

Offices = Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open report, since when nobody acted on it, and after how long it rises one step. `risen`: when it did so last."""

    report: Report
    since: datetime
    span: timedelta
    risen: datetime | None = None

    @property
    def due(self) -> datetime:
        """Until when somebody should act."""
        return self.since + self.span


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An alert with what it says, and to how many addresses it went."""

    alert: KeptAlert
    revision: Revision
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """A return or a rejection: of whose report, and why, by the code of the reason."""

    report: int
    involved: frozenset[int]
    country: str
    office: str
    marking: Marking
    move: Move
    reason: str


class Board:
    """Reads only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def waiting(self, offices: Offices, *, limit: int = NEWEST) -> list[Waiting]:
        """Open reports, the most urgent and oldest first."""
        risen = (
            select(func.max(DecisionRow.at))
            .where(DecisionRow.report_id == ReportRow.id, DecisionRow.move == Move.ESCALATE.value)
            .scalar_subquery()
        )
        statement = (
            select(ReportRow, ReportRevisionRow.facts, OfficeRow.escalate_after, type_coerce(risen, Moment()))
            .join(ReportRevisionRow, col(ReportRevisionRow.report_id) == ReportRow.id)
            .join(OfficeRow, col(OfficeRow.code) == ReportRow.office)
            .where(ReportRevisionRow.revision == ReportRow.revision, col(ReportRow.status).in_(OPEN))
        )
        if offices is not None:
            statement = statement.where(col(ReportRow.office).in_(offices))
        ordered = statement.order_by(col(ReportRow.precedence).desc(), col(ReportRow.submitted_at), col(ReportRow.id))
        rows = (await self._session.exec(ordered.limit(limit))).all()
        return [
            Waiting(report=report, since=row.level_since, span=timedelta(seconds=seconds), risen=rose)
            for row, facts, seconds, rose in rows
            if (report := _readable(row, facts)) is not None
        ]

    async def filed(self, offices: Offices, since: datetime, *, limit: int = NEWEST) -> list[Report]:
        """Reports filed since a moment, newest first, without what turned out to be none and without exercises."""
        statement = (
            select(ReportRow, ReportRevisionRow.facts)
            .join(ReportRevisionRow, col(ReportRevisionRow.report_id) == ReportRow.id)
            .where(
                ReportRevisionRow.revision == ReportRow.revision,
                col(ReportRow.submitted_at) >= since,
                col(ReportRow.status).not_in(_FOR_NOTHING),
                col(ReportRow.exercise).is_(False),
            )
        )
        if offices is not None:
            statement = statement.where(col(ReportRow.office).in_(offices))
        rows = (await self._session.exec(statement.order_by(col(ReportRow.id).desc()).limit(limit))).all()
        return [report for row, facts in rows if (report := _readable(row, facts)) is not None]

    async def released(self, offices: Offices, *, limit: int = ALERTS) -> list[Released]:
        """The alerts that are out, newest first. What is no longer what was approved is left out, and logged."""
        statement = (
            select(AlertRow, AlertRevisionRow)
            .join(AlertRevisionRow, col(AlertRevisionRow.alert_id) == AlertRow.id)
            .where(AlertRevisionRow.revision == AlertRow.revision, AlertRow.status == AlertStatus.RELEASED.value)
        )
        if offices is not None:
            statement = statement.where(col(AlertRow.office).in_(offices))
        rows = (await self._session.exec(statement.order_by(col(AlertRow.id).desc()).limit(limit))).all()
        reached = await self._reached([row.id for row, _ in rows if row.id is not None])
        found = []
        for row, content in rows:
            alert = kept_of(row)
            try:
                revision = revision_of(content)
            except ValueError:
                log.exception("alert %s cannot be shown", alert.number)
                continue
            found.append(Released(alert=alert, revision=revision, reached=reached.get(alert.id, 0)))
        return found

    async def sent_back(self, offices: Offices, since: datetime, *, limit: int = NEWEST) -> list[SentBack]:
        """Returns and rejections since a moment, newest first."""
        statement = (
            select(DecisionRow, ReportRow)
            .join(ReportRow, col(ReportRow.id) == DecisionRow.report_id)
            .where(col(DecisionRow.move).in_(_BACK), col(DecisionRow.at) >= since, col(ReportRow.exercise).is_(False))
        )
        if offices is not None:
            statement = statement.where(col(ReportRow.office).in_(offices))
        rows = (await self._session.exec(statement.order_by(col(DecisionRow.id).desc()).limit(limit))).all()
        return [
            SentBack(
                report=decision.report_id,
                involved=frozenset({report.author_id, *report.hands}),
                country=report.country,
                office=report.office,
                marking=MARKINGS[report.marking],
                move=Move(decision.move),
                reason=decision.reason,
            )
            for decision, report in rows
        ]

    async def _reached(self, alerts: Sequence[int]) -> dict[int, int]:
        rows = await self._session.exec(
            select(DeliveryRow.subject_id, func.count(func.distinct(DeliveryRow.address_id)))
            .where(
                DeliveryRow.subject == "alert",
                col(DeliveryRow.subject_id).in_(alerts),
                DeliveryRow.kind == Kind.ALERT.value,
                col(DeliveryRow.state).in_(_REACHED),
            )
            .group_by(col(DeliveryRow.subject_id))
        )
        return {alert: int(number) for alert, number in rows.all()}


def _readable(row: ReportRow, facts: Mapping[str, object]) -> Report | None:
    """None for a report that cannot be read: it must not hold up the others."""
    try:
        return report_of(row, facts)
    except ValueError:
        log.exception("report %s cannot be read", row.number)
        return None
