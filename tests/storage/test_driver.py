"""The cursor of our own: it answers SQLAlchemy as the driver's does."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.driver import connect


@pytest_asyncio.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'some.db'}", connect_args={"async_creator_fn": connect}
    )
    async with engine.connect() as opened:
        await opened.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        await opened.execute(text("INSERT INTO thing (name) VALUES ('one'), ('two')"))
        yield opened
    await engine.dispose()


async def test_rows_come_in_order_with_their_names(connection: AsyncConnection) -> None:
    rows = (await connection.execute(text("SELECT id, name FROM thing ORDER BY id DESC"))).all()
    assert [row._asdict() for row in rows] == [{"id": 2, "name": "two"}, {"id": 1, "name": "one"}]


async def test_values_are_bound(connection: AsyncConnection) -> None:
    found = await connection.execute(text("SELECT id FROM thing WHERE name = :name"), {"name": "two' OR 1=1"})
    assert found.first() is None


async def test_a_change_says_how_many_it_changed(connection: AsyncConnection) -> None:
    assert (await connection.execute(text("UPDATE thing SET name = name || '!'"))).rowcount == 2
    assert (await connection.execute(text("DELETE FROM thing WHERE id = 7"))).rowcount == 0


async def test_a_new_row_gives_its_id_either_way(connection: AsyncConnection) -> None:
    assert (await connection.execute(text("INSERT INTO thing (name) VALUES ('three')"))).lastrowid == 3
    returned = await connection.execute(text("INSERT INTO thing (name) VALUES ('four') RETURNING id"))
    assert returned.scalar_one() == 4


async def test_many_rows_are_written_at_once(connection: AsyncConnection) -> None:
    done = await connection.execute(
        text("INSERT INTO thing (name) VALUES (:name)"), [{"name": f"n{number}"} for number in range(50)]
    )
    assert done.rowcount == 50
    assert (await connection.execute(text("SELECT COUNT(*) FROM thing"))).scalar_one() == 52


async def test_what_is_not_committed_is_taken_back(connection: AsyncConnection) -> None:
    await connection.commit()
    await connection.execute(text("DELETE FROM thing"))
    await connection.rollback()
    assert (await connection.execute(text("SELECT COUNT(*) FROM thing"))).scalar_one() == 2


async def test_a_failure_comes_as_the_librarys_own_and_the_connection_goes_on(connection: AsyncConnection) -> None:
    with pytest.raises(IntegrityError):
        await connection.execute(text("INSERT INTO thing (name) VALUES ('one')"))
    with pytest.raises(OperationalError):
        await connection.execute(text("SELECT nothing FROM nowhere"))
    assert (await connection.execute(text("SELECT COUNT(*) FROM thing"))).scalar_one() == 2


async def test_a_connection_left_open_does_not_keep_the_process(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    left = await connect(str(tmp_path / "left.db"))
    assert all(thread.daemon for thread in set(threading.enumerate()) - before)
    await left.close()
