"""How a message is handed in at Telegram: what each failure means, what goes again, what is changed and taken away."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.base import Slots
from channels.errors import Misconfigured, Moved, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address, Button, Message, Picture, Receipt
from channels.telegram import TelegramSettings
from channels.telegram.channel import TelegramChannel
from tests.channels.harness_telegram import SHORT, TelegramHarness, open_bot
from tests.channels.telegram.methods import Refusal
from tests.channels.telegram.service import Act, Script
from tests.channels.telegram.world import TOKEN, Room, Shown

HELLO = Message(language="en", title="Hello", text="How are you?")
BUTTONS = ((Button(label="Take", token="take.review.x.1"),),)
THREE = Message(language="en", text="\n\n".join("word " * 700 for _ in range(3)), buttons=BUTTONS)
HURRIED = replace(SHORT, connect=0.2, answer=0.2)
JPEG = b"\xff\xd8picture"


@pytest.fixture
async def bot() -> AsyncIterator[TelegramHarness]:
    async with open_bot() as opened:
        yield opened
        assert opened.service.violations == []


async def send(
    bot: TelegramHarness,
    message: Message = HELLO,
    *,
    to: str = "ann",
    thread: Receipt | None = None,
    done: Receipt | None = None,
) -> Receipt:
    prepared = bot.channel.prepare(message)
    return await bot.channel.send(bot.address(to), prepared, Slots(), key="k", thread=thread, done=done)


def room(bot: TelegramHarness, name: str = "ann") -> Room:
    return bot.service.world.rooms[int(bot.address(name).id)]


def standing(bot: TelegramHarness, name: str = "ann") -> list[Shown]:
    return list(room(bot, name).messages.values())


async def failure(bot: TelegramHarness, message: Message = HELLO) -> SendError:
    with pytest.raises(SendError) as caught:
        await send(bot, message)
    return caught.value


# What a refusal means: S-45, S-46, S-47, S-50, S-51.


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        (403, "Forbidden: bot was blocked by the user", RecipientGone),
        (403, "Forbidden: user is deactivated", RecipientGone),
        (403, "Forbidden: bot was kicked from the group chat", RecipientGone),
        (403, "Forbidden: bot was kicked from the supergroup chat", RecipientGone),
        (403, "Forbidden: bot was kicked from the channel chat", RecipientGone),
        (403, "Forbidden: the group chat was deleted", RecipientGone),
        (403, "Forbidden: bot can't initiate conversation with a user", RecipientGone),
        (400, "Bad Request: chat not found", RecipientGone),
        (403, "Forbidden: something nobody has listed", Permanent),
        (400, "Bad Request: something nobody has listed", Permanent),
        (400, "Bad Request: message is too long", Permanent),
        (400, "Bad Request: not enough rights to send text messages to the chat", Permanent),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Permanent),
        (400, "Bad Request: TOPIC_CLOSED", Permanent),
        (413, "Request Entity Too Large", Permanent),
        (401, "Unauthorized", Misconfigured),
        (404, "Not Found", Misconfigured),
        (409, "Conflict: terminated by other getUpdates request", Temporary),
        (500, "Internal Server Error", Temporary),
        (502, "Bad Gateway", Temporary),
        (503, "Service Unavailable", Temporary),
    ],
)
async def test_a_refusal_has_its_meaning_and_is_not_tried_again(
    bot: TelegramHarness, code: int, words: str, kind: type[SendError]
) -> None:
    bot.service.script("sendMessage", Refusal(code, words))
    assert type(await failure(bot)) is kind
    assert bot.service.count("sendMessage") == 1


async def test_a_chat_nobody_knows_is_gone(bot: TelegramHarness) -> None:
    with pytest.raises(RecipientGone):
        await bot.channel.send(Address("telegram", "999"), bot.channel.prepare(HELLO), Slots(), key="k")


@pytest.mark.parametrize("id_", ["", "ann", "12:", "-", "12:7:8", "١٢"])
async def test_what_is_no_chat_is_refused_before_anything_is_sent(bot: TelegramHarness, id_: str) -> None:
    with pytest.raises(Permanent):
        await bot.channel.send(Address("telegram", id_), bot.channel.prepare(HELLO), Slots(), key="k")
    assert bot.service.calls == []


async def test_a_demand_to_wait_says_how_long_and_holds_no_other_chat(bot: TelegramHarness) -> None:
    bot.service.script("sendMessage", Refusal(429, "Too Many Requests: retry after 30", {"retry_after": 30}))
    error = await failure(bot)
    assert isinstance(error, Temporary)
    assert error.retry_after == timedelta(seconds=30)
    await send(bot, to="bob")
    assert len(standing(bot, "bob")) == 1


async def test_a_group_that_moved_names_its_new_id_and_is_sent_to_once(bot: TelegramHarness) -> None:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    bot.service.script("sendMessage", Refusal(400, words, {"migrate_to_chat_id": -1001234567890}))
    error = await failure(bot)
    assert isinstance(error, Moved)
    assert error.to == Address("telegram", "-1001234567890")
    assert bot.service.count("sendMessage") == 1


async def test_markup_that_cannot_be_read_goes_once_more_as_plain_text(bot: TelegramHarness) -> None:
    bot.service.script("sendMessage", Refusal(400, "Bad Request: can't parse entities: unexpected end tag"))
    await send(bot, replace(HELLO, text="a & <b>", buttons=BUTTONS))
    (shown,) = standing(bot)
    assert (shown.said.text, shown.said.entities) == ("Hello\n\na & <b>", ())
    assert shown.keyboard
    assert bot.service.count("sendMessage") == 2


async def test_plain_text_that_cannot_be_read_either_is_refused(bot: TelegramHarness) -> None:
    wrong = Refusal(400, "Bad Request: can't parse entities: unexpected end tag")
    bot.service.script("sendMessage", wrong, wrong)
    assert type(await failure(bot)) is Permanent
    assert bot.service.count("sendMessage") == 2


# How the connection can fail: S-45.


@pytest.mark.parametrize("act", [Act.RESET, Act.TAKE_AND_RESET, Act.GARBAGE])
async def test_a_break_after_the_request_left_is_unknown_and_not_repeated(bot: TelegramHarness, act: Act) -> None:
    bot.service.script("sendMessage", act)
    assert type(await failure(bot)) is Unknown
    assert bot.service.count("sendMessage") == 1


async def test_no_answer_in_time_is_unknown_and_not_repeated() -> None:
    async with open_bot(time_limits=HURRIED) as bot:
        bot.service.script("sendMessage", Act.HANG)
        assert type(await failure(bot)) is Unknown
        assert bot.service.count("sendMessage") == 1


async def test_a_page_of_the_gateway_is_not_taken_and_logged_nowhere(
    bot: TelegramHarness, caplog: pytest.LogCaptureFixture
) -> None:
    bot.service.script("sendMessage", Act.GATEWAY)
    with caplog.at_level(logging.DEBUG):
        assert type(await failure(bot)) is Temporary
    assert "Bad Gateway</h1>" not in caplog.text


def closed_port() -> socket.socket:
    """A port that is ours and refuses."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


