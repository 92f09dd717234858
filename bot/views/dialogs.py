"""How questions and summaries look."""

from collections.abc import Sequence

from bot.answering import may_keep, may_leave
from bot.answers import Path, get, items
from bot.dialog import Dialog, Open, Progress, Several, Step, walk
from bot.language import N_
from bot.scene import Answered, Answers, Option, Scene, Value
from bot.steps.choice import short
from bot.steps.photos import Photos
from bot.steps.photos import read as read_photos
from bot.views.buttons import CANCEL, NONE, button, rows
from channels.message import Button, Message
from channels.text import shorten

SHORT_LIST = 16
"""Up to this many options all are shown at once."""

PAGE = 6
"""Of longer lists, the six most used first, then pages of as many."""

KEPT = 24
"""Characters of an earlier answer on the button that keeps it."""

ADD, REMOVE, SUMMARY = "add", "remove", "summary"
PENCIL = "✎"


def show_question(
    dialog: Dialog, progress: Progress, question: Open, scene: Scene, *, note: str = "", page: int = 0
) -> tuple[Message, Sequence[Option]]:
    """The open question, and what is on the screen to pick."""
    options, more = _page(question, scene, page)
    parts = (note, *_ask(dialog, progress, question, scene))
    next_page = [button(scene.words.text(N_("More …")), "page", _name(question.path), str(page + 1), progress.revision)]
    message = Message(
        language=scene.words.language,
        text="\n\n".join(part for part in parts if part),
        buttons=(
            *rows([_pick(progress, question.path, option) for option in options]),
            *rows([*(next_page if more else ()), *_ways_on(progress, question, scene)]),
            *rows(_ways_out(dialog, progress, question, scene)),
        ),
    )
    return message, options


def show_clarify(progress: Progress, question: Open, text: str, options: Sequence[Option], scene: Scene) -> Message:
    """What was typed may mean several things: one press says which."""
    return Message(
        language=scene.words.language,
        text=text,
        buttons=(
            *rows([_pick(progress, question.path, option) for option in options]),
            (_none_of_these(progress, question, scene),),
        ),
    )


def show_heard(
    dialog: Dialog,
    progress: Progress,
    question: Open,
    said: Sequence[str],
    options: Sequence[Option],
    scene: Scene,
    *,
    note: str = "",
) -> Message:
    """The open question, with the readings of what was said of it before it was asked: one press says which was meant."""
    words = scene.words.text(N_("You wrote {said}. Which one do you mean?")).format(said=quoted(said, scene))
    return Message(
        language=scene.words.language,
        text="\n\n".join(part for part in (note, *_ask(dialog, progress, question, scene), words) if part),
        buttons=(
            *rows([_pick(progress, question.path, option) for option in options]),
            *rows([_none_of_these(progress, question, scene), *_ways_on(progress, question, scene)]),
            *rows(_ways_out(dialog, progress, question, scene)),
        ),
    )


def show_summary(dialog: Dialog, progress: Progress, scene: Scene, *, note: str = "", heading: str = "") -> Message:
    """All lines; below them Submit and Cancel, a pencil for each line, and a plus for what was left out."""
    counted, _ = walk(dialog, progress.answers, scene)
    say = scene.words.text
    fields: list[tuple[str, str]] = []
    pencils: list[Button] = []
    pluses: list[Button] = []
    for step in dialog.steps:
        if step.key not in counted:
            continue
        value, label = counted[step.key], say(step.label)
        if isinstance(step, Several):
            for position, item in enumerate(items(value)):
                fields.append((f"{label} {position + 1}", show_entry(step, item, scene)))
                pencils.append(_pencil(f"{label} {position + 1}", (step.key, str(position)), progress))
            if len(items(value)) < step.most:
                pluses.append(button(f"+ {label}", ADD, step.key, NONE, progress.revision))
        elif value is None:
            pluses.append(_pencil(label, (step.key,), progress, sign="+"))
        else:
            fields.append((label, step.show(value, counted, scene)))
            pencils.append(_pencil(label, (step.key,), progress))
    submit = button(say(dialog.submit), "submit", dialog.name, NONE, progress.revision, style="primary")
    return Message(
        language=scene.words.language,
        title=heading or say(dialog.title),
        text="\n\n".join(part for part in (note, *dialog.remarks(counted, scene)) if part),
        fields=tuple(fields),
        buttons=((submit, _cancel(dialog, progress, scene)), *rows(pencils, wide=3), *rows(pluses, wide=3)),
    )


