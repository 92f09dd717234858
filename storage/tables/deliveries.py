"""The outbox, what became of it, and the notices that go through it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import Json, Moment, Row, json_column, off


class DeliveryRow(Row, table=True):
    """One thing to tell one address: the outbox. `subject` and `subject_id` name the alert or report it is about."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(
            "delivery_due",
            "channel",
            "lane",
            "precedence",
            "due",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "delivery_sending",
            "worker",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index("delivery_order", "subject", "subject_id", "address_id", "id"),
        UniqueConstraint("subject", "subject_id", "revision", "kind", "address_id", "version"),
    )
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    kind: str
    subject: str
    subject_id: int
    revision: int
    version: int = 0
    """Tells several edits of one card apart: the report's version they show."""
    address_id: int = Field(foreign_key="address.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    channel: str
    lane: int
    """0: cards, edits, outcomes, links; 1: alerts."""
    precedence: int
    """3 minus the rank: the smaller, the sooner."""
    state: str
    due: datetime = Field(sa_type=Moment)
    wait: float = 0.0
    attempt: int = 0
    worker: str | None = None
    repeat: bool = False
    receipt: list[str] | None = Field(default=None, sa_column=json_column(nullable=True))
    done: list[str] | None = Field(default=None, sa_column=json_column(nullable=True))
    reason: str = ""
    created: datetime = Field(sa_type=Moment)
    expires: datetime | None = Field(default=None, sa_type=Moment)
    settled: datetime | None = Field(default=None, sa_type=Moment)
    held: bool = off()
    """It waited when the backup was made that this installation was restored from: an operator decides."""


class AttemptRow(Row, table=True):
    """A try that did not succeed."""

    __tablename__ = "attempt"
    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    number: int
    result: str
    reason: str
    at: datetime = Field(sa_type=Moment)


class BounceRow(Row, table=True):
    """A mail that came back from an address."""

    __tablename__ = "bounce"
    id: int | None = Field(default=None, primary_key=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    delivery_id: int = Field(foreign_key="delivery.id", unique=True)
    hard: bool
    at: datetime = Field(sa_type=Moment)


class NoticeRow(Row, table=True):
    """Something a person is told that is neither an alert nor a report: which notice, and what is filled in."""

    __tablename__ = "notice"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    values: Json = Field(sa_column=json_column())
    created: datetime = Field(sa_type=Moment)
