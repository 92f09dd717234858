"""Somebody at the web chat: their page posts to the routes of their inbox and reads its history."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request

from bot.http.texts import Texts
from bot.language import LANGUAGES, words
from bot.mailboxes import StoredMailbox
from bot.pictures import keep_upload
from channels.message import Button, Message
from channels.message_json import from_json
from channels.web import Reader, WebChannel
from tests.bot.stage import Stage
from tests.channels.harness import readable
from tests.dialogs.hands import Bot, Hand, Officer, behind, enrolled, labelled


class WebHand:
    """See `Hand`."""

    carries_positions = True

    def __init__(self, browser: httpx.AsyncClient, inbox: str, bot: Bot) -> None:
        self._browser = browser
        self._inbox = inbox
        self._bot = bot
        self._numbers = itertools.count(1)

    async def says(self, text: str) -> None:
        await self._posts({"said": text})

    async def presses(self, label: str) -> None:
        there = [(at, button) for at, message in reversed(await self._messages()) for button in _buttons(message)]
        found = labelled(label, (button.label for _, button in there))
        at, button = next((at, button) for at, button in there if button.label == found)
        await self._posts({"pressed": {"token": button.token, "on": at, "seen": at}})

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        """The page posts one after the other, then the words."""
        for content in pictures:
            headers = {"content-type": "image/jpeg", "x-liaison-key": self._key(), "x-liaison-name": "IMG.jpg"}
            answer = await self._browser.post(f"/c/{self._inbox}/pictures", content=content, headers=headers)
            assert answer.status_code == 200, answer.text
            await self._bot.rests()
        if text:
            await self.says(text)

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        await self._posts({"located": {"latitude": latitude, "longitude": longitude, "name": name}})

    async def shown(self) -> Sequence[str]:
        return [readable(message) for _, message in await self._messages()]

    async def _messages(self) -> Sequence[tuple[int, Message]]:
        answer = await self._browser.get(f"/c/{self._inbox}/history")
        entries = answer.json()["entries"]
        return [(entry["id"], from_json(entry["message"])) for entry in entries if entry["kind"] == "message"]

    async def _posts(self, content: dict[str, object]) -> None:
        answer = await self._browser.post(f"/c/{self._inbox}/input", json={"key": self._key(), **content})
        assert answer.status_code == 200, answer.text
        await self._bot.rests()

    def _key(self) -> str:
        return f"k{next(self._numbers)}"


def _buttons(message: Message) -> Sequence[Button]:
    return [button for row in message.buttons for button in row]


@asynccontextmanager
async def open_web(stage: Stage, officer: Officer) -> AsyncIterator[Hand]:
    def reader(_request: Request) -> Reader:
        return Reader(language=officer.language, zone="Africa/Nairobi", name="Demo Officer")

    async def keep(inbox: str, content: bytes, name: str) -> str:
        del name
        return await keep_upload(stage.world, inbox, content)

    async def read(ref: str) -> bytes:
        async with stage.database.reading() as unit:
            content = await unit.pictures.content(ref)
        if content is None:
            raise KeyError(ref)
        return content

    await stage.start()
    channel = WebChannel(
        mailbox=StoredMailbox(stage.database, stage.clock),
        texts=Texts(lambda language: words(language).text, LANGUAGES).chat,
        reader=reader,
        now=stage.clock,
        keep_upload=keep,
        read_upload=read,
    )
    stage.limits = {channel.name: channel.limits}
    stage.renew()
    account = await enrolled(stage, officer, channel.name, None)
    transport = httpx.ASGITransport(Starlette(routes=list(channel.routes())))
    async with (
        channel,
        httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as browser,
        behind(channel, stage) as bot,
    ):
        yield WebHand(browser, account.public_id, bot)
