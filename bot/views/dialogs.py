"""How questions and summaries look."""

from collections.abc import Sequence

from bot.dialog import Dialog, Open, Path, Progress, Several, answered_paths, get, items, walk
from bot.language import N_
from bot.scene import Answers, Option, Scene, Value
from bot.steps.photos import Photos
from bot.steps.photos import read as read_photos
from bot.views.buttons import NONE, button, rows
from channels.message import Button, Message

SHORT_LIST = 14
"""Up to this many options all are shown at once."""

PAGE = 6
"""Of longer lists, the six most used first, then pages of as many."""

ADD = "add"


def show_question(
    dialog: Dialog, progress: Progress, question: Open, scene: Scene, *, note: str = "", page: int = 0
) -> tuple[Message, Sequence[Option]]:
    """The open question, and what is on the screen to pick."""
    options, more = _page(question, scene, page)
    say = scene.words.text
    text = [note] if note else []
    text.append(_ask(progress, question, scene))
    if dialog.summary and (place := _progress(dialog, progress, question, scene)):
        text.append(place)
    message = Message(
        language=scene.words.language,
        text="\n\n".join(text),
        buttons=(
            *rows([_pick(progress, question.path, option) for option in options]),
            *rows(_others(dialog, progress, question, scene, more=more, page=page, say_more=say(N_("More …")))),
        ),
    )
    return message, options


def show_clarify(progress: Progress, question: Open, text: str, options: Sequence[Option], scene: Scene) -> Message:
    """What was typed may mean several things: one press says which."""
    again = button(scene.words.text(N_("None of these")), "page", "/".join(question.path), "0", progress.revision)
    return Message(
        language=scene.words.language,
        text=text,
        buttons=(*rows([_pick(progress, question.path, option) for option in options]), (again,)),
    )


def show_summary(dialog: Dialog, progress: Progress, scene: Scene, *, note: str = "", heading: str = "") -> Message:
    """All lines with a pencil each, then Submit, Cancel."""
    counted, _ = walk(dialog, progress.answers, scene)
    say = scene.words.text
    fields: list[tuple[str, str]] = []
    pencils: list[Button] = []
    for step in dialog.steps:
        if step.key not in counted:
            continue
        value = counted[step.key]
        if isinstance(step, Several):
            for position, item in enumerate(items(value)):
                label = f"{say(step.label)} {position + 1}"
                fields.append((label, _show_item(step, item, scene)))
                path = (step.key, str(position))
                pencils.append(_pencil(label, path, progress))
            if value is None:
                pencils.append(_pencil(say(step.label), (step.key,), progress, adds=True))
            continue
        if value is not None:
            fields.append((say(step.label), step.show(value, counted, scene)))
        pencils.append(_pencil(say(step.label), (step.key,), progress, adds=value is None))
    submit = button(say(dialog.submit), "submit", dialog.name, NONE, progress.revision, style="primary")
    cancel = button(say(N_("Cancel")), "cancel", dialog.name, NONE, progress.revision)
    return Message(
        language=scene.words.language,
        title=heading or say(dialog.title),
        text=note,
        fields=tuple(fields),
        buttons=((submit, cancel), *rows(pencils, wide=3)),
    )


def one_line(dialog: Dialog, answers: Answers, scene: Scene, keys: Sequence[str]) -> str:
    """A few answers as one line: "Cocaine, Mombasa port"."""
    counted, _ = walk(dialog, answers, scene)
    steps = {step.key: step for step in dialog.steps if not isinstance(step, Several)}
    shown = [steps[key].show(counted[key], counted, scene) for key in keys if counted.get(key) is not None]
    return ", ".join(shown)


def _ask(progress: Progress, question: Open, scene: Scene) -> str:
    step = question.step
    if isinstance(step, Several):
        return scene.words.text(step.another if items(get(progress.answers, question.path)) else step.ask)
    return step.question(question.so_far, scene)


def _progress(dialog: Dialog, progress: Progress, question: Open, scene: Scene) -> str:
    """How far, in words: "3 of about 9"."""
    done = len({path[0] for path in answered_paths(dialog, progress.answers, scene)} - {question.path[0]})
    about = len(dialog.steps) - 1
    return scene.words.text(N_("{number} of about {all}")).format(number=min(done + 1, about), all=about)


def _page(question: Open, scene: Scene, page: int) -> tuple[Sequence[Option], bool]:
    if isinstance(question.step, Several):
        return [], False
    options = question.step.options(question.so_far, scene)
    if len(options) <= SHORT_LIST:
        return options, False
    start = page * PAGE if page * PAGE < len(options) else 0
    return options[start : start + PAGE], start + PAGE < len(options) or start > 0


def _pick(progress: Progress, path: Path, option: Option) -> Button:
    return button(option.label, "pick", "/".join(path), option.code, progress.revision)


def _others(
    dialog: Dialog, progress: Progress, question: Open, scene: Scene, *, more: bool, page: int, say_more: str
) -> list[Button]:
    say, path, revision = scene.words.text, "/".join(question.path), progress.revision
    step, made = question.step, list[Button]()
    if more:
        made.append(button(say_more, "page", path, str(page + 1), revision))
    if isinstance(step, Several):
        made.append(button(say(N_("Add")), ADD, path, NONE, revision))
    kept = progress.aside.get(path)
    if kept is not None and not isinstance(step, Several | Photos):
        label = say(N_("Keep: {value}")).format(value=_short(step.show(kept, question.so_far, scene)))
        made.append(button(label, "keep", path, NONE, revision))
    if not step.required:
        made.append(button(_skip_label(progress, question, scene), "skip", path, NONE, revision))
    if dialog.summary and not step.required:
        made.append(button(say(N_("That is all for now")), "enough", path, NONE, revision, style="primary"))
    if dialog.summary and (progress.answers or len(question.path) > 1):
        made.append(button(say(N_("Back")), "back", path, NONE, revision))
    if dialog.summary or dialog.name in {"return", "reject"}:
        made.append(button(say(N_("Cancel")), "cancel", dialog.name, NONE, revision))
    return made


def _skip_label(progress: Progress, question: Open, scene: Scene) -> str:
    say = scene.words.text
    value = get(progress.answers, question.path)
    if isinstance(question.step, Photos) and read_photos(value):
        return say(N_("Done"))
    if isinstance(question.step, Several):
        return say(N_("No more")) if items(value) else say(N_("No"))
    return say(N_("Skip"))


def _pencil(label: str, path: Path, progress: Progress, *, adds: bool = False) -> Button:
    return button(f"{'+' if adds else '✎'} {label}", "change", "/".join(path), NONE, progress.revision)


def _show_item(step: Several, item: Answers, scene: Scene) -> str:
    shown: dict[str, Value] = {}
    parts: list[str] = []
    for inner in step.steps:
        value = item.get(inner.key)
        shown[inner.key] = value
        if value is not None and inner.key != "category":
            parts.append(inner.show(value, shown, scene))
    return ", ".join(parts)


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
