"""The facts `may_send` asks for, read set-wise for a whole batch of deliveries at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.alert import AlertStatus
from alerts.marking import Marking
from alerts.permit import Facts, GroupFacts, Recipient
from storage.matching import (
    GROUP_CLEARED,
    GROUP_IN_AUDIENCE,
    GROUP_SUBSCRIBED,
    PERSON_IN_AUDIENCE,
    PERSON_SUBSCRIBED,
)
from storage.people import MARKINGS
from storage.tables.columns import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who a delivery goes to, as things stand now. An address that has passed to somebody else is not active for them."""

    delivery: int
    external_id: str
    person: int | None
    language: str
    zone: str
    recipient: Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSending:
    """An alert delivery with everything `may_send` asks for."""

    receiver: Receiver
    alert: int
    revision: int
    marking: Marking
    live: bool
    expires: datetime
    facts: Facts


_RECEIVER = """
       d.id AS delivery, a.external_id, d.person_id,
       a.active AND (d.person_id IS NULL OR a.person_id = d.person_id) AS address_active,
       coalesce(p.language, c.language) AS language, coalesce(p.zone, c.zone) AS zone, p.active AS person_active, p.clearance,
       c.id AS group_id, c.ceiling, c.private, c.broadcast, c.active AS group_active
"""

_TO = """
JOIN address a ON a.id = d.address_id
LEFT JOIN person p ON p.id = d.person_id
LEFT JOIN circle c ON c.address_id = a.id AND d.person_id IS NULL
"""

_RECEIVERS = text(f"SELECT {_RECEIVER}, 0 AS all_cleared FROM delivery d {_TO} WHERE d.id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)

# By kind, not by subject: there is an index over subjects, and SQLite would read every alert delivery there is.
_ALERTS = (
    text(f"""
SELECT {_RECEIVER}, al.id AS alert, d.revision, al.marking, al.status, al.expires,
       CASE WHEN c.id IS NULL THEN {PERSON_IN_AUDIENCE} ELSE {GROUP_IN_AUDIENCE} END AS in_audience,
       CASE WHEN c.id IS NULL THEN {PERSON_SUBSCRIBED} ELSE {GROUP_SUBSCRIBED} END AS subscribed,
       CASE WHEN c.id IS NULL THEN 0 ELSE {GROUP_CLEARED} END AS all_cleared
FROM delivery d JOIN alert al ON al.id = d.subject_id {_TO}
WHERE d.id IN :ids AND d.kind = 'alert'
""")
    .bindparams(bindparam("ids", expanding=True), bindparam("mail_channels", expanding=True))
    .columns(expires=Moment())
)

_ONE = f"""
SELECT CASE WHEN {PERSON_IN_AUDIENCE} THEN 1 ELSE 0 END AS in_audience,
       CASE WHEN {PERSON_SUBSCRIBED} THEN 1 ELSE 0 END AS subscribed,
       EXISTS (SELECT 1 FROM delivery d WHERE d.subject = 'alert' AND d.subject_id = al.id AND d.person_id = p.id
               AND d.state IN ('accepted', 'unknown')) AS received
FROM alert al, person p JOIN address a ON a.id = :address
WHERE al.id = :alert AND p.id = :person
"""


class SendingFacts:
    """Reads only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def receivers(self, deliveries: Sequence[int]) -> dict[int, Receiver]:
        """Who these deliveries go to, by delivery id."""
        rows = await (await self._session.connection()).execute(_RECEIVERS, {"ids": list(deliveries)})
        return {row.delivery: _receiver(row) for row in rows}

    async def alerts(self, deliveries: Sequence[int], mail_channels: frozenset[str]) -> list[AlertSending]:
        """The alert deliveries among these, with their facts."""
        rows = await (await self._session.connection()).execute(
            _ALERTS, {"ids": list(deliveries), "mail_channels": sorted(mail_channels)}
        )
        return [
            AlertSending(
                receiver=_receiver(row),
                alert=row.alert,
                revision=row.revision,
                marking=MARKINGS[row.marking],
                live=row.status == AlertStatus.RELEASED.value,
                expires=row.expires,
                facts=Facts(in_audience=bool(row.in_audience), subscribed=bool(row.subscribed)),
            )
            for row in rows
        ]

    async def of_reading(self, alert: int, person: int, address: int, mail_channels: frozenset[str]) -> Facts:
        """The facts for a person who asks for an alert from one of their addresses."""
        row = (
            await (await self._session.connection()).execute(
                text(_ONE).bindparams(bindparam("mail_channels", expanding=True)),
                {"alert": alert, "person": person, "address": address, "mail_channels": sorted(mail_channels)},
            )
        ).one()
        return Facts(in_audience=bool(row.in_audience), subscribed=bool(row.subscribed), received=bool(row.received))


def _receiver(row: Row[Any]) -> Receiver:
    group = None
    if row.group_id is not None:
        group = GroupFacts(
            ceiling=MARKINGS[row.ceiling],
            private=bool(row.private),
            broadcast=bool(row.broadcast),
            all_cleared=bool(row.all_cleared),
        )
    return Receiver(
        delivery=row.delivery,
        external_id=row.external_id,
        person=row.person_id,
        language=row.language or "en",
        zone=row.zone or "UTC",
        recipient=Recipient(
            clearance=MARKINGS[row.clearance] if row.clearance is not None else Marking.CLEAR,
            active=bool(row.person_active) if row.person_id is not None else True,
            address_active=bool(row.address_active) and (row.group_id is None or bool(row.group_active)),
            group=group,
        ),
    )
