"""What is posted is taken in once, after it was kept, or refused with one sentence."""

import asyncio
import json

import pytest

from channels.base import NewEntry, Slots
from channels.message import Address, Button, Filled, Located, Message, Pressed, Said
from tests.channels.harness_web import open_web_chat
from tests.channels.web.conftest import Chat

ANN = Address("web", "ann")
QUESTION = Message(
    language="en", text="What was seized?", buttons=((Button(label="Cocaine", token="pick.what.coc.1"),),)
)


async def echoes(chat: Chat) -> list[object]:
    return [entry.get("text") for entry in await chat.harness.entries(ANN) if entry["kind"] == "said"]


async def test_what_is_said_is_shown_to_the_person_and_handed_over(chat: Chat) -> None:
    answer = await chat.browser.post("/c/ann/input", json={"key": "k1", "said": "12.4 kg"})
    assert answer.status_code == 200
    assert [news.content for news in chat.heard] == [Said(text="12.4 kg")]
    assert await echoes(chat) == ["12.4 kg"]


async def test_the_same_key_again_is_not_shown_twice(chat: Chat) -> None:
    for _ in range(2):
        answer = await chat.browser.post("/c/ann/input", json={"key": "k1", "said": "12.4 kg"})
    assert answer.json()["repeated"] is True
    assert await echoes(chat) == ["12.4 kg"]


async def test_the_same_key_in_two_inboxes_is_two_things(chat: Chat) -> None:
    for inbox in ("ann", "bob"):
        await chat.browser.post(f"/c/{inbox}/input", json={"key": "k1", "said": "hello"})
    assert len({news.key for news in chat.heard}) == 2


async def test_a_person_cannot_take_the_key_of_something_to_be_told(chat: Chat) -> None:
    await chat.browser.post("/c/ann/input", json={"key": "delivery-1", "said": "mine"})
    await chat.channel.send(ANN, chat.channel.prepare(QUESTION), Slots(), key="delivery-1")
    assert [entry["kind"] for entry in await chat.harness.entries(ANN)] == ["said", "message"]


async def test_what_could_not_be_kept_is_answered_503_and_taken_in_when_it_comes_again(chat: Chat) -> None:
    chat.failures = [OSError("the database is down")]
    posted = {"key": "k1", "said": "12.4 kg"}
    refused = await chat.browser.post("/c/ann/input", json=posted)
    assert (refused.status_code, refused.json()) == (503, {"error": "not_taken"})
    assert (await chat.browser.post("/c/ann/input", json=posted)).status_code == 200
    assert [news.content for news in chat.heard] == [Said(text="12.4 kg")]
    assert await echoes(chat) == ["12.4 kg"]


async def test_without_anybody_to_take_it_in_it_is_neither_shown_nor_acknowledged() -> None:
    async with open_web_chat() as harness:
        answer = await harness.browser.post("/c/ann/input", json={"key": "k1", "said": "hello"})
        assert answer.status_code == 503
        assert await harness.entries(ANN) == []


