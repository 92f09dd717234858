"""What somebody does in a dialog: says, presses, shares a place. What is shown then is the work of bot/talking.py."""

from collections.abc import Mapping
from dataclasses import replace

from bot import answering, forms, talking
from bot.answers import Path, entries, get, items
from bot.dialog import Open, Progress, Several, trail, walk
from bot.language import N_
from bot.progress_json import to_json
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Passed, Reading
from bot.steps.photos import Photos
from bot.steps.place import Place, at
from bot.talking import Ending
from bot.turn import Turn
from bot.views.buttons import Token, labelled
from bot.views.dialogs import echo, show_clarify, show_entry, show_entry_lines, show_question, show_summary
from storage.progress import Kept

VERBS = frozenset(
    {"pick", "skip", "enough", "back", "change", "keep", "page", "add", "remove", "summary", "submit", "cancel"}
)


async def say(turn: Turn, endings: Mapping[str, Ending], text: str) -> bool:
    """A typed text answers the open question, or is the label of a button; False when nothing is in front."""
    found = await talking.front(turn)
    if found is None:
        return False
    kept, progress = found
    _, question = walk(turn.world.dialogs[progress.dialog], progress.answers, turn.scene)
    shown = answering.picked(progress.offered, text)
    token = _labelled(turn, progress, question, text) if shown is None else None
    if token is not None and await press(turn, endings, token):
        return True
    if question is None:
        unread = (
            N_("I found none of these words in the first line of your answer.")  # a mail has no buttons
            if turn.form == "message"
            else N_("Please press a button: the summary is ready.")
        )
        await talking.show(turn, kept, progress, note=turn.words.text(unread))
    else:
        await _take(turn, endings, kept, progress, question, answering.said(question, progress, text, turn.scene))
    return True


async def press(turn: Turn, endings: Mapping[str, Ending], token: Token) -> bool:
    """A button of a dialog; False when it is not of the dialog in front as it stands now (an old or forged one)."""
    found = await talking.front(turn)
    if found is None or token.revision != found[1].revision:
        return False
    kept, progress = found
    dialog = turn.world.dialogs[progress.dialog]
    counted, question = walk(dialog, progress.answers, turn.scene)
    path: Path = tuple(token.kind.split("/"))
    match token.verb:
        case "cancel":
            await talking.cancel(turn, kept, progress)
            return True
        case "back" if question is not None:
            await talking.go_on(turn, endings, kept, answering.back(dialog, progress, turn.scene))
            return True
    if question is None:
        return await _press_summary(turn, endings, kept, progress, counted, Token(token.verb, token.kind, token.id, ""))
    if question.path != path:
        return False
    return await _press_question(turn, endings, kept, progress, question, token)


async def locate(turn: Turn, endings: Mapping[str, Ending], place: str, *, latitude: float, longitude: float) -> bool:
    """A shared place answers the open question where it asks for one; False when nothing is in front."""
    found = await talking.front(turn)
    if found is None:
        return False
    kept, progress = found
    _, question = walk(turn.world.dialogs[progress.dialog], progress.answers, turn.scene)
    if question is None or not isinstance(question.step, Place):
        await talking.show(turn, *found, note=turn.words.text(N_("I did not ask for a place just now.")))
        return True
    reading = answering.said(question, progress, place, turn.scene)
    match reading:
        case Answered(value=value):
            reading = replace(reading, value=at(value, latitude, longitude))
        case Clarify(options=options):
            there = tuple(replace(option, value=at(option.answer, latitude, longitude)) for option in options)
            reading = replace(reading, options=there)
    await _take(turn, endings, kept, progress, question, reading)
    return True


