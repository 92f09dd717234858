"""Serials and ticks: each number once, each slot once, whoever comes."""

import asyncio

from storage.database import Database
from tests.storage.rows import NOW, later


async def _number(database: Database, office: str = "ESA", year: int = 2026) -> str:
    async with database.writing() as unit:
        number = await unit.alerts.next_number(office, year)
        await unit.commit()
    return number


async def test_numbers_go_up_one_by_one_for_each_office_and_year(database: Database) -> None:
    numbers = [
        await _number(database, office, year)
        for office, year in (("ESA", 2026), ("ESA", 2026), ("WE", 2026), ("ESA", 2027), ("ESA", 2026))
    ]
    assert numbers == ["ESA-2026-0001", "ESA-2026-0002", "WE-2026-0001", "ESA-2027-0001", "ESA-2026-0003"]


async def test_a_number_that_was_not_kept_is_given_again(database: Database) -> None:
    async with database.writing() as unit:
        await unit.alerts.next_number("ESA", 2026)
    assert await _number(database) == "ESA-2026-0001"


async def test_two_at_once_never_get_the_same_number(database: Database, other: Database) -> None:
    numbers = await asyncio.gather(*(_number(where) for where in (database, other) * 10))
    assert sorted(numbers) == [f"ESA-2026-{number:04d}" for number in range(1, 21)]


async def _take(database: Database, name: str, slot: str) -> bool:
    async with database.writing() as unit:
        taken = await unit.ticks.take(name, slot, NOW)
        await unit.commit()
    return taken


async def test_a_slot_is_taken_by_one_of_many(database: Database, other: Database) -> None:
    taken = await asyncio.gather(*(_take(where, "clean-up", "2026-11-13T09") for where in (database, other) * 5))
    assert sum(taken) == 1


async def test_another_slot_and_another_name_are_free(database: Database) -> None:
    assert await _take(database, "clean-up", "2026-11-13T09")
    assert await _take(database, "clean-up", "2026-11-13T10")
    assert await _take(database, "digest", "2026-11-13T09")


async def test_a_slot_is_remembered_until_it_is_forgotten(database: Database) -> None:
    await _take(database, "clean-up", "2026-11-13T09")
    async with database.writing() as unit:
        await unit.ticks.forget(NOW)
        assert not await unit.ticks.take("clean-up", "2026-11-13T09", NOW)
        await unit.ticks.forget(later(seconds=1))
        assert await unit.ticks.take("clean-up", "2026-11-13T09", NOW)
