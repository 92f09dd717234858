"""Lists are read set-wise: a longer list asks the database no more often than a short one."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from tests.bot.client import Client
from tests.bot.outbox import files, fills
from tests.bot.stage import Stage


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that is sent."""
    sent: list[str] = []

    def note(
        connection: Connection, cursor: object, statement: str, values: Sequence[object], context: object, many: bool
    ) -> None:
        del connection, cursor, values, context, many
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


async def _asked(client: Client, command: str, statements: list[str]) -> int:
    statements.clear()
    await client.says(command)
    return len(statements)


async def _offers(giver: Client, taker: str) -> None:
    await fills(giver)
    await giver.says("/cancel")
    await giver.presses("Hand over")
    await giver.presses(taker)


async def test_mine_asks_as_often_for_many_reports_and_drafts_as_for_one(
    stage: Stage, officer: Client, statements: list[str]
) -> None:
    amina = await stage.officer(name="Amina Otieno")
    counts = []
    for _ in range(3):
        await files(officer)
        await _offers(officer, "Amina Otieno")
        counts.append((await _asked(officer, "/mine", statements), await _asked(amina, "/mine", statements)))
    assert len(set(counts)) == 1, counts
