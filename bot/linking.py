"""One person, several accounts: a short-lived code to be typed in the other chat; where alerts come first; taking an account
away again; and taking messages again where they had been stopped. Not here: what a typed code leads to (bot/claiming.py).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot import addresses
from bot.language import N_
from bot.reading.codes import new_code
from bot.turn import Turn
from bot.views.accounts import account_list, code_shown, taken_up_again
from bot.views.buttons import NONE, read
from bot.views.help import welcome
from channels.message import Content, Pressed
from storage.accounts import Account
from storage.unit_of_work import UnitOfWork

LINK = "link"
CODE_VALID = timedelta(minutes=10)

TAKE_UP = "resume"
"""The command that lets messages come again."""


async def show(turn: Turn, *, note: str = "") -> None:
    """/accounts: where this person can be reached, the first choice first."""
    kept = await turn.unit.people.every_account_of(turn.require_person().id)
    turn.reply(account_list(kept, turn.account, turn.world.channels, turn.scene, note=note))


async def link(turn: Turn, code: str) -> None:
    """/link: a code to be typed elsewhere; with a code: somebody known types it, which changes nothing."""
    person, say = turn.require_person(), turn.words.text
    if code:
        turn.tell(say(N_("This chat is yours already. Type the code in the other one, where nobody knows you yet.")))
        return
    if turn.account.channel in turn.world.mail_channels:
        turn.tell(say(N_("Please write /link in one of your chats: I ask there before another account becomes yours.")))
        return
    made, payload = new_code(), {"person": person.id, "account": turn.account.id}
    await turn.unit.links.make(LINK, valid=CODE_VALID, now=turn.now, payload=payload, token=made)
    await turn.unit.audit.add(
        at=turn.now, who=person.id, verb="account.code", subject=f"person {person.public_id}", details={}
    )
    elsewhere = {name: turn.world.link(name, made) for name in turn.world.channels if name != turn.account.channel}
    turn.reply(code_shown(made, CODE_VALID, elsewhere, turn.world.channels, turn.scene))


async def prefer(turn: Turn, public_id: str) -> bool:
    """Alerts come there first; False for an account that is not this person's."""
    account = await _own(turn, public_id)
    if account is None:
        return False
    person = turn.require_person()
    await turn.unit.people.prefer(person.id, account.id)
    await turn.unit.audit.add(
        at=turn.now, who=person.id, verb="account.prefer", subject=f"address {account.public_id}", details={}
    )
    await show(turn)
    return True


async def unlink(turn: Turn, public_id: str) -> bool:
    """Takes an account away; never the last chat somebody has, which would lock them out."""
    account = await _own(turn, public_id)
    if account is None:
        return False
    chats = [
        one
        for one in await turn.unit.people.every_account_of(turn.require_person().id)
        if one.channel in turn.world.chat_channels
    ]
    if [one.id for one in chats] == [account.id]:
        await show(turn, note=turn.words.text(N_("This is your only chat; it stays.")))
        return True
    await take_away(turn.unit, account, turn.now, by=turn.require_person().id, chats=turn.world.chat_channels)
    if account.id == turn.account.id:
        turn.tell(turn.words.text(N_("This chat is not yours any more.")))
    else:
        await show(turn, note=turn.words.text(N_("Taken away.")))
    return True


async def take_away(unit: UnitOfWork, account: Account, now: datetime, *, by: int | None, chats: Iterable[str]) -> None:
    """The account belongs to nobody any more: sessions end, and nothing that was queued for it goes there."""
    await addresses.let_go(unit, account.id, now, chats=chats)
    await unit.people.part(account.id)
    await unit.links.close_sessions(account.id)
    await unit.audit.add(
        at=now,
        who=by,
        verb="account.unlink",
        subject=f"address {account.public_id}",
        details={"channel": account.channel},
    )


def takes_up(content: Content) -> bool:
    """Whether this is the press that lets messages come again."""
    token = read(content.token) if isinstance(content, Pressed) else None
    return token is not None and (token.verb, token.kind, token.id) == ("do", "command", TAKE_UP)


def offer_to_take_up(turn: Turn) -> None:
    """Somebody who had stopped us writes again: nothing is sent to them before they say so."""
    turn.reply(taken_up_again(turn.scene, TAKE_UP, NONE))


async def take_up(turn: Turn) -> None:
    """Messages come again from now on; what was queued before never will."""
    person = turn.require_person()
    await addresses.taken_up(turn.unit, turn.account.id, turn.now, by=person.id)
    turn.reply(welcome(person, turn.scene))


async def _own(turn: Turn, public_id: str) -> Account | None:
    account = await turn.unit.people.account_by_public_id(public_id)
    return account if account is not None and account.person == turn.require_person().id else None
