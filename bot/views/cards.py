"""The review card: everything a reviewer needs to decide, and after the decision one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.permit import ItemKind, Permit
from alerts.person import Person
from alerts.report import Report, Status
from alerts.review import Decision, Move, may
from bot.dialogs.lists import PRECEDENCE_LABELS
from bot.dialogs.reasons import LABELS
from bot.dialogs.report_remarks import named_in
from bot.language import N_
from bot.scene import Scene
from bot.steps.people import show_people
from bot.steps.place import show_position
from bot.views.buttons import NONE, button
from bot.views.checks import NOTHING_CHECKED, Checked, check_lines
from bot.views.differences import NEWEST, Amendment, amended
from bot.views.facts import Fields, headline, lines
from bot.views.marks import mark_of
from channels.message import Button, Message, Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a card tells beside the report itself."""

    filed: int
    """How many reports the officer filed, this one included."""
    approved: int
    taken_by: str = ""
    decision: Decision | None = None
    decider: str = ""
    alert: str = ""
    """Number of the alert made of it."""
    transferred: str = ""
    """From where to where it was given last, and why."""
    checked: Checked = NOTHING_CHECKED
    history: Sequence[Amendment] = ()
    """What was added and corrected since it was filed."""


STATUS_LABELS = {
    Status.SUBMITTED: N_("new"),
    Status.VERIFIED: N_("verified"),
    Status.TAKEN: N_("taken"),
    Status.RETURNED: N_("returned"),
    Status.APPROVED: N_("approved"),
    Status.REJECTED: N_("rejected"),
    Status.WITHDRAWN: N_("withdrawn"),
}

DECIDED = {
    Status.APPROVED: N_("Approved by {who}, {when}. Alert {alert}."),
    Status.REJECTED: N_("Rejected by {who}, {when}. {note}."),
    Status.RETURNED: N_("Returned by {who}, {when}. {note}."),
    Status.WITHDRAWN: N_("Withdrawn by the officer, {when}."),
}


def review_card(
    permit: Permit, report: Report, facts: CardFacts, viewer: Person | None, zone: str, scene: Scene
) -> Message:
    """The card for one reviewer, or (without `viewer`) for a Group of them, while the report is open. `permit` is for
    this card.
    """
    permit.require(ItemKind.CARD, report.id)
    say = scene.words.text
    mine = viewer is not None and report.taken_by == viewer.id
    status = say(STATUS_LABELS[report.status])
    if report.status is Status.TAKEN:
        status = say(N_("taken by you")) if mine else say(N_("taken by {who}")).format(who=facts.taken_by)
    since = scene.words.moment(report.submitted_at, zone)
    precedence = say(PRECEDENCE_LABELS[report.precedence])
    return Message(
        language=scene.words.language,
        mark=mark_of(report.marking),
        title=f"{say(N_('REPORT'))} {numbered(report)} · {status} · {precedence}",
        text=headline(report.seizure, scene),
        fields=(
            *lines(report.seizure, scene),
            *_people(report, scene),
            (say(N_("Submitted")), since),
            (say(N_("Officer")), _record(facts, scene)),
            *(((say(N_("Transferred")), facts.transferred),) if facts.transferred else ()),
            *amended(facts.history[-NEWEST:], zone, scene),
            *_checks(report, facts, scene),
        ),
        pictures=_pictures(report, scene),
        buttons=_buttons(report, viewer, facts, scene),
        mention=f"{say(N_('REPORT'))} {report.number}",
    )


def card_details(permit: Permit, report: Report, facts: CardFacts, zone: str, scene: Scene) -> Message:
    """What More shows: the officer's own words, all that changed since, and what one needs less often."""
    permit.require(ItemKind.CARD, report.id)
    say = scene.words.text
    buttons: tuple[Button, ...] = ()
    if report.status.open:
        buttons = (
            button(say(N_("Transfer")), "transfer", "report", report.public_id, report.revision),
            button(say(N_("Correct")), "correct", "report", report.public_id, report.revision),
        )
    if report.status.open and report.level.next is not None:
        buttons = (button(say(N_("Escalate")), "escalate", "report", report.public_id, report.revision), *buttons)
    return Message(
        language=scene.words.language,
        mark=mark_of(report.marking),
        title=f"{say(N_('REPORT'))} {numbered(report)}",
        fields=(
            (say(N_("What happened")), report.seizure.narrative or say(N_("The officer wrote nothing more."))),
            *_position(report, scene),
            *amended(facts.history, zone, scene),
        ),
        buttons=(buttons,) if buttons else (),
        mention=f"{say(N_('REPORT'))} {report.number}",
    )


def closed_card(report: Report, facts: CardFacts, zone: str, scene: Scene) -> Message:
    """One line after the decision: number, who decided and when. It carries nothing of the report, so it may go to
    everybody who holds the card, also to one whose role ended meanwhile; free words of a reason stay out of it.
    """
    say = scene.words.text
    when = scene.words.moment(facts.decision.at, zone) if facts.decision else ""
    reason = facts.decision.reason if facts.decision else ""
    text = say(DECIDED.get(report.status, N_("Closed {when}"))).format(
        who=facts.decider,
        when=when,
        note=say(LABELS.get(reason, N_("Other reason"))),
        alert=facts.alert,
    )
    return Message(language=scene.words.language, text=scene.words.labelled(report.number, text))


