"""Reports, what they said at each revision, and the moves on them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import Json, Moment, Row, json_column, json_list, unsaid


class ReportRow(Row, table=True):
    __tablename__ = "report"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    number: str = Field(unique=True)
    country: str
    office: str = Field(index=True)
    author_id: int = Field(foreign_key="person.id", index=True)
    hands: list[int] = Field(default_factory=list, sa_column=json_list())
    """Ids of who had the draft in hand before the author."""
    status: str = Field(index=True)
    version: int
    revision: int
    marking: int
    precedence: int
    level: str
    level_since: datetime = Field(sa_type=Moment)
    taken_by: int | None = Field(default=None, foreign_key="person.id")
    submitted_at: datetime = Field(sa_type=Moment)
    exercise: bool = False
    import_key: str | None = Field(default=None, unique=True)
    """Names the line a replay played, so that it is recognised."""


class ReportRevisionRow(Row, table=True):
    """What a report said: immutable."""

    __tablename__ = "report_revision"
    __table_args__ = (UniqueConstraint("report_id", "revision"),)
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    revision: int
    by: int = Field(foreign_key="person.id")
    """The officer who filed the report, or the reviewer who corrected it."""
    facts: Json = Field(sa_column=json_column())
    at: datetime = Field(sa_type=Moment)


class ReportTermRow(Row, table=True):
    """What the present revision of a report is found by when another one is like it (`alerts.similar.terms_of`)."""

    __tablename__ = "report_term"
    report_id: int = Field(foreign_key="report.id", primary_key=True)
    term: str = Field(primary_key=True, index=True)


class DecisionRow(Row, table=True):
    """One move on a report."""

    __tablename__ = "decision"
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    by: int | None = Field(default=None, foreign_key="person.id")
    move: str
    note: str = ""
    reason: str = unsaid()
    """The code of a listed reason of a return or a rejection, or that it is another one."""
    revision: int
    at: datetime = Field(sa_type=Moment)
