"""Somebody took an invitation, or was given a further role. A role that decides counts only when who gave it has confirmed
it, and somebody else of the office where there is one; until then who joined has no role, no home and no clearance.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from alerts.granting import ConfirmRefusal, is_confirmed, may_confirm, may_give, office_of, waits
from alerts.marking import Marking
from alerts.person import Person
from alerts.precedence import Precedence
from bot import linking
from bot.accounts import described, label_of
from bot.giving import Gives, gives_of, grant, may_still_give, payload_of
from bot.scene import Scene
from bot.telling import queue_notice
from bot.views.admissions import Taken, to_confirm
from bot.views.notices import ADMISSION, ADMISSION_ID, ADMITTED, FURTHER, NOT_ADMITTED, NOT_GIVEN, ROLES
from bot.views.people import roles_kept
from bot.world import World
from channels.message import Message
from storage.accounts import Account
from storage.admissions import Admission, AdmissionState
from storage.unit_of_work import UnitOfWork


class Said(StrEnum):
    """What came of somebody's word on an account."""

    CONFIRMED = "confirmed"
    ANOTHER_HAS_TO = "another_has_to"
    TAKEN_AWAY = "taken_away"
    SETTLED_BEFORE = "settled_before"


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
        await grant(unit, world, person.id, gives)
        return await unit.people.get(person.id)
    admission = await unit.admissions.add(
        person=person.id,
        address=account.id,
        invited_by=gives.by,
        office=office,
        gives=payload_of(gives),
        account=described(world, account, named),
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


async def add(
    unit: UnitOfWork, world: World, other: Person, gives: Gives, *, account: Account | None, chosen: bool
) -> bool:
    """Gives somebody who is there further roles, or lets them wait; whether they count at once. `chosen`: the giver named
    the person, so that their word is there; who took an invitation may be another than was meant.
    """
    now, office = world.now(), office_of(gives.roles)
    overseers = [one.id for one in await unit.directory.overseeing(office) if one.id != other.id]
    said = [gives.by] if chosen and gives.by is not None else []
    if not waits(gives.roles, by=gives.by, overseers=overseers) or (
        gives.by is not None and is_confirmed(said, inviter=gives.by, overseers=overseers)
    ):
        await grant(unit, world, other.id, gives)
        return True
    assert account is not None  # noqa: S101 - what waits is refused before to who has no account
    accounts = await unit.people.every_account_of(other.id)
    admission = await unit.admissions.add(
        person=other.id,
        address=account.id,
        invited_by=gives.by,
        office=office,
        gives=payload_of(gives),
        account=", ".join(dict.fromkeys(label_of(world, one) for one in accounts)),
        known=True,
        now=now,
    )
    for one in said:
        await unit.admissions.confirm(admission.id, one, now)
    await unit.audit.add(
        at=now,
        who=gives.by if chosen else other.id,
        verb="admission.wait",
        subject=f"person {other.public_id}",
        details={"roles": [role.kind.value for role in gives.roles], "admission": admission.public_id},
    )
    asked = [
        one for one in dict.fromkeys([*([gives.by] if gives.by is not None else []), *overseers]) if one not in said
    ]
    await queue_notice(unit, world, ADMISSION, {ADMISSION_ID: admission.public_id}, asked, Precedence.IMMEDIATE)
    return False


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
    if not admission.known:
        await unit.people.set_home(
            admission.person, country=gives.country, office=gives.office, clearance=gives.clearance
        )
    await grant(unit, world, admission.person, gives)
    name, values = (FURTHER, {ROLES: roles_kept(gives.roles)}) if admission.known else (ADMITTED, {})
    await queue_notice(unit, world, name, values, [admission.person], Precedence.IMMEDIATE)
    return Said.CONFIRMED


def may_say_wrong(admission: Admission, by: Person) -> ConfirmRefusal | None:
    """Whoever may confirm may also say no, though they have confirmed before."""
    return _refused(replace(admission, confirmed_by=()), by, admission.invited_by)


async def say_wrong(
    unit: UnitOfWork, world: World, admission: Admission, *, by: Person | None
) -> Said | ConfirmRefusal:
    """Somebody says that another account took it: it is taken away, and the invitation gives nothing any more. Of who had
    joined before only the waiting roles are taken back. One word is enough, also of who has confirmed before.
    """
    if admission.state is not AdmissionState.WAITING:
        return Said.SETTLED_BEFORE
    refusal = may_say_wrong(admission, by) if by is not None else None
    if refusal is not None:
        return refusal
    now = world.now()
    await unit.admissions.settle(admission.id, AdmissionState.REFUSED, now)
    if not admission.known:
        await unit.people.set_active(admission.person, active=False)
        for account in await unit.people.every_account_of(admission.person):
            await linking.take_away(unit, account, now, by=by.id if by else None, chats=world.chat_channels)
    await _audit(unit, world, admission, "admission.refuse", by)
    told = {one.id for one in await unit.directory.overseeing(admission.office)} | {admission.invited_by}
    people = [one for one in told if one is not None and one != admission.person and (by is None or one != by.id)]
    values = {"name": gives_of(admission.gives).name}
    name = NOT_GIVEN if admission.known else NOT_ADMITTED
    await queue_notice(unit, world, name, values, people, Precedence.IMMEDIATE)
    return Said.TAKEN_AWAY


async def card(unit: UnitOfWork, world: World, admission: Admission, reader: Person, scene: Scene) -> Message | None:
    """The question for somebody who may answer it now; None for anybody else, and when it is settled."""
    gives = gives_of(admission.gives)
    # A list asks this of all that wait: most are none of the reader's, and that is seen without reading anything.
    if admission.state is not AdmissionState.WAITING or all(
        _refused(admission, reader, inviter) is not None for inviter in (gives.by, None)
    ):
        return None
    inviter, overseers = await _who_confirms(unit, world, admission, gives)
    if _refused(admission, reader, inviter) is not None:
        return None
    by = await unit.people.get(admission.invited_by) if admission.invited_by is not None else None
    taken = Taken(
        public_id=admission.public_id,
        name=gives.name,
        roles=gives.roles,
        clearance=gives.clearance,
        account=admission.account,
        known=admission.known,
        invited_by=by.name if by is not None else "",
        own=reader.id == admission.invited_by,
        needs_another=inviter is not None and bool(set(overseers) - {inviter}),
    )
    return to_confirm(taken, scene)


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


async def _audit(unit: UnitOfWork, world: World, admission: Admission, verb: str, by: Person | None) -> None:
    person = await unit.people.get(admission.person)
    await unit.audit.add(
        at=world.now(),
        who=by.id if by is not None else None,
        verb=verb,
        subject=f"person {person.public_id}",
        details={"admission": admission.public_id},
    )
