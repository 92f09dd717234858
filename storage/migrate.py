"""Bringing a database to the schema of this program, and refusing one that is older or newer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseOlder(Exception):
    """This database was made by an older Liaison: back it up, then run "liaison migrate"."""


class DatabaseNewer(Exception):
    """This database was made by a newer Liaison: run that version."""


class DatabaseEmpty(Exception):
    """This database has no Liaison in it yet."""


class MigrationBroken(Exception):
    """A migration left rows that lead to nothing."""


async def migrate(database: Database, migrations: Path = MIGRATIONS) -> None:
    """Brings the database to the newest schema, all of the way or not at all. Raises DatabaseNewer."""

    def upgrade(connection: Connection) -> None:
        config = _config(migrations)
        config.attributes["connection"] = connection
        # All steps in one transaction, which is ours: in its own, Alembic would keep the steps before one that fails.
        with _foreign_keys_at_the_end(connection), connection.begin():
            command.upgrade(config, "head")
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise MigrationBroken(f"A migration left {len(broken)} rows that lead to nothing; nothing was kept.")

    try:
        await check(database, migrations)
    except (DatabaseEmpty, DatabaseOlder):
        await database.run_sync(upgrade)


async def check(database: Database, migrations: Path = MIGRATIONS) -> None:
    """Raises DatabaseEmpty, DatabaseOlder or DatabaseNewer unless the schema is this program's."""
    found: list[str | None] = []

    def look(connection: Connection) -> None:
        found.append(MigrationContext.configure(connection).get_current_revision())

    await database.run_sync(look)
    current = found[0]
    if current is None:
        raise DatabaseEmpty(DatabaseEmpty.__doc__)
    if current == newest(migrations):
        return
    if knows(current, migrations):
        raise DatabaseOlder(DatabaseOlder.__doc__)
    raise DatabaseNewer(DatabaseNewer.__doc__)


def newest(migrations: Path = MIGRATIONS) -> str | None:
    """This program's schema."""
    return ScriptDirectory.from_config(_config(migrations)).get_current_head()


def knows(schema: str, migrations: Path = MIGRATIONS) -> bool:
    """Whether a schema is this program's or an older one."""
    script = ScriptDirectory.from_config(_config(migrations))
    return any(revision.revision == schema for revision in script.walk_revisions())


@contextmanager
def _foreign_keys_at_the_end(connection: Connection) -> Iterator[None]:
    """SQLite changes most about a table by making it anew, and drops no table that rows lead to while it looks at each
    (https://www.sqlite.org/lang_altertable.html, 7). Switched outside a transaction, where alone that is heard.
    """
    _say(connection, "PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        _say(connection, "PRAGMA foreign_keys=ON")


def _say(connection: Connection, statement: str) -> None:
    """Without the BEGIN that comes before anything said through SQLAlchemy."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    return config
