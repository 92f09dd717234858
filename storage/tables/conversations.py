"""What came in and what was answered, how far people are in a dialog, and the inboxes of the web chat."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import Json, Moment, Row, json_column, off


class InboxRow(Row, table=True):
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
    content: Json | None = Field(default=None, sa_column=json_column(nullable=True))
    replies: list[object] = Field(sa_column=json_column())
    outcome: Json = Field(sa_column=json_column())
    answered: datetime | None = Field(default=None, sa_type=Moment)
    poison: bool = False
    held: bool = off()
    """Its replies waited when the backup was made that this installation was restored from: an operator decides."""


class ProgressRow(Row, table=True):
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
    body: Json = Field(sa_column=json_column())
    front: bool = True
    updated: datetime = Field(sa_type=Moment)
    due: datetime | None = Field(default=None, sa_type=Moment, index=True)
    """When the officer of a half-done report is told of it next; None: never."""
    told: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often they were told since they last touched it."""


class MailboxRow(Row, table=True):
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
    message: Json | None = Field(default=None, sa_column=json_column(nullable=True))
    text: str = ""
    of: int | None = None
    key: str = ""
