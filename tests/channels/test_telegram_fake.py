"""The fake service is no more lenient than the library knows the real one to be."""

import pytest
from telegram.constants import (
    BotCommandLimit,
    CallbackQueryLimit,
    FileSizeLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MediaGroupLimit,
    MessageLimit,
    PollingLimit,
    WebhookLimit,
)

from channels.telegram import render
from channels.telegram.channel import FETCH_BYTES
from channels.telegram.intake import NOTICE
from tests.channels.telegram import world


@pytest.mark.parametrize(
    ("fakes", "librarys"),
    [
        (world.MAX_TEXT, MessageLimit.MAX_TEXT_LENGTH),
        (world.MAX_CAPTION, MessageLimit.CAPTION_LENGTH),
        (world.MAX_DATA, InlineKeyboardButtonLimit.MAX_CALLBACK_DATA),
        (world.MAX_BUTTONS, InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER),
        (world.MAX_ROW, InlineKeyboardMarkupLimit.BUTTONS_PER_ROW),
        (world.MAX_ANSWER, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH),
        (world.MAX_ALBUM, MediaGroupLimit.MAX_MEDIA_LENGTH),
        (world.MAX_PHOTO, FileSizeLimit.PHOTOSIZE_UPLOAD),
        (world.MAX_UPLOAD, FileSizeLimit.FILESIZE_UPLOAD),
        (world.MAX_DOWNLOAD, FileSizeLimit.FILESIZE_DOWNLOAD),
        (world.MAX_FETCH, PollingLimit.MAX_LIMIT),
        (world.MAX_SECRET, WebhookLimit.MAX_SECRET_TOKEN_LENGTH),
        (world.MAX_COMMAND, BotCommandLimit.MAX_COMMAND),
        (world.MAX_DESCRIPTION, BotCommandLimit.MAX_DESCRIPTION),
        (render.TEXT, MessageLimit.MAX_TEXT_LENGTH),
        (render.CAPTION, MessageLimit.CAPTION_LENGTH),
        (render.BUTTONS, InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER),
        (render.ROW, InlineKeyboardMarkupLimit.BUTTONS_PER_ROW),
        (render.ALBUM, MediaGroupLimit.MAX_MEDIA_LENGTH),
        (render.PICTURE_BYTES, FileSizeLimit.PHOTOSIZE_UPLOAD),
        (render.FILE_BYTES, FileSizeLimit.FILESIZE_UPLOAD),
        (FETCH_BYTES, FileSizeLimit.FILESIZE_DOWNLOAD),
        (NOTICE, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH),
    ],
)
def test_a_limit_is_no_larger_than_the_one_the_library_knows(fakes: int, librarys: int) -> None:
    assert 0 < fakes <= librarys


def test_an_album_has_no_fewer_pictures_than_the_library_knows() -> None:
    assert world.MIN_ALBUM >= MediaGroupLimit.MIN_MEDIA_LENGTH
