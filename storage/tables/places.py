"""Offices and countries."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import Row, unsaid


class OfficeRow(Row, table=True):
    """An office, without what moves."""

    __tablename__ = "office"
    code: str = Field(primary_key=True)
    name: str
    region: str
    languages: str
    escalate_after: int = 24 * 3600
    """Seconds without a move after which a report escalates one step."""
    remark: str = unsaid()
    """What else there is to say of it, in its own words."""


class OfficeSeatRow(Row, table=True):
    """An office's host, contact and time zone for a span of days."""

    __tablename__ = "office_seat"
    __table_args__ = (UniqueConstraint("office", "valid_from"),)
    id: int | None = Field(default=None, primary_key=True)
    office: str = Field(foreign_key="office.code")
    host_country: str
    contact: str
    """How the office is reached by people: a mailbox, a telephone, in its own words."""
    zone: str
    valid_from: date | None = None
    valid_to: date | None = None


class OfficeThresholdRow(Row, table=True):
    """From how much on an office wants reports of a commodity, or of all goods of a category; without an amount, from any."""

    __tablename__ = "office_threshold"
    office: str = Field(foreign_key="office.code", primary_key=True)
    goods: str = Field(primary_key=True)
    amount: str | None = None
    """A decimal as it was said: 100 g stay 100 g."""
    unit: str | None = None


class CountryRow(Row, table=True):
    """A country's office and region for a span of days."""

    __tablename__ = "country"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(index=True)
    office: str = Field(foreign_key="office.code", index=True)
    region: str
    zones: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
