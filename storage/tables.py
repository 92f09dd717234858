"""The rows. Searched-by columns only; details are JSON with a version. Times are aware UTC.

No rule lives here: a `table=True` class does not even validate in its constructor.
"""

from datetime import UTC, date, datetime

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, false, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import DateTime, TypeDecorator
from sqlmodel import Field, SQLModel

Json = dict[str, object]


class Moment(TypeDecorator[datetime]):
    """An aware UTC time. SQLite keeps no zone: it is put back on reading; a naive time is refused on writing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a time without a zone cannot be stored"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _json(*, nullable: bool = False) -> Column[object]:
    return Column(JSON(none_as_null=True), nullable=nullable)


def _off() -> bool:
    """A flag that came later: rows from before have it off."""
    made: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    return made


class InstallationRow(SQLModel, table=True):
    """One row: demo or live, for ever."""

    __tablename__ = "installation"
    id: int = Field(primary_key=True)
    kind: str
    created: datetime = Field(sa_type=Moment)


class OfficeRow(SQLModel, table=True):
    """An office; host and zone are those that hold today."""

    __tablename__ = "office"
    code: str = Field(primary_key=True)
    name: str
    region: str
    host_country: str
    languages: str
    zone: str
    escalate_after: int = 24 * 3600
    """Seconds without a move after which a report escalates one step."""


class CountryRow(SQLModel, table=True):
    """A country's office and region for a span of days."""

    __tablename__ = "country"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(index=True)
    office: str = Field(foreign_key="office.code", index=True)
    region: str
    zones: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    name: str
    language: str
    zone: str
    clearance: int
    """Rank of the highest marking this person may see."""
    country: str | None = Field(default=None, index=True)
    office: str | None = Field(default=None, index=True)
    active: bool = True
    created: datetime = Field(sa_type=Moment)


class RoleRow(SQLModel, table=True):
    __tablename__ = "role"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    country: str | None = None
    office: str | None = Field(default=None, index=True)
    granted_by: int | None = None
    created: datetime = Field(sa_type=Moment)


class AddressRow(SQLModel, table=True):
    """An account of a person (or of nobody yet): a channel and an id in it."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    channel: str
    external_id: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    active: bool = True
    """Takes messages: a mailbox only after its owner confirmed it."""
    held_until: datetime | None = Field(default=None, sa_type=Moment)
    """The service asked to leave it alone until then."""
    rank: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Where a person has several chats: the smallest is their first choice for alerts."""
    created: datetime = Field(sa_type=Moment)


class GroupRow(SQLModel, table=True):
    """An address of many, of a country or an office."""

    __tablename__ = "circle"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    name: str
    address_id: int = Field(foreign_key="address.id", unique=True)
    country: str | None = None
    office: str | None = None
    ceiling: int
    language: str = Field(default="en", sa_column_kwargs={"server_default": "en"})
    zone: str = Field(default="UTC", sa_column_kwargs={"server_default": "UTC"})
    reviews: bool = _off()
    """The office's reviewers see review cards there."""
    private: bool = True
    broadcast: bool = _off()
    complete: bool = _off()
    """The service tells us of everybody there."""
    others: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many are there whom we do not know (`CircleMemberRow` has those we do)."""
    asked_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the service last told how the Group is; None: it has to be asked before anything guarded goes there."""
    active: bool = True


class CircleMemberRow(SQLModel, table=True):
    """Somebody known to us who is in a Group, by the address they have in its channel."""

    __tablename__ = "circle_member"
    circle_id: int = Field(foreign_key="circle.id", primary_key=True)
    address_id: int = Field(foreign_key="address.id", primary_key=True)


