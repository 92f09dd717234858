"""The officer's further revisions: a returned report is changed and submitted again, an open one is added to. The first
revision is filed in bot/reporting.py.
"""

from dataclasses import replace

from alerts.report import Level, Report, Status
from alerts.review import Move, MoveRefusal, after, may, may_add
from alerts.seizure import Seizure
from bot import drafts, reporting, talking
from bot.cards import queue_cards, queue_revised
from bot.dialog import Progress
from bot.dialogs.report import REPORT
from bot.dialogs.report_answers import answers_of, marking_of, merged, precedence_of
from bot.endings_type import Endings
from bot.history import corrections_since
from bot.language import N_
from bot.progress_json import from_json
from bot.scene import Answers, Value
from bot.turn import Turn
from bot.views.differences import corrected, show_differences
from bot.views.refusals import move_refused
from bot.views.reports import added, receipt, too_late
from storage.progress import Kept
from storage.reports import Overtaken

REVISION = "revision"
"""The report's revision whose answers were put in place."""


async def change(turn: Turn, endings: Endings, report: Report) -> None:
    """Opens a returned report again, all answers in place."""
    refusal = may(Move.RESUBMIT, report, turn.require_person())
    if refusal is not None:
        await reporting.audit_refusal(turn, report, Move.RESUBMIT.value, refusal.value)
        turn.tell(move_refused(refusal, turn.scene))
        return
    await _open(turn, endings, report, turn.words.text(N_("Report {number}")))


async def extend(turn: Turn, endings: Endings, report: Report) -> None:
    """Opens an open report for additions, all answers in place; one that came back meanwhile is changed."""
    if report.status is Status.RETURNED:
        await change(turn, endings, report)
        return
    refusal = may_add(report, turn.require_person())
    if refusal is not None:
        await reporting.audit_refusal(turn, report, "add", refusal.value)
        turn.tell(_refused(refusal, report, turn))
        return
    await _open(turn, endings, report, turn.words.text(N_("Add to {number}")))


