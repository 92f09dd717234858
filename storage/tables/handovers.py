"""Half-done reports that were handed to a colleague, and what became of it."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field

from storage.tables.columns import Moment, Row


class HandoverRow(Row, table=True):
    """Somebody offered a draft to a colleague. It stays when the draft goes, and points at none then."""

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "handover_offered",
            "progress_id",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    progress_id: int | None = Field(
        sa_column=Column(Integer, ForeignKey("progress.id", ondelete="SET NULL"), nullable=True, index=True)
    )
    giver_id: int = Field(foreign_key="person.id", index=True)
    taker_id: int = Field(foreign_key="person.id", index=True)
    state: str
    created: datetime = Field(sa_type=Moment)
    settled: datetime | None = Field(default=None, sa_type=Moment)