async def test_a_service_that_cannot_be_reached_has_not_taken_it() -> None:
    with closed_port() as refusing:
        settings = TelegramSettings(token=TOKEN, api_url=f"http://127.0.0.1:{refusing.getsockname()[1]}")
        async with TelegramChannel(settings, commands={}, time_limits=SHORT) as channel:
            with pytest.raises(Temporary):
                await channel.send(Address("telegram", "1"), channel.prepare(HELLO), Slots(), key="k")


async def test_a_service_that_does_not_let_us_in_has_not_taken_it() -> None:
    with closed_port() as full:
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:  # they fill the queue, so that nobody else is let in
            one.setblocking(False)
            one.connect_ex(address)
        settings = TelegramSettings(token=TOKEN, api_url=f"http://127.0.0.1:{address[1]}")
        async with TelegramChannel(settings, commands={}, time_limits=HURRIED) as channel:
            with pytest.raises(Temporary):
                await channel.send(Address("telegram", "1"), channel.prepare(HELLO), Slots(), key="k")
        for one in waiting:
            one.close()


async def test_a_channel_opens_without_its_service() -> None:
    with closed_port() as refusing:
        settings = TelegramSettings(token=TOKEN, api_url=f"http://127.0.0.1:{refusing.getsockname()[1]}")
        async with TelegramChannel(settings, commands={}) as channel:
            assert channel.link("abc") == ""


# S-44.


async def test_neither_token_nor_text_is_in_any_log_line_or_error_of_any_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    acts: list[Script] = [Act.RESET, Act.HANG, Act.GARBAGE, Act.GATEWAY, Refusal(401, "Unauthorized")]
    acts += [Refusal(418, "How are you?"), Refusal(400, "Bad Request: can't parse entities: How are you?")]
    async with open_bot(time_limits=HURRIED) as bot:
        with caplog.at_level(logging.DEBUG):
            for act in (*acts, acts[-1]):
                bot.service.script("sendMessage", act)
            told = ["".join(traceback.format_exception(await failure(bot))) for _ in acts]
            with pytest.raises(Permanent):
                await bot.channel.fetch("nothing")
            await bot.channel.check()
        told += [repr(bot.channel), repr(TelegramSettings(token=TOKEN))]
    assert len(told) == len(acts) + 2
    for secret in (TOKEN, TOKEN.partition(":")[2], "How are you?"):
        assert [line for line in (*told, caplog.text) if secret in line] == []


