"""turns: how many dialog turns a second the conversation takes, each kept with SQLite FULL; and how long a turn takes
while 1,000 officers file a report at the same time.
"""

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, quantile
from bench.installation import REPORT, copied, make, officer, opened
from bot.app import Parts
from storage.database import DatabaseAway

OFFICERS = 1_000
TALKING = 50
"""Officers who talk without a pause when turns per second are counted."""
THINKS = (2.0, 8.0)
"""Seconds between an answer and the next thing done: a press takes 2, a typed answer 8."""


class TooBusy(Exception):
    """turns_p99 and turns_same_instant are left out: a dialog turn waited for more than a minute for the database. 1,000
    officers make more turns a second than are taken here (see `turns`).
    """


async def measure(folder: Path, *, runs: int) -> list[Figure]:
    """Turns per second."""
    template = folder / "turns"
    await make(template, officers=TALKING)
    rates, commits = [], []
    for run in range(runs):
        commits.append(await asyncio.to_thread(_bare_commits, folder / f"bare{run}.db", TALKING * len(REPORT)))
        async with opened(copied(template, folder / f"turns{run}"), port=None) as parts:
            rates.append(await _without_a_pause(parts))
            await _expect_reports(parts, TALKING)
    return [
        Figure(
            name="turns",
            unit="turns/s",
            measured=tuple(rates),
            beside=tuple(commits),
            n=TALKING * len(REPORT),
            what=f"dialog turns, {TALKING} officers without a pause",
            baseline="bare sqlite3, one row added and one changed per commit, FULL",
        )
    ]


async def measure_waits(folder: Path, *, runs: int) -> list[Figure]:
    """How long officers wait: p99 where they pause as people do, and where all press in the same instant. Raises
    TooBusy.
    """
    template = folder / "officers"
    await make(template, officers=OFFICERS)
    thinking, at_once = [], []
    for run in range(runs):
        async with opened(copied(template, folder / f"officers{run}"), port=None) as parts:
            try:
                at_once.append(quantile(await _all_at_once(parts), 0.99) * 1000)
                thinking.append(quantile(await _thinking(parts), 0.99) * 1000)
            except DatabaseAway:
                raise TooBusy(" ".join((TooBusy.__doc__ or "").split())) from None
            await _expect_reports(parts, OFFICERS)
    return [
        Figure(
            name="turns_p99",
            unit="ms",
            measured=tuple(thinking),
            n=OFFICERS * (len(REPORT) - 1),
            what=f"p99 of a turn, {OFFICERS:,} officers at once, {THINKS[0]:g} to {THINKS[1]:g} s between turns",
        ),
        Figure(
            name="turns_same_instant",
            unit="ms",
            measured=tuple(at_once),
            n=OFFICERS,
            what=f"p99 of a turn, {OFFICERS:,} turns begun in the same instant",
        ),
    ]


async def _without_a_pause(parts: Parts) -> float:
    """Turns per second."""

    async def file(number: int) -> None:
        for line in REPORT:
            await _turn(parts, number, line)

    begun = time.perf_counter()
    await asyncio.gather(*(file(number) for number in range(TALKING)))
    return TALKING * len(REPORT) / (time.perf_counter() - begun)


async def _all_at_once(parts: Parts) -> list[float]:
    """Everybody begins a report in the same instant; seconds of each turn."""
    return await asyncio.gather(*(_turn(parts, number, REPORT[0]) for number in range(OFFICERS)))


async def _thinking(parts: Parts) -> list[float]:
    """The same people finish it, each at their own pace; seconds of each turn."""
    took: list[float] = []
    pace = random.Random(1)  # noqa: S311 - the same pauses in every run

    async def file(number: int) -> None:
        for line in REPORT[1:]:
            await asyncio.sleep(pace.uniform(*THINKS))
            took.append(await _turn(parts, number, line))

    await asyncio.gather(*(file(number) for number in range(OFFICERS)))
    return took


async def _turn(parts: Parts, number: int, line: str) -> float:
    """One turn through the conversation, committed; seconds."""
    came = officer(parts, number).typed(line)
    begun = time.perf_counter()
    await parts.conversation.handle(came)
    return time.perf_counter() - begun


async def _expect_reports(parts: Parts, number: int) -> None:
    """Raises where turns were refused, poisoned or not understood: their speed would mean nothing."""
    async with parts.world.database.reading() as unit:
        filed = len(await unit.board.waiting(None, limit=2 * number))
        assert (filed, await unit.inbox.poisoned()) == (number, 0), filed


def _bare_commits(path: Path, turns: int) -> float:
    """Commits per second of the least that could keep a turn: what was said, and where the dialog stands."""
    with _bare_database(path) as database:
        begun = time.perf_counter()
        for number in range(turns):
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO inbox (key, said) VALUES (?, ?)", (f"key{number}", "12.4 kg"))
            database.execute("UPDATE progress SET body = ? WHERE id = ?", ("{}" * 400, number % TALKING))
            database.execute("COMMIT")
        return turns / (time.perf_counter() - begun)


@contextlib.contextmanager
def _bare_database(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, said TEXT)")
        database.execute("CREATE TABLE progress (id INTEGER PRIMARY KEY, body TEXT)")
        database.executemany("INSERT INTO progress VALUES (?, '{}')", [(number,) for number in range(TALKING)])
        yield database
