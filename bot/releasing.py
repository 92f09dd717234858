"""Approving and releasing: the filled-in approve step, the preview with its numbers, and the one transaction in which
decision, audit rows and deliveries come into being.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from alerts.alert import Approval, Grade, Revision, Texts, alert_from, digest
from alerts.audience import Audience, proposed
from alerts.geography import Geography
from alerts.marking import Marking
from alerts.permit import ItemKind, Permit
from alerts.precedence import Precedence
from alerts.report import Report
from alerts.review import Move, after
from alerts.seizure import PartialDate
from alerts.subscription import scope_of
from bot import talking
from bot.cards import card_permit, queue_edits, queue_outcome
from bot.dialog import Progress, walk
from bot.dialogs.approve import APPROVE
from bot.endings_type import Endings
from bot.language import LANGUAGES, N_, words
from bot.progress_json import to_json
from bot.reporting import record
from bot.reviewing import refused, take_first
from bot.scene import Answers, Scene, Value
from bot.steps import many
from bot.turn import Turn
from bot.views.alerts import alert_preview
from bot.views.drafting import draft_look_for, draft_please, draft_title, draft_why
from bot.views.preview import numbers_changed, preview_question, released, with_pictures
from bot.views.refusals import sending_refused
from storage import terms
from storage.alerts import KeptAlert
from storage.recipients import Reach

REVISION = "revision"
"""The report's revision that was read when Approve was pressed: no other is released by what follows."""

WITHOUT = "without"
"""Digests of the pictures that are left out."""

