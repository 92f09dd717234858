"""A button tapped twice. The second tap of a double tap is not a wish of its own: it is taken in and changes nothing, and
nothing is said that was just said. What came in before tells it; nothing is kept for this alone.
"""

from datetime import timedelta

from bot.language import N_
from bot.turn import Turn
from channels.message import Incoming, Pressed
from storage.inbox import Taken

TAPPED_WITHIN = timedelta(seconds=10)
"""How long after a press the same one is still the same tap. Later somebody wants to know where they are."""

_FIRST, _FORM = "again", "form"


def kept_press(came: Incoming, token: str) -> dict[str, object]:
    """A press as the inbox keeps it: which button, on which message."""
    return {"pressed": token, "on": list(came.pressed_on.parts) if came.pressed_on else None}


async def find_first(turn: Turn, came: Incoming, last: Taken | None) -> int | None:
    """The inbox row of the press that this one repeats: the same button of the same message, a moment ago, and the `last`
    thing this person did. Going forth and back through a list presses one button twice too. A press that was not kept,
    or that our side failed at, is no first one.
    """
    if not isinstance(came.content, Pressed):
        return None
    if last is None or last.content != kept_press(came, came.content.token) or _FORM in last.outcome:
        return None
    before = last.outcome.get(_FIRST)
    first = await turn.unit.inbox.get(before) if isinstance(before, int) else last
    if first is None or not timedelta(0) <= turn.now - first.at <= TAPPED_WITHIN:
        return None
    return first.id


def noted(turn: Turn, first: int | None) -> dict[str, object]:
    """What is kept beside a press: the row it repeats; that it opened a form, which can be closed without our knowing and
    be wanted again at once.
    """
    repeats: dict[str, object] = {} if first is None else {_FIRST: first}
    return repeats if turn.form_now is None else {**repeats, _FORM: True}


def toast(turn: Turn, first: int | None) -> str:
    """The word for who tapped twice; true whatever became of the first tap."""
    return "" if first is None else turn.words.text(N_("I have that already."))
