"""Offices and countries as rows, seeded from the reference files and editable afterwards."""

from datetime import timedelta

from sqlalchemy import Table
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.geography import Country, Geography, Office
from storage.tables.places import CountryRow, OfficeRow

# Columns, no objects of the mapper: every start reads a hundred rows and keeps none of them.
_OFFICES: Table = OfficeRow.__table__  # type: ignore[attr-defined]  # SQLModel makes it
_COUNTRIES: Table = CountryRow.__table__  # type: ignore[attr-defined]  # as above


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
