"""What an operator does with offices and countries: list them, and change what an administrator may change in chat."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TextIO

from rich.table import Table

from alerts.geography import MoveOfCountry
from bot import placing
from bot.operating import CannotBeDone, show_table
from bot.world import World
from channels.text import clean_line

LONGEST_ANSWER = 168
"""Hours within which an office may have to act: a week."""

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
        geography = await unit.places.geography()
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


async def change_office(world: World, office: str, *, contact: str | None, host: str | None, hours: int | None) -> None:
    """Changes what an office says of itself. Raises CannotBeDone with one sentence."""
    if office not in world.geography.offices:
        raise CannotBeDone(f"{office} is not an office; choose one of {', '.join(world.geography.offices)}.")
    if host is not None and not any(link.code == host for link in world.geography.links):
        raise CannotBeDone(f"--host: {host} is not a country Liaison knows; give an ISO code such as KE.")
    if hours is not None and not 1 <= hours <= LONGEST_ANSWER:
        raise CannotBeDone(f"--hours: give a number from 1 to {LONGEST_ANSWER}.")
    async with world.database.writing() as unit:
        card = await unit.places.card(office)
        card = replace(
            card,
            contact=card.contact if contact is None else clean_line(contact),
            host_country=host or card.host_country,
            escalate_after=card.escalate_after if hours is None else timedelta(hours=hours),
        )
        await placing.change_office(unit, world, office, card, by=None)
        await unit.commit()


async def offices(world: World, out: TextIO) -> None:
    """A table of the offices."""
    table = Table("Office", "Host", "Languages", "Answer within", "Contact")
    async with world.database.reading() as unit:
        for office in world.geography.offices:
            card = await unit.places.card(office)
            hours = f"{int(card.escalate_after.total_seconds() // 3600)} h"
            table.add_row(office, card.host_country, ", ".join(card.languages), hours, card.contact)
    show_table(table, out)
