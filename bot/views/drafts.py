"""Reports that are not submitted yet: laid aside, taken up again, thrown away."""

from alerts.permit import ItemKind, Permit
from bot.dialog import Progress
from bot.dialogs.report import REPORT
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import COMMAND, NONE, button
from bot.views.dialogs import one_line
from bot.views.marks import mark_of
from channels.message import Button, Message

KEYS = ("commodity", "quantity", "place", "place_there")


def laid_aside(progress: Progress, scene: Scene) -> Message:
    """After Cancel: nothing is lost."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("Laid aside: {report}. You can go on whenever you like.")).format(
            report=draft_line(progress, scene)
        ),
        buttons=(
            (
                button(say(N_("Go on")), "resume", "draft", progress.draft, NONE, style="primary"),
                *hand_over(progress, scene),
                button(say(N_("Throw away")), "throw", "draft", progress.draft, "ask", style="danger"),
            ),
        ),
    )


def go_on_or_new(progress: Progress, when: str, scene: Scene) -> Message:
    """On /report while there is a half-done one."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("You have a report from {when}: {report}. Go on, or start a new one?")).format(
            when=when, report=draft_line(progress, scene)
        ),
        buttons=(
            (
                button(say(N_("Go on")), "resume", "draft", progress.draft, NONE, style="primary"),
                button(say(N_("New report")), "do", "command", "report", "new"),
            ),
            (
                *hand_over(progress, scene),
                button(say(N_("Throw away")), "throw", "draft", progress.draft, "ask", style="danger"),
            ),
        ),
    )


def reminder(
    permit: Permit,
    draft: int,
    progress: Progress,
    when: str,
    removed: str,
    waits: tuple[str, Button] | None,
    scene: Scene,
) -> Message:
    """That a draft lies there untouched since `when`; `removed` is the day it goes where this is the last word, `waits` the
    colleague it is offered to with the button that takes it back.
    """
    permit.require(ItemKind.DRAFT, draft)
    say = scene.words.text
    parts = [
        say(N_("You have a half-done report from {when}: {report}.")).format(
            when=when, report=draft_line(progress, scene)
        )
    ]
    if waits is not None:
        parts.append(say(N_("{who} was asked to take it over and has not answered.")).format(who=waits[0]))
    if removed:
        parts.append(say(N_("It is removed on {day} if nobody goes on with it.")).format(day=removed))
    return Message(
        language=scene.words.language,
        mark=mark_of(permit.item.marking),
        text=" ".join((*parts, say(N_("Go on?")))),
        buttons=(
            (
                button(say(N_("Go on")), "resume", "draft", progress.draft, NONE, style="primary"),
                *((waits[1],) if waits is not None else hand_over(progress, scene)),
                button(say(N_("Throw away")), "throw", "draft", progress.draft, "ask", style="danger"),
            ),
        ),
    )


def bare_reminder(when: str, removed: str, scene: Scene) -> Message:
    """The same where nothing of the report may be told: by mail, or through somebody else's service for what is RED."""
    say = scene.words.text
    parts = [say(N_("You have a half-done report from {when}.")).format(when=when)]
    if removed:
        parts.append(say(N_("It is removed on {day} if nobody goes on with it.")).format(day=removed))
    return Message(
        language=scene.words.language,
        title=say(N_("A half-done report")),
        text=" ".join((*parts, say(N_("Write /report to go on with it.")))),
    )


def ask_throw_away(progress: Progress, scene: Scene) -> Message:
    """Asked once, with the consequence in the question."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("Throw away {report}? It was not submitted and cannot be brought back.")).format(
            report=draft_line(progress, scene)
        ),
        buttons=(
            (
                button(say(N_("Keep it")), "resume", "draft", progress.draft, NONE),
                button(say(N_("Throw away")), "throw", "draft", progress.draft, "yes", style="danger"),
            ),
        ),
    )


def hand_over(progress: Progress, scene: Scene) -> tuple[Button, ...]:
    """The button that leads to a colleague; none for what changes a report that was filed, or has no answer yet."""
    if progress.about or not progress.answers:
        return ()
    return (button(scene.words.text(N_("Hand over")), *COMMAND, "handover", progress.draft),)


def draft_line(progress: Progress, scene: Scene) -> str:
    """A draft in one line, such as "Cocaine hydrochloride, 12.4 kg, Mombasa port"."""
    return one_line(REPORT, progress.answers, scene, KEYS) or scene.words.text(N_("a report without answers"))