END_OF_DAY = time(23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An alert as it stands inside a transaction."""

    alert: KeptAlert
    revision: Revision
    reach: Reach


async def begin(turn: Turn, endings: Endings, report: Report) -> None:
    """Approve: whoever presses it takes the report; the step opens with everything filled in."""
    taken = await take_first(turn, report)
    if taken is None:
        return
    heading = turn.words.text(N_("Approve {number}")).format(number=report.number)
    await talking.start(
        turn,
        endings,
        APPROVE,
        answers=prefilled(taken, turn.scene),
        about=taken.public_id,
        facts={"heading": heading, REVISION: taken.revision},
    )


def prefilled(report: Report, scene: Scene) -> Answers:
    """What is right in most cases: A1 for a seizure made by the reporting service, marking and precedence of the
    report, audience from office and route, texts drafted from the facts.
    """
    expires = PartialDate.parse((scene.today + report.precedence.validity).isoformat())
    audience = proposed(report.office, frozenset(report.seizure.countries), geography=scene.geography, day=scene.today)
    return {
        "source": "A",
        "information": "1",
        "marking": report.marking.value,
        "precedence": report.precedence.value,
        "audience": sorted(audience.countries),
        "expires": str(expires),
        "title": draft_title(report.seizure, scene),
        "why": draft_why(report.seizure, scene),
        "look_for": draft_look_for(report.seizure, scene),
        "please": draft_please(report.seizure, expires, scene),
        "second": None,
        **_drafted_elsewhere(report, expires, scene),
    }


def _drafted_elsewhere(report: Report, expires: PartialDate, scene: Scene) -> Answers:
    """The texts in every other language, for the one that is chosen."""
    drafted: dict[str, Value] = {}
    for language in LANGUAGES:
        if language != scene.words.language:
            there = replace(scene, words=words(language))
            drafted |= {
                f"title_{language}": draft_title(report.seizure, there),
                f"why_{language}": draft_why(report.seizure, there),
                f"look_for_{language}": draft_look_for(report.seizure, there),
                f"please_{language}": draft_please(report.seizure, expires, there),
            }
    return drafted


async def preview(turn: Turn, progress: Progress, answers: Answers, *, changed: bool = False) -> None:
    """Shows the alert as members will see it, with how many it goes to. Nothing is decided by it."""
    report = await turn.unit.reports.by_public_id(progress.about)
    kept = await turn.unit.progress.front(turn.owner)
    if report is None or kept is None:
        return
    if await refused(turn, report, Move.APPROVE, str(progress.facts.get(REVISION))):
        await turn.unit.progress.end(kept.id)
        return
    if (text := too_lenient(report, answers, turn)) is not None:
        await talking.show(turn, kept, progress, note=text)
        return
    async with turn.unit.trial():
        made = await _make(turn, report, answers, without(progress))
    permit = card_permit(turn, report, ItemKind.PREVIEW)
    if not isinstance(permit, Permit):
        turn.tell(sending_refused(permit, turn.scene))
        return
    facts: dict[str, Value] = {**progress.facts, "reach": made.reach.digest}
    shown = replace(progress, facts=facts, turn=progress.turn + 1)
    await turn.unit.progress.save(kept.id, to_json(shown), turn.now)
    person = turn.require_person()
    turn.reply(alert_preview(permit, report.id, made.revision, person.zone, turn.scene))
    ask = numbers_changed if changed else preview_question
    turn.reply(
        with_pictures(ask(made.reach, shown, turn.scene), report.seizure.pictures, without(progress), shown, turn.scene)
    )


async def release(turn: Turn, revision: str) -> bool:
    """Release was pressed on the preview: the move *approve*, the alert, its deliveries, audit, all in this transaction.
    If the list now differs from the previewed one, nothing is sent and the preview comes again. False: an old button.
    """
    found = await talking.front(turn)
    if found is None or found[1].dialog != APPROVE.name or found[1].revision != revision:
        return False
    kept, progress = found
    answers, question = walk(APPROVE, progress.answers, turn.scene)
    report = await turn.unit.reports.by_public_id(progress.about)
    if report is None or "reach" not in progress.facts:
        return False
    if await refused(turn, report, Move.APPROVE, str(progress.facts.get(REVISION))):
        await turn.unit.progress.end(kept.id)
        return True
    if question is not None or expiry(answers) <= turn.now:
        # With the day gone by, "Valid until" is an open question again.
        await talking.show(
            turn, kept, progress, note=turn.words.text(N_("Nothing was sent: the alert is out of date."))
        )
        return True
    async with turn.unit.trial() as trial:
        made = await _make(turn, report, answers, without(progress))
        if made.reach.digest == progress.facts["reach"]:
            trial.keep()
    if made.reach.digest != progress.facts["reach"]:
        await preview(turn, progress, answers, changed=True)
        return True
    await _decide(turn, report, made)
    await turn.unit.progress.end(kept.id)
    turn.reply(released(made.revision, made.reach, turn.scene))
    return True


async def leave_out(turn: Turn, position: str, revision: str) -> bool:
    """A picture is left out of the alert, or comes in again; the preview comes anew. False: an old button."""
    found = await talking.front(turn)
    if found is None or found[1].dialog != APPROVE.name or found[1].revision != revision:
        return False
    progress = found[1]
    answers, question = walk(APPROVE, progress.answers, turn.scene)
    report = await turn.unit.reports.by_public_id(progress.about)
    pictures = report.seizure.pictures if report is not None else ()
    picture = next((one for at, one in enumerate(pictures, 1) if str(at) == position), None)
    if picture is None or question is not None:
        return False
    facts: dict[str, Value] = {**progress.facts, WITHOUT: sorted(without(progress) ^ {picture})}
    await preview(turn, replace(progress, facts=facts), answers)
    return True


def without(progress: Progress) -> frozenset[str]:
    """The pictures that the reviewer left out so far."""
    kept = progress.facts.get(WITHOUT)
    return frozenset(str(one) for one in kept) if isinstance(kept, list | tuple) else frozenset()


async def back_to_summary(turn: Turn, revision: str) -> bool:
    """Back from the preview: every line can be changed again."""
    found = await talking.front(turn)
    if found is None or found[1].dialog != APPROVE.name or found[1].revision != revision:
        return False
    await talking.show(turn, *found, opens=True)
    return True


def too_lenient(report: Report, answers: Answers, turn: Turn) -> str | None:
    """A marking below the report's needs the consent of its source, which comes later."""
    if Marking(str(answers["marking"])).rank >= report.marking.rank:
        return None
    return turn.words.text(
        N_(
            "The report is marked {marking}. A lower one needs the consent of its source, which Liaison cannot record yet."
        )
    ).format(marking=report.marking.value)


def expiry(answers: Answers) -> datetime:
    """The end of the chosen day, UTC."""
    return datetime.combine(PartialDate.parse(str(answers["expires"])).first, END_OF_DAY)


async def _make(turn: Turn, report: Report, answers: Answers, left_out: frozenset[str]) -> Made:
    """Writes the alert with its scope into the transaction and counts who gets it."""
    unit, now = turn.unit, turn.now
    number = await unit.alerts.next_number(report.office, now.year)
    approval = replace(approval_of(answers, number, turn.language, now), without=left_out)
    revision = alert_from(report, approval)
    alert = await unit.alerts.add(revision, report=report.id, approved_by=turn.require_person().id, now=now)
    await unit.alerts.set_scope(alert.id, _terms(revision, turn))
    reach = await unit.recipients.reach(alert.id, channels=turn.world.channels, mail_channels=turn.world.mail_channels)
    return Made(alert=alert, revision=revision, reach=reach)


def approval_of(answers: Answers, number: str, language: str, now: datetime) -> Approval:
    """What the answers of the approve step settle."""
    second = str(answers.get("second") or "")
    return Approval(
        number=number,
        texts={language: _texts(answers, ""), **({second: _texts(answers, f"_{second}")} if second else {})},
        grade=Grade(source=str(answers["source"]), information=str(answers["information"])),
        marking=Marking(str(answers["marking"])),
        precedence=Precedence(str(answers["precedence"])),
        audience=Audience(countries=frozenset(many.read(answers["audience"]))),
        issued=now,
        expires=expiry(answers),
    )


def _texts(answers: Answers, language: str) -> Texts:
    return Texts(
        title=str(answers[f"title{language}"]),
        why=str(answers[f"why{language}"]),
        look_for=str(answers[f"look_for{language}"]),
        please=str(answers[f"please{language}"]),
    )


def _terms(revision: Revision, turn: Turn) -> set[str]:
    geography: Geography = turn.world.geography
    day = turn.now.date()
    goods = turn.world.reference.commodities
    scope = scope_of(
        frozenset(revision.facts.countries),
        frozenset(goods[good.commodity].category for good in revision.facts.goods),
        revision.precedence,
        geography=geography,
        day=day,
        exercise=revision.exercise,
    )
    return terms.of_scope(scope, revision.audience, geography=geography, day=day)


async def _decide(turn: Turn, report: Report, made: Made) -> None:
    unit, person = turn.unit, turn.require_person()
    number = await unit.recipients.freeze(
        made.alert.id, channels=turn.world.channels, mail_channels=turn.world.mail_channels, now=turn.now
    )
    saved = await unit.reports.save(
        report, replace(report, status=after(report, Move.APPROVE), taken_by=None), turn.now
    )
    await record(turn, saved, Move.APPROVE, note=made.alert.number)
    await unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="alert.release",
        subject=f"alert {made.revision.label}",
        details={
            "report": report.number,
            "digest": digest(made.revision),
            "deliveries": number,
            "recipients": made.reach.digest,
        },
    )
    await queue_edits(unit, turn.world, saved)
    await queue_outcome(unit, turn.world, saved)
