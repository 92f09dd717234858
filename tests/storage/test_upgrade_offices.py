"""What an office said of itself, and why reports went back, before both had a form: nothing of it is lost by the upgrade."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alerts.seat import Seat
from storage.database import Database
from storage.migrate import MIGRATIONS, check, migrate
from tests.storage.rows import NOW, change, read

AT = "2026-11-13 09:30:00.000000"
MADE = [
    ("return", "quantity"),
    ("return", "Is it gross or net?"),
    ("reject", "duplicate"),
    ("reject", "quantity"),
    ("transfer", "RILO ESA → RILO WE: test"),
    ("approve", "ESA-2026-0001"),
]


@pytest.fixture
async def before(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of before, with an office that had said what it could and a report on which much was decided."""
    released = tmp_path / "released"
    shutil.copytree(MIGRATIONS, released)
    for file in (released / "versions").glob("0*.py"):
        if file.name[:4] > "0005":
            file.unlink()
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'before.db'}")
    await migrate(opened, released)
    for code, contact, thresholds in (("ESA", "+263 1", "Cocaine from 100 g, all khat"), ("WE", "", "")):
        await change(
            opened,
            "INSERT INTO office (code, name, region, host_country, languages, zone, escalate_after, contact, thresholds) "
            f"VALUES ('{code}', '{code}', 'ESA', 'ZW', 'en;fr', 'Africa/Harare', 7200, '{contact}', '{thresholds}')",
        )
    await change(
        opened,
        "INSERT INTO country (code, office, region, zones, valid_from, valid_to) "
        "VALUES ('KE', 'ESA', 'ESA', 'Africa/Nairobi', NULL, NULL)",
    )
    await change(
        opened,
        "INSERT INTO person (id, public_id, name, language, zone, clearance, country, office, active, created) "
        f"VALUES (1, 'p3rs0n000001', 'Demo', 'en', 'UTC', 2, 'KE', NULL, 1, '{AT}')",
    )
    await change(
        opened,
        "INSERT INTO report (id, public_id, number, country, office, author_id, status, version, revision, marking, "
        "precedence, level, level_since, submitted_at, exercise) VALUES "
        f"(1, 'r1', 'KE-2026-000001', 'KE', 'ESA', 1, 'returned', 1, 1, 2, 0, 'reviewers', '{AT}', '{AT}', 0)",
    )
    for move, note in MADE:
        await change(
            opened,
            "INSERT INTO decision (report_id, by, move, note, revision, at) "
            f"VALUES (1, 1, '{move}', '{note}', 1, '{AT}')",
        )
    yield opened
    await opened.close()


async def test_what_an_office_said_of_itself_is_its_first_seat_and_its_remark(before: Database) -> None:
    await migrate(before)
    await check(before)
    async with before.reading() as unit:
        seats, card = await unit.places.seats("ESA"), await unit.places.card("ESA")
        geography = await unit.places.geography(NOW)
        assert (await unit.places.card("WE")).remark == ""
    assert seats == [Seat(host_country="ZW", contact="+263 1", zone="Africa/Harare")]
    assert (card.remark, card.thresholds) == ("Cocaine from 100 g, all khat", ())
    assert (geography.offices["ESA"].host_country, geography.offices["ESA"].zone) == ("ZW", "Africa/Harare")
    assert geography.office_of("KE", NOW.date()) == "ESA"


async def test_a_listed_reason_becomes_one_and_words_of_ones_own_stay_as_they_are(before: Database) -> None:
    await migrate(before)
    found = await read(before, "SELECT move, reason, note FROM decision ORDER BY id")
    assert [tuple(row.values()) for row in found] == [
        ("return", "quantity", ""),
        ("return", "other", "Is it gross or net?"),
        ("reject", "duplicate", ""),
        ("reject", "other", "quantity"),
        ("transfer", "", "RILO ESA → RILO WE: test"),
        ("approve", "", "ESA-2026-0001"),
    ]
