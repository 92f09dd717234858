"""A half-done report goes from one officer to another of the same administration: offered, taken over, declined, taken
back. Until it is taken over it stays with who offered it, who may go on with it at any moment.
"""

from dataclasses import replace

from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Refusal
from alerts.person import Person, RoleKind
from bot import drafts, offering, talking
from bot.dialog import Progress
from bot.dialogs.hand_over import HAND_OVER
from bot.dialogs.report import NAME as REPORT
from bot.dialogs.report_answers import marking_of
from bot.endings_type import Endings
from bot.language import N_
from bot.progress_json import from_json, to_json
from bot.scene import Answers
from bot.steps import photos
from bot.turn import Turn
from bot.views import handing as views
from bot.views.drafts import draft_line
from bot.views.notices import HANDED
from storage.handovers import Handover, HandoverState
from storage.progress import Draft, Kept
from storage.random import new_public_id


async def begin(turn: Turn, endings: Endings, named: str) -> None:
    """Hand over: asks to whom. Without a name it is the newest draft that is meant."""
    say, person = turn.words.text, turn.require_person()
    found = await (drafts.named(turn, named) if named else drafts.half_done(turn))
    if not person.has(RoleKind.OFFICER) or found is None:
        turn.tell(say(N_("There is no half-done report to hand over. /mine shows what you have.")))
        return
    kept, progress = found
    if progress.about:
        turn.tell(
            say(
                N_(
                    "This changes a report that you filed, and stays with you. Only what was never submitted is handed over."
                )
            )
        )
        return
    handover = await turn.unit.handovers.of_draft(kept.id)
    if handover is not None:
        await _waits(turn, handover, progress)
        return
    if not progress.answers:
        turn.tell(say(N_("There is nothing in it yet. Answer a question first, or let your colleague begin one.")))
        return
    if not await offering.colleagues(turn, kept):
        turn.tell(
            say(
                N_(
                    "There is nobody to hand it to: no other officer of your administration has a chat here and the "
                    "clearance for it. It stays with you."
                )
            )
        )
        return
    note = say(N_("Hand over: {report}")).format(report=draft_line(progress, turn.scene))
    await talking.start(turn, endings, HAND_OVER, facts={offering.DRAFT: kept.id}, note=note)


async def offer(turn: Turn, progress: Progress, answers: Answers) -> None:
    """A colleague was chosen: they are asked, and until they say yes nothing changes hands."""
    await turn.unit.progress.end_front(turn.owner)
    giver, about = turn.require_person(), progress.facts.get(offering.DRAFT)
    draft = await turn.unit.progress.draft(about) if isinstance(about, int) else None
    if draft is None or draft.person != giver.id or await turn.unit.handovers.of_draft(draft.kept.id):
        turn.tell(turn.words.text(N_("There is no half-done report to hand over. /mine shows what you have.")))
        return
    taker = await turn.unit.people.by_public_id(str(answers["colleague"]))
    to = await offering.reached(turn.unit, turn.world, giver, [taker], draft.kept) if taker is not None else {}
    if taker is None or not to:
        turn.tell(turn.words.text(N_("They cannot take it over any more. It stays with you; /mine shows it.")))
        return
    handover = await turn.unit.handovers.offer(draft.kept.id, giver=giver.id, taker=taker.id, now=turn.now)
    await turn.unit.audit.add(
        at=turn.now,
        who=giver.id,
        verb="draft.offered",
        subject=f"handover {handover.public_id}",
        details={"from": giver.public_id, "to": taker.public_id},
    )
    await offering.queue_offer(turn.unit, turn.world, handover, to[taker.id])
    await _waits(turn, handover, from_json(draft.kept.body))


async def take(turn: Turn, endings: Endings, public_id: str) -> bool:
    """The colleague takes it over: from here on it is theirs, and only theirs."""
    found = await _open_offer(turn, public_id)
    if found is None:
        return False
    if isinstance(found, str):
        turn.tell(found)
        return True
    handover, draft = found
    person, progress = turn.require_person(), from_json(draft.kept.body)
    giver = await turn.unit.people.get(handover.giver)
    if not offering.may_take(turn.world, person, giver, turn.account, draft.kept.id, marking_of(progress.answers)):
        turn.tell(
            turn.words.text(N_("You cannot take this over any more. It stays with {who}.")).format(who=giver.name)
        )
        return True
    taken = HandoverState.TAKEN
    if not await offering.settle(turn.unit, turn.world, handover, taken, by=person.id, tell=HANDED[taken]):
        return False
    facts = {name: fact for name, fact in progress.facts.items() if name != talking.BEFORE}
    # A name of its own: no button of who gave it means it any more, nor one of another draft of theirs.
    draft_name = new_public_id()[: talking.DRAFT_LENGTH]
    theirs = replace(progress, draft=draft_name, turn=progress.turn + 1, offered=(), facts=facts)
    await turn.unit.progress.give(draft.kept.id, to=person.id, body=to_json(theirs), now=turn.now)
    pictures = photos.read(progress.answers.get("pictures"))
    permit = turn.permit(
        Item(kind=ItemKind.PICTURE, id=draft.kept.id, marking=marking_of(progress.answers)),
        Purpose.ACCOUNT,
        Facts(reporter=True),
    )
    if pictures and isinstance(permit, Permit):
        turn.reply(views.pictures_of(permit, draft.kept.id, pictures, turn.scene))
    await _show_taken(turn, endings, draft.kept, theirs)
    return True


