"""Audit rows: appended with the change they tell of, never changed."""

import pytest
from sqlalchemy.exc import DatabaseError

from storage.audit import digest
from storage.database import Database
from tests.storage.rows import NOW, change, read


async def _write(database: Database, *, details: dict[str, object] | None = None) -> None:
    async with database.writing() as unit:
        await unit.audit.add(
            at=NOW, who=7, verb="role.grant", subject="person abc", details=details or {"kind": "head"}
        )
        await unit.commit()


async def test_a_row_says_who_did_what_to_what_and_when(database: Database) -> None:
    await _write(database)
    [row] = await read(database, "SELECT who, verb, subject, at FROM audit")
    assert dict(row) == {"who": 7, "verb": "role.grant", "subject": "person abc", "at": "2026-11-13 09:30:00.000000"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 8",
        "UPDATE audit SET digest = digest",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (id, at, who, verb, subject, digest) VALUES (1, '2026-11-13', 8, 'x', 'y', 'z')",
        "UPDATE audit_chain SET hash = 'x'",
        "DELETE FROM audit_chain",
        "INSERT OR REPLACE INTO audit_chain (seq, audit_id, hash) VALUES (1, 99, 'x')",
        "INSERT OR REPLACE INTO audit_chain (seq, audit_id, hash) VALUES (99, 1, 'x')",
    ],
)
async def test_a_row_that_is_there_cannot_be_changed_or_taken_away(database: Database, statement: str) -> None:
    await _write(database)
    await change(database, "INSERT INTO audit_chain (seq, audit_id, hash) VALUES (1, 1, 'first')")
    with pytest.raises(DatabaseError, match="never changed"):
        await change(database, statement)


async def test_the_digest_covers_the_details_under_their_salt(database: Database) -> None:
    details: dict[str, object] = {"kind": "head", "office": "ESA", "list": [1, "é"]}
    await _write(database, details=details)
    [row] = await read(database, "SELECT a.digest, d.salt FROM audit a JOIN audit_detail d ON d.audit_id = a.id")
    assert row["digest"] == digest(str(row["salt"]), details)
    assert row["digest"] != digest(str(row["salt"]), {**details, "office": "WE"})


async def test_the_same_details_have_another_digest_each_time(database: Database) -> None:
    await _write(database)
    await _write(database)
    rows = await read(database, "SELECT DISTINCT digest FROM audit")
    assert len(rows) == 2


async def test_details_can_be_erased_and_the_digest_stays(database: Database) -> None:
    await _write(database)
    await change(database, "UPDATE audit_detail SET details = '{}', salt = ''")
    assert len(await read(database, "SELECT digest FROM audit")) == 1


async def test_a_change_that_is_not_kept_leaves_no_row(database: Database) -> None:
    async with database.writing() as unit:
        await unit.audit.add(at=NOW, who=None, verb="alert.expire", subject="alert x", details={})
    assert await read(database, "SELECT * FROM audit") == []
