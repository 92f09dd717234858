"""What a report said at each revision, and who wrote it. Rows are added and read, and never change."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.seizure import Seizure
from alerts.seizure_json import from_json, to_json
from storage.similar import Similar
from storage.tables.reports import ReportRevisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One revision of a report. `by` is its officer, or the reviewer who corrected it."""

    revision: int
    by: int
    at: datetime
    seizure: Seizure


class Revisions:
    """Reads and adds revisions of reports."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._similar = Similar(session)

    async def add(self, report: int, written: Written) -> None:
        """Keeps a revision, which is what the report is found by from now on."""
        self._session.add(
            ReportRevisionRow(
                report_id=report,
                revision=written.revision,
                by=written.by,
                facts=to_json(written.seizure),
                at=written.at,
            )
        )
        await self._session.flush()
        await self._similar.keep(report, written.seizure)

    async def of(self, report: int) -> list[Written]:
        """All revisions of a report, the first one first."""
        rows = await self._session.exec(
            select(ReportRevisionRow)
            .where(ReportRevisionRow.report_id == report)
            .order_by(col(ReportRevisionRow.revision))
        )
        return [
            Written(revision=row.revision, by=row.by, at=row.at, seizure=from_json(row.facts)) for row in rows.all()
        ]
