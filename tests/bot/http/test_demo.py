"""The demo's page: only in a demo, only with its link, and then everybody at once."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
import pytest

from bot.http.demo_stream import Cursor, events
from bot.http.ports import CaughtMail
from channels.base import Entry, NewEntry
from channels.message import Message
from tests.bot.http.world import FakeDemo, World
from tests.channels.web.mailbox import MemoryMailbox

HOSTILE = '<script>parent.alert(1)</script><p style="color:red">TLP:AMBER</p>'


def mail(id_: int, *, html: str = HOSTILE) -> CaughtMail:
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    return CaughtMail(id=id_, at=at, to="member@example.org", subject=f"Alert {id_}", text="TLP:AMBER", html=html)


async def opened(world: World) -> httpx.AsyncClient:
    browser = world.browser()
    await browser.post("/demo/open", json={"token": "good"})
    return browser


@pytest.mark.parametrize("path", ["/demo", "/demo/", "/demo/events", "/demo/mail/1/page"])
async def test_a_live_installation_has_no_demo(world: World, path: str) -> None:
    assert (await world.browser().get(path)).status_code == 404


async def test_opening_the_printed_link_signs_nobody_in(demo_world: World) -> None:
    answer = await demo_world.browser().get("/demo/")
    assert "Open the demo" in answer.text
    assert "set-cookie" not in answer.headers
    assert "iframe" not in answer.text


async def test_the_button_signs_in_to_every_account_and_shows_them_side_by_side(demo_world: World) -> None:
    browser = await opened(demo_world)
    page = await browser.get("/demo/")
    for inbox in ("ann", "bob"):
        assert f'<iframe src="/c/{inbox}/"' in page.text
        assert (await browser.get(f"/c/{inbox}/")).status_code == 200


async def test_who_the_accounts_belong_to_is_said_in_the_language_of_the_browser(demo_world: World) -> None:
    browser = await opened(demo_world)
    page = await browser.get("/demo/", headers={"Accept-Language": "fr"})
    assert "[fr] Demo reviewer" in page.text


async def test_a_wrong_link_opens_nothing(demo_world: World) -> None:
    answer = await demo_world.browser().post("/demo/open", json={"token": "wrong"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/demo/events?after=0-0-0", "/demo/mail/1/page", "/demo/mail/1/text"])
async def test_what_the_demo_has_is_not_given_without_its_cookie(demo_world: World, demo: FakeDemo, path: str) -> None:
    demo.caught.append(mail(1))
    browser = demo_world.signed_in()
    browser.cookies.set("liaison_demo", "wrong", domain="liaison.test", path="/demo/")
    assert (await browser.get(path)).status_code == 401


@pytest.mark.parametrize("path", ["/", "/signin", "/join", "/demo/", "/c/ann/", "/nothing"])
async def test_every_page_of_a_demo_says_so(demo_world: World, path: str) -> None:
    browser = await opened(demo_world)
    assert "Demo: nothing here is real" in (await browser.get(path, headers={"accept": "text/html"})).text


async def test_one_stream_brings_what_every_inbox_and_the_catcher_got_and_can_be_taken_up(
    demo_world: World, demo: FakeDemo
) -> None:
    browser = await opened(demo_world)
    for inbox in ("ann", "bob", "carol"):
        await demo_world.mailbox.append(inbox, NewEntry(kind="message", message=Message(language="en", text=inbox)))
    demo.caught.append(mail(1))

    async def read(after: str) -> list[tuple[str, dict[str, object]]]:
        asking = asyncio.create_task(browser.get("/demo/events", params={"after": after}))
        for _ in range(50):
            await asyncio.sleep(0)
        demo_world.closing.set()
        events = [event.split("\ndata: ") for event in (await asking).text.split("\n\n") if event.startswith("id: ")]
        demo_world.closing.clear()
        return [(id_.removeprefix("id: "), json.loads(data)) for id_, data in events]

    everything = await read("0-0-0")
    assert [event.get("inbox") for _, event in everything] == ["ann", "bob", None]
    assert [id_ for id_, _ in everything] == ["1-0-0", "1-2-0", "1-2-1"]
    assert [event.get("inbox") for _, event in await read("1-0-0")] == ["bob", None]
    assert await read("1-2-1") == []


async def test_what_comes_into_one_inbox_while_another_is_read_is_not_passed_over(
    demo: FakeDemo,
) -> None:
    class Late(MemoryMailbox):
        """While Bob's inbox is read, Ann gets a message, and Bob gets one after her."""

        async def read_after(self, inbox: str, after: int, *, limit: int = 200) -> Sequence[Entry]:
            if inbox == "bob" and not await super().latest("ann"):
                for to in ("ann", "bob"):
                    await self.append(to, NewEntry(kind="message", message=Message(language="en", text=to)))
            return await super().read_after(inbox, after, limit=limit)

    closing = asyncio.Event()
    brought = []
    async for event in events(Late(), ["ann", "bob"], demo, Cursor(entries=[0, 0], mail=0), closing):
        if event.startswith("id: "):
            brought.append(json.loads(event.partition("data: ")[2])["inbox"])
        if len(brought) == 2 or event == ": here\n\n":
            closing.set()
    assert brought == ["bob", "ann"]


@pytest.mark.parametrize("after", ["", "1", "1-1", "x-1-1", "1-1-", "1-1-1-1", "1-1-" + "9" * 30])
async def test_a_wrong_place_in_the_stream_is_refused(demo_world: World, after: str) -> None:
    browser = await opened(demo_world)
    assert (await browser.get("/demo/events", params={"after": after})).status_code == 400


async def test_a_mail_is_shown_without_scripts_and_without_fetching_anything(demo_world: World, demo: FakeDemo) -> None:
    demo.caught.append(mail(1))
    answer = await (await opened(demo_world)).get("/demo/mail/1/page")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(("form", "html"), [("text", HOSTILE), ("page", "")])
async def test_a_mail_is_shown_as_text_when_asked_or_when_it_is_only_text(
    demo_world: World, demo: FakeDemo, form: str, html: str
) -> None:
    demo.caught.append(mail(1, html=html))
    answer = await (await opened(demo_world)).get(f"/demo/mail/1/{form}")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == "TLP:AMBER"


async def test_a_mail_that_was_not_caught_is_answered_404(demo_world: World) -> None:
    assert (await (await opened(demo_world)).get("/demo/mail/9/page")).status_code == 404


async def test_guessing_the_printed_link_ends_after_ten_tries(demo_world: World) -> None:
    browser = demo_world.browser()
    answers = [await browser.post("/demo/open", json={"token": f"wrong-{number}"}) for number in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
