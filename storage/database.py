"""The database: two pools, how a transaction begins, and the lock that says a worker is alive.

A writing transaction begins with BEGIN IMMEDIATE on SQLite: a deferred one that reads, then writes after another's
commit, fails at once whatever the busy timeout. Writers of one process queue for the one writing connection.
"""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, Self

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.driver import connect
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

BUSY_MS = 5_000
"""Milliseconds one BEGIN waits while another process writes."""

BEGIN_TRIES = 6
"""How often BEGIN is tried then: half a minute in all."""


class WrongDatabaseUrl(Exception):
    """LIAISON_DATABASE_URL must begin with sqlite+aiosqlite:/// (the embedded database)."""


class DatabaseAway(Exception):
    """The database cannot be used now: locked, full, read-only, damaged or not there."""


class DataFolderInUse(Exception):
    """Another Liaison process is using this data folder; stop it first."""


class DataFolderUnusable(Exception):
    """The data folder cannot be made or written."""


class _Cursor(Protocol):
    def execute(self, statement: str) -> object: ...
    def close(self) -> None: ...


class _DriverConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


class Database:
    """Opens units of work. One per process and database."""

    def __init__(self, url: str, *, busy_ms: int = BUSY_MS) -> None:
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):  # ValueError: a port that is no number
            raise WrongDatabaseUrl(WrongDatabaseUrl.__doc__) from None
        if parsed.drivername != "sqlite+aiosqlite" or not parsed.database:
            raise WrongDatabaseUrl(WrongDatabaseUrl.__doc__)
        self.url = url
        self.path = Path(parsed.database)
        self.away = False
        """Whether the last thing written failed for want of the database; known by whoever writes often."""
        self._writing = _engine(url, begin="BEGIN IMMEDIATE", pool_size=1, busy_ms=busy_ms, query_only=False)
        self._reading = _engine(url, begin="BEGIN", pool_size=4, busy_ms=busy_ms, query_only=True)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work that may write. Nothing is kept without `commit()`; leaving the block rolls back. Raises
        DatabaseAway, and keeps nothing, when the database cannot be written.
        """
        async with AsyncSession(self._writing, expire_on_commit=False, autoflush=False) as session:
            try:
                await _begin(session)
                unit = UnitOfWork(session)
                yield unit
            except (DatabaseError, PoolTimeout) as error:
                if _is_our_mistake(error):
                    raise
                self.away = True
                raise _away(error) from error
            if unit.committed:
                self.away = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work that only reads: one consistent picture, from its own pool; the database refuses a write."""
        async with AsyncSession(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield UnitOfWork(session)

    async def run_sync(self, work: "SyncWork") -> None:
        """Runs schema work (migrations) on a plain connection. Raises DatabaseAway."""
        try:
            async with self._writing.connect() as connection:
                await connection.run_sync(work)
                await connection.commit()
        except DatabaseError as error:
            if _is_our_mistake(error):
                raise
            raise _away(error) from error

    async def close(self) -> None:
        await self._writing.dispose()
        await self._reading.dispose()


class SyncWork(Protocol):
    def __call__(self, connection: Connection, /) -> None: ...


def _engine(url: str, *, begin: str, pool_size: int, busy_ms: int, query_only: bool) -> AsyncEngine:
    # Values of statements are what people wrote: they must not stand in an error.
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        connect_args={"async_creator_fn": connect},
    )

    def on_connect(connection: _DriverConnection, record: object) -> None:
        del record
        # The driver's own implicit BEGIN is switched off: "begin" below is the only one.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={busy_ms}",
            "temp_store=MEMORY",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "begin", on_begin)
    return engine


async def _begin(session: AsyncSession) -> None:
    for attempt in range(1, BEGIN_TRIES + 1):
        try:
            await session.connection()
        except OperationalError as error:
            if attempt == BEGIN_TRIES or "locked" not in str(error.orig):
                raise
            log.warning("database busy, attempt %d", attempt)
            await session.rollback()
            await asyncio.sleep(0)  # the busy timeout itself is the wait
        else:
            return


def _away(error: DatabaseError | PoolTimeout) -> DatabaseAway:
    """With SQLite's own name for the reason, which quotes nothing of a statement."""
    reason = getattr(getattr(error, "orig", None), "sqlite_errorname", "SQLITE_BUSY")
    return DatabaseAway(f"{str(DatabaseAway.__doc__).removesuffix('.')} ({reason}).")


def _is_our_mistake(error: DatabaseError | PoolTimeout) -> bool:
    """SQLite tells a wrong statement by its plain code, and a row that may not be (or not be changed) by the constraint;
    busy, full, unreadable have codes of their own. What the driver refuses by itself has no code.
    """
    if not isinstance(error, DatabaseError):
        return False
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    if not name:
        return not isinstance(error, OperationalError)
    return name == "SQLITE_ERROR" or name.startswith("SQLITE_CONSTRAINT")


class FolderLock:
    """Held while a process works on a data folder; the system frees it when the process ends, however it ends. Raises
    DataFolderInUse or DataFolderUnusable.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "liaison.lock"
        self._file: int | None = None

    def __enter__(self) -> Self:
        try:
            # What people report is for nobody else on the machine.
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataFolderUnusable(
                f"The data folder {self._path.parent} cannot be used ({error.strerror}); choose another by LIAISON_DATA_DIR."
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            self._file = None
            raise DataFolderInUse(DataFolderInUse.__doc__) from None
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
