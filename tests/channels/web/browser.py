"""A real browser looking at a real page over a real socket."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from starlette.applications import Starlette

from channels.base import NewEntry, Outcome
from channels.message import Happened, Incoming, Message, Said
from tests.channels.harness_web import WebHarness, open_web_chat

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
"""The shell draws the same pages without the browser's own windows, in half of the time."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(slots=True)
class Browsed:
    """Ann's page, and everything behind it. While `failing`, nothing is taken in; with `changes` all she does changes who
    she is to the service.
    """

    harness: WebHarness
    context: BrowserContext
    page: Page
    heard: list[Incoming] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failing: bool = False
    changes: bool = False

    async def handle(self, news: Incoming | Happened) -> Outcome:
        if self.failing:
            raise OSError("the database is down")
        assert isinstance(news, Incoming)
        self.heard.append(news)
        return Outcome(reader_changed=self.changes)

    async def tell(self, message: Message) -> int:
        return await self.harness.mailbox.append("ann", NewEntry(kind="message", message=message))

    async def say(self, text: str) -> None:
        await self.page.get_by_label("compose").fill(text)
        await self.page.keyboard.press("Enter")

    def said(self) -> list[str]:
        return [news.content.text for news in self.heard if isinstance(news.content, Said)]


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Debian's Chromium. Where there is none the test is skipped, or fails if LIAISON_REQUIRE_BROWSER=1 says that one is
    to be there.
    """
    if not CHROMIUM:
        missing = "Chromium is not installed (Debian: apt-get install chromium-headless-shell)."
        if os.environ.get("LIAISON_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


@asynccontextmanager
async def browse(browser: Browser, *, language: str = "en") -> AsyncIterator[Browsed]:
    """Opens Ann's page on a phone's screen. What the page's script complains of is in `wrong`."""
    async with open_web_chat(language=language) as harness:
        app = Starlette(routes=list(harness.channel.routes()))
        async with served(app, harness.channel.stop) as address:
            context = await browser.new_context(viewport={"width": 360, "height": 740}, base_url=address)
            page = await context.new_page()
            browsed = Browsed(harness=harness, context=context, page=page)
            page.on("request", lambda sent: browsed.posted.append(sent.url) if sent.method == "POST" else None)
            page.on("pageerror", lambda error: browsed.wrong.append(str(error)))
            receiving = asyncio.create_task(harness.channel.receive(browsed.handle))
            try:
                yield browsed
            finally:
                receiving.cancel()
                with suppress(asyncio.CancelledError):
                    await receiving
                await context.close()


@asynccontextmanager
async def served(app: Starlette, stop: Callable[[], None]) -> AsyncIterator[str]:
    """The application on loopback, at a port of its own. `stop` ends its streams."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        stop()
        server.should_exit = True
        await task
