"""A backup: one archive with the database, the key and a manifest of their digests, made while the installation runs, and
taken apart again. Not here: what a restored installation may do (bot/restoring.py).
"""

import gzip
import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

FORMAT = 1
DATABASE, KEY, MANIFEST = "liaison.db", "secret.key", "manifest.json"

_MANIFEST_BYTES = 64_000
_PIECE = 1_000_000
_LOCKED_MS = 30_000


class BackupExists(Exception):
    """There is a file of this name already; a backup is never written over another."""


class BackupFailed(Exception):
    """The backup could not be made; nothing of it was kept."""


class NotRestored(Exception):
    """This file cannot be restored; nothing of it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What there is in a backup."""

    reports: int
    alerts: int
    waiting: int
    """Deliveries queued or being sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    liaison: str
    """The version of the program that made it."""
    schema: str
    at: datetime
    holds: Holds
    members: Mapping[str, str]
    """The SHA-256 of each file, by its name."""


def make(database: Path, key: Path, target: Path, *, version: str, now: datetime) -> Manifest:
    """Writes the backup aside, reads it back, and only then gives it its name. The copy of the database is one moment's;
    others go on writing meanwhile. Raises BackupExists or BackupFailed.
    """
    _refuse_existing(target)
    try:
        with tempfile.TemporaryDirectory(prefix=".liaison-backup-", dir=target.parent) as aside:
            copy, archive = Path(aside, DATABASE), Path(aside, "archive")
            _copy(database, copy)
            files = {DATABASE: copy} | ({KEY: key} if key.is_file() else {})
            schema, holds = _look_into(copy)
            members = {name: _digest(file) for name, file in files.items()}
            manifest = Manifest(format=FORMAT, liaison=version, schema=schema, at=now, holds=holds, members=members)
            _pack(archive, manifest, files)
            _take_apart(archive, into=None)
            _name(archive, target)
    except sqlite3.Error as error:
        reason = getattr(error, "sqlite_errorname", type(error).__name__)
        raise BackupFailed(f"The backup could not be made ({reason}); nothing of it was kept.") from None
    except NotRestored:
        raise BackupFailed("The backup could not be read back as it was written; nothing of it was kept.") from None
    except OSError as error:
        raise BackupFailed(
            f"The backup {target} could not be written ({error.strerror}); nothing of it was kept."
        ) from None
    return manifest


def look(file: Path) -> Manifest:
    """What a backup says of itself. Raises NotRestored."""
    with _reading(file) as archive:
        return _manifest_of(archive, file)


def take_apart(file: Path, into: Path) -> None:
    """Writes the files of a backup into a folder and checks each against its digest. Raises NotRestored."""
    _take_apart(file, into)
    copy = into / DATABASE
    try:
        _look_into(copy)
    except (sqlite3.Error, BackupFailed):
        raise NotRestored(f"The database in {file} did not pass its check; nothing of it was kept.") from None


def as_one_file(database: Path) -> None:
    """Puts what SQLite keeps beside a database into the file itself, and the file on the disk."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    _sync(database)


def _refuse_existing(target: Path) -> None:
    if os.path.lexists(target):
        raise BackupExists(f"{target} is there already: a backup is never written over another; choose another name.")


def _copy(database: Path, to: Path) -> None:
    with closing(sqlite3.connect(database, timeout=_LOCKED_MS / 1000)) as there, closing(sqlite3.connect(to)) as here:
        there.execute("PRAGMA query_only=ON")
        # All in one step: begun anew at every write of another, a copy in several might never end.
        there.backup(here)
    as_one_file(to)


def _look_into(copy: Path) -> tuple[str, Holds]:
    """Schema and figures of a copy. Raises BackupFailed where SQLite finds it damaged."""
    with closing(sqlite3.connect(copy)) as connection:

        def ask(question: str) -> list[tuple[object, ...]]:
            return connection.execute(question).fetchall()

        if ask("PRAGMA integrity_check") != [("ok",)] or ask("PRAGMA foreign_key_check"):
            raise BackupFailed("The database did not pass SQLite's check; nothing was kept: restore an earlier backup.")
        ((schema,),) = ask("SELECT version_num FROM alembic_version")
        counts = [
            cast(int, ask(f"SELECT count(*) FROM {rows}")[0][0])
            for rows in ("report", "alert", "delivery WHERE state IN ('queued', 'sending')")
        ]
    return str(schema), Holds(reports=counts[0], alerts=counts[1], waiting=counts[2])


