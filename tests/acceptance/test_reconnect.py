"""A stream that ends and comes back: nothing lost, nothing twice; and none while the page is hidden."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Request, expect

from tests.acceptance import people
from tests.acceptance.chat import Chat, Entry, chat
from tests.acceptance.phone import TAKES, signed_in
from tests.acceptance.process import Installation
from tests.acceptance.waiting import until

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""A headless browser hides no page, so the page is told that it is."""


async def test_a_stream_resumes_after_the_last_event_without_losing_or_doubling_an_entry(live: Installation) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with chat(live.address, who) as officer:
        await officer.says("/help", then="You can write or press")
        async with stream(officer, after=0) as events:
            first = await anext(events)
        await officer.says("/mine", then="You have no reports yet")
        async with stream(officer, after=first["id"]) as events:
            seen = [first]
            while "no reports yet" not in json.dumps(seen[-1]):
                seen.append(await anext(events))
            await officer.post({"said": "/alerts"})
            while seen[-1].get("text") != "/alerts":
                seen.append(await anext(events))
        kept = [entry["id"] for entry in await officer.entries()]
        assert [entry["id"] for entry in seen] == kept[: len(seen)]


async def test_what_comes_while_a_page_has_no_network_is_shown_once_when_it_is_back(
    chromium: Browser, live: Installation
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with signed_in(chromium, live.address, who) as officer, chat(live.address, who) as elsewhere:
        await officer.says("/help", then="You can write or press")
        await officer.context.set_offline(True)
        await officer.says("/alerts")
        await expect(officer.root.locator("#notice")).to_be_visible(timeout=TAKES)
        await elsewhere.says("/mine", then="You have no reports yet")
        await officer.context.set_offline(False)
        await officer.sees("No alerts that are still valid")
        await expect(officer.told.filter(has_text="You have no reports yet")).to_have_count(1)
        await expect(officer.said.filter(has_text="/alerts")).to_have_count(1)
        await expect(officer.root.locator("#notice")).to_be_hidden(timeout=TAKES)


async def test_a_hidden_page_has_no_stream_and_shows_what_came_when_it_is_seen_again(
    chromium: Browser, live: Installation
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with signed_in(chromium, live.address, who) as officer, chat(live.address, who) as elsewhere:
        opened: list[Request] = []
        ended: list[Request] = []
        officer.page.on("request", lambda sent: opened.append(sent) if "/events" in sent.url else None)
        officer.page.on("requestfailed", lambda sent: ended.append(sent) if sent in opened else None)
        await officer.page.reload()
        await officer.says("/help", then="You can write or press")
        await officer.page.evaluate(HIDE, True)

        async def closed() -> bool:
            return bool(opened) and len(ended) == len(opened)

        await until(closed, what="the stream to be closed")
        await elsewhere.says("/mine", then="You have no reports yet")
        await expect(officer.told).to_have_count(1)
        await officer.page.evaluate(HIDE, False)
        await officer.sees("You have no reports yet")
        await expect(officer.told).to_have_count(2)
        assert len(opened) == len(ended) + 1


@asynccontextmanager
async def stream(who: Chat, *, after: int) -> AsyncIterator[AsyncIterator[Entry]]:
    """The entries of a stream that begins after an entry."""
    headers = {"Last-Event-ID": str(after)}
    async with who.client.stream("GET", f"{who.base}events", headers=headers) as answer:

        async def entries() -> AsyncIterator[Entry]:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

        found = entries()
        yield found
        await found.aclose()  # type: ignore[attr-defined] # a generator, as written above
