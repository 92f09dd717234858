"""People and a geography for tests of who may do what, written as one says them: reviewer ESA."""

from datetime import date

from alerts.geography import Country, Geography
from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind

DAY = date(2026, 11, 13)
GEOGRAPHY = Geography(
    offices={},
    links=(
        Country(code="KE", office="ESA", region="ESA", valid_to=date(2026, 12, 31)),
        Country(code="KE", office="CAF", region="ESA", valid_from=date(2027, 1, 1)),
        Country(code="UG", office="ESA", region="ESA"),
        Country(code="CM", office="CAF", region="WCA"),
    ),
)


def role(text: str) -> Role:
    """Such as: officer KE, reviewer ESA, administrator."""
    kind, _, where = text.partition(" ")
    country = where if len(where) == 2 else None
    return Role(kind=RoleKind(kind), country=country, office=where if where and country is None else None)


def person(*roles: str | Role, number: int = 1, country: str | None = None, office: str | None = None) -> Person:
    return Person(
        id=number,
        public_id=f"p3rs0n00000{number}",
        name="Demo Person",
        language="en",
        zone="UTC",
        clearance=Marking.AMBER_STRICT,
        country=country,
        office=office,
        roles=tuple(role(one) if isinstance(one, str) else one for one in roles),
    )
