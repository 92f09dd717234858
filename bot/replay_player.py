"""Playing one case: an officer answers every question of the report dialog, a reviewer decides on the card. The
officer's progress is looked at only to know which question is open; every answer is typed or pressed.
"""

from collections import Counter

from alerts.report import Report
from bot.answers import Path
from bot.dialog import Open, Progress, walk
from bot.dialogs.report import NAME as REPORT
from bot.importing import mark_imported
from bot.language import words
from bot.progress_json import from_json
from bot.replay_answers import ANSWERS
from bot.replay_case import Case
from bot.replay_chat import CannotBePlayed, Chat, find
from bot.scene import Scene
from bot.world import World
from storage.progress import Kept, Owner

MOST_TRIES = 2
"""An answer, and once more a button when the bot asks which meaning was meant."""


async def tell(chat: Chat, case: Case) -> Report:
    """The officer files a report. Raises CannotBePlayed when the bot does not take the case; the draft is thrown away
    then.
    """
    world = chat.parts.world
    if await _front(chat) is not None:
        await _throw_away(chat)
    await chat.says("/report new")
    await mark_imported(world, chat.player.person, case.key)
    try:
        await _answer_all(chat, case)
        await chat.presses("submit", kind=REPORT)
    except CannotBePlayed:
        await _throw_away(chat)
        raise
    report = await filed(world, case)
    if report is None:
        reason = chat.said()
        await _throw_away(chat)
        raise CannotBePlayed(f"it was not submitted; the bot says: {reason}")
    return report


async def approve(chat: Chat, report: Report) -> None:
    """The reviewer approves with the defaults and releases, in three presses. Raises CannotBePlayed."""
    if not await chat.looks_up("approve", report.public_id):
        raise CannotBePlayed(f"{report.number} is not approved: {chat.player.person.name} has no card of it")
    await chat.presses("approve", what=report.public_id)
    await chat.presses("submit")
    await chat.presses("release", what=report.public_id)


async def filed(world: World, case: Case) -> Report | None:
    """The report that was made of this case, now or in an earlier run."""
    async with world.database.reading() as unit:
        return await unit.reports.by_import_key(case.key)


async def _answer_all(chat: Chat, case: Case) -> None:
    """From the first question to the summary."""
    tries: Counter[Path] = Counter()
    while True:
        progress, question = await _standing(chat)
        if question is None:
            return
        tries[question.path] += 1
        await _answer(chat, case, progress, question, tries[question.path])


async def _answer(chat: Chat, case: Case, progress: Progress, question: Open, tried: int) -> None:
    key = "/".join(question.path)
    read = ANSWERS.get(key)
    answer = read(case, _scene(chat)) if read is not None else None
    if answer is None and question.step.required:
        raise CannotBePlayed(f"the question “{key}” has to be answered, and the line does not say it")
    if answer is None and tried == 1:
        await chat.presses("skip", kind=key)
        return
    meant = [option.code for option in progress.offered if answer is not None and answer.means(option.answer)]
    if answer is not None and tried == 1 and len(meant) != 1:
        await chat.says(answer.say)
        return
    if not meant or tried > MOST_TRIES:
        raise CannotBePlayed(f"the question “{key}” does not take it; the bot says: {chat.said()}")
    # Of several that mean it, the last one is what was typed, as it was typed.
    await chat.presses("pick", kind=key, what=meant[-1])


async def _standing(chat: Chat) -> tuple[Progress, Open | None]:
    """How far the report is, and the open question."""
    kept = await _front(chat)
    if kept is None or kept.dialog != REPORT:
        raise CannotBePlayed(f"the report was left; the bot says: {chat.said()}")
    progress = from_json(kept.body)
    _, question = walk(chat.parts.world.dialogs[REPORT], progress.answers, _scene(chat))
    return progress, question


async def _front(chat: Chat) -> Kept | None:
    async with chat.parts.world.database.reading() as unit:
        return await unit.progress.front(Owner(person=chat.player.person.id))


async def _throw_away(chat: Chat) -> None:
    """Leaves what is in front; of a half-told report nothing is kept."""
    await chat.says("/cancel")
    while find(chat.shown, "throw") is not None:  # asked once more
        await chat.presses("throw")


def _scene(chat: Chat) -> Scene:
    person = chat.player.person
    return chat.parts.world.scene(
        words(person.language), zone=person.zone, country=person.country, office=person.office
    )
