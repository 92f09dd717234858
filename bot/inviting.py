"""Inviting somebody, from a chat or a terminal: what may be given is asked of the rules; the code is single use."""

from dataclasses import dataclass

from alerts.delivery import Kind
from alerts.granting import CONFIRMED, GrantRefusal, may_give
from alerts.marking import Marking
from alerts.person import Person, Role
from alerts.precedence import Precedence
from bot import joining, link_mails, talking
from bot.dialog import Progress
from bot.dialogs.invite import INVITE_DIALOG, invitation_of
from bot.endings_type import Endings
from bot.language import N_
from bot.scene import Answers
from bot.turn import Turn
from bot.views.admissions import invitation_made
from bot.views.people import only_in_chat
from bot.views.refusals import grant_refused
from bot.world import World
from storage.deliveries import NewDelivery
from storage.links import INVITATION
from storage.random import new_token, token_hash
from storage.unit_of_work import UnitOfWork


class NotAllowed(Exception):
    """This may not be given."""

    def __init__(self, refusal: GrantRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is to be what."""

    name: str
    role: Role
    clearance: Marking
    mailbox: str = ""
    country: str | None = None
    """Whose administration they are of, where that is not the scope of the role."""


def may_invite(person: Person) -> bool:
    """Whether there is anything this person could give."""
    return any(role.kind in joining.INVITING for role in person.roles)


async def make(unit: UnitOfWork, world: World, wanted: Invitation, *, by: Person | None) -> str:
    """Makes an invitation and gives its code; `by` None is whoever runs the installation. Raises NotAllowed."""
    now, role = world.now(), wanted.role
    if by is not None:
        refusal = may_give(by, role, wanted.clearance, world.geography, now.date())
        if refusal is not None:
            raise NotAllowed(refusal)
    mailed = bool(wanted.mailbox) and world.mail_channel is not None
    nonce = new_token() if mailed else ""
    code = await joining.invite(
        unit,
        name=wanted.name,
        roles=(role,),
        clearance=wanted.clearance,
        country=wanted.country or role.country,
        office=role.office,
        by=by.id if by is not None else None,
        now=now,
        code=world.signer.derive(joining.INVITE, nonce) if mailed else "",
        nonce=nonce,
    )
    link = await unit.links.look(joining.INVITE, token_hash(code), now)
    if mailed and link is not None:
        await _mail(unit, world, wanted.mailbox, link.id)
    return code


async def begin(turn: Turn, endings: Endings) -> None:
    """/invite: the questions, for whoever may give anything."""
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
    elif not may_invite(turn.require_person()):
        turn.tell(
            turn.words.text(N_("Administrators, heads and contact points invite people. Please ask one of yours."))
        )
    else:
        await talking.start(turn, endings, INVITE_DIALOG)


async def invite(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary was submitted: the right is asked again, and the links are handed over."""
    del progress
    await turn.unit.progress.end_front(turn.owner)
    name, role, clearance, mailbox = invitation_of(answers, turn.require_person())
    wanted = Invitation(name=name, role=role, clearance=clearance, mailbox=mailbox)
    try:
        code = await make(turn.unit, turn.world, wanted, by=turn.require_person())
    except NotAllowed as error:
        turn.tell(grant_refused(error.refusal, turn.scene))
        return
    links = {name: link for name in sorted(turn.world.chat_channels) if (link := turn.world.link(name, code))}
    page = f"{turn.world.public_url}/join#{code}"
    mailed = bool(mailbox) and turn.world.mail_channel is not None
    asks = role.kind in CONFIRMED
    turn.reply(invitation_made(wanted.name, page, links, turn.world.channels, turn.scene, mailed=mailed, asks=asks))


async def _mail(unit: UnitOfWork, world: World, mailbox: str, link: int) -> None:
    """The same link by mail. The mailbox belongs to nobody yet: it gets this one mail and no other."""
    channel, now = world.mail_channel or "", world.now()
    account = await unit.people.account(channel, mailbox.casefold())
    if account is None:
        account = await unit.people.add_account(
            channel=channel, external_id=mailbox.casefold(), person=None, active=False, now=now
        )
    if not await link_mails.may_have_another(unit, account.id, now):
        return
    mail = NewDelivery(
        kind=Kind.MAILBOX,
        subject="link",
        subject_id=link,
        revision=1,
        address=account.id,
        person=account.person,
        channel=channel,
        precedence=Precedence.PRIORITY,
        expires=now + INVITATION,
    )
    await unit.deliveries.add([mail], now)
