"""Subscriptions, and what they are to."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.columns import Moment, Row


class SubscriptionRow(Row, table=True):
    __tablename__ = "subscription"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="circle.id", index=True)
    lowest: int
    chat: bool
    mail: bool
    exercise: bool = False
    active: bool = True
    created: datetime = Field(sa_type=Moment)


class SubscriptionTermRow(Row, table=True):
    """Where ("country:KE", "office:ESA", "region:ESA", or "where:*") and what ("goods:DRG", or "goods:*")."""

    __tablename__ = "subscription_term"
    subscription_id: int = Field(foreign_key="subscription.id", primary_key=True)
    term: str = Field(primary_key=True, index=True)
