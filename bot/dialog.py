"""The dialog engine: a pure function from answers by name to the next question or the summary.

Answers by name are the whole state; there is no step pointer. The next question is the first step whose condition
holds and that has no fitting answer, and a step sees only the answers to the steps before it, so no condition can
meet a hole. Not here: how answers change (bot/answering.py), how a question looks (bot/views), what a finished dialog
does (the use cases).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.answers import Path, is_closed, items
from bot.scene import Answers, Condition, Option, Reading, Scene, Value


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
        """Whether an answer kept earlier still answers this question. Asked of whatever JSON may hold."""
        ...

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        """What can be picked, the most likely first; empty where one can only type."""
        ...

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        """What was typed."""
        ...

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        """A fitting answer as one line of the summary."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Any number of a group of steps. Its answer is {"items": [answers...], "closed": bool}, or None for none."""

    key: str
    label: str
    ask: str
    another: str
    steps: tuple[Step, ...]
    when: Condition
    most: int = 20
    required: bool = False


Follow = Callable[[Answers, Answers, Scene], Answers]
"""From the answers before and after a change to those after it, with what was drafted from others drafted anew."""


def follow_nothing(before: Answers, after: Answers, scene: Scene) -> Answers:
    """No answer is drafted from others."""
    del before, scene
    return after


Remarks = Callable[[Answers, Scene], Sequence[str]]
"""What should be looked at once more in the answers that count, a sentence each; it never keeps from going on."""


def no_remarks(answers: Answers, scene: Scene) -> Sequence[str]:
    """There is nothing to look at."""
    del answers, scene
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A guided conversation. Without a summary it is finished when its last question is answered."""

    name: str
    title: str
    steps: tuple[Step | Several, ...]
    summary: bool = True
    submit: str = ""
    enough: str = ""
    """Said before the first question that need not be answered."""
    follow: Follow = follow_nothing
    remarks: Remarks = no_remarks
    can_cancel: bool = True
    """False where there is nothing to go back to (joining)."""


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
    return _walk(dialog.steps, answers, scene, (), [])


def trail(dialog: Dialog, answers: Answers, scene: Scene) -> list[Path]:
    """The paths of the answers before the open question, in the order of their questions."""
    passed: list[Path] = []
    _walk(dialog.steps, answers, scene, (), passed)
    return passed


def _walk(
    steps: Sequence[Step | Several], answers: Answers, scene: Scene, prefix: Path, passed: list[Path]
) -> tuple[Answers, Open | None]:
    so_far: dict[str, Value] = {}
    for step in steps:
        if not step.when(so_far):
            continue
        path = (*prefix, step.key)
        value = answers.get(step.key)
        if step.key not in answers or (value is None and step.required):
            return so_far, Open(step=step, path=path, so_far=dict(so_far))
        if isinstance(step, Several):
            value, question = _walk_several(step, value, scene, path, so_far, passed)
            if question is not None:
                return so_far, question
        elif value is not None and not step.fits(value, so_far, scene):
            return so_far, Open(step=step, path=path, so_far=dict(so_far))
        so_far[step.key] = value
        passed.append(path)
    return so_far, None


def _walk_several(
    step: Several, value: Value, scene: Scene, path: Path, so_far: Answers, passed: list[Path]
) -> tuple[Value, Open | None]:
    if value is None:
        return None, None
    settled: list[Value] = []
    for position, item in enumerate(items(value)):
        inner, question = _walk(step.steps, item, scene, (*path, str(position)), passed)
        if question is not None:
            return None, question
        settled.append(inner)
    if not is_closed(value):
        return None, Open(step=step, path=path, so_far=dict(so_far))
    return {"items": settled, "closed": True}, None
