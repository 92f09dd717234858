"""What was filled into a form, read: field after field by the same steps as when they are asked one by one. Pure, as making
forms is (bot/forms.py).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot import answering
from bot.answers import CLOSED, Path, get, items, put
from bot.answers import take as take_out
from bot.dialog import Dialog, Open, Progress, Several, Step, walk
from bot.forms import fields_of, in_field, is_asked, is_choice
from bot.language import N_
from bot.reading.names import spoken
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Option, Scene, Value
from bot.steps.photos import Photos
from channels.message import FormField
from channels.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a filled form: `errors` and what stands in their fields, by field name. `opened` are the labels of
    questions that its answers lead to and that did not stand in it.
    """

    progress: Progress
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    opened: Sequence[str] = ()


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
    fields = fields_of(dialog, after.answers, scene) if sent else ()
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
        fields = fields_of(dialog, progress.answers, scene)
        self._stood = {field.name: _words_of(field) for field in fields}
        self._shown = {field.name: field.value for field in fields}
        self._answered = {name for name in self._shown if get(progress.answers, tuple(name.split("/"))) is not None}
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
            if name in self._values and is_asked(step, so_far, self._scene):
                self._one(step, path, clean(self._values[name]).strip(), dict(so_far))
            value = get(self.progress.answers, path)
            if value is not None and step.fits(value, so_far, self._scene):
                so_far[step.key] = value

    def _one(self, step: Step, path: Path, text: str, so_far: Answers) -> None:
        was, name = get(self.progress.answers, path), "/".join(path)
        if (text and self._is_untouched(step, was, so_far, name, text)) or (not text and self._is_new(was, name)):
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

    def _is_untouched(self, step: Step, was: Value, so_far: Answers, name: str, text: str) -> bool:
        """Whether a field says what is answered already, or came back as it was shown though its answer has been drafted
        anew since: a last day that follows the precedence is not taken back by the one that still stood in its field.
        """
        as_shown = text == self._shown.get(name) and was is not None and step.fits(was, so_far, self._scene)
        return as_shown or text == in_field(step, was, so_far, self._scene)

    def _is_new(self, was: Value, name: str) -> bool:
        """Whether a field that stood there empty has been answered by what was written at another since: the marking by
        how it was detected.
        """
        return was is not None and self._shown.get(name) == "" and name not in self._answered

    def _is_left_over(self, step: Step, so_far: Answers, name: str, text: str) -> bool:
        """Whether something was chosen from a list that is another one now: goods, and then another kind of them."""
        listed = step.options(so_far, self._scene)
        return (
            is_choice(step)
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


def _words_of(field: FormField) -> frozenset[str]:
    """What may come back of a choice: a code, or a label where there are no codes to see."""
    return frozenset(word for option in field.options for word in option)


def _option(step: Step, text: str, so_far: Answers, scene: Scene) -> Option | None:
    """The option whose code or label was written, a label as people type it: as when the question is asked alone."""
    listed, said = step.options(so_far, scene), spoken(text)
    return next((option for option in listed if text == option.code or said == spoken(option.label)), None)


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
        if not isinstance(step, Several) and name not in asked and is_asked(step, question.so_far, scene):
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
