"""What a board is made of: of the right offices, the right span, in the right order, and never without bounds."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.report import Report, Status
from alerts.review import Decision, Move
from alerts.seizure import Good, PartialDate, Place, Quantity, Seizure
from storage.database import Database
from storage.reports import Filing
from tests.storage.rows import NOW, add_person, change, later

SEIZURE = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.4"), "KGM")),),
    place=Place(country="KE", name="Mombasa port"),
    day=PartialDate(2026, 11, 13),
    transport="SEA",
)


@pytest.fixture(autouse=True)
async def _offices(database: Database) -> None:
    for code in ("ESA", "WE"):
        await change(
            database,
            "INSERT INTO office (code, name, region, languages, escalate_after) "
            f"VALUES ('{code}', '{code}', 'ESA', 'en', 7200)",
        )


async def file(
    database: Database,
    *,
    at: datetime = NOW,
    office: str = "ESA",
    precedence: Precedence = Precedence.ROUTINE,
    exercise: bool = False,
    becomes: Status = Status.SUBMITTED,
) -> Report:
    """A report, perhaps decided already."""
    async with database.writing() as unit:
        author = await add_person(unit, country="KE")
        report = await unit.reports.file(
            Filing(
                country="KE",
                office=office,
                author=author.id,
                seizure=SEIZURE,
                marking=Marking.AMBER,
                precedence=precedence,
                exercise=exercise,
            ),
            at,
        )
        if becomes is not Status.SUBMITTED:
            report = await unit.reports.save(report, replace(report, status=becomes), at)
        await unit.commit()
    return report


async def decide(database: Database, report: Report, move: Move, at: datetime = NOW) -> None:
    async with database.writing() as unit:
        await unit.reports.add_decision(
            report.id, Decision(by=None, move=move, at=at, note="gross?", revision=report.revision, reason="quantity")
        )
        await unit.commit()


async def waiting(database: Database, offices: list[str] | None, limit: int = 10) -> list[int]:
    async with database.reading() as unit:
        return [one.report.id for one in await unit.board.waiting(offices, limit=limit)]


async def filed(database: Database, offices: list[str] | None, *, since: datetime = NOW, limit: int = 10) -> list[int]:
    async with database.reading() as unit:
        return [one.id for one in await unit.board.filed(offices, since, limit=limit)]


async def test_what_waits_is_the_most_urgent_and_oldest_first(database: Database) -> None:
    new, old = await file(database, at=later(hours=2)), await file(database)
    flash = await file(database, at=later(hours=3), precedence=Precedence.FLASH)
    assert await waiting(database, ["ESA"]) == [flash.id, old.id, new.id]


@pytest.mark.parametrize("status", [status for status in Status if not status.open])
async def test_what_is_decided_does_not_wait(database: Database, status: Status) -> None:
    await file(database, becomes=status)
    assert await waiting(database, None) == []


async def test_only_the_offices_asked_for_are_read_and_none_means_all(database: Database) -> None:
    here, there = await file(database), await file(database, office="WE")
    for read in (waiting, filed):
        assert [sorted(await read(database, offices)) for offices in (["ESA"], ["WE"], [], None)] == [
            [here.id],
            [there.id],
            [],
            [here.id, there.id],
        ]


async def test_it_is_told_since_when_nobody_acted_and_how_long_that_may_be(database: Database) -> None:
    await file(database)
    async with database.reading() as unit:
        [one] = await unit.board.waiting(["ESA"])
    assert (one.since, one.span) == (NOW, timedelta(hours=2))


async def test_no_more_than_the_bound_is_read(database: Database) -> None:
    first, second = await file(database), await file(database, at=later(hours=1))
    assert await waiting(database, None, limit=1) == [first.id]
    assert await filed(database, None, limit=1) == [second.id]


async def test_what_was_filed_before_is_not_read(database: Database) -> None:
    await file(database, at=later(seconds=-1))
    on_time = await file(database)
    assert await filed(database, None) == [on_time.id]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.WITHDRAWN])
async def test_what_turned_out_to_be_none_is_not_counted(database: Database, status: Status) -> None:
    await file(database, becomes=status)
    assert await filed(database, None) == []


async def test_an_exercise_is_not_counted(database: Database) -> None:
    drill = await file(database, exercise=True)
    await decide(database, drill, Move.RETURN)
    assert await filed(database, None) == []
    async with database.reading() as unit:
        assert await unit.board.sent_back(None, NOW) == []


async def test_a_report_that_cannot_be_read_does_not_hide_the_others(database: Database) -> None:
    broken, good = await file(database), await file(database)
    await change(database, f"UPDATE report_revision SET facts = '{{}}' WHERE report_id = {broken.id}")
    assert await waiting(database, None) == await filed(database, None) == [good.id]


async def test_a_report_that_was_changed_is_there_once_as_it_is_now(database: Database) -> None:
    report = await file(database)
    changed = replace(report, revision=2, seizure=replace(SEIZURE, transport="AIR"))
    async with database.writing() as unit:
        await unit.reports.save(report, changed, NOW)
        await unit.commit()
    async with database.reading() as unit:
        [waits], [counted] = await unit.board.waiting(None), await unit.board.filed(None, NOW)
    assert (waits.report.seizure.transport, counted.seizure.transport) == ("AIR", "AIR")


async def test_returns_and_rejections_are_read_and_other_moves_are_not(database: Database) -> None:
    report = await file(database)
    for move in (Move.RETURN, Move.REJECT, Move.TAKE, Move.ESCALATE):
        await decide(database, report, move)
    await decide(database, report, Move.RETURN, later(seconds=-1))
    async with database.reading() as unit:
        back = await unit.board.sent_back(["ESA"], NOW)
        assert await unit.board.sent_back(["WE"], NOW) == []
    assert [one.move for one in back] == [Move.REJECT, Move.RETURN]
    assert {(one.report, one.involved, one.country, one.reason) for one in back} == {
        (report.id, report.involved, "KE", "quantity")
    }


async def test_of_what_waits_it_is_read_when_it_rose_last(database: Database) -> None:
    risen, other = await file(database), await file(database)
    for minutes in (1, 2):
        await decide(database, risen, Move.ESCALATE, later(minutes=minutes))
    await decide(database, risen, Move.TAKE, later(minutes=3))
    async with database.reading() as unit:
        found = await unit.board.waiting(["ESA"])
    assert {one.report.id: one.risen for one in found} == {risen.id: later(minutes=2), other.id: None}
    assert {one.due for one in found} == {later(hours=2)}
