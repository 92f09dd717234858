"""What buttons outside dialogs do. A button is a name, never a permission: each use case asks the rules anew."""

from collections.abc import Awaitable, Callable, Mapping

from alerts.identifiers import is_public_id
from alerts.report import Report
from alerts.review import Move
from bot import (
    claiming,
    commands,
    confirming,
    correcting,
    drafts,
    further,
    grouping,
    handing,
    inputs,
    linking,
    noticing,
    offices,
    people,
    rehoming,
    releasing,
    reporting,
    reviewing,
    revising,
    sessions,
    subscribing,
    talking,
)
from bot.endings import ENDINGS
from bot.language import N_
from bot.turn import Turn
from bot.views.buttons import NONE, SURE, Token, read
from bot.views.reports import receipt

OnReport = Callable[[Turn, Report, Token], Awaitable[None]]


async def press(turn: Turn, text: str) -> None:
    """One press: of the dialog in front, of a card, an alert, a list. Anything else repeats the present state."""
    token = read(text)
    if token is None:
        await _old(turn)
        return
    if token.verb in inputs.VERBS and token.verb not in _REPORT_VERBS:
        if not await inputs.press(turn, ENDINGS, token):
            await _old(turn)
        return
    if turn.person is None or not await _other(turn, token):
        await _old(turn)


async def _other(turn: Turn, token: Token) -> bool:
    match token.kind:
        case "command" if token.verb == "do" and token.id in commands.COMMANDS:
            if token.id != "notice":
                await noticing.remind(turn)
            await commands.COMMANDS[token.id](turn, "" if token.revision == NONE else token.revision)
            return True
        case "draft" if token.verb == "resume":
            return await drafts.resume(turn, ENDINGS, token.id)
        case "draft" if token.verb == "throw":
            return await drafts.throw_away(turn, token.id, token.revision)
        case "handover" if is_public_id(token.id):
            return await _on_handover(turn, token)
        case "account" if token.verb == "first":
            return await linking.prefer(turn, token.id)
        case "account" if token.verb == "unlink":
            return await linking.unlink(turn, token.id)
        case "claim" if token.verb in {"mine", "notmine"} and is_public_id(token.id):
            return await claiming.answer(turn, token.id, mine=token.verb == "mine")
        case "admission" if token.verb in {"right", "wrong"} and is_public_id(token.id):
            return await confirming.say(turn, token.id, right=token.verb == "right", sure=token.revision == SURE)
        case "admission" if token.verb == "ask" and is_public_id(token.id):
            return await people.ask(turn, token.id)
        case "notice" if token.verb == "accept" and is_public_id(token.id):
            return await noticing.take(turn, token.id)
        case "notice" if token.verb == "save":
            return await noticing.keep(turn, token.id, token.revision)
        case "notice" if token.verb == "edit":
            return await noticing.back_to_summary(turn, token.revision)
        case "office" if token.verb == "open":
            return await offices.open_card(turn, ENDINGS, token.id)
        case "office" if token.verb == "takeback":
            return await offices.take_back(turn, token.id, token.revision)
        case "country" if token.verb == "move":
            return await offices.move(turn, token.id, token.revision)
        case "person" if is_public_id(token.id):
            return await _on_person(turn, token)
        case "group" if token.verb == "endgroup":
            return await grouping.end(turn, token.id)
        case "group" if token.verb == "setup":
            return await grouping.choose(turn, ENDINGS, token.id, "" if token.revision == NONE else token.revision)
        case "subscription" if token.verb == "end":
            return await subscribing.end(turn, token.id)
        case "alert" if token.verb == "full" and is_public_id(token.id):
            return await _full_text(turn, token.id)
        case "picture" if token.verb == "leave":
            return await releasing.leave_out(turn, token.id, token.revision)
        case "report" if is_public_id(token.id):
            return await _on_report(turn, token)
    return False


async def _on_handover(turn: Turn, token: Token) -> bool:
    match token.verb:
        case "takeover":
            return await handing.take(turn, ENDINGS, token.id)
        case "decline":
            return await handing.decline(turn, token.id)
        case "takeback":
            return await handing.take_back(turn, token.id)
    return False


