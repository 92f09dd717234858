"""What an operator does with people who are there: list, suspend, confirm, roles, clearance, country, accounts, sessions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TextIO

from rich.table import Table

from alerts.granting import GrantRefusal, Home
from alerts.person import Person, Role
from bot import admitting, further, linking, managing, rehoming, sessions
from bot.giving import gives_of
from bot.operating import CannotBeDone, clearance_of, role_of, show_table
from bot.world import World
from storage.unit_of_work import UnitOfWork

_CANNOT = {
    GrantRefusal.LAST_ADMINISTRATOR: "{name} is the last administrator; invite another one first.",
    GrantRefusal.HAS_IT: "{name} has this role already, or it waits to be confirmed.",
    GrantRefusal.SUSPENDED: "{name} is suspended; `liaison people --restore {id}` first.",
    GrantRefusal.NOT_CONFIRMED: "The account of {name} is not confirmed; `liaison people --confirm {id}` first.",
    GrantRefusal.NO_ACCOUNT: "{name} has no account that could be confirmed; invite them anew.",
    GrantRefusal.SAME_HOME: "{name} belongs there already.",
}


async def set_active(world: World, public_id: str, *, active: bool) -> None:
    """Suspends somebody or ends the suspension. Raises CannotBeDone for an unknown id, and for the last administrator."""
    async with world.database.writing() as unit:
        person = await _somebody(unit, public_id)
        try:
            await (managing.restore if active else managing.suspend)(unit, world, person, by=None)
        except managing.NotAllowed as error:
            raise _cannot(error, person) from None
        await unit.commit()


async def confirm(world: World, public_id: str, *, right: bool) -> None:
    """Says whether what waits of somebody is right: the account that took an invitation, further roles. Raises CannotBeDone where nobody does."""
    async with world.database.writing() as unit:
        person = await unit.people.by_public_id(public_id)
        waiting = await unit.admissions.waiting_of(person.id) if person is not None else []
        if not waiting:
            raise CannotBeDone(
                f"Nobody with the id {public_id} waits to be confirmed; `liaison people` lists everybody."
            )
        for one in waiting:
            await (admitting.say_right if right else admitting.say_wrong)(unit, world, one, by=None)
        await unit.commit()


async def unlink(world: World, public_id: str, channel: str) -> None:
    """Takes somebody's account in a channel away. Raises CannotBeDone where there is none."""
    async with world.database.writing() as unit:
        person = await _somebody(unit, public_id)
        accounts = [one for one in await unit.people.every_account_of(person.id) if one.channel == channel]
        if not accounts:
            raise CannotBeDone(f"{person.name} has no account in {channel}; choose one of {', '.join(world.channels)}.")
        for account in accounts:
            await linking.take_away(unit, account, world.now(), by=None, chats=world.chat_channels)
        await unit.commit()


async def give_role(
    world: World, public_id: str, kind: str, *, country: str | None, office: str | None, ends: date | None
) -> bool:
    """Gives somebody a further role; whether it counts at once. Raises CannotBeDone with one sentence."""
    role = replace(role_of(world, kind, country=country, office=office), ends=ends)
    if ends is not None and ends < world.now().date():
        raise CannotBeDone(f"--until: {ends} is over; give a day that lies ahead.")
    async with world.database.writing() as unit:
        person = await _somebody(unit, public_id)
        try:
            counts = await further.add(unit, world, person, role, by=None)
        except managing.NotAllowed as error:
            raise _cannot(error, person) from None
        await unit.commit()
    return counts


async def end_role(world: World, public_id: str, kind: str, *, country: str | None, office: str | None) -> None:
    """Ends one of somebody's roles; its scope is needed only where they have several of this kind. Raises CannotBeDone."""
    async with world.database.writing() as unit:
        person = await _somebody(unit, public_id)
        found = [
            role
            for role in person.roles
            if role.kind.value == kind and country in {None, role.country} and office in {None, role.office}
        ]
        if not found:
            raise CannotBeDone(f"--end-role: {person.name} has no such role; `liaison people` lists what they have.")
        if len(found) > 1:
            raise CannotBeDone(f"--end-role: {person.name} is {kind} of several; say which with --country or --office.")
        try:
            await managing.end_role(unit, world, person, found[0], by=None)
        except managing.NotAllowed as error:
            raise _cannot(error, person) from None
        await unit.commit()


