"""The pages outside the chat on a phone, in light, in dark and from right to left: everybody can use them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from bot.http.ports import CaughtMail
from tests.acceptance.mirrored import LANGUAGE
from tests.acceptance.phone import SMALL
from tests.bot.http.world import NOON, FakeDemo, World
from tests.channels.web.audit import passes
from tests.channels.web.browser import launched, served

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="module")]

LOOKS: list[tuple[str, Literal["light", "dark"]]] = [("en", "light"), ("en", "dark"), (LANGUAGE, "light")]

PAINTED = """() => new Promise(done => new PerformanceObserver(list => list.getEntries().length && done(true))
  .observe({ type: "paint", buffered: true }))"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


@asynccontextmanager
async def opened(
    browser: Browser, world: World, language: str, scheme: Literal["light", "dark"], path: str
) -> AsyncIterator[Page]:
    """A page of the world on a phone."""

    def stop() -> None:
        world.channel.stop()
        world.closing.set()

    async with served(world.app, stop) as address:
        context = await browser.new_context(
            base_url=address, viewport=SMALL, locale=language, color_scheme=scheme, reduced_motion="reduce"
        )
        try:
            page = await context.new_page()
            await page.goto(path)
            await expect(page.locator("html")).to_have_attribute("lang", language)
            yield page
        finally:
            await context.close()


@pytest.mark.parametrize(
    ("path", "live"),
    [("/", True), ("/join#good", True), ("/u/good", False), ("/u/unknown", False), ("/nothing", False)],
)
@pytest.mark.parametrize(("language", "scheme"), LOOKS)
async def test_everybody_can_use_the_page(
    chromium: Browser, world: World, language: str, scheme: Literal["light", "dark"], path: str, live: bool
) -> None:
    async with opened(chromium, world, language, scheme, path) as page:
        await passes(page, live=live)


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
async def test_everybody_can_use_the_demo(
    chromium: Browser, demo: FakeDemo, demo_world: World, language: str, scheme: Literal["light", "dark"]
) -> None:
    demo.caught.append(CaughtMail(id=1, at=NOON, to="m@example.org", subject="Alert", text="In words.", html="<p>Hi"))
    async with opened(chromium, demo_world, language, scheme, "/demo/#good") as page:
        await page.get_by_role("button").click()
        await expect(page.locator("#tab-officer")).to_be_visible()
        await passes(page)
        await page.locator("#tab-mail").click()
        await page.locator("#mails button").click()
        await expect(page.locator("#shown")).to_be_visible()
        await passes(page)


async def test_the_chat_is_drawn_before_any_other_file_has_come(chromium: Browser, world: World) -> None:
    """Whatever the page asks for is held back until something has been painted, as it will stay."""
    drawn = asyncio.Event()

    async def held(route: Route) -> None:
        await drawn.wait()
        await route.continue_()

    async with opened(chromium, world, "en", "light", "/") as page:
        await page.context.add_cookies(
            [{"name": "liaison", "value": "session-ann", "domain": "127.0.0.1", "path": "/c/ann/"}]
        )
        await page.route("**/static/**", held)
        await page.goto("/c/ann/", wait_until="commit")
        try:
            async with asyncio.timeout(10):  # what never comes is not waited for
                await page.evaluate(PAINTED)
            await expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)
            await expect(page.locator(".top")).to_have_css("display", "flex")
        finally:
            drawn.set()
        await expect(page.locator("#empty")).not_to_contain_text("Loading")
