"""The outbox: one row per thing to tell one address. Claimed by a worker, settled in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.delivery import Kind, Result, Settlement, State, reset_due
from alerts.precedence import Precedence
from storage.claims import CLAIM, MOST_URGENT, SUPERSEDE, TABLE, WAITS, Claimed, claimed_of
from storage.random import new_public_id
from storage.tables.columns import Moment
from storage.tables.deliveries import AttemptRow, DeliveryRow

LANES = {Kind.ALERT: 1}
"""Alerts have a lane of their own; everything else goes in lane 0."""

_SETTLE = (
    update(TABLE)
    .where(
        TABLE.c.id == bindparam("row"),
        TABLE.c.state == State.SENDING.value,
        TABLE.c.attempt == bindparam("row_attempt"),
    )
    .values(
        state=bindparam("new_state"),
        due=func.coalesce(bindparam("new_due", type_=Moment()), TABLE.c.due),
        wait=bindparam("new_wait"),
        repeat=bindparam("new_repeat"),
        receipt=func.coalesce(bindparam("new_receipt", type_=TABLE.c.receipt.type), TABLE.c.receipt),
        done=bindparam("new_done", type_=TABLE.c.done.type),
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
                "precedence": MOST_URGENT - entry.precedence.rank,
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
        return (await connection.execute(WAITS, {"channel": channel, "lane": lane, "now": now})).first() is not None

    async def claim(self, channel: str, lane: int, *, worker: str, most: int, now: datetime) -> list[Claimed]:
        """Takes up to `most` due deliveries of a channel's lane, the most urgent and oldest first. The commit of this
        transaction is the record of the attempt. Earlier ones that a claimed one overtakes become superseded.
        """
        connection = await self._session.connection()
        taken = await connection.execute(
            CLAIM, {"worker": worker, "channel": channel, "lane": lane, "most": most, "now": now}
        )
        # RETURNING knows no order.
        rows = sorted(taken, key=lambda row: (row.precedence, row.due, row.id))
        if rows:
            await connection.execute(SUPERSEDE, {"claimed": [row.id for row in rows], "now": now})
        return [claimed_of(row) for row in rows]

    async def stranded(self, *, alive: Sequence[str]) -> list[Claimed]:
        """Deliveries still `sending` whose worker is not alive."""
        found = await (await self._session.connection()).execute(
            TABLE.select()
            .where(TABLE.c.state == State.SENDING.value, TABLE.c.worker.not_in(list(alive)))
            .order_by(TABLE.c.precedence, TABLE.c.due, TABLE.c.id)
        )
        return [claimed_of(row) for row in found]

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
