"""/people: finding people of one's own scope, a card for each, and the decisions about them that are pressed there."""

from collections.abc import Mapping, Sequence

from alerts.granting import GrantRefusal, may_look_at, may_manage, scope
from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from bot import admitting, hints, inviting, managing, noticing, sessions
from bot.dialogs.invite import CLEARANCES
from bot.giving import gives_of
from bot.language import N_
from bot.reading.countries import find_country
from bot.turn import Turn
from bot.views.office_notices import accepted_line
from bot.views.people import (
    SURE_AND,
    PersonCard,
    ask_end_role,
    ask_suspend,
    choose_clearance,
    only_in_chat,
    people_list,
    person_card,
    role_code,
)
from bot.views.refusals import grant_refused
from channels.text import clean_line, shorten
from storage.directory import Wanted

PAGE = 10
LONGEST_SEARCH = 60


async def find(turn: Turn, said: str, *, page: int = 0) -> None:
    """/people, with a name, a country or an office behind it where somebody is looked for."""
    person = turn.require_person()
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
        return
    if not inviting.may_invite(person):
        turn.tell(
            turn.words.text(N_("Administrators, heads and contact points look after people. Please ask one of yours."))
        )
        return
    said = shorten(clean_line(said), LONGEST_SEARCH)
    wanted = _wanted(turn, person, said)
    found = await turn.unit.directory.found(wanted, limit=PAGE + 1, offset=page * PAGE)
    waiting = [
        (one.public_id, str(one.gives["name"]))
        for one in (await turn.unit.admissions.waiting() if not page and not said else ())
        if await admitting.card(turn.unit, turn.world, one, person, turn.scene) is not None
    ]
    shown = found[:PAGE]
    matches = await _matches(turn, shown)
    turn.reply(people_list(shown, waiting, matches, turn.scene, said=said, page=page, more=len(found) > PAGE))


async def show(turn: Turn, public_id: str, *, note: str = "") -> bool:
    """Somebody's card; False where there is nobody one may look at."""
    other = await _seen(turn, public_id)
    if other is None:
        return False
    accounts = await turn.unit.people.every_account_of(other.id)
    waiting = await turn.unit.admissions.waiting_of(other.id)
    reader, may_change, joins = (
        turn.require_person(),
        _refusal(turn, other) is None,
        any(not one.known for one in waiting),
    )
    card = PersonCard(
        person=other,
        accounts=[
            turn.world.channels[one.channel].label if one.channel in turn.world.channels else one.channel
            for one in accounts
            if one.active
        ],
        sessions=await sessions.of(turn.unit, turn.world, other),
        accepted=await _accepted(turn, other),
        matches=(await _matches(turn, [other])).get(other.id, 0),
        may_change=may_change,
        may_give=reader.id != other.id and other.active and inviting.may_invite(reader) and not joins,
        may_rehome=may_change and reader.has(RoleKind.ADMINISTRATOR) and not joins,
        waiting=[role for one in waiting if one.known for role in gives_of(one.gives).roles],
    )
    turn.reply(person_card(card, turn.require_person().zone, turn.scene, note=note))
    return True


async def _matches(turn: Turn, people: Sequence[Person]) -> Mapping[int, int]:
    """Who was shown too many reports by a number today, for administrators."""
    if not turn.require_person().has(RoleKind.ADMINISTRATOR):
        return {}
    return await hints.too_many(turn.unit, [one.id for one in people], turn.now.date())


async def _accepted(turn: Turn, other: Person) -> str:
    """Which version of a notice somebody accepted last; that they did not, where one holds for them."""
    accepted = await turn.unit.office_notices.last_accepted(other.id)
    if accepted is not None:
        return accepted_line(accepted, turn.require_person().zone, turn.scene)
    holds = await noticing.of_person(turn.unit, turn.world, other) is not None
    return turn.words.text(N_("not accepted yet")) if holds else ""


