"""The rows. Searched-by columns only; details are JSON with a version. Times are aware UTC.

No rule lives here: a `table=True` class does not even validate in its constructor. Whoever imports one module gets them
all: rows point at each other by the names of tables, and the metadata is whole or of no use.
"""

from sqlmodel import SQLModel

from storage.tables import (
    alerts,
    audit,
    conversations,
    deliveries,
    groups,
    handovers,
    installation,
    office_notices,
    people,
    pictures,
    places,
    reports,
    subscriptions,
)

METADATA = SQLModel.metadata
"""Every table there is: what the migrations lead to."""

__all__ = [
    "METADATA",
    "alerts",
    "audit",
    "conversations",
    "deliveries",
    "groups",
    "handovers",
    "installation",
    "office_notices",
    "people",
    "pictures",
    "places",
    "reports",
    "subscriptions",
]
