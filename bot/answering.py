"""How answers change: answer, skip, back, change, keep, remove, "that is all for now". Pure; each gives a new progress
with a higher revision, so that buttons shown before are known to be old.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answers import CLOSED, Path, get, grown, is_closed, items, put, take
from bot.dialog import Dialog, Open, Progress, Several, Step, trail, walk
from bot.reading.names import is_nothing, spoken
from bot.scene import Answered, Answers, Clarify, Option, Passed, Reading, Scene, Value

HEARD = "heard"
"""The fact that keeps what was said before it was asked and has more than one reading: words by the path of their
question.
"""


def answer(progress: Progress, question: Open, value: Value, also: Answers | None = None) -> Progress:
    """The progress with a question answered; `also` answers its neighbours."""
    answers = put(progress.answers, question.path, value)
    for key, other in (also or {}).items():
        answers = put(answers, (*question.path[:-1], key), other)
    name = "/".join(question.path)
    return _next(progress, answers=answers, aside={path: was for path, was in progress.aside.items() if path != name})


def follow(dialog: Dialog, before: Progress, after: Progress, question: Open, scene: Scene) -> Progress:
    """After an answer: what was drafted from the earlier one is drafted anew, unless somebody has changed it."""
    name = "/".join(question.path)
    old = {**before.answers, name: before.aside[name]} if name in before.aside else before.answers
    return replace(after, answers=dialog.follow(old, after.answers, scene))


def may_leave(progress: Progress, question: Open) -> bool:
    """Whether a question can be left without an answer: it is optional, or belongs to an entry just begun."""
    return not question.step.required or (
        len(question.path) > 1 and not is_closed(get(progress.answers, _head(question)))
    )


def close(progress: Progress, question: Open) -> Progress:
    """A question left without a further answer: skipped; what grew is complete as it is; an entry of several that
    lacks a required answer is left out.
    """
    if (so_far := grown(get(progress.answers, question.path))) is not None:
        return answer(progress, question, {**so_far, CLOSED: True})
    if question.step.required and len(question.path) > 1:
        return _next(progress, answers=take(progress.answers, question.path[:2]))
    return answer(progress, question, None)


def skip_rest(dialog: Dialog, progress: Progress, scene: Scene) -> Progress:
    """Settles "that is all for now": every open question that can be left is left, one after the other."""
    current = progress
    while True:
        _, question = walk(dialog, current.answers, scene)
        if question is None or not may_leave(current, question):
            return current
        current = close(current, question)


def change(progress: Progress, path: Path) -> Progress:
    """Opens an answered question again: its answer is kept aside to be picked up; what grows is only opened."""
    was = get(progress.answers, path)
    aside = {**progress.aside, "/".join(path): was}
    if (so_far := grown(was)) is not None:
        return _next(progress, answers=put(progress.answers, path, {**so_far, CLOSED: False}), aside=aside)
    return _next(progress, answers=take(progress.answers, path), aside=aside)


def begin_entry(progress: Progress, path: Path) -> Progress:
    """One more entry of several, still empty."""
    was = get(progress.answers, path)
    more: Value = {"items": [*items(was), {}], CLOSED: False}
    return _next(progress, answers=put(progress.answers, path, more), aside={**progress.aside, "/".join(path): was})


def remove(progress: Progress, path: Path) -> Progress:
    """Takes an answer or a whole entry of several away for good."""
    answers = take(progress.answers, path)
    if len(path) > 1 and not items(answers.get(path[0])):
        answers = {**answers, path[0]: None}
    return _next(progress, answers=answers)


def back(dialog: Dialog, progress: Progress, scene: Scene) -> Progress:
    """One step back: a line opened from the summary is left as it was, an entry just begun is left out; otherwise the
    answer before the open question is taken back.
    """
    _, question = walk(dialog, progress.answers, scene)
    if question is not None:
        if (restored := _restored(dialog, progress, question.path, scene)) is not None:
            return restored
        if len(question.path) > 1 and not get(progress.answers, question.path[:2]):
            left_out = _next(progress, answers=take(progress.answers, question.path[:2]))
            return _restored(dialog, progress, _head(question), scene) or left_out
    paths = trail(dialog, progress.answers, scene)
    return change(progress, paths[-1]) if paths else _next(progress)


def may_keep(progress: Progress, question: Open, scene: Scene) -> Value:
    """The answer this question had before and can have again; None where there is none."""
    was = progress.aside.get("/".join(question.path))
    if was is None or isinstance(question.step, Several) or grown(was) is not None:
        return None
    return was if question.step.fits(was, question.so_far, scene) else None


def offer(progress: Progress, options: Sequence[Option]) -> Progress:
    """Notes what is on the screen to pick, so that a number or a label typed means the same as a press."""
    return replace(progress, offered=tuple(options))


def said(question: Open, progress: Progress, text: str, scene: Scene) -> Reading:
    """What a typed text answers: a number or label on the screen, or whatever the step reads in it."""
    shown = picked(progress.offered, text)
    if shown is not None:
        return pick(question, shown, scene)
    return _read(question, text, scene)


def pick(question: Open, option: Option, scene: Scene) -> Reading:
    """An option is an answer, or a clearer way to say what was typed: then it is read like a typed word (a commodity
    where its category was asked, one of two names that were unclear).
    """
    step = question.step
    if not isinstance(step, Several) and step.fits(option.answer, question.so_far, scene):
        return Answered(value=option.answer)
    return _read(question, option.value if isinstance(option.value, str) else option.code, scene)


def heard(question: Open, progress: Progress, scene: Scene) -> tuple[Sequence[str], tuple[Option, ...]]:
    """What was said of an open question before it was asked, and its readings to choose from. Nothing for a question that
    was answered once: whoever changes the answer does not mean the old words.
    """
    step, path = question.step, "/".join(question.path)
    known = progress.facts.get(HEARD)
    words = known.get(path) if isinstance(known, Mapping) else None
    if not isinstance(words, list | tuple) or isinstance(step, Several) or path in progress.aside:
        return (), ()
    said = [word for word in words if isinstance(word, str)]
    found: dict[str, Option] = {}
    for word in said:
        for option in _meanings(step, word, question.so_far, scene):
            found.setdefault(option.label, Option(str(len(found)), option.label, option.answer))
    return said, tuple(found.values())


def _meanings(step: Step, text: str, so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Every answer a text may be."""
    match step.read(text, so_far, scene):
        case Answered(value=value, also=also):
            shown = step.show(value, so_far, scene)
            return (Option("", text if also else shown, text if also else value),)
        case Clarify(options=options):
            return options
        case _:
            return ()


