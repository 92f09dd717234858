"""A dialog as one form: all open questions at once, and reading what was filled in. Pure, as the engine is: the same
steps ask, read and show here as when they are asked one by one.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot import answering
from bot.answers import CLOSED, Path, get, items, put
from bot.answers import take as take_out
from bot.dialog import Dialog, Open, Progress, Several, Step, walk
from bot.language import N_
from bot.reading.names import spoken
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Option, Scene, Value
from bot.steps.choice import Choice
from bot.steps.photos import Photos
from bot.steps.text import Text
from bot.views.buttons import CHANGE, NONE, button
from bot.views.dialogs import show_summary
from channels.message import Form, FormField
from channels.text import clean

FORM, SUMMARY_FORM = "form", "done"
"""The verbs of a form's token: with its fields, and as the summary."""

MOST_OPTIONS = 100
"""Longer lists are typed."""

LONG_TEXT = 200
"""Characters from which on an answer gets more than a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a filled form: `errors` and what stands in their fields, by field name. `opened` are the labels of
    questions that its answers lead to and that did not stand in it.
    """

    progress: Progress
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    opened: Sequence[str] = ()


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
        for made in _fields(dialog, progress.answers, scene)
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
    notes = [str(progress.facts.get("heading", "")), note or say(N_("Please look it over."))]
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


def take(dialog: Dialog, progress: Progress, values: Mapping[str, str], scene: Scene, *, sent: bool) -> Taken:
    """Reads every field in the order of the questions, so that each sees the answers before it. With `sent` an empty
    field is an answer too: left out, or missed where it is required. A question that did not stand in the form is never
    left out with it, whether or not the service draws forms anew while they are filled in.
    """
    reading = _Reading(dialog, progress, values, scene, sent=sent)
    reading.read(dialog.steps, ())
    if sent and not reading.errors:
        reading.progress = _leave_rest(dialog, _complete(dialog, reading.progress), values, scene)
    after = answering.offer(reading.progress, reading.offered)
    fields = _fields(dialog, after.answers, scene) if sent else ()
    opened = [one.label for one in fields if one.name not in values and not one.value]
    return Taken(progress=after, errors=reading.errors, typed=reading.typed, opened=opened)


class _Reading:
    """One reading of a form. Field after field goes into the progress as if it had been asked."""

    def __init__(
        self, dialog: Dialog, progress: Progress, values: Mapping[str, str], scene: Scene, *, sent: bool
    ) -> None:
        self.progress = progress
        self.errors: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.offered: list[Option] = []
        """The readings that errors name: written down the next time, they mean just that."""
        self._named = progress.offered
        self._stood = {field.name: _words_of(field) for field in _fields(dialog, progress.answers, scene)}
        self._dialog, self._values, self._scene, self._sent = dialog, values, scene, sent

    def read(self, steps: Sequence[Step | Several], prefix: Path) -> None:
        so_far: dict[str, Value] = {}
        for step in steps:
            if not step.when(so_far):
                continue
            path = (*prefix, step.key)
            if isinstance(step, Several):
                for position in range(len(items(get(self.progress.answers, path)))):
                    self.read(step.steps, (*path, str(position)))
                continue
            name = "/".join(path)
            if name in self._values and _asked(step, so_far, self._scene):
                self._one(step, path, clean(self._values[name]).strip(), dict(so_far))
            value = get(self.progress.answers, path)
            if value is not None and step.fits(value, so_far, self._scene):
                so_far[step.key] = value

    def _one(self, step: Step, path: Path, text: str, so_far: Answers) -> None:
        was, name = get(self.progress.answers, path), "/".join(path)
        if text and text == _in_field(step, was, so_far, self._scene):
            return
        question = Open(step=step, path=path, so_far=so_far)
        if not text or self._is_left_over(step, so_far, name, text):
            self._empty(question, name)
            return
        option = self._named_as(step, so_far, text) or _option(step, text, so_far, self._scene)
        reading = answering.pick(question, option, self._scene) if option else step.read(text, so_far, self._scene)
        match reading:
            case Answered():
                self._answer(question, reading.value, reading.also)
            case Clarify():
                labels = "; ".join(option.label for option in reading.options)
                self.offered += reading.options
                self._refuse(name, text, f"{reading.text} {labels}")
            case NotUnderstood():
                self._refuse(name, text, reading.text)
            case _:
                self._empty(question, name)

    def _is_left_over(self, step: Step, so_far: Answers, name: str, text: str) -> bool:
        """Whether something was chosen from a list that is another one now: goods, and then another kind of them."""
        listed = step.options(so_far, self._scene)
        return (
            _is_choice(step)
            and text in self._stood.get(name, ())
            and all(text not in {option.code, option.label} for option in listed)
        )

    def _named_as(self, step: Step, so_far: Answers, text: str) -> Option | None:
        """The reading that was named at this field and now stands in it. Its words alone may be unclear again: "1,500 kg"."""
        for option in self._named:
            if spoken(option.label) == spoken(text) and step.fits(option.answer, so_far, self._scene):
                return option
        return None

    def _empty(self, question: Open, name: str) -> None:
        if question.step.required:
            answers = take_out(self.progress.answers, question.path)
            self.progress = replace(self.progress, answers=answers, turn=self.progress.turn + 1)
            if self._sent:
                self._refuse(name, "", self._scene.words.text(N_("This is needed.")))
        elif self._sent or get(self.progress.answers, question.path) is not None:
            self._answer(question, None, {})

    def _answer(self, question: Open, value: Value, also: Answers) -> None:
        after = answering.answer(self.progress, question, value, also)
        self.progress = answering.follow(self._dialog, self.progress, after, question, self._scene)

    def _refuse(self, name: str, text: str, why: str) -> None:
        self.errors[name], self.typed[name] = why, text


