"""The archive of a backup: whole or not at all, never over another, and nothing else is restored from."""

import io
import json
import os
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.backup import (
    DATABASE,
    KEY,
    MANIFEST,
    BackupExists,
    BackupFailed,
    Manifest,
    NotRestored,
    look,
    make,
    take_apart,
)

NOW = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)


@pytest.fixture
def source(sqlite_template: Path, tmp_path: Path) -> Path:
    """A database as a process has it open, its last write not in the file itself yet; the key beside it."""
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / DATABASE
    path.write_bytes(sqlite_template.read_bytes())
    (folder / KEY).write_text("a key of the tests, long enough to sign with")
    return path


@pytest.fixture
def archive(source: Path, tmp_path: Path) -> Path:
    """A backup."""
    target = tmp_path / "backup.tar.gz"
    backed_up(source, target)
    return target


def backed_up(source: Path, target: Path) -> Manifest:
    return make(source, source.parent / KEY, target, version="1.2.3", now=NOW)


def test_what_is_taken_apart_is_what_was_there(source: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(source, isolation_level=None)) as running:
        running.execute("INSERT INTO serial (name, value) VALUES ('report KE 2026', 7)")
        made = backed_up(source, tmp_path / "backup.tar.gz")
    take_apart(tmp_path / "backup.tar.gz", tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as copy:
        assert copy.execute("SELECT value FROM serial").fetchall() == [(7,)]
    assert (tmp_path / KEY).read_text() == (source.parent / KEY).read_text()
    assert look(tmp_path / "backup.tar.gz") == made
    assert (made.liaison, made.at, set(made.members)) == ("1.2.3", NOW, {DATABASE, KEY})


def test_a_backup_waits_for_nobody_who_writes(source: Path, tmp_path: Path) -> None:
    """What is not committed is not in it."""
    with closing(sqlite3.connect(source, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO serial (name, value) VALUES ('report KE 2026', 7)")
        backed_up(source, tmp_path / "backup.tar.gz")
        writer.execute("COMMIT")
    take_apart(tmp_path / "backup.tar.gz", tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as copy:
        assert copy.execute("SELECT value FROM serial").fetchall() == []


def test_nobody_else_on_the_machine_reads_it(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_it_is_never_written_over_another_file(source: Path, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(BackupExists, match=r"is there already.*\.$"):
        backed_up(source, archive)
    assert archive.read_bytes() == before


def test_a_file_made_meanwhile_under_its_name_is_left_as_it_is(source: Path, tmp_path: Path) -> None:
    """A link that leads nowhere yet is somebody's too."""
    target = tmp_path / "backup.tar.gz"
    target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupExists):
        backed_up(source, target)
    assert not (tmp_path / "elsewhere").exists()


def test_where_nothing_can_be_written_one_sentence_says_so(source: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match=r"could not be written \(No such file or directory\).*\.$"):
        backed_up(source, tmp_path / "nowhere" / "backup.tar.gz")


def test_a_damaged_database_is_not_taken_for_a_backup(source: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(source)) as running:
        running.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(source.read_bytes())
    content[4096 * 20 : 4096 * 60] = os.urandom(4096 * 40)
    source.write_bytes(bytes(content))
    with pytest.raises(BackupFailed, match=r"\.$"):
        backed_up(source, tmp_path / "backup.tar.gz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_row_that_points_nowhere_is_not_taken_for_a_backup(source: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(source)) as running:
        running.execute("INSERT INTO role (person_id, kind, created) VALUES (99, 'officer', '2026-11-13')")
        running.commit()
    with pytest.raises(BackupFailed, match="did not pass"):
        backed_up(source, tmp_path / "backup.tar.gz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_nothing_is_left_beside_a_backup(archive: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in tmp_path.iterdir()) == [archive.name, "data"]


Change = Callable[[dict[str, bytes]], object]


def _newer(files: dict[str, bytes]) -> None:
    files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | {"format": 2}).encode()


def _says_nothing(files: dict[str, bytes]) -> None:
    files[MANIFEST] = b"[]"


def _named_elsewhere(files: dict[str, bytes]) -> None:
    said = json.loads(files[MANIFEST])
    said["members"]["../outside"] = said["members"][KEY]
    files[MANIFEST] = json.dumps(said).encode()
    files["../outside"] = files[KEY]


CHANGES: dict[str, tuple[Change, str]] = {
    "another key": (lambda files: files.update({KEY: b"another"}), "is damaged: secret.key"),
    "no database": (lambda files: files.pop(DATABASE), "is damaged: liaison.db is missing"),
    "something more": (lambda files: files.update({"run.sh": b"#!"}), "no part of a backup"),
    "a path outside": (lambda files: files.update({"../outside": b"x"}), "no part of a backup"),
    "a path outside that its manifest names": (_named_elsewhere, "no part of a backup"),
    "no manifest": (lambda files: files.pop(MANIFEST), "no backup of Liaison"),
    "a manifest that says nothing": (_says_nothing, "no backup of Liaison"),
    "a newer format": (_newer, r"made by a newer Liaison \(1\.2\.3\)"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_archive_that_was_changed_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    change, sentence = CHANGES[name]
    with tarfile.open(archive) as packed:
        files = {entry.name: _content(packed, entry) for entry in packed}
    change(files)
    with tarfile.open(archive, "w:gz") as packed:
        for member, content in files.items():
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    into = tmp_path / "inner" / "into"
    into.mkdir(parents=True)
    with pytest.raises(NotRestored, match=rf"{sentence}.*\.$"):
        take_apart(archive, into)
    assert not (tmp_path / "inner" / "outside").exists()


def test_a_link_in_an_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as packed:
        manifest = _content(packed, packed.getmember(MANIFEST))
    with tarfile.open(archive, "w:gz") as packed:
        first = tarfile.TarInfo(MANIFEST)
        first.size = len(manifest)
        packed.addfile(first, io.BytesIO(manifest))
        link = tarfile.TarInfo(DATABASE)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    with pytest.raises(NotRestored, match=r"\.$"):
        take_apart(archive, tmp_path)
    assert not (tmp_path / DATABASE).exists()


@pytest.mark.parametrize("kept", [0, 10, 300, 5_000])
def test_an_archive_that_breaks_off_is_refused(archive: Path, tmp_path: Path, kept: int) -> None:
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(NotRestored, match=r"\.$"):
        take_apart(archive, tmp_path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague")
    with pytest.raises(NotRestored, match="no backup of Liaison"):
        look(tmp_path / "letter.txt")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotRestored, match=r"cannot be restored \(No such file or directory\)"):
        look(tmp_path / "nothing")


def _content(packed: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    read = packed.extractfile(entry)
    assert read is not None
    return read.read()
