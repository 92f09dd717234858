"""The check made on all dialogs at start: it passes for ours, and stops a broken one."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.dialog import Dialog, Several
from bot.dialogs.register import DIALOGS, BadDialog, check
from bot.language import LANGUAGES, words
from bot.scene import Answers, Option, Scene, always
from bot.steps.choice import Choice
from bot.steps.text import Text
from bot.views.buttons import button

LABEL_LENGTH = 64
"""What every channel can show on a button."""

NAME = Text(key="name", label="Name", ask="Name?", required=True)


def choice(option: Option) -> Choice:
    def options(so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return [option]

    return Choice(key="choice", label="Choice", ask="Choice?", choose=options)


def checked(dialog: Dialog, scene: Scene) -> None:
    check({dialog.name: dialog}, [scene], label_length=LABEL_LENGTH)


def small(*steps: Text | Choice | Several) -> Dialog:
    return Dialog(name="small", title="Small", submit="Done", steps=steps)


def several(*steps: Text | Choice) -> Several:
    return Several(key="more", label="More", ask="More?", another="And more?", steps=steps, when=always)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["KE", "SN", "DE", None])
def test_all_dialogs_can_be_shown(language: str, country: str | None, scene: Scene) -> None:
    check(DIALOGS, [replace(scene, words=words(language), country=country)], label_length=LABEL_LENGTH)


def test_every_place_and_commodity_can_stand_in_a_button(scene: Scene) -> None:
    for code in scene.reference.places:
        button("x", "pick", "place", code, "abcd-9999")
    for code in scene.reference.commodities:
        button("x", "pick", "more/19/commodity", code, "abcd-9999")


def test_a_good_dialog_passes(scene: Scene) -> None:
    checked(small(NAME, choice(Option("a", "A")), several(NAME)), scene)


BROKEN = {
    "two questions with one key": small(NAME, NAME),
    "two questions of several things with one key": small(several(NAME, NAME)),
    "no key": small(replace(NAME, key="")),
    "a key that cannot be told from a path": small(replace(NAME, key="a/b")),
    "a key that cannot be told from a token": small(replace(NAME, key="a.b")),
    "a question without words": small(replace(NAME, ask=" ")),
    "a line without a label": small(replace(NAME, label="")),
    "several things without a question": small(replace(several(NAME), another="")),
    "no title": replace(small(NAME), title=""),
    "a summary without its button": replace(small(NAME), submit=""),
    "an option without a label": small(choice(Option("a", ""))),
    "an option with a label too long for a button": small(choice(Option("a", "A" * (LABEL_LENGTH + 1)))),
    "an option too long for a token": small(choice(Option("a" * 60, "A"))),
    "an option of several things too long for a token": small(several(choice(Option("a" * 36, "A")))),
    "an option that splits a token": small(choice(Option("a.b", "A"))),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_dialog_is_stopped(broken: Dialog, scene: Scene) -> None:
    with pytest.raises(BadDialog):
        checked(broken, scene)
