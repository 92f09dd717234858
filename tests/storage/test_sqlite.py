"""What only SQLite in a file can prove: how it is set, and the lock of the data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import Database, DataFolderInUse, FolderLock, WrongDatabaseUrl
from tests.storage.rows import read


@pytest.mark.parametrize(
    ("setting", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
)
async def test_the_file_is_kept_as_written_here(database: Database, setting: str, value: object) -> None:
    found = await read(database, f"PRAGMA {setting}")
    assert list(found[0].values()) == [value]


@pytest.mark.parametrize(
    "wrong", ["sqlite+aiosqlite://", "sqlite:///a.db", "postgresql+asyncpg://localhost/liaison", "sqlite+aiosqlite:///"]
)
def test_an_address_of_another_kind_or_without_a_file_is_refused(wrong: str) -> None:
    with pytest.raises(WrongDatabaseUrl):
        Database(wrong)


def test_a_second_process_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(DataFolderInUse), FolderLock(tmp_path):
        pass


def test_the_folder_is_free_when_the_first_has_ended(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        pass
    with FolderLock(tmp_path):
        pass


def test_a_refused_second_does_not_free_the_folder(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        for _ in range(2):
            with pytest.raises(DataFolderInUse), FolderLock(tmp_path):
                pass


HOLDER = """
import sys
from pathlib import Path
from storage.database import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_killed_process_frees_the_folder(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderInUse), FolderLock(tmp_path):
            pass
        holder.kill()
    with FolderLock(tmp_path):
        pass