def show_entry_lines(dialog: Dialog, progress: Progress, step: Several, path: Path, scene: Scene) -> Message:
    """One entry of several, opened from the summary: its lines to change, or all of it to remove."""
    say, position = scene.words.text, int(path[1])
    item = items(progress.answers.get(step.key))[position]
    lines = [inner for inner in step.steps if inner.key in item]
    pencils = [
        _pencil(say(inner.label), (*path, inner.key), progress, sign="+" if item[inner.key] is None else PENCIL)
        for inner in lines
    ]
    return Message(
        language=scene.words.language,
        title=f"{say(step.label)} {position + 1}",
        fields=tuple(
            (say(inner.label), inner.show(item[inner.key], item, scene)) for inner in lines if item[inner.key]
        ),
        buttons=(
            *rows(pencils, wide=3),
            (
                button(say(N_("Back")), SUMMARY, dialog.name, NONE, progress.revision),
                button(say(N_("Remove")), REMOVE, _name(path), NONE, progress.revision, style="danger"),
            ),
        ),
    )


def one_line(dialog: Dialog, answers: Answers, scene: Scene, keys: Sequence[str]) -> str:
    """A few answers as one line: "Cocaine, Mombasa port"."""
    counted, _ = walk(dialog, answers, scene)
    steps = {step.key: step for step in dialog.steps if not isinstance(step, Several)}
    shown = [steps[key].show(counted[key], counted, scene) for key in keys if counted.get(key) is not None]
    return ", ".join(shown)


def echo(dialog: Dialog, question: Open, reading: Answered, went: tuple[Progress, Progress], scene: Scene) -> str:
    """What was understood, and what follows from it, said back: nothing is taken in silently. `went` is the progress
    before and after.
    """
    if not dialog.summary:
        return ""
    before, answered = went
    so_far: dict[str, Value] = {**question.so_far}
    shown: list[str] = []
    for step in _neighbours(dialog, question.path):
        value = get(answered.answers, (*question.path[:-1], step.key))
        follows = len(question.path) == 1 and before.answers.get(step.key) is None and step.key not in before.aside
        meant = step.key == question.path[-1] or step.key in reading.also or follows
        if meant and value is not None and step.fits(value, so_far, scene):
            so_far[step.key] = value
            shown.append(step.show(value, so_far, scene))
    return f"✓ {' · '.join(shown)}" if shown else ""


def _neighbours(dialog: Dialog, path: Path) -> Sequence[Step]:
    """The steps of the group a question belongs to."""
    for step in dialog.steps:
        if len(path) > 1 and isinstance(step, Several) and step.key == path[0]:
            return step.steps
    return [step for step in dialog.steps if not isinstance(step, Several)]


def show_entry(step: Several, item: Answers, scene: Scene) -> str:
    """One entry of several on one line: Cigarettes, 1,500 sticks."""
    shown: dict[str, Value] = {}
    parts: list[str] = []
    for inner in step.steps:
        value = item.get(inner.key)
        shown[inner.key] = value
        if value is not None and inner.key != "category":
            parts.append(inner.show(value, shown, scene))
    return ", ".join(parts)


def _ask(dialog: Dialog, progress: Progress, question: Open, scene: Scene) -> Sequence[str]:
    """The question, and what else stands in its message."""
    step, value = question.step, get(progress.answers, question.path)
    if isinstance(step, Several):
        ask = scene.words.text(step.another if items(value) else step.ask)
    elif isinstance(step, Photos) and (number := len(read_photos(value))):
        ask = scene.words.count(
            "{number} picture is in the report. Send more, or press Done.",
            "{number} pictures are in the report. Send more, or press Done.",
            number,
        ).format(number=number)
    else:
        ask = step.question(question.so_far, scene)
    if not dialog.summary or question.path[0] in {path.partition("/")[0] for path in progress.aside}:
        return (ask,)
    return (*_enough(dialog, question, scene), ask, _how_far(dialog, question, scene))


