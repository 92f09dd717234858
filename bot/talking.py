"""A dialog in a turn: what was said or pressed goes through the engine, and the next question comes back. What a
finished dialog does is its use case's work (bot/endings.py).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot import answering, forms
from bot.answers import Path, entries, get, items
from bot.cards import may_go_on_about
from bot.dialog import Dialog, Open, Progress, Several, trail, walk
from bot.dialogs.join import LANGUAGE_KEY
from bot.dialogs.report import NAME as REPORT
from bot.language import N_
from bot.progress_json import from_json, to_json
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Option, Passed, Reading, Value
from bot.steps.photos import Photos
from bot.steps.place import Place
from bot.turn import Turn
from bot.views.buttons import Token, labelled
from bot.views.dialogs import echo, show_clarify, show_entry, show_entry_lines, show_question, show_summary
from bot.views.drafts import laid_aside
from storage.progress import Kept
from storage.random import new_public_id

DRAFT_LENGTH = 4
BEFORE = "before"
"""The fact that names the report that was in front when another dialog began."""

VERBS = frozenset(
    {"pick", "skip", "enough", "back", "change", "keep", "page", "add", "remove", "summary", "submit", "cancel"}
)

Ending = Callable[[Turn, Progress, Answers], Awaitable[None]]
"""What a finished dialog does, with the answers that count."""


async def front(turn: Turn) -> tuple[Kept, Progress] | None:
    """The dialog in front of this person. One that quotes a report ends, and is shown no more, when the person may not
    see that report any more.
    """
    kept = await turn.unit.progress.front(turn.owner)
    if kept is None or kept.dialog not in turn.world.dialogs:
        return None
    progress = from_json(kept.body)
    if progress.about and not await may_go_on_about(turn, progress.about):
        await turn.unit.progress.end(kept.id)
        return None
    return kept, progress


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
    before = await turn.unit.progress.front(turn.owner)
    kept_facts: dict[str, Value] = {**(facts or {})}
    if before is not None and before.dialog == REPORT and dialog.name != REPORT:
        kept_facts[BEFORE] = before.id
    progress = Progress(
        dialog=dialog.name,
        draft=new_public_id()[:DRAFT_LENGTH],
        answers=answers or {},
        about=about,
        facts=kept_facts,
    )
    await turn.unit.progress.start(turn.owner, dialog.name, to_json(progress), turn.now)
    found = await front(turn)
    if found is not None:
        await go_on(turn, endings, found[0], progress, note=note, opens=True)


async def say(turn: Turn, endings: Mapping[str, Ending], text: str) -> bool:
    """A typed text answers the open question, or is the label of a button; False when nothing is in front."""
    found = await front(turn)
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
            N_("I found none of these words in the first line of your answer.")
            if turn.form == "message"
            else N_("Please press a button: the summary is ready.")
        )
        await show(turn, kept, progress, note=turn.words.text(unread))
    else:
        await _take(turn, endings, kept, progress, question, answering.said(question, progress, text, turn.scene))
    return True


async def press(turn: Turn, endings: Mapping[str, Ending], token: Token) -> bool:
    """A button of a dialog; False when it is not of the dialog in front as it stands now (an old or forged one)."""
    found = await front(turn)
    if found is None or token.revision != found[1].revision:
        return False
    kept, progress = found
    dialog = turn.world.dialogs[progress.dialog]
    counted, question = walk(dialog, progress.answers, turn.scene)
    path: Path = tuple(token.kind.split("/"))
    match token.verb:
        case "cancel":
            await cancel(turn, kept, progress)
            return True
        case "back" if question is not None:
            await go_on(turn, endings, kept, answering.back(dialog, progress, turn.scene))
            return True
    if question is None:
        return await _press_summary(turn, endings, kept, progress, counted, Token(token.verb, token.kind, token.id, ""))
    if question.path != path:
        return False
    return await _press_question(turn, endings, kept, progress, question, token)


async def go_on(
    turn: Turn,
    endings: Mapping[str, Ending],
    kept: Kept,
    progress: Progress,
    *,
    note: str = "",
    opens: bool = False,
) -> None:
    """Shows what comes next and keeps the progress; a dialog without a summary ends here when nothing is open. `opens`:
    somebody asked for this dialog just now, so a channel that can opens its form.
    """
    dialog = turn.world.dialogs[progress.dialog]
    counted, question = walk(dialog, progress.answers, turn.scene)
    turn.speak(counted.get(LANGUAGE_KEY))
    if question is None and not dialog.summary:
        await endings[dialog.name](turn, progress, counted)
        await come_back(turn, progress)
        return
    await show(turn, kept, progress, note=note, opens=opens)


async def show(
    turn: Turn, kept: Kept, progress: Progress, *, note: str = "", page: int = 0, opens: bool = False
) -> None:
    """The open question or the summary, as it stands; all open questions at once by mail, and where a form can be opened
    for who asked for this dialog just now. Who answers step by step goes on step by step.
    """
    dialog = turn.world.dialogs[progress.dialog]
    _, question = walk(dialog, progress.answers, turn.scene)
    if turn.form == "message" or (turn.form == "now" and opens):
        made = forms.form_of if question is not None else forms.summary_form
        turn.show_form(made(dialog, progress, turn.scene, note=note))
        await turn.unit.progress.save(kept.id, to_json(progress), turn.now)
        return
    if question is None:
        turn.reply(
            show_summary(dialog, progress, turn.scene, note=note, heading=str(progress.facts.get("heading", "")))
        )
        offered: Sequence[Option] = ()
    else:
        message, offered = show_question(dialog, progress, question, turn.scene, note=note, page=page)
        turn.reply(message)
    await turn.unit.progress.save(kept.id, to_json(answering.offer(progress, offered)), turn.now)


async def is_settled(turn: Turn, progress: Progress) -> bool:
    """Whether nothing is open any more: the summary stands there."""
    return walk(turn.world.dialogs[progress.dialog], progress.answers, turn.scene)[1] is None


async def locate(turn: Turn, endings: Mapping[str, Ending], place: str) -> bool:
    """A shared place answers the open question where it asks for one; False when nothing is in front."""
    found = await front(turn)
    if found is None:
        return False
    _, question = walk(turn.world.dialogs[found[1].dialog], found[1].answers, turn.scene)
    if question is None or not isinstance(question.step, Place):
        await show(turn, *found, note=turn.words.text(N_("I did not ask for a place just now.")))
        return True
    return await say(turn, endings, place)


async def cancel(turn: Turn, kept: Kept, progress: Progress) -> None:
    """Lays a report aside (it can be taken up again); anything else just ends."""
    if progress.dialog == REPORT and progress.answers:
        await turn.unit.progress.lay_aside(turn.owner, turn.now)
        turn.reply(laid_aside(progress, turn.scene))
        return
    await turn.unit.progress.end(kept.id)
    text = (
        N_("Cancelled. The report stays with you until you decide or put it back.")
        if progress.about
        else N_("Cancelled. Nothing was changed.")
    )
    turn.tell(turn.words.text(text))
    await come_back(turn, progress)


async def come_back(turn: Turn, progress: Progress) -> None:
    """After a dialog that came in between, the report that was in front goes on."""
    if await turn.unit.progress.front(turn.owner) is not None:
        return
    for kept in await turn.unit.progress.aside(turn.owner, REPORT):
        if kept.id == progress.facts.get(BEFORE):
            await turn.unit.progress.bring_back(turn.owner, kept.id, turn.now)
            await show(turn, kept, from_json(kept.body), note=turn.words.text(N_("Back to your report.")))


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
            await come_back(turn, progress)
        case "summary":
            await show(turn, kept, progress)
        case forms.FORM if turn.form != "no":
            turn.show_form(forms.form_of(dialog, progress, turn.scene))
        case "change" if isinstance(step, Several) and entry:
            turn.reply(show_entry_lines(dialog, progress, step, path, turn.scene))
        case "change" if path in trail(dialog, progress.answers, turn.scene):
            await go_on(turn, endings, kept, answering.change(progress, path))
        case "remove" if isinstance(step, Several) and entry:
            gone = show_entry(step, items(counted[path[0]])[int(path[1])], turn.scene)
            note = turn.words.text(N_("Removed: {what}.")).format(what=gone)
            await go_on(turn, endings, kept, answering.remove(progress, path), note=note)
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
            await go_on(turn, endings, kept, answering.close(progress, question))
        case "enough" if not question.step.required:
            await go_on(turn, endings, kept, answering.skip_rest(dialog, progress, turn.scene))
        case "add" if isinstance(question.step, Several):
            await _add(turn, endings, kept, progress, question.step)
        case "remove" if isinstance(question.step, Photos):
            await go_on(turn, endings, kept, answering.remove(progress, question.path))
        case "keep" if (was := answering.may_keep(progress, question, turn.scene)) is not None:
            await go_on(turn, endings, kept, answering.answer(progress, question, was))
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
                position = len(items(get(progress.answers, question.path)))
                if position >= question.step.most:
                    await _add(turn, endings, kept, progress, question.step)
                    return
                first = question.step.steps[0]
                question = Open(step=first, path=(*question.path, str(position), first.key), so_far={})
            answered = answering.answer(progress, question, reading.value, reading.also)
            dialog = turn.world.dialogs[progress.dialog]
            answered = answering.follow(dialog, progress, answered, question, turn.scene)
            await go_on(
                turn,
                endings,
                kept,
                answered,
                note=echo(dialog, question, reading, answered, turn.scene),
            )
        case Clarify():
            offered = answering.offer(progress, reading.options)
            turn.reply(show_clarify(progress, question, reading.text, reading.options, turn.scene))
            await turn.unit.progress.save(kept.id, to_json(offered), turn.now)
        case NotUnderstood():
            await show(turn, kept, progress, note=reading.text)
        case Passed():
            await go_on(turn, endings, kept, answering.close(progress, question))


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
        await show(
            turn, kept, progress, note=turn.words.text(N_("No more than {most} can be added.")).format(most=step.most)
        )
        return
    await go_on(turn, endings, kept, answering.begin_entry(progress, (step.key,)))
