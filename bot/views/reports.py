"""What an officer sees of their own reports: the receipt, the list, the outcome."""

from collections.abc import Sequence
from datetime import timedelta

from alerts.permit import ItemKind, Permit, Refusal
from alerts.report import Report, Status
from alerts.review import Decision
from bot.dialog import Progress
from bot.dialogs.lists import office_name
from bot.dialogs.reasons import LABELS
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, SURE, button
from bot.views.cards import STATUS_LABELS
from bot.views.differences import Amendment, corrected
from bot.views.drafts import draft_line, hand_over
from bot.views.facts import headline
from bot.views.handing import take_back, take_or_decline
from bot.views.marks import mark_of
from channels.message import Button, Message
from storage.handovers import Handover

OWN_STATUS = {
    Status.SUBMITTED: N_("waits for a reviewer"),
    Status.VERIFIED: N_("waits for a reviewer"),
    Status.TAKEN: N_("a reviewer is at it"),
}


def receipt(report: Report, answer_within: timedelta, scene: Scene) -> Message:
    """After Submit: number, who has it now, when to expect an answer."""
    say = scene.words.text
    office = office_name(report.office, scene)
    hours = max(int(answer_within.total_seconds() // 3600), 1)
    when = scene.words.count("within {number} hour", "within {number} hours", hours).format(number=hours)
    text = (
        N_("Thank you. The changed report {number} is with the reviewers of {office}; expect an answer {when}.")
        if report.revision > 1
        else N_("Thank you. Your report is {number}. It is with the reviewers of {office}; expect an answer {when}.")
    )
    return Message(
        language=scene.words.language,
        text=say(text).format(number=report.number, office=office, when=when),
        buttons=_after_submit(report, scene),
    )


def added(report: Report, scene: Scene) -> Message:
    """After an addition: who has it. When to expect an answer has not changed."""
    text = N_("Thank you. What you added to {number} is with the reviewers of {office} now.")
    return Message(
        language=scene.words.language,
        text=scene.words.text(text).format(number=report.number, office=office_name(report.office, scene)),
        buttons=_after_submit(report, scene),
    )


def too_late(report: Report, scene: Scene) -> str:
    """An addition to a report on which was decided meanwhile."""
    say = scene.words.text
    return say(N_("That came too late: {number} is {status}. Nothing was added; /mine shows it.")).format(
        number=report.number, status=say(STATUS_LABELS[report.status])
    )


def own_reports(
    listed: Sequence[tuple[Permit | Refusal, Report]],
    drafts: Sequence[tuple[Progress, tuple[str, str] | None]],
    offers: Sequence[tuple[Permit, Handover, Progress, str]],
    scene: Scene,
) -> Message:
    """/mine: newest first, with what can be done. What may not be shown here is named by its number only. Beside a draft
    stands the offer's id and the colleague it is offered to; `offers` are what colleagues hand to the reader.
    """
    say = scene.words.text
    if not listed and not drafts and not offers:
        return Message(
            language=scene.words.language,
            text=say(N_("You have no reports yet. /report begins one.")),
            buttons=((button(say(N_("Report a seizure")), "do", "command", "report", "new", style="primary"),),),
        )
    fields: list[tuple[str, str]] = []
    buttons: list[tuple[Button, ...]] = []
    for offer, handover, draft, giver in offers:
        offer.require(ItemKind.DRAFT, handover.id)
        line = scene.words.text(N_("{report}, from {who}")).format(report=draft_line(draft, scene), who=giver)
        fields.append((say(N_("Handed to you")), line))
        buttons.append(take_or_decline(handover.public_id, scene))
    for draft, offered in drafts:
        line = draft_line(draft, scene)
        if offered is not None:
            line = say(N_("{report}, offered to {who}")).format(report=line, who=offered[1])
        fields.append((say(N_("Not submitted")), line))
    buttons += [_draft_buttons(draft, offered, scene) for draft, offered in drafts[:3]]
    for permit, report in listed:
        line = say(OWN_STATUS.get(report.status, STATUS_LABELS[report.status]))
        if isinstance(permit, Permit):
            permit.require(ItemKind.REPORT, report.id)
            line = f"{line} · {headline(report.seizure, scene)}"
        fields.append((report.number, line))
        if row := _own_buttons(report, scene):
            buttons.append(row)
    return Message(
        language=scene.words.language, title=say(N_("My reports")), fields=tuple(fields), buttons=tuple(buttons[:10])
    )


def outcome(
    permit: Permit,
    report: Report,
    decision: Decision,
    alert: str,
    reach: tuple[int, int],
    scene: Scene,
    history: Sequence[Amendment] = (),
) -> Message:
    """What became of a report, as a person would write it. `reach` is people and countries of the alert, `history` what
    was corrected since the officer wrote last.
    """
    permit.require(ItemKind.OUTCOME, report.id)
    say = scene.words.text
    buttons: tuple[tuple[Button, ...], ...] = ()
    if report.status is Status.APPROVED:
        text = say(N_("Your report {number} was approved and is now alert {alert}.")).format(
            number=report.number, alert=alert
        )
        people, countries = reach
        if people:
            text += " " + _reached(people, countries, scene)
        text += " " + say(N_("Thank you."))
    elif report.status is Status.RETURNED:
        text = say(N_("Your report {number} came back: {note}. Please change it and submit it again.")).format(
            number=report.number, note=_why(decision, scene)
        )
        buttons = (_own_buttons(report, scene),)
    else:
        text = say(N_("Your report {number} was not taken up: {note}.")).format(
            number=report.number, note=_why(decision, scene)
        )
    if what := corrected(history, scene):
        text += " " + say(N_("A reviewer corrected: {what}.")).format(what=what)
    return Message(
        language=scene.words.language,
        mark=mark_of(report.marking),
        text=text,
        buttons=buttons,
        mention=report.number,
    )


def _why(decision: Decision, scene: Scene) -> str:
    """The reason in the officer's language, and behind it what the reviewer added, in their own words as they wrote them."""
    if decision.reason not in LABELS:
        return decision.note.rstrip(".")
    reason = scene.words.text(LABELS[decision.reason])
    if not decision.note:
        return reason
    return scene.words.text(N_("{reason} (“{text}”)")).format(reason=reason, text=" ".join(decision.note.split()))


def _reached(people: int, countries: int, scene: Scene) -> str:
    """For example: It reaches 214 colleagues in 31 countries. People of an office are of no country."""
    count = scene.words.count
    whom = count("{number} colleague", "{number} colleagues", people).format(number=scene.words.number(people))
    if not countries:
        return scene.words.text(N_("It reaches {whom}.")).format(whom=whom)
    where = count("{number} country", "{number} countries", countries).format(number=scene.words.number(countries))
    return scene.words.text(N_("It reaches {whom} in {where}.")).format(whom=whom, where=where)


def ask_withdraw(report: Report, scene: Scene) -> Message:
    """Asked once, with the consequence in the question."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("Withdraw {number}? Nobody will decide on it any more, and it cannot be brought back.")).format(
            number=report.number
        ),
        buttons=(
            (
                button(say(N_("Keep it")), "do", "command", "mine", NONE),
                button(say(N_("Withdraw")), "withdraw", "report", report.public_id, SURE, style="danger"),
            ),
        ),
    )


def _draft_buttons(draft: Progress, offered: tuple[str, str] | None, scene: Scene) -> tuple[Button, ...]:
    label = scene.words.text(N_("Go on: {report}")).format(report=_short(draft_line(draft, scene)))
    other = (take_back(offered[0], scene),) if offered is not None else hand_over(draft, scene)
    return (button(label, "resume", "draft", draft.draft, NONE), *other)


def _own_buttons(report: Report, scene: Scene) -> tuple[Button, ...]:
    say, pid, revision = scene.words.text, report.public_id, report.revision
    if report.status is Status.RETURNED:
        return (
            button(
                say(N_("Change {number}")).format(number=report.number),
                "reopen",
                "report",
                pid,
                revision,
                style="primary",
            ),
            button(say(N_("Withdraw")), "withdraw", "report", pid, revision, style="danger"),
        )
    if report.status.open:
        return (
            _add(report, scene),
            button(
                say(N_("Withdraw {number}")).format(number=report.number),
                "withdraw",
                "report",
                pid,
                revision,
                style="danger",
            ),
        )
    return ()


def _after_submit(report: Report, scene: Scene) -> tuple[tuple[Button, ...], ...]:
    say = scene.words.text
    return (
        (_add(report, scene),),
        (
            button(say(N_("My reports")), "do", "command", "mine", NONE),
            button(say(N_("New report")), "do", "command", "report", "new"),
        ),
    )


def _add(report: Report, scene: Scene) -> Button:
    label = scene.words.text(N_("Add to {number}")).format(number=report.number)
    return button(label, "extend", "report", report.public_id, report.revision)


def _short(text: str, most: int = 30) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
