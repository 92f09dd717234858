"""Finding people: by home and name, by the roles they have."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.person import Person, RoleKind
from storage.people import People
from storage.tables.people import PersonRow, RoleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom somebody looks for: of these countries or offices (both None: of any), with this in the name."""

    countries: frozenset[str] | None = None
    offices: frozenset[str] | None = None
    name: str = ""


class Directory:
    """Reads only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._people = People(session)

    async def with_roles_over(self, day: date) -> list[Person]:
        """People who still have a role whose last day is over."""
        holders = select(RoleRow.person_id).where(col(RoleRow.ends) < day)
        rows = await self._session.exec(select(PersonRow).where(col(PersonRow.id).in_(holders)))
        return await self._people.persons(rows.all())

    async def overseeing(self, office: str | None) -> list[Person]:
        """Active people who head or administer this office; None: who administer all."""
        found = await self._active_with(RoleKind.HEAD, RoleKind.ADMINISTRATOR)
        return [person for person in found if person.oversees(office)]

    async def administrators(self) -> list[Person]:
        """Active people who administer an office, or all."""
        return await self._active_with(RoleKind.ADMINISTRATOR)

    async def officers(self, country: str) -> list[tuple[Person, datetime]]:
        """Active officers of a country and since when they are here, in order of their names."""
        holders = select(RoleRow.person_id).where(RoleRow.kind == RoleKind.OFFICER.value, RoleRow.country == country)
        rows = (
            await self._session.exec(
                select(PersonRow)
                .where(col(PersonRow.id).in_(holders), col(PersonRow.active).is_(True))
                .order_by(col(PersonRow.name), col(PersonRow.id))
            )
        ).all()
        return list(zip(await self._people.persons(rows), [row.created for row in rows], strict=True))

    async def found(self, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Person]:
        """People by home and name, in order of their names."""
        statement = select(PersonRow)
        if wanted.countries is not None or wanted.offices is not None:
            statement = statement.where(
                or_(
                    col(PersonRow.country).in_(list(wanted.countries or ())),
                    col(PersonRow.office).in_(list(wanted.offices or ())),
                )
            )
        if wanted.name:
            statement = statement.where(col(PersonRow.name).icontains(wanted.name, autoescape=True))
        rows = await self._session.exec(
            statement.order_by(col(PersonRow.name), col(PersonRow.id)).limit(limit).offset(offset)
        )
        return await self._people.persons(rows.all())

    async def _active_with(self, *kinds: RoleKind) -> list[Person]:
        holders = select(RoleRow.person_id).where(col(RoleRow.kind).in_([kind.value for kind in kinds]))
        rows = await self._session.exec(
            select(PersonRow)
            .where(col(PersonRow.id).in_(holders), col(PersonRow.active).is_(True))
            .order_by(col(PersonRow.id))
        )
        return await self._people.persons(rows.all())
