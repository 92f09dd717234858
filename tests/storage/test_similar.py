"""Which reports are found when another one is like them, also those that were there before anything looked for them."""

import json
import shutil
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from alerts.seizure import Good, Identifier, PartialDate, Place, Quantity, Seizure
from alerts.seizure_json import to_json
from storage.database import Database
from storage.migrate import MIGRATIONS, migrate
from tests.storage.rows import change, read

SEIZURE = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.4"), "KGM")),),
    place=Place(country="KE", name="Mombasa port", code="KE-MOMBASA-PORT"),
    day=PartialDate(2026, 11, 13),
    transport="SEA",
    identifiers=(Identifier(kind="container", number="MSCU1234566", valid=True),),
)
REPORT = """
INSERT INTO report (id, public_id, number, country, office, author_id, status, version, revision, marking, precedence,
                    level, level_since, submitted_at, exercise)
VALUES (1, 'abc', 'KE-2026-000001', 'KE', 'ESA', 1, 'submitted', 2, 2, 2, 0, 'reviewers', '2026-11-13', '2026-11-13', 0)
"""
PERSON = """
INSERT INTO person (id, public_id, name, language, zone, clearance, active, created)
VALUES (1, 'def', 'Demo Officer', 'en', 'UTC', 2, 1, '2026-11-13')
"""


@pytest.fixture
async def older(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of the release before, with a report in it."""
    before = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, before)
    for later in (before / "versions").glob("*.py"):
        if later.name[:4] > "0002":
            later.unlink()
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'older.db'}")
    await migrate(opened, before)
    await change(opened, PERSON)
    await change(opened, REPORT)
    first = {**to_json(SEIZURE), "identifiers": []}
    for revision, facts in ((1, first), (2, to_json(SEIZURE))):
        written = json.dumps(facts).replace("'", "''")
        await change(
            opened,
            "INSERT INTO report_revision (report_id, revision, facts, at) "
            f"VALUES (1, {revision}, '{written}', '2026-11-13')",
        )
    yield opened
    await opened.close()


async def test_a_report_of_an_older_release_is_found_by_what_it_says_now(older: Database) -> None:
    await migrate(older)
    found = await read(older, "SELECT term FROM report_term WHERE report_id = 1 ORDER BY term")
    assert [row["term"] for row in found] == [
        "case:2026-11-13:KE-MOMBASA-PORT:DRG-COC-HCL",
        "number:container:MSCU1234566",
    ]