def _pack(archive: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    text = json.dumps(asdict(manifest) | {"at": manifest.at.isoformat()}).encode()
    handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=5) as packed:
            with tempfile.TemporaryFile() as written:
                written.write(text)
                written.seek(0)
                _add(packed, MANIFEST, written, len(text), manifest.at)
            for name, file in files.items():
                with file.open("rb") as content:
                    _add(packed, name, content, file.stat().st_size, manifest.at)
        out.flush()
        os.fsync(out.fileno())


def _add(packed: tarfile.TarFile, name: str, content: IO[bytes], size: int, at: datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(at.timestamp())
    packed.addfile(entry, content)


def _name(archive: Path, target: Path) -> None:
    """The name is taken first: nobody else's file of that name is written over, also where no hard links are."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        _refuse_existing(target)
        raise
    try:
        archive.replace(target)
    except OSError:
        target.unlink()
        raise
    _sync(target.parent)


@contextmanager
def _reading(file: Path) -> Iterator[tarfile.TarFile]:
    """The archive, read once from its beginning; everything that can be wrong with it in one sentence."""
    try:
        with tarfile.open(file, "r|gz") as archive:
            yield archive
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error):
        raise NotRestored(f"{file} is no backup of Liaison, or is damaged; nothing of it was kept.") from None
    except OSError as error:
        raise NotRestored(f"{file} cannot be restored ({error.strerror}); nothing of it was kept.") from None


def _take_apart(file: Path, into: Path | None) -> None:
    with _reading(file) as archive:
        left = dict(_manifest_of(archive, file).members)
        while (entry := archive.next()) is not None:
            expected, content = left.pop(entry.name, None), archive.extractfile(entry)
            # Only names we know are ever written, so no name in an archive leads out of the folder.
            if expected is None or not entry.isreg() or content is None:
                raise NotRestored(f"{file} holds what is no part of a backup of Liaison; nothing of it was kept.")
            if _keep(content, into / entry.name if into else None) != expected:
                raise NotRestored(f"{file} is damaged: {entry.name} is not what was written; nothing of it was kept.")
        if left:
            raise NotRestored(f"{file} is damaged: {min(left)} is missing; nothing of it was kept.")


def _manifest_of(archive: tarfile.TarFile, file: Path) -> Manifest:
    first = archive.next()
    content = archive.extractfile(first) if first and first.isreg() and first.name == MANIFEST else None
    try:
        said = json.loads(content.read(_MANIFEST_BYTES) if content else "{}")
        read = {"format": int(said["format"]), "at": _moment(said["at"]), "holds": Holds(**said["holds"])}
        manifest = Manifest(**said | read | {"members": dict(said["members"])})
        known = {DATABASE} <= set(manifest.members) <= {DATABASE, KEY}
    except (ValueError, TypeError, KeyError):
        raise NotRestored(f"{file} is no backup of Liaison; nothing of it was kept.") from None
    if manifest.format > FORMAT:
        raise NotRestored(f"{file} was made by a newer Liaison ({manifest.liaison}): restore it with that version.")
    if not known:
        raise NotRestored(f"{file} holds what is no part of a backup of Liaison; nothing of it was kept.")
    return manifest


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(UTC)


def _keep(content: IO[bytes], to: Path | None) -> str:
    """Reads to the end, perhaps into a new file; the digest of what was read."""
    found = hashlib.sha256()
    handle = None if to is None else os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(os.devnull if handle is None else handle, "wb") as out:  # noqa: PTH123 - a handle has no path
        while piece := content.read(_PIECE):
            found.update(piece)
            out.write(piece)
        if handle is not None:
            out.flush()
            os.fsync(handle)
    return found.hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return _keep(content, None)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
