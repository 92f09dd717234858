"""A further role for somebody who is there: given from their card, in a terminal, or by an invitation that they take though
they have joined before. What has to be confirmed first is decided in bot/admitting.py, as for those who join.
"""

from dataclasses import replace

from alerts.granting import CONFIRMED, GrantRefusal, may_give_further, may_look_at, takes
from alerts.person import Person, Role
from alerts.precedence import Precedence
from bot import admitting, inviting, people, talking
from bot.dialog import Progress
from bot.dialogs.further import GIVE_DIALOG, TAKE_DIALOG
from bot.dialogs.invite import role_in
from bot.endings_type import Endings
from bot.giving import Gives, gives_of, may_still_give
from bot.joining import INVITE
from bot.language import N_
from bot.managing import NotAllowed
from bot.scene import Answers
from bot.telling import queue_notice
from bot.turn import Turn
from bot.views.further import invitation_offers
from bot.views.notices import FURTHER, ROLES
from bot.views.people import only_in_chat, roles_kept
from bot.views.refusals import grant_refused
from bot.world import World
from storage.accounts import Account
from storage.random import token_hash
from storage.unit_of_work import UnitOfWork

WHO = "person"
"""The fact that names whom a dialog is about."""

CODE = "code"
"""The fact that keeps the hash of the code somebody came with."""


async def add(unit: UnitOfWork, world: World, other: Person, role: Role, *, by: Person | None) -> bool:
    """Gives the role; whether it counts at once. `by` None is whoever runs the installation. Raises NotAllowed."""
    if by is not None:
        refusal = may_give_further(by, other, role, world.geography, world.now().date())
        if refusal is not None:
            raise NotAllowed(refusal)
    account = await _able(unit, other, role)
    gives = Gives(
        name=other.name,
        roles=(role,),
        clearance=other.clearance,
        country=other.country,
        office=other.office,
        by=by.id if by is not None else None,
    )
    counts = await admitting.add(unit, world, other, gives, account=account, chosen=True)
    if counts:
        await queue_notice(unit, world, FURTHER, {ROLES: roles_kept([role])}, [other.id], Precedence.IMMEDIATE)
    return counts


async def begin(turn: Turn, endings: Endings, public_id: str) -> bool:
    """The button to give a role on a card; False where there is nobody one may look at."""
    other, person = await turn.unit.people.by_public_id(public_id), turn.require_person()
    if other is None or not may_look_at(person, other, turn.world.geography, turn.now.date()):
        return False
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
    elif other.id == person.id or not inviting.may_invite(person):
        refusal = GrantRefusal.ONESELF if other.id == person.id else GrantRefusal.NOT_THIS_ROLE
        turn.tell(grant_refused(refusal, turn.scene))
    elif not other.active:
        turn.tell(grant_refused(GrantRefusal.SUSPENDED, turn.scene))
    else:
        heading = turn.words.text(N_("A further role for {name}")).format(name=other.name)
        await talking.start(turn, endings, GIVE_DIALOG, facts={WHO: public_id, "heading": heading}, note=heading)
    return True


async def give(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary was submitted: the right is asked again."""
    await turn.unit.progress.end_front(turn.owner)
    other, role = await turn.unit.people.by_public_id(str(progress.facts.get(WHO))), role_in(answers)
    if other is None:
        return
    try:
        counts = await add(turn.unit, turn.world, other, role, by=turn.require_person())
    except NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return
    note = (
        N_("The role was given, and counts from now on.")
        if counts
        else N_("Noted. The role counts when somebody else who heads or administers the office has confirmed it.")
    )
    await people.show(turn, other.public_id, note=turn.words.text(note))


async def offer(turn: Turn, endings: Endings, code: str) -> bool:
    """Somebody known comes with an invitation: its roles are offered to them. False where it gives them nothing."""
    found = await _invitation(turn, token_hash(code))
    if found is None:
        return False
    heading = invitation_offers(found[1].roles, turn.scene)
    await talking.start(turn, endings, TAKE_DIALOG, facts={CODE: token_hash(code), "heading": heading})
    return True


async def take(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The offer was taken up: the invitation is used, once, and no second person comes of it."""
    del answers
    await turn.unit.progress.end_front(turn.owner)
    person, say = turn.require_person(), turn.words.text
    found = await _invitation(turn, str(progress.facts.get(CODE)))
    if found is None or not await turn.unit.links.use(found[0], turn.now):
        turn.tell(say(N_("This code does not work: it is wrong, was used, or is too old. Please ask who invited you.")))
        return
    counts = await admitting.add(turn.unit, turn.world, person, found[1], account=turn.account, chosen=False)
    turn.tell(
        say(N_("You have a further role from now on. /help shows what you can do."))
        if counts
        else say(N_("Your office confirms this first; I write to you when the role counts."))
    )


async def _invitation(turn: Turn, hashed: str) -> tuple[int, Gives] | None:
    """The id of an invitation's link and what it gives this person beside what they have. Nobody takes their own."""
    person = turn.require_person()
    link = await turn.unit.links.look(INVITE, hashed, turn.now)
    gives = gives_of(link.payload) if link is not None else None
    if link is None or gives is None or gives.by == person.id:
        return None
    if not await may_still_give(turn.unit, turn.world, gives):
        return None
    waiting = await _waiting(turn.unit, person)
    new = tuple(role for role in gives.roles if takes(person, role, waiting) is None)
    return (link.id, replace(gives, name=person.name, roles=new, clearance=person.clearance)) if new else None


async def _able(unit: UnitOfWork, other: Person, role: Role) -> Account | None:
    """The account a waiting role is kept with; None where the role is an ordinary one and there is no account. Raises
    NotAllowed where this person cannot have the role.
    """
    if await unit.admissions.waits(other.id):
        raise NotAllowed(GrantRefusal.NOT_CONFIRMED)
    refusal = takes(other, role, await _waiting(unit, other))
    if refusal is not None:
        raise NotAllowed(refusal)
    accounts = await unit.people.every_account_of(other.id)
    if not accounts and role.kind in CONFIRMED:
        raise NotAllowed(GrantRefusal.NO_ACCOUNT)
    return accounts[0] if accounts else None


async def _waiting(unit: UnitOfWork, person: Person) -> list[Role]:
    return [role for one in await unit.admissions.waiting_of(person.id) for role in gives_of(one.gives).roles]
