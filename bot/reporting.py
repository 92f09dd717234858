"""The officer's use cases: file a report, withdraw it, see one's own. Further revisions are in bot/revising.py."""

from dataclasses import replace

from alerts.geography import Geography
from alerts.permit import Facts, Item, ItemKind, Purpose
from alerts.person import Person, RoleKind
from alerts.report import Report
from alerts.review import Decision, Move, after, may
from alerts.seizure import Seizure
from bot import drafts, handing, talking
from bot.answering import HEARD
from bot.cards import queue_cards, queue_edits
from bot.dialog import Progress
from bot.dialogs.report import REPORT
from bot.dialogs.report_answers import marking_of, precedence_of, seizure_of
from bot.endings_type import Endings
from bot.language import N_
from bot.reading.sentence.taking import take
from bot.scene import Answers, Value
from bot.turn import Turn
from bot.views.drafts import go_on_or_new
from bot.views.refusals import move_refused
from bot.views.reports import ask_withdraw, own_reports, receipt
from bot.views.took import took
from storage.reports import Filing


def may_report(person: Person) -> bool:
    """Officers file reports."""
    return person.has(RoleKind.OFFICER)


async def begin(turn: Turn, endings: Endings, *, anew: bool = False) -> None:
    """/report: the half-done one is offered first, unless a new one is wanted."""
    person = turn.require_person()
    if not may_report(person):
        turn.tell(turn.words.text(N_("Only officers file reports. Your office can invite you as one.")))
        return
    half_done = await drafts.half_done(turn)
    if half_done is not None and not anew:
        kept, progress = half_done
        turn.reply(go_on_or_new(progress, turn.words.moment(kept.updated, person.zone), turn.scene))
        return
    await talking.start(turn, endings, REPORT)


async def begin_with(turn: Turn, endings: Endings, text: str, *, asked: bool = False) -> bool:
    """A sentence out of the blue begins a new report with all that is certain in it; a draft stays laid aside. `asked`: the
    words stand behind /report, so any piece will do. False when it begins none.
    """
    if turn.person is None or not may_report(turn.person):
        return False
    taken = take(text, REPORT, turn.scene)
    if not (taken.begins or (asked and (taken.answers or taken.unclear))):
        return False
    heard: Value = {path: list(words) for path, words in taken.unclear.items()}
    await talking.start(
        turn,
        endings,
        REPORT,
        answers=taken.answers,
        facts={HEARD: heard} if taken.unclear else None,
        note=took(REPORT, taken.answers, taken.unclear, turn.scene),
    )
    return True


async def submit(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary of a new report was submitted; further revisions of one are bot/revising.py's."""
    kept = await turn.unit.progress.front(turn.owner)
    found = await placed(turn, progress, answers)
    if found is None:
        return
    hands = await turn.unit.handovers.hands(kept.id) if kept is not None else frozenset[int]()
    report = await _file(turn, progress, answers, *found, hands)
    if kept is not None:
        await turn.unit.progress.end(kept.id)
    await queue_cards(turn.unit, turn.world, report)
    turn.reply(receipt(report, await turn.unit.places.escalate_after(report.office), turn.scene))


async def placed(turn: Turn, progress: Progress, answers: Answers) -> tuple[Seizure, str] | None:
    """The seizure that was told, and the office responsible for it; None, once it is said why, where there is none or
    somebody is no officer.
    """
    seizure = seizure_of(answers)
    office = responsible(seizure, turn.world.geography)
    if office is None:
        sentence = turn.words.text(
            N_("No office is responsible for this country. Please change the place, or ask your office.")
        )
        kept = await turn.unit.progress.front(turn.owner)
        if kept is not None:
            await talking.show(turn, kept, progress, note=sentence)
        return None
    if not may_report(turn.require_person()):
        turn.tell(turn.words.text(N_("Only officers file reports. Your office can invite you as one.")))
        return None
    return seizure, office


async def withdraw(turn: Turn, report: Report, *, sure: bool) -> None:
    """The officer takes an undecided report back: asked once, then done."""
    person = turn.require_person()
    refusal = may(Move.WITHDRAW, report, person)
    if refusal is not None:
        await audit_refusal(turn, report, Move.WITHDRAW.value, refusal.value)
        turn.tell(move_refused(refusal, turn.scene))
        return
    if not sure:
        turn.reply(ask_withdraw(report, turn.scene))
        return
    saved = await turn.unit.reports.save(
        report, replace(report, status=after(report, Move.WITHDRAW), taken_by=None), turn.now
    )
    await record(turn, saved, Move.WITHDRAW)
    await queue_edits(turn.unit, turn.world, saved)
    turn.tell(
        turn.words.text(N_("Report {number} is withdrawn. The reviewers have been told.")).format(number=report.number)
    )


async def mine(turn: Turn) -> None:
    """/mine: the person's reports and drafts."""
    person = turn.require_person()
    listed = [
        (
            turn.permit(
                Item(kind=ItemKind.REPORT, id=report.id, marking=report.marking),
                Purpose.ACCOUNT,
                Facts(reporter=report.author == person.id),
            ),
            report,
        )
        for report in await turn.unit.reports.of_author(person.id)
    ]
    turn.reply(own_reports(listed, await handing.listed(turn), await handing.offered_to(turn), turn.scene))


def responsible(seizure: Seizure, geography: Geography) -> str | None:
    """The office of the country of the seizure, on its day (of a month or year, its first day that a link holds)."""
    country = seizure.place.country
    return geography.office_of(country, seizure.day.first) or geography.office_of(country, seizure.day.last)


async def record(turn: Turn, report: Report, move: Move, note: str = "", reason: str = "") -> None:
    """Decision and audit row of a move that was kept."""
    person = turn.require_person()
    decision = Decision(by=person.id, move=move, at=turn.now, note=note, revision=report.revision, reason=reason)
    await turn.unit.reports.add_decision(report.id, decision)
    await turn.unit.audit.add(
        at=turn.now,
        who=person.id,
        verb=f"report.{move.value}",
        subject=f"report {report.number}",
        details={"revision": report.revision, "status": report.status.value, "reason": reason, "note": note},
    )


async def audit_refusal(turn: Turn, report: Report, move: str, why: str) -> None:
    """A move, or a look, without the right leaves a trace."""
    await turn.unit.audit.add(
        at=turn.now,
        who=turn.require_person().id,
        verb="report.refused",
        subject=f"report {report.number}",
        details={"move": move, "why": why},
    )


async def _file(
    turn: Turn, progress: Progress, answers: Answers, seizure: Seizure, office: str, hands: frozenset[int]
) -> Report:
    person = turn.require_person()
    key = progress.facts.get("import_key")
    report = await turn.unit.reports.file(
        Filing(
            country=person.reports_for or seizure.place.country,
            office=office,
            author=person.id,
            seizure=seizure,
            marking=marking_of(answers),
            precedence=precedence_of(answers),
            hands=hands,
            import_key=key if isinstance(key, str) else None,
        ),
        turn.now,
    )
    await turn.unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="report.submit",
        subject=f"report {report.number}",
        details={"revision": 1, "office": office, "hands": sorted(hands)},
    )
    return report
