"""Where somebody is signed in with a browser."""

from collections.abc import Sequence

from alerts.person import Person
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import button, rows
from channels.message import Message
from storage.links import Session

OTHERS = "others"
"""Stands where a button names all sessions but this one."""

SHOWN = 10
"""Sessions listed, the last used ones."""


def session_list(
    found: Sequence[Session], whose: Person, zone: str, scene: Scene, *, here: str, own: bool, note: str = ""
) -> Message:
    """Each with what its browser is called, since when, and when it was used last."""
    say = scene.words.text
    if not found:
        none = say(N_("Nobody is signed in with a browser."))
        return Message(language=scene.words.language, text="\n".join(part for part in (note, none) if part))
    shown = found[:SHOWN]
    ends = [
        button(say(N_("End {number}")).format(number=place), "endsession", "person", whose.public_id, one.public_id)
        for place, one in enumerate(shown, 1)
        if one.public_id != here
    ]
    label = say(N_("End all others")) if any(one.public_id == here for one in found) else say(N_("End all"))
    everywhere = button(label, "endsession", "person", whose.public_id, OTHERS, style="danger")
    return Message(
        language=scene.words.language,
        title=say(N_("Signed in")) if own else say(N_("Signed in: {name}")).format(name=whose.name),
        text=note,
        fields=tuple((str(place), _line(one, zone, scene, here=here)) for place, one in enumerate(shown, 1)),
        buttons=(*rows(ends), *(((everywhere,),) if ends else ())),
    )


def _line(session: Session, zone: str, scene: Scene, *, here: str) -> str:
    say = scene.words.text
    parts = [
        session.browser or say(N_("a browser")),
        say(N_("since {moment}")).format(moment=scene.words.moment(session.created, zone)),
        say(N_("used {moment}")).format(moment=scene.words.moment(session.used, zone)),
        *([say(N_("this one"))] if session.public_id == here else []),
    ]
    return " · ".join(parts)
