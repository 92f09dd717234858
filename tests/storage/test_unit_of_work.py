"""One transaction: all of it or nothing, one picture while reading, and how two writers get along."""

import asyncio
import logging
import sys
from datetime import datetime

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from storage.database import Database, DatabaseAway
from storage.unit_of_work import UnitOfWork
from tests.storage.rows import NOW, add_account, add_person, change, read


async def _people(database: Database) -> int:
    async with database.reading() as unit:
        return len(await unit.people.everybody())


async def test_what_is_committed_is_there_for_everybody(database: Database, other: Database) -> None:
    async with database.writing() as unit:
        await add_person(unit)
        await unit.commit()
    assert await _people(other) == 1


async def test_without_commit_nothing_is_kept(database: Database) -> None:
    async with database.writing() as unit:
        await add_person(unit)
    assert await _people(database) == 0


async def test_an_error_after_a_change_keeps_nothing_of_it(database: Database) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012 - the whole unit is meant
        async with database.writing() as unit:
            await add_person(unit)
            raise RuntimeError
    assert await _people(database) == 0


async def test_what_is_not_committed_is_seen_by_nobody_else(database: Database, other: Database) -> None:
    async with database.writing() as unit:
        await add_person(unit)
        assert await _people(other) == 0
        await unit.commit()


async def test_a_reading_unit_sees_one_picture_until_it_ends(database: Database, other: Database) -> None:
    async with database.reading() as unit:
        assert await unit.people.everybody() == []
        async with other.writing() as writing:
            await add_person(writing)
            await writing.commit()
        assert await unit.people.everybody() == []
    assert await _people(database) == 1


async def test_a_reading_unit_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError):  # noqa: PT012 - the whole unit is meant
        async with database.reading() as unit:
            await add_person(unit)
            await unit.commit()
    assert await _people(database) == 0


async def test_what_is_tried_is_undone_unless_it_is_kept(database: Database) -> None:
    async with database.writing() as unit:
        async with unit.trial():
            await add_person(unit)
            assert len(await unit.people.everybody()) == 1
        assert await unit.people.everybody() == []
        async with unit.trial() as trial:
            await add_person(unit)
            trial.keep()
        await unit.commit()
    assert await _people(database) == 1


async def test_a_trial_that_fails_leaves_what_was_before_it(database: Database) -> None:
    async with database.writing() as unit:
        await add_person(unit)
        with pytest.raises(IntegrityError):
            async with unit.trial():
                await _a_role_of_nobody(unit)
        await unit.commit()
    assert await _people(database) == 1


async def test_a_time_without_a_zone_is_not_kept(database: Database) -> None:
    naive = datetime(2026, 11, 13, 9, 30)  # noqa: DTZ001 - what must be refused
    with pytest.raises(StatementError, match="without a zone"):  # noqa: PT012 - the whole unit is meant
        async with database.writing() as unit:
            await unit.ticks.take("tick", "slot", naive)
            await unit.commit()


async def test_a_time_comes_back_aware_and_in_utc(database: Database) -> None:
    async with database.writing() as unit:
        await unit.inbox.add(
            channel="chat",
            key="k",
            conversation="c",
            at=NOW.astimezone(datetime.fromisoformat("2026-01-01T00:00+03:00").tzinfo),
            content=None,
            replies=[],
            outcome={},
        )
        await unit.commit()
    async with database.reading() as unit:
        kept = await unit.inbox.find("chat", "k")
    assert kept is not None
    assert (kept.at, kept.at.utcoffset()) == (NOW, NOW.utcoffset())


async def _a_role_of_nobody(unit: UnitOfWork) -> None:
    await unit.people.add_account(channel="chat", external_id="x", person=4711, active=True, now=NOW)


async def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as unit:
            await _a_role_of_nobody(unit)


async def test_writers_that_read_first_wait_for_each_other_and_all_win(database: Database, other: Database) -> None:
    """A deferred BEGIN that read before another's commit fails at once, whatever the busy timeout."""

    async def file(where: Database) -> str:
        async with where.writing() as unit:
            await unit.people.everybody()
            number = await unit.alerts.next_number("ESA", 2026)
            await unit.commit()
        return number

    numbers = await asyncio.gather(*(file(where) for where in (database, other) * 10))
    assert len(set(numbers)) == 20


async def test_while_one_writes_the_others_go_on_reading(database: Database, other: Database) -> None:
    async with database.writing() as unit:
        await add_person(unit)
        for _ in range(10):
            assert await _people(other) == 0


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""


class _Told(logging.Handler):
    """Tells the test when the database says that it is busy."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.busy = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        if "busy" in record.getMessage():
            self._loop.call_soon_threadsafe(self.busy.set)


async def test_another_process_that_writes_for_a_moment_is_waited_out(url: str, database: Database) -> None:
    impatient = Database(url, busy_ms=100)
    told = _Told()
    logging.getLogger("storage.database").addHandler(told)
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(database.path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"

    async def write() -> None:
        async with impatient.writing() as unit:
            await add_account(unit)
            await unit.commit()

    writing = asyncio.create_task(write())
    busy = asyncio.create_task(told.busy.wait())
    await asyncio.wait({writing, busy}, return_when=asyncio.FIRST_COMPLETED)
    busy.cancel()
    holder.stdin.write(b"\n")
    await writing
    await holder.wait()
    logging.getLogger("storage.database").removeHandler(told)
    await impatient.close()
    assert await read(database, "SELECT count(*) AS n FROM address") == [{"n": 1}]


async def test_a_database_that_stays_locked_is_said_to_be_away(url: str, database: Database) -> None:
    impatient = Database(url, busy_ms=1)
    async with database.writing():
        with pytest.raises(DatabaseAway):
            async with impatient.writing():
                pass
    await impatient.close()


async def test_a_database_is_away_until_something_is_kept_again(url: str, database: Database) -> None:
    impatient = Database(url, busy_ms=1)
    async with database.writing():
        with pytest.raises(DatabaseAway):
            async with impatient.writing():
                pass
    async with impatient.writing():
        assert impatient.away
    assert impatient.away
    async with impatient.writing() as unit:
        await unit.commit()
    assert not impatient.away
    await impatient.close()


async def test_a_wrong_statement_of_ours_is_not_taken_for_a_database_that_is_away(database: Database) -> None:
    await change(database, "ALTER TABLE tick RENAME TO tock")
    with pytest.raises(DatabaseError):
        async with database.writing() as unit:
            await unit.ticks.take("tick", "slot", NOW)
