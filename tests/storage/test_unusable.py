"""A data folder is for its owner only; one that cannot be used, or a file, is said to be so in one sentence."""

from pathlib import Path

import pytest

from storage.database import Database, DatabaseAway, DataFolderUnusable, FolderLock
from storage.migrate import check


def test_a_data_folder_that_is_a_file_is_refused_by_name(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("something else")
    with pytest.raises(DataFolderUnusable, match=f"{place} cannot be used"), FolderLock(place):
        pass


def test_a_new_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


async def test_a_file_that_is_no_database_is_a_database_that_is_away(tmp_path: Path) -> None:
    place = tmp_path / "liaison.db"
    place.write_text("not a database, and long enough to be looked at. " * 40)
    database = Database(f"sqlite+aiosqlite:///{place}")
    with pytest.raises(DatabaseAway, match=r"\(SQLITE_NOTADB\)\.$"):
        await check(database)
    with pytest.raises(DatabaseAway, match=r"\(SQLITE_NOTADB\)\.$"):
        async with database.writing():
            pass
    assert database.away
    await database.close()
