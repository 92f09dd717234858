"""The installation itself: what it is, the serials it gave, the ticks of its clock that were taken."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.columns import Moment, Row


class InstallationRow(Row, table=True):
    """One row: demo or live, for ever; and whether it is held."""

    __tablename__ = "installation"
    id: int = Field(primary_key=True)
    kind: str
    created: datetime = Field(sa_type=Moment)
    held_since: datetime | None = Field(default=None, sa_type=Moment)
    """When it was restored from a backup, until an operator has decided about what is held."""


class SerialRow(Row, table=True):
    """The last serial given under a name such as "report KE 2026"; gaps are allowed."""

    __tablename__ = "serial"
    name: str = Field(primary_key=True)
    value: int


class TickRow(Row, table=True):
    """A firing of the clock that somebody took."""

    __tablename__ = "tick"
    name: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
