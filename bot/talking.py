"""A dialog in a turn: what was said or pressed goes through the engine, and the next question comes back. What a
finished dialog does is its use case's work (bot/endings.py), what somebody does in one is read in bot/inputs.py.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot import answering, forms, offering
from bot.cards import may_go_on_about
from bot.dialog import Dialog, Progress, walk
from bot.dialogs.hand_over import NAME as HAND_OVER
from bot.dialogs.join import LANGUAGE_KEY
from bot.dialogs.report import NAME as REPORT
from bot.hints import hint
from bot.language import N_
from bot.progress_json import from_json, to_json
from bot.scene import Answers, Option, Value
from bot.turn import Turn
from bot.views.dialogs import show_heard, show_question, show_summary
from bot.views.drafts import laid_aside
from storage.progress import Kept
from storage.random import new_public_id

DRAFT_LENGTH = 4
BEFORE = "before"
"""The fact that names the report that was in front when another dialog began."""

Ending = Callable[[Turn, Progress, Answers], Awaitable[None]]
"""What a finished dialog does, with the answers that count."""


async def front(turn: Turn) -> tuple[Kept, Progress] | None:
    """The dialog in front of this person. One that quotes a report ends, and is shown no more, when the person may not
    see that report any more; one that hands a draft over, when there is nothing to hand over any more.
    """
    kept = await turn.unit.progress.front(turn.owner)
    if kept is None or kept.dialog not in turn.world.dialogs:
        return None
    progress = from_json(kept.body)
    if progress.about and not await may_go_on_about(turn, progress.about):
        await turn.unit.progress.end(kept.id)
        return None
    if kept.dialog == HAND_OVER and not await offering.look_again(turn, progress):
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
    turn: Turn, kept: Kept, progress: Progress, *, note: str = "", page: int | None = None, opens: bool = False
) -> None:
    """The open question or the summary, as it stands, with the readings of what was said of it before (a page of its list
    is without them); all open questions at once by mail, and where a form can be opened
    for who asked for this dialog just now. Who answers step by step goes on step by step.
    """
    dialog = turn.world.dialogs[progress.dialog]
    counted, question = walk(dialog, progress.answers, turn.scene)
    if question is None and dialog.name == REPORT:
        note = "\n\n".join(part for part in (note, await hint(turn, counted, progress.about)) if part)
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
        said, offered = answering.heard(question, progress, turn.scene) if page is None else ((), ())
        if offered:
            message = show_heard(dialog, progress, question, said, offered, turn.scene, note=note)
        else:
            message, offered = show_question(dialog, progress, question, turn.scene, note=note, page=page or 0)
        turn.reply(message)
    await turn.unit.progress.save(kept.id, to_json(answering.offer(progress, offered)), turn.now)


async def is_settled(turn: Turn, progress: Progress) -> bool:
    """Whether nothing is open any more: the summary stands there."""
    return walk(turn.world.dialogs[progress.dialog], progress.answers, turn.scene)[1] is None


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
    """After a dialog that came in between, the report that was in front goes on; not one that is offered to a colleague:
    that would take it back.
    """
    if await turn.unit.progress.front(turn.owner) is not None:
        return
    for kept in await turn.unit.progress.aside(turn.owner, REPORT):
        if kept.id == progress.facts.get(BEFORE) and not await turn.unit.handovers.of_draft(kept.id):
            await turn.unit.progress.bring_back(turn.owner, kept.id, turn.now)
            await show(turn, kept, from_json(kept.body), note=turn.words.text(N_("Back to your report.")))
