"""What a person can say with a slash, and the same as buttons of a menu."""

from collections.abc import Awaitable, Callable, Mapping

from alerts.person import Person
from bot import (
    boarding,
    claiming,
    further,
    grouping,
    handing,
    inputs,
    inviting,
    joining,
    linking,
    noticing,
    offices,
    people,
    reporting,
    reviewing,
    sessions,
    subscribing,
    talking,
)
from bot.endings import ENDINGS
from bot.language import N_
from bot.turn import Turn
from bot.views.help import help_text, not_understood

Command = Callable[[Turn, str], Awaitable[None]]


async def _report(turn: Turn, argument: str) -> None:
    if argument and argument != "new" and await reporting.begin_with(turn, ENDINGS, argument, asked=True):
        return
    await reporting.begin(turn, ENDINGS, anew=argument == "new")


async def _mine(turn: Turn, argument: str) -> None:
    del argument
    await reporting.mine(turn)


async def _handover(turn: Turn, argument: str) -> None:
    await handing.begin(turn, ENDINGS, argument)


async def _queue(turn: Turn, argument: str) -> None:
    del argument
    await reviewing.queue(turn)


async def _board(turn: Turn, argument: str) -> None:
    del argument
    await boarding.show(turn)


async def _alerts(turn: Turn, argument: str) -> None:
    del argument
    await subscribing.alerts(turn)


async def _subscribe(turn: Turn, argument: str) -> None:
    await subscribing.begin(turn, ENDINGS, anew=argument == "new")


async def _language(turn: Turn, argument: str) -> None:
    del argument
    await joining.ask_language(turn, ENDINGS)


async def _zone(turn: Turn, argument: str) -> None:
    del argument
    await joining.ask_zone(turn, ENDINGS)


async def _start(turn: Turn, argument: str) -> None:
    """With a code of an invitation: what it gives is offered to somebody who is here already."""
    if not argument or not await further.offer(turn, ENDINGS, argument):
        await _help(turn, argument)
        await _show_open_question(turn)


async def _help(turn: Turn, argument: str) -> None:
    del argument
    turn.reply(help_text(turn.require_person(), turn.scene))


async def _link(turn: Turn, argument: str) -> None:
    await linking.link(turn, argument)


async def _accounts(turn: Turn, argument: str) -> None:
    del argument
    await linking.show(turn)


async def _groups(turn: Turn, argument: str) -> None:
    del argument
    await grouping.list_groups(turn)


async def _group(turn: Turn, argument: str) -> None:
    del argument
    turn.tell(turn.words.text(N_("Write /group in the group that is to get alerts; I have to be in it.")))


async def _invite(turn: Turn, argument: str) -> None:
    del argument
    await inviting.begin(turn, ENDINGS)


async def _people(turn: Turn, argument: str) -> None:
    """A page of the list is asked for by a button only: nobody is called "+2"."""
    if argument.startswith("+") and argument[1:].isdecimal() and argument.isascii():
        await people.find(turn, "", page=int(argument[1:4]))
    else:
        await people.find(turn, argument)


async def _sessions(turn: Turn, argument: str) -> None:
    del argument
    await sessions.show(turn)


async def _office(turn: Turn, argument: str) -> None:
    del argument
    await offices.show(turn, ENDINGS)


async def _notice(turn: Turn, argument: str) -> None:
    await noticing.show(turn, ENDINGS, argument)


async def _countries(turn: Turn, argument: str) -> None:
    await offices.countries(turn, ENDINGS, anew=argument == "new")


async def _take_up(turn: Turn, argument: str) -> None:
    del argument
    await linking.take_up(turn)


async def _cancel(turn: Turn, argument: str) -> None:
    """Lays a report aside, ends anything else."""
    del argument
    found = await talking.front(turn)
    if found is None:
        turn.tell(turn.words.text(N_("There is nothing to cancel.")))
        return
    await talking.cancel(turn, *found)


COMMANDS: Mapping[str, Command] = {
    "start": _start,
    "help": _help,
    "report": _report,
    "mine": _mine,
    "handover": _handover,
    "queue": _queue,
    "board": _board,
    "alerts": _alerts,
    "subscribe": _subscribe,
    "language": _language,
    "zone": _zone,
    "accounts": _accounts,
    "link": _link,
    "unlink": _accounts,
    "group": _group,
    "groups": _groups,
    "invite": _invite,
    "people": _people,
    "sessions": _sessions,
    "office": _office,
    "countries": _countries,
    "notice": _notice,
    linking.TAKE_UP: _take_up,
    "cancel": _cancel,
}


async def run(turn: Turn, text: str) -> None:
    """A text that begins with a slash. A command never becomes an answer and never loses a draft."""
    said, _, argument = text[1:].partition(" ")
    name = said.split("@")[0].casefold()
    command = COMMANDS.get(name)
    if turn.person is None:
        code = argument.strip() if name in {"start", "link"} else ""
        if not code or not await claiming.take(turn, code):
            await _stranger(turn, code)
        return
    if command is None:
        turn.tell(turn.words.text(N_("I do not know that command. /help lists what you can say.")))
        await _show_open_question(turn)
        return
    if name != "notice":
        await noticing.remind(turn)
    await command(turn, argument.strip())
    if name in {
        "help",
        "mine",
        "alerts",
        "queue",
        "board",
        "accounts",
        "link",
        "unlink",
        "groups",
        "people",
        "sessions",
    }:
        await _show_open_question(turn)


async def _show_open_question(turn: Turn) -> None:
    """After /help and the like, the open question comes again: the draft is still there."""
    found = await talking.front(turn)
    if found is not None:
        await talking.show(turn, *found)


async def said(turn: Turn, text: str) -> None:
    """Anything else that was typed: an answer, or a word out of the blue."""
    if turn.person is None and await joining.begin_with_code(turn, ENDINGS, text):
        return
    if await inputs.say(turn, ENDINGS, text):
        return
    if turn.person is None:
        await _stranger(turn, "")
    elif not await reporting.begin_with(turn, ENDINGS, text):
        person: Person = turn.person
        turn.reply(not_understood(person, turn.scene))


async def _stranger(turn: Turn, code: str) -> None:
    """Somebody unknown: the first contact; what they are in the middle of goes on."""
    found = await talking.front(turn)
    if found is not None and not code:
        await talking.show(turn, *found)
        return
    await joining.begin(turn, ENDINGS, code)
