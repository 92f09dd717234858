"""The audit: who did what, and the chain over it."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.columns import Json, Moment, Row, json_column


class AuditRow(Row, table=True):
    """Who did what to what, when; `digest` covers the details. Refuses UPDATE and DELETE."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    who: int | None = None
    verb: str
    subject: str
    digest: str


class AuditDetailRow(Row, table=True):
    """Salt and details of an audit row; erasure may empty them, the digest stays."""

    __tablename__ = "audit_detail"
    audit_id: int = Field(foreign_key="audit.id", primary_key=True)
    salt: str
    details: Json = Field(sa_column=json_column())


class AuditChainRow(Row, table=True):
    """The sealed chain over committed audit rows. Refuses UPDATE and DELETE."""

    __tablename__ = "audit_chain"
    seq: int = Field(primary_key=True)
    audit_id: int = Field(unique=True)
    hash: str
