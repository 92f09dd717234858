"""The claim: which deliveries may be taken to be sent now, which earlier ones that overtakes, and what is read of a taken one.
Who claims and settles: storage/deliveries.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, bindparam, text

from alerts.delivery import Kind
from alerts.precedence import Precedence
from storage.reports import PRECEDENCES
from storage.tables.columns import Moment
from storage.tables.deliveries import DeliveryRow

MOST_URGENT = max(precedence.rank for precedence in Precedence)
"""Less the rank: a row keeps its precedence so that the most urgent comes first."""

TABLE: Table = DeliveryRow.__table__  # type: ignore[attr-defined]  # SQLModel makes it

_READ = (
    *(TABLE.c.id, TABLE.c.public_id, TABLE.c.kind, TABLE.c.subject, TABLE.c.subject_id, TABLE.c.revision),
    *(TABLE.c.version, TABLE.c.address_id, TABLE.c.person_id, TABLE.c.channel, TABLE.c.precedence, TABLE.c.due),
    *(TABLE.c.created, TABLE.c.expires, TABLE.c.wait, TABLE.c.repeat, TABLE.c.attempt, TABLE.c.done),
)
"""What is read of a claimed row. Columns, no objects of the mapper: making a hundred of them costs more than sending."""

# Nothing that is held after a restore. Not while an earlier one to the same address about the same thing is under way; not
# while a later one waits (that one goes, and this one becomes superseded).
_CLAIMABLE = """
d.state = 'queued' AND NOT d.held AND d.channel = :channel AND d.lane = :lane AND d.due <= :now
AND NOT EXISTS (
  SELECT 1 FROM delivery o
  WHERE o.subject = d.subject AND o.subject_id = d.subject_id AND o.address_id = d.address_id
    AND ((o.id < d.id AND o.state = 'sending') OR (o.id > d.id AND o.state IN ('queued', 'sending'))))
"""
WAITS = text(f"SELECT 1 FROM delivery d WHERE {_CLAIMABLE} LIMIT 1").bindparams(bindparam("now", type_=Moment()))
CLAIM = (
    text(f"""
UPDATE delivery SET state = 'sending', worker = :worker, attempt = attempt + 1
WHERE id IN (SELECT d.id FROM delivery d WHERE {_CLAIMABLE} ORDER BY d.precedence, d.due, d.id LIMIT :most)
RETURNING {", ".join(column.name for column in _READ)}
""")
    .bindparams(bindparam("now", type_=Moment()))
    .columns(*_READ)
)

# Found from the claimed ones: asking each queued row instead would read the whole queue at every claim.
SUPERSEDE = text("""
UPDATE delivery SET state = 'superseded', settled = :now
WHERE id IN (
    SELECT o.id FROM delivery n JOIN delivery o
      ON o.subject = n.subject AND o.subject_id = n.subject_id AND o.address_id = n.address_id AND o.id < n.id
    WHERE n.id IN :claimed AND o.state = 'queued')
""").bindparams(bindparam("claimed", expanding=True), bindparam("now", type_=Moment()))


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


def claimed_of(row: Row[Any]) -> Claimed:
    """What was read of a row (the columns read at a claim, or all of them)."""
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
        precedence=PRECEDENCES[MOST_URGENT - row.precedence],
        created=row.created,
        expires=row.expires,
        wait=timedelta(seconds=row.wait),
        repeat=row.repeat,
        attempt=row.attempt,
        done=tuple(row.done or ()),
    )
