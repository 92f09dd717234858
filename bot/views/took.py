"""What was taken from a sentence, said back in one: nothing is taken in silently."""

from collections.abc import Mapping, Sequence

from bot.answers import items
from bot.dialog import Dialog, Several
from bot.language import N_
from bot.scene import Answers, Scene, Value
from bot.views.dialogs import quoted, show_entry

_WITH_THE_NEXT = frozenset({"category"})
"""Answers that are not said by themselves: the goods say their kind."""


def took(dialog: Dialog, answers: Answers, unclear: Mapping[str, Sequence[str]], scene: Scene) -> str:
    """As in: I took: Cocaine 12.4 kg; Mombasa port. Still to answer: 2 questions."""
    say = scene.words.text
    sentences = []
    if shown := _shown(dialog, answers, scene):
        sentences.append(say(N_("I took: {what}.")).format(what="; ".join(shown)))
    # Half a route has a "?" in it that nobody wrote: it is asked, and said then.
    if words := [word for said in unclear.values() for word in said if "?" not in word]:
        sentences.append(say(N_("Not clear to me: {what}.")).format(what=quoted(tuple(dict.fromkeys(words)), scene)))
    number = _needed(dialog, answers)
    left = scene.words.count("Still to answer: {number} question.", "Still to answer: {number} questions.", number)
    sentences.append(left.format(number=number) if number else say(N_("Nothing more is needed.")))
    return " ".join(sentences)


def _shown(dialog: Dialog, answers: Answers, scene: Scene) -> Sequence[str]:
    found: list[str] = []
    so_far: dict[str, Value] = {}
    for step in dialog.steps:
        value = answers.get(step.key)
        if value is None:
            continue
        if isinstance(step, Several):
            found += [show_entry(step, item, scene) for item in items(value)]
        elif step.key not in _WITH_THE_NEXT:
            shown = step.show(value, so_far, scene)
            if step.key == "quantity" and found:
                found[-1] = f"{found[-1]} {shown}"
            else:
                found.append(shown)
        so_far[step.key] = value
    return found


def _needed(dialog: Dialog, answers: Answers) -> int:
    """Questions that have to be answered, as far as the answers lead to them; the kind of goods is answered with the goods."""
    missing = 0
    for step in dialog.steps:
        if isinstance(step, Several):
            inner = [one.key for one in step.steps if one.required]
            missing += sum(key not in item for item in items(answers.get(step.key)) for key in inner)
        elif step.required and step.when(answers) and step.key not in answers and step.key not in _WITH_THE_NEXT:
            missing += 1
    return missing
