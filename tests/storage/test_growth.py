"""What delivering asks of the database does not grow with what was delivered before: no statement of it reads the whole
outbox. A plan tells that; a clock would not, on a busy machine.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from storage.database import Database
from tests.storage.rows import NOW, Outbox, add_account, add_person

BATCH = 10
"""With one alone SQLite would choose another plan."""

Statement = tuple[str, Sequence[object]]


@pytest.fixture
def statements() -> Iterator[list[Statement]]:
    """Every statement that is sent, with its values."""
    sent: list[Statement] = []

    def note(
        connection: Connection, cursor: object, statement: str, values: Sequence[object], context: object, many: bool
    ) -> None:
        del connection, cursor, context
        sent.append((statement, values[0] if many else values))  # type: ignore[arg-type]

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_batch_is_claimed_and_its_facts_are_read_by_key_alone(
    database: Database, statements: list[Statement]
) -> None:
    async with database.writing() as unit:
        account = await add_account(unit, await add_person(unit))
        await unit.commit()
    for about in range(BATCH):
        await Outbox(database).queue(account, about=about)
    statements.clear()
    async with database.writing() as unit:
        claimed = await unit.deliveries.claim("chat", 1, worker="one", most=100, now=NOW)
        await unit.facts.receivers([one.id for one in claimed])
        await unit.facts.alerts([one.id for one in claimed], frozenset({"mail"}))
        await unit.commit()
    assert len(claimed) == BATCH
    read = _tables_read(database, statements)
    assert any("USING INTEGER PRIMARY KEY" in line for line in read), read
    allowed = ("USING INTEGER PRIMARY KEY", "delivery_due (channel=? AND lane=?", "AND address_id=?")
    assert not [line for line in read if not any(part in line for part in allowed)]


def _tables_read(database: Database, statements: Sequence[Statement]) -> list[str]:
    """How each statement finds rows of the outbox."""
    with closing(sqlite3.connect(database.path)) as plans:
        lines = [
            str(row[3])
            for statement, values in statements
            if statement.lstrip().startswith(("SELECT", "UPDATE"))
            for row in plans.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    return [line for line in lines if line.split()[1] in {"delivery", "d", "o", "n"}]
