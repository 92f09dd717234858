"""People: who they are, what they may, where they are reached, and how they get in."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import Json, Moment, Row, json_column, json_list, off, unsaid


class PersonRow(Row, table=True):
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


class RoleRow(Row, table=True):
    __tablename__ = "role"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    country: str | None = None
    office: str | None = Field(default=None, index=True)
    granted_by: int | None = None
    behind: list[int] = Field(default_factory=list, sa_column=json_list())
    """Ids of who stands behind the giver, however far up."""
    ends: date | None = Field(default=None, index=True)
    created: datetime = Field(sa_type=Moment)


class AdmissionRow(Row, table=True):
    """Roles that count only when they are confirmed: somebody took an invitation, or was given a further role. What is
    given stands here until then, and nowhere else.
    """

    __tablename__ = "admission"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    address_id: int = Field(foreign_key="address.id")
    invited_by: int | None = None
    office: str | None = None
    """Whose heads and administrators look at it; None: who administers all."""
    gives: Json = Field(sa_column=json_column())
    """Roles, clearance and home."""
    account: str
    """The account as its service names it."""
    known: bool = off()
    """The person had joined before: only the roles wait, and no account is taken away."""
    state: str
    created: datetime = Field(sa_type=Moment)
    settled: datetime | None = Field(default=None, sa_type=Moment)


class AdmissionConfirmationRow(Row, table=True):
    """Somebody said that it is the right account."""

    __tablename__ = "admission_confirmation"
    admission_id: int = Field(foreign_key="admission.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    at: datetime = Field(sa_type=Moment)


class AddressRow(Row, table=True):
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


class SessionRow(Row, table=True):
    """A signed-in browser. The token itself is not kept, only its SHA-256."""

    __tablename__ = "session"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    token_hash: str = Field(unique=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    browser: str = unsaid()
    """What the browser says it is, in a few words; "" where it said nothing."""
    created: datetime = Field(sa_type=Moment)
    used: datetime | None = Field(default=None, sa_type=Moment)
    expires: datetime = Field(sa_type=Moment)


class LinkRow(Row, table=True):
    """A single-use token, kept hashed: an invitation, a sign-in, the confirmation of a mailbox, the demo page."""

    __tablename__ = "link"
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    purpose: str
    address_id: int | None = Field(default=None, foreign_key="address.id")
    payload: Json = Field(sa_column=json_column())
    created: datetime = Field(sa_type=Moment)
    expires: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
