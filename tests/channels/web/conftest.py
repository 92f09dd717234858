"""A web chat whose posts are answered by a person's other side: a list of what came in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from channels.base import Outcome
from channels.message import Happened, Incoming, Said
from tests.channels.harness_web import WebHarness, open_web_chat


class Chat:
    """An open web chat that receives. `failures` are raised instead of taking the next things in;
    what is said like `slow` takes long.
    """

    def __init__(self, harness: WebHarness) -> None:
        self.harness = harness
        self.browser = harness.browser
        self.mailbox = harness.mailbox
        self.uploads = harness.uploads
        self.channel = harness.channel
        self.heard: list[Incoming] = []
        self.failures: list[Exception] = []
        self.slow = ""

    async def handle(self, news: Incoming | Happened) -> Outcome:
        if self.failures:
            raise self.failures.pop(0)
        assert isinstance(news, Incoming)
        if isinstance(news.content, Said) and news.content.text == self.slow:
            for _ in range(50):
                await asyncio.sleep(0)
        repeated = any(news.key == before.key for before in self.heard)
        self.heard.append(news)
        return Outcome(repeated=repeated)


@asynccontextmanager
async def receiving(harness: WebHarness) -> AsyncIterator[Chat]:
    chat = Chat(harness)
    task = asyncio.create_task(harness.channel.receive(chat.handle))
    await asyncio.sleep(0)
    try:
        yield chat
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with open_web_chat() as harness, receiving(harness) as opened:
        yield opened
