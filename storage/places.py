"""Offices and countries as rows, seeded from the reference files and editable afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Table
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.geography import Country, Geography, Office, moved
from storage.tables.places import CountryRow, OfficeRow

# Columns, no objects of the mapper: every start reads a hundred rows and keeps none of them.
_OFFICES: Table = OfficeRow.__table__  # type: ignore[attr-defined]  # SQLModel makes it
_COUNTRIES: Table = CountryRow.__table__  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCard:
    """What an office says of itself and how it works, as its own people may change it."""

    host_country: str
    contact: str
    languages: tuple[str, ...]
    escalate_after: timedelta
    thresholds: str


class Places:
    """Reads and writes offices and countries."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_office(self, office: Office) -> None:
        self._session.add(
            OfficeRow(
                code=office.code,
                name=office.name,
                region=office.region,
                host_country=office.host_country,
                languages=";".join(office.languages),
                zone=office.zone,
            )
        )
        await self._session.flush()

    async def add_country(self, country: Country, zones: tuple[str, ...]) -> None:
        self._session.add(
            CountryRow(
                code=country.code,
                office=country.office,
                region=country.region,
                zones=";".join(zones),
                valid_from=country.valid_from,
                valid_to=country.valid_to,
            )
        )

    async def geography(self) -> Geography:
        """All offices and links."""
        connection = await self._session.connection()
        offices = await connection.execute(_OFFICES.select())
        countries = await connection.execute(_COUNTRIES.select().order_by(_COUNTRIES.c.id))
        return Geography(
            offices={
                row.code: Office(
                    code=row.code,
                    name=row.name,
                    region=row.region,
                    host_country=row.host_country,
                    languages=tuple(row.languages.split(";")),
                    zone=row.zone,
                )
                for row in offices
            },
            links=tuple(
                Country(
                    code=row.code,
                    office=row.office,
                    region=row.region,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                )
                for row in countries
            ),
        )

    async def zones(self, country: str) -> tuple[str, ...]:
        """Time zones of a country, the usual one first; empty where none is known."""
        row = (await self._session.exec(select(CountryRow).where(CountryRow.code == country))).first()
        return tuple(zone for zone in row.zones.split(";") if zone) if row else ()

    async def escalate_after(self, office: str) -> timedelta:
        """How long a report waits for somebody to act before it escalates one step."""
        row = await self._session.get(OfficeRow, office)
        return timedelta(seconds=row.escalate_after if row else 24 * 3600)

    async def card(self, office: str) -> OfficeCard:
        """An office as its own people may change it. Raises NoResultFound for an unknown one."""
        row = await self._session.get_one(OfficeRow, office)
        return OfficeCard(
            host_country=row.host_country,
            contact=row.contact,
            languages=tuple(row.languages.split(";")),
            escalate_after=timedelta(seconds=row.escalate_after),
            thresholds=row.thresholds,
        )

    async def set_card(self, office: str, card: OfficeCard) -> None:
        row = await self._session.get_one(OfficeRow, office)
        row.host_country, row.contact, row.thresholds = card.host_country, card.contact, card.thresholds
        row.languages, row.escalate_after = ";".join(card.languages), int(card.escalate_after.total_seconds())
        await self._session.flush()

    async def move_country(self, country: str, office: str, day: date) -> Country:
        """Gives a country to another office from that day on, and returns the new link. Raises LookupError where no link
        holds on that day.
        """
        row = (
            await self._session.exec(
                select(CountryRow)
                .where(CountryRow.code == country)
                .where(or_(col(CountryRow.valid_from).is_(None), col(CountryRow.valid_from) <= day))
                .where(or_(col(CountryRow.valid_to).is_(None), col(CountryRow.valid_to) >= day))
            )
        ).first()
        if row is None:
            raise LookupError(country)
        held = Country(
            code=country, office=row.office, region=row.region, valid_from=row.valid_from, valid_to=row.valid_to
        )
        ended, begun = moved(held, office, day)
        row.valid_to = ended.valid_to
        await self.add_country(begun, tuple(row.zones.split(";")))
        await self._session.flush()
        return begun
