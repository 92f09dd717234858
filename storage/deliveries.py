"""The outbox: one row per thing to tell one address. Claimed by a worker, settled in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, bindparam, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.delivery import Kind, Result, Settlement, State, reset_due
from alerts.precedence import Precedence
from storage.random import new_public_id
from storage.reports import PRECEDENCES
from storage.tables.columns import Moment
from storage.tables.deliveries import AttemptRow, DeliveryRow

LANES = {Kind.ALERT: 1}
"""Alerts have a lane of their own; everything else goes in lane 0."""

_MOST_URGENT = max(precedence.rank for precedence in Precedence)

_TABLE: Table = DeliveryRow.__table__  # type: ignore[attr-defined]  # SQLModel makes it

_READ = (
    *(_TABLE.c.id, _TABLE.c.public_id, _TABLE.c.kind, _TABLE.c.subject, _TABLE.c.subject_id, _TABLE.c.revision),
    *(_TABLE.c.version, _TABLE.c.address_id, _TABLE.c.person_id, _TABLE.c.channel, _TABLE.c.precedence, _TABLE.c.due),
    *(_TABLE.c.created, _TABLE.c.expires, _TABLE.c.wait, _TABLE.c.repeat, _TABLE.c.attempt, _TABLE.c.done),
)
"""What is read of a claimed row. Columns, no objects of the mapper: making a hundred of them costs more than sending."""

# Not while an earlier one to the same address about the same thing is under way; not while a later one waits (that one
# goes, and this one becomes superseded).
_CLAIMABLE = """
d.state = 'queued' AND d.channel = :channel AND d.lane = :lane AND d.due <= :now
AND NOT EXISTS (
  SELECT 1 FROM delivery o
  WHERE o.subject = d.subject AND o.subject_id = d.subject_id AND o.address_id = d.address_id
    AND ((o.id < d.id AND o.state = 'sending') OR (o.id > d.id AND o.state IN ('queued', 'sending'))))
"""
_WAITS = text(f"SELECT 1 FROM delivery d WHERE {_CLAIMABLE} LIMIT 1").bindparams(bindparam("now", type_=Moment()))
_CLAIM = (
    text(f"""
UPDATE delivery SET state = 'sending', worker = :worker, attempt = attempt + 1
WHERE id IN (SELECT d.id FROM delivery d WHERE {_CLAIMABLE} ORDER BY d.precedence, d.due, d.id LIMIT :most)
RETURNING {", ".join(column.name for column in _READ)}
""")
    .bindparams(bindparam("now", type_=Moment()))
    .columns(*_READ)
)

# Found from the claimed ones: asking each queued row instead would read the whole queue at every claim.
_SUPERSEDE = text("""
UPDATE delivery SET state = 'superseded', settled = :now
WHERE id IN (
    SELECT o.id FROM delivery n JOIN delivery o
      ON o.subject = n.subject AND o.subject_id = n.subject_id AND o.address_id = n.address_id AND o.id < n.id
    WHERE n.id IN :claimed AND o.state = 'queued')
""").bindparams(bindparam("claimed", expanding=True), bindparam("now", type_=Moment()))

_SETTLE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("row"),
        _TABLE.c.state == State.SENDING.value,
        _TABLE.c.attempt == bindparam("row_attempt"),
    )
    .values(
        state=bindparam("new_state"),
        due=func.coalesce(bindparam("new_due", type_=Moment()), _TABLE.c.due),
        wait=bindparam("new_wait"),
        repeat=bindparam("new_repeat"),
        receipt=func.coalesce(bindparam("new_receipt", type_=_TABLE.c.receipt.type), _TABLE.c.receipt),
        done=bindparam("new_done", type_=_TABLE.c.done.type),
        reason=bindparam("new_reason"),
        settled=bindparam("new_settled", type_=Moment()),
        worker=None,
    )
)

CLOCK_SLACK = timedelta(seconds=1)
"""A due time this little ahead of its wait is rounding, not another clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """One thing to tell one address."""

    kind: Kind
    subject: str
    subject_id: int
    revision: int
    version: int = 0
    address: int
    person: int | None
    channel: str
    precedence: Precedence
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery this worker is to send now."""

    id: int
    public_id: str
    kind: Kind
    subject: str
    subject_id: int
    revision: int
    version: int
    address: int
    person: int | None
    channel: str
    precedence: Precedence
    created: datetime
    expires: datetime | None
    wait: timedelta
    repeat: bool
    attempt: int
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What to write about a delivery after a try."""

    id: int
    address: int
    attempt: int
    result: Result
    settlement: Settlement
    receipt: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    moved_to: str = ""
    """The id the address has now, where the service said so."""
    delivery: Claimed | None = None
    """What was tried, where it did not succeed."""


