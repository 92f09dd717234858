"""Notices about a person's own accounts and Groups, by name."""

from collections.abc import Mapping

from bot.language import N_, Words
from channels.message import Message

GROUP_OPEN, FEEDBACK = "group open", "feedback"

_TEXTS: Mapping[str, str] = {
    GROUP_OPEN: N_(
        "The group “{group}” did not get a restricted alert: I could not see that everybody there is known and cleared. "
        "Is somebody in it who should not be, or am I no longer its administrator?"
    ),
    FEEDBACK: N_("Answer to {alert}, from {who} ({of}):\n\n{text}"),
}


def notice(name: str, values: Mapping[str, str], spoken: Words) -> Message:
    """The notice in words. Raises KeyError for one that does not exist."""
    return Message(language=spoken.language, text=spoken.text(_TEXTS[name]).format(**values))
