"""What an office has people accept when they join, version by version, and who accepted which."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import Json, Moment, Row, json_column


class OfficeNoticeRow(Row, table=True):
    """One version. Refuses UPDATE and DELETE."""

    __tablename__ = "office_notice"
    __table_args__ = (UniqueConstraint("office", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    office: str = Field(foreign_key="office.code")
    version: int
    texts: Json = Field(sa_column=json_column())
    """The words by language; none at all: from this version on nothing is asked."""
    digest: str
    """SHA-256 of the canonical JSON of the texts."""
    by: int | None = None
    """Who saved it; None: whoever runs the installation."""
    created: datetime = Field(sa_type=Moment)


class NoticeAcceptanceRow(Row, table=True):
    """That somebody was told of a version, and when they accepted it."""

    __tablename__ = "notice_acceptance"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    office_notice_id: int = Field(foreign_key="office_notice.id", primary_key=True)
    told: datetime = Field(sa_type=Moment)
    accepted: datetime | None = Field(default=None, sa_type=Moment)