async def _press_summary(
    turn: Turn, endings: Mapping[str, Ending], kept: Kept, progress: Progress, counted: Answers, token: Token
) -> bool:
    dialog = turn.world.dialogs[progress.dialog]
    path: Path = tuple(token.kind.split("/"))
    step = next((step for step in dialog.steps if step.key == path[0]), None)
    entry = isinstance(step, Several) and path in entries(counted)
    match token.verb:
        case "submit" if dialog.summary:
            await endings[dialog.name](turn, progress, counted)
            await talking.come_back(turn, progress)
        case "summary":
            await talking.show(turn, kept, progress)
        case forms.FORM if turn.form != "no":
            turn.show_form(forms.form_of(dialog, progress, turn.scene))
        case "change" if isinstance(step, Several) and entry:
            turn.reply(show_entry_lines(dialog, progress, step, path, turn.scene))
        case "change" if path in trail(dialog, progress.answers, turn.scene):
            await talking.go_on(turn, endings, kept, answering.change(progress, path))
        case "remove" if isinstance(step, Several) and entry:
            gone = show_entry(step, items(counted[path[0]])[int(path[1])], turn.scene)
            note = turn.words.text(N_("Removed: {what}.")).format(what=gone)
            await talking.go_on(turn, endings, kept, answering.remove(progress, path), note=note)
        case "add" if isinstance(step, Several) and len(path) == 1:
            await _add(turn, endings, kept, progress, step)
        case _:
            return False
    return True


async def _press_question(
    turn: Turn, endings: Mapping[str, Ending], kept: Kept, progress: Progress, question: Open, token: Token
) -> bool:
    dialog = turn.world.dialogs[progress.dialog]
    match token.verb:
        case "pick":
            option = answering.option_of(question, progress, token.id, turn.scene)
            if option is None:
                return False
            await _take(turn, endings, kept, progress, question, answering.pick(question, option, turn.scene))
        case "skip" if answering.may_leave(progress, question):
            await talking.go_on(turn, endings, kept, answering.close(progress, question))
        case "enough" if not question.step.required:
            await talking.go_on(turn, endings, kept, answering.skip_rest(dialog, progress, turn.scene))
        case "add" if isinstance(question.step, Several):
            await _add(turn, endings, kept, progress, question.step)
        case "remove" if isinstance(question.step, Photos):
            await talking.go_on(turn, endings, kept, answering.remove(progress, question.path))
        case "keep" if (was := answering.may_keep(progress, question, turn.scene)) is not None:
            await talking.go_on(turn, endings, kept, answering.answer(progress, question, was))
        case "page" if token.id.isascii() and token.id.isdigit():
            await talking.show(turn, kept, progress, page=int(token.id))
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
                position = len(items(get(progress.answers, question.path)))
                if position >= question.step.most:
                    await _add(turn, endings, kept, progress, question.step)
                    return
                first = question.step.steps[0]
                question = Open(step=first, path=(*question.path, str(position), first.key), so_far={})
            answered = answering.answer(progress, question, reading.value, reading.also)
            dialog = turn.world.dialogs[progress.dialog]
            answered = answering.follow(dialog, progress, answered, question, turn.scene)
            await talking.go_on(
                turn,
                endings,
                kept,
                answered,
                note=echo(dialog, question, reading, (progress, answered), turn.scene),
            )
        case Clarify():
            offered = answering.offer(progress, reading.options)
            turn.reply(show_clarify(progress, question, reading.text, reading.options, turn.scene))
            await turn.unit.progress.save(kept.id, to_json(offered), turn.now)
        case NotUnderstood():
            await talking.show(turn, kept, progress, note=reading.text)
        case Passed():
            await talking.go_on(turn, endings, kept, answering.close(progress, question))


def _labelled(turn: Turn, progress: Progress, question: Open | None, text: str) -> Token | None:
    """The button whose label was typed instead of pressed; of a mailed summary also the one that a form of it has."""
    dialog = turn.world.dialogs[progress.dialog]
    if question is not None:
        return labelled(show_question(dialog, progress, question, turn.scene)[0].buttons, text)
    found = labelled(show_summary(dialog, progress, turn.scene).buttons, text)
    if found is None and turn.form == "message":
        return labelled([forms.summary_form(dialog, progress, turn.scene).buttons], text)
    return found


async def _add(turn: Turn, endings: Mapping[str, Ending], kept: Kept, progress: Progress, step: Several) -> None:
    if len(items(progress.answers.get(step.key))) >= step.most:
        await talking.show(
            turn, kept, progress, note=turn.words.text(N_("No more than {most} can be added.")).format(most=step.most)
        )
        return
    await talking.go_on(turn, endings, kept, answering.begin_entry(progress, (step.key,)))
