"""The next chat of a person, where an alert could not go to the one they chose."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.columns import Moment

# Only alerts, only to a person, only to a chat that takes messages and was not tried for it yet.
_NEXT = text("""
INSERT INTO delivery (public_id, kind, subject, subject_id, revision, version, address_id, person_id, channel, lane,
                      precedence, state, due, wait, attempt, repeat, reason, created, expires, held)
SELECT lower(hex(randomblob(10))), d.kind, d.subject, d.subject_id, d.revision, d.version, b.id, d.person_id, b.channel,
       d.lane, d.precedence, 'queued', :now, 0.0, 0, 0, '', d.created, d.expires, d.held
FROM delivery d JOIN address a ON a.id = d.address_id
JOIN address b ON b.person_id = d.person_id AND b.active AND b.channel IN :chats
  AND (b.rank > a.rank OR (b.rank = a.rank AND b.id > a.id))
WHERE d.id = :delivery AND d.kind = 'alert' AND a.channel IN :chats
  AND NOT EXISTS (
    SELECT 1 FROM delivery o WHERE o.subject = d.subject AND o.subject_id = d.subject_id AND o.kind = d.kind
      AND o.revision = d.revision AND o.address_id = b.id)
ORDER BY b.rank, b.id LIMIT 1
""").bindparams(bindparam("chats", expanding=True), bindparam("now", type_=Moment()))

_DROP = text(
    "UPDATE delivery SET state = 'dropped', reason = 'fell back', settled = :now WHERE id = :delivery AND state = 'queued'"
).bindparams(bindparam("now", type_=Moment()))


# What may have been taken there is not sent elsewhere too.
_WAITING = text("""
SELECT id FROM delivery WHERE address_id = :address AND state = 'queued' AND kind = 'alert' AND NOT repeat ORDER BY id
""")


class FallingBack:
    """Queues an alert for a person's next chat."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fall_back(self, delivery: int, *, chats: Iterable[str], now: datetime) -> bool:
        """True when there is a next one: the first is not tried any more then."""
        connection = await self._session.connection()
        done = await connection.execute(_NEXT, {"delivery": delivery, "chats": sorted(chats), "now": now})
        if done.rowcount < 1:
            return False
        await connection.execute(_DROP, {"delivery": delivery, "now": now})
        return True

    async def fall_back_all(self, address: int, *, chats: Iterable[str], now: datetime) -> None:
        """Every alert that waits for a chat which takes none any more."""
        waiting = await (await self._session.connection()).execute(_WAITING, {"address": address})
        for (delivery,) in waiting.all():
            await self.fall_back(delivery, chats=chats, now=now)
