"""Links and sessions: a token is kept hashed, a link works once and in its time, a session as long as its person."""

from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.random import new_token, token_hash
from tests.storage.rows import NOW, add_account, add_person, later, read

VALID = timedelta(minutes=15)


async def _make(database: Database, purpose: str = "invitation") -> str:
    async with database.writing() as unit:
        token = await unit.links.make(purpose, valid=VALID, now=NOW, payload={"name": "Demo"})
        await unit.commit()
    return token


async def _looks(database: Database, token: str, *, purpose: str = "invitation", at: datetime = NOW) -> bool:
    async with database.reading() as unit:
        return await unit.links.look(purpose, token_hash(token), at) is not None


async def test_the_token_itself_is_nowhere_in_the_database(database: Database) -> None:
    token = await _make(database)
    rows = await read(database, "SELECT * FROM link")
    assert rows
    assert token not in repr(rows)
    assert token not in database.path.read_bytes().decode("latin-1")


async def test_a_link_is_found_by_its_hash(database: Database) -> None:
    token = await _make(database)
    async with database.reading() as unit:
        found = await unit.links.look("invitation", token_hash(token), NOW)
    assert found is not None
    assert found.payload == {"name": "Demo"}


async def test_looking_at_a_link_does_not_use_it_up(database: Database) -> None:
    token = await _make(database)
    assert [await _looks(database, token) for _ in range(3)] == [True] * 3


@pytest.mark.parametrize("wrong", ["", "x", new_token(), "a" * 1000], ids=["empty", "short", "another", "long"])
async def test_another_token_finds_nothing(database: Database, wrong: str) -> None:
    await _make(database)
    assert not await _looks(database, wrong)


async def test_the_hash_is_no_token(database: Database) -> None:
    token = await _make(database)
    assert not await _looks(database, token_hash(token))


async def test_a_link_for_something_else_finds_nothing(database: Database) -> None:
    assert not await _looks(database, await _make(database, "signin"), purpose="invitation")


async def test_a_link_works_until_its_time_is_over(database: Database) -> None:
    token = await _make(database)
    assert await _looks(database, token, at=NOW + VALID - timedelta(seconds=1))
    assert not await _looks(database, token, at=NOW + VALID)


async def test_a_link_is_used_once(database: Database, other: Database) -> None:
    token = await _make(database)
    async with database.reading() as unit:
        link = await unit.links.look("invitation", token_hash(token), NOW)
    assert link is not None
    used = []
    for where in (database, other):
        async with where.writing() as unit:
            used.append(await unit.links.use(link.id, NOW))
            await unit.commit()
    assert used == [True, False]
    assert not await _looks(database, token)


async def test_the_token_of_a_mailed_link_is_derived_and_not_kept(database: Database) -> None:
    def derive(purpose: str, nonce: str) -> str:
        return f"derived-{purpose}-{nonce[::-1]}"

    async with database.writing() as unit:
        account = await add_account(unit)
        link = await unit.links.make_derived("mailbox", derive=derive, valid=VALID, now=NOW, address=account.id)
        await unit.commit()
    async with database.reading() as unit:
        purpose, nonce = await unit.links.nonce(link)
    token = derive(purpose, nonce)
    assert await _looks(database, token, purpose="mailbox")
    assert token not in repr(await read(database, "SELECT * FROM link"))


async def _session(database: Database, *, valid: timedelta = VALID) -> tuple[str, str, int]:
    async with database.writing() as unit:
        person = await add_person(unit)
        account = await add_account(unit, person)
        token = await unit.links.open_session(account.id, NOW, valid=valid)
        await unit.commit()
    return account.public_id, token, person.id


async def _signed_in(database: Database, inbox: str, token: str, *, at: datetime = NOW) -> bool:
    async with database.reading() as unit:
        return await unit.links.find_session(inbox, token, at) is not None


async def test_a_session_signs_in_to_its_own_inbox_only(database: Database) -> None:
    mine, token, _ = await _session(database)
    yours, _, _ = await _session(database)
    assert await _signed_in(database, mine, token)
    assert not await _signed_in(database, yours, token)


async def test_a_session_ends_in_its_time(database: Database) -> None:
    inbox, token, _ = await _session(database)
    assert not await _signed_in(database, inbox, token, at=NOW + VALID)


async def test_a_closed_session_is_gone(database: Database) -> None:
    inbox, token, _ = await _session(database)
    async with database.writing() as unit:
        await unit.links.close_session(token)
        await unit.commit()
    assert not await _signed_in(database, inbox, token)


async def test_a_suspended_person_is_not_signed_in(database: Database) -> None:
    inbox, token, person = await _session(database)
    async with database.writing() as unit:
        await unit.people.set_active(person, active=False)
        await unit.commit()
    assert not await _signed_in(database, inbox, token)


async def test_the_token_of_a_session_is_not_kept(database: Database) -> None:
    _, token, _ = await _session(database)
    assert token not in repr(await read(database, "SELECT * FROM session"))


async def test_old_links_and_sessions_are_forgotten_and_others_stay(database: Database) -> None:
    await _make(database)
    await _session(database)
    await _session(database, valid=timedelta(days=40))
    async with database.writing() as unit:
        await unit.links.forget(later(days=31))
        await unit.commit()
    assert await read(database, "SELECT count(*) AS n FROM link") == [{"n": 0}]
    assert await read(database, "SELECT count(*) AS n FROM session") == [{"n": 1}]
