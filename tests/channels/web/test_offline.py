"""A page that loses its network and comes back: what was done meanwhile is taken in once, in order."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from channels.message import Button, Message, Pressed, Said
from tests.channels.web.browser import browse, launched

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="module")]

QUESTION = Message(language="en", text="How much?", buttons=((Button(label="Skip", token="skip.much.-.2"),),))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


async def test_the_banner_says_that_there_is_no_network_before_anything_is_written(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text("begin")).to_be_visible()
        await ann.context.set_offline(offline=True)
        await expect(ann.page.get_by_role("status")).to_contain_text("offline")
        await ann.context.set_offline(offline=False)
        await expect(ann.page.get_by_role("status")).to_be_hidden()


async def test_what_was_done_without_a_network_is_taken_in_once_though_the_page_is_read_anew(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.context.set_offline(offline=True)
        await ann.say("one")
        await ann.page.get_by_role("button", name="Skip").click()
        await ann.say("three")
        await expect(ann.page.locator(".waiting")).to_have_count(3)
        await ann.context.set_offline(offline=False)
        await ann.page.reload()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(3)
        await ann.page.reload()
        await expect(ann.page.locator(".said .text")).to_have_text(["one", "Skip", "three"])
        taken = {news.key: news.content for news in ann.heard}
        assert list(taken.values()) == [Said(text="one"), Pressed(token="skip.much.-.2"), Said(text="three")]


async def test_what_was_taken_in_but_not_acknowledged_is_not_doubled_by_a_reload(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")

        async def lose_the_answer(route: Route) -> None:
            await route.fetch()
            await route.abort("connectionreset")

        await ann.context.route("**/input", lose_the_answer)
        await ann.say("12.4 kg")
        await expect(ann.page.get_by_role("status")).to_contain_text("offline")
        await ann.context.unroute("**/input")
        await ann.page.reload()
        await expect(ann.page.locator(".waiting")).to_have_count(0)
        await expect(ann.page.locator(".said .text")).to_have_text(["12.4 kg"])
        assert {news.key for news in ann.heard} == {ann.heard[0].key}


async def test_on_a_slow_network_it_is_said_after_two_seconds_that_work_goes_on(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        held: list[Route] = []
        await ann.context.route("**/input", lambda route: held.append(route))  # noqa: PLW0108 - it notes itself on it
        await ann.page.clock.install()
        await ann.page.goto("/c/ann/")
        async with ann.page.expect_request("**/input"):
            await ann.say("12.4 kg")
        await ann.page.clock.run_for(2000)
        await expect(ann.page.locator(".state")).to_have_text("sending")
        await held[0].continue_()
        await expect(ann.page.locator(".waiting")).to_have_count(0)
        assert ann.said() == ["12.4 kg"]
