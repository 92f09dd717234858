"""Handing a half-done report to a colleague: what both are shown. Who may be shown it: bot/offering.py, bot/handing.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.permit import ItemKind, Permit
from alerts.person import Person
from alerts.seizure import PartialDate
from bot.dialog import Progress
from bot.language import N_
from bot.scene import Option, Scene
from bot.views.buttons import NONE, button
from bot.views.drafts import draft_line, hand_over
from bot.views.marks import mark_of
from channels.message import Button, Message, Picture
from channels.text import shorten
from storage.handovers import HandoverState

LONGEST_NAME = 60
LONGEST_OF_TWO = 30
"""Characters of a name that is not the only one of its kind: what tells it apart has to fit beside it."""

_FOR_TAKER: Mapping[HandoverState, str] = {
    HandoverState.OFFERED: N_("This half-done report is not there any more. Nothing is left to do."),
    HandoverState.TAKEN: N_("You have taken this half-done report over. /mine shows what you have."),
    HandoverState.DECLINED: N_("You have declined this half-done report. It is with {who}."),
    HandoverState.TAKEN_BACK: N_("{who} goes on with this half-done report after all. Nothing is left to do."),
    HandoverState.ENDED: N_("This half-done report is no longer offered to you. Nothing is left to do."),
}
_FOR_GIVER: Mapping[HandoverState, str] = {
    HandoverState.OFFERED: N_("This half-done report is not there any more. /mine shows what you have."),
    HandoverState.TAKEN: N_("{who} has taken this half-done report over. It is theirs now."),
    HandoverState.DECLINED: N_("{who} has declined this half-done report. It is with you: /mine shows it."),
    HandoverState.TAKEN_BACK: N_("You have this half-done report again: /mine shows it."),
    HandoverState.ENDED: N_("This half-done report is offered to nobody any more. /mine shows what you have."),
}


def told_apart(people: Sequence[tuple[Person, datetime]], scene: Scene) -> Sequence[Option]:
    """People to choose from by their names; those of one name with the day since when they are here, and where that is
    one day too, with the beginning of their id.
    """
    say = scene.words.text
    names = [person.name.casefold() for person, _ in people]
    labels = []
    for person, since in people:
        if names.count(person.name.casefold()) == 1:
            labels.append(shorten(person.name, LONGEST_NAME))
            continue
        day = scene.words.day(PartialDate(since.year, since.month, since.day))
        name = shorten(person.name, LONGEST_OF_TWO)
        labels.append(say(N_("{name}, here since {day}")).format(name=name, day=day))
    return [
        Option(person.public_id, label if labels.count(label) == 1 else f"{label} ({person.public_id[:4]})")
        for (person, _), label in zip(people, labels, strict=True)
    ]


def offered(permit: Permit, handover: int, public_id: str, progress: Progress, giver: str, scene: Scene) -> Message:
    """The question to the colleague."""
    permit.require(ItemKind.DRAFT, handover)
    return Message(
        language=scene.words.language,
        mark=mark_of(permit.item.marking),
        text=scene.words.text(N_("{who} hands you a half-done report: {report}. Take it over?")).format(
            who=giver, report=draft_line(progress, scene)
        ),
        buttons=(take_or_decline(public_id, scene),),
    )


def take_or_decline(public_id: str, scene: Scene) -> tuple[Button, ...]:
    """What a colleague may answer to an offer."""
    say = scene.words.text
    return (
        button(say(N_("Take over")), "takeover", "handover", public_id, NONE, style="primary"),
        button(say(N_("Decline")), "decline", "handover", public_id, NONE),
    )


def settled_for_taker(state: HandoverState, giver: str, scene: Scene) -> str:
    """What became of an offer, for whom it was made to."""
    return scene.words.text(_FOR_TAKER[state]).format(who=giver)


def settled_for_giver(state: HandoverState, taker: str, scene: Scene) -> str:
    """What became of an offer, for who made it."""
    return scene.words.text(_FOR_GIVER[state]).format(who=taker)


def settled(state: HandoverState, giver: str, scene: Scene) -> Message:
    """What the question turns into when it is answered or taken back: nothing of the report is left in it."""
    return Message(language=scene.words.language, text=settled_for_taker(state, giver, scene))


def waits_for(progress: Progress, public_id: str, taker: str, scene: Scene) -> Message:
    """After offering, and when somebody wants to offer what waits already."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(
            N_(
                "{who} is asked to take over: {report}. Until then it stays with you; you hear what they say. Going on with "
                "it takes it back."
            )
        ).format(who=taker, report=draft_line(progress, scene)),
        buttons=((take_back(public_id, scene), button(say(N_("Go on")), "resume", "draft", progress.draft, NONE)),),
    )


def take_back(public_id: str, scene: Scene) -> Button:
    """What the giver may do while an offer is open."""
    return button(scene.words.text(N_("Take back")), "takeback", "handover", public_id, NONE)


def taken_back(progress: Progress, scene: Scene) -> Message:
    """It is offered to nobody any more."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("Taken back: {report}. It is offered to nobody now.")).format(report=draft_line(progress, scene)),
        buttons=(
            (
                button(say(N_("Go on")), "resume", "draft", progress.draft, NONE, style="primary"),
                *hand_over(progress, scene),
            ),
        ),
    )


def taken_and_aside(progress: Progress, scene: Scene) -> Message:
    """It is theirs, but they are in the middle of something else."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(
            N_("It is your report now: {report}. It waits until you have finished this, or go on with it.")
        ).format(report=draft_line(progress, scene)),
        buttons=((button(say(N_("Go on")), "resume", "draft", progress.draft, NONE),),),
    )


def pictures_of(permit: Permit, draft: int, digests: Sequence[str], scene: Scene) -> Message:
    """The pictures that came with it, for whoever has it in hand now."""
    permit.require(ItemKind.PICTURE, draft)
    alt = scene.words.text(N_("Picture {number} of the half-done report"))
    return Message(
        language=scene.words.language,
        mark=mark_of(permit.item.marking),
        text=scene.words.count(
            "{number} picture came with it.", "{number} pictures came with it.", len(digests)
        ).format(number=len(digests)),
        pictures=tuple(Picture(ref=ref, alt=alt.format(number=number)) for number, ref in enumerate(digests, 1)),
    )
