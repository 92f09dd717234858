"""Offices and countries as rows, seeded from the reference files and editable afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Row, Table, delete
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.checks import OfficeThreshold
from alerts.geography import Country, Geography, Office, moved
from alerts.seat import Seat, seat_at
from alerts.seizure import Quantity
from storage.tables.places import CountryRow, OfficeRow, OfficeSeatRow, OfficeThresholdRow

# Columns, no objects of the mapper: every start reads a hundred rows and keeps none of them.
_OFFICES: Table = OfficeRow.__table__  # type: ignore[attr-defined]  # SQLModel makes it
_SEATS: Table = OfficeSeatRow.__table__  # type: ignore[attr-defined]  # as above
_COUNTRIES: Table = CountryRow.__table__  # type: ignore[attr-defined]  # as above

_BY_DAY = (_SEATS.c.valid_from.is_not(None), _SEATS.c.valid_from)
"""What holds since ever comes first, on every engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCard:
    """What an office says of itself and how it works, as its own people may change it; what moves is its seat."""

    languages: tuple[str, ...]
    escalate_after: timedelta
    remark: str
    thresholds: tuple[OfficeThreshold, ...]
    """In the order of their goods."""


class Places:
    """Reads and writes offices and countries."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_office(self, office: Office, *, since: date | None = None) -> None:
        """An office with its first seat."""
        self._session.add(
            OfficeRow(code=office.code, name=office.name, region=office.region, languages=";".join(office.languages))
        )
        await self._session.flush()
        first = Seat(host_country=office.host_country, contact="", zone=office.zone, valid_from=since)
        await self.set_seats(office.code, [first])

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

    async def geography(self, now: datetime) -> Geography:
        """All offices, with the seats that hold at that moment, and all links."""
        connection = await self._session.connection()
        offices = await connection.execute(_OFFICES.select())
        seats: dict[str, list[Seat]] = {}
        for row in await connection.execute(_SEATS.select().order_by(*_BY_DAY)):
            seats.setdefault(row.office, []).append(_seat(row))
        sits = {office: seat_at(found, now) for office, found in seats.items()}
        countries = await connection.execute(_COUNTRIES.select().order_by(_COUNTRIES.c.id))
        return Geography(
            offices={
                row.code: Office(
                    code=row.code,
                    name=row.name,
                    region=row.region,
                    host_country=sits[row.code].host_country,
                    languages=tuple(row.languages.split(";")),
                    zone=sits[row.code].zone,
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
            languages=tuple(row.languages.split(";")),
            escalate_after=timedelta(seconds=row.escalate_after),
            remark=row.remark,
            thresholds=await self.thresholds(office),
        )

    async def set_card(self, office: str, card: OfficeCard) -> None:
        row = await self._session.get_one(OfficeRow, office)
        row.languages, row.remark = ";".join(card.languages), card.remark
        row.escalate_after = int(card.escalate_after.total_seconds())
        await self._session.exec(delete(OfficeThresholdRow).where(col(OfficeThresholdRow.office) == office))
        for one in card.thresholds:
            amount, unit = (format(one.least.amount, "f"), one.least.unit) if one.least else (None, None)
            self._session.add(OfficeThresholdRow(office=office, goods=one.goods, amount=amount, unit=unit))
        await self._session.flush()

    async def thresholds(self, office: str) -> tuple[OfficeThreshold, ...]:
        """An office's own, in the order of their goods."""
        rows = await self._session.exec(
            select(OfficeThresholdRow)
            .where(OfficeThresholdRow.office == office)
            .order_by(col(OfficeThresholdRow.goods))
        )
        return tuple(
            OfficeThreshold(
                goods=row.goods,
                least=Quantity(Decimal(row.amount), row.unit)
                if row.amount is not None and row.unit is not None
                else None,
            )
            for row in rows.all()
        )

    async def seats(self, office: str) -> list[Seat]:
        """An office's seats in the order of their days; at least one."""
        rows = await self._session.exec(select(OfficeSeatRow).where(OfficeSeatRow.office == office).order_by(*_BY_DAY))
        return [_seat(row) for row in rows.all()]

    async def set_seats(self, office: str, seats: Sequence[Seat]) -> None:
        await self._session.exec(delete(OfficeSeatRow).where(col(OfficeSeatRow.office) == office))
        for seat in seats:
            self._session.add(
                OfficeSeatRow(
                    office=office,
                    host_country=seat.host_country,
                    contact=seat.contact,
                    zone=seat.zone,
                    valid_from=seat.valid_from,
                    valid_to=seat.valid_to,
                )
            )
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


def _seat(row: Row[tuple[object, ...]] | OfficeSeatRow) -> Seat:
    return Seat(
        host_country=row.host_country,
        contact=row.contact,
        zone=row.zone,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
