"""Who gets an alert: counted for the preview and frozen into deliveries at approval, by the same statement."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.matching import (
    FIRST_CHOICE,
    GROUP_CEILING,
    GROUP_IN_AUDIENCE,
    GROUP_SUBSCRIBED,
    PERSON_CLEARED,
    PERSON_IN_AUDIENCE,
    PERSON_SUBSCRIBED,
)
from storage.tables.columns import Moment

_CHOSEN = f"""
SELECT a.id AS address_id, p.id AS person_id, NULL AS group_id, p.country AS country, p.office AS office,
       a.channel AS channel
FROM alert al, person p JOIN address a ON a.person_id = p.id
WHERE al.id = :alert AND p.active AND a.active AND a.channel IN :channels
  AND {PERSON_IN_AUDIENCE} AND {PERSON_SUBSCRIBED} AND {PERSON_CLEARED} AND {FIRST_CHOICE}
UNION ALL
SELECT a.id, NULL, c.id, c.country, c.office, a.channel
FROM alert al, circle c JOIN address a ON a.id = c.address_id
WHERE al.id = :alert AND c.active AND a.active AND a.channel IN :channels
  AND {GROUP_IN_AUDIENCE} AND {GROUP_SUBSCRIBED} AND {GROUP_CEILING}
"""

_FREEZE = f"""
INSERT INTO delivery (public_id, kind, subject, subject_id, revision, version, address_id, person_id, channel, lane,
                      precedence, state, due, wait, attempt, repeat, reason, created, expires)
SELECT lower(hex(randomblob(10))), 'alert', 'alert', al.id, al.revision, 0, chosen.address_id, chosen.person_id,
       chosen.channel, 1, 3 - al.precedence, 'queued', :now, 0.0, 0, 0, '', :now, al.expires
FROM alert al JOIN ({_CHOSEN}) chosen WHERE al.id = :alert
"""

_LISTS: tuple[BindParameter[object], ...] = (
    bindparam("channels", expanding=True),
    bindparam("mail_channels", expanding=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many an alert goes to. `countries` are those of the people (an office counts as none)."""

    people: int
    groups: int
    countries: int
    digest: str
    """SHA-256 over the sorted address ids: the frozen list in one line."""


class Recipients:
    """Chooses the recipients of an alert whose scope has been written. `channels` are those that are switched on,
    `mail_channels` those of them that write to mailboxes: what a channel that is off cannot carry is not promised.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def reach(self, alert_id: int, *, channels: Iterable[str], mail_channels: Iterable[str]) -> Reach:
        """Who would get it now, in numbers."""
        statement = text(_CHOSEN).bindparams(*_LISTS)
        rows = (
            await (await self._session.connection()).execute(
                statement, {"alert": alert_id, "channels": sorted(channels), "mail_channels": sorted(mail_channels)}
            )
        ).all()
        addresses = sorted(int(row.address_id) for row in rows)
        return Reach(
            people=len({row.person_id for row in rows if row.person_id is not None}),
            groups=len({row.group_id for row in rows if row.group_id is not None}),
            countries=len({row.country for row in rows if row.country is not None}),
            digest=hashlib.sha256(",".join(map(str, addresses)).encode()).hexdigest(),
        )

    async def freeze(
        self, alert_id: int, *, channels: Iterable[str], mail_channels: Iterable[str], now: datetime
    ) -> int:
        """Makes one delivery per address and returns how many."""
        statement = text(_FREEZE).bindparams(*_LISTS, bindparam("now", type_=Moment()))
        done = await (await self._session.connection()).execute(
            statement,
            {"alert": alert_id, "channels": sorted(channels), "mail_channels": sorted(mail_channels), "now": now},
        )
        return int(done.rowcount)

    async def frozen(self, alert_id: int) -> tuple[int, int]:
        """People and countries of the list as it was frozen."""
        row = (
            await (await self._session.connection()).execute(
                text(
                    "SELECT COUNT(DISTINCT d.person_id) AS people, COUNT(DISTINCT p.country) AS countries "
                    "FROM delivery d JOIN person p ON p.id = d.person_id "
                    "WHERE d.subject = 'alert' AND d.subject_id = :alert AND d.kind = 'alert'"
                ),
                {"alert": alert_id},
            )
        ).one()
        return int(row.people), int(row.countries)
