"""Playing one case: an officer answers every question of the report dialog as the bot shows it, a reviewer decides on
the card. It knows the bot only by its messages.
"""

from collections import Counter

from alerts.report import Report
from bot.dialogs.report import NAME as REPORT
from bot.importing import mark_imported
from bot.replay_answers import ANSWERS, NOT_SAID
from bot.replay_case import Case
from bot.replay_chat import CannotBePlayed, Chat, find
from bot.world import World
from storage.progress import Owner

MOST_TRIES = 2
"""An answer, and once more a button when the bot asks which meaning was meant."""


async def tell(chat: Chat, case: Case) -> Report:
    """The officer files a report. Raises CannotBePlayed when the bot does not take the case; the draft is thrown away
    then.
    """
    world = chat.parts.world
    await chat.says("/report new")
    await mark_imported(world, chat.player.person, case.key)
    try:
        await _answer_all(chat, case)
        await chat.presses("submit", kind=REPORT)
    except CannotBePlayed:
        await throw_away(chat)
        raise
    report = await filed(world, case)
    if report is None:
        reason = chat.said()
        await throw_away(chat)
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


async def half_done(chat: Chat) -> bool:
    """Whether this person is in the middle of something."""
    async with chat.parts.world.database.reading() as unit:
        return await unit.progress.front(Owner(person=chat.player.person.id)) is not None


async def throw_away(chat: Chat) -> None:
    """Leaves whatever was begun; of a half-told report nothing is kept."""
    await chat.says("/cancel")
    while find(chat.shown, "throw") is not None:  # asked once more
        await chat.presses("throw")


async def _answer_all(chat: Chat, case: Case) -> None:
    """From the first question to the summary."""
    tries: Counter[str] = Counter()
    while find(chat.shown, "submit", kind=REPORT) is None:
        key = chat.question()
        if key is None:
            raise CannotBePlayed(f"no question that a line can answer; the bot says: {chat.said()}")
        tries[key] += 1
        await _answer(chat, case, key, tries[key])


async def _answer(chat: Chat, case: Case, key: str, tried: int) -> None:
    answer = ANSWERS.get(key, NOT_SAID)(case, chat.scene)
    if answer is None:
        if find(chat.shown, "skip", kind=key) is None or tried > 1:
            raise CannotBePlayed(f"the question “{key}” has to be answered, and the line does not say it")
        await chat.presses("skip", kind=key)
        return
    meant = [code for code, label in chat.offered(key) if answer.means(code, label)]
    if tried == 1 and len(meant) != 1:
        await chat.says(answer.say)
        return
    if not meant or tried > MOST_TRIES:
        raise CannotBePlayed(f"the question “{key}” does not take it; the bot says: {chat.said()}")
    # Of several that mean it, the last one is what was typed, as it was typed.
    await chat.presses("pick", kind=key, what=meant[-1])
