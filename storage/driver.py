"""The way to SQLite's thread: a statement with its rows in one trip, where aiosqlite's own cursor makes four (open,
execute, fetch, close). A trip costs more than most statements do. Rows come all at once.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Self

import aiosqlite

Values = Sequence[object] | dict[str, object]


class Cursor:
    """What SQLAlchemy asks of a cursor. On SQLite's side there is one only while it executes."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[object] = []
        self.description: object = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Values = ()) -> Self:
        await self._run(lambda cursor: cursor.execute(statement, values))
        return self

    async def executemany(self, statement: str, values: Sequence[Values]) -> Self:
        await self._run(lambda cursor: cursor.executemany(statement, values))
        return self

    async def fetchall(self) -> list[object]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    async def _run(self, work: Callable[[sqlite3.Cursor], object]) -> None:
        def in_thread() -> None:
            cursor = self._connection._conn.cursor()  # noqa: SLF001 - as SQLAlchemy's own dialect does
            try:
                work(cursor)
                self.description = cursor.description
                self._rows = cursor.fetchall() if cursor.description else []
                self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        self._connection.cut_short = True
        await self._connection._execute(in_thread)  # type: ignore[no-untyped-call]  # noqa: SLF001 - the one way in
        self._connection.cut_short = False


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with that cursor."""

    cut_short = False
    """Whether a statement was not waited for to its end: its task was cancelled, or it failed."""

    async def rollback(self) -> None:
        """Makes the trip only where there may be something to undo: the pool asks it of every connection given back,
        and nearly always a commit came before.
        """
        if self.cut_short or self.in_transaction:
            await super().rollback()
            self.cut_short = False

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)


def connect(database: str, *, check_same_thread: bool = True) -> Connection:
    """What `create_async_engine` is given as `async_creator_fn`: a connection still to be awaited."""
    connection = Connection(lambda: sqlite3.connect(database, check_same_thread=check_same_thread), 64)
    # A process that ends without closing it is not held up; SQLAlchemy does the same with connections it makes itself.
    connection._thread.daemon = True  # noqa: SLF001
    return connection
