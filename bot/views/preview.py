"""Under the preview: how many it goes to, Release or Back. And what is said once it is out."""

from collections.abc import Sequence
from dataclasses import replace

from alerts.alert import Revision
from bot.dialog import Progress
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import button, rows
from channels.message import Message
from storage.recipients import Reach


def preview_question(reach: Reach, progress: Progress, scene: Scene) -> Message:
    """The last look before it leaves."""
    return _question(scene.words.text(N_("This goes {to}.")).format(to=to_whom(reach, scene)), progress, scene)


def with_pictures(
    message: Message, pictures: Sequence[str], without: frozenset[str], progress: Progress, scene: Scene
) -> Message:
    """The question with a button for each of the report's pictures, to leave it out or take it in again. Where one is left
    out, the numbers are still those of the report's card.
    """
    leave, take = scene.words.text(N_("Without picture {number}")), scene.words.text(N_("With picture {number}"))
    buttons = [
        button(
            (take if picture in without else leave).format(number=number),
            "leave",
            "picture",
            str(number),
            progress.revision,
        )
        for number, picture in enumerate(pictures, 1)
    ]
    return replace(message, buttons=(*message.buttons, *rows(buttons)))


def numbers_changed(reach: Reach, progress: Progress, scene: Scene) -> Message:
    """The list changed between preview and Release: nothing was sent."""
    text = scene.words.text(
        N_("Nothing was sent: the list of recipients changed since the preview. It now goes {to}.")
    ).format(to=to_whom(reach, scene))
    return _question(text, progress, scene)


def released(revision: Revision, reach: Reach, scene: Scene) -> Message:
    text = scene.words.text(N_("Released: {alert}, {to}.")).format(alert=revision.label, to=to_whom(reach, scene))
    return Message(language=scene.words.language, text=text)


def to_whom(reach: Reach, scene: Scene) -> str:
    """For example: to 214 people and 9 groups in 31 countries."""
    count = scene.words.count
    if not reach.people and not reach.groups:
        return scene.words.text(N_("to nobody: nobody in the audience has subscribed to this"))
    people = count("{number} person", "{number} people", reach.people).format(number=scene.words.number(reach.people))
    groups = count("{number} group", "{number} groups", reach.groups).format(number=scene.words.number(reach.groups))
    countries = count("{number} country", "{number} countries", reach.countries).format(
        number=scene.words.number(reach.countries)
    )
    whom = [people] if reach.people else []
    if reach.groups:
        whom.append(groups)
    if not reach.countries:
        return scene.words.text(N_("to {whom}")).format(whom=scene.words.both(whom))
    return scene.words.text(N_("to {whom} in {countries}")).format(whom=scene.words.both(whom), countries=countries)


def _question(text: str, progress: Progress, scene: Scene) -> Message:
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=text,
        buttons=(
            (
                button(say(N_("Release")), "release", "report", progress.about, progress.revision, style="primary"),
                button(say(N_("Back")), "edit", "report", progress.about, progress.revision),
            ),
        ),
    )