def option_of(question: Open, progress: Progress, code: str, scene: Scene) -> Option | None:
    """The option a press names: on the screen, or on another page of the same list."""
    step = question.step
    listed = () if isinstance(step, Several) else step.options(question.so_far, scene)
    return next((option for option in (*progress.offered, *listed) if option.code == code), None)


def picked(offered: Sequence[Option], text: str) -> Option | None:
    """The option on the screen whose label was typed. Numbers count only where the labels have no digits."""
    wanted = spoken(text)
    for option in offered:
        if spoken(option.label) == wanted:
            return option
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 and not _numeric(offered):  # noqa: PLR2004 - no list is longer
        position = int(wanted)
        return offered[position - 1] if 1 <= position <= len(offered) else None
    return None


def _read(question: Open, text: str, scene: Scene) -> Reading:
    """Several asks "one more?": what is typed there begins the next entry, if its first step can read it."""
    step = question.step
    if isinstance(step, Several):
        return Passed() if is_nothing(text) else step.steps[0].read(text, {}, scene)
    return step.read(text, question.so_far, scene)


def _restored(dialog: Dialog, progress: Progress, path: Path, scene: Scene) -> Progress | None:
    """The progress with an answer put back as it was before Change, where nothing else is open then."""
    name = "/".join(path)
    if name not in progress.aside:
        return None
    answers = put(progress.answers, path, progress.aside[name])
    if walk(dialog, answers, scene)[1] is not None:
        return None
    return _next(progress, answers=answers, aside={key: was for key, was in progress.aside.items() if key != name})


def _head(question: Open) -> Path:
    return question.path[:1]


def _numeric(offered: Sequence[Option]) -> bool:
    return any(letter.isdigit() for option in offered for letter in option.label)


def _next(progress: Progress, *, answers: Answers | None = None, aside: Mapping[str, Value] | None = None) -> Progress:
    return replace(
        progress,
        turn=progress.turn + 1,
        answers=progress.answers if answers is None else answers,
        aside=progress.aside if aside is None else aside,
        offered=(),
    )
