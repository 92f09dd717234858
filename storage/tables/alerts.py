"""Alerts, their revisions, and whom they concern."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import Moment, Row


class AlertRow(Row, table=True):
    __tablename__ = "alert"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    number: str = Field(unique=True)
    office: str = Field(index=True)
    report_id: int = Field(foreign_key="report.id", unique=True)
    status: str
    revision: int
    marking: int
    precedence: int
    released_at: datetime = Field(sa_type=Moment)
    expires: datetime = Field(sa_type=Moment)
    exercise: bool = False


class AlertRevisionRow(Row, table=True):
    """An immutable revision: its canonical JSON and the digest the approval names."""

    __tablename__ = "alert_revision"
    __table_args__ = (UniqueConstraint("alert_id", "revision"),)
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    revision: int
    body: str
    digest: str
    approved_by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Moment)


class AlertScopeRow(Row, table=True):
    """What an alert touches ("country:KE", "office:ESA", "region:ESA", "goods:DRG") and whom it is for
    ("audience:KE"), frozen at approval: facts are joined to it set-wise.
    """

    __tablename__ = "alert_scope"
    alert_id: int = Field(foreign_key="alert.id", primary_key=True)
    term: str = Field(primary_key=True)
