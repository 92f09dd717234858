"""Backup and restore of an installation, and what is held after a restore until somebody decides
(docs/decisions/0017-restored-is-held.md). How an archive is made is in storage/backup.py.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from alerts.delivery import Outcome, Result, settle
from alerts.person import RoleKind
from alerts.precedence import Precedence
from bot.settings import KEY_FILE, Settings
from bot.settling import tried
from bot.telling import queue_notice
from bot.views.notices import RESTORED
from bot.world import World
from storage import backup
from storage.backup import Manifest, NotRestored
from storage.database import Database, FolderLock
from storage.deliveries import Settled
from storage.held import Waiting
from storage.migrate import DatabaseEmpty, knows, migrate, newest
from storage.unit_of_work import UnitOfWork

LOCK_FILE = "liaison.lock"
TOLD = "restore told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """An installation just restored. `older`: its database was brought to this program's schema."""

    manifest: Manifest
    waiting: Sequence[Waiting]
    older: bool
    key: bool


def back_up(settings: Settings, target: Path, now: datetime) -> tuple[Manifest, int]:
    """What the backup says of itself, and its size. Raises DatabaseEmpty, BackupExists or BackupFailed."""
    database = Database(settings.url).path
    if not database.is_file():
        raise DatabaseEmpty(f"There is no Liaison in {settings.data_dir} yet: there is nothing to back up.")
    key = settings.data_dir / KEY_FILE
    made = backup.make(database, key, target.absolute(), version=version("liaison"), now=now)
    return made, target.stat().st_size


async def restore(settings: Settings, file: Path, now: datetime) -> Restored:
    """Restores into an empty data folder, all of it or nothing. Raises NotRestored with one sentence."""
    manifest = backup.look(file)
    if not knows(manifest.schema):
        raise NotRestored(f"{file} was made by a newer Liaison ({manifest.liaison}): restore it with that version.")
    database = Database(settings.url).path
    _refuse_unless_empty(settings.data_dir, database)
    with _as_it_was(settings.data_dir):
        try:
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".liaison-restore-", dir=database.parent) as aside:
                backup.take_apart(file, Path(aside))
                waiting, older = await _hold(Path(aside, backup.DATABASE), manifest, now)
                _put_in_place(Path(aside), settings.data_dir, database)
        except OSError as error:
            raise NotRestored(
                f"The data folder {settings.data_dir} cannot be written ({error.strerror}); nothing was kept."
            ) from None
    return Restored(manifest=manifest, waiting=waiting, older=older, key=backup.KEY in manifest.members)


async def release(world: World, channel: str | None) -> int:
    """Lets what is held go, of one channel or all; how many those were."""
    async with world.database.writing() as unit:
        number = await unit.held.release(channel, world.now())
        await _decided(unit, world, "held.release", channel, number)
    return number


async def drop(world: World, channel: str | None) -> int:
    """Lets nothing of it go, of one channel or all; how many those were."""
    async with world.database.writing() as unit:
        number = await unit.held.drop(channel, world.now())
        await _decided(unit, world, "held.drop", channel, number)
    return number


async def tell(world: World) -> str:
    """What an operator is told at the start of an installation that is held, "" for any other. Administrators read it in
    their web chats, which are inside; told once for each restore.
    """
    async with world.database.writing() as unit:
        since = await unit.held.since()
        if since is None:
            return ""
        waiting = await unit.held.waiting()
        if await unit.ticks.take(TOLD, since.isoformat(), world.now()):
            everybody = await unit.people.everybody()
            asked = [one.id for one in everybody if one.active and one.has(RoleKind.ADMINISTRATOR)]
            inside = {name for name, limits in world.channels.items() if limits.carrier == "web"}
            values = {"when": _at(since), "number": str(number_of(waiting))}
            await queue_notice(unit, world, RESTORED, values, asked, Precedence.IMMEDIATE, by=inside)
            await unit.commit()
    return f"Restored on {_at(since)} and held since: {summary(waiting)}. Decide with `liaison held`."


def number_of(waiting: Sequence[Waiting]) -> int:
    return sum(one.number for one in waiting)


def summary(waiting: Sequence[Waiting]) -> str:
    """What is held, in one line."""
    if not waiting:
        return "nothing waits"
    oldest = min(one.oldest for one in waiting)
    listed = ", ".join(f"{one.number} {one.kind} by {one.channel}" for one in waiting)
    return f"{number_of(waiting)} wait ({listed}), the oldest since {_at(oldest)}"


async def _hold(copy: Path, manifest: Manifest, now: datetime) -> tuple[Sequence[Waiting], bool]:
    """Brings the copy to this program's schema, which alone can say that something is held, and holds all that waits. A
    delivery that was being sent has an unknown outcome.
    """
    database = Database(f"sqlite+aiosqlite:///{copy}")
    try:
        await migrate(database)
        async with database.writing() as unit:
            stranded = await unit.deliveries.stranded(alive=[])
            outcome = Outcome(result=Result.UNKNOWN, reason="found sending in a backup")
            await unit.deliveries.settle(
                [
                    Settled(
                        id=one.id,
                        address=one.address,
                        attempt=one.attempt,
                        result=outcome.result,
                        settlement=settle(outcome, tried(one), now),
                    )
                    for one in stranded
                ],
                now,
            )
            await unit.held.hold(made=manifest.at, now=now)
            waiting = await unit.held.waiting()
            await unit.audit.add(
                at=now,
                who=None,
                verb="installation.restore",
                subject="installation",
                details={
                    "made": manifest.at.isoformat(),
                    "digest": manifest.members[backup.DATABASE],
                    "held": number_of(waiting),
                },
            )
            await unit.commit()
    finally:
        await database.close()
    backup.as_one_file(copy)
    return waiting, manifest.schema != newest()


def _put_in_place(aside: Path, folder: Path, database: Path) -> None:
    """The key first: with the database the installation is there."""
    staged, key = aside / backup.KEY, folder / KEY_FILE
    if staged.exists():
        handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(staged.read_bytes())
            out.flush()
            os.fsync(handle)
    try:
        (aside / backup.DATABASE).rename(database)
    except OSError:
        key.unlink(missing_ok=True)
        raise


def _refuse_unless_empty(folder: Path, database: Path) -> None:
    try:
        there = folder.exists() and any(file.name != LOCK_FILE for file in folder.iterdir())
    except OSError as error:
        raise NotRestored(f"The data folder {folder} cannot be used ({error.strerror}).") from None
    if there or database.exists():
        raise NotRestored(
            f"{folder if there else database} is not empty: a backup is restored only where nothing is. Name an empty "
            "folder by LIAISON_DATA_DIR."
        )


@contextlib.contextmanager
def _as_it_was(folder: Path) -> Iterator[None]:
    """Has the data folder to itself, and leaves it as it was when that does not end well."""
    was_there = folder.exists()
    with FolderLock(folder):
        try:
            yield
        except BaseException:
            (folder / LOCK_FILE).unlink()
            if not was_there:
                folder.rmdir()
            raise


async def _decided(unit: UnitOfWork, world: World, verb: str, channel: str | None, number: int) -> None:
    await unit.audit.add(
        at=world.now(),
        who=None,
        verb=verb,
        subject=f"channel {channel}" if channel else "installation",
        details={"number": number},
    )
    await unit.commit()
    world.wake()


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
