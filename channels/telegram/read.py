"""What an update says, in the words of channels: something a person did, something that befell an address, or nothing
of ours. Pure.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Document,
    Message,
    PhotoSize,
    Update,
    User,
)
from telegram.constants import ChatType

from channels.message import Address, Content, Edited, Happened, Incoming, Located, Pressed, Receipt, Said, Sent
from channels.telegram import parts
from channels.telegram.classify import NAME
from channels.text import clean, clean_line

WANTED = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "chat_member")
"""The kinds of updates asked for. chat_member does not come unless it is named (Bot API, getUpdates)."""

_NAMED_COMMAND = re.compile(r"(/\w+)@(\w+)(?!\S)(.*)", re.DOTALL)

_IS_THERE = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER}


def read(update: Update, *, bot_id: int, username: str, now: datetime, most_bytes: int) -> Incoming | Happened | None:
    """`username` is the bot's own, without @; a file with more than `most_bytes` cannot be fetched. `now` dates a
    press, which carries no time.
    """
    key = f"{bot_id}:{update.update_id}"
    if update.message:
        return _message(key, update.message, username, most_bytes)
    if update.edited_message:
        return _edited(key, update.edited_message)
    if update.channel_post:
        return _command(key, update.channel_post, username)
    if update.callback_query:
        return _pressed(key, update.callback_query, now)
    if update.my_chat_member:
        return _own_standing(key, update.my_chat_member)
    if update.chat_member:
        return _somebody(key, update.chat_member)
    return None


def is_there(member: ChatMember) -> bool:
    """Whether somebody with this standing is in the chat."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _IS_THERE


def _message(key: str, message: Message, username: str, most_bytes: int) -> Incoming | Happened | None:
    if message.migrate_to_chat_id:
        details = {"to": str(message.migrate_to_chat_id)}
        return Happened(key=key, address=_address(message.chat.id), kind="moved", details=details)
    if message.chat.type != ChatType.PRIVATE:
        return _command(key, message, username)
    content = _content(message, username, most_bytes)
    user = message.from_user
    if content is None or user is None or user.is_bot:
        return None
    return _incoming(key, _address(message.chat.id), user, message.date, content)


def _command(key: str, message: Message, username: str) -> Incoming | None:
    """Of what is said in a group or a channel only commands to us are our business."""
    said = _addressed(clean(message.text or "").strip(), username)
    if not said.startswith("/") or message.is_automatic_forward:
        return None
    user = message.from_user
    if user is None or message.sender_chat is not None:
        user = None  # an anonymous administrator, or one who speaks as a channel: both come with a bot's name
    elif user.is_bot:
        return None
    return _incoming(key, _conversation(message), user, message.date, Said(text=said))


def _edited(key: str, message: Message) -> Incoming | None:
    text = clean(message.text or message.caption or "").strip()
    user = message.from_user
    if message.chat.type != ChatType.PRIVATE or not text or user is None:
        return None
    content = Edited(of=str(message.message_id), text=text)
    return _incoming(key, _address(message.chat.id), user, message.edit_date or message.date, content)


def _pressed(key: str, query: CallbackQuery, now: datetime) -> Incoming | None:
    shown = query.message  # only its chat and id where it is too old to be told
    if shown is None or not query.data:
        return None
    captioned = isinstance(shown, Message) and bool(shown.photo or shown.document)
    part = parts.Part(chat=shown.chat.id, messages=(shown.message_id,), captioned=captioned)
    conversation = _conversation(shown) if isinstance(shown, Message) else _address(shown.chat.id)
    content = Pressed(token=query.data)
    return _incoming(key, conversation, query.from_user, now, content, pressed_on=Receipt((part.name,)))


def _incoming(
    key: str,
    conversation: Address,
    user: User | None,
    at: datetime,
    content: Content,
    *,
    pressed_on: Receipt | None = None,
) -> Incoming:
    return Incoming(
        key=key,
        conversation=conversation,
        sender=_address(user.id) if user else None,
        sender_name=clean_line(user.full_name) if user else "",
        at=at,
        content=content,
        pressed_on=pressed_on,
        language=(user.language_code or "") if user else "",
    )


def _content(message: Message, username: str, most_bytes: int) -> Content | None:
    """What a person sent in private; None for what is no doing of theirs, such as "pinned a message"."""
    if message.text is not None:
        text = clean(message.text).strip()
        return Said(text=_addressed(text, username) or text) if text else Sent(pictures=(), unusable=1)
    if message.venue or message.location:
        return _place(message)
    caption, album = clean(message.caption or "").strip(), message.media_group_id or ""
    if message.photo:
        return _picture(_largest(message.photo, most_bytes), caption, album, most_bytes)
    # What moves comes with a document beside it, for old programs.
    if message.document and not message.animation and _is_picture(message.document):
        return _picture(message.document, caption, album, most_bytes)
    if message.effective_attachment:
        return Sent(pictures=(), text=caption, album=album, unusable=1)
    return None


def _picture(file: PhotoSize | Document, caption: str, album: str, most_bytes: int) -> Sent:
    if (file.file_size or 0) > most_bytes:
        return Sent(pictures=(), text=caption, album=album, too_large=1)
    return Sent(pictures=(file.file_id,), text=caption, album=album)


def _largest(sizes: Sequence[PhotoSize], most_bytes: int) -> PhotoSize:
    fit = [size for size in sizes if (size.file_size or 0) <= most_bytes]
    return max(fit or sizes, key=lambda size: size.width * size.height)


def _is_picture(document: Document) -> bool:
    return (document.mime_type or "").lower().startswith("image/")


def _place(message: Message) -> Located | None:
    name = clean_line(message.venue.title) if message.venue else ""
    at = message.venue.location if message.venue else message.location
    return Located(latitude=at.latitude, longitude=at.longitude, name=name) if at else None


def _addressed(text: str, username: str) -> str:
    """A command without our own name in it; "" for a command to another bot."""
    found = _NAMED_COMMAND.fullmatch(text)
    if not found:
        return text
    return found[1] + found[3] if found[2].casefold() == username.casefold() else ""


def _own_standing(key: str, change: ChatMemberUpdated) -> Happened | None:
    address = _address(change.chat.id)
    before, after = is_there(change.old_chat_member), is_there(change.new_chat_member)
    if change.chat.type == ChatType.PRIVATE:
        return Happened(key=key, address=address, kind="returned" if after else "blocked")
    if after and not before:
        details = {"title": clean_line(change.chat.title or ""), "by": _who_did(change)}
        return Happened(key=key, address=address, kind="joined", details=details)
    if before != after:
        return Happened(key=key, address=address, kind="left")
    return Happened(key=key, address=address, kind="rights") if after else None


def _somebody(key: str, change: ChatMemberUpdated) -> Happened | None:
    before, after = is_there(change.old_chat_member), is_there(change.new_chat_member)
    if before == after:
        return None
    details = {"who": str(change.new_chat_member.user.id)}
    return Happened(key=key, address=_address(change.chat.id), kind="came" if after else "went", details=details)


def _who_did(change: ChatMemberUpdated) -> str:
    """Nobody where it was an anonymous administrator, who acts under a bot's name."""
    return "" if change.from_user.is_bot else str(change.from_user.id)


def _conversation(message: Message) -> Address:
    """The chat, or the topic of it. Outside forums a thread is only a row of replies."""
    topic = message.message_thread_id if message.is_topic_message and message.chat.type != Chat.PRIVATE else None
    return Address(NAME, parts.Chat(id=message.chat.id, topic=topic).name)


def _address(chat_id: int) -> Address:
    return Address(NAME, str(chat_id))
