"""The demo people who play cases: an officer per country, a reviewer and a subscribed member with a mailbox per office,
all visibly demo. Whoever is there already is taken as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.person import Person, Role, RoleKind
from bot.demo import add_person
from bot.ports import web_account
from bot.world import World
from storage.accounts import Account
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody who plays, and their web inbox."""

    person: Person
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Troupe:
    """Everybody who plays."""

    officers: Mapping[str, Player]
    """By country."""
    reviewers: Mapping[str, Player]
    """By office."""


async def gather(world: World, countries: Iterable[str]) -> Troupe:
    """Makes who is missing, in one transaction."""
    async with world.database.writing() as unit:
        known = {person.name: person for person in await unit.people.everybody()}
        officers = {
            country: await _player(unit, world, known, f"Demo Officer {country}", RoleKind.OFFICER, country=country)
            for country in sorted(set(countries))
        }
        reviewers = {
            office: await _player(unit, world, known, f"Demo Reviewer {office}", RoleKind.REVIEWER, office=office)
            for office in world.geography.offices
        }
        for office in world.geography.offices:
            await _somebody(
                unit, world, known, f"Demo Member {office}", RoleKind.MEMBER, office=office, mailbox=_mailbox(office)
            )
        await unit.commit()
    return Troupe(officers=officers, reviewers=reviewers)


async def _player(
    unit: UnitOfWork,
    world: World,
    known: Mapping[str, Person],
    name: str,
    kind: RoleKind,
    *,
    country: str | None = None,
    office: str | None = None,
) -> Player:
    person = await _somebody(unit, world, known, name, kind, country=country, office=office)
    return Player(person=person, account=await web_account(unit, person.id, world))


async def _somebody(
    unit: UnitOfWork,
    world: World,
    known: Mapping[str, Person],
    name: str,
    kind: RoleKind,
    *,
    country: str | None = None,
    office: str | None = None,
    mailbox: str = "",
) -> Person:
    if name in known:
        return known[name]
    role = Role(kind=kind, country=country, office=office)
    return await add_person(unit, world, name=name, roles=[role], country=country, office=office, mailbox=mailbox)


def _mailbox(office: str) -> str:
    return f"demo.member@{office.lower()}.example"
