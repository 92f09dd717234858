"""The commands of living with an installation: backup, restore, held."""

import argparse
import sys
from pathlib import Path
from typing import TextIO

from rich.table import Table

from bot import operating, restoring
from bot.app import now
from bot.commandline import FAILED
from bot.settings import Settings
from bot.world import World
from storage.backup import BackupFailed


async def back_up(settings: Settings, given: argparse.Namespace) -> int:
    """Writes a backup and says what it holds."""
    try:
        made, size = restoring.back_up(settings, Path(given.file), now())
    except BackupFailed as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    key = "with its key" if len(made.members) > 1 else "without a key: LIAISON_SECRET_KEY is set; keep that too"
    sys.stdout.write(
        f"{given.file}: {made.holds.reports} reports, {made.holds.alerts} alerts, {made.holds.waiting} deliveries waiting, "
        f"{size / 1_000_000:.1f} MB, {key}.\n"
    )
    return 0


async def restore(settings: Settings, given: argparse.Namespace) -> int:
    """Restores a backup into an empty data folder and says what is held."""
    found = await restoring.restore(settings, Path(given.file), now())
    made = found.manifest
    holds = f"{made.holds.reports} reports, {made.holds.alerts} alerts"
    lines = [
        f"Restored into {settings.data_dir}, as of {made.at:%Y-%m-%d %H:%M} UTC: {holds}.",
        *([f"It was made by Liaison {made.liaison} and has been brought to this schema."] if found.older else []),
        *([] if found.key else ["It holds no key: set LIAISON_SECRET_KEY to the one used before."]),
        f"It is held: {restoring.summary(found.waiting)}.",
        "Start it with `liaison run`, then decide with `liaison held`.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


async def held(settings: Settings, given: argparse.Namespace) -> int:
    """Lists what is held after a restore; releases or drops it."""
    async with operating.opened(settings) as parts:
        if given.decision is None:
            if given.channel is not None:
                raise operating.CannotBeDone("--channel goes with release or drop: `liaison held` lists every channel.")
            await show_held(parts.world, sys.stdout)
            return 0
        async with parts.world.database.reading() as unit:
            since, waiting = await unit.held.since(), await unit.held.waiting()
        if since is None:
            sys.stdout.write("Nothing is held.\n")
            return 0
        if given.channel is not None and given.channel not in {one.channel for one in waiting}:
            raise operating.CannotBeDone(f"--channel: nothing is held for {given.channel}; see `liaison held`.")
        decide = restoring.release if given.decision == "release" else restoring.drop
        number = await decide(parts.world, given.channel)
        async with parts.world.database.reading() as unit:
            left = await unit.held.waiting()
    done = "released: they go now, marked as possible repeats" if given.decision == "release" else "dropped"
    sys.stdout.write(f"{number} {done}.\n" + (f"Still held: {restoring.summary(left)}.\n" if left else ""))
    return 0


async def show_held(world: World, out: TextIO) -> None:
    """A table of what is held after a restore."""
    async with world.database.reading() as unit:
        since, waiting = await unit.held.since(), await unit.held.waiting()
    if since is None:
        out.write("Nothing is held.\n")
        return
    if not waiting:
        out.write("Nothing waits. `liaison held release` lets reports rise by themselves again.\n")
        return
    table = Table("Channel", "Kind", "Number", "Oldest")
    for one in waiting:
        table.add_row(one.channel, one.kind, str(one.number), f"{one.oldest:%Y-%m-%d %H:%M} UTC")
    operating.show_table(table, out)
    out.write(
        "Each may have gone out after the backup. `liaison held release` lets them go, marked as possible repeats; "
        "`liaison held drop` lets none go; --channel decides for one channel.\n"
    )
