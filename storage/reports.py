"""Reports, their revisions and the moves made on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.identifiers import report_number
from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.report import Level, Report, Status
from alerts.review import Decision, Move
from alerts.seizure import Seizure
from alerts.seizure_json import from_json
from storage.people import MARKINGS
from storage.random import new_public_id
from storage.revisions import Revisions, Written
from storage.serials import next_serial, report_series
from storage.tables.columns import Moment
from storage.tables.places import OfficeRow
from storage.tables.reports import DecisionRow, ReportRevisionRow, ReportRow

PRECEDENCES = {precedence.rank: precedence for precedence in Precedence}
OPEN = [status.value for status in Status if status.open]


_AS_IT_STANDS = select(ReportRow, ReportRevisionRow.facts).join(
    ReportRevisionRow,
    (col(ReportRevisionRow.report_id) == ReportRow.id) & (col(ReportRevisionRow.revision) == ReportRow.revision),
)
"""Reports with the facts of their present revision, in one statement."""


class Overtaken(Exception):
    """Somebody else changed the report first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A report about to be filed."""

    country: str
    office: str
    author: int
    seizure: Seizure
    marking: Marking
    precedence: Precedence
    hands: frozenset[int] = frozenset()
    exercise: bool = False
    import_key: str | None = None


class Reports:
    """Reads and writes reports."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._revisions = Revisions(session)

    async def file(self, filing: Filing, now: datetime) -> Report:
        """Files a report: it gets its number, its public id and its first revision."""
        serial = await next_serial(self._session, report_series(filing.country, now.year))
        row = ReportRow(
            public_id=new_public_id(),
            number=report_number(filing.country, now.year, serial),
            country=filing.country,
            office=filing.office,
            author_id=filing.author,
            hands=sorted(filing.hands - {filing.author}),
            status=Status.SUBMITTED.value,
            version=1,
            revision=1,
            marking=filing.marking.rank,
            precedence=filing.precedence.rank,
            level=Level.REVIEWERS.value,
            level_since=now,
            submitted_at=now,
            exercise=filing.exercise,
            import_key=filing.import_key,
        )
        self._session.add(row)
        await self._session.flush()
        await self._add_revision(row, filing.seizure, filing.author, now)
        return await self._report(row)

    async def get(self, report_id: int) -> Report:
        return await self._report(await self._session.get_one(ReportRow, report_id))

    async def by_public_id(self, public_id: str) -> Report | None:
        row = (await self._session.exec(select(ReportRow).where(ReportRow.public_id == public_id))).first()
        return await self._report(row) if row else None

    async def by_import_key(self, key: str) -> Report | None:
        row = (await self._session.exec(select(ReportRow).where(ReportRow.import_key == key))).first()
        return await self._report(row) if row else None

    async def save(self, before: Report, after: Report, now: datetime) -> Report:
        """Keeps a move. Raises Overtaken when the version is no longer the one `before` had; a higher revision is
        kept as a new one, written by the report's officer. Returns the report with its new version.
        """
        return await self._keep(before, after, by=before.author, since=now, now=now)

    async def revise(self, before: Report, after: Report, *, by: int, now: datetime) -> Report:
        """Keeps a further revision of an open report, an addition or a correction. It is no move: since when the report
        waits stays as it is, so that nobody puts off by it that it rises. Raises Overtaken as `save` does.
        """
        return await self._keep(before, after, by=by, since=None, now=now)

    async def _keep(self, before: Report, after: Report, *, by: int, since: datetime | None, now: datetime) -> Report:
        moved = await self._session.exec(
            update(ReportRow)
            .where(col(ReportRow.id) == before.id, col(ReportRow.version) == before.version)
            .values(
                status=after.status.value,
                version=before.version + 1,
                revision=after.revision,
                marking=after.marking.rank,
                precedence=after.precedence.rank,
                office=after.office,
                level=after.level.value,
                level_since=col(ReportRow.level_since) if since is None else since,
                taken_by=after.taken_by,
            )
        )
        if moved.rowcount != 1:
            raise Overtaken(Overtaken.__doc__)
        row = await self._session.get_one(ReportRow, before.id, populate_existing=True)
        if after.revision != before.revision:
            await self._add_revision(row, after.seizure, by, now)
        return await self._report(row)

    async def add_decision(self, report_id: int, decision: Decision) -> None:
        self._session.add(
            DecisionRow(
                report_id=report_id,
                by=decision.by,
                move=decision.move.value,
                note=decision.note,
                reason=decision.reason,
                revision=decision.revision,
                at=decision.at,
            )
        )
        await self._session.flush()

    async def decisions(self, report_id: int) -> list[Decision]:
        """The moves on a report, in order."""
        rows = await self._session.exec(
            select(DecisionRow).where(DecisionRow.report_id == report_id).order_by(col(DecisionRow.id))
        )
        return [
            Decision(by=row.by, move=Move(row.move), at=row.at, note=row.note, revision=row.revision, reason=row.reason)
            for row in rows.all()
        ]

    async def of_author(self, person: int, *, limit: int = 10) -> list[Report]:
        """A person's own reports, newest first."""
        own = _AS_IT_STANDS.where(ReportRow.author_id == person).order_by(col(ReportRow.id).desc()).limit(limit)
        return [report_of(row, facts) for row, facts in (await self._session.exec(own)).all()]

    async def taken_by(self, person: int) -> list[Report]:
        """What somebody has taken and not decided."""
        taken = _AS_IT_STANDS.where(ReportRow.taken_by == person, ReportRow.status == Status.TAKEN.value)
        rows = await self._session.exec(taken.order_by(col(ReportRow.id)))
        return [report_of(row, facts) for row, facts in rows.all()]

    async def open_of_country(self, country: str) -> int:
        """How many reports of a country are not decided."""
        found = await self._session.exec(
            select(func.count()).where(ReportRow.country == country, col(ReportRow.status).in_(OPEN))
        )
        return found.one()

    async def waiting(self, now: datetime, *, limit: int = 100) -> list[Report]:
        """Open reports on which nobody acted for their office's period and which can still rise one step."""
        offices = (await self._session.exec(select(OfficeRow))).all()
        found: list[Report] = []
        for office in offices:
            rows = await self._session.exec(
                select(ReportRow)
                .where(
                    ReportRow.office == office.code,
                    col(ReportRow.status).in_(OPEN),
                    ReportRow.level != Level.ADMINISTRATORS.value,
                    col(ReportRow.level_since) <= now - timedelta(seconds=office.escalate_after),
                )
                .limit(limit)
            )
            found += [await self._report(row) for row in rows.all()]
        return found

    async def oldest_open(self, now: datetime) -> timedelta | None:
        """How long the oldest open report has been waiting for its decision: since it was last handed in."""
        handed_in = (
            select(func.max(DecisionRow.at))
            .where(DecisionRow.report_id == ReportRow.id, DecisionRow.move == Move.RESUBMIT.value)
            .scalar_subquery()
        )
        since = func.min(func.coalesce(handed_in, ReportRow.submitted_at), type_=Moment())
        oldest = (await self._session.exec(select(since).where(col(ReportRow.status).in_(OPEN)))).first()
        return now - oldest if oldest else None

    async def with_picture(self, digest: str) -> list[int]:
        """Reports whose present revision names a picture."""
        rows = await self._session.exec(
            select(ReportRevisionRow.report_id)
            .join(ReportRow, col(ReportRow.id) == ReportRevisionRow.report_id)
            .where(
                ReportRevisionRow.revision == ReportRow.revision,
                cast(col(ReportRevisionRow.facts), String).contains(f'"{digest}"', autoescape=True),
            )
        )
        return list(rows.all())

    async def usual(self, office: str, *, limit: int = 200) -> list[Seizure]:
        """The newest seizures of an office: what its officers usually report."""
        rows = await self._session.exec(
            select(ReportRevisionRow.facts)
            .join(ReportRow, col(ReportRow.id) == ReportRevisionRow.report_id)
            .where(ReportRow.office == office, ReportRevisionRow.revision == ReportRow.revision)
            .order_by(col(ReportRow.id).desc())
            .limit(limit)
        )
        return [from_json(facts) for facts in rows.all()]

    async def counts_of(self, author: int) -> tuple[int, int]:
        """How many reports a person filed, and how many of them were approved."""
        statuses = (await self._session.exec(select(ReportRow.status).where(ReportRow.author_id == author))).all()
        return len(statuses), sum(status == Status.APPROVED.value for status in statuses)

    async def _add_revision(self, row: ReportRow, seizure: Seizure, by: int, now: datetime) -> None:
        assert row.id is not None  # noqa: S101 - flushed
        await self._revisions.add(row.id, Written(revision=row.revision, by=by, at=now, seizure=seizure))

    async def _report(self, row: ReportRow) -> Report:
        facts = (
            await self._session.exec(
                select(ReportRevisionRow.facts).where(
                    ReportRevisionRow.report_id == row.id, ReportRevisionRow.revision == row.revision
                )
            )
        ).one()
        return report_of(row, facts)


def report_of(row: ReportRow, facts: Mapping[str, object]) -> Report:
    """A report from its row and the facts of its present revision. Raises ValueError where these cannot be read."""
    assert row.id is not None  # noqa: S101 - flushed
    return Report(
        id=row.id,
        public_id=row.public_id,
        number=row.number,
        country=row.country,
        office=row.office,
        author=row.author_id,
        status=Status(row.status),
        version=row.version,
        revision=row.revision,
        seizure=from_json(facts),
        marking=MARKINGS[row.marking],
        precedence=PRECEDENCES[row.precedence],
        submitted_at=row.submitted_at,
        level=Level(row.level),
        taken_by=row.taken_by,
        hands=frozenset(row.hands),
        exercise=row.exercise,
    )
