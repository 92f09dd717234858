"""A dialog in a turn: what was said or pressed goes through the engine, and the next question comes back. What a
finished dialog does is its use case's work (bot/endings.py).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot import dialog as engine
from bot.dialog import Dialog, Open, Path, Progress, Several
from bot.dialogs.register import DIALOGS
from bot.dialogs.report import NAME as REPORT
from bot.language import N_
from bot.progress_json import from_json, to_json
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Option, Reading, Value
from bot.steps import photos
from bot.steps.photos import Photos
from bot.turn import Turn
from bot.views.buttons import Token
from bot.views.dialogs import show_clarify, show_question, show_summary
from bot.views.drafts import laid_aside
from storage.progress import Kept
from storage.random import new_public_id

DRAFT_LENGTH = 4
VERBS = frozenset({"pick", "skip", "enough", "back", "change", "keep", "page", "add", "submit", "cancel"})

Ending = Callable[[Turn, Progress, Answers], Awaitable[None]]
"""What a finished dialog does, with the answers that count."""


async def front(turn: Turn) -> tuple[Kept, Progress] | None:
    """The dialog in front of this person."""
    kept = await turn.unit.progress.front(turn.owner)
    return (kept, from_json(kept.body)) if kept is not None and kept.dialog in DIALOGS else None


async def start(
    turn: Turn,
    endings: Mapping[str, Ending],
    dialog: Dialog,
    *,
    answers: Answers | None = None,
    about: str = "",
    facts: Mapping[str, Value] | None = None,
    note: str = "",
) -> None:
    """Begins a dialog (what was in front is laid aside) and asks its first question."""
    progress = Progress(
        dialog=dialog.name,
        draft=new_public_id()[:DRAFT_LENGTH],
        answers=answers or {},
        about=about,
        facts=facts or {},
    )
    await turn.unit.progress.start(turn.owner, dialog.name, to_json(progress), turn.now)
    found = await front(turn)
    if found is not None:
        await go_on(turn, endings, found[0], progress, note=note)


async def say(turn: Turn, endings: Mapping[str, Ending], text: str) -> None:
    """A typed text answers the open question."""
    found = await front(turn)
    if found is None:
        return
    kept, progress = found
    dialog = DIALOGS[progress.dialog]
    _, question = engine.walk(dialog, progress.answers, turn.scene)
    if question is None:
        await show(turn, kept, progress, note=turn.words.text(N_("Please press a button: the summary is ready.")))
        return
    await _take(turn, endings, kept, progress, question, engine.said(question, progress, text, turn.scene))


async def press(turn: Turn, endings: Mapping[str, Ending], token: Token) -> bool:
    """A button of a dialog; False when it is not of the dialog in front as it stands now (an old or forged one)."""
    found = await front(turn)
    if found is None or token.revision != found[1].revision:
        return False
    kept, progress = found
    dialog = DIALOGS[progress.dialog]
    counted, question = engine.walk(dialog, progress.answers, turn.scene)
    path: Path = tuple(token.kind.split("/"))
    match token.verb:
        case "submit" if question is None and dialog.summary:
            await endings[dialog.name](turn, progress, counted)
            return True
        case "cancel":
            await _cancel(turn, kept, progress)
            return True
        case "change" if path in [*engine.answered_paths(dialog, progress.answers, turn.scene), *_entries(counted)]:
            await go_on(turn, endings, kept, engine.change(progress, path))
            return True
        case "back":
            await go_on(turn, endings, kept, engine.back(dialog, progress, turn.scene))
            return True
    if question is None or question.path != path:
        return False
    return await _press_question(turn, endings, kept, progress, question, token)


async def add_picture(turn: Turn, endings: Mapping[str, Ending], digests: Sequence[str]) -> bool:
    """Pictures go into the dialog in front, whatever it asks just now; False when it takes none."""
    found = await front(turn)
    if found is None:
        return False
    kept, progress = found
    step = next((step for step in DIALOGS[progress.dialog].steps if isinstance(step, Photos)), None)
    if step is None:
        return False
    value = progress.answers.get(step.key)
    for digest in digests:
        value = photos.added(value, digest)
    if len(photos.read(value)) > photos.MOST:
        await show(
            turn,
            kept,
            progress,
            note=turn.words.text(N_("A report takes at most {most} pictures.")).format(most=photos.MOST),
        )
        return True
    number = len(photos.read(value))
    note = turn.words.count("{number} picture is in the report.", "{number} pictures are in the report.", number)
    changed = replace(progress, answers={**progress.answers, step.key: value}, turn=progress.turn + 1)
    _, question = engine.walk(DIALOGS[progress.dialog], changed.answers, turn.scene)
    if question is None or question.step is not step:
        # Sent ahead of its question or after it: nothing is asked again for it.
        was_open = progress.answers.get(step.key)
        closed = photos.closed(value) if was_open is not None or question is None else value
        changed = replace(changed, answers={**changed.answers, step.key: closed})
    await go_on(turn, endings, kept, changed, note=note.format(number=number))
    return True


async def go_on(turn: Turn, endings: Mapping[str, Ending], kept: Kept, progress: Progress, *, note: str = "") -> None:
    """Shows what comes next and keeps the progress; a dialog without a summary ends here when nothing is open."""
    dialog = DIALOGS[progress.dialog]
    counted, question = engine.walk(dialog, progress.answers, turn.scene)
    if question is None and not dialog.summary:
        await endings[dialog.name](turn, progress, counted)
        return
    await show(turn, kept, progress, note=note)


async def show(turn: Turn, kept: Kept, progress: Progress, *, note: str = "", page: int = 0) -> None:
    """The open question or the summary, as it stands."""
    dialog = DIALOGS[progress.dialog]
    _, question = engine.walk(dialog, progress.answers, turn.scene)
    if question is None:
        turn.reply(
            show_summary(dialog, progress, turn.scene, note=note, heading=str(progress.facts.get("heading", "")))
        )
        offered: Sequence[Option] = ()
    else:
        message, offered = show_question(dialog, progress, question, turn.scene, note=note, page=page)
        turn.reply(message)
    await turn.unit.progress.save(kept.id, to_json(engine.offer(progress, offered)), turn.now)


async def _press_question(
    turn: Turn, endings: Mapping[str, Ending], kept: Kept, progress: Progress, question: Open, token: Token
) -> bool:
    path = "/".join(question.path)
    match token.verb:
        case "pick":
            option = _option(question, progress, token.id, turn)
            if option is None:
                return False
            await _take(turn, endings, kept, progress, question, _pick(question, option, turn))
        case "skip" if not question.step.required:
            await go_on(turn, endings, kept, _close(progress, question))
        case "enough" if not question.step.required:
            dialog = DIALOGS[progress.dialog]
            await go_on(turn, endings, kept, engine.skip_rest(dialog, _close(progress, question), turn.scene))
        case "add" if isinstance(question.step, Several):
            await _add(turn, endings, kept, progress, question)
        case "keep" if path in progress.aside:
            await go_on(turn, endings, kept, engine.answer(progress, question, progress.aside[path]))
        case "page" if token.id.isascii() and token.id.isdigit():
            await show(turn, kept, progress, page=int(token.id))
        case _:
            return False
    return True


async def _take(
    turn: Turn,
    endings: Mapping[str, Ending],
    kept: Kept,
    progress: Progress,
    question: Open,
    reading: Reading,
) -> None:
    """A reading becomes an answer, a choice to make, or the same question again."""
    match reading:
        case Answered():
            if isinstance(question.step, Several):
                entries = engine.items(engine.get(progress.answers, question.path))
                first = (*question.path, str(len(entries)), question.step.steps[0].key)
                question = Open(step=question.step.steps[0], path=first, so_far={})
            answered = engine.answer(progress, question, reading.value, reading.also)
            await go_on(turn, endings, kept, answered, note=_echo(turn, question, answered))
        case Clarify():
            offered = engine.offer(progress, reading.options)
            turn.reply(show_clarify(progress, question, reading.text, reading.options, turn.scene))
            await turn.unit.progress.save(kept.id, to_json(offered), turn.now)
        case NotUnderstood():
            await show(turn, kept, progress, note=reading.text)


def _echo(turn: Turn, question: Open, answered: Progress) -> str:
    """What was understood, said back: nothing is taken in silently."""
    value = engine.get(answered.answers, question.path)
    if isinstance(question.step, Several) or value is None or not DIALOGS[answered.dialog].summary:
        return ""
    if not question.step.fits(value, question.so_far, turn.scene):
        return ""
    return f"✓ {question.step.show(value, question.so_far, turn.scene)}"


def _option(question: Open, progress: Progress, code: str, turn: Turn) -> Option | None:
    """The option a press names: on the screen, or on another page of the same list."""
    step = question.step
    listed = () if isinstance(step, Several) else step.options(question.so_far, turn.scene)
    return next((option for option in (*progress.offered, *listed) if option.code == code), None)


def _pick(question: Open, option: Option, turn: Turn) -> Reading:
    """An option is an answer; one that belongs to another question (a commodity where its category was asked) is
    read like a typed word.
    """
    step = question.step
    if isinstance(step, Several):
        return engine.question_of_several(step, option.code, turn.scene)
    if step.fits(option.answer, question.so_far, turn.scene):
        return Answered(value=option.answer)
    return step.read(option.code, question.so_far, turn.scene)


def _close(progress: Progress, question: Open) -> Progress:
    if isinstance(question.step, Photos):
        return engine.answer(progress, question, photos.closed(engine.get(progress.answers, question.path)))
    return engine.close(progress, question)


async def _add(turn: Turn, endings: Mapping[str, Ending], kept: Kept, progress: Progress, question: Open) -> None:
    step = question.step
    entries = engine.items(engine.get(progress.answers, question.path))
    if isinstance(step, Several) and len(entries) >= step.most:
        await show(
            turn, kept, progress, note=turn.words.text(N_("No more than {most} can be added.")).format(most=step.most)
        )
        return
    more: Value = {"items": [*entries, {}], "closed": False}
    await go_on(turn, endings, kept, engine.answer(progress, question, more))


def _entries(counted: Answers) -> list[Path]:
    """The paths of whole entries of several things: they can be changed as a whole."""
    return [
        (key, str(position))
        for key, value in counted.items()
        if isinstance(value, Mapping) and "items" in value
        for position in range(len(engine.items(value)))
    ]


async def _cancel(turn: Turn, kept: Kept, progress: Progress) -> None:
    """Lays a report aside (it can be taken up again); anything else just ends."""
    if progress.dialog == REPORT and progress.answers:
        await turn.unit.progress.lay_aside(turn.owner, turn.now)
        turn.reply(laid_aside(progress, turn.scene))
        return
    await turn.unit.progress.end(kept.id)
    turn.tell(turn.words.text(N_("Cancelled. Nothing was changed.")))