async def clear(world: World, public_id: str, text: str) -> None:
    """Sets somebody's clearance. Raises CannotBeDone."""
    marking = clearance_of(text)
    async with world.database.writing() as unit:
        await managing.clear(unit, world, await _somebody(unit, public_id), marking, by=None)
        await unit.commit()


async def rehome(world: World, public_id: str, *, country: str | None, office: str | None) -> None:
    """Says to which administration or office somebody belongs. Raises CannotBeDone."""
    if country is not None and not any(link.code == country for link in world.geography.links):
        raise CannotBeDone(f"--country-of: {country} is not a country Liaison knows; give an ISO code such as KE.")
    if office is not None and office not in world.geography.offices:
        raise CannotBeDone(
            f"--office-of: {office} is not an office; choose one of {', '.join(world.geography.offices)}."
        )
    async with world.database.writing() as unit:
        person = await _somebody(unit, public_id)
        try:
            await rehoming.rehome(unit, world, person, Home(country=country, office=office), by=None)
        except managing.NotAllowed as error:
            raise _cannot(error, person) from None
        await unit.commit()


async def end_sessions(world: World, public_id: str, session: str) -> None:
    """Signs somebody out: of one browser, or of all ("all"). Raises CannotBeDone."""
    async with world.database.writing() as unit:
        person = await _somebody(unit, public_id)
        if session == EVERY_SESSION:
            ended = await unit.links.end_sessions(person.id)
        else:
            ended = int(await unit.links.end_session(session, person.id))
        if not ended:
            raise CannotBeDone(f"{person.name} is not signed in there; `liaison sessions {public_id}` lists where.")
        await unit.audit.add(
            at=world.now(),
            who=None,
            verb="session.end",
            subject=f"person {person.public_id}",
            details={"sessions": ended},
        )
        await unit.commit()


async def list_sessions(world: World, public_id: str | None, out: TextIO) -> None:
    """A table of who is signed in where, of everybody or of one person. Raises CannotBeDone."""
    table = Table("Person", "Name", "Session", "Browser", "Since", "Used")
    async with world.database.reading() as unit:
        whom = await unit.people.everybody() if public_id is None else [await _somebody(unit, public_id)]
        for person in whom:
            for one in await sessions.of(unit, world, person):
                since, used = (f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (one.created, one.used))
                table.add_row(person.public_id, person.name, one.public_id, one.browser, since, used)
    show_table(table, out)


EVERY_SESSION = "all"


async def _somebody(unit: UnitOfWork, public_id: str) -> Person:
    person = await unit.people.by_public_id(public_id)
    if person is None:
        raise CannotBeDone(f"Nobody has the id {public_id}; `liaison people` lists everybody.")
    return person


def _cannot(error: managing.NotAllowed, person: Person) -> CannotBeDone:
    return CannotBeDone(_CANNOT[error.refusal].format(name=person.name, id=person.public_id))


async def people(world: World, out: TextIO) -> None:
    """A table of everybody."""
    table = Table("Id", "Name", "Of", "Roles", "Clearance", "State")
    async with world.database.reading() as unit:
        for person in await unit.people.everybody():
            waiting = await unit.admissions.waiting_of(person.id)
            joins = [one for one in waiting if not one.known]
            state = "active" if person.active else "suspended"
            table.add_row(
                person.public_id,
                person.name,
                person.country or person.office or "-",
                _roles(gives_of(joins[0].gives).roles if joins else person.roles),
                person.clearance.value,
                "; ".join(
                    [
                        *([] if joins else [state]),
                        *(
                            f"waits: {_roles(gives_of(one.gives).roles) if one.known else one.account}"
                            for one in waiting
                        ),
                    ]
                ),
            )
    show_table(table, out)


def _roles(roles: Sequence[Role]) -> str:
    return ", ".join(map(_role, roles))


def _role(role: Role) -> str:
    until = f"until {role.ends}" if role.ends else ""
    return " ".join(part for part in (role.kind.value, role.country or role.office or "", until) if part)