def _fields(dialog: Dialog, answers: Answers, scene: Scene) -> list[FormField]:
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
        if _asked(step, so_far, scene):
            yield step, path, dict(so_far), prefix
        value = get(answers, path)
        if value is not None and step.fits(value, so_far, scene):
            so_far[step.key] = value


def _asked(step: Step, so_far: Answers, scene: Scene) -> bool:
    """Pictures are sent, not typed; a list that is empty yet is asked when it is known."""
    if isinstance(step, Photos):
        return False
    return not isinstance(step, Choice) or step.free or bool(step.options(so_far, scene))


def _field(step: Step, name: str, label: str, value: Value, so_far: Answers, scene: Scene) -> FormField:
    options = step.options(so_far, scene) if _is_choice(step) else ()
    listed = options if len(options) <= MOST_OPTIONS else ()
    hint = step.question(so_far, scene)
    if isinstance(step, Choice) and step.free:
        hint = "\n".join((hint, "; ".join(option.label for option in step.options(so_far, scene))))
    return FormField(
        name=name,
        label=label,
        hint=hint,
        kind="choice" if listed else "text" if isinstance(step, Text) and step.most > LONG_TEXT else "line",
        options=tuple((option.code, option.label) for option in listed),
        value=_in_field(step, value, so_far, scene),
        required=step.required,
        redraws=isinstance(step, Choice) and step.redraws,
    )


def _is_choice(step: Step) -> bool:
    return isinstance(step, Choice) and not step.free


def _in_field(step: Step, value: Value, so_far: Answers, scene: Scene) -> str:
    """What stands in a field for an answer: the code of a choice, else what the summary would show."""
    if value is None or not step.fits(value, so_far, scene):
        return ""
    return str(value) if _is_choice(step) else step.show(value, so_far, scene)


def _words_of(field: FormField) -> frozenset[str]:
    """What may come back of a choice: a code, or a label where there are no codes to see."""
    return frozenset(word for option in field.options for word in option)


def _option(step: Step, text: str, so_far: Answers, scene: Scene) -> Option | None:
    return next((option for option in step.options(so_far, scene) if text in {option.code, option.label}), None)


def _leave_rest(dialog: Dialog, progress: Progress, asked: Container[str], scene: Scene) -> Progress:
    """Leaves out, one after the other, what was asked and got no answer and what no form asks, up to a question that
    was not asked yet.
    """
    current = progress
    while True:
        _, question = walk(dialog, current.answers, scene)
        if question is None or not answering.may_leave(current, question):
            return current
        step, name = question.step, "/".join(question.path)
        if not isinstance(step, Several) and name not in asked and _asked(step, question.so_far, scene):
            return current
        current = answering.close(current, question)


def _complete(dialog: Dialog, progress: Progress) -> Progress:
    """Who sends a form has nothing to add: several things and pictures are complete as they are."""
    answers = progress.answers
    for step in dialog.steps:
        grown = answers.get(step.key)
        if isinstance(step, Several | Photos) and isinstance(grown, Mapping):
            answers = put(answers, (step.key,), {**grown, CLOSED: True})
    return replace(progress, answers=answers)
