"""The first contact: the language, then the invitation code. Also /language later on."""

from bot.dialog import Dialog
from bot.dialogs import lists
from bot.language import N_, OWN_NAMES
from bot.reading.codes import normal
from bot.scene import Answered, Reading, Scene
from bot.steps.choice import Choice
from bot.steps.text import Text
from storage.random import token_hash

JOIN = "join"
LANGUAGE = "language"
LANGUAGE_KEY = "language"
"""The question in both dialogs that asks for the language."""

LONGEST_CODE = 64
"""Telegram's limit for a deep link's parameter, and so ours for a code."""


def _hashed(text: str, scene: Scene) -> Reading:
    """A code is never kept, only its hash. Whoever names a language instead is asked again in that one."""
    del scene
    for language, name in OWN_NAMES.items():
        if text.casefold() == name.casefold():
            return Answered(value=None, also={"language": language})
    return Answered(value=token_hash(normal(text)))


_WHICH = Choice(
    key=LANGUAGE_KEY,
    label=N_("Language"),
    ask=N_("Please choose your preferred language"),
    choose=lists.languages,
    otherwise=lists.other_language,
    required=True,
)

JOIN_DIALOG = Dialog(
    name=JOIN,
    title=N_("Welcome"),
    summary=False,
    can_cancel=False,
    steps=(
        _WHICH,
        Text(
            key="code",
            label=N_("Invitation code"),
            ask=N_("Please send the invitation code you were given. Liaison is open to invited officers only."),
            most=LONGEST_CODE,
            understand=_hashed,
            hidden=True,
            required=True,
        ),
    ),
)
LANGUAGE_DIALOG = Dialog(name=LANGUAGE, title=N_("Language"), summary=False, steps=(_WHICH,))