async def submit(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary was submitted: a new report, or a further revision of one."""
    if not progress.about:
        await reporting.submit(turn, progress, answers)
        return
    kept = await turn.unit.progress.front(turn.owner)
    placed = await reporting.placed(turn, progress, answers)
    report = await turn.unit.reports.by_public_id(progress.about)
    if placed is None or report is None or kept is None:
        return
    returned = report.status is Status.RETURNED
    person = turn.require_person()
    refusal = may(Move.RESUBMIT, report, person) if returned else may_add(report, person)
    if refusal is not None:
        await reporting.audit_refusal(turn, report, "resubmit" if returned else "add", refusal.value)
        await turn.unit.progress.end(kept.id)
        turn.tell(_refused(refusal, report, turn))
        return
    if await brought_up_to_date(turn, kept, progress, answers, report):
        return
    seizure, office = placed
    saved = await (_resubmit if returned else _add)(turn, (kept, progress), report, answers, seizure, office)
    if saved is None:
        return
    await turn.unit.progress.end(kept.id)
    within = await turn.unit.places.escalate_after(saved.office)
    if returned:
        await queue_cards(turn.unit, turn.world, saved)
        turn.reply(receipt(saved, within, turn.scene))
    else:
        await queue_revised(turn.unit, turn.world, saved)
        turn.reply(added(saved, turn.scene))


async def brought_up_to_date(turn: Turn, kept: Kept, progress: Progress, answers: Answers, report: Report) -> bool:
    """Whether the report has another revision than the one these answers began with. Then nothing is kept of either half:
    what somebody wrote meanwhile and what is answered here come together, and the summary comes with a word about it.
    """
    began = progress.facts.get(REVISION)
    if not isinstance(began, int) or began == report.revision:
        return False
    base = next(one for one in await turn.unit.revisions.of(report.id) if one.revision == began)
    steps = {step.key for step in turn.world.dialogs[progress.dialog].steps}
    then, now = (
        {key: value for key, value in _answers(turn, one).items() if key in steps or key == "concealment_text"}
        for one in (replace(report, seizure=base.seizure), report)
    )
    facts: dict[str, Value] = {**progress.facts, REVISION: report.revision}
    together = replace(progress, answers=merged(answers, then, now), facts=facts, turn=progress.turn + 1)
    what = show_differences(base.seizure, report.seizure, turn.scene, full=True)
    told = N_("The report was changed meanwhile: {what}.") if what else N_("The report was changed meanwhile.")
    stays = turn.words.text(N_("What you wrote is here too; please look it over once more."))
    note = f"{turn.words.text(told).format(what=what)} {stays}"
    await talking.show(turn, kept, together, note=note)
    return True


async def _open(turn: Turn, endings: Endings, report: Report, heading: str) -> None:
    for kept in await drafts.of_turn(turn):
        progress = from_json(kept.body)
        if progress.about == report.public_id:  # begun before and laid aside
            await turn.unit.progress.bring_back(turn.owner, kept.id, turn.now)
            await talking.go_on(turn, endings, kept, progress, opens=True)
            return
    what = corrected(await corrections_since(turn.unit, report), turn.scene)
    await talking.start(
        turn,
        endings,
        REPORT,
        answers=_answers(turn, report),
        about=report.public_id,
        facts={"heading": heading.format(number=report.number), REVISION: report.revision},
        note=turn.words.text(N_("A reviewer corrected: {what}.")).format(what=what) if what else "",
    )


async def _add(
    turn: Turn, found: tuple[Kept, Progress], report: Report, answers: Answers, seizure: Seizure, office: str
) -> Report | None:
    """An addition: status, taker, level and what it waits for stay as they are. None: nothing was kept."""
    marking = marking_of(answers)
    if reporting.responsible(report.seizure, turn.world.geography) != office:
        text = N_(
            "That place belongs to another office, which the report would have to go to. Please change the place."
        )
        await talking.show(turn, *found, note=turn.words.text(text))
        return None
    if marking.rank < report.marking.rank:
        text = N_(
            "The report is marked {marking}. You can make that stricter, not less strict: please change the marking."
        )
        await talking.show(turn, *found, note=turn.words.text(text).format(marking=report.marking.value))
        return None
    new = replace(
        report,
        revision=report.revision + 1,
        seizure=seizure,
        marking=marking,
        precedence=precedence_of(answers),
    )
    if replace(new, revision=report.revision) == report:
        await turn.unit.progress.end(found[0].id)
        turn.tell(
            turn.words.text(N_("Nothing was added: {number} says all of that already.")).format(number=report.number)
        )
        return None
    person = turn.require_person()
    try:
        saved = await turn.unit.reports.revise(report, new, by=person.id, now=turn.now)
    except Overtaken:
        await talking.show(turn, *found, note=turn.words.text(AGAIN))
        return None
    await record_revision(turn, saved, "add")
    return saved


async def _resubmit(
    turn: Turn, found: tuple[Kept, Progress], report: Report, answers: Answers, seizure: Seizure, office: str
) -> Report | None:
    if reporting.responsible(report.seizure, turn.world.geography) == office:
        office = report.office  # the place is where it was; the report may have been transferred
    changed = replace(
        report,
        status=after(report, Move.RESUBMIT),
        revision=report.revision + 1,
        seizure=seizure,
        office=office,
        marking=marking_of(answers),
        precedence=precedence_of(answers),
        level=Level.REVIEWERS,
        taken_by=None,
    )
    try:
        saved = await turn.unit.reports.save(report, changed, turn.now)
    except Overtaken:
        await talking.show(turn, *found, note=turn.words.text(AGAIN))
        return None
    await reporting.record(turn, saved, Move.RESUBMIT)
    return saved


AGAIN = N_(
    "Somebody else changed the report at the same moment. Nothing you wrote is lost: please press the button again."
)


async def record_revision(turn: Turn, report: Report, verb: str) -> None:
    """The audit row of an addition or a correction, in its own transaction."""
    await turn.unit.audit.add(
        at=turn.now,
        who=turn.require_person().id,
        verb=f"report.{verb}",
        subject=f"report {report.number}",
        details={"revision": report.revision, "status": report.status.value, "marking": report.marking.value},
    )


def _answers(turn: Turn, report: Report) -> Answers:
    categories = {code: entry.category for code, entry in turn.world.reference.commodities.items()}
    return answers_of(report, categories)


def _refused(refusal: MoveRefusal, report: Report, turn: Turn) -> str:
    if refusal is MoveRefusal.NOT_IN_THIS_STATUS and report.status is not Status.WITHDRAWN:
        return too_late(report, turn.scene)
    return move_refused(refusal, turn.scene)
