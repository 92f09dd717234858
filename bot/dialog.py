"""The dialog engine: a pure function from answers by name to the next question or the summary.

Answers by name are the whole state; there is no step pointer. The next question is the first step whose condition
holds and that has no fitting answer, and a step sees only the answers to the steps before it, so no condition can
meet a hole. Not here: how a question looks (bot/views) and what a finished dialog does (the use cases).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.scene import Answered, Answers, Condition, Option, Reading, Scene, Value

Path = tuple[str, ...]
"""Where an answer is: ("place",), or ("goods", "0", "quantity") for the first of several goods."""


class Step(Protocol):
    """One question. Kinds are in bot/steps."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str:
        """The line in the summary (English; translated when shown)."""
        ...

    @property
    def required(self) -> bool: ...
    @property
    def when(self) -> Condition: ...

    def question(self, so_far: Answers, scene: Scene) -> str:
        """The question with an example, in the person's language."""
        ...

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        """Whether an answer kept earlier still answers this question."""
        ...

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        """What can be picked, the most likely first; empty where one can only type."""
        ...

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        """What was typed."""
        ...

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        """An answer as one line of the summary."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """One or more of a group of steps. Its answer is {"items": [answers...], "closed": bool}."""

    key: str
    label: str
    ask: str
    another: str
    steps: tuple[Step, ...]
    when: Condition
    most: int = 20
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A guided conversation. Without a summary it is finished when its last question is answered."""

    name: str
    title: str
    steps: tuple[Step | Several, ...]
    summary: bool = True
    submit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one person is: answers, those taken back by Back or Change (`aside`), what was last offered to pick,
    and a revision that every button carries. `about` names what the dialog is about (a report's public id).
    """

    dialog: str
    draft: str
    turn: int = 0
    answers: Answers = field(default_factory=dict)
    aside: Mapping[str, Value] = field(default_factory=dict)
    offered: tuple[Option, ...] = ()
    about: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    """What the use case keeps with it (the previewed count, an import key)."""

    @property
    def revision(self) -> str:
        return f"{self.draft}-{self.turn}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A question that is open."""

    step: Step | Several
    path: Path
    so_far: Answers


def walk(dialog: Dialog, answers: Answers, scene: Scene) -> tuple[Answers, Open | None]:
    """The answers that count, and the first open question (None: all settled)."""
    return _walk(dialog.steps, answers, scene, ())


def _walk(steps: Sequence[Step | Several], answers: Answers, scene: Scene, prefix: Path) -> tuple[Answers, Open | None]:
    so_far: dict[str, Value] = {}
    for step in steps:
        if not step.when(so_far):
            continue
        path = (*prefix, step.key)
        value = answers.get(step.key)
        if step.key not in answers or (value is None and step.required):
            return so_far, Open(step=step, path=path, so_far=dict(so_far))
        if isinstance(step, Several):
            settled, question = _walk_several(step, value, scene, path, so_far)
            if question is not None:
                return so_far, question
            value = settled
        elif value is not None and not step.fits(value, so_far, scene):
            return so_far, Open(step=step, path=path, so_far=dict(so_far))
        so_far[step.key] = value
    return so_far, None


def _walk_several(step: Several, value: Value, scene: Scene, path: Path, so_far: Answers) -> tuple[Value, Open | None]:
    if value is None:
        return None, None
    settled: list[Value] = []
    for position, item in enumerate(items(value)):
        inner, question = _walk(step.steps, item, scene, (*path, str(position)))
        if question is not None:
            return None, question
        settled.append(inner)
    if not (isinstance(value, Mapping) and value.get("closed")):
        return None, Open(step=step, path=path, so_far=dict(so_far))
    return {"items": settled, "closed": True}, None


def items(value: Value) -> list[Answers]:
    """The entries of a Several's answer; anything else has none."""
    found = value.get("items") if isinstance(value, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def put(answers: Answers, path: Path, value: Value) -> Answers:
    """The answers with one set; a Several's entry that is not there yet is added."""
    key, *rest = path
    if not rest:
        return {**answers, key: value}
    position, entries = int(rest[0]), items(answers.get(key))
    if position == len(entries):
        entries.append({})
    entries[position] = put(entries[position], tuple(rest[1:]), value)
    return {**answers, key: {"items": list(entries), "closed": False}}


def take(answers: Answers, path: Path) -> tuple[Answers, Value]:
    """The answers without one, and what it was (None where there was none)."""
    key, *rest = path
    if not rest:
        return {name: value for name, value in answers.items() if name != key}, answers.get(key)
    entries = items(answers.get(key))
    position = int(rest[0])
    if position >= len(entries):
        return answers, None
    if len(rest) == 1:
        removed = entries.pop(position)
        return {**answers, key: {"items": list(entries), "closed": False}}, removed
    entries[position], was = take(entries[position], tuple(rest[1:]))
    return {**answers, key: {"items": list(entries), "closed": True}}, was


def get(answers: Answers, path: Path) -> Value:
    """The answer at a path, None where there is none."""
    key, *rest = path
    if not rest:
        return answers.get(key)
    entries, position = items(answers.get(key)), int(rest[0])
    if position >= len(entries):
        return None
    return entries[position] if len(rest) == 1 else get(entries[position], tuple(rest[1:]))


def answer(progress: Progress, question: Open, value: Value, also: Answers | None = None) -> Progress:
    """The progress with a question answered."""
    answers = put(progress.answers, question.path, value)
    for key, other in (also or {}).items():
        answers = put(answers, (*question.path[:-1], key), other)
    aside = {path: was for path, was in progress.aside.items() if path != "/".join(question.path)}
    return _next(progress, answers=answers, aside=aside)


def skip_rest(dialog: Dialog, progress: Progress, scene: Scene) -> Progress:
    """Settles "that is all for now": every open question that need not be answered is skipped, one after the other;
    half an entry of several things is left out.
    """
    current = progress
    while True:
        _, question = walk(dialog, current.answers, scene)
        if question is None or (question.step.required and len(question.path) == 1):
            return current
        current = close(current, question)


def close(progress: Progress, question: Open) -> Progress:
    """A question left without a further answer: skipped, or for several things, no more of them."""
    if isinstance(question.step, Several):
        entries = items(get(progress.answers, question.path))
        return answer(progress, question, {"items": list(entries), "closed": True} if entries else None)
    if len(question.path) > 1 and question.step.required:
        # Half an entry of several: it is left out as a whole.
        return _next(progress, answers=take(progress.answers, question.path[:2])[0])
    return answer(progress, question, None)


def change(progress: Progress, path: Path) -> Progress:
    """Takes an answer back so that its question comes again; it is kept aside to be picked up."""
    answers, was = take(progress.answers, path)
    if was is None and path[0] not in progress.answers:
        return _next(progress)
    aside = {**progress.aside, "/".join(path): was} if was is not None else progress.aside
    return _next(progress, answers=answers, aside=aside)


def answered_paths(dialog: Dialog, answers: Answers, scene: Scene) -> list[Path]:
    """The paths of the answers that count, in the order of their questions."""
    counted, question = walk(dialog, answers, scene)
    paths: list[Path] = []
    for step in dialog.steps:
        if isinstance(step, Several):
            value = counted.get(step.key) if step.key in counted else answers.get(step.key)
            reached = step.key in counted or (question is not None and question.path[0] == step.key)
            for position, item in enumerate(items(value) if reached else []):
                paths += [(step.key, str(position), inner.key) for inner in step.steps if inner.key in item]
            if step.key in counted and value is None:
                paths.append((step.key,))
        elif step.key in counted:
            paths.append((step.key,))
    return paths


def back(dialog: Dialog, progress: Progress, scene: Scene) -> Progress:
    """Takes the answer before the open question back."""
    paths = answered_paths(dialog, progress.answers, scene)
    return change(progress, paths[-1]) if paths else _next(progress)


def offer(progress: Progress, options: Sequence[Option]) -> Progress:
    """Notes what is on the screen to pick, so that a number or a label typed means the same as a press."""
    return replace(progress, offered=tuple(options))


def said(question: Open, progress: Progress, text: str, scene: Scene) -> Reading:
    """What a typed text answers: a number or label on the screen, or whatever the step reads in it."""
    shown = picked(progress.offered, text)
    if shown is not None:
        return Answered(value=shown.answer)
    if isinstance(question.step, Several):
        return question_of_several(question.step, text, scene)
    return question.step.read(text, question.so_far, scene)


def question_of_several(step: Several, text: str, scene: Scene) -> Reading:
    """Several asks "one more?": what is typed there begins the next entry, if its first step can read it."""
    return step.steps[0].read(text, {}, scene)


def picked(offered: Sequence[Option], text: str) -> Option | None:
    """The option on the screen whose label was typed. Numbers count only where the labels are no numbers."""
    wanted = text.strip().casefold()
    for option in offered:
        if option.label.casefold() == wanted:
            return option
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(offered) and not _numeric(offered):
        return offered[int(wanted) - 1]
    return None


def _numeric(offered: Sequence[Option]) -> bool:
    return any(option.label[:1].isdigit() for option in offered)


def _next(progress: Progress, *, answers: Answers | None = None, aside: Mapping[str, Value] | None = None) -> Progress:
    return replace(
        progress,
        turn=progress.turn + 1,
        answers=progress.answers if answers is None else answers,
        aside=progress.aside if aside is None else aside,
        offered=(),
    )
