"""Rows that many tests need first, and reading them back by plain SQL: persons, addresses, deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection

from alerts.delivery import Kind, Outcome, Result, Try, settle
from alerts.marking import Marking
from alerts.person import Person
from alerts.precedence import Precedence
from storage.accounts import Account
from storage.claims import Claimed
from storage.database import Database
from storage.deliveries import NewDelivery, Settled
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)


async def add_person(
    unit: UnitOfWork,
    *,
    country: str | None = "UG",
    office: str | None = None,
    clearance: Marking = Marking.AMBER,
) -> Person:
    return await unit.people.add(
        name="Demo Person",
        language="en",
        zone="UTC",
        clearance=clearance,
        country=country,
        office=office,
        now=NOW,
    )


async def add_account(
    unit: UnitOfWork, person: Person | None = None, *, channel: str = "chat", active: bool = True
) -> Account:
    return await unit.people.add_account(
        channel=channel, external_id=None, person=person.id if person else None, active=active, now=NOW
    )


@dataclass(slots=True)
class Outbox:
    """Deliveries to addresses that are made as they are named."""

    database: Database

    async def queue(
        self,
        to: Account,
        *,
        about: int = 1,
        revision: int = 1,
        kind: Kind = Kind.ALERT,
        precedence: Precedence = Precedence.ROUTINE,
        at: datetime = NOW,
        channel: str = "chat",
    ) -> int:
        """Queues one delivery and returns its id."""
        async with self.database.writing() as unit:
            await unit.deliveries.add(
                [
                    NewDelivery(
                        kind=kind,
                        subject="alert",
                        subject_id=about,
                        revision=revision,
                        address=to.id,
                        person=to.person,
                        channel=channel,
                        precedence=precedence,
                    )
                ],
                at,
            )
            await unit.commit()
        rows = await read(self.database, "SELECT max(id) AS id FROM delivery")
        number = rows[0]["id"]
        assert isinstance(number, int)
        return number

    async def address(self) -> Account:
        """A new address that belongs to nobody."""
        async with self.database.writing() as unit:
            account = await add_account(unit)
            await unit.commit()
        return account

    async def claim(
        self, *, most: int = 10, lane: int = 1, worker: str = "one", channel: str = "chat", now: datetime = NOW
    ) -> list[Claimed]:
        async with self.database.writing() as unit:
            claimed = await unit.deliveries.claim(channel, lane, worker=worker, most=most, now=now)
            await unit.commit()
        return claimed

    async def settle(
        self, claimed: Claimed, result: Result, *, now: datetime = NOW, until: datetime | None = None
    ) -> None:
        async with self.database.writing() as unit:
            await unit.deliveries.settle([settled(claimed, result, now=now, until=until)], now)
            await unit.commit()

    async def states(self) -> dict[int, str]:
        """The state of every delivery, by id."""
        rows = await read(self.database, "SELECT id, state FROM delivery ORDER BY id")
        return {int(str(row["id"])): str(row["state"]) for row in rows}


def settled(
    claimed: Claimed,
    result: Result,
    *,
    now: datetime = NOW,
    until: datetime | None = None,
    receipt: tuple[str, ...] = (),
) -> Settled:
    """What the rules make of a try, as the dispatcher writes it."""
    tried = Try(
        precedence=claimed.precedence,
        created=claimed.created,
        expires=claimed.expires,
        wait=claimed.wait,
        repeat=claimed.repeat,
    )
    return Settled(
        id=claimed.id,
        address=claimed.address,
        attempt=claimed.attempt,
        result=result,
        settlement=settle(Outcome(result=result, reason="tried", until=until), tried, now),
        receipt=receipt,
    )


async def read(database: Database, statement: str) -> list[Mapping[str, object]]:
    """Rows of a plain SQL statement, as another tool would see them."""
    found: list[Mapping[str, object]] = []

    def look(connection: Connection) -> None:
        found.extend(dict(row) for row in connection.execute(text(statement)).mappings())

    await database.run_sync(look)
    return found


async def change(database: Database, statement: str) -> None:
    """Runs a plain SQL statement that changes something behind the program's back."""

    def run(connection: Connection) -> None:
        connection.execute(text(statement))

    await database.run_sync(run)


def later(**span: float) -> datetime:
    """So long after the tests' beginning: `later(seconds=30)`."""
    return NOW + timedelta(**span)