class Deliveries:
    """Reads and writes the outbox."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, new: Sequence[NewDelivery], now: datetime) -> None:
        """Queues deliveries; one that is there already (same thing, revision, version, address) stays as it is."""
        if not new:
            return
        rows = [
            {
                "public_id": new_public_id(),
                "kind": entry.kind.value,
                "subject": entry.subject,
                "subject_id": entry.subject_id,
                "revision": entry.revision,
                "version": entry.version,
                "address_id": entry.address,
                "person_id": entry.person,
                "channel": entry.channel,
                "lane": LANES.get(entry.kind, 0),
                "precedence": _MOST_URGENT - entry.precedence.rank,
                "state": State.QUEUED.value,
                "due": now,
                "wait": 0.0,
                "attempt": 0,
                "repeat": False,
                "reason": "",
                "created": now,
                "expires": entry.expires,
            }
            for entry in new
        ]
        await (await self._session.connection()).execute(insert(DeliveryRow).on_conflict_do_nothing(), rows)

    async def waits(self, channel: str, lane: int, *, now: datetime) -> bool:
        """Whether there is anything to claim: a look that asks for no write lock."""
        connection = await self._session.connection()
        return (await connection.execute(_WAITS, {"channel": channel, "lane": lane, "now": now})).first() is not None

    async def claim(self, channel: str, lane: int, *, worker: str, most: int, now: datetime) -> list[Claimed]:
        """Takes up to `most` due deliveries of a channel's lane, the most urgent and oldest first. The commit of this
        transaction is the record of the attempt. Earlier ones that a claimed one overtakes become superseded.
        """
        connection = await self._session.connection()
        taken = await connection.execute(
            _CLAIM, {"worker": worker, "channel": channel, "lane": lane, "most": most, "now": now}
        )
        # RETURNING knows no order.
        rows = sorted(taken, key=lambda row: (row.precedence, row.due, row.id))
        if rows:
            await connection.execute(_SUPERSEDE, {"claimed": [row.id for row in rows], "now": now})
        return [_claimed(row) for row in rows]

    async def stranded(self, *, alive: Sequence[str]) -> list[Claimed]:
        """Deliveries still `sending` whose worker is not alive."""
        found = await (await self._session.connection()).execute(
            _TABLE.select()
            .where(_TABLE.c.state == State.SENDING.value, _TABLE.c.worker.not_in(list(alive)))
            .order_by(_TABLE.c.precedence, _TABLE.c.due, _TABLE.c.id)
        )
        return [_claimed(row) for row in found]

    async def settle(self, settled: Sequence[Settled], now: datetime) -> None:
        """Writes what became of a batch; every try that did not succeed gets an attempt row. A row that is not in that
        very try any more stays as it is: writing the same result again does nothing to it.
        """
        if not settled:
            return
        await (await self._session.connection()).execute(
            _SETTLE,
            [
                {
                    "row": entry.id,
                    "row_attempt": entry.attempt,
                    "new_state": entry.settlement.state.value,
                    "new_due": entry.settlement.due,
                    "new_wait": entry.settlement.wait.total_seconds(),
                    "new_repeat": entry.settlement.repeat,
                    "new_receipt": list(entry.receipt) if entry.receipt else None,
                    "new_done": list(entry.done) if entry.done else None,
                    "new_reason": entry.settlement.reason,
                    "new_settled": now if entry.settlement.state.final else None,
                }
                for entry in settled
            ],
        )
        self._session.add_all(
            AttemptRow(
                delivery_id=entry.id,
                number=entry.attempt,
                result=entry.result.value,
                reason=entry.settlement.reason,
                at=now,
            )
            for entry in settled
            if entry.result not in {Result.ACCEPTED, Result.RELEASED}
        )
        await self._session.flush()

    async def reset_far_ahead(self, now: datetime) -> int:
        """Brings back to now + wait what another clock put further ahead (alerts.delivery.reset_due)."""
        rows = await self._session.exec(
            select(DeliveryRow).where(DeliveryRow.state == State.QUEUED.value, col(DeliveryRow.due) > now)
        )
        number = 0
        for row in rows.all():
            latest = reset_due(row.due, timedelta(seconds=row.wait) + CLOCK_SLACK, now)
            if latest < row.due:
                row.due = now + timedelta(seconds=row.wait)
                number += 1
        await self._session.flush()
        return number

    async def drop_queued_to(self, address: int, reason: str, now: datetime) -> int:
        """Drops what is queued for an address."""
        done = await self._session.exec(
            update(DeliveryRow)
            .where(col(DeliveryRow.address_id) == address, col(DeliveryRow.state) == State.QUEUED.value)
            .values(state=State.DROPPED.value, reason=reason, settled=now)
            .execution_options(synchronize_session=False)
        )
        return done.rowcount

    async def alert_of(self, delivery: int, address: int) -> int | None:
        """The alert that a delivery to this address was about; None for any other delivery."""
        row = await self._session.get(DeliveryRow, delivery)
        if row is None or row.kind != Kind.ALERT.value or row.address_id != address:
            return None
        return row.subject_id


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        id=row.id,
        public_id=row.public_id,
        kind=Kind(row.kind),
        subject=row.subject,
        subject_id=row.subject_id,
        revision=row.revision,
        version=row.version,
        address=row.address_id,
        person=row.person_id,
        channel=row.channel,
        precedence=PRECEDENCES[_MOST_URGENT - row.precedence],
        created=row.created,
        expires=row.expires,
        wait=timedelta(seconds=row.wait),
        repeat=row.repeat,
        attempt=row.attempt,
        done=tuple(row.done or ()),
    )
