"""The notice of an office, as people read it when they join and later on."""

from collections.abc import Sequence

from bot.dialogs.invite import scope_name
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, button, rows
from channels.message import Button, Message
from storage.office_notices import Acceptance, OfficeNotice


def notice_words(notice: OfficeNotice, zone: str, scene: Scene) -> str:
    """All of it in one text: which version of whose, and the words themselves."""
    _, text = notice.in_language(scene.words.language)
    return f"{_heading(notice, zone, scene)}\n\n{text}"


def notice_shown(
    notice: OfficeNotice, zone: str, scene: Scene, *, accepted: str, asks: bool, writes: Sequence[Button]
) -> Message:
    """The notice that holds, for whoever asks for it."""
    say = scene.words.text
    _, text = notice.in_language(scene.words.language)
    accept = [button(say(N_("Accept")), "accept", "notice", notice.public_id, NONE, style="primary")] if asks else []
    return Message(
        language=scene.words.language,
        title=_heading(notice, zone, scene),
        text=text,
        fields=((say(N_("Accepted")), accepted),) if accepted else (),
        buttons=(*rows(accept), *rows(writes)),
    )


def write_button(office: str, scene: Scene) -> Button:
    """Leads to the questions."""
    label = scene.words.text(N_("Write one for {office}")).format(office=scope_name(f"office:{office}", scene))
    return button(label, "do", "command", "notice", office)


def none_yet(writes: Sequence[Button], scene: Scene) -> Message:
    """Nothing is to be accepted."""
    text = scene.words.text(N_("Your office has no notice: nothing has to be accepted."))
    return Message(language=scene.words.language, text=text, buttons=rows(writes))


def preview_ends(office: str, revision: str, scene: Scene) -> Message:
    """Below the texts as people will see them."""
    say = scene.words.text
    text = say(
        N_(
            "That is what people see. Saved, it does not change any more: who joins has to accept it, and who is here is told "
            "once."
        )
    )
    return Message(
        language=scene.words.language,
        text=text,
        buttons=(
            (
                button(say(N_("Save")), "save", "notice", office, revision, style="primary"),
                button(say(N_("Back")), "edit", "notice", office, revision),
            ),
        ),
    )


def accepted_line(accepted: Acceptance, zone: str, scene: Scene) -> str:
    """Which version somebody accepted, and when."""
    spoken = scene.words
    return spoken.text(N_("version {number} of {office}, {moment}")).format(
        number=spoken.number(accepted.version),
        office=scope_name(f"office:{accepted.office}", scene),
        moment=spoken.moment(accepted.at, zone),
    )


def _heading(notice: OfficeNotice, zone: str, scene: Scene) -> str:
    spoken = scene.words
    return spoken.text(N_("Notice of {office}, version {number}, {moment}")).format(
        office=scope_name(f"office:{notice.office}", scene),
        number=spoken.number(notice.version),
        moment=spoken.moment(notice.created, zone),
    )
