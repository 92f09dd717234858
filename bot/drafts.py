"""An officer's half-done reports: found, taken up again, thrown away. How one is handed to a colleague: bot/handing.py."""

from bot import offering, talking
from bot.dialog import Progress
from bot.dialogs.report import NAME
from bot.endings_type import Endings
from bot.language import N_
from bot.progress_json import from_json
from bot.turn import Turn
from bot.views.drafts import ask_throw_away
from storage.progress import Kept


async def of_turn(turn: Turn) -> list[Kept]:
    """Half-done reports of who speaks, the one in front first."""
    front = await turn.unit.progress.front(turn.owner)
    aside = await turn.unit.progress.aside(turn.owner, NAME)
    return [*([front] if front is not None and front.dialog == NAME else []), *aside]


async def half_done(turn: Turn) -> tuple[Kept, Progress] | None:
    """The newest one with an answer."""
    for kept in await of_turn(turn):
        progress = from_json(kept.body)
        if progress.answers:
            return kept, progress
    return None


async def named(turn: Turn, draft: str) -> tuple[Kept, Progress] | None:
    """The one a button names."""
    for kept in await of_turn(turn):
        progress = from_json(kept.body)
        if progress.draft == draft:
            return kept, progress
    return None


async def resume(turn: Turn, endings: Endings, draft: str) -> bool:
    """Takes a draft up again where it was; whom it was offered to cannot take it over any more."""
    found = await named(turn, draft)
    if found is None or not await offering.end(turn, found[0]):
        return False
    kept, progress = found
    await turn.unit.progress.bring_back(turn.owner, kept.id, turn.now)
    await talking.go_on(turn, endings, kept, progress, opens=True)
    return True


async def throw_away(turn: Turn, draft: str, answer: str) -> bool:
    """Asks once, then removes a draft for good."""
    found = await named(turn, draft)
    if found is None:
        return False
    kept, progress = found
    if answer != "yes":
        turn.reply(ask_throw_away(progress, turn.scene))
        return True
    if not await offering.end(turn, kept):
        return False
    await turn.unit.progress.end(kept.id)
    turn.tell(turn.words.text(N_("Thrown away.")))
    return True