async def ask(turn: Turn, public_id: str) -> bool:
    """The question whether the right account took an invitation, once more."""
    card = await admitting.card_for(turn.unit, turn.world, public_id, turn.require_person().id, turn.scene)
    if card is None:
        return False
    turn.reply(card)
    return True


async def suspend(turn: Turn, public_id: str, *, sure: bool) -> bool:
    """Asked once, with what follows from it."""
    other = await _seen(turn, public_id)
    if other is None:
        return False
    if not sure and _refusal(turn, other) is None:
        turn.reply(ask_suspend(other, turn.scene))
        return True
    try:
        await managing.suspend(turn.unit, turn.world, other, by=turn.require_person())
    except managing.NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return True
    return await show(
        turn, public_id, note=turn.words.text(N_("Suspended: nothing comes from here and nothing goes here."))
    )


async def restore(turn: Turn, public_id: str) -> bool:
    """Ends a suspension; False where there is nobody one may look at."""
    other = await _seen(turn, public_id)
    if other is None:
        return False
    try:
        await managing.restore(turn.unit, turn.world, other, by=turn.require_person())
    except managing.NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return True
    return await show(turn, public_id, note=turn.words.text(N_("The suspension has ended.")))


async def clear(turn: Turn, public_id: str, rank: str) -> bool:
    """The clearances to choose from, or the one that was chosen, by its rank."""
    other = await _seen(turn, public_id)
    if other is None:
        return False
    chosen: dict[str, Marking] = {str(one.rank): one for one in CLEARANCES}
    if rank not in chosen:
        own = turn.require_person().clearance
        turn.reply(choose_clearance(other, [one for one in CLEARANCES if one.rank <= own.rank], turn.scene))
        return True
    try:
        await managing.clear(turn.unit, turn.world, other, chosen[rank], by=turn.require_person())
    except managing.NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return True
    return await show(turn, public_id, note=turn.words.text(N_("The clearance was changed.")))


async def end_role(turn: Turn, public_id: str, code: str) -> bool:
    """Asked once: a role that has ended has to be given anew."""
    other = await _seen(turn, public_id)
    role = _role(other, code.removeprefix(SURE_AND)) if other is not None else None
    if other is None or role is None:
        return False
    if not code.startswith(SURE_AND) and _refusal(turn, other) is None:
        turn.reply(ask_end_role(other, role, turn.scene))
        return True
    try:
        await managing.end_role(turn.unit, turn.world, other, role, by=turn.require_person())
    except managing.NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return True
    return await show(turn, public_id, note=turn.words.text(N_("The role has ended.")))


async def _seen(turn: Turn, public_id: str) -> Person | None:
    """Somebody whom this person may look at."""
    other, day = await turn.unit.people.by_public_id(public_id), turn.now.date()
    if other is None or not may_look_at(turn.require_person(), other, turn.world.geography, day):
        return None
    return other


def _wanted(turn: Turn, person: Person, said: str) -> Wanted:
    """Whom the words mean, among those of one's own scope: a country or an office by its code or name, else a name."""
    own = scope(person, turn.world.geography, turn.now.date())
    office = said.upper().removeprefix("RILO").strip(" -")
    country = find_country(said).sure if said else None
    if office in turn.world.geography.offices:
        meant = (turn.world.geography.countries_of_office(office, turn.now.date()), frozenset({office}))
    elif country is not None:
        meant = (frozenset({country}), frozenset[str]())
    elif own is None:
        return Wanted(name=said)
    else:
        return Wanted(countries=own[0], offices=own[1], name=said)
    if own is None:
        return Wanted(countries=meant[0], offices=meant[1])
    return Wanted(countries=meant[0] & own[0], offices=meant[1] & own[1])


def _role(other: Person, code: str) -> Role | None:
    return next((role for role in other.roles if role_code(role) == code), None)


def _refusal(turn: Turn, other: Person) -> GrantRefusal | None:
    return may_manage(turn.require_person(), other, turn.world.geography, turn.now.date())
