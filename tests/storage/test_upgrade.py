"""A database of an earlier release with everything under way in it: brought to this schema, it has lost nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import DatabaseOlder, check, migrate
from tests.storage.last_release import make_last_release
from tests.storage.rows import NOW, read


@pytest.fixture
async def older(tmp_path: Path) -> AsyncIterator[Database]:
    """As the last release left it when it was stopped."""
    await make_last_release(tmp_path / "liaison.db")
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'liaison.db'}")
    yield made
    await made.close()


async def test_it_is_refused_before_and_kept_whole_by_the_migration(older: Database) -> None:
    before = {table: await rows(older, table) for table in ("delivery", "inbox", "person", "address")}
    with pytest.raises(DatabaseOlder):
        await check(older)
    assert before == {table: await rows(older, table) for table in before}
    await migrate(older)
    await check(older)
    for table, kept in before.items():
        assert [{name: row[name] for name in kept[0]} for row in await rows(older, table)] == kept


async def test_what_was_under_way_goes_on(older: Database) -> None:
    await migrate(older)
    async with older.writing() as unit:
        assert await unit.held.since() is None
        (stranded,) = await unit.deliveries.stranded(alive=[])
        assert (stranded.public_id, stranded.repeat, stranded.attempt) == ("d2", True, 2)
        (claimed,) = await unit.deliveries.claim("chat", 1, worker="new", most=10, now=NOW)
        assert (claimed.public_id, claimed.wait) == ("d1", timedelta(seconds=30))
        (waiting,) = await unit.inbox.unanswered(channels=["chat"], before=NOW, now=NOW)
        assert waiting.replies == ({"v": 1},)


async def rows(database: Database, table: str) -> list[dict[str, object]]:
    return [dict(row) for row in await read(database, f"SELECT * FROM {table} ORDER BY id")]