def _enough(dialog: Dialog, question: Open, scene: Scene) -> Sequence[str]:
    """Said once, when everything that is required is there and something else comes."""
    optional = [step.key for step in dialog.steps if not step.required]
    return (scene.words.text(dialog.enough),) if question.path == tuple(optional[:1]) else ()


def _how_far(dialog: Dialog, question: Open, scene: Scene) -> str:
    """How far, in words: first among what is required, then among the rest."""
    here = next(step for step in dialog.steps if step.key == question.path[0])
    like = [
        step
        for step in dialog.steps
        if step.required == here.required and (not step.required or step is here or step.when(question.so_far))
    ]
    text = N_("Question {number} of {all}") if here.required else N_("Optional, {number} of about {all}")
    return scene.words.text(text).format(number=like.index(here) + 1, all=len(like))


def _page(question: Open, scene: Scene, page: int) -> tuple[Sequence[Option], bool]:
    if isinstance(question.step, Several):
        return [], False
    options = question.step.options(question.so_far, scene)
    if len(options) <= SHORT_LIST:
        return options, False
    start = page * PAGE if page * PAGE < len(options) else 0
    return options[start : start + PAGE], start + PAGE < len(options) or start > 0


def _pick(progress: Progress, path: Path, option: Option) -> Button:
    return button(option.label, "pick", _name(path), option.code, progress.revision)


def quoted(said: Sequence[str], scene: Scene) -> str:
    """A person's own words, in the quotation marks of their language."""
    mark = scene.words.text(N_("“{said}”"))
    return ", ".join(mark.format(said=short(one)) for one in said)


def _none_of_these(progress: Progress, question: Open, scene: Scene) -> Button:
    return button(scene.words.text(N_("None of these")), "page", _name(question.path), "0", progress.revision)


def _ways_on(progress: Progress, question: Open, scene: Scene) -> list[Button]:
    """Add, keep, remove, and going on without an answer."""
    say, path, revision = scene.words.text, _name(question.path), progress.revision
    step, made = question.step, list[Button]()
    if isinstance(step, Several):
        made.append(button(say(N_("Yes, add")), ADD, path, NONE, revision))
    elif (was := may_keep(progress, question, scene)) is not None:
        label = say(N_("Keep: {value}")).format(value=shorten(step.show(was, question.so_far, scene), KEPT))
        made.append(button(label, "keep", path, NONE, revision))
    if isinstance(step, Photos) and read_photos(get(progress.answers, question.path)):
        made.append(button(say(N_("Remove all")), REMOVE, path, NONE, revision))
    if may_leave(progress, question):
        made.append(button(_leave_label(progress, question, scene), "skip", path, NONE, revision))
    return made


def _ways_out(dialog: Dialog, progress: Progress, question: Open, scene: Scene) -> list[Button]:
    """That is all for now, back, cancel."""
    say, path, revision = scene.words.text, _name(question.path), progress.revision
    made = list[Button]()
    if dialog.summary and not question.step.required:
        made.append(button(say(N_("That is all for now")), "enough", path, NONE, revision, style="primary"))
    if dialog.summary and (progress.answers or len(question.path) > 1):
        made.append(button(say(N_("Back")), "back", path, NONE, revision))
    if dialog.can_cancel:
        made.append(_cancel(dialog, progress, scene))
    return made


def _cancel(dialog: Dialog, progress: Progress, scene: Scene) -> Button:
    return button(scene.words.text(CANCEL), "cancel", dialog.name, NONE, progress.revision)


def _leave_label(progress: Progress, question: Open, scene: Scene) -> str:
    say = scene.words.text
    if isinstance(question.step, Photos) and read_photos(get(progress.answers, question.path)):
        return say(N_("Done"))
    if isinstance(question.step, Several):
        return say(N_("No"))
    return say(N_("Leave these out")) if question.step.required else say(N_("Skip"))


def _pencil(label: str, path: Path, progress: Progress, *, sign: str = PENCIL) -> Button:
    return button(f"{sign} {label}", "change", _name(path), NONE, progress.revision)


def _name(path: Path) -> str:
    return "/".join(path)
