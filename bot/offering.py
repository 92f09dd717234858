"""The offer of a draft to a colleague: whom one can be offered to, and how an offer ends. Nothing here speaks to who
offers it (bot/handing.py); every end is one transaction with its audit row and the messages it changes.
"""

from collections.abc import Sequence

from alerts.delivery import Kind
from alerts.marking import Marking
from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Recipient, may_send
from alerts.person import Person
from alerts.precedence import Precedence
from bot.dialog import Progress
from bot.dialogs.report_answers import marking_of
from bot.progress_json import from_json
from bot.scene import Option
from bot.telling import queue_notice
from bot.turn import Turn
from bot.views.handing import told_apart
from bot.views.notices import HANDED
from bot.world import World
from storage.accounts import Account
from storage.deliveries import NewDelivery
from storage.handovers import Handover, HandoverState
from storage.progress import Kept
from storage.unit_of_work import UnitOfWork

SUBJECT = "handover"
DRAFT = "handing"
"""The fact under which the hand-over dialog keeps which draft it is about."""


def may_take(world: World, taker: Person, giver: Person, account: Account, draft: int, marking: Marking) -> bool:
    """Whether a draft may be told of to this person at this address: an officer of the giver's country, active, cleared
    for it, in chat.
    """
    recipient = Recipient(clearance=taker.clearance, active=taker.active, address_active=account.active)
    item = Item(kind=ItemKind.DRAFT, id=draft, marking=marking)
    carrier = world.carrier(account.channel)
    return isinstance(
        may_send(item, recipient, carrier, Purpose.ACCOUNT, Facts(colleague=taker.is_colleague_of(giver)), world.now()),
        Permit,
    )


async def reached(
    unit: UnitOfWork, world: World, giver: Person, people: Sequence[Person], kept: Kept
) -> dict[int, list[Account]]:
    """The addresses at which these people may be offered a draft, by person; who has none is not in it."""
    marking, by_id = marking_of(from_json(kept.body).answers), {person.id: person for person in people}
    found: dict[int, list[Account]] = {}
    for account in await unit.people.accounts_of(by_id):
        taker = by_id.get(account.person or 0)
        if account.channel not in world.channels or taker is None:
            continue
        if may_take(world, taker, giver, account, kept.id, marking):
            found.setdefault(taker.id, []).append(account)
    return found


async def colleagues(turn: Turn, kept: Kept) -> Sequence[Option]:
    """Whom this draft can be offered to: with whom the giver exchanged drafts before, then who reported last, then by
    name.
    """
    giver = turn.require_person()
    country = giver.reports_for
    officers = await turn.unit.directory.officers(country) if country is not None else []
    able = await reached(turn.unit, turn.world, giver, [person for person, _ in officers], kept)
    partners = await turn.unit.handovers.partners(giver.id)
    filed = await turn.unit.handovers.last_filed(list(able))
    ordered = sorted(
        ((person, since) for person, since in officers if person.id in able),
        key=lambda one: (
            partners.index(one[0].id) if one[0].id in partners else len(partners),
            -filed.get(one[0].id, 0),
        ),
    )
    return told_apart(ordered, turn.scene)


async def look_again(turn: Turn, progress: Progress) -> bool:
    """Reads anew whom the draft of a hand-over dialog can be offered to; False when it is there no more, or waits for
    somebody already.
    """
    about = progress.facts.get(DRAFT)
    draft = await turn.unit.progress.draft(about) if isinstance(about, int) else None
    if draft is None or draft.person != turn.require_person().id or await turn.unit.handovers.of_draft(draft.kept.id):
        return False
    turn.colleagues = await colleagues(turn, draft.kept)
    return True


async def queue_offer(unit: UnitOfWork, world: World, handover: Handover, to: Sequence[Account]) -> None:
    """The question whether to take it over, at every chat of the colleague."""
    await _queue(unit, world, handover, [(one.id, one.person, one.channel) for one in to], version=0)


async def settle(
    unit: UnitOfWork, world: World, handover: Handover, state: HandoverState, *, by: int | None, tell: str = ""
) -> bool:
    """Ends an offer: False when it ended otherwise before. Every copy of the question follows; `tell` names the notice
    the giver gets.
    """
    now = world.now()
    if not await unit.handovers.settle(handover, state, now):
        return False
    people = await unit.people.many([handover.giver, handover.taker])
    await unit.audit.add(
        at=now,
        who=by,
        verb=f"draft.{state.value}",
        subject=f"handover {handover.public_id}",
        details={"from": people[handover.giver].public_id, "to": people[handover.taker].public_id},
    )
    await _queue(unit, world, handover, await unit.delivered.addressed(SUBJECT, handover.id), version=1)
    if tell:
        values = {"who": people[handover.taker].name}
        await queue_notice(unit, world, tell, values, [handover.giver], Precedence.PRIORITY)
    return True


async def end(turn: Turn, kept: Kept) -> bool:
    """The giver goes on with a draft or throws it away: an offer of it ends. False when the colleague was faster."""
    handover = await turn.unit.handovers.of_draft(kept.id)
    if handover is None:
        return True
    return await settle(turn.unit, turn.world, handover, HandoverState.TAKEN_BACK, by=turn.require_person().id)


async def end_what_nobody_can_take(unit: UnitOfWork, world: World) -> int:
    """Offers to who may not take them any more (suspended, no officer of the country, not cleared) end, and the giver is
    told; returns how many.
    """
    ended = 0
    offers = await unit.handovers.open()
    drafts = await unit.progress.drafts([one.progress for one in offers if one.progress is not None])
    people = await unit.people.many({one for offer in offers for one in (offer.giver, offer.taker)})
    for handover in offers:
        draft, giver, taker = drafts.get(handover.progress or 0), people[handover.giver], people[handover.taker]
        if draft is None or await reached(unit, world, giver, [taker], draft.kept):
            continue
        ended += await settle(unit, world, handover, HandoverState.ENDED, by=None, tell=HANDED[HandoverState.ENDED])
    return ended


async def _queue(
    unit: UnitOfWork, world: World, handover: Handover, to: Sequence[tuple[int, int | None, str]], *, version: int
) -> None:
    await unit.deliveries.add(
        [
            NewDelivery(
                kind=Kind.DRAFT,
                subject=SUBJECT,
                subject_id=handover.id,
                revision=1,
                version=version,
                address=address,
                person=person,
                channel=channel,
                precedence=Precedence.PRIORITY,
            )
            for address, person, channel in to
        ],
        world.now(),
    )
