"""`python -m bench`: runs the benchmarks, prints a line of JSON for each and a table, and writes the results."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import blast, latency, page, postfix, results, telegram, turns
from bench.figures import HEADINGS, Figure

FOLDER = Path(__file__).parent
SCRATCH = FOLDER.parent / "var"
"""Where installations are measured: on the disk a real one would use, not in memory."""

RUNS, RECIPIENTS, RELEASES = 5, 20_000, 40
SETS = ("email", "latency", "turns", "officers", "telegram", "page")
NEED_POSTFIX = frozenset({"email", "latency"})


def main() -> int:
    asked = _asked()
    try:
        if NEED_POSTFIX.intersection(asked.sets):
            postfix.check()
    except postfix.NotThere as missing:
        print(missing, file=sys.stderr)
        return 2
    full = asked.runs >= RUNS and asked.recipients >= RECIPIENTS and set(asked.sets) == set(SETS)
    path = (FOLDER if full else SCRATCH) / "RESULTS.md"
    load = os.getloadavg()[0]
    SCRATCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=SCRATCH) as folder:
        figures, left_out = asyncio.run(_measure(Path(folder), asked))
    _show(figures)
    results.write(path, figures, left_out=left_out, runs=asked.runs, load=load)
    print(
        f"Written to {path.relative_to(FOLDER.parent)}{'' if full else ' (a short run is not kept with the project)'}."
    )
    return 0


async def _measure(folder: Path, asked: argparse.Namespace) -> tuple[list[Figure], str]:
    """The figures, and sentences about those that could not be measured."""
    figures: list[Figure] = []
    left_out: list[str] = []
    if "email" in asked.sets:
        figures += _told(await blast.measure(folder, runs=asked.runs, recipients=asked.recipients))
    if "latency" in asked.sets:
        figures += _told(await latency.measure(folder, releases=min(RELEASES, asked.runs * 10)))
    if "turns" in asked.sets:
        figures += _told(await turns.measure(folder, runs=asked.runs))
    if "telegram" in asked.sets:
        chats = min(telegram.CHATS, asked.recipients)
        figures += _told(await telegram.measure(folder, runs=min(asked.runs, 3), chats=chats))
    if "officers" in asked.sets:
        try:
            figures += _told(await turns.measure_waits(folder, runs=asked.runs))
        except turns.TooBusy as busy:
            left_out.append(str(busy))
    if "page" in asked.sets:
        try:
            figures += _told(await page.measure(folder, runs=asked.runs))
        except page.NoBrowser as missing:
            left_out.append(str(missing))
    for sentence in left_out:
        print(sentence, file=sys.stderr)
    return figures, " ".join(left_out)


def _told(figures: Sequence[Figure]) -> Sequence[Figure]:
    for figure in figures:
        print(figure.line(), flush=True)
    return figures


def _show(figures: Sequence[Figure]) -> None:
    table = Table(*HEADINGS)
    for figure in figures:
        table.add_row(*figure.row())
    Console().print(table)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each is measured")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS, help="mailboxes of one alert")
    parser.add_argument("sets", nargs="*", default=SETS, help=f"which to run: {', '.join(SETS)}")
    asked = parser.parse_args()
    if asked.runs < 1 or asked.recipients < 1 or not set(asked.sets) <= set(SETS):
        parser.error(f"at least one run and one recipient; sets are {', '.join(SETS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
