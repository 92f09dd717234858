"""What an operator does: open an installation, invite people. Not here: people who are there (bot/operating_people.py)."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import TextIO

from rich.console import Console
from rich.table import Table

from alerts.granting import usual_clearance
from alerts.marking import Marking
from alerts.person import DECIDING, OF_A_COUNTRY, OF_AN_OFFICE, Role, RoleKind
from bot import inviting
from bot.app import Parts, assembled
from bot.channel_settings import smtp_of
from bot.inviting import Invitation
from bot.settings import Settings
from bot.world import World
from channels.email_address import check_mailbox
from channels.text import clean_line
from storage.database import Database
from storage.migrate import DatabaseEmpty, migrate
from storage.migrate import check as check_schema

UNBROKEN = 1000
"""Columns of a table that is not printed to a terminal."""


class CannotBeDone(Exception):
    """What was asked cannot be done as asked."""


async def migrate_if_empty(database: Database) -> None:
    """A new data folder gets its tables; an older or newer database is refused."""
    database.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        await check_schema(database)
    except DatabaseEmpty:
        await migrate(database)


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Parts]:
    """The installation of the settings, running or not. Raises DatabaseEmpty where there is none."""
    if not Database(settings.url).path.exists():
        raise DatabaseEmpty(f"There is no Liaison in {settings.data_dir} yet: `liaison run` makes one.")
    kind = await _kind(settings)
    async with assembled(settings, "demo" if kind == "demo" else "live", smtp=smtp_of(settings)) as parts:
        yield parts


async def refuse_live(settings: Settings) -> None:
    """Raises CannotBeDone when the settings lead to a live installation; touches nothing where there is none."""
    if not Database(settings.url).path.exists():
        return
    try:
        kind = await _kind(settings)
    except DatabaseEmpty:
        return
    if kind == "live":
        raise CannotBeDone(
            f"{settings.data_dir} holds a live installation; cases are played in a demo only: name its folder with "
            "--folder."
        )


async def _kind(settings: Settings) -> str | None:
    database = Database(settings.url)
    try:
        await check_schema(database)
        async with database.reading() as unit:
            return await unit.installations.kind()
    finally:
        await database.close()


async def first_administrator(world: World) -> str | None:
    """A link for the first administrator while nobody is there; None later."""
    async with world.database.reading() as unit:
        if await unit.people.everybody():
            return None
    return await invite(world, name="Administrator", role="administrator", country=None, office=None, clearance="")


def role_of(world: World, role: str, *, country: str | None, office: str | None) -> Role:
    """The role in its scope. Raises CannotBeDone where the scope is none of this role."""
    kind = RoleKind(role)
    if country is not None and not any(link.code == country for link in world.geography.links):
        raise CannotBeDone(f"--country: {country} is not a country Liaison knows; give an ISO code such as KE.")
    if office is not None and office not in world.geography.offices:
        raise CannotBeDone(f"--office: {office} is not an office; choose one of {', '.join(world.geography.offices)}.")
    if kind in OF_A_COUNTRY and country is None:
        raise CannotBeDone(f"--country is needed for the role {role}.")
    if kind in OF_AN_OFFICE and office is None:
        raise CannotBeDone(f"--office is needed for the role {role}.")
    if kind is RoleKind.MEMBER and (country is None) == (office is None):
        raise CannotBeDone("A member belongs to a country or to an office: give --country or --office.")
    return Role(
        kind=kind, country=None if kind in DECIDING else country, office=office if kind not in OF_A_COUNTRY else None
    )


async def invite(
    world: World,
    *,
    name: str,
    role: str,
    country: str | None,
    office: str | None,
    clearance: str,
    ends: date | None = None,
    mailbox: str = "",
) -> str:
    """Makes an invitation and returns its link. Raises CannotBeDone with one sentence."""
    scope = role_of(world, role, country=country, office=office)
    name = clean_line(name)
    if not name or len(name) > 100:  # noqa: PLR2004 - said in the sentence
        raise CannotBeDone("--name: give a name of at most 100 characters.")
    if ends is not None and ends < world.now().date():
        raise CannotBeDone(f"--until: {ends} is over; give a day that lies ahead.")
    mailbox = _mailbox(mailbox, world)
    wanted = Invitation(
        name=name,
        role=replace(scope, ends=ends),
        clearance=clearance_of(clearance) if clearance else usual_clearance(scope.kind),
        country=country,
        mailbox=mailbox,
    )
    async with world.database.writing() as unit:
        code = await inviting.make(unit, world, wanted, by=None)
        await unit.commit()
    return f"{world.public_url}/join#{code}"


def show_table(table: Table, out: TextIO) -> None:
    """As wide as the terminal; where there is none, one line a row, to be searched and cut by other programs."""
    Console(file=out, width=None if out.isatty() else UNBROKEN).print(table)


def _mailbox(text: str, world: World) -> str:
    """A mailbox one can write to, or "" where none was given."""
    if not text:
        return ""
    if world.mail_channel is None:
        raise CannotBeDone("--mail: mail is off; set LIAISON_SMTP_HOST and LIAISON_MAIL_FROM.")
    try:
        return check_mailbox(text)
    except ValueError:
        raise CannotBeDone(f"--mail: {text} is no mailbox; give one such as name@customs.example.") from None


def clearance_of(text: str) -> Marking:
    """The marking meant, with or without TLP: before it. Raises CannotBeDone."""
    label = text.upper() if text.upper().startswith("TLP:") else f"TLP:{text.upper()}"
    try:
        return Marking(label)
    except ValueError:
        raise CannotBeDone(f"--clearance: {text} is no marking; choose one of {', '.join(Marking)}.") from None
