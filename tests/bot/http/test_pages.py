"""The pages in a real browser, with every header the guard gives them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.http.ports import CaughtMail, Entrance
from channels.base import NewEntry, Outcome
from channels.message import Happened, Incoming, Message, Said
from tests.bot.http.world import NOON, FakeDemo, World
from tests.channels.web.browser import launched, served

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


@dataclass(slots=True)
class Seen:
    """A page, what it asked for and what the browser complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@asynccontextmanager
async def looking(browser: Browser, world: World) -> AsyncIterator[Seen]:
    """A window on the world's pages. Whatever is said in the chat is answered with "Thank you."."""

    async def handle(news: Incoming | Happened) -> Outcome:
        assert isinstance(news, Incoming)
        if isinstance(news.content, Said):
            answer = NewEntry(kind="message", message=Message(language="en", text="Thank you."))
            await world.mailbox.append(news.conversation.id, answer)
        return Outcome()

    def stop() -> None:
        world.channel.stop()
        world.closing.set()

    receiving = asyncio.create_task(world.channel.receive(handle))
    async with served(world.app, stop) as address:
        context = await browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        seen = Seen(page=await context.new_page())
        context.on("request", lambda sent: seen.asked.append(sent.url.removeprefix(address)))
        context.on("console", lambda line: seen.complaints.append(line.text) if line.type == "error" else None)
        try:
            yield seen
        finally:
            await context.close()
    receiving.cancel()
    with suppress(asyncio.CancelledError):
        await receiving


async def test_a_sign_in_link_leads_into_the_chat_with_one_press(chromium: Browser, world: World) -> None:
    world.links.good["signin", "good"] = Entrance(inbox="ann", session="session-ann")
    async with looking(chromium, world) as seen:
        await seen.page.goto("/signin#good")
        await seen.page.get_by_role("button", name="Sign in").click()
        await expect(seen.page.get_by_text("There are no messages yet")).to_be_visible()
        await seen.page.get_by_label("Write a message").fill("hello")
        await seen.page.keyboard.press("Enter")
        await expect(seen.page.get_by_text("Thank you.")).to_be_visible()
        assert seen.complaints == []
        assert [url for url in seen.asked if "good" in url] == []


async def test_a_wrong_link_says_what_to_do(chromium: Browser, world: World) -> None:
    async with looking(chromium, world) as seen:
        await seen.page.goto("/join#wrong")
        await seen.page.get_by_role("button", name="Accept").click()
        await expect(seen.page.get_by_role("status")).to_contain_text("Please ask for a new one")


async def test_a_link_without_its_end_is_not_tried(chromium: Browser, world: World) -> None:
    async with looking(chromium, world) as seen:
        await seen.page.goto("/join")
        await seen.page.get_by_role("button", name="Accept").click()
        await expect(seen.page.get_by_role("status")).to_contain_text("not complete")
        assert world.links.used == []


async def test_who_signs_out_is_back_at_the_sign_in_page(chromium: Browser, world: World) -> None:
    world.links.good["signin", "good"] = Entrance(inbox="ann", session="session-ann")
    async with looking(chromium, world) as seen:
        await seen.page.goto("/signin#good")
        await seen.page.get_by_role("button", name="Sign in").click()
        await seen.page.get_by_label("Menu").click()
        await seen.page.get_by_role("button", name="Sign out").click()
        await expect(seen.page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert (await seen.page.goto("/c/ann/")).status == 401  # type: ignore[union-attr] # it is answered


async def test_the_button_of_an_unsubscribe_page_needs_no_script(chromium: Browser, world: World) -> None:
    async with looking(chromium, world) as seen:
        await seen.page.goto("/u/good")
        await seen.page.get_by_role("button").click()
        await expect(seen.page.get_by_role("heading", name="No more mail")).to_be_visible()
        assert seen.complaints == []
        assert world.mailboxes.subscribed == {"good": False}


async def test_the_demo_shows_everybody_over_one_stream(chromium: Browser, demo_world: World) -> None:
    async with looking(chromium, demo_world) as seen:
        await seen.page.goto("/demo/#good")
        await seen.page.get_by_role("button", name="Open the demo").click()
        officer = seen.page.frame_locator('iframe[title="Officer"]')
        await officer.get_by_label("Write a message").fill("/report")
        await officer.get_by_label("Write a message").press("Enter")
        await expect(officer.get_by_text("Thank you.")).to_be_visible()
        await demo_world.mailbox.append("bob", NewEntry(kind="message", message=Message(language="en", text="A card.")))
        await expect(seen.page.frame_locator('iframe[title="Reviewer"]').get_by_text("A card.")).to_be_visible()
        assert [url.split("?")[0] for url in seen.asked if "events" in url] == ["/demo/events"]
        assert seen.complaints == []


async def test_a_caught_mail_is_shown_and_runs_nothing(chromium: Browser, demo: FakeDemo, demo_world: World) -> None:
    html = '<p>TLP:AMBER</p><script>top.location = "/";</script><img src="https://elsewhere.example/x.png">'
    demo.caught.append(CaughtMail(id=1, at=NOON, to="m@example.org", subject="Alert", text="In words.", html=html))
    async with looking(chromium, demo_world) as seen:
        await seen.page.goto("/demo/#good")
        await seen.page.get_by_role("button", name="Open the demo").click()
        await seen.page.get_by_role("button", name="Alert").click()
        mail = seen.page.frame_locator("#shown")
        await expect(mail.get_by_text("TLP:AMBER")).to_be_visible()
        await seen.page.get_by_role("button", name="As text").click()
        await expect(mail.get_by_text("In words.")).to_be_visible()
        assert seen.page.url.endswith("/demo/")


async def test_on_a_phone_the_demo_has_a_tab_for_everybody(chromium: Browser, demo_world: World) -> None:
    async with looking(chromium, demo_world) as seen:
        await seen.page.set_viewport_size({"width": 360, "height": 740})
        await seen.page.goto("/demo/#good")
        await seen.page.get_by_role("button", name="Open the demo").click()
        await expect(seen.page.locator(".pane:visible")).to_have_count(1)
        await seen.page.get_by_role("tab", name="Officer").press("ArrowRight")
        await expect(seen.page.locator('iframe[title="Reviewer"]')).to_be_visible()
        await expect(seen.page.locator('iframe[title="Officer"]')).to_be_hidden()
