"""What the page is given: its shell, the conversation so far, files."""

import json
import re
from html import unescape

import pytest

from channels.base import NewEntry, Slots
from channels.message import Address, File, Message
from channels.web.shell import STYLE
from tests.channels.web.conftest import Chat

ANN = Address("web", "ann")


async def tell(chat: Chat, text: str, key: str) -> int:
    receipt = await chat.channel.send(ANN, Message(language="en", text=text), Slots(), key=key)
    return int(receipt.parts[0])


async def test_the_history_is_given_in_pages_that_leave_nothing_out(chat: Chat) -> None:
    for number in range(120):
        await tell(chat, str(number), f"k{number}")
    found: list[int] = []
    more, before = True, ""
    while more:
        answer = (await chat.browser.get(f"/c/ann/history{before}")).json()
        found = [entry["id"] for entry in answer["entries"]] + found
        more, before = answer["more"], f"?before={found[0]}"
    assert found == list(range(1, 121))


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "²"])
async def test_a_wrong_place_in_the_history_is_refused(chat: Chat, before: str) -> None:
    assert (await chat.browser.get("/c/ann/history", params={"before": before})).status_code == 400


async def test_a_time_is_given_in_utc_with_its_offset(chat: Chat) -> None:
    await tell(chat, "hello", "k")
    (entry,) = await chat.harness.entries(ANN)
    assert entry["at"] == "2026-11-22T12:00:00+00:00"


async def test_a_possible_repeat_says_so_in_its_last_line(chat: Chat) -> None:
    slots = Slots(repeat=True, repeat_note="This may be a second copy.")
    await chat.channel.send(ANN, Message(language="en", text="Look for reefers."), slots, key="k")
    (shown,) = await chat.harness.shown(ANN)
    assert shown.endswith("Look for reefers.\nThis may be a second copy.")


async def test_the_line_for_places_where_content_must_not_show_is_not_given_to_the_page(chat: Chat) -> None:
    await chat.channel.send(ANN, Message(language="en", text="a", mention="neutral"), Slots(), key="k")
    assert "neutral" not in str(await chat.harness.entries(ANN))


async def test_a_file_is_named_in_the_history_and_downloaded_apart(chat: Chat) -> None:
    file = File(name="Été.html", kind="text/html", content=b"<script>alert(1)</script>")
    id_ = await chat.mailbox.append("ann", NewEntry(kind="message", message=Message(language="en", files=(file,))))
    (entry,) = await chat.harness.entries(ANN)
    assert isinstance(entry["message"], dict)
    assert entry["message"]["files"] == [{"name": "Été.html", "bytes": 25}]
    answer = await chat.browser.get(f"/c/ann/files/{id_}/0")
    assert answer.content == file.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%C3%89t%C3%A9.html"


@pytest.mark.parametrize("path", ["1/1", "2/0", "999999999999999999999999/0"])
async def test_a_file_that_is_not_there_is_answered_404(chat: Chat, path: str) -> None:
    file = File(name="a", kind="b", content=b"c")
    await chat.mailbox.append("ann", NewEntry(kind="message", message=Message(language="en", files=(file,))))
    assert (await chat.browser.get(f"/c/ann/files/{path}")).status_code == 404


async def test_a_file_of_another_inbox_is_not_given(chat: Chat) -> None:
    file = File(name="a", kind="b", content=b"c")
    await chat.mailbox.append("bob", NewEntry(kind="message", message=Message(language="en", files=(file,))))
    assert (await chat.browser.get("/c/ann/files/1/0")).status_code == 404


async def test_the_page_holds_no_inline_script_no_style_but_its_own_and_nothing_from_elsewhere(chat: Chat) -> None:
    html = (await chat.browser.get("/c/ann/")).text
    html = html.replace(f"<style>{STYLE}</style>", "", 1)
    assert re.findall(r"<style|style=|\son\w+=|javascript:", html) == []
    assert all(re.search(r'\ssrc="/static/', tag) for tag in re.findall(r"<script[^>]*>", html))
    assert re.findall(r'(?:src|href)="(?!/static/)[^"]*"', html) == []


async def test_the_page_carries_the_zone_and_the_words_for_its_script(chat: Chat) -> None:
    html = (await chat.browser.get("/c/ann/")).text
    found = re.search(r'data-page="([^"]*)"', html)
    assert found
    data = json.loads(unescape(found[1]))
    assert (data["inbox"], data["zone"], data["texts"]["offline"]) == ("ann", "Africa/Nairobi", "offline")
    assert data == (await chat.browser.get("/c/ann/page")).json()


async def test_everything_the_page_loads_is_there_and_small(chat: Chat) -> None:
    page = await chat.browser.get("/c/ann/")
    names = set(re.findall(r'(?:src|href)="(/static/[^"]*)"', page.text))
    answers = [await chat.browser.get(name) for name in names]
    assert len(answers) >= 6
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert sum(len(answer.content) for answer in [page, *answers]) < 100_000


async def test_a_page_of_the_release_before_gets_todays_files_but_keeps_none(chat: Chat) -> None:
    answer = await chat.browser.get("/static/chat/000000000000/chat.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("name", ["no.js", "..%2fchannel.py", "chat.html"])
async def test_only_the_pages_own_files_are_served(chat: Chat, name: str) -> None:
    assert (await chat.browser.get(f"/static/chat/0/{name}")).status_code == 404


async def test_a_long_history_is_sent_packed(chat: Chat) -> None:
    for number in range(50):
        await tell(chat, "What was seized?", f"k{number}")
    answer = await chat.browser.get("/c/ann/history", headers={"Accept-Encoding": "gzip"})
    assert int(answer.headers["content-length"]) < len(answer.content) / 5
