"""Opening a link changes nothing; its button's post uses it once and signs the browser in to one inbox."""

from datetime import timedelta

import pytest

from bot.http.ports import Entrance
from tests.bot.http.world import World

TOKEN = {"token": "good"}


@pytest.mark.parametrize("path", ["/signin", "/join"])
async def test_opening_a_link_uses_nothing(world: World, path: str) -> None:
    answer = await world.browser().get(path)
    assert answer.status_code == 200
    assert world.links.used == []
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("path", "kind"), [("/signin", "signin"), ("/join", "invitation")])
async def test_the_button_signs_in_to_one_inbox_by_a_cookie_on_its_path(world: World, path: str, kind: str) -> None:
    world.links.good[kind, "good"] = Entrance(inbox="ann", session="session-ann")
    browser = world.browser()
    answer = await browser.post(path, json=TOKEN, headers={"accept-language": "fr"})
    assert (answer.status_code, answer.json()) == (200, {"to": "/c/ann/"})
    assert world.links.used == [(kind, "good", "fr")]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("liaison=session-ann; HttpOnly; ")
    assert "Path=/c/ann/;" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert (await browser.get("/c/ann/")).status_code == 200


async def test_with_https_the_cookie_goes_no_other_way() -> None:
    world = World(public_url="https://liaison.test")
    world.links.good["signin", "good"] = Entrance(inbox="ann", session="session-ann")
    answer = await world.browser(base_url="https://liaison.test").post("/signin", json=TOKEN)
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_link_is_good_for_its_own_kind_only_and_once(world: World) -> None:
    world.links.good["signin", "good"] = Entrance(inbox="ann", session="session-ann")
    browser = world.browser()
    assert [(await browser.post(path, json=TOKEN)).status_code for path in ("/join", "/signin", "/signin")] == [
        403,
        200,
        403,
    ]


async def test_two_accounts_are_open_in_one_browser(world: World) -> None:
    browser = world.browser()
    for inbox in ("ann", "bob"):
        world.links.good["signin", inbox] = Entrance(inbox=inbox, session=f"session-{inbox}")
        await browser.post("/signin", json={"token": inbox})
    assert [(await browser.get(f"/c/{inbox}/")).status_code for inbox in ("ann", "bob")] == [200, 200]


@pytest.mark.parametrize("posted", [{}, {"token": 1}, {"token": ""}, {"token": "é"}, {"token": "x" * 201}, []])
async def test_what_cannot_be_a_token_is_refused_without_asking(world: World, posted: object) -> None:
    assert (await world.browser().post("/signin", json=posted)).status_code == 403
    assert world.links.used == []


async def test_after_ten_wrong_tries_nothing_more_is_looked_at_for_an_hour(world: World) -> None:
    world.links.good["signin", "good"] = Entrance(inbox="ann", session="session-ann")
    browser = world.browser()
    for path in ("/signin", "/join") * 5:
        assert (await browser.post(path, json={"token": "wrong"})).status_code == 403
    refused = await browser.post("/signin", json=TOKEN)
    assert refused.status_code == 429
    assert "wait an hour" in refused.json()["error"]
    assert len(world.links.used) == 10
    world.pass_time(timedelta(hours=1))
    assert (await browser.post("/signin", json=TOKEN)).status_code == 200


async def test_wrong_tries_of_one_network_do_not_lock_out_another(world: World) -> None:
    for _ in range(10):
        await world.browser(ip="203.0.113.7").post("/signin", json={"token": "wrong"})
    assert (await world.browser(ip="203.0.113.8").post("/signin", json={"token": "wrong"})).status_code == 403


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(world: World) -> None:
    answer = await world.signed_in().post("/c/ann/leave", headers={"x-liaison": "1"})
    assert answer.status_code == 200
    assert "ann" not in world.sessions.open
    assert 'liaison=""' in answer.headers["set-cookie"]
    assert "Path=/c/ann/" in answer.headers["set-cookie"]


async def test_asking_for_a_link_is_answered_alike_whoever_asks(world: World) -> None:
    answers = [
        (await world.browser().post("/link", json={"mailbox": mailbox})).content
        for mailbox in ("known@example.org", "unknown@example.org")
    ]
    assert answers[0] == answers[1]
    assert world.links.asked == ["known@example.org", "unknown@example.org"]


@pytest.mark.parametrize(
    "mailbox",
    [
        "",
        "no at",
        "@example.org",
        "a@",
        "a b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a" * 250 + "@b.cd",
        1,
    ],
)
async def test_what_cannot_be_a_mailbox_is_refused_with_an_example(world: World, mailbox: object) -> None:
    answer = await world.browser().post("/link", json={"mailbox": mailbox})
    assert answer.status_code == 400
    assert "name@example.org" in answer.json()["error"]
    assert world.links.asked == []


async def test_nobody_can_have_links_mailed_without_end(world: World) -> None:
    browser = world.browser()
    answers = [await browser.post("/link", json={"mailbox": "a@example.org"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert len(world.links.asked) == 10


async def test_one_mailbox_gets_ten_links_an_hour_whoever_asks(world: World) -> None:
    answers = [
        await world.browser(ip=f"203.0.113.{number}").post("/link", json={"mailbox": mailbox})
        for number, mailbox in enumerate(["a@example.org", "A@Example.org"] * 6)
    ]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert answers[-1].headers["retry-after"] == "3600"
    assert answers[-1].json()["error"].startswith("Too many links were asked for.")
    other = await world.browser(ip="203.0.113.99").post("/link", json={"mailbox": "b@example.org"})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0", "Firefox, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) Version/17.6 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/129.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("curl/8.5.0", ""),
        ("<script>", ""),
    ],
)
async def test_of_a_browser_its_name_and_system_are_kept(world: World, said: str, kept: str) -> None:
    world.links.good["signin", "good"] = Entrance(inbox="ann", session="session-ann")
    await world.browser().post("/signin", json=TOKEN, headers={"user-agent": said})
    assert world.links.browsers == [kept]
