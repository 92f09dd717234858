"""Somebody took an invitation. A role that decides counts only when the inviter has confirmed the account, and somebody
else of the office where there is one; until then the person has no role, no home and no clearance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from alerts.granting import ConfirmRefusal, behind, is_confirmed, may_confirm, may_give, office_of, waits
from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from alerts.precedence import Precedence
from bot import linking
from bot.scene import Scene
from bot.telling import queue_notice
from bot.views.notices import ADMISSION, ADMISSION_ID, ADMITTED, NOT_ADMITTED
from bot.views.people import Taken, account_to_confirm
from bot.world import World
from channels.message import Message
from channels.text import clean_line
from storage.admissions import Admission, AdmissionState
from storage.people import Account
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """What an invitation gives."""

    name: str
    roles: tuple[Role, ...]
    clearance: Marking
    country: str | None
    office: str | None
    by: int | None


class Said(StrEnum):
    """What came of somebody's word on an account."""

    CONFIRMED = "confirmed"
    ANOTHER_HAS_TO = "another_has_to"
    TAKEN_AWAY = "taken_away"
    SETTLED_BEFORE = "settled_before"


def payload_of(gives: Gives) -> dict[str, object]:
    """As a link and an admission keep it."""
    return {
        "name": gives.name,
        "country": gives.country,
        "office": gives.office,
        "clearance": gives.clearance.value,
        "roles": [
            {
                "kind": role.kind.value,
                "country": role.country,
                "office": role.office,
                "ends": role.ends.isoformat() if role.ends else None,
            }
            for role in gives.roles
        ],
        "by": gives.by,
    }


def gives_of(payload: Mapping[str, object]) -> Gives:
    """What was kept; invitations from before roles had an end among it."""
    by, roles = payload.get("by"), payload.get("roles")
    return Gives(
        name=str(payload["name"]),
        roles=tuple(
            Role(
                kind=RoleKind(entry["kind"]),
                country=entry["country"],
                office=entry["office"],
                ends=date.fromisoformat(entry["ends"]) if entry.get("ends") else None,
            )
            for entry in (roles if isinstance(roles, list) else [])
        ),
        clearance=Marking(str(payload["clearance"])),
        country=_maybe(payload.get("country")),
        office=_maybe(payload.get("office")),
        by=by if isinstance(by, int) else None,
    )


async def may_still_give(unit: UnitOfWork, world: World, gives: Gives) -> bool:
    """Whether who made an invitation has the right to it at this moment, too."""
    if gives.by is None:
        return True
    giver, day = await unit.people.get(gives.by), world.now().date()
    return all(may_give(giver, role, gives.clearance, world.geography, day) is None for role in gives.roles)


async def admit(
    unit: UnitOfWork, world: World, gives: Gives, *, language: str, zone: str, account: Account, named: str
) -> Person:
    """Makes the person an invitation names. What waits for a confirmation stands in an admission and nowhere else."""
    now = world.now()
    office = office_of(gives.roles)
    overseers = [one.id for one in await unit.directory.overseeing(office)]
    wait = waits(gives.roles, by=gives.by, overseers=overseers)
    person = await unit.people.add(
        name=gives.name,
        language=language,
        zone=zone,
        clearance=Marking.CLEAR if wait else gives.clearance,
        country=None if wait else gives.country,
        office=None if wait else gives.office,
        now=now,
    )
    if not wait:
        await _give(unit, world, person.id, gives)
        return await unit.people.get(person.id)
    admission = await unit.admissions.add(
        person=person.id,
        address=account.id,
        invited_by=gives.by,
        office=office,
        gives=payload_of(gives),
        account=_account(world, account, named),
        now=now,
    )
    await unit.audit.add(
        at=now,
        who=person.id,
        verb="admission.wait",
        subject=f"person {person.public_id}",
        details={"roles": [role.kind.value for role in gives.roles], "account": account.public_id},
    )
    asked = dict.fromkeys([*([gives.by] if gives.by is not None else []), *overseers])
    await queue_notice(unit, world, ADMISSION, {ADMISSION_ID: admission.public_id}, asked, Precedence.IMMEDIATE)
    return await unit.people.get(person.id)


async def say_right(
    unit: UnitOfWork, world: World, admission: Admission, *, by: Person | None
) -> Said | ConfirmRefusal:
    """Somebody says that the right account took the invitation; `by` None is whoever runs the installation, whose word is
    enough.
    """
    if admission.state is not AdmissionState.WAITING:
        return Said.SETTLED_BEFORE
    now, gives = world.now(), gives_of(admission.gives)
    inviter, overseers = await _who_confirms(unit, world, admission, gives)
    if by is not None:
        refusal = _refused(admission, by, inviter)
        if refusal is not None:
            return refusal
        await unit.admissions.confirm(admission.id, by.id, now)
    await _audit(unit, world, admission, "admission.confirm", by)
    confirmed_by = (*admission.confirmed_by, *([by.id] if by is not None else []))
    if by is not None and not is_confirmed(confirmed_by, inviter=inviter, overseers=overseers):
        return Said.ANOTHER_HAS_TO
    await unit.admissions.settle(admission.id, AdmissionState.CONFIRMED, now)
    await unit.people.set_home(admission.person, country=gives.country, office=gives.office, clearance=gives.clearance)
    await _give(unit, world, admission.person, gives)
    await queue_notice(unit, world, ADMITTED, {}, [admission.person], Precedence.IMMEDIATE)
    return Said.CONFIRMED


