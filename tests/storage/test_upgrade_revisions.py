"""Revisions of reports that were kept before their writer was: the report's officer wrote them all."""

import shutil
from pathlib import Path

from storage.database import Database
from storage.migrate import MIGRATIONS, check, migrate
from tests.storage.rows import change, read

AT = "2026-11-13 09:30:00.000000"


async def test_every_revision_of_before_was_written_by_the_officer(tmp_path: Path) -> None:
    released = tmp_path / "released"
    shutil.copytree(MIGRATIONS, released)
    for file in (released / "versions").glob("0*.py"):
        if file.name[:4] > "0005":
            file.unlink()
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'before.db'}")
    await migrate(opened, released)
    for number in (1, 2):
        await change(
            opened,
            "INSERT INTO person (id, public_id, name, language, zone, clearance, country, office, active, created) "
            f"VALUES ({number}, 'p{number}', 'Demo', 'en', 'UTC', 2, 'KE', NULL, 1, '{AT}')",
        )
        await change(
            opened,
            "INSERT INTO report (id, public_id, number, country, office, author_id, status, version, revision, marking, "
            "precedence, level, level_since, submitted_at, exercise) VALUES "
            f"({number}, 'r{number}', 'KE-2026-{number}', 'KE', 'ESA', {number}, 'submitted', 1, 1, 2, 0, 'reviewers', "
            f"'{AT}', '{AT}', 0)",
        )
        await change(
            opened,
            f"INSERT INTO report_revision (report_id, revision, facts, at) VALUES ({number}, 1, '{{}}', '{AT}')",
        )
    await migrate(opened)
    await check(opened)
    found = await read(opened, 'SELECT report_id, "by" AS writer FROM report_revision ORDER BY id')
    await opened.close()
    assert found == [{"report_id": 1, "writer": 1}, {"report_id": 2, "writer": 2}]
