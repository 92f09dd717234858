"""A report goes to another office: the seizure lies there, or they asked for it. Its reviewers begin anew."""

from dataclasses import replace

from alerts.report import Level
from alerts.review import Move, after
from bot.cards import queue_cards
from bot.dialog import Progress
from bot.language import N_
from bot.reviewing import keep, refused
from bot.scene import Answers
from bot.telling import queue_notice
from bot.turn import Turn
from bot.views.notices import TRANSFERRED


async def transfer(turn: Turn, progress: Progress, answers: Answers) -> None:
    """Office and reason were given. Whoever held a card sees that it is no longer theirs, unless they decide for the
    other office too; the officer is told where the report is.
    """
    office, reason = str(answers["office"]), str(answers["reason"]).strip()
    await turn.unit.progress.end_front(turn.owner)
    report = await turn.unit.reports.by_public_id(progress.about)
    if report is None:
        turn.tell(turn.words.text(N_("That report is not there.")))
        return
    if await refused(turn, report, Move.TRANSFER, str(progress.facts.get("revision"))):
        return
    if office == report.office:
        turn.tell(turn.words.text(N_("The report is with that office already.")))
        return
    moved = replace(report, status=after(report, Move.TRANSFER), office=office, level=Level.REVIEWERS, taken_by=None)
    saved = await keep(turn, report, moved, Move.TRANSFER, note=f"RILO {report.office} → RILO {office}: {reason}")
    if saved is None:
        return
    asked = await queue_cards(turn.unit, turn.world, saved)
    where = {"report": saved.number, "office": f"RILO {office}"}
    await queue_notice(turn.unit, turn.world, TRANSFERRED, where, [saved.author], saved.precedence)
    said = turn.words.count(
        "Report {number} is with {office} now; {count} reviewer there has it.",
        "Report {number} is with {office} now; {count} reviewers there have it.",
        asked,
    )
    turn.tell(said.format(number=saved.number, office=where["office"], count=asked))
