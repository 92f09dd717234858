"""What a message looks like in Telegram: rendered, sent to the fake service, and read there as a person would."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Slots
from channels.errors import Permanent
from channels.message import Address, Button, File, Mark, Message, Picture, Receipt
from channels.telegram.words import join, split, units
from tests.channels.harness_telegram import TelegramHarness, open_bot
from tests.channels.telegram.markup import Entity, Unparsable, parse
from tests.channels.telegram.world import Shown
from tests.examples import examples

AMBER = Mark(label="TLP:AMBER", colour="#FFC000", guarded=True)
READ = ((Button(label="Read", token="read.alert.x.1"),),)
JPEG = b"\xff\xd8picture"


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramHarness]:
    async with open_bot() as bot:
        yield bot


async def send(bot: TelegramHarness, message: Message, slots: Slots | None = None) -> Receipt:
    to = bot.address("ann")
    return await bot.channel.send(to, bot.channel.prepare(message), slots or Slots(), key="k")


async def sent(message: Message, slots: Slots | None = None) -> list[Shown]:
    """What stands in the chat afterwards."""
    async with open_bot() as bot:
        await send(bot, message, slots)
        assert bot.service.violations == []
        return list(bot.service.world.rooms[int(bot.address("ann").id)].messages.values())


# Order and weight.


async def test_mark_title_fields_text_and_unseen_pictures_stand_in_this_order() -> None:
    (shown,) = await sent(
        Message(
            language="en",
            mark=AMBER,
            title="Cocaine",
            fields=(("Found", "13 November"), ("Route", "Santos → Durban")),
            text="New.\n\nLook for scratches.",
            pictures=(Picture(ref="1", alt="The engine"),),
        )
    )
    assert shown.said.text == (
        "TLP:AMBER\nCocaine\n\nFound: 13 November\nRoute: Santos → Durban\n\nNew.\n\nLook for scratches.\n\n[The engine]"
    )


async def test_mark_title_and_labels_are_bold_and_nothing_else() -> None:
    (shown,) = await sent(
        Message(language="en", mark=AMBER, title="Cocaine", fields=(("Found", "today"),), text="<b>no</b>")
    )
    bold = [shown.said.text[one.start : one.end] for one in shown.said.entities]
    assert bold == ["TLP:AMBER", "Cocaine", "Found:"]


async def test_a_message_of_nothing_is_shown_as_an_ellipsis() -> None:
    (shown,) = await sent(Message(language="en", title="\u200b"))
    assert shown.said.text == "…"


async def test_a_second_copy_says_so_in_its_last_line() -> None:
    (shown,) = await sent(Message(language="en", text="Hello"), Slots(repeat=True, repeat_note="A second copy."))
    assert shown.said.text == "Hello\n\nA second copy."


async def test_a_note_is_not_shown_on_a_first_copy() -> None:
    (shown,) = await sent(Message(language="en", text="Hello"), Slots(repeat_note="A second copy."))
    assert shown.said.text == "Hello"


# S-39.


async def test_a_guarded_message_is_protected_in_every_part_and_another_is_not() -> None:
    picture = Picture(ref="1", alt="", content=JPEG)
    file = File(name="full.txt", kind="text/plain", content=b"all")
    long = "word " * 1000
    guarded = await sent(Message(language="en", mark=AMBER, text=long, pictures=(picture, picture), files=(file,)))
    assert [shown.protected for shown in guarded] == [True] * 5
    (plain,) = await sent(Message(language="en", text="Hello"))
    assert not plain.protected


async def test_a_link_has_no_preview_also_after_an_edit() -> None:
    async with open_bot() as bot:
        receipt = await send(bot, Message(language="en", text="https://example.org"))
        changed = bot.channel.prepare(Message(language="en", text="https://example.org/2"))
        await bot.channel.edit(receipt, changed, to=bot.address("ann"))
        asked = [given["link_preview_options"] for _, given in bot.service.calls]
    assert asked == ['{"is_disabled": true}'] * 2


# S-57.


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "&amp;", "_a_ *b*", "[x](javascript:alert(1))", "<!channel>", "\"'", "&#x202e;", "<a href="]
)
async def test_what_looks_like_markup_is_shown_literally(text: str) -> None:
    (shown,) = await sent(Message(language="en", title=text, text=text, fields=((text, text),)))
    assert shown.said.text.count(text) == 4


async def test_an_override_and_what_nobody_sees_are_taken_out() -> None:
    (shown,) = await sent(Message(language="en", text="pass\u202eword\u200b"))
    assert shown.said.text == "password"


async def test_a_name_with_an_at_sign_is_shown_and_calls_nobody() -> None:
    (shown,) = await sent(Message(language="en", title="For @everyone now", text="@ann_lee, ask bob@office.example"))
    assert shown.said.text == "For @everyone now\n\n@ann_lee, ask bob@office.example"
    assert shown.said.pinged == []


# S-27.


@pytest.mark.parametrize("token", ["x" * 65, "é" * 33, ""])
def test_a_token_that_does_not_fit_is_refused_and_never_cut(token: str, telegram: TelegramHarness) -> None:
    with pytest.raises(Permanent):
        telegram.channel.prepare(Message(language="en", buttons=((Button(label="a", token=token),),)))


async def test_a_token_of_64_bytes_arrives_whole() -> None:
    token = "é" * 32
    (shown,) = await sent(Message(language="en", buttons=((Button(label="a", token=token),),)))
    assert shown.keyboard[0][0]["callback_data"] == token


async def test_a_row_of_many_buttons_is_broken_and_keeps_its_order() -> None:
    row = tuple(Button(label=str(number), token=f"t.{number}") for number in range(19))
    (shown,) = await sent(Message(language="en", text="Pick", buttons=(row,)))
    assert [len(keys) for keys in shown.keyboard] == [8, 8, 3]
    assert [key["text"] for keys in shown.keyboard for key in keys] == [button.label for button in row]


def test_more_than_100_buttons_are_refused(telegram: TelegramHarness) -> None:
    rows = tuple((Button(label="a", token=f"t.{number}"),) for number in range(101))
    with pytest.raises(Permanent):
        telegram.channel.prepare(Message(language="en", buttons=rows))


# S-55.


LONG = "\n\n".join(
    f"Paragraph {number}. " + f"A sentence of \N{PACKAGE} & <{number}>. " * 20 for number in range(1, 21)
)


async def test_a_long_alert_arrives_complete_in_numbered_parts_that_fit() -> None:
    assert units(LONG) > 9000
    shown = await sent(Message(language="en", mark=AMBER, title="Long", text=LONG, buttons=READ))
    assert [one.said.text.split("\n")[0] for one in shown] == [
        f"TLP:AMBER ({number}/{len(shown)})" for number in range(1, len(shown) + 1)
    ]
    assert max(one.said.units for one in shown) <= 4096
    body = "".join(one.said.text.split("\n", 1)[1] for one in shown)
    assert "".join(body.split()) == "".join(f"Long{LONG}".split())


async def test_parts_end_where_a_paragraph_ends() -> None:
    paragraphs = [
        "\n".join(f"Line {line} of {number}. " + "word " * 20 + "." for line in range(6)) for number in range(14)
    ]
    shown = await sent(Message(language="en", text="\n\n".join(paragraphs)))
    assert len(shown) > 2
    assert all(one.said.text.split("\n\n")[-1] in paragraphs for one in shown)


async def test_only_the_last_part_has_the_buttons() -> None:
    shown = await sent(Message(language="en", text=LONG, buttons=READ))
    assert [bool(one.keyboard) for one in shown] == [False] * (len(shown) - 1) + [True]


async def test_each_part_is_no_longer_than_a_message_also_with_a_note() -> None:
    shown = await sent(
        Message(language="en", mark=AMBER, text="é" * 12_000), Slots(repeat=True, repeat_note="word " * 100)
    )
    assert max(one.said.units for one in shown) <= 4096


async def test_a_word_without_end_is_cut_between_letters_and_loses_none() -> None:
    shown = await sent(Message(language="en", text="\N{PACKAGE}" * 9000))
    assert sum(one.said.text.count("\N{PACKAGE}") for one in shown) == 9000


async def test_a_bold_title_longer_than_a_part_stays_bold_across_the_cut() -> None:
    shown = await sent(Message(language="en", title="heavy " * 1500))
    for one in shown:
        start = one.said.text.index("heavy")
        assert one.said.entities == (Entity(kind="b", start=start, end=len(one.said.text)),)


@settings(max_examples=examples(60), deadline=None)
@given(text=st.text(st.sampled_from("ab .\n<&\N{PACKAGE}\u0301é@"), max_size=300), most=st.integers(8, 40))
def test_any_text_is_split_into_pieces_that_fit_and_lose_only_blanks(text: str, most: int) -> None:
    pieces = split(join([(text, False)]), most)
    assert all(0 < units(piece.text) <= most for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())


# Pictures and files.


async def test_one_picture_and_a_short_text_are_one_message_with_its_buttons() -> None:
    picture = Picture(ref="1", alt="The engine", content=JPEG)
    (shown,) = await sent(Message(language="en", mark=AMBER, text="Open it.", pictures=(picture,), buttons=READ))
    assert (shown.kind, shown.content, bool(shown.keyboard)) == ("photo", JPEG, True)
    assert shown.said.text == "TLP:AMBER\nOpen it.\n\n[The engine]"


async def test_a_picture_alone_has_no_words_but_its_own() -> None:
    (bare,) = await sent(Message(language="en", pictures=(Picture(ref="1", alt="", content=JPEG),)))
    (told,) = await sent(Message(language="en", mark=AMBER, pictures=(Picture(ref="1", alt="Deck", content=JPEG),)))
    assert (bare.said.text, told.said.text) == ("", "TLP:AMBER\n[Deck]")


async def test_a_text_too_long_for_a_caption_is_a_message_of_its_own_with_the_buttons() -> None:
    picture = Picture(ref="1", alt="The engine", content=JPEG)
    photo, text = await sent(
        Message(language="en", mark=AMBER, text="é" * 1024, pictures=(picture,), buttons=READ),
    )
    assert (photo.kind, photo.said.text, photo.keyboard) == ("photo", "TLP:AMBER\n[The engine]", [])
    assert (text.kind, bool(text.keyboard)) == ("text", True)


async def test_several_pictures_are_one_album_below_the_mark() -> None:
    pictures = tuple(
        Picture(ref=str(number), alt=f"View {number}", content=JPEG + bytes([number])) for number in range(3)
    )
    *photos, text = await sent(Message(language="en", mark=AMBER, text="Look.", pictures=pictures, buttons=READ))
    assert [photo.content for photo in photos] == [picture.content for picture in pictures]
    assert len({photo.album for photo in photos}) == 1
    assert photos[0].said.text == "TLP:AMBER\n[View 0]\n[View 1]\n[View 2]"
    assert text.said.text == "TLP:AMBER\nLook."


async def test_eleven_pictures_are_an_album_and_one_more() -> None:
    pictures = tuple(Picture(ref=str(number), alt="", content=JPEG) for number in range(11))
    shown = await sent(Message(language="en", text="Look.", pictures=pictures))
    assert [one.kind for one in shown] == ["photo"] * 11 + ["text"]


async def test_a_picture_too_large_for_telegram_is_told_by_its_words() -> None:
    picture = Picture(ref="1", alt="The engine", content=bytes(10_000_001))
    (shown,) = await sent(Message(language="en", text="Look.", pictures=(picture,)))
    assert shown.said.text == "Look.\n\n[The engine]"


async def test_a_file_goes_as_a_document_below_the_mark() -> None:
    file = File(name="full text.txt", kind="text/plain", content=b"all of it")
    document, text = await sent(Message(language="en", mark=AMBER, text="Attached.", files=(file,)))
    assert (document.kind, document.name, document.content) == ("document", "full text.txt", b"all of it")
    assert document.said.text == "TLP:AMBER"
    assert text.said.text == "TLP:AMBER\nAttached."


async def test_the_number_of_parts_is_the_number_of_requests() -> None:
    async with open_bot() as bot:
        pictures = tuple(Picture(ref=str(number), alt="", content=JPEG) for number in range(3))
        prepared = bot.channel.prepare(Message(language="en", text=LONG, pictures=pictures))
        receipt = await bot.channel.send(bot.address("ann"), prepared, Slots(), key="k")
        assert bot.channel.parts(prepared) == len(bot.service.calls) == len(receipt.parts) == 4


async def test_a_message_for_a_topic_goes_to_the_topic() -> None:
    async with open_bot() as bot:
        room = bot.service.world.group(-1001, topics={7})
        prepared = bot.channel.prepare(Message(language="en", text="Hello"))
        await bot.channel.send(Address("telegram", "-1001:7"), prepared, Slots(), key="k")
    assert [shown.topic for shown in room.messages.values()] == [7]


# The fake reads markup as strictly as it says.


@pytest.mark.parametrize("text", ["<b>x", "x</b>", "<b>x</i>", "<blink>x</blink>", "a < b", "<b><i>x</i></b>", "a & b"])
def test_the_fake_refuses_markup_that_is_wrong(text: str) -> None:
    with pytest.raises(Unparsable):
        parse(text, "HTML")
