"""Nothing of an inbox is reached without its session, no post comes from elsewhere, and every answer is protected."""

import logging
import re
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import httpx
import pytest

from tests.bot.http.world import World

EVERYTHING = ["", "page", "history", "events", "files/1/0", "pictures/p1", "board"]


@pytest.mark.parametrize("path", EVERYTHING)
async def test_nothing_of_an_inbox_is_given_without_a_session(world: World, path: str) -> None:
    assert (await world.browser().get(f"/c/ann/{path}")).status_code == 401


@pytest.mark.parametrize("path", ["input", "pictures", "leave"])
async def test_nothing_is_posted_to_an_inbox_without_a_session(world: World, path: str) -> None:
    answer = await world.browser().post(f"/c/ann/{path}", json={"key": "k", "said": "hello"})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", EVERYTHING)
async def test_the_session_of_another_inbox_opens_none(world: World, path: str) -> None:
    browser = world.browser()
    browser.cookies.set("liaison", "session-bob", domain="liaison.test", path="/")
    assert (await browser.get(f"/c/ann/{path}")).status_code == 401


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_an_inbox_that_is_not_there_looks_like_one_that_is_closed(world: World, accept: str) -> None:
    headers = {"accept": accept}
    one = await world.browser().get("/c/ann/", headers=headers)
    other = await world.browser().get("/c/nobody/", headers=headers)
    assert (one.status_code, one.content, one.headers) == (other.status_code, other.content, other.headers)


async def test_a_session_opens_its_inbox(world: World) -> None:
    answer = await world.signed_in().get("/c/ann/")
    assert answer.status_code == 200
    assert "Demo ann" in answer.text


async def test_a_session_that_was_closed_opens_nothing(world: World) -> None:
    browser = world.signed_in()
    await browser.post("/c/ann/leave", headers={"x-liaison": "1"})
    browser.cookies.set("liaison", "session-ann", domain="liaison.test", path="/c/ann/")
    assert (await browser.get("/c/ann/history")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://liaison.test"},
        {"origin": "http://evil.test"},
        {"origin": "http://liaison.test:81"},
        {"origin": "null"},
        {"origin": "http://[bad"},
        {},
    ],
    ids=str,
)
async def test_a_post_from_elsewhere_is_refused(world: World, headers: dict[str, str]) -> None:
    browser = world.signed_in()
    del browser.headers["sec-fetch-site"]
    answer = await browser.post("/c/ann/input", json={"key": "k", "said": "hello"}, headers=headers)
    assert answer.status_code == 403
    assert await world.mailbox.latest("ann") == []


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://liaison.test"}], ids=str)
async def test_a_post_from_a_page_of_ours_gets_through(world: World, headers: dict[str, str]) -> None:
    browser = world.signed_in()
    del browser.headers["sec-fetch-site"]
    answer = await browser.post("/c/ann/input", json={"key": "k"}, headers=headers)
    assert answer.status_code == 400  # it was read


async def test_a_plain_form_is_refused_even_from_a_page_of_ours(world: World) -> None:
    answer = await world.signed_in().post("/c/ann/input", data={"key": "k", "said": "hello"})
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["evil.test", "liaison.test.evil.test", "", "169.254.169.254", "[bad"])
async def test_a_host_that_is_not_ours_is_refused(world: World, host: str) -> None:
    answer = await world.signed_in().get("/c/ann/", headers={"host": host})
    assert answer.status_code == 400
    assert "Demo ann" not in answer.text


@pytest.mark.parametrize("host", ["liaison.test", "LIAISON.test:8443", "localhost:8000", "127.0.0.1", "[::1]:8000"])
async def test_our_own_hosts_are_known(world: World, host: str) -> None:
    assert (await world.browser().get("/", headers={"host": host})).status_code == 200


async def assert_protected(answer: httpx.Response) -> None:
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/signin", "/join", "/nothing", "/c/ann/", "/c/bob/", "/healthz", "/u/x"])
async def test_every_answer_is_protected(world: World, path: str) -> None:
    answer = await world.signed_in().get(path)
    await assert_protected(answer)
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_the_style_sheet_in_the_page_is_the_only_one_that_is_let_in(world: World) -> None:
    answer = await world.signed_in().get("/c/ann/")
    sheets = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digests = [b64encode(sha256(sheet.encode()).digest()).decode() for sheet in sheets]
    (let_in,) = re.findall(r"style-src ([^;]*)", answer.headers["content-security-policy"])
    assert let_in.split() == ["'self'", *(f"'sha256-{digest}'" for digest in digests)]
    assert len(sheets) == 1


