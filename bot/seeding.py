"""Making an installation: its kind is written once, offices and countries start from the reference data."""

from datetime import datetime
from typing import Literal

from alerts.geography import Country, Geography, Office
from storage.database import Database
from storage.reference import Reference

Kind = Literal["demo", "live"]


class WrongKind(Exception):
    """This data folder holds an installation of the other kind; demo and live are never mixed."""


async def seed(database: Database, reference: Reference, kind: Kind, now: datetime) -> None:
    """Writes kind, offices and countries where nothing is yet. Raises WrongKind for an installation of the other kind."""
    async with database.writing() as unit:
        found = await unit.installations.kind()
        if found is not None:
            if found != kind:
                raise WrongKind(WrongKind.__doc__)
            return
        await unit.installations.make(kind, now)
        for office in reference.offices:
            await unit.places.add_office(
                Office(
                    code=office.code,
                    name=office.name,
                    region=office.region,
                    host_country=office.host_country,
                    languages=office.languages,
                    zone=office.zone,
                ),
                since=office.valid_from,
            )
        for country in reference.countries:
            await unit.places.add_country(
                Country(
                    code=country.code,
                    office=country.office,
                    region=country.region,
                    valid_from=country.valid_from,
                    valid_to=country.valid_to,
                ),
                country.zones,
            )
        await unit.audit.add(
            at=now, who=None, verb="installation.make", subject=f"installation {kind}", details={"kind": kind}
        )
        await unit.commit()


async def geography_of(database: Database, now: datetime) -> Geography:
    """Offices and links as they are kept, and where the offices sit at that moment."""
    async with database.reading() as unit:
        return await unit.places.geography(now)
