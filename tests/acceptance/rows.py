"""What a process has written to its database, read from outside while it runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.acceptance.waiting import until


def rows(database: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of a query; the file is opened for reading only."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as connection:
        return connection.execute(query, values).fetchall()


def count(database: Path, query: str, *values: object) -> int:
    """The one number a query gives."""
    ((number,),) = rows(database, query, *values)
    assert isinstance(number, int)
    return number


async def until_rows(database: Path, query: str, *values: object, least: int = 1) -> None:
    """Waits until a count has reached `least`."""

    async def enough() -> bool:
        return count(database, query, *values) >= least

    await until(enough, what=query)


async def until_settled(database: Path) -> None:
    """Waits until nothing is queued or being sent."""

    async def settled() -> bool:
        return not count(database, "select count(*) from delivery where state in ('queued', 'sending')")

    await until(settled, what="every delivery to be settled")


def states(database: Path, *, channel: str, kind: str) -> dict[str, int]:
    """How many deliveries of a kind are in which state."""
    query = "select state, count(*) from delivery where channel = ? and kind = ? group by state"
    return {str(state): int(str(number)) for state, number in rows(database, query, channel, kind)}
