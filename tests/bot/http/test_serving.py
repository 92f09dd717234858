"""Pictures for whoever may see them, and how the process is for whoever watches it."""

import pytest

from tests.bot.http.world import World


async def test_a_picture_is_given_to_its_reader_and_kept_by_nobody(world: World) -> None:
    answer = await world.signed_in().get("/c/ann/pictures/p1")
    assert (answer.status_code, answer.content) == (200, b"\xff\xd8 jpeg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_picture_of_somebody_else_looks_like_none(world: World) -> None:
    other, none = [await world.signed_in("bob").get(f"/c/bob/pictures/{ref}") for ref in ("p1", "nothing")]
    assert other.status_code == none.status_code == 404
    assert other.content == none.content


async def test_a_living_process_says_so_by_any_name(world: World) -> None:
    assert (await world.browser().get("/healthz", headers={"host": "10.0.0.7:8000"})).status_code == 200


async def test_a_ready_process_says_so(world: World) -> None:
    answer = await world.browser().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "paused": {}})


async def test_a_paused_channel_is_named(world: World) -> None:
    world.health.paused = {"email": "the server refused our name"}
    answer = await world.browser().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["paused"] == {"email": "the server refused our name"}


async def test_what_waits_too_long_is_named(world: World) -> None:
    world.health.late = {"queue": "the oldest has been due for 7 min"}
    answer = await world.browser().get("/readyz")
    assert (answer.status_code, answer.json()["late"]) == (503, {"queue": "the oldest has been due for 7 min"})


async def test_how_much_is_held_after_a_restore_is_told_and_work_is_taken(world: World) -> None:
    world.health.held = 0
    answer = await world.browser().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "paused": {}, "held": 0})


async def test_figures_are_given_on_this_machine(world: World) -> None:
    answer = await world.browser(ip="127.0.0.1", base_url="http://127.0.0.1:8000").get("/metrics")
    assert answer.status_code == 200
    assert "turns_total" in answer.text


@pytest.mark.parametrize(
    ("ip", "base_url"),
    [("203.0.113.7", "http://127.0.0.1"), ("127.0.0.1", "http://liaison.test")],
    ids=["from elsewhere", "through a proxy on this machine"],
)
async def test_figures_are_not_given_to_others(world: World, ip: str, base_url: str) -> None:
    assert (await world.browser(ip=ip, base_url=base_url).get("/metrics")).status_code == 404


async def test_figures_are_given_to_others_when_the_operator_says_so() -> None:
    assert (await World(metrics_open=True).browser().get("/metrics")).status_code == 200
