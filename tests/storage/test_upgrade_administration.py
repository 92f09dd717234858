"""What was there before roles had an end, invitations were confirmed and sessions had names is there afterwards."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.identifiers import is_public_id
from storage.database import Database
from storage.links import SESSION
from storage.migrate import MIGRATIONS, check, migrate
from storage.random import token_hash
from tests.storage.rows import NOW, change, read

BEFORE = ("0001_the_spine.py", "0002_messengers.py")
"""The schema of before, as it was released."""

AT = "2026-11-13 09:30:00.000000"
PERSON = (
    "INSERT INTO person (id, public_id, name, language, zone, clearance, country, office, active, created) "
    "VALUES ({id}, 'p3rs0n00000{id}', 'Demo {id}', 'en', 'UTC', 2, 'KE', NULL, 1, '" + AT + "')"
)
ROLE = (
    "INSERT INTO role (person_id, kind, country, office, granted_by, created) "
    "VALUES ({person}, '{kind}', NULL, 'ESA', {by}, '" + AT + "')"
)


@pytest.fixture
async def before(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of the release before, with four people who gave each other roles, and a browser signed in."""
    released = tmp_path / "released"
    shutil.copytree(MIGRATIONS, released)
    for file in (released / "versions").glob("0*.py"):
        if file.name not in BEFORE:
            file.unlink()
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'before.db'}")
    await migrate(opened, released)
    for number in range(1, 5):
        await change(opened, PERSON.format(id=number))
    given = [
        (1, "administrator", "NULL"),
        (2, "administrator", 1),
        (3, "head", 2),
        (3, "member", 4),
        (4, "reviewer", 3),
    ]
    for person, kind, by in given:
        await change(opened, ROLE.format(person=person, kind=kind, by=by))
    await change(
        opened,
        "INSERT INTO address (id, public_id, channel, external_id, person_id, active, rank, created) "
        f"VALUES (1, 'addre5500001', 'web', 'addre5500001', 1, 1, 0, '{AT}')",
    )
    await change(
        opened,
        "INSERT INTO session (token_hash, address_id, created, expires) "
        f"VALUES ('{token_hash('a token')}', 1, '{AT}', '2026-12-13 09:30:00.000000')",
    )
    await change(
        opened,
        "INSERT INTO office (code, name, region, host_country, languages, zone, escalate_after) "
        "VALUES ('ESA', 'Eastern and Southern Africa', 'ESA', 'ZW', 'en;fr', 'Africa/Harare', 86400)",
    )
    await change(
        opened, "INSERT INTO country (code, office, region, zones) VALUES ('KE', 'ESA', 'ESA', 'Africa/Nairobi')"
    )
    yield opened
    await opened.close()


async def test_the_chain_of_who_gave_a_role_is_there_after_the_upgrade(before: Database) -> None:
    await migrate(before)
    await check(before)
    async with before.reading() as unit:
        people = await unit.people.many(range(1, 5))
    behind = {person.id: {role.kind.value: set(role.behind) for role in person.roles} for person in people.values()}
    assert behind == {
        1: {"administrator": set()},
        2: {"administrator": set()},
        3: {"head": {1}, "member": set()},
        4: {"reviewer": {1, 2}},
    }
    assert all(role.ends is None for person in people.values() for role in person.roles)


async def test_who_is_signed_in_stays_so_and_the_session_has_a_name(before: Database) -> None:
    await migrate(before)
    async with before.reading() as unit:
        found = await unit.links.find_session("addre5500001", "a token", NOW + timedelta(days=1))
        listed = await unit.links.sessions_of(1, used_after=NOW - SESSION)
    assert found is not None
    assert found.used == NOW
    assert is_public_id(found.session)
    assert [(one.public_id, one.browser) for one in listed] == [(found.session, "")]


async def test_an_office_has_an_empty_card_to_be_filled(before: Database) -> None:
    await migrate(before)
    async with before.reading() as unit:
        card = await unit.places.card("ESA")
        (seat,) = await unit.places.seats("ESA")
    assert (seat.contact, card.remark, card.thresholds, card.languages) == ("", "", (), ("en", "fr"))
    assert await read(before, "SELECT count(*) AS waiting FROM admission") == [{"waiting": 0}]
