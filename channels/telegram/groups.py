"""How a group or a channel of Telegram is at this moment: who is there, who reads it, and what we would be told."""

import asyncio
from collections.abc import Sequence

from telegram import Bot, ChatFullInfo
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest

from channels.base import Standing
from channels.errors import Permanent
from channels.telegram.classify import says
from channels.telegram.read import is_there
from channels.text import clean_line

_AT_ONCE = 5
"""Questions under way at the same time: a group of a hundred must not use up what a second allows."""

_ASK_MOST = 200
"""People asked for, one call each: what a service takes in the seconds there are. Who is beyond them counts as unknown."""

_NOT_THERE = ("user not found", "member not found", "participant_id_invalid", "user_id_invalid")


async def ask_standing(bot: Bot, bot_id: int, chat_id: int, among: Sequence[str]) -> Standing:
    """Asks for people in the order of `among` until everybody there has a name, or nobody is left to be asked for. Raises
    telegram.error.TelegramError, and Permanent for a private chat.
    """
    chat = await bot.get_chat(chat_id)
    if chat.type == ChatType.PRIVATE:
        raise Permanent("This is a person's chat and no Group.")
    count = await bot.get_chat_member_count(chat_id)
    ourselves = await bot.get_chat_member(chat_id, bot_id)
    heads = count - is_there(ourselves)
    members = {one.user.id for one in await bot.get_chat_administrators(chat_id) if not one.user.is_bot}
    asked = [int(one) for one in among if one.isascii() and one.isdigit() and int(one) not in members][:_ASK_MOST]
    for some in (asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE)):
        if len(members) >= heads:
            break
        members |= await _found(bot, chat_id, some)
    return Standing(
        title=clean_line(chat.title or ""),
        private=not _is_open(chat),
        broadcast=chat.type == ChatType.CHANNEL,
        complete=ourselves.status == ChatMemberStatus.ADMINISTRATOR,
        members=frozenset(str(member) for member in members),
        others=max(heads - len(members), 0),
    )


def _is_open(chat: ChatFullInfo) -> bool:
    """Whether people find it by name or by place, or read it below the posts of a channel it is linked to."""
    discussed = chat.type != ChatType.CHANNEL and chat.linked_chat_id is not None
    return bool(chat.username or chat.active_usernames or chat.location or discussed)


async def _found(bot: Bot, chat_id: int, asked: Sequence[int]) -> set[int]:
    """Which of these are there, asked for at the same time."""
    found = await asyncio.gather(*(_find(bot, chat_id, user_id) for user_id in asked), return_exceptions=True)
    members = set[int]()
    for user_id, here in zip(asked, found, strict=True):
        if isinstance(here, BaseException):
            raise here
        if here:
            members.add(user_id)
    return members


async def _find(bot: Bot, chat_id: int, user_id: int) -> bool:
    try:
        return is_there(await bot.get_chat_member(chat_id, user_id))
    except BadRequest as error:
        if any(says(error, words) for words in _NOT_THERE):
            return False
        raise
