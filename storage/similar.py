"""Which reports are like another one: found by the terms they share, judged by `alerts.similar`."""

import logging
from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.report import Status
from alerts.seizure import Seizure
from alerts.seizure_json import from_json
from alerts.similar import Alike, Likeness, apart, likeness, terms_of
from storage.people import MARKINGS
from storage.tables.reports import ReportRevisionRow, ReportRow, ReportTermRow

log = logging.getLogger(__name__)

_LOOKED_AT = 50
"""So many of the newest reports that share a term are judged: a busy route has hundreds, of which the newest count."""


class Similar:
    """Reads and writes what reports are found by."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, report: int, seizure: Seizure) -> None:
        """What a report is found by from now on."""
        await self._session.exec(delete(ReportTermRow).where(col(ReportTermRow.report_id) == report))
        self._session.add_all(ReportTermRow(report_id=report, term=term) for term in sorted(terms_of(seizure)))
        await self._session.flush()

    async def to(
        self, seizure: Seizure, *, country: str | None = None, office: str | None = None, but: int | None = None
    ) -> list[Alike]:
        """Reports like a seizure, the strongest likeness and the newest first: of one country's officers, or of one
        office; without the report `but`, and without what was withdrawn.
        """
        sharing = select(ReportTermRow.report_id).where(col(ReportTermRow.term).in_(sorted(terms_of(seizure))))
        statement = (
            select(ReportRow, ReportRevisionRow.facts)
            .join(ReportRevisionRow, col(ReportRevisionRow.report_id) == ReportRow.id)
            .where(
                col(ReportRow.id).in_(sharing),
                ReportRevisionRow.revision == ReportRow.revision,
                ReportRow.status != Status.WITHDRAWN.value,
            )
        )
        if country is not None:
            statement = statement.where(ReportRow.country == country)
        if office is not None:
            statement = statement.where(ReportRow.office == office)
        if but is not None:
            statement = statement.where(ReportRow.id != but)
        rows = await self._session.exec(statement.order_by(col(ReportRow.id).desc()).limit(_LOOKED_AT))
        found = [one for row, facts in rows.all() if (one := _alike(row, facts, seizure)) is not None]
        return sorted(found, key=lambda one: (list(Likeness).index(one.why), -one.report))


def _alike(row: ReportRow, facts: Mapping[str, object], seizure: Seizure) -> Alike | None:
    """None for a report that cannot be read too: it must not hold up the one that can."""
    try:
        there = from_json(facts)
    except ValueError:
        log.exception("report %s cannot be read", row.number)
        return None
    why = likeness(seizure, there)
    if why is None or row.id is None:
        return None
    return Alike(
        report=row.id,
        public_id=row.public_id,
        number=row.number,
        country=row.country,
        office=row.office,
        marking=MARKINGS[row.marking],
        why=why,
        days=apart(seizure, there),
        seizure=there,
    )
