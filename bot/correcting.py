"""A reviewer corrects the facts of a report: a further revision beside the officer's own, which stays as it was written. Who
may is asked of the rules as for approving; a correction decides nothing, and the officer stays the author.
"""

from dataclasses import replace

from alerts.report import Report
from alerts.review import Move
from bot import reporting, revising, talking
from bot.cards import queue_revised
from bot.dialog import Progress
from bot.dialogs.correct import CORRECT, NOT_CORRECTED
from bot.dialogs.report_answers import answers_of, seizure_of
from bot.endings_type import Endings
from bot.language import N_
from bot.reviewing import refused, take_first
from bot.scene import Answers
from bot.turn import Turn
from storage.reports import Overtaken

VERB = "correct"


async def begin(turn: Turn, endings: Endings, report: Report, revision: str) -> None:
    """Correct: whoever presses it takes the report, and every fact has a pencil."""
    if await refused(turn, report, Move.APPROVE, revision, asked=VERB):
        return
    taken = await take_first(turn, report)
    if taken is None:
        return
    heading = turn.words.text(N_("Correct {number}")).format(number=report.number)
    answers = {key: value for key, value in _answers(turn, taken).items() if key not in NOT_CORRECTED}
    await talking.start(
        turn,
        endings,
        CORRECT,
        answers=answers,
        about=taken.public_id,
        facts={"heading": heading, revising.REVISION: taken.revision},
    )


async def correct(turn: Turn, progress: Progress, answers: Answers) -> None:
    """Save: a further revision, written by the reviewer."""
    kept = await turn.unit.progress.front(turn.owner)
    report = await turn.unit.reports.by_public_id(progress.about)
    if kept is None or report is None:
        return
    if await refused(turn, report, Move.APPROVE, str(report.revision), asked=VERB):
        await turn.unit.progress.end(kept.id)
        return
    if await revising.brought_up_to_date(turn, kept, progress, answers, report):
        return
    seizure = seizure_of({**_answers(turn, report), **answers})
    geography = turn.world.geography
    if reporting.responsible(seizure, geography) != reporting.responsible(report.seizure, geography):
        text = N_("That place belongs to another office: please change it, or press Cancel and transfer the report.")
        await talking.show(turn, kept, progress, note=turn.words.text(text))
        return
    if seizure == report.seizure:
        await turn.unit.progress.end(kept.id)
        turn.tell(
            turn.words.text(N_("Nothing was corrected: {number} says all of that already.")).format(
                number=report.number
            )
        )
        return
    new = replace(report, revision=report.revision + 1, seizure=seizure)
    try:
        saved = await turn.unit.reports.revise(report, new, by=turn.require_person().id, now=turn.now)
    except Overtaken:
        await talking.show(turn, kept, progress, note=turn.words.text(revising.AGAIN))
        return
    await revising.record_revision(turn, saved, VERB)
    await turn.unit.progress.end(kept.id)
    await queue_revised(turn.unit, turn.world, saved)
    turn.tell(
        turn.words.text(N_("{number} is corrected. What the officer wrote is kept beside it.")).format(
            number=saved.number
        )
    )


def _answers(turn: Turn, report: Report) -> Answers:
    return answers_of(report, {code: entry.category for code, entry in turn.world.reference.commodities.items()})
