"""What an operator does with offices and countries: list them, and change what an administrator may change in chat."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TextIO

from rich.table import Table

from alerts.checks import OfficeThreshold
from alerts.geography import MoveOfCountry
from alerts.seat import Seat, ahead, seat_at
from bot import placing
from bot.dialogs.office import LONGEST_REMARK, read_languages
from bot.dialogs.thresholds import read_threshold, show_threshold, threshold_of
from bot.language import words
from bot.operating import CannotBeDone, show_table
from bot.scene import Answered, Clarify, NotUnderstood
from bot.world import World
from channels.text import clean_line, shorten

LONGEST_ANSWER = 168
"""Hours within which an office may have to act: a week."""

USUAL = "usual"
"""Behind some goods: the office has no threshold of its own for them any more."""

_CANNOT_MOVE = {
    MoveOfCountry.NO_SUCH_OFFICE: "--move: {office} is not an office; `liaison countries` lists them.",
    MoveOfCountry.HAS_NO_OFFICE: "--move: {country} has no office on {day}; `liaison countries` lists what there is.",
    MoveOfCountry.SAME_OFFICE: "--move: {country} belongs to {office} already.",
    MoveOfCountry.DAY_IS_OVER: "--move: a change begins tomorrow at the earliest, not on {day}.",
    MoveOfCountry.ANOTHER_ON_THAT_DAY: "--move: another change of {country} begins on {day}.",
}


async def countries(world: World, out: TextIO) -> None:
    """A table of which office each country belongs to, from when to when."""
    table = Table("Country", "Office", "Region", "From", "To")
    async with world.database.reading() as unit:
        geography = await unit.places.geography(world.now())
    for link in sorted(geography.links, key=lambda one: (one.code, one.valid_from or date.min)):
        table.add_row(link.code, link.office, link.region, str(link.valid_from or ""), str(link.valid_to or ""))
    show_table(table, out)


async def move_country(world: World, country: str, office: str, day: str) -> None:
    """Gives a country to another office from a day on. Raises CannotBeDone with one sentence."""
    try:
        begins = date.fromisoformat(day)
    except ValueError:
        raise CannotBeDone(f"--move: {day} is no day; give one such as 2027-01-01.") from None
    async with world.database.writing() as unit:
        try:
            await placing.move_country(unit, world, country, office, begins, by=None)
        except placing.CannotMove as error:
            raise CannotBeDone(_CANNOT_MOVE[error.refusal].format(country=country, office=office, day=day)) from None
        await unit.commit()


async def change_office(
    world: World,
    office: str,
    *,
    contact: str | None = None,
    host: str | None = None,
    zone: str | None = None,
    begins: date | None = None,
    hours: int | None = None,
    languages: str | None = None,
    remark: str | None = None,
    thresholds: Sequence[str] = (),
    no_thresholds: Sequence[str] = (),
) -> None:
    """Changes what an office says of itself, all of it or nothing. Raises CannotBeDone with one sentence."""
    if office not in world.geography.offices:
        raise CannotBeDone(f"{office} is not an office; choose one of {', '.join(world.geography.offices)}.")
    if hours is not None and not 1 <= hours <= LONGEST_ANSWER:
        raise CannotBeDone(f"--hours: give a number from 1 to {LONGEST_ANSWER}.")
    spoken = None if languages is None else _languages(world, languages)
    said = [_threshold(world, "--threshold", one) for one in thresholds]
    said += [_threshold(world, "--no-threshold", f"{one} any") for one in no_thresholds]
    async with world.database.writing() as unit:
        seats = await unit.places.seats(office)
        changed = _moved(world, seat_at(seats, world.now()), contact=contact, host=host, zone=zone)
        if begins is not None and contact is host is zone is None:
            raise CannotBeDone("--from goes with --contact, --host or --zone; the rest holds at once.")
        if begins is not None and begins < seat_at(seats, world.now()).with_parts(changed).today(world.now()):
            raise CannotBeDone(f"--from: {begins} is over; what was is not rewritten.")
        card = await unit.places.card(office)
        own = {one.goods: one for one in card.thresholds}
        for goods, least in said:
            own.pop(goods, None)
            if least is not None:
                own[goods] = least
        card = replace(
            card,
            languages=spoken or card.languages,
            escalate_after=card.escalate_after if hours is None else timedelta(hours=hours),
            remark=card.remark if remark is None else shorten(clean_line(remark), LONGEST_REMARK),
            thresholds=tuple(own[goods] for goods in sorted(own)),
        )
        await placing.change_office(unit, world, office, card, by=None)
        await placing.change_seat(unit, world, office, changed, begins, by=None)
        await unit.commit()


def _moved(world: World, seat: Seat, *, contact: str | None, host: str | None, zone: str | None) -> Mapping[str, str]:
    """What moves, by name. An office that moves goes by the usual clock of where it goes, unless another is given."""
    zones = {country.code: country.zones for country in world.reference.countries}
    if host is not None and host not in zones:
        raise CannotBeDone(f"--host: {host} is not a country Liaison knows; give an ISO code such as KE.")
    where = host or seat.host_country
    there = zones.get(where, (seat.zone,))
    if zone is not None and zone not in there:
        raise CannotBeDone(f"--zone: {zone} is no time zone of {where}; choose one of {', '.join(there)}.")
    changed = {} if contact is None else {"contact": clean_line(contact)}
    if host is not None:
        changed["host_country"] = host
    if zone is not None or seat.zone not in there:
        changed["zone"] = zone or there[0]
    return changed


def _languages(world: World, said: str) -> tuple[str, ...]:
    """Languages by their codes, as an office has them."""
    reading = read_languages(said, world.scene(words("en"), zone="UTC", country=None, office=None))
    if isinstance(reading, NotUnderstood):
        raise CannotBeDone(f"--languages: {reading.text}")
    return tuple(str(reading.value).split(", ")) if isinstance(reading, Answered) else ()


def _threshold(world: World, option: str, said: str) -> tuple[str, OfficeThreshold | None]:
    """Goods, and from how much on; None: as everybody has it."""
    scene = world.scene(words("en"), zone="UTC", country=None, office=None)
    goods, _, last = said.strip().rpartition(" ")
    usual = last.casefold() == USUAL
    read = read_threshold(goods if usual else said, scene)
    if isinstance(read, NotUnderstood):
        raise CannotBeDone(f"{option}: {read.text}")
    if isinstance(read, Clarify):
        raise CannotBeDone(f"{option}: {read.text} {'; '.join(one.label for one in read.options)}.")
    code, least = read
    if usual:
        return code, None
    if least is None:
        raise CannotBeDone(f'{option}: say from how much on, such as "cocaine 100 g".')
    return code, threshold_of(code, least)


async def offices(world: World, out: TextIO) -> None:
    """A table of the offices as they are today, and one of what is to come where there is something."""
    table = Table("Office", "Host", "Time zone", "Languages", "Answer within", "Contact", "Own thresholds")
    coming = Table("Office", "From", "Host", "Time zone", "Contact")
    scene = world.scene(words("en"), zone="UTC", country=None, office=None)
    async with world.database.reading() as unit:
        for office in world.geography.offices:
            card, seats = await unit.places.card(office), await unit.places.seats(office)
            seat, hours = seat_at(seats, world.now()), f"{int(card.escalate_after.total_seconds() // 3600)} h"
            own = "; ".join(show_threshold(one, scene) for one in card.thresholds)
            spoken = ", ".join(card.languages)
            table.add_row(office, seat.host_country, seat.zone, spoken, hours, seat.contact, own)
            for one in ahead(seats, world.now()):
                coming.add_row(office, str(one.valid_from), one.host_country, one.zone, one.contact)
    show_table(table, out)
    if coming.row_count:
        show_table(coming, out)
