"""Somebody belongs to another administration or office from now on: what follows from it is asked once, then done in one
transaction. For chats and the terminal alike (`by` None).
"""

from dataclasses import replace

from alerts.granting import GrantRefusal, Home, ends_with_home, may_look_at, may_rehome
from alerts.person import Person, RoleKind
from alerts.precedence import Precedence
from bot import joining, managing, people, talking
from bot.dialog import Progress
from bot.dialogs.further import HOME_DIALOG, home_of
from bot.endings_type import Endings
from bot.further import WHO
from bot.giving import gives_of
from bot.language import N_
from bot.managing import NotAllowed
from bot.scene import Answers
from bot.telling import queue_notice
from bot.turn import Turn
from bot.views.further import ask_rehome, home_named
from bot.views.notices import REHOMED
from bot.views.people import SURE_AND, only_in_chat
from bot.views.refusals import grant_refused
from bot.world import World
from storage.admissions import AdmissionState
from storage.unit_of_work import UnitOfWork


def may_begin(person: Person) -> bool:
    """Whether there is any home this person could give others."""
    return person.has(RoleKind.ADMINISTRATOR)


async def rehome(unit: UnitOfWork, world: World, other: Person, home: Home, *, by: Person | None) -> None:
    """The person belongs there: roles of what they leave end, what was taken in them goes back into the queue, and times are
    those of the new place. Raises NotAllowed.
    """
    await refuse(unit, world, other, home, by=by)
    now, who = world.now(), by.id if by is not None else None
    for role in ends_with_home(other, home):
        await managing.end(unit, world, await unit.people.get(other.id), role, by=by)
    for one in await unit.admissions.waiting_of(other.id):
        if ends_with_home(replace(other, roles=gives_of(one.gives).roles), home):
            await unit.admissions.settle(one.id, AdmissionState.REFUSED, now)
            await unit.audit.add(
                at=now,
                who=who,
                verb="admission.refuse",
                subject=f"person {other.public_id}",
                details={"admission": one.public_id},
            )
    await unit.people.set_home(other.id, country=home.country, office=home.office, clearance=other.clearance)
    await unit.people.set_zone(other.id, await joining.zone_of(unit, world, home.country, home.office))
    details = {"before": [other.country, other.office], "after": [home.country, home.office]}
    await unit.audit.add(at=now, who=who, verb="person.home", subject=f"person {other.public_id}", details=details)
    await queue_notice(unit, world, REHOMED, {}, [other.id], Precedence.PRIORITY)


async def refuse(unit: UnitOfWork, world: World, other: Person, home: Home, *, by: Person | None) -> None:
    """Raises NotAllowed where this may not be done."""
    refusal = may_rehome(by, other, home, world.geography, world.now().date()) if by is not None else None
    if refusal is not None:
        raise NotAllowed(refusal)
    if await unit.admissions.waits(other.id):
        raise NotAllowed(GrantRefusal.NOT_CONFIRMED)
    if home == Home(country=other.country, office=other.office):
        raise NotAllowed(GrantRefusal.SAME_HOME)
    ending = [role for role in ends_with_home(other, home) if role.kind is RoleKind.ADMINISTRATOR]
    if ending and await managing.is_last(unit, replace(other, roles=tuple(ending))):
        raise NotAllowed(GrantRefusal.LAST_ADMINISTRATOR)


async def begin(turn: Turn, endings: Endings, public_id: str) -> bool:
    """The button to change the country on a card; False where there is nobody one may look at."""
    other = await _seen(turn, public_id)
    if other is None:
        return False
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
    elif not may_begin(turn.require_person()):
        turn.tell(grant_refused(GrantRefusal.NOT_IN_SCOPE, turn.scene))
    else:
        await talking.start(turn, endings, HOME_DIALOG, facts={WHO: public_id}, note=other.name)
    return True


async def ask(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The home is chosen: what would follow is asked, and nothing is changed."""
    await turn.unit.progress.end_front(turn.owner)
    other, home = await _seen(turn, str(progress.facts.get(WHO))), home_of(str(answers["home"]))
    if other is None:
        return
    try:
        await refuse(turn.unit, turn.world, other, home, by=turn.require_person())
    except NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return
    ends = ends_with_home(other, home)
    left = replace(other, roles=tuple(role for role in other.roles if role not in ends))
    back = [report.number for report in await managing.not_theirs_any_more(turn.unit, left)]
    turn.reply(ask_rehome(other, home, ends, back, turn.scene))


async def change(turn: Turn, public_id: str, code: str) -> bool:
    """The change itself, as its button names it; False where it names none."""
    other, home = await _seen(turn, public_id), home_named(code.removeprefix(SURE_AND))
    if other is None or home is None or not code.startswith(SURE_AND):
        return False
    try:
        await rehome(turn.unit, turn.world, other, home, by=turn.require_person())
    except NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return True
    return await people.show(turn, public_id, note=turn.words.text(N_("They belong there from now on.")))


async def _seen(turn: Turn, public_id: str) -> Person | None:
    other, day = await turn.unit.people.by_public_id(public_id), turn.now.date()
    if other is None or not may_look_at(turn.require_person(), other, turn.world.geography, day):
        return None
    return other
