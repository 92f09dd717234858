"""Which office a country belongs to, from which day, and what an office says of itself: one piece of code for chats and the
terminal (`by` None).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from alerts.checks import OfficeThreshold
from alerts.geography import MoveOfCountry, may_move
from alerts.person import Person
from alerts.seat import Seat, ahead, changes, reseated, seat_at, taken_back
from bot.world import World
from storage.places import OfficeCard
from storage.unit_of_work import UnitOfWork


class CannotMove(Exception):
    """The country cannot go to that office."""

    def __init__(self, refusal: MoveOfCountry) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def may_place(person: Person) -> bool:
    """Whether somebody decides which office a country belongs to: who administers the whole installation."""
    return person.administers(None)


def offices_of(person: Person, world: World) -> list[str]:
    """The offices whose card somebody may change: those they head or administer."""
    return [office for office in world.geography.offices if person.oversees(office)]


async def move_country(
    unit: UnitOfWork, world: World, country: str, office: str, day: date, *, by: Person | None
) -> None:
    """From that day on; open reports stay where they are. Raises CannotMove."""
    geography, now = await unit.places.geography(world.now()), world.now()
    refusal = may_move(geography, country, office, day, now.date())
    if refusal is not None:
        raise CannotMove(refusal)
    before = geography.office_of(country, day)
    await unit.places.move_country(country, office, day)
    await unit.audit.add(
        at=now,
        who=by.id if by is not None else None,
        verb="country.move",
        subject=f"country {country}",
        details={"from": before, "to": office, "day": day.isoformat()},
    )


async def change_office(unit: UnitOfWork, world: World, office: str, card: OfficeCard, *, by: Person | None) -> bool:
    """Keeps what an office says of itself and holds at once; False where nothing is different."""
    before = await unit.places.card(office)
    changed: dict[str, object] = {
        name: [str(getattr(before, name)), str(getattr(card, name))]
        for name in ("languages", "escalate_after", "remark")
        if getattr(before, name) != getattr(card, name)
    }
    if before.thresholds != card.thresholds:
        changed["thresholds"] = [_written(before.thresholds), _written(card.thresholds)]
    if not changed:
        return False
    await unit.places.set_card(office, card)
    await _audit(unit, world, office, "office.change", changed, by)
    return True


async def change_seat(
    unit: UnitOfWork, world: World, office: str, changed: Mapping[str, str], day: date | None, *, by: Person | None
) -> bool:
    """Moves an office from a day on: its host, its contact or its time zone, by name. Without a day, or with one that has
    begun there, at once; what was is not rewritten. False where nothing is different.
    """
    seats, now = await unit.places.seats(office), world.now()
    today = seat_at(seats, now).with_parts(changed).today(now)
    begins = today if day is None else max(day, today)
    after = reseated(seats, changed, begins)
    if after == tuple(seats):
        return False
    told = changes(_holding(seats, begins), _holding(after, begins))
    await unit.places.set_seats(office, after)
    await _audit(
        unit, world, office, "office.change", {"from": begins.isoformat(), **{n: [*one] for n, one in told.items()}}, by
    )
    return True


async def take_back_seat(unit: UnitOfWork, world: World, office: str, day: date, *, by: Person | None) -> bool:
    """Takes back a change of the seat that has not begun yet; False where there is none on that day."""
    seats = await unit.places.seats(office)
    if all(seat.valid_from != day for seat in ahead(seats, world.now())):
        return False
    after = taken_back(seats, day)
    undone = changes(_holding(seats, day), _holding(after, day))
    await unit.places.set_seats(office, after)
    await _audit(
        unit,
        world,
        office,
        "office.take_back",
        {"from": day.isoformat(), **{n: [*one] for n, one in undone.items()}},
        by,
    )
    return True


def _holding(seats: Sequence[Seat], day: date) -> Seat:
    """The seat of a day."""
    return next((seat for seat in reversed(seats) if seat.valid_from is None or seat.valid_from <= day), seats[0])


def _written(thresholds: Sequence[OfficeThreshold]) -> Mapping[str, str]:
    """As the audit keeps them: the least quantity by goods."""
    return {one.goods: f"{one.least.amount:f} {one.least.unit}" if one.least else "any" for one in thresholds}


async def _audit(
    unit: UnitOfWork, world: World, office: str, verb: str, details: Mapping[str, object], by: Person | None
) -> None:
    who = by.id if by is not None else None
    await unit.audit.add(at=world.now(), who=who, verb=verb, subject=f"office {office}", details=details)
