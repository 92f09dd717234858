"""A dialog as one form: all open questions at once. Pure, as the engine is: the same steps ask and show here as when they
are asked one by one. What was filled in is read in bot/form_reading.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot import answering
from bot.answers import Path, get, items
from bot.dialog import Dialog, Progress, Several, Step
from bot.language import N_
from bot.scene import Answers, Scene, Value
from bot.steps.choice import Choice
from bot.steps.photos import Photos
from bot.steps.text import Text
from bot.views.buttons import CHANGE, NONE, button
from bot.views.dialogs import show_summary
from channels.message import Form, FormField

FORM, SUMMARY_FORM = "form", "done"
"""The verbs of a form's token: with its fields, and as the summary."""

MOST_OPTIONS = 100
"""Longer lists are typed."""

LONG_TEXT = 200
"""Characters from which on an answer gets more than a line."""


def form_of(
    dialog: Dialog,
    progress: Progress,
    scene: Scene,
    *,
    note: str = "",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Form:
    """Every question that can be asked now, with the answers there are."""
    say = scene.words.text
    fields = [
        replace(made, error=(errors or {}).get(made.name, ""), value=(typed or {}).get(made.name, made.value))
        for made in fields_of(dialog, progress.answers, scene)
    ]
    notes = [str(progress.facts.get("heading", "")), note]
    if any(isinstance(step, Photos) for step in dialog.steps):
        notes.append(say(N_("Pictures are sent beside this form, as in any message.")))
    return Form(
        token=f"{FORM}.{dialog.name}.{NONE}.{progress.revision}",
        title=say(dialog.title),
        submit=say(N_("Next")) if dialog.summary else say(N_("Send")),
        close=say(N_("Close")),
        note="\n\n".join(one for one in notes if one),
        fields=tuple(fields),
        buttons=tuple(
            button(f"+ {say(step.label)}", "add", step.key, NONE, progress.revision)
            for step in dialog.steps
            if isinstance(step, Several) and len(items(progress.answers.get(step.key))) < step.most
        ),
    )


def summary_form(dialog: Dialog, progress: Progress, scene: Scene, *, note: str = "") -> Form:
    """What was answered, to be sent; one button leads back to the fields."""
    say, shown = scene.words.text, show_summary(dialog, progress, scene)
    look = shown.text or say(N_("Please look it over."))
    notes = [str(progress.facts.get("heading", "")), note or look]
    return Form(
        token=f"{SUMMARY_FORM}.{dialog.name}.{NONE}.{progress.revision}",
        title=say(dialog.title),
        submit=say(dialog.submit),
        close=say(N_("Close")),
        note="\n\n".join(one for one in notes if one),
        lines=shown.fields,
        buttons=(button(say(CHANGE), FORM, dialog.name, NONE, progress.revision),),
    )


def another(dialog: Dialog, progress: Progress, key: str) -> Progress:
    """One more entry of several, still empty."""
    step = next((step for step in dialog.steps if isinstance(step, Several) and step.key == key), None)
    if step is None or len(items(progress.answers.get(key))) >= step.most:
        return progress
    return answering.begin_entry(progress, (key,))


def fields_of(dialog: Dialog, answers: Answers, scene: Scene) -> list[FormField]:
    """Every question that can be asked now, as a field with its answer."""
    return [
        _field(step, "/".join(path), f"{prefix}{scene.words.text(step.label)}", get(answers, path), so_far, scene)
        for step, path, so_far, prefix in _open(dialog.steps, answers, scene, (), "")
    ]


def _open(
    steps: Sequence[Step | Several], answers: Answers, scene: Scene, before: Path, prefix: str
) -> Iterator[tuple[Step, Path, Answers, str]]:
    """The questions that can be asked, with the answers before each. A question whose condition needs an answer that
    is not there yet comes when it is.
    """
    so_far: dict[str, Value] = {}
    for step in steps:
        if not step.when(so_far):
            continue
        path = (*before, step.key)
        if isinstance(step, Several):
            for position in range(len(items(get(answers, path)))):
                label = f"{scene.words.text(step.label)} {position + 1} · "
                yield from _open(step.steps, answers, scene, (*path, str(position)), label)
            continue
        if is_asked(step, so_far, scene):
            yield step, path, dict(so_far), prefix
        value = get(answers, path)
        if value is not None and step.fits(value, so_far, scene):
            so_far[step.key] = value


def is_asked(step: Step, so_far: Answers, scene: Scene) -> bool:
    """Pictures are sent, not typed; a list that is empty yet is asked when it is known."""
    if isinstance(step, Photos):
        return False
    return not isinstance(step, Choice) or step.free or bool(step.options(so_far, scene))


def _field(step: Step, name: str, label: str, value: Value, so_far: Answers, scene: Scene) -> FormField:
    options = step.options(so_far, scene) if is_choice(step) else ()
    listed = options if len(options) <= MOST_OPTIONS else ()
    hint = step.question(so_far, scene)
    if isinstance(step, Choice) and step.free:
        hint = "\n".join((hint, "; ".join(option.label for option in step.options(so_far, scene))))
    return FormField(
        name=name,
        label=label,
        hint=hint,
        kind="choice" if listed else "text" if _is_long(step) else "line",
        options=tuple((option.code, option.label) for option in listed),
        value=in_field(step, value, so_far, scene),
        required=step.required,
        redraws=isinstance(step, Choice) and step.redraws,
    )


def _is_long(step: Step) -> bool:
    """Whether more than a line may be written: in a chat a reason of one's own may have several too."""
    return step.free if isinstance(step, Choice) else isinstance(step, Text) and step.most > LONG_TEXT


def is_choice(step: Step) -> bool:
    """Whether only what is listed can be answered."""
    return isinstance(step, Choice) and not step.free


def in_field(step: Step, value: Value, so_far: Answers, scene: Scene) -> str:
    """What stands in a field for an answer: the code of a choice, else what the summary would show."""
    if value is None or not step.fits(value, so_far, scene):
        return ""
    return str(value) if is_choice(step) else step.show(value, so_far, scene)
