"""The first contact: the language, then the invitation code, then what the office has people accept. Also /language later
on.
"""

from collections.abc import Sequence

from bot.dialog import Dialog
from bot.dialogs import lists
from bot.language import N_, OWN_NAMES
from bot.reading.codes import normal
from bot.scene import Answered, Answers, Option, Reading, Scene
from bot.steps.choice import Choice
from bot.steps.text import Text
from storage.random import token_hash

JOIN = "join"
ACCEPT = "accept"
LANGUAGE = "language"
LANGUAGE_KEY = "language"
"""The question in both dialogs that asks for the language."""

YES, NO = "yes", "no"

LONGEST_CODE = 64
"""Telegram's limit for a deep link's parameter, and so ours for a code."""

LONGEST_SAID = 3000
"""What is longer than any code is answered in the words for a wrong one: nobody learns how long a right one is."""


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
            most=LONGEST_SAID,
            understand=_hashed,
            hidden=True,
            required=True,
        ),
    ),
)


def _whether(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(YES, scene.words.text(N_("Accept"))), Option(NO, scene.words.text(N_("Decline")))]


ACCEPT_DIALOG = Dialog(
    name=ACCEPT,
    title=N_("Notice"),
    summary=False,
    can_cancel=False,
    steps=(
        Choice(
            key="accept",
            label=N_("Notice"),
            ask=N_("Do you accept this? You join only if you do."),
            choose=_whether,
            required=True,
        ),
    ),
)
LANGUAGE_DIALOG = Dialog(name=LANGUAGE, title=N_("Language"), summary=False, steps=(_WHICH,))
