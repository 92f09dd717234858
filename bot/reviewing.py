"""The reviewer's use cases: take, put back, return, reject, escalate, and the queue. Approving is in bot/releasing.py."""

from dataclasses import replace
from datetime import datetime

from alerts.permit import Permit
from alerts.report import Report, Status
from alerts.review import REASONED, Decision, Move, MoveRefusal, after, may
from bot import talking
from bot.cards import card_facts, card_permit, queue_cards, queue_edits, queue_outcome, show_again
from bot.dialog import Progress
from bot.dialogs.reasons import REJECT, REJECT_DIALOG, RETURN, RETURN_DIALOG, given
from bot.dialogs.transfer import TRANSFER_DIALOG
from bot.endings_type import Endings
from bot.language import N_
from bot.reporting import audit_refusal, record
from bot.scene import Answers
from bot.turn import Turn
from bot.views.cards import card_details, decided_by, past_card, taken_by, taken_by_you
from bot.views.queue import queue_list
from bot.views.refusals import move_refused, sending_refused
from bot.world import World
from storage.reports import Overtaken
from storage.unit_of_work import UnitOfWork

MOVES = {
    "take": Move.TAKE,
    "put_back": Move.PUT_BACK,
    "approve": Move.APPROVE,
    "return": Move.RETURN,
    "reject": Move.REJECT,
    "escalate": Move.ESCALATE,
    "transfer": Move.TRANSFER,
}
_STANDS_ELSEWHERE = {MoveRefusal.NOT_IN_THIS_STATUS, MoveRefusal.TAKEN_BY_ANOTHER, MoveRefusal.OLD_REVISION}
"""Refusals of somebody who may know how the report stands."""

LISTED = 20
"""Open reports of an office that its queue lists, the most urgent and oldest."""

DIALOGS = {Move.RETURN: RETURN_DIALOG, Move.REJECT: REJECT_DIALOG, Move.TRANSFER: TRANSFER_DIALOG}


async def refused(turn: Turn, report: Report, move: Move, revision: str, *, asked: str = "") -> bool:
    """Says why a move is not possible and shows the report as it stands; False when it is possible. `asked` is what the
    audit calls it where it is no move itself, and needs the right to one.
    """
    person = turn.require_person()
    refusal = may(move, report, person)
    if refusal is None and revision != str(report.revision):
        refusal = MoveRefusal.OLD_REVISION
    if refusal is None:
        return False
    await audit_refusal(turn, report, asked or move.value, refusal.value)
    if refusal not in _STANDS_ELSEWHERE:
        turn.tell(move_refused(refusal, turn.scene))
        return True
    facts = await card_facts(turn.unit, report)
    told = decided_by(report, facts, person.zone, turn.scene)
    if not told and report.taken_by is not None and refusal is not MoveRefusal.OLD_REVISION:
        told = taken_by_you(report, turn.scene) if report.taken_by == person.id else taken_by(facts, turn.scene)
    turn.tell(told or move_refused(refusal, turn.scene))
    if report.status.open:
        await show_again(turn, report)
    return True


async def make_move(turn: Turn, endings: Endings, report: Report, move: Move) -> None:
    """A move that needs no more than the press: take, put back, escalate; the others ask for the reason."""
    if move in REASONED:
        taken = await take_first(turn, report)
        if taken is not None:
            note = turn.words.text(N_("Report {number}")).format(number=report.number)
            facts: Answers = {"revision": report.revision}
            await talking.start(turn, endings, DIALOGS[move], about=report.public_id, facts=facts, note=note)
        return
    if move is Move.ESCALATE:
        await _escalate_now(turn, report)
        return
    holder = turn.require_person().id if move is Move.TAKE else None
    saved = await keep(turn, report, replace(report, status=after(report, move), taken_by=holder), move)
    if saved is not None:
        back = turn.words.text(N_("{number} is back in the queue.")).format(number=saved.number)
        turn.tell(taken_by_you(saved, turn.scene) if move is Move.TAKE else back)


async def take_first(turn: Turn, report: Report) -> Report | None:
    """Whoever begins to decide takes the report; None when somebody was faster."""
    if report.status is Status.TAKEN:
        return report
    taken = replace(report, status=after(report, Move.TAKE), taken_by=turn.require_person().id)
    return await keep(turn, report, taken, Move.TAKE)