async def _on_person(turn: Turn, token: Token) -> bool:
    match token.verb:
        case "see":
            return await people.show(turn, token.id)
        case "clear":
            return await people.clear(turn, token.id, token.revision)
        case "suspend":
            return await people.suspend(turn, token.id, sure=token.revision == SURE)
        case "restore":
            return await people.restore(turn, token.id)
        case "endrole":
            return await people.end_role(turn, token.id, token.revision)
        case "give":
            return await further.begin(turn, ENDINGS, token.id)
        case "home" if token.revision == NONE:
            return await rehoming.begin(turn, ENDINGS, token.id)
        case "home":
            return await rehoming.change(turn, token.id, token.revision)
        case "sessions":
            return await sessions.show_of(turn, token.id)
        case "endsession":
            return await sessions.end(turn, token.id, token.revision)
    return False


async def _on_report(turn: Turn, token: Token) -> bool:
    if token.verb == "release":
        return await releasing.release(turn, token.revision) or await _decided_meanwhile(turn, token)
    if token.verb == "edit":
        return await releasing.back_to_summary(turn, token.revision)
    action = _REPORT_VERBS.get(token.verb)
    report = await turn.unit.reports.by_public_id(token.id) if action is not None else None
    if action is None or report is None:
        return False
    await action(turn, report, token)
    return True


async def _move(turn: Turn, report: Report, token: Token) -> None:
    move = reviewing.MOVES[token.verb]
    if await reviewing.refused(turn, report, move, token.revision):
        return
    if move is Move.APPROVE:
        await releasing.begin(turn, ENDINGS, report)
    else:
        await reviewing.make_move(turn, ENDINGS, report, move)


async def _details(turn: Turn, report: Report, token: Token) -> None:
    del token
    await reviewing.details(turn, report)


async def _card(turn: Turn, report: Report, token: Token) -> None:
    del token
    await reviewing.show_card(turn, report)


async def _withdraw(turn: Turn, report: Report, token: Token) -> None:
    """The word for yes stands behind the question; a button that carries a revision asks it."""
    await reporting.withdraw(turn, report, sure=token.revision == SURE)


async def _reopen(turn: Turn, report: Report, token: Token) -> None:
    del token
    await revising.change(turn, ENDINGS, report)


async def _extend(turn: Turn, report: Report, token: Token) -> None:
    del token
    await revising.extend(turn, ENDINGS, report)


async def _correct(turn: Turn, report: Report, token: Token) -> None:
    await correcting.begin(turn, ENDINGS, report, token.revision)


_REPORT_VERBS: Mapping[str, OnReport] = {
    **dict.fromkeys(reviewing.MOVES, _move),
    "details": _details,
    "card": _card,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "extend": _extend,
    "correct": _correct,
}


async def _full_text(turn: Turn, public_id: str) -> bool:
    alert = await turn.unit.alerts.by_public_id(public_id)
    if alert is None:
        return False
    await subscribing.full_text(turn, alert)
    return True


async def _decided_meanwhile(turn: Turn, token: Token) -> bool:
    """A second press on Release, or one after somebody else decided: who decided, and when."""
    report = await turn.unit.reports.by_public_id(token.id)
    return report is not None and await reviewing.refused(turn, report, Move.APPROVE, str(report.revision))


async def _old(turn: Turn) -> None:
    """An old or forged button: nothing changes, and what is open now comes again."""
    say = turn.words.text
    found = await talking.front(turn)
    if found is not None:
        await talking.show(turn, *found, note=say(N_("That button is an old one; nothing was changed. We are here:")))
        return
    if turn.person is None:
        turn.tell(say(N_("That button is an old one; nothing was changed.")))
        return
    mine = await turn.unit.reports.of_author(turn.person.id, limit=1)
    if mine and mine[0].status.open:
        turn.tell(say(N_("That button is an old one; nothing was changed. Your last report:")))
        turn.reply(receipt(mine[0], await turn.unit.places.escalate_after(mine[0].office), turn.scene))
        return
    turn.tell(say(N_("That button is an old one; nothing was changed. /help shows what you can do.")))
