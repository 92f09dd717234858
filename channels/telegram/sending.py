"""The requests that show, change and take away messages. Each function is one request, or one more without markup
where Telegram could not read ours; nothing else is tried twice.
"""

import logging
from collections.abc import Sequence

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message
from telegram import ReplyParameters as Reply
from telegram.constants import ParseMode
from telegram.error import BadRequest

from channels.errors import Permanent
from channels.telegram.classify import NOT_MODIFIED, NOT_PARSED, NOT_TO_DELETE, says
from channels.telegram.parts import Chat, Part
from channels.telegram.render import CAPTION, Key, Step
from channels.telegram.words import Words, html, units

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def show(bot: Bot, chat: Chat, step: Step, *, guarded: bool, reply_to: int | None) -> Part:
    """One request of a message. Raises telegram.error.TelegramError."""
    try:
        return await _show(bot, chat, step, html(step.words), ParseMode.HTML, guarded=guarded, reply_to=reply_to)
    except BadRequest as error:
        if not says(error, NOT_PARSED):
            raise
        _complain()
    return await _show(bot, chat, step, step.words.text, None, guarded=guarded, reply_to=reply_to)


async def change(bot: Bot, part: Part, words: Words, keys: Sequence[Sequence[Key]]) -> None:
    """Puts other words and buttons in the place of a part's. Raises as `show`, and Permanent."""
    if part.captioned and units(words.text) > CAPTION:
        raise Permanent("The text is too long to stand below the picture that is there.")
    try:
        await _change(bot, part, html(words), ParseMode.HTML, keys)
    except BadRequest as error:
        if says(error, NOT_MODIFIED):
            return
        if not says(error, NOT_PARSED):
            raise
        _complain()
        await _change(bot, part, words.text, None, keys)


async def take_away(bot: Bot, part: Part) -> None:
    """Deletes all of a part. What is gone already is no failure. Raises telegram.error.TelegramError."""
    for message in part.messages:
        try:
            await bot.delete_message(part.chat, message)
        except BadRequest as error:
            if not says(error, NOT_TO_DELETE):
                raise


async def _show(
    bot: Bot, chat: Chat, step: Step, text: str, mode: str | None, *, guarded: bool, reply_to: int | None
) -> Part:
    reply = None if reply_to is None else Reply(reply_to, allow_sending_without_reply=True)
    keyboard = _keyboard(step.keys)
    sent: Sequence[Message]
    if len(step.pictures) > 1:
        sent = await bot.send_media_group(
            chat.id,
            [InputMediaPhoto(picture, filename=f"{number}.jpg") for number, picture in enumerate(step.pictures)],
            caption=text or None,
            parse_mode=mode,
            message_thread_id=chat.topic,
            protect_content=guarded,
            reply_parameters=reply,
        )
    elif step.pictures:
        photo = await bot.send_photo(
            chat.id,
            step.pictures[0],
            filename="0.jpg",
            caption=text or None,
            parse_mode=mode,
            message_thread_id=chat.topic,
            protect_content=guarded,
            reply_parameters=reply,
            reply_markup=keyboard,
        )
        sent = (photo,)
    elif step.file:
        document = await bot.send_document(
            chat.id,
            step.file.content,
            filename=step.file.name,
            caption=text or None,
            parse_mode=mode,
            message_thread_id=chat.topic,
            protect_content=guarded,
            reply_parameters=reply,
            reply_markup=keyboard,
        )
        sent = (document,)
    else:
        said = await bot.send_message(
            chat.id,
            text,
            parse_mode=mode,
            message_thread_id=chat.topic,
            protect_content=guarded,
            reply_parameters=reply,
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
        )
        sent = (said,)
    captioned = bool(step.pictures) or step.file is not None
    return Part(chat=chat.id, messages=tuple(message.message_id for message in sent), captioned=captioned)


async def _change(bot: Bot, part: Part, text: str, mode: str | None, keys: Sequence[Sequence[Key]]) -> None:
    # Without a keyboard in the request the one that is there goes away.
    keyboard = _keyboard(keys)
    if part.captioned:
        await bot.edit_message_caption(
            part.chat, part.messages[0], caption=text, parse_mode=mode, reply_markup=keyboard
        )
    else:
        await bot.edit_message_text(
            text,
            part.chat,
            part.messages[0],
            parse_mode=mode,
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
        )


def _keyboard(keys: Sequence[Sequence[Key]]) -> InlineKeyboardMarkup | None:
    rows = [[_button(key) for key in row] for row in keys if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(key: Key) -> InlineKeyboardButton:
    style = None if key.style == "plain" else key.style  # Telegram has "primary", "success" and "danger"
    return InlineKeyboardButton(key.label, callback_data=key.token, style=style)


def _complain() -> None:
    log.error("Telegram could not read the markup of a message: it goes out without. Please report this.")
