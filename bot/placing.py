"""Which office a country belongs to, from which day, and what an office says of itself: one piece of code for chats and the
terminal (`by` None).
"""

from datetime import date

from alerts.geography import MoveOfCountry, may_move
from alerts.person import Person, RoleKind
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
    return any(role.kind is RoleKind.ADMINISTRATOR and role.office is None for role in person.roles)


def offices_of(person: Person, world: World) -> list[str]:
    """The offices whose card somebody may change: those they head or administer."""
    return [office for office in world.geography.offices if person.oversees(office)]


async def move_country(
    unit: UnitOfWork, world: World, country: str, office: str, day: date, *, by: Person | None
) -> None:
    """From that day on; open reports stay where they are. Raises CannotMove."""
    geography, now = await unit.places.geography(), world.now()
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
    """Keeps what an office says of itself; False where nothing is different."""
    before = await unit.places.card(office)
    changed = {
        name: [str(getattr(before, name)), str(getattr(card, name))]
        for name in ("host_country", "contact", "languages", "escalate_after", "thresholds")
        if getattr(before, name) != getattr(card, name)
    }
    if not changed:
        return False
    await unit.places.set_card(office, card)
    await unit.audit.add(
        at=world.now(),
        who=by.id if by is not None else None,
        verb="office.change",
        subject=f"office {office}",
        details=changed,
    )
    return True
