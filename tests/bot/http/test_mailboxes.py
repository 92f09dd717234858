"""Unsubscribing and confirming a mailbox: opening changes nothing, a post does, twice with the same result."""

import pytest

from tests.bot.http.world import World


async def test_opening_an_unsubscribe_link_changes_nothing(world: World) -> None:
    answer = await world.browser().get("/u/good")
    assert answer.status_code == 200
    assert "a***@example.org" in answer.text
    assert world.mailboxes.subscribed == {"good": True}


async def test_a_mail_service_unsubscribes_with_one_click_without_cookie_or_origin_twice_alike(world: World) -> None:
    browser = world.browser()
    del browser.headers["sec-fetch-site"]
    answers = [await browser.post("/u/good", data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert world.mailboxes.subscribed == {"good": False}


async def test_the_button_of_the_page_unsubscribes(world: World) -> None:
    page = await world.browser().get("/u/good")
    assert '<form method="post">' in page.text
    await world.browser().post("/u/good", data={})
    assert world.mailboxes.subscribed == {"good": False}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_forged_unsubscribe_link_does_nothing(world: World, method: str) -> None:
    answer = await world.browser().request(method, "/u/forged", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert world.mailboxes.subscribed == {"good": True}


async def test_opening_a_confirmation_confirms_nothing(world: World) -> None:
    assert (await world.browser().get("/mailbox")).status_code == 200
    assert world.mailboxes.confirmed == []


async def test_the_button_confirms_a_mailbox(world: World) -> None:
    answer = await world.browser().post("/mailbox", json={"token": "good"})
    assert answer.status_code == 200
    assert "Thank you" in answer.json()["done"]


async def test_guessing_confirmations_ends_after_ten_tries(world: World) -> None:
    browser = world.browser()
    answers = [await browser.post("/mailbox", json={"token": f"wrong-{number}"}) for number in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    assert len(world.mailboxes.confirmed) == 10