async def test_only_a_demo_may_be_framed_and_only_by_itself(demo_world: World) -> None:
    policy = (await demo_world.signed_in().get("/c/ann/")).headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "frame-src 'self'" in policy


@pytest.mark.parametrize(("accept", "begins"), [("text/html", "<!doctype html>"), ("*/*", '{"error":')])
async def test_a_refusal_is_a_page_for_a_person_and_json_for_a_script(world: World, accept: str, begins: str) -> None:
    answer = await world.browser().get("/nothing", headers={"accept": accept})
    assert answer.status_code == 404
    assert answer.text.startswith(begins)


async def test_a_refusal_is_in_the_language_of_the_browser(world: World) -> None:
    answer = await world.browser().get("/nothing", headers={"accept-language": "fr-CH, en;q=0.5"})
    assert answer.json()["error"].startswith("[fr] ")


async def test_an_unexpected_failure_says_where_but_not_what(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.mailboxes.broken = True
    with caplog.at_level(logging.DEBUG, logger="bot"):
        answer = await world.browser().get("/u/token-x")
    assert answer.status_code == 500
    await assert_protected(answer)
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text + answer.text
    assert "token-x" not in caplog.text


async def test_a_path_without_its_last_slash_leads_to_the_inbox_and_tells_nothing(world: World) -> None:
    one, other = [await world.browser().get(f"/c/{inbox}") for inbox in ("ann", "nobody")]
    assert one.status_code == other.status_code == 307
    assert one.headers["location"].endswith("/c/ann/")


# How much one session may post, and how long it lasts.

OURS = {"x-liaison": "1", "origin": "http://liaison.test"}


async def test_the_sixty_first_post_within_a_minute_is_too_much(world: World) -> None:
    browser = world.signed_in()
    answers = [await browser.post("/c/ann/input", json={}, headers=OURS) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {400}
    refused = answers[60]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert refused.json()["error"] == "That was too much at once. Please wait a minute; nothing you wrote is lost."
    assert (await browser.get("/c/ann/history")).status_code == 200
    world.pass_time(timedelta(seconds=60))
    assert (await browser.post("/c/ann/input", json={}, headers=OURS)).status_code == 400


async def test_another_session_may_go_on_and_everybody_may_sign_out(world: World) -> None:
    browser = world.signed_in()
    for _ in range(61):
        await browser.post("/c/ann/input", json={}, headers=OURS)
    other = world.browser()
    other.cookies.set("liaison", "session-bob", domain="liaison.test", path="/c/bob/")
    assert (await other.post("/c/bob/input", json={}, headers=OURS)).status_code == 400
    assert (await browser.post("/c/ann/leave", headers=OURS)).status_code == 200


async def test_the_cookie_lasts_as_long_as_the_session_that_was_made_longer(world: World) -> None:
    browser = world.signed_in()
    assert "set-cookie" not in (await browser.get("/c/ann/")).headers
    world.sessions.renews = True
    cookie = (await browser.get("/c/ann/")).headers["set-cookie"]
    for part in ("liaison=session-ann", "Path=/c/ann/", "HttpOnly", "SameSite=strict", "Max-Age=2592000"):
        assert part in cookie


async def test_signing_out_is_not_undone_by_a_session_that_was_made_longer(world: World) -> None:
    world.sessions.renews = True
    answer = await world.signed_in().post("/c/ann/leave", headers=OURS)
    assert 'liaison=""' in answer.headers["set-cookie"]
    assert len(answer.headers.get_list("set-cookie")) == 1


async def test_a_page_that_only_waits_does_not_use_its_session(world: World) -> None:
    browser = world.signed_in()
    await browser.get("/c/ann/events?after=wrong")
    assert world.sessions.uses == 0
    await browser.get("/c/ann/history")
    assert world.sessions.uses == 1
