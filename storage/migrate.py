"""Bringing a database to the schema of this program, and refusing one that is older or newer."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.database import Database

HERE = Path(__file__).parent / "migrations"


class DatabaseOlder(Exception):
    """This database was made by an older Liaison: back it up, then run "liaison migrate"."""


class DatabaseNewer(Exception):
    """This database was made by a newer Liaison: run that version."""


class DatabaseEmpty(Exception):
    """This database has no Liaison in it yet."""


async def migrate(database: Database) -> None:
    """Brings the database to the newest schema. Raises DatabaseNewer."""
    try:
        await check(database)
    except (DatabaseEmpty, DatabaseOlder):
        await database.run_sync(_upgrade)


async def check(database: Database) -> None:
    """Raises DatabaseEmpty, DatabaseOlder or DatabaseNewer unless the schema is this program's."""
    found: list[str | None] = []

    def look(connection: Connection) -> None:
        found.append(MigrationContext.configure(connection).get_current_revision())

    await database.run_sync(look)
    script = ScriptDirectory.from_config(_config())
    current, head = found[0], script.get_current_head()
    if current is None:
        raise DatabaseEmpty(DatabaseEmpty.__doc__)
    if current == head:
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if current in known:
        raise DatabaseOlder(DatabaseOlder.__doc__)
    raise DatabaseNewer(DatabaseNewer.__doc__)


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config
