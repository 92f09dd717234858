"""A migrated database nobody has used, per test, for each kind of database there is. A second kind joins by an entry in
`KINDS`; what only one kind can prove stands in test_sqlite.py.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import migrate


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, copied for each test."""
    path = tmp_path_factory.mktemp("storage") / "template.db"

    async def make() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return path


def _sqlite(request: pytest.FixtureRequest, folder: Path) -> str:
    template: Path = request.getfixturevalue("sqlite_template")
    shutil.copyfile(template, folder / "liaison.db")
    return f"sqlite+aiosqlite:///{folder / 'liaison.db'}"


KINDS: dict[str, Callable[[pytest.FixtureRequest, Path], str]] = {"sqlite": _sqlite}


@pytest.fixture(params=sorted(KINDS))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a migrated database is."""
    return KINDS[request.param](request, tmp_path)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """The database as one process has it open."""
    opened = Database(url)
    yield opened
    await opened.close()


@pytest.fixture
async def other(url: str) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    opened = Database(url)
    yield opened
    await opened.close()
