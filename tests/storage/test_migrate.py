"""From nothing to the newest schema, and what is refused."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.migrate import MIGRATIONS, DatabaseEmpty, DatabaseNewer, DatabaseOlder, check, migrate
from storage.tables import METADATA
from tests.storage.rows import NOW, add_person, change, read


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    yield opened
    await opened.close()


async def test_an_empty_database_is_told_apart(empty: Database) -> None:
    with pytest.raises(DatabaseEmpty):
        await check(empty)


async def test_an_empty_database_is_brought_to_the_newest_schema(empty: Database) -> None:
    await migrate(empty)
    await check(empty)
    async with empty.writing() as unit:
        await add_person(unit)
        await unit.commit()


async def test_migrating_twice_changes_nothing(empty: Database) -> None:
    await migrate(empty)
    async with empty.writing() as unit:
        await unit.installations.make("live", NOW)
        await unit.commit()
    await migrate(empty)
    async with empty.reading() as unit:
        assert await unit.installations.kind() == "live"


async def test_a_newer_database_is_refused_and_left_as_it_is(database: Database) -> None:
    await change(database, "UPDATE alembic_version SET version_num = '9999'")
    for refused in (check, migrate):
        with pytest.raises(DatabaseNewer):
            await refused(database)
    assert await read(database, "SELECT version_num FROM alembic_version") == [{"version_num": "9999"}]


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
"""


async def test_an_older_database_is_refused_until_it_is_migrated(database: Database, tmp_path: Path) -> None:
    """A program of tomorrow, with one migration more, over a database of today."""
    tomorrow = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, tomorrow)
    [version] = await read(database, "SELECT version_num AS head FROM alembic_version")
    (tomorrow / "versions" / "next.py").write_text(NEXT.format(head=version["head"]))
    async with database.writing() as unit:
        await add_person(unit)
        await unit.commit()
    with pytest.raises(DatabaseOlder):
        await check(database, tomorrow)
    await migrate(database, tomorrow)
    await check(database, tomorrow)
    assert await read(
        database, "SELECT (SELECT count(*) FROM person) AS kept, (SELECT count(*) FROM later) AS new"
    ) == [{"kept": 1, "new": 0}]
    with pytest.raises(DatabaseNewer):
        await check(database)


async def test_the_rows_of_the_program_and_the_migrations_agree(database: Database) -> None:
    """Alembic finds nothing that a further migration would have to change."""
    differences: list[object] = []

    def compare(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences.extend(compare_metadata(context, METADATA))

    await database.run_sync(compare)
    assert differences == []


async def test_a_migration_that_fails_leaves_nothing(empty: Database) -> None:
    """The trigger's table is there already: the last steps fail, and the first are undone with them."""
    await change(empty, "CREATE TABLE audit_chain (seq INTEGER)")
    with pytest.raises(Exception, match="audit_chain"):
        await migrate(empty)
    found = await read(empty, "SELECT name FROM sqlite_master WHERE type = 'table'")
    assert [row["name"] for row in found] == ["audit_chain"]


BROKEN = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "last", "next", None, None


def upgrade() -> None:
    op.execute("{statement}")
"""


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO nowhere VALUES (1)", "INSERT INTO audit_detail (audit_id, salt, details) VALUES (99, '', '{}')"],
)
async def test_of_several_migrations_none_is_kept_when_a_later_one_fails_or_leaves_rows_that_lead_to_nothing(
    database: Database, tmp_path: Path, statement: str
) -> None:
    """The old program goes on with what it had."""
    tomorrow = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, tomorrow)
    [version] = await read(database, "SELECT version_num AS head FROM alembic_version")
    (tomorrow / "versions" / "next.py").write_text(NEXT.format(head=version["head"]))
    (tomorrow / "versions" / "last.py").write_text(BROKEN.format(statement=statement))
    with pytest.raises(Exception, match=r"nowhere|lead to nothing"):
        await migrate(database, tomorrow)
    await check(database)
    assert await read(database, "SELECT name FROM sqlite_master WHERE name = 'later'") == []


async def test_after_a_migration_rows_may_lead_to_nothing_as_little_as_before(empty: Database) -> None:
    await migrate(empty)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await change(empty, "INSERT INTO country (code, office, region, zones) VALUES ('KE', 'XXX', 'ESA', '')")


async def test_an_installation_is_demo_or_live_for_ever(database: Database) -> None:
    async with database.writing() as unit:
        await unit.installations.make("demo", NOW)
        await unit.commit()
    async with database.writing() as unit:
        with pytest.raises(ValueError, match="has been made"):
            await unit.installations.make("live", NOW)
    async with database.reading() as unit:
        assert await unit.installations.kind() == "demo"
