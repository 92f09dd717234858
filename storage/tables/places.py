"""Offices and countries."""

from datetime import date

from sqlmodel import Field

from storage.tables.columns import Row, unsaid


class OfficeRow(Row, table=True):
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
    contact: str = unsaid()
    """How the office is reached by people: a mailbox, a telephone, in its own words."""
    thresholds: str = unsaid()
    """From which quantities on something concerns the office, in its own words."""


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
