"""Reports that are not submitted yet: laid aside, taken up again, thrown away."""

from bot.dialog import Progress
from bot.dialogs.report import REPORT
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, button
from bot.views.dialogs import one_line
from channels.message import Message

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
            (button(say(N_("Throw away")), "throw", "draft", progress.draft, "ask", style="danger"),),
        ),
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


def draft_line(progress: Progress, scene: Scene) -> str:
    """A draft in one line, such as "Cocaine hydrochloride, 12.4 kg, Mombasa port"."""
    return one_line(REPORT, progress.answers, scene, KEYS) or scene.words.text(N_("a report without answers"))
