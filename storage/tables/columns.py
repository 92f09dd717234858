"""What rows are made of: the class they all are, and the columns they share (a time, JSON, a flag that came later)."""

from datetime import UTC, datetime

from sqlalchemy import JSON, Column, false, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import DateTime, TypeDecorator
from sqlmodel import Field, SQLModel

Json = dict[str, object]


class Row(SQLModel):
    """A row validates nothing (no `table=True` class does): without this, a third of the time that importing the tables
    takes would go into validators that nobody asks.
    """

    model_config = {"defer_build": True}


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


def json_column(*, nullable: bool = False) -> Column[object]:
    return Column(JSON(none_as_null=True), nullable=nullable)


def json_list() -> Column[object]:
    """A list that came later: rows from before have an empty one."""
    return Column(JSON(none_as_null=True), nullable=False, server_default="[]")


def unsaid() -> str:
    """Words that came later: rows from before have none."""
    made: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    return made


def off() -> bool:
    """A flag that came later: rows from before have it off."""
    made: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    return made
