"""bench/RESULTS.md: the figures of the last full run, what they were measured on, and how to read them."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import postfix
from bench.figures import HEADINGS, Figure

LIBRARIES = ("aiosmtplib", "aiosqlite", "sqlalchemy", "sqlmodel")

QUIET = 0.3
"""Load average per core below which a machine counts as quiet."""

NOISY = (
    "**Something else was running on this machine**: everything here is too slow, and what waits for another thread or "
    "process at every step (the database, the mail server's answers) suffers more than smtp-source does, so that the "
    "ratios are too low as well. Measure again on a quiet machine before drawing any conclusion."
)

READING = """## How to read this

- **Ratios carry to another machine, figures do not.** Baseline and subject take turns in the same run, on the same
  machine; the ratio is the median of the ratios within each run.
- Sender, mail server and database share the processors: a relay of its own would leave the engine more.
- Between the lowest and the highest run lies the noise. A difference smaller than that is none.
- `email_*`: everything counts from the press on Release (audit, choice of recipients, deliveries in one transaction;
  claim, order, `may_send` for each recipient at its turn, own headers, unsubscribe link and return path for each, SQLite
  in WAL with `synchronous=FULL`) until the last row is marked accepted. The recipients live in every country of the
  alert, in both languages, so that several texts are prepared. The mail server forgets what it takes.
- `approve_to_wire`: the clock starts when the conversation returns, right behind the commit, and stops at the first
  bytes in another process. The reviewer's own answer and the edits of the cards are written at the same time.
- `telegram_pace`: three runs at most, since each takes the minute and three quarters that Telegram's figures allow. Messages
  go one by one over loopback to a server that refuses what comes too fast.
- `turns`: the conversation function alone, without HTTP. `turns_p99`: 1,000 officers with a report each, and pauses as
  people make. `turns_same_instant` is the time a queue of that length takes, since one turn is kept at a time.
- `page_first_paint`: a browser that knows nothing of the page yet, on a network and a processor slowed by itself. The 400 ms
  are added to each request, not to each round trip: opening a connection (TCP, then TLS) costs nothing here, and on a real
  network with that delay two or three times 400 ms more. `page_weight` is what it fetches, and hardly changes from run to run.
"""


def write(path: Path, figures: Sequence[Figure], *, left_out: str, runs: int, load: float) -> None:
    """Writes the file anew. `left_out`: a sentence about what could not be measured;
    `load`: the machine's load average when the run began.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(_lines(figures, left_out, runs, load)), encoding="utf-8")


def _lines(figures: Sequence[Figure], left_out: str, runs: int, load: float) -> list[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    cores = len(os.sched_getaffinity(0))
    machine = f"{cores} cores, {platform.system()} on {platform.machine()}"
    python = f"{platform.python_implementation()} {platform.python_version()} (asyncio)"
    tools = f"Postfix {postfix.version()} (smtp-sink, smtp-source)"
    counted = "One run" if runs == 1 else f"Medians of {runs} runs"
    noisy = f" {NOISY}" if load > QUIET * cores else ""
    return [
        "# Results of `make bench`",
        "",
        f"{datetime.now(UTC):%d %B %Y}. {machine}, {python}, SQLite {sqlite3.sqlite_version}, {libraries}, {tools}.",
        "",
        f"{counted}. Load average of the machine before: {load:.1f}.{noisy}",
        "",
        *_table(figures),
        "",
        *([left_out, ""] if left_out else []),
        READING,
        "## The same as JSON",
        "",
        "```",
        *(figure.line() for figure in figures),
        "```",
        "",
    ]


def _table(figures: Sequence[Figure]) -> list[str]:
    return [
        f"| {' | '.join(HEADINGS)} |",
        f"|{'---|' * len(HEADINGS)}",
        *(f"| {' | '.join(figure.row())} |" for figure in figures),
    ]