def test_settings_show_neither_token_nor_secret() -> None:
    settings = TelegramSettings(
        token=TOKEN, webhook_url="https://liaison.example/hooks/telegram", webhook_secret="not-to-be-seen"
    )
    assert TOKEN.partition(":")[2] not in repr(settings)
    assert "not-to-be-seen" not in repr(settings)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("token", {"token": "abc"}),
        ("token", {"token": "123:short"}),
        ("token", {"token": TOKEN + "\n"}),
        ("api_url", {"api_url": "ftp://example.org"}),
        ("api_url", {"api_url": "https://user:secret@example.org"}),
        ("webhook_url", {"webhook_url": "http://liaison.example/hooks/telegram", "webhook_secret": "s"}),
        ("webhook_url", {"webhook_url": "https://liaison.example/", "webhook_secret": "s"}),
        ("webhook_secret", {"webhook_url": "https://liaison.example/hooks/telegram"}),
        ("webhook_secret", {"webhook_secret": "not allowed!"}),
        ("webhook_secret", {"webhook_secret": "s" * 257}),
    ],
)
def test_a_wrong_setting_is_named_and_not_quoted(field: str, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=f"^{field} ") as caught:
        TelegramSettings(**{"token": TOKEN, **given})
    assert [value for value in given.values() if len(value) > 5 and value in str(caught.value)] == []


def test_a_webhook_on_loopback_may_go_without_tls() -> None:
    settings = TelegramSettings(token=TOKEN, webhook_url="http://127.0.0.1:8080/hooks/telegram", webhook_secret="s")
    assert settings.webhook_url


# S-56.


async def test_a_failure_of_part_two_says_which_part_is_there_and_only_the_others_go_again(
    bot: TelegramHarness,
) -> None:
    held = asyncio.Event()
    held.set()
    bot.service.script("sendMessage", held, Refusal(500, "Internal Server Error"))
    error = await failure(bot, THREE)
    assert error.done is not None
    assert len(error.done.parts) == 1
    receipt = await send(bot, THREE, done=error.done)
    assert [shown.said.text.split("\n")[0] for shown in standing(bot)] == ["(1/3)", "(2/3)", "(3/3)"]
    assert receipt.parts[:1] == error.done.parts
    assert len(set(receipt.parts)) == 3


async def test_a_failure_of_the_first_part_leaves_nothing_done(bot: TelegramHarness) -> None:
    bot.service.script("sendMessage", Refusal(500, "Internal Server Error"))
    assert (await failure(bot, THREE)).done is None


async def test_an_album_that_went_out_is_one_part_and_does_not_go_again(bot: TelegramHarness) -> None:
    pictures = tuple(Picture(ref=str(number), alt="", content=JPEG) for number in range(2))
    message = replace(HELLO, pictures=pictures)
    bot.service.script("sendMessage", Refusal(500, "Internal Server Error"))
    error = await failure(bot, message)
    await send(bot, message, done=error.done)
    assert [shown.kind for shown in standing(bot)] == ["photo", "photo", "text"]


async def test_between_the_parts_of_a_message_is_a_second() -> None:
    waits = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with open_bot(sleep=sleep) as bot:
        await send(bot, THREE)
    assert waits == [1.0, 1.0]


@pytest.mark.parametrize(("id_", "per_minute"), [("12345", 60), ("-100123", 20), ("-100123:7", 20), ("-45", 20)])
def test_a_person_takes_one_a_second_and_a_group_twenty_a_minute(id_: str, per_minute: int) -> None:
    rate = TelegramChannel(TelegramSettings(token=TOKEN), commands={}).rate(Address("telegram", id_))
    assert rate is not None
    assert rate.per_second * 60 == pytest.approx(per_minute)
    assert rate.burst == 1


# Threads.


async def test_a_message_replies_to_the_first_part_of_what_it_belongs_to(bot: TelegramHarness) -> None:
    earlier = await send(bot, THREE)
    await send(bot, thread=earlier)
    shown = standing(bot)
    assert shown[-1].reply_to == shown[0].id


async def test_what_it_belongs_to_may_be_gone_or_elsewhere(bot: TelegramHarness) -> None:
    earlier = await send(bot)
    await bot.channel.delete(earlier, to=bot.address("ann"))
    await send(bot, thread=earlier)
    await send(bot, to="bob", thread=earlier)
    assert [shown.reply_to for shown in (*standing(bot), *standing(bot, "bob"))] == [None, None]


# Changing what is there.


async def change(bot: TelegramHarness, receipt: Receipt, message: Message) -> None:
    await bot.channel.edit(receipt, bot.channel.prepare(message), to=bot.address("ann"))


