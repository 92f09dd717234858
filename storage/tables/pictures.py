"""Pictures: those kept, who sent them, and those still to be fetched."""

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import Moment, Row


class PictureRow(Row, table=True):
    """A cleaned picture, under the SHA-256 of its cleaned bytes."""

    __tablename__ = "picture"
    digest: str = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    width: int
    height: int
    created: datetime = Field(sa_type=Moment)


class UploadRow(Row, table=True):
    """Who sent which picture: its sender may see it before it is part of a report."""

    __tablename__ = "upload"
    ref: str = Field(primary_key=True)
    digest: str = Field(foreign_key="picture.digest", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    created: datetime = Field(sa_type=Moment)


class FetchRow(Row, table=True):
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