class BounceRow(SQLModel, table=True):
    """A mail that came back from an address."""

    __tablename__ = "bounce"
    id: int | None = Field(default=None, primary_key=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    delivery_id: int = Field(foreign_key="delivery.id", unique=True)
    hard: bool
    at: datetime = Field(sa_type=Moment)


class NoticeRow(SQLModel, table=True):
    """Something a person is told that is neither an alert nor a report: which notice, and what is filled in."""

    __tablename__ = "notice"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    values: Json = Field(sa_column=_json())
    created: datetime = Field(sa_type=Moment)


class FetchRow(SQLModel, table=True):
    """A picture that was sent through a messenger and is to be fetched from there: wanted, then kept (`upload`) or
    failed (`why`), and told once all of its album are one or the other.
    """

    __tablename__ = "fetch"
    __table_args__ = (
        UniqueConstraint("channel", "key", "ref"),
        Index("fetch_untold", "due", sqlite_where=text("NOT told"), postgresql_where=text("NOT told")),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    key: str
    """The key of what it came with."""
    address_id: int = Field(foreign_key="address.id", index=True)
    ref: str
    album: str = ""
    state: str = "wanted"
    upload: str = ""
    why: str = ""
    tries: int = 0
    told: bool = False
    due: datetime = Field(sa_type=Moment)
    created: datetime = Field(sa_type=Moment)


class SessionRow(SQLModel, table=True):
    """A signed-in browser. The token itself is not kept, only its SHA-256."""

    __tablename__ = "session"
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    created: datetime = Field(sa_type=Moment)
    expires: datetime = Field(sa_type=Moment)


class LinkRow(SQLModel, table=True):
    """A single-use token, kept hashed: an invitation, a sign-in, the confirmation of a mailbox, the demo page."""

    __tablename__ = "link"
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    purpose: str
    address_id: int | None = Field(default=None, foreign_key="address.id")
    payload: Json = Field(sa_column=_json())
    created: datetime = Field(sa_type=Moment)
    expires: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class ProgressRow(SQLModel, table=True):
    """How far a person (before joining: an address) is in a dialog. At most one is in front; others are laid aside."""

    __tablename__ = "progress"
    __table_args__ = (
        Index(
            "progress_front_person",
            "person_id",
            unique=True,
            sqlite_where=text("front AND person_id IS NOT NULL"),
            postgresql_where=text("front AND person_id IS NOT NULL"),
        ),
        Index(
            "progress_front_address",
            "address_id",
            unique=True,
            sqlite_where=text("front AND address_id IS NOT NULL"),
            postgresql_where=text("front AND address_id IS NOT NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    address_id: int | None = Field(default=None, foreign_key="address.id", index=True)
    dialog: str
    body: Json = Field(sa_column=_json())
    front: bool = True
    updated: datetime = Field(sa_type=Moment)


class InboxRow(SQLModel, table=True):
    """One incoming thing and its replies. The key stays 30 days, the content is blanked after 7."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index(
            "inbox_unanswered", "at", sqlite_where=text("answered IS NULL"), postgresql_where=text("answered IS NULL")
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    key: str
    conversation: str
    at: datetime = Field(sa_type=Moment)
    content: Json | None = Field(default=None, sa_column=_json(nullable=True))
    replies: list[object] = Field(sa_column=_json())
    outcome: Json = Field(sa_column=_json())
    answered: datetime | None = Field(default=None, sa_type=Moment)
    poison: bool = False


class MailboxRow(SQLModel, table=True):
    """One line of a web inbox (channels.base.Entry)."""

    __tablename__ = "web_entry"
    __table_args__ = (
        Index("web_entry_inbox", "inbox", "id"),
        Index(
            "web_entry_key",
            "inbox",
            "key",
            unique=True,
            sqlite_where=text("key <> ''"),
            postgresql_where=text("key <> ''"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    inbox: str
    kind: str
    at: datetime = Field(sa_type=Moment)
    message: Json | None = Field(default=None, sa_column=_json(nullable=True))
    text: str = ""
    of: int | None = None
    key: str = ""


class SerialRow(SQLModel, table=True):
    """The last serial given under a name such as "report KE 2026"; gaps are allowed."""

    __tablename__ = "serial"
    name: str = Field(primary_key=True)
    value: int


class ReportRow(SQLModel, table=True):
    __tablename__ = "report"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    number: str = Field(unique=True)
    country: str
    office: str = Field(index=True)
    author_id: int = Field(foreign_key="person.id", index=True)
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


class ReportRevisionRow(SQLModel, table=True):
    """What the officer said, as submitted: immutable."""

    __tablename__ = "report_revision"
    __table_args__ = (UniqueConstraint("report_id", "revision"),)
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    revision: int
    facts: Json = Field(sa_column=_json())
    at: datetime = Field(sa_type=Moment)


class DecisionRow(SQLModel, table=True):
    """One move on a report."""

    __tablename__ = "decision"
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    by: int | None = Field(default=None, foreign_key="person.id")
    move: str
    note: str = ""
    revision: int
    at: datetime = Field(sa_type=Moment)


class AlertRow(SQLModel, table=True):
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


class AlertRevisionRow(SQLModel, table=True):
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


class AlertScopeRow(SQLModel, table=True):
    """What an alert touches ("country:KE", "office:ESA", "region:ESA", "goods:DRG") and whom it is for
    ("audience:KE"), frozen at approval: facts are joined to it set-wise.
    """

    __tablename__ = "alert_scope"
    alert_id: int = Field(foreign_key="alert.id", primary_key=True)
    term: str = Field(primary_key=True)


class SubscriptionRow(SQLModel, table=True):
    __tablename__ = "subscription"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="circle.id", index=True)
    lowest: int
    chat: bool
    mail: bool
    exercise: bool = False
    active: bool = True
    created: datetime = Field(sa_type=Moment)


class SubscriptionTermRow(SQLModel, table=True):
    """Where ("country:KE", "office:ESA", "region:ESA", or "where:*") and what ("goods:DRG", or "goods:*")."""

    __tablename__ = "subscription_term"
    subscription_id: int = Field(foreign_key="subscription.id", primary_key=True)
    term: str = Field(primary_key=True, index=True)


class DeliveryRow(SQLModel, table=True):
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
    receipt: list[str] | None = Field(default=None, sa_column=_json(nullable=True))
    done: list[str] | None = Field(default=None, sa_column=_json(nullable=True))
    reason: str = ""
    created: datetime = Field(sa_type=Moment)
    expires: datetime | None = Field(default=None, sa_type=Moment)
    settled: datetime | None = Field(default=None, sa_type=Moment)


class AttemptRow(SQLModel, table=True):
    """A try that did not succeed."""

    __tablename__ = "attempt"
    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    number: int
    result: str
    reason: str
    at: datetime = Field(sa_type=Moment)


class PictureRow(SQLModel, table=True):
    """A cleaned picture, under the SHA-256 of its cleaned bytes."""

    __tablename__ = "picture"
    digest: str = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    width: int
    height: int
    created: datetime = Field(sa_type=Moment)


class UploadRow(SQLModel, table=True):
    """Who sent which picture: its sender may see it before it is part of a report."""

    __tablename__ = "upload"
    ref: str = Field(primary_key=True)
    digest: str = Field(foreign_key="picture.digest", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    created: datetime = Field(sa_type=Moment)


class TickRow(SQLModel, table=True):
    """A firing of the clock that somebody took."""

    __tablename__ = "tick"
    name: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class AuditRow(SQLModel, table=True):
    """Who did what to what, when; `digest` covers the details. Refuses UPDATE and DELETE."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    who: int | None = None
    verb: str
    subject: str
    digest: str


class AuditDetailRow(SQLModel, table=True):
    """Salt and details of an audit row; erasure may empty them, the digest stays."""

    __tablename__ = "audit_detail"
    audit_id: int = Field(foreign_key="audit.id", primary_key=True)
    salt: str
    details: Json = Field(sa_column=_json())


class AuditChainRow(SQLModel, table=True):
    """The sealed chain over committed audit rows. Refuses UPDATE and DELETE."""

    __tablename__ = "audit_chain"
    seq: int = Field(primary_key=True)
    audit_id: int = Field(unique=True)
    hash: str
