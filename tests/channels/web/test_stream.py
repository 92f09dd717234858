"""The stream of an inbox: what is new comes down it in order, and it can be taken up again."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from channels.base import NewEntry
from channels.message import Message
from channels.web.stream import events
from tests.channels.web.conftest import Chat
from tests.channels.web.mailbox import MemoryMailbox


async def tell(mailbox: MemoryMailbox, text: str, inbox: str = "ann") -> int:
    return await mailbox.append(inbox, NewEntry(kind="message", message=Message(language="en", text=text)))


async def next_texts(stream: AsyncIterator[str], count: int) -> list[str]:
    texts: list[str] = []
    while len(texts) < count:
        line = (await anext(stream)).split("data: ")
        if len(line) > 1:
            texts.append(json.loads(line[1])["message"]["text"])
    return texts


async def test_what_came_before_and_what_comes_later_is_one_stream_in_order() -> None:
    mailbox = MemoryMailbox()
    for text in ("one", "two"):
        await tell(mailbox, text)
    stream = events(mailbox, "ann", 1, asyncio.Event())
    assert await next_texts(stream, 1) == ["two"]
    later = asyncio.create_task(next_texts(stream, 2))
    await asyncio.sleep(0)
    await tell(mailbox, "not hers", "bob")
    for text in ("three", "four"):
        await tell(mailbox, text)
    assert await later == ["three", "four"]


async def test_an_event_carries_the_id_to_go_on_from() -> None:
    mailbox = MemoryMailbox()
    id_ = await tell(mailbox, "one\ntwo")
    stream = events(mailbox, "ann", 0, asyncio.Event())
    await anext(stream)
    event = await anext(stream)
    assert event.startswith(f"id: {id_}\ndata: {{")
    assert event.count("\n") == 3


async def test_a_stream_without_news_shows_that_it_lives() -> None:
    mailbox = MemoryMailbox()
    mailbox.impatient = True
    stream = events(mailbox, "ann", 0, asyncio.Event())
    assert [await anext(stream) for _ in range(3)] == [": open\n\n", ": here\n\n", ": here\n\n"]


async def test_a_stream_ends_when_the_process_closes() -> None:
    closing = asyncio.Event()
    stream = events(MemoryMailbox(), "ann", 0, closing)

    async def read_to_the_end() -> list[str]:
        return [line async for line in stream]

    reading = asyncio.create_task(read_to_the_end())
    await asyncio.sleep(0)
    closing.set()
    async with asyncio.timeout(5):  # less than a heartbeat
        lines = await reading
    assert [line for line in lines if not line.startswith(":")] == []


async def test_a_stream_ends_when_its_session_does_and_sends_nothing_that_came_later() -> None:
    mailbox, open_ = MemoryMailbox(), [True, True, False]
    await tell(mailbox, "one")

    async def signed_in() -> bool:
        return open_.pop(0)

    mailbox.impatient = True
    lines: list[str] = []
    async for line in events(mailbox, "ann", 0, asyncio.Event(), signed_in):
        assert len(lines) < 10, "it does not end"
        lines.append(line)
        if line == ": here\n\n":
            await tell(mailbox, "two")
    assert [line.startswith(":") for line in lines] == [True, False, True]


async def test_stopping_the_channel_ends_its_streams(chat: Chat) -> None:
    await tell(chat.mailbox, "one")
    asking = asyncio.create_task(chat.browser.get("/c/ann/events?after=0"))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not asking.done()
    chat.channel.stop()
    answer = await asking
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert '"text": "one"' in answer.text


async def test_a_browser_that_comes_back_goes_on_after_what_it_saw_last(chat: Chat) -> None:
    first, second = await tell(chat.mailbox, "one"), await tell(chat.mailbox, "two")
    chat.mailbox.impatient = True
    asking = asyncio.create_task(chat.browser.get("/c/ann/events?after=0", headers={"last-event-id": str(first)}))
    for _ in range(20):
        await asyncio.sleep(0)
    chat.channel.stop()
    text = (await asking).text
    assert f"id: {second}\n" in text
    assert f"id: {first}\n" not in text


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30])
async def test_a_wrong_place_in_the_stream_is_refused(chat: Chat, after: str) -> None:
    assert (await chat.browser.get("/c/ann/events", headers={"last-event-id": after})).status_code == 400
