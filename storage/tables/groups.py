"""Groups, and who is in them."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.columns import Moment, Row, off


class GroupRow(Row, table=True):
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
    reviews: bool = off()
    """The office's reviewers see review cards there."""
    private: bool = True
    broadcast: bool = off()
    complete: bool = off()
    """The service tells us of everybody there."""
    others: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many are there whom we do not know (`CircleMemberRow` has those we do)."""
    asked_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the service last told how the Group is; None: it has to be asked before anything guarded goes there."""
    active: bool = True


class CircleMemberRow(Row, table=True):
    """Somebody known to us who is in a Group, by the address they have in its channel."""

    __tablename__ = "circle_member"
    circle_id: int = Field(foreign_key="circle.id", primary_key=True)
    address_id: int = Field(foreign_key="address.id", primary_key=True)
