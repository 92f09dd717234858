"""Pictures that a person sends while a dialog is in front. Cleaning and keeping them is in bot/pictures.py."""

from collections.abc import Sequence
from dataclasses import replace

from bot import talking
from bot.answers import is_closed
from bot.dialog import Progress, walk
from bot.endings_type import Endings
from bot.language import N_
from bot.steps import photos
from bot.steps.photos import Photos
from bot.turn import Turn

KEEP_ORIGINALS = N_("Keep the originals as evidence: Liaison is no evidence store.")
"""Said with the first pictures of a report, however they come."""


async def takes_pictures(turn: Turn) -> bool:
    """Whether the dialog in front has a question for pictures."""
    found = await talking.front(turn)
    return found is not None and _step(turn, found[1]) is not None


async def add_picture(turn: Turn, endings: Endings, digests: Sequence[str]) -> bool:
    """Pictures go into the dialog in front, whatever it asks just now; False when it takes none."""
    found = await talking.front(turn)
    if found is None:
        return False
    kept, progress = found
    step = _step(turn, progress)
    if step is None:
        return False
    was = progress.answers.get(step.key)
    settled = step.key in progress.answers and (was is None or is_closed(was))
    value, left_out = photos.added(was, digests, settled=settled)
    number = len(photos.read(value))
    counted = turn.words.count("{number} picture is in the report.", "{number} pictures are in the report.", number)
    notes = [counted.format(number=number)]
    if left_out:
        notes.append(turn.words.text(N_("A report takes at most {most} pictures.")).format(most=photos.MOST))
    changed = replace(progress, answers={**progress.answers, step.key: value}, turn=progress.turn + 1)
    _, question = walk(turn.world.dialogs[progress.dialog], changed.answers, turn.scene)
    if question is not None and question.step is step:
        notes = notes[1:]  # the question itself says how many there are
    keep = "" if photos.read(was) else turn.words.text(KEEP_ORIGINALS)
    note = "\n".join(part for part in (" ".join(notes), keep) if part)
    await talking.go_on(turn, endings, kept, changed, note=note)
    return True


def _step(turn: Turn, progress: Progress) -> Photos | None:
    return next((step for step in turn.world.dialogs[progress.dialog].steps if isinstance(step, Photos)), None)