async def decline(turn: Turn, public_id: str) -> bool:
    """The colleague does not want it: it stays where it is."""
    found = await _open_offer(turn, public_id)
    if found is None:
        return False
    if isinstance(found, str):
        turn.tell(found)
        return True
    handover, _ = found
    by, declined = turn.require_person().id, HandoverState.DECLINED
    if not await offering.settle(turn.unit, turn.world, handover, declined, by=by, tell=HANDED[declined]):
        return False
    giver = await turn.unit.people.get(handover.giver)
    turn.tell(turn.words.text(N_("Declined. It stays with {who}, who is told.")).format(who=giver.name))
    return True


async def take_back(turn: Turn, public_id: str) -> bool:
    """The giver wants it back before the colleague answered."""
    person = turn.require_person()
    handover = await turn.unit.handovers.by_public_id(public_id)
    if handover is None or handover.giver != person.id:
        return False
    if not handover.open:
        taker = await turn.unit.people.get(handover.taker)
        turn.tell(views.settled_for_giver(handover.state, taker.name, turn.scene))
        return True
    back = HandoverState.TAKEN_BACK
    draft = await turn.unit.progress.draft(handover.progress) if handover.progress is not None else None
    if draft is None or not await offering.settle(turn.unit, turn.world, handover, back, by=person.id):
        return False
    turn.reply(views.taken_back(from_json(draft.kept.body), turn.scene))
    return True


async def listed(turn: Turn) -> list[tuple[Progress, tuple[str, str] | None]]:
    """Half-done reports for /mine; beside each that is offered, the offer's id and to whom."""
    own = await drafts.of_turn(turn)
    handovers = await turn.unit.handovers.of_drafts([kept.id for kept in own])
    takers = await turn.unit.people.many({handover.taker for handover in handovers.values()})
    offered = {draft: (one.public_id, takers[one.taker].name) for draft, one in handovers.items()}
    return [(from_json(kept.body), offered.get(kept.id)) for kept in own]


async def offered_to(turn: Turn) -> list[tuple[Permit, Handover, Progress, str]]:
    """What colleagues hand to who speaks, with their names, as far as it may be told here."""
    handovers = await turn.unit.handovers.open(taker=turn.require_person().id)
    there = await turn.unit.progress.drafts([one.progress for one in handovers if one.progress is not None])
    givers = await turn.unit.people.many({one.giver for one in handovers})
    found = []
    for handover in handovers:
        if handover.progress not in there:
            continue
        progress, giver = from_json(there[handover.progress].kept.body), givers[handover.giver]
        permit = _permit(turn, handover, giver, progress)
        if isinstance(permit, Permit):
            found.append((permit, handover, progress, giver.name))
    return found


def _permit(turn: Turn, handover: Handover, giver: Person, progress: Progress) -> Permit | Refusal:
    item = Item(kind=ItemKind.DRAFT, id=handover.id, marking=marking_of(progress.answers))
    return turn.permit(item, Purpose.ACCOUNT, Facts(colleague=turn.require_person().is_colleague_of(giver)))


async def _open_offer(turn: Turn, public_id: str) -> tuple[Handover, Draft] | str | None:
    """An open offer to who speaks with its draft; a sentence for one that is settled; None for what is not theirs."""
    handover = await turn.unit.handovers.by_public_id(public_id)
    if handover is None or handover.taker != turn.require_person().id:
        return None
    draft = await turn.unit.progress.draft(handover.progress) if handover.open and handover.progress else None
    if draft is None or draft.person != handover.giver:
        giver = await turn.unit.people.get(handover.giver)
        return views.settled_for_taker(handover.state, giver.name, turn.scene)
    return handover, draft


async def _waits(turn: Turn, handover: Handover, progress: Progress) -> None:
    taker = await turn.unit.people.get(handover.taker)
    turn.reply(views.waits_for(progress, handover.public_id, taker.name, turn.scene))


async def _show_taken(turn: Turn, endings: Endings, kept: Kept, progress: Progress) -> None:
    """A report in front is laid aside for it; any other dialog is not: it could not be taken up again."""
    front = await talking.front(turn)
    if front is not None and front[0].dialog != REPORT:
        turn.reply(views.taken_and_aside(progress, turn.scene))
        await talking.show(turn, *front)
        return
    await turn.unit.progress.bring_back(turn.owner, kept.id, turn.now)
    note = turn.words.text(N_("It is your report now: {report}")).format(report=draft_line(progress, turn.scene))
    await talking.go_on(turn, endings, kept, progress, note=note)
