"""A form in a turn: what was filled in goes through the same steps as what is said, and the form comes back until nothing
is missing. Forms are made in bot/forms.py and read in bot/form_reading.py.
"""

from bot import form_reading, forms, talking
from bot.dialog import Progress, walk
from bot.dialogs.join import LANGUAGE_KEY
from bot.endings_type import Endings
from bot.language import N_
from bot.progress_json import to_json
from bot.turn import Turn
from bot.views.buttons import read
from channels.message import Filled
from storage.progress import Kept


async def fill(turn: Turn, endings: Endings, filled: Filled) -> None:
    """A form was filled in, in whole or (while it stays open) in part: what can be read becomes answers, what cannot is
    said at its field, and the form comes again until nothing is missing; then the summary, then it is done.
    """
    found = await talking.front(turn)
    token = read(filled.form)
    if found is None or token is None or token.revision.partition("-")[0] != found[1].draft:
        old = turn.words.text(N_("That form is an old one; nothing was changed."))
        if found is None:
            turn.tell(old)
        else:
            await talking.show(turn, *found, note=old, opens=True)
        return
    kept, progress = found
    dialog = turn.world.dialogs[progress.dialog]
    pressed = read(filled.pressed) if filled.pressed else None
    if token.verb == forms.SUMMARY_FORM and (filled.sent or pressed is not None):
        await _from_summary(turn, endings, kept, progress, sent=filled.sent)
        return
    taken = form_reading.take(dialog, progress, filled.values, turn.scene, sent=filled.sent)
    progress = taken.progress
    if pressed is not None and pressed.verb == "add":
        progress = forms.another(dialog, progress, pressed.kind)
    turn.speak(progress.answers.get(LANGUAGE_KEY))
    _, question = walk(dialog, progress.answers, turn.scene)
    if question is None and filled.sent and not taken.errors and not dialog.summary:
        await talking.go_on(turn, endings, kept, progress)
        return
    await turn.unit.progress.save(kept.id, to_json(progress), turn.now)
    if question is None and filled.sent and not taken.errors:
        turn.show_form(forms.summary_form(dialog, progress, turn.scene))
    else:
        note = ""
        if taken.opened:
            note = turn.words.text(N_("Your answers lead to further questions: {questions}.")).format(
                questions=", ".join(taken.opened)
            )
        turn.show_form(forms.form_of(dialog, progress, turn.scene, note=note, errors=taken.errors, typed=taken.typed))


async def _from_summary(turn: Turn, endings: Endings, kept: Kept, progress: Progress, *, sent: bool) -> None:
    """The summary of a form was sent, or its one button pressed: back to the fields."""
    dialog = turn.world.dialogs[progress.dialog]
    counted, question = walk(dialog, progress.answers, turn.scene)
    if sent and question is None:
        await endings[dialog.name](turn, progress, counted)
        await talking.come_back(turn, progress)
        return
    await turn.unit.progress.save(kept.id, to_json(progress), turn.now)
    turn.show_form(forms.form_of(dialog, progress, turn.scene))