async def test_an_edit_changes_words_and_buttons(bot: TelegramHarness) -> None:
    receipt = await send(bot, replace(HELLO, buttons=BUTTONS))
    await change(bot, receipt, Message(language="en", title="Taken", buttons=((Button(label="Put back", token="p"),),)))
    assert [shown.readable for shown in standing(bot)] == ["Taken\nPut back"]


async def test_an_edit_without_buttons_takes_the_keyboard_away(bot: TelegramHarness) -> None:
    receipt = await send(bot, replace(HELLO, buttons=BUTTONS))
    await change(bot, receipt, HELLO)
    assert [shown.keyboard for shown in standing(bot)] == [[]]


async def test_an_edit_that_changes_nothing_is_no_failure(bot: TelegramHarness) -> None:
    receipt = await send(bot, replace(HELLO, buttons=BUTTONS))
    await change(bot, receipt, replace(HELLO, buttons=BUTTONS))
    assert bot.service.count("editMessageText") == 1


async def test_an_edit_of_a_message_that_is_gone_is_refused(bot: TelegramHarness) -> None:
    receipt = await send(bot)
    await bot.channel.delete(receipt, to=bot.address("ann"))
    with pytest.raises(Permanent) as caught:
        await change(bot, receipt, replace(HELLO, text="other"))
    assert type(caught.value) is Permanent


async def test_an_edit_of_a_picture_changes_what_stands_below_it(bot: TelegramHarness) -> None:
    picture = Picture(ref="1", alt="", content=JPEG)
    receipt = await send(bot, replace(HELLO, pictures=(picture,), buttons=BUTTONS))
    await change(bot, receipt, Message(language="en", title="Taken"))
    assert [(shown.kind, shown.readable) for shown in standing(bot)] == [("photo", "Taken")]


async def test_a_text_too_long_for_below_a_picture_is_refused(bot: TelegramHarness) -> None:
    receipt = await send(bot, replace(HELLO, pictures=(Picture(ref="1", alt="", content=JPEG),)))
    with pytest.raises(Permanent):
        await change(bot, receipt, replace(HELLO, text="word " * 300))


async def test_an_edit_to_fewer_parts_takes_the_surplus_away(bot: TelegramHarness) -> None:
    receipt = await send(bot, THREE)
    await change(bot, receipt, Message(language="en", title="Cancelled"))
    assert [shown.readable for shown in standing(bot)] == ["Cancelled"]


async def test_an_edit_to_more_parts_is_refused_and_changes_nothing(bot: TelegramHarness) -> None:
    receipt = await send(bot)
    with pytest.raises(Permanent):
        await change(bot, receipt, THREE)
    assert [shown.readable for shown in standing(bot)] == ["Hello\n\nHow are you?"]


async def test_an_edit_of_words_leaves_an_album_where_it_is(bot: TelegramHarness) -> None:
    pictures = tuple(Picture(ref=str(number), alt="", content=JPEG) for number in range(2))
    receipt = await send(bot, replace(HELLO, pictures=pictures))
    await change(bot, receipt, Message(language="en", title="Taken"))
    assert [shown.readable for shown in standing(bot)] == ["", "", "Taken"]


async def test_an_edit_whose_answer_is_lost_is_unknown(bot: TelegramHarness) -> None:
    receipt = await send(bot)
    bot.service.script("editMessageText", Act.TAKE_AND_RESET)
    with pytest.raises(Unknown):
        await change(bot, receipt, Message(language="en", title="Taken"))


async def test_a_delete_takes_all_parts_away_also_those_of_an_album(bot: TelegramHarness) -> None:
    pictures = tuple(Picture(ref=str(number), alt="", content=JPEG) for number in range(2))
    receipt = await send(bot, replace(THREE, pictures=pictures))
    await bot.channel.delete(receipt, to=bot.address("ann"))
    assert standing(bot) == []


async def test_deleting_what_is_gone_is_no_failure(bot: TelegramHarness) -> None:
    receipt = await send(bot)
    await bot.channel.delete(receipt, to=bot.address("ann"))
    await bot.channel.delete(receipt, to=bot.address("ann"))


async def test_a_message_of_two_days_ago_cannot_be_deleted_and_says_so(bot: TelegramHarness) -> None:
    receipt = await send(bot)
    bot.service.world.age(room(bot))
    with pytest.raises(Permanent):
        await bot.channel.delete(receipt, to=bot.address("ann"))
    assert len(standing(bot)) == 1


@pytest.mark.parametrize("part", ["", "12", "12:x", "12:1,", "a:1"])
async def test_a_receipt_of_another_channel_is_refused(bot: TelegramHarness, part: str) -> None:
    with pytest.raises(Permanent):
        await bot.channel.delete(Receipt((part,)), to=bot.address("ann"))
