"""Half-done reports from before anybody was reminded of them are reminded of after the upgrade."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import MIGRATIONS, check, migrate
from tests.storage.rows import NOW, change

LATER = "0007"
AT = f"{NOW:%Y-%m-%d %H:%M:%S.%f}"


@pytest.fixture
async def before(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of before, with a half-done report and another dialog."""
    released = tmp_path / "released"
    shutil.copytree(MIGRATIONS, released)
    for file in (released / "versions").glob("0*.py"):
        if file.name[:4] >= LATER:
            file.unlink()
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'before.db'}")
    await migrate(opened, released)
    await change(
        opened,
        "INSERT INTO person (id, public_id, name, language, zone, clearance, country, office, active, created) "
        f"VALUES (1, 'p3rs0n000001', 'Demo', 'en', 'UTC', 2, 'KE', NULL, 1, '{AT}')",
    )
    for dialog, front in (("report", 0), ("subscribe", 1)):
        await change(
            opened,
            "INSERT INTO progress (person_id, dialog, body, front, updated) "
            f"""VALUES (1, '{dialog}', '{{"dialog": "{dialog}"}}', {front}, '{AT}')""",
        )
    yield opened
    await opened.close()


async def test_a_half_done_report_of_before_is_due_four_hours_after_it_was_touched(before: Database) -> None:
    await migrate(before)
    await check(before)
    async with before.reading() as unit:
        assert await unit.progress.due(NOW + timedelta(hours=4, seconds=-1)) == []
        (draft,) = await unit.progress.due(NOW + timedelta(hours=4))
    assert (draft.person, draft.told, draft.kept.dialog) == (1, 0, "report")
