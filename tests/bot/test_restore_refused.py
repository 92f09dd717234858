"""Where a backup is not restored, nothing is changed; one of an older release is brought to this schema."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import restoring
from bot.settings import Settings, load
from storage.backup import NotRestored
from storage.database import DataFolderInUse, FolderLock
from storage.migrate import DatabaseEmpty
from tests.bot.rows import write
from tests.bot.stage import FRIDAY, Stage
from tests.storage.last_release import SCHEMA, make_last_release


def settings_of(folder: Path) -> Settings:
    return load({"LIAISON_DATA_DIR": str(folder)}, env_file=None)


@pytest.mark.usefixtures("officer")
async def test_a_folder_that_holds_anything_is_left_as_it_is(stage: Stage, tmp_path: Path) -> None:
    restoring.back_up(settings_of(tmp_path), tmp_path / "backup.tar.gz", stage.clock())
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("Dear colleague")
    with pytest.raises(NotRestored, match=r"is not empty.*\.$"):
        await restoring.restore(settings_of(taken), tmp_path / "backup.tar.gz", stage.clock())
    assert [file.name for file in taken.iterdir()] == ["letter.txt"]


async def test_a_folder_that_another_process_uses_is_left_to_it(stage: Stage, tmp_path: Path) -> None:
    restoring.back_up(settings_of(tmp_path), tmp_path / "backup.tar.gz", stage.clock())
    with FolderLock(tmp_path / "again"):
        with pytest.raises(DataFolderInUse):
            await restoring.restore(settings_of(tmp_path / "again"), tmp_path / "backup.tar.gz", stage.clock())
        assert (tmp_path / "again" / "liaison.lock").exists()


async def test_a_damaged_backup_leaves_no_folder(stage: Stage, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    restoring.back_up(settings_of(tmp_path), archive, stage.clock())
    archive.write_bytes(archive.read_bytes()[:-2000])
    with pytest.raises(NotRestored):
        await restoring.restore(settings_of(tmp_path / "again"), archive, stage.clock())
    assert not (tmp_path / "again").exists()


async def test_a_backup_of_a_newer_liaison_is_refused(stage: Stage, tmp_path: Path) -> None:
    write(stage, "UPDATE alembic_version SET version_num = '9999'")
    restoring.back_up(settings_of(tmp_path), tmp_path / "backup.tar.gz", stage.clock())
    with pytest.raises(NotRestored, match=r"made by a newer Liaison .*\.$"):
        await restoring.restore(settings_of(tmp_path / "again"), tmp_path / "backup.tar.gz", stage.clock())
    assert not (tmp_path / "again").exists()


async def test_where_there_is_no_installation_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(DatabaseEmpty, match=r"There is no Liaison in .*\.$"):
        restoring.back_up(settings_of(tmp_path), tmp_path / "backup.tar.gz", FRIDAY)
    assert not (tmp_path / "backup.tar.gz").exists()


async def test_a_backup_of_an_older_release_is_brought_to_this_schema_and_held(tmp_path: Path) -> None:
    """Its queued delivery, and the one being sent, which was a repeat already and is not sent a third time."""
    await make_last_release(tmp_path / "liaison.db")
    archive, again = tmp_path / "backup.tar.gz", tmp_path / "again"
    made, size = restoring.back_up(settings_of(tmp_path), archive, FRIDAY)
    assert (made.schema, made.holds.waiting, size) == (SCHEMA, 2, archive.stat().st_size)
    found = await restoring.restore(settings_of(again), archive, FRIDAY)
    assert (found.older, [(one.kind, one.number) for one in found.waiting]) == (True, [("alert", 1), ("reply", 1)])
    with closing(sqlite3.connect(again / "liaison.db")) as restored:
        assert restored.execute("SELECT state FROM delivery WHERE id = 2").fetchall() == [("unknown",)]