async def test_a_failing_handler_leaves_no_words_of_a_report_in_the_log(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat.failures = [RuntimeError("cocaine in Mombasa")]
    await chat.browser.post("/c/ann/input", json={"key": "k1", "said": "cocaine in Mombasa"})
    assert "RuntimeError" in caplog.text
    assert "Mombasa" not in caplog.text


async def test_an_inbox_that_is_not_there_is_answered_404(chat: Chat) -> None:
    chat.mailbox.unknown.add("ann")
    assert (await chat.browser.post("/c/ann/input", json={"key": "k1", "said": "hello"})).status_code == 404
    assert chat.heard == []


async def test_a_press_shows_the_label_and_hands_over_the_token(chat: Chat) -> None:
    receipt = await chat.channel.send(ANN, chat.channel.prepare(QUESTION), Slots(), key="q")
    press = {"token": "pick.what.coc.1", "on": int(receipt.parts[0])}
    await chat.browser.post("/c/ann/input", json={"key": "k1", "pressed": press})
    (news,) = chat.heard
    assert (news.content, news.pressed_on) == (Pressed(token="pick.what.coc.1"), receipt)
    assert await echoes(chat) == ["Cocaine"]


async def test_a_press_is_kept_with_the_message_it_was_made_on(chat: Chat) -> None:
    on = await chat.mailbox.append("ann", NewEntry(kind="message", message=QUESTION))
    await chat.browser.post("/c/ann/input", json={"key": "k1", "pressed": {"token": "pick.what.coc.1", "on": on}})
    await chat.browser.post("/c/ann/input", json={"key": "k2", "said": "12.4 kg"})
    entries = [entry for entry in await chat.harness.entries(ANN) if entry["kind"] == "said"]
    assert [entry.get("of") for entry in entries] == [on, None]


async def test_a_press_on_an_edited_message_shows_the_label_of_the_edit(chat: Chat) -> None:
    receipt = await chat.channel.send(ANN, chat.channel.prepare(Message(language="en", text="old")), Slots(), key="q")
    await chat.channel.edit(receipt, chat.channel.prepare(QUESTION), to=ANN)
    press = {"token": "pick.what.coc.1", "on": int(receipt.parts[0]), "seen": int(receipt.parts[0]) + 1}
    await chat.browser.post("/c/ann/input", json={"key": "k1", "pressed": press})
    assert await echoes(chat) == ["Cocaine"]
    assert chat.heard[0].pressed_on == receipt


@pytest.mark.parametrize("on", [1, 10**17])
async def test_a_forged_press_is_handed_over_and_shows_nothing_of_another_inbox(chat: Chat, on: int) -> None:
    await chat.mailbox.append("bob", NewEntry(kind="message", message=QUESTION))
    answer = await chat.browser.post(
        "/c/ann/input", json={"key": "k", "pressed": {"token": "pick.what.coc.1", "on": on}}
    )
    assert answer.status_code == 200
    assert await echoes(chat) == []


async def test_a_position_is_shown_and_handed_over(chat: Chat) -> None:
    place = {"latitude": -4.05, "longitude": 39.666667}
    await chat.browser.post("/c/ann/input", json={"key": "k1", "located": place})
    assert chat.heard[0].content == Located(latitude=-4.05, longitude=39.666667)
    assert await echoes(chat) == ["position_sent -4.05000, 39.66667"]


async def test_a_filled_form_is_handed_over(chat: Chat) -> None:
    await chat.browser.post("/c/ann/input", json={"key": "k1", "filled": {"what": "cocaine", "where": ""}})
    assert chat.heard[0].content == Filled(values={"what": "cocaine", "where": ""})


async def test_invisible_and_reordering_characters_are_taken_out(chat: Chat) -> None:
    hostile = "a\u202eb\u200bc\x00 <b>\r\nd"
    await chat.browser.post("/c/ann/input", json={"key": "k1", "said": hostile})
    assert chat.heard[0].content == Said(text="abc <b>\nd")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 60_000,
        b'{"key": "k"}',
        b'{"said": "no key"}',
        b'{"key": "k", "said": 1}',
        b'{"key": "k", "said": " \\u200b "}',
        b'{"key": "k", "said": "\\ud800"}',
        b'{"key": "k k", "said": "hello"}',
        b'{"key": "", "said": "hello"}',
        b'{"key": "' + b"k" * 65 + b'", "said": "hello"}',
        b'{"key": "k", "said": "a", "pressed": {"token": "t"}}',
        b'{"key": "k", "pressed": {"token": "' + b"t" * 65 + b'"}}',
        '{"key": "k", "pressed": {"token": "é'.encode() + b"t" * 63 + b'"}}',
        b'{"key": "k", "pressed": {"token": "a\\nb"}}',
        b'{"key": "k", "pressed": {"token": "t", "on": -1}}',
        b'{"key": "k", "pressed": {"token": "t", "on": true}}',
        b'{"key": "k", "pressed": {"token": "t", "on": 99999999999999999999}}',
        b'{"key": "k", "pressed": "t"}',
        b'{"key": "k", "located": {"latitude": 91, "longitude": 0}}',
        b'{"key": "k", "located": {"latitude": NaN, "longitude": 0}}',
        b'{"key": "k", "located": {"latitude": "1", "longitude": 0}}',
        b'{"key": "k", "filled": {"what": 1}}',
        b'{"key": "k", "filled": {"a b": "c"}}',
    ],
)
async def test_a_wrong_form_is_refused_with_a_sentence_and_nothing_is_kept(chat: Chat, body: bytes) -> None:
    answer = await chat.browser.post("/c/ann/input", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "unreadable"})
    assert chat.heard == []
    assert await chat.harness.entries(ANN) == []


@pytest.mark.parametrize("said", ["x" * 4001, "x" * 70_000], ids=["text", "body"])
async def test_too_long_a_text_is_refused_with_a_sentence(chat: Chat, said: str) -> None:
    answer = await chat.browser.post("/c/ann/input", json={"key": "k", "said": said})
    assert (answer.status_code, answer.json()) == (413, {"error": "too_long"})
    assert chat.heard == []


async def test_the_longest_text_in_any_script_is_taken(chat: Chat) -> None:
    text = "\N{ARABIC LETTER ALEF}" * 4000
    answer = await chat.browser.post("/c/ann/input", content=json.dumps({"key": "k", "said": text}))
    assert answer.status_code == 200
    assert chat.heard[0].content == Said(text=text)


async def test_two_posts_at_once_are_taken_in_the_order_they_are_shown(chat: Chat) -> None:
    texts = [str(number) for number in range(10)]
    chat.slow = "0"
    await asyncio.gather(*(chat.browser.post("/c/ann/input", json={"key": f"k{text}", "said": text}) for text in texts))
    heard = [news.content.text for news in chat.heard if isinstance(news.content, Said)]
    assert heard == await echoes(chat)
    assert sorted(heard) == texts