async def give_reason(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The reason was given: the report is returned or rejected."""
    move = {RETURN: Move.RETURN, REJECT: Move.REJECT}[progress.dialog]
    reason, note = given(answers)
    await turn.unit.progress.end_front(turn.owner)
    report = await turn.unit.reports.by_public_id(progress.about)
    if report is None:
        turn.tell(turn.words.text(N_("That report is not there.")))
        return
    if not reason:
        turn.tell(move_refused(MoveRefusal.REASON_MISSING, turn.scene))
        return
    if await refused(turn, report, move, str(progress.facts.get("revision"))):
        return
    decided = replace(report, status=after(report, move), taken_by=None)
    saved = await keep(turn, report, decided, move, note=note, reason=reason)
    if saved is None:
        return
    await queue_outcome(turn.unit, turn.world, saved)
    done = {
        Move.RETURN: N_("Report {number} went back to the officer with your reason."),
        Move.REJECT: N_("Report {number} is rejected. The officer gets your reason."),
    }
    turn.tell(turn.words.text(done[move]).format(number=saved.number))


async def details(turn: Turn, report: Report) -> None:
    """More: the officer's own words."""
    permit = card_permit(turn, report)
    if isinstance(permit, Permit):
        facts, zone = await card_facts(turn.unit, report), turn.require_person().zone
        turn.reply(card_details(permit, report, facts, zone, turn.scene))
        return
    await audit_refusal(turn, report, "read", permit.value)
    turn.tell(sending_refused(permit, turn.scene))


async def queue(turn: Turn) -> None:
    """/queue: what waits in the offices this person decides for."""
    person = turn.require_person()
    if not person.decides:
        turn.tell(turn.words.text(N_("Only reviewers have a queue.")))
        return
    offices = person.offices_decided
    most = LISTED if offices is None else LISTED * len(offices)
    found = await turn.unit.board.waiting(offices, limit=most)
    permits = {one.report.id: card_permit(turn, one.report) for one in found}
    shown = [one for one in found if isinstance(permits[one.report.id], Permit)]
    takers = await turn.unit.people.many({one.report.taken_by for one in shown if one.report.taken_by is not None})
    names = {person_id: taker.name for person_id, taker in takers.items()}
    turn.reply(queue_list(permits, shown, names, person.zone, turn.now, turn.scene))


async def show_card(turn: Turn, report: Report) -> None:
    """The card again, from the queue."""
    permit = card_permit(turn, report)
    if not isinstance(permit, Permit):
        await audit_refusal(turn, report, "read", permit.value)
        turn.tell(sending_refused(permit, turn.scene))
        return
    if not report.status.open:
        facts = await card_facts(turn.unit, report)
        turn.reply(past_card(permit, report, facts, turn.require_person().zone, turn.scene))
        return
    await show_again(turn, report)


async def escalate(unit: UnitOfWork, world: World, report: Report, *, by: int | None, now: datetime) -> Report | None:
    """One step up: head, then administrators, who get the card too. None at the last step."""
    level = report.level.next
    if level is None or not report.status.open:
        return None
    saved = await unit.reports.save(report, replace(report, level=level), now)
    await unit.reports.add_decision(
        report.id, Decision(by=by, move=Move.ESCALATE, at=now, note=level.value, revision=report.revision)
    )
    await unit.audit.add(
        at=now, who=by, verb="report.escalate", subject=f"report {report.number}", details={"level": level.value}
    )
    await queue_cards(unit, world, saved)
    return saved


async def _escalate_now(turn: Turn, report: Report) -> None:
    saved = await escalate(turn.unit, turn.world, report, by=turn.require_person().id, now=turn.now)
    if saved is None:
        turn.tell(turn.words.text(N_("It is with the administrators already; there is nobody above them.")))
        return
    asked = {
        "head": N_("Report {number} is now with the head of the office as well."),
        "administrators": N_("Report {number} is now with the administrators as well."),
    }
    turn.tell(turn.words.text(asked[saved.level.value]).format(number=report.number))


async def keep(
    turn: Turn, before: Report, moved: Report, move: Move, *, note: str = "", reason: str = ""
) -> Report | None:
    """Keeps a move with its decision, audit row and the edits of all cards; None when somebody was faster."""
    try:
        saved = await turn.unit.reports.save(before, moved, turn.now)
    except Overtaken:
        current = await turn.unit.reports.get(before.id)
        facts = await card_facts(turn.unit, current)
        turn.tell(
            decided_by(current, facts, turn.require_person().zone, turn.scene)
            or move_refused(MoveRefusal.NOT_IN_THIS_STATUS, turn.scene)
        )
        return None
    await record(turn, saved, move, note, reason)
    await queue_edits(turn.unit, turn.world, saved)
    return saved