def withdrawn_card(report: Report, scene: Scene) -> Message:
    """For a holder of a card who is no reviewer in scope any more, while the report is open."""
    return Message(
        language=scene.words.language,
        text=scene.words.text(N_("{number}: this report is no longer yours to review.")).format(number=report.number),
    )


def numbered(report: Report) -> str:
    """The number, with the revision once it was resubmitted."""
    return report.number if report.revision == 1 else f"{report.number}/{report.revision}"


def decided_by(report: Report, facts: CardFacts, zone: str, scene: Scene) -> str:
    """What the slower of two reviewers is told: already approved by X at T."""
    say = scene.words.text
    decision = facts.decision
    if decision is None or report.status.open:
        return ""
    done = {
        Move.APPROVE: N_("This report was already approved by {who}, {when}."),
        Move.REJECT: N_("This report was already rejected by {who}, {when}."),
        Move.RETURN: N_("This report was already returned to the officer by {who}, {when}."),
        Move.WITHDRAW: N_("This report was withdrawn by the officer, {when}."),
    }
    return say(done.get(decision.move, N_("This report was already decided by {who}, {when}."))).format(
        who=facts.decider, when=scene.words.moment(decision.at, zone)
    )


def taken_by(facts: CardFacts, scene: Scene) -> str:
    """What is said to somebody who would decide on a report that another is at."""
    return scene.words.text(N_("{who} has taken this report. It has to be put back first.")).format(who=facts.taken_by)


def taken_by_you(report: Report, scene: Scene) -> str:
    """After Take, and after a second press on it."""
    return scene.words.text(N_("You have taken {number}.")).format(number=report.number)


def _position(report: Report, scene: Scene) -> Fields:
    """Where the officer stood, for the office alone."""
    where = report.seizure.place.position
    if where is None:
        return ()
    return ((scene.words.text(N_("Position")), show_position(where)),)


def _people(report: Report, scene: Scene) -> Fields:
    """Who was involved, for the office alone: how many, as what, of which country."""
    people = report.seizure.people
    return ((scene.words.text(N_("People")), show_people(people, scene)),) if people else ()


def _checks(report: Report, facts: CardFacts, scene: Scene) -> Fields:
    """What the reviewer should look at before deciding, while there is something to decide."""
    say, shown = scene.words.text, check_lines(facts.checked, scene)
    if report.status.open and (named := named_in(report.seizure)):
        words = ", ".join(f"“{one}”" for one in named)
        shown = "\n".join(part for part in (shown, say(N_("⚠ may name a person: {words}")).format(words=words)) if part)
    return ((say(N_("Checks")), shown),) if shown else ()


def _record(facts: CardFacts, scene: Scene) -> str:
    text = scene.words.count(
        "{filed} report so far, {approved} approved", "{filed} reports so far, {approved} approved", facts.filed
    )
    return text.format(filed=facts.filed, approved=facts.approved)


def _pictures(report: Report, scene: Scene) -> tuple[Picture, ...]:
    alt = scene.words.text(N_("Picture {number} of report {report}"))
    return tuple(
        Picture(ref=digest, alt=alt.format(number=position, report=report.number))
        for position, digest in enumerate(report.seizure.pictures, 1)
    )


def past_card(permit: Permit, report: Report, facts: CardFacts, zone: str, scene: Scene) -> Message:
    """A report on which was decided, as a reviewer looks back at it."""
    permit.require(ItemKind.CARD, report.id)
    say = scene.words.text
    return Message(
        language=scene.words.language,
        mark=mark_of(report.marking),
        title=f"{say(N_('REPORT'))} {numbered(report)} · {say(STATUS_LABELS[report.status])}",
        text=f"{headline(report.seizure, scene)}\n{decided_by(report, facts, zone, scene)}",
        fields=(*lines(report.seizure, scene), *amended(facts.history[-NEWEST:], zone, scene)),
        pictures=_pictures(report, scene),
        mention=f"{say(N_('REPORT'))} {report.number}",
    )


def _buttons(report: Report, viewer: Person | None, facts: CardFacts, scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """A Group sees every button; whoever presses one is asked for their right then."""
    say, pid, revision = scene.words.text, report.public_id, report.revision
    more = button(say(N_("More")), "details", "report", pid, revision)
    put_back = button(say(N_("Put back")), "put_back", "report", pid, revision)
    if viewer is not None and report.status is Status.TAKEN and report.taken_by != viewer.id:
        # A head frees what somebody else took and left: nobody else can decide on it until then.
        return ((put_back, more),) if may(Move.PUT_BACK, report, viewer) is None else ((more,),)
    take = put_back if report.status is Status.TAKEN else button(say(N_("Take")), "take", "report", pid, revision)
    return (
        (take, button(say(N_("Approve")), "approve", "report", pid, revision, style="primary")),
        (
            button(say(N_("Return")), "return", "report", pid, revision),
            button(say(N_("Reject")), "reject", "report", pid, revision, style="danger"),
            more,
        ),
        *((button(one.number, "card", "report", one.public_id, NONE),) for one in facts.checked.named),
    )


def age(since: datetime, now: datetime, scene: Scene) -> str:
    """How long something waits: 4 min, 3 h, 2 days."""
    minutes = max(int((now - since).total_seconds() // 60), 0)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return scene.words.count("{number} min", "{number} min", minutes).format(number=minutes)
    if minutes < 48 * 60:
        return scene.words.count("{number} h", "{number} h", minutes // 60).format(number=minutes // 60)
    return scene.words.count("{number} day", "{number} days", minutes // 1440).format(number=minutes // 1440)