def may_say_wrong(admission: Admission, by: Person) -> ConfirmRefusal | None:
    """Whoever may confirm may also say no, though they have confirmed before."""
    return _refused(replace(admission, confirmed_by=()), by, admission.invited_by)


async def say_wrong(
    unit: UnitOfWork, world: World, admission: Admission, *, by: Person | None
) -> Said | ConfirmRefusal:
    """Somebody says that another account took it: it is taken away, and the invitation gives nothing any more. One word is
    enough, also of who has confirmed before.
    """
    if admission.state is not AdmissionState.WAITING:
        return Said.SETTLED_BEFORE
    refusal = may_say_wrong(admission, by) if by is not None else None
    if refusal is not None:
        return refusal
    now = world.now()
    await unit.admissions.settle(admission.id, AdmissionState.REFUSED, now)
    await unit.people.set_active(admission.person, active=False)
    for account in await unit.people.every_account_of(admission.person):
        await linking.take_away(unit, account, now, by=by.id if by else None, chats=world.chat_channels)
    await _audit(unit, world, admission, "admission.refuse", by)
    told = {one.id for one in await unit.directory.overseeing(admission.office)} | {admission.invited_by}
    people = [one for one in told if one is not None and (by is None or one != by.id)]
    values = {"name": gives_of(admission.gives).name}
    await queue_notice(unit, world, NOT_ADMITTED, values, people, Precedence.IMMEDIATE)
    return Said.TAKEN_AWAY


async def card(unit: UnitOfWork, world: World, admission: Admission, reader: Person, scene: Scene) -> Message | None:
    """The question for somebody who may answer it now; None for anybody else, and when it is settled."""
    gives = gives_of(admission.gives)
    inviter, overseers = await _who_confirms(unit, world, admission, gives)
    if admission.state is not AdmissionState.WAITING or _refused(admission, reader, inviter) is not None:
        return None
    by = await unit.people.get(admission.invited_by) if admission.invited_by is not None else None
    taken = Taken(
        public_id=admission.public_id,
        name=gives.name,
        roles=gives.roles,
        clearance=gives.clearance,
        account=admission.account,
        invited_by=by.name if by is not None else "",
        own=reader.id == admission.invited_by,
        needs_another=inviter is not None and bool(set(overseers) - {inviter}),
    )
    return account_to_confirm(taken, scene)


async def card_for(unit: UnitOfWork, world: World, public_id: str, reader: int | None, scene: Scene) -> Message | None:
    """As `card`, by ids."""
    admission = await unit.admissions.by_public_id(public_id)
    if admission is None or reader is None:
        return None
    return await card(unit, world, admission, await unit.people.get(reader), scene)


def _refused(admission: Admission, by: Person, inviter: int | None) -> ConfirmRefusal | None:
    return may_confirm(
        by,
        invited=admission.person,
        office=admission.office,
        inviter=inviter,
        confirmed_by=admission.confirmed_by,
    )


async def _who_confirms(
    unit: UnitOfWork, world: World, admission: Admission, gives: Gives
) -> tuple[int | None, Sequence[int]]:
    """The inviter while they could still give it; else nobody, and only who could give it themselves."""
    others = [one for one in await unit.directory.overseeing(admission.office) if one.id != admission.person]
    if await may_still_give(unit, world, gives):
        return gives.by, [one.id for one in others]
    day = world.now().date()
    able = [
        one.id
        for one in others
        if all(may_give(one, role, gives.clearance, world.geography, day) is None for role in gives.roles)
    ]
    return None, able


async def _give(unit: UnitOfWork, world: World, person: int, gives: Gives) -> None:
    """The roles themselves, with who stands behind each."""
    now = world.now()
    giver = await unit.people.get(gives.by) if gives.by is not None else None
    public_id = (await unit.people.get(person)).public_id
    for role in gives.roles:
        chain = behind(giver, role, world.geography, now.date()) if giver is not None else frozenset[int]()
        await unit.people.add_role(person, replace(role, granted_by=gives.by, behind=chain), now)
        await unit.audit.add(
            at=now,
            who=gives.by,
            verb="role.grant",
            subject=f"person {public_id}",
            details={
                "kind": role.kind.value,
                "country": role.country,
                "office": role.office,
                "ends": role.ends.isoformat() if role.ends else None,
            },
        )


async def _audit(unit: UnitOfWork, world: World, admission: Admission, verb: str, by: Person | None) -> None:
    person = await unit.people.get(admission.person)
    await unit.audit.add(
        at=world.now(),
        who=by.id if by is not None else None,
        verb=verb,
        subject=f"person {person.public_id}",
        details={"admission": admission.public_id},
    )


def _account(world: World, account: Account, named: str) -> str:
    """The account as its service names it, for a person who knows the other: the name is their own word."""
    label = world.channels[account.channel].label if account.channel in world.channels else account.channel
    id_ = account.external_id if account.external_id != account.public_id else ""
    return ", ".join(part for part in (label, f"“{clean_line(named)}”" if clean_line(named) else "", id_) if part)


def _maybe(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
