"""Somebody at the web chat: their page posts to the routes of their inbox and reads its history."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request

from bot.http.texts import Texts
from bot.language import LANGUAGES, words
from bot.mailboxes import StoredMailbox
from bot.pictures import keep_upload
from bot.ports import StoredLinks
from channels import email
from channels.message import Button, Message
from channels.message_json import from_json
from channels.web import Reader, WebChannel
from tests.bot.stage import MAIL, Stage
from tests.channels.harness import readable
from tests.dialogs.hands import Hand, Who, enrolled, labelled
from tests.dialogs.scene import Bot, Running, Scene, behind


class WebHand:
    """See `Hand`. Without an inbox: somebody who has an invitation's link and no chat yet."""

    carries_positions = True

    def __init__(self, scene: Running[httpx.AsyncClient], inbox: str = "") -> None:
        self._scene = scene
        self._inbox = inbox
        self._numbers = itertools.count(1)
        self._pressed: dict[str, dict[str, object]] = {}

    async def says(self, text: str) -> None:
        if self._inbox:
            await self._posts({"said": text})
        else:
            await self._opens_invitation(text.removeprefix("/start "))

    async def says_in_group(self, text: str) -> None:
        raise AssertionError(f"nobody can say {text} in a group on the web: there is none")

    async def presses(self, label: str) -> None:
        there = [(at, button) for at, message in reversed(await self._messages()) for button in _buttons(message)]
        found = labelled(label, (button.label for _, button in there))
        at, button = next((at, button) for at, button in there if button.label == found)
        self._pressed[label] = {"pressed": {"token": button.token, "on": at, "seen": at}}
        await self.presses_again(label)

    async def presses_again(self, label: str) -> None:
        await self._posts(self._pressed[label])

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        """The page posts one after the other, then the words."""
        for content in pictures:
            headers = {"content-type": "image/jpeg", "x-liaison-key": self._key(), "x-liaison-name": "IMG.jpg"}
            answer = await self._browser.post(f"/c/{self._inbox}/pictures", content=content, headers=headers)
            assert answer.status_code == 200, answer.text
            await self._scene.bot.rests(fetches=True)
        if text:
            await self.says(text)

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        await self._posts({"located": {"latitude": latitude, "longitude": longitude, "name": name}})

    async def shown(self) -> Mapping[str, str]:
        return {str(at): readable(message) for at, message in await self._messages()}

    @property
    def _browser(self) -> httpx.AsyncClient:
        return self._scene.end

    async def _opens_invitation(self, code: str) -> None:
        """Its chat is made, and the code is said in it."""
        stage, bot = self._scene.stage, self._scene.bot
        entrance = await StoredLinks(stage.world, bot.replies.handle).use("invitation", code, language="en")
        assert entrance is not None, "nobody speaks on the web before a link has let them in"
        self._inbox = entrance.inbox
        await bot.rests()

    async def _messages(self) -> Sequence[tuple[int, Message]]:
        if not self._inbox:
            return []
        answer = await self._browser.get(f"/c/{self._inbox}/history")
        entries = answer.json()["entries"]
        return [(entry["id"], from_json(entry["message"])) for entry in entries if entry["kind"] == "message"]

    async def _posts(self, content: dict[str, object]) -> None:
        answer = await self._browser.post(f"/c/{self._inbox}/input", json={"key": self._key(), **content})
        assert answer.status_code == 200, answer.text
        await self._scene.bot.rests()

    def _key(self) -> str:
        return f"k{next(self._numbers)}"


def _buttons(message: Message) -> Sequence[Button]:
    return [button for row in message.buttons for button in row]


@asynccontextmanager
async def open_web(stage: Stage) -> AsyncIterator[Scene]:
    def reader(_request: Request) -> Reader:
        return Reader(language="en", zone="Africa/Nairobi", name="Demo Officer")

    async def keep(inbox: str, content: bytes, name: str) -> str:
        del name
        return await keep_upload(stage.world, inbox, content)

    async def read(ref: str) -> bytes:
        async with stage.database.reading() as unit:
            content = await unit.pictures.content(ref)
        if content is None:
            raise KeyError(ref)
        return content

    @asynccontextmanager
    async def begins() -> AsyncIterator[tuple[httpx.AsyncClient, Bot]]:
        await stage.start()
        channel = WebChannel(
            mailbox=StoredMailbox(stage.database, stage.clock),
            texts=Texts(lambda language: words(language).text, LANGUAGES).chat,
            reader=reader,
            now=stage.clock,
            keep_upload=keep,
            read_upload=read,
        )
        stage.limits = {channel.name: channel.limits, MAIL: email.LIMITS}
        stage.renew()
        transport = httpx.ASGITransport(Starlette(routes=list(channel.routes())))
        async with (
            channel,
            httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as browser,
            behind(channel, stage) as bot,
        ):
            yield browser, bot

    async with Running(stage, begins, _seats) as scene:
        yield scene


async def _seats(scene: Running[httpx.AsyncClient], who: Who) -> Hand:
    if not who.known:
        return WebHand(scene)
    account = await enrolled(scene.stage, who, "web", None)
    return WebHand(scene, account.public_id)
