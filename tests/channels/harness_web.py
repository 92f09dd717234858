"""The web chat, its mailbox in memory and its pages asked over HTTP as a browser does."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request

from channels.message import Address
from channels.message_json import from_json
from channels.web import Reader, WebChannel
from tests.channels.harness import Harness, Next, readable
from tests.channels.web.mailbox import NOON, MemoryMailbox
from tests.channels.web.words import WORDS

FAILURES: dict[Next, tuple[Exception, bool]] = {
    Next.BUSY: (OSError("the database is down"), False),
    Next.GONE: (KeyError("no such inbox"), False),
    Next.NEVER: (ValueError("cannot be stored"), False),
    Next.LOCKED_OUT: (PermissionError("read-only"), False),
    Next.LOST_BEFORE: (ConnectionError("gone before the commit"), False),
    Next.LOST_AFTER: (TimeoutError("no answer to the commit"), True),
}


class Uploads:
    """Pictures kept by number; whatever begins with %PDF is none."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def keep(self, inbox: str, content: bytes, name: str) -> str:
        if content.startswith(b"%PDF"):
            raise ValueError(f"{name} is not a picture.")
        self.kept.setdefault(f"{inbox}-{len(self.kept) + 1}", content)
        return list(self.kept)[-1]

    async def read(self, ref: str) -> bytes:
        return self.kept[ref]


class WebHarness:
    """See `Harness`. `browser` asks the channel's pages."""

    secrets: Sequence[str] = ()
    hears = True

    def __init__(
        self, channel: WebChannel, mailbox: MemoryMailbox, uploads: Uploads, browser: httpx.AsyncClient
    ) -> None:
        self.channel = channel
        self.mailbox = mailbox
        self.uploads = uploads
        self.browser = browser

    def address(self, name: str) -> Address:
        return Address("web", name)

    def next_send(self, what: Next) -> None:
        self.mailbox.failures.append(FAILURES[what])

    async def entries(self, to: Address) -> Sequence[dict[str, object]]:
        """What the page is given of an inbox."""
        answer = await self.browser.get(f"/c/{to.id}/history")
        found: list[dict[str, object]] = answer.json()["entries"]
        return found

    async def shown(self, to: Address) -> Sequence[str]:
        shown: dict[object, str] = {}
        for entry in await self.entries(to):
            message = entry.get("message")
            if entry["kind"] == "delete":
                del shown[entry["of"]]
            elif isinstance(message, dict):
                shown[entry.get("of", entry["id"])] = readable(from_json(message))
        return list(shown.values())

    def notes(self) -> Sequence[str]:
        return ()

    async def person_says(self, sender: Address, text: str, *, key: str) -> bool:
        await asyncio.sleep(0)  # a task that was just made to receive has begun
        answer = await self.browser.post(f"/c/{sender.id}/input", json={"key": key, "said": text})
        return answer.status_code == 200

    async def person_presses(self, sender: Address, label: str, *, key: str) -> bool:
        await asyncio.sleep(0)  # as above
        for entry in reversed(await self.entries(sender)):
            message = entry.get("message")
            rows = from_json(message).buttons if isinstance(message, dict) else ()
            for button in (button for row in rows for button in row if button.label == label):
                press = {"token": button.token, "on": entry.get("of", entry["id"]), "seen": entry["id"]}
                answer = await self.browser.post(f"/c/{sender.id}/input", json={"key": key, "pressed": press})
                return answer.status_code == 200
        raise LookupError(label)


@asynccontextmanager
async def open_web_chat(*, language: str = "en") -> AsyncIterator[WebHarness]:
    """The harness with all it has beyond the contract. Its readers are in Nairobi."""

    def read_page(_request: Request) -> Reader:
        return Reader(language=language, zone="Africa/Nairobi", name="Demo officer")

    mailbox, uploads = MemoryMailbox(), Uploads()
    channel = WebChannel(
        mailbox=mailbox,
        texts=lambda _language: WORDS,
        reader=read_page,
        now=lambda: NOON,
        keep_upload=uploads.keep,
        read_upload=uploads.read,
    )
    transport = httpx.ASGITransport(Starlette(routes=list(channel.routes())))
    async with channel, httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as browser:
        yield WebHarness(channel, mailbox, uploads, browser)


@asynccontextmanager
async def open_web() -> AsyncIterator[Harness]:
    async with open_web_chat() as harness:
        yield harness
