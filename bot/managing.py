"""Decisions about people: suspending and restoring, clearance, the end of a role. One piece of code for chats, the terminal
and the clock (`by` None); each writes its audit row in the caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import replace

from alerts.granting import GrantRefusal, giving, is_last_administrator, may_clear, may_manage
from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from alerts.report import Report, Status
from alerts.review import Decision, Move, after
from bot.cards import queue_edits
from bot.world import World
from storage.reports import Overtaken
from storage.unit_of_work import UnitOfWork

SUSPENDED = "person_not_active"
"""Why what was queued for somebody suspended does not go."""


class NotAllowed(Exception):
    """This may not be done to that person."""

    def __init__(self, refusal: GrantRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


async def suspend(unit: UnitOfWork, world: World, other: Person, *, by: Person | None) -> None:
    """Nothing comes in from this person and nothing goes to them: sessions end, what they had taken goes back into the
    queue, what waits for them is dropped. Raises NotAllowed.
    """
    _ask(world, other, by)
    if not other.active:
        return
    if await is_last(unit, other):
        raise NotAllowed(GrantRefusal.LAST_ADMINISTRATOR)
    now = world.now()
    await unit.people.set_active(other.id, active=False)
    dropped = sessions = 0
    for account in await unit.people.every_account_of(other.id):
        sessions += await unit.links.close_sessions(account.id)
        dropped += await unit.deliveries.drop_queued_to(account.id, SUSPENDED, now)
    back = await _put_back(unit, world, replace(other, active=False), by=by)
    await _audit(unit, world, other, "person.suspend", by, {"sessions": sessions, "dropped": dropped, "put_back": back})


async def restore(unit: UnitOfWork, world: World, other: Person, *, by: Person | None) -> None:
    """Ends a suspension; what was dropped meanwhile stays so. Raises NotAllowed."""
    _ask(world, other, by)
    if other.active:
        return
    await unit.people.set_active(other.id, active=True)
    await _audit(unit, world, other, "person.restore", by, {})


async def clear(unit: UnitOfWork, world: World, other: Person, clearance: Marking, *, by: Person | None) -> None:
    """Sets the highest marking this person may see. Raises NotAllowed."""
    refusal = may_clear(by, other, clearance, world.geography, world.now().date()) if by is not None else None
    if refusal is not None:
        raise NotAllowed(refusal)
    await unit.people.set_home(other.id, country=other.country, office=other.office, clearance=clearance)
    details = {"before": other.clearance.value, "after": clearance.value}
    await _audit(unit, world, other, "person.clearance", by, details)


async def end_role(unit: UnitOfWork, world: World, other: Person, role: Role, *, by: Person | None) -> None:
    """A role counts no more; what was taken in it goes back into the queue. Raises NotAllowed."""
    _ask(world, other, by)
    if by is not None and not giving(by, role, world.geography, world.now().date()):
        raise NotAllowed(GrantRefusal.NOT_IN_SCOPE)
    if role.kind is RoleKind.ADMINISTRATOR and await is_last(unit, replace(other, roles=(role,))):
        raise NotAllowed(GrantRefusal.LAST_ADMINISTRATOR)
    await end(unit, world, other, role, by=by)


async def end_roles_over(unit: UnitOfWork, world: World) -> int:
    """Ends every role whose last day is over; returns how many. A second look finds none. While the installation is held a
    role ends as well, since whom alerts go to is read from the roles; what is told of it waits with the rest.
    """
    day, ended, before = world.now().date(), 0, await unit.held.newest()
    for person in await unit.directory.with_roles_over(day):
        for role in over(person, world):
            await end(unit, world, await unit.people.get(person.id), role, by=None)
            ended += 1
    if ended:
        await unit.held.hold_after(before)
    return ended


def over(person: Person, world: World) -> list[Role]:
    """The roles of somebody whose last day is over, though the clock has not ended them yet."""
    day = world.now().date()
    return [role for role in person.roles if role.ends is not None and role.ends < day]


async def end(unit: UnitOfWork, world: World, other: Person, role: Role, *, by: Person | None) -> None:
    """Ends a role, whoever may: what was taken in it goes back into the queue."""
    await unit.people.end_role(other.id, role)
    back = await _put_back(unit, world, await unit.people.get(other.id), by=by)
    details = {"kind": role.kind.value, "country": role.country, "office": role.office, "put_back": back}
    await _audit(unit, world, other, "role.end", by, details)


async def _put_back(unit: UnitOfWork, world: World, holder: Person, *, by: Person | None) -> list[str]:
    """Reports that somebody had taken and may not decide on any more are in the queue again; their numbers."""
    numbers = []
    for report in await not_theirs_any_more(unit, holder):
        numbers += [report.number] if await _back(unit, world, report, by=by) else []
    return numbers


async def not_theirs_any_more(unit: UnitOfWork, holder: Person) -> list[Report]:
    """What somebody has taken and, as they are given here, may not decide on."""
    return [
        report
        for report in await unit.reports.taken_by(holder.id)
        if not (holder.active and holder.decides_for(report.office, not_granted_by=report.involved))
    ]


async def _back(unit: UnitOfWork, world: World, report: Report, *, by: Person | None) -> bool:
    now, who = world.now(), by.id if by is not None else None
    free = replace(report, status=after(report, Move.PUT_BACK), taken_by=None)
    try:
        saved = await unit.reports.save(report, free, now)
    except Overtaken:
        return False
    decision = Decision(by=who, move=Move.PUT_BACK, at=now, note="", revision=saved.revision)
    await unit.reports.add_decision(saved.id, decision)
    await unit.audit.add(
        at=now,
        who=who,
        verb=f"report.{Move.PUT_BACK.value}",
        subject=f"report {saved.number}",
        details={"revision": saved.revision, "status": Status.SUBMITTED.value},
    )
    await queue_edits(unit, world, saved)
    return True


def _ask(world: World, other: Person, by: Person | None) -> None:
    refusal = may_manage(by, other, world.geography, world.now().date()) if by is not None else None
    if refusal is not None:
        raise NotAllowed(refusal)


async def is_last(unit: UnitOfWork, person: Person) -> bool:
    """Whether nobody else is left who administers what this person does."""
    return is_last_administrator(person, await unit.directory.administrators())


async def _audit(
    unit: UnitOfWork, world: World, other: Person, verb: str, by: Person | None, details: Mapping[str, object]
) -> None:
    await unit.audit.add(
        at=world.now(),
        who=by.id if by is not None else None,
        verb=verb,
        subject=f"person {other.public_id}",
        details=details,
    )
