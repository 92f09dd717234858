"""nginx and Caddy as docs/operations.md shows them, really in front of `liaison run`: what people do over https, and what
others may not.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from alerts.person import Role, RoleKind
from tests.acceptance import people
from tests.acceptance.chat import Chat, client_of
from tests.acceptance.in_front import NAME, Front, in_front
from tests.acceptance.phone import photograph
from tests.acceptance.process import Installation, installed

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

MEGABYTE = 1_000_000
STRANGERS = itertools.count(1)
"""Where strangers sit: one after the other has an address of their own, though a server may get the port of the one before."""
SOON = 5.0
"""Seconds in which news come through; what is held back until there is a whole buffer of it never does."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def public(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """A live installation that people know by its name."""
    settings = {"PUBLIC_URL": f"https://{NAME}"}
    async with installed(tmp_path_factory.mktemp("in-front") / "live", settings=settings) as live:
        yield live


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["nginx", "caddy"])
async def front(
    request: pytest.FixtureRequest, public: Installation, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Front]:
    async with in_front(str(request.param), public.port, tmp_path_factory.mktemp(str(request.param))) as started:
        yield started


async def test_somebody_joins_over_https_and_the_cookie_goes_over_https_only(
    front: Front, public: Installation
) -> None:
    async with people.writing(public.folder) as unit:
        code = await people.invitation(unit, "Demo Officer", Role(kind=RoleKind.OFFICER, country="KE"), country="KE")
    async with front.client() as browser:
        assert (await browser.get("/join")).status_code == httpx.codes.OK
        joined = await browser.post("/join", json={"token": code})
        assert joined.status_code == httpx.codes.OK, joined.text
        (cookie,) = joined.headers.get_list("set-cookie")
        assert {"secure", "httponly", "samesite=strict"} <= {part.strip().lower() for part in cookie.split(";")}
        talking = Chat(client=browser, inbox=joined.json()["to"].split("/")[2])
        assert await talking.sees("language")


async def test_news_come_while_the_stream_goes_on(front: Front, public: Installation) -> None:
    async with signed_in(front, public) as officer, officer.client.stream("GET", f"{officer.base}events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        await officer.post({"said": "/help"})
        async with asyncio.timeout(SOON):
            async for line in stream.aiter_lines():
                if "You can write or press" in line:
                    break


async def test_a_picture_of_20_megabytes_passes(front: Front, public: Installation) -> None:
    async with signed_in(front, public) as officer:
        await officer.says("/report", then="What was seized?")
        answer = await officer.upload(photograph().ljust(20 * MEGABYTE, b"\0"))
        assert answer.status_code == httpx.codes.OK, answer.text


async def test_of_30_megabytes_none_is_taken(front: Front, public: Installation) -> None:
    """The page says so by itself, in one sentence, and sends nothing; who sends it all the same is turned away."""
    async with signed_in(front, public) as officer:
        try:
            answer = await officer.upload(photograph().ljust(30 * MEGABYTE, b"\0"))
        except httpx.TransportError:  # Caddy answers and hangs up while the rest is still on its way
            pass
        else:
            assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
        assert await officer.entries() == []


async def test_wrong_links_are_counted_by_the_address_the_server_sees_whatever_is_claimed(front: Front) -> None:
    async with front.client(source=f"127.1.0.{next(STRANGERS)}") as stranger:
        answers = [
            await stranger.post("/join", json={"token": "x" * 32}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(11)
        ]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    async with front.client(source="127.0.0.9") as somebody_else:
        assert (await somebody_else.get("/join")).status_code == httpx.codes.OK
        assert (await somebody_else.post("/join", json={"token": "x" * 32})).status_code == httpx.codes.FORBIDDEN


async def test_figures_are_for_this_machine_only(front: Front, public: Installation) -> None:
    async with front.client() as outside, client_of(public.address) as inside:
        for path in ("/metrics", "/metrics?x", "/%6Detrics"):
            assert (await outside.get(path)).status_code == httpx.codes.NOT_FOUND, path
        assert (await outside.get("/healthz")).text == "ok\n"
        assert (await inside.get("/metrics")).status_code == httpx.codes.OK


async def test_under_another_name_nothing_is_shown(front: Front) -> None:
    async with front.client(name="elsewhere.example") as misled:
        answer = await misled.get("/")
        assert answer.status_code == httpx.codes.BAD_REQUEST or not answer.content


@pytest.mark.parametrize(("proxies", "throttled"), [("127.0.0.1", False), ("203.0.113.7", True)])
async def test_an_address_that_is_passed_on_is_believed_from_the_proxies_that_are_set(
    tmp_path: Path, proxies: str, throttled: bool
) -> None:
    async with (
        installed(tmp_path / "live", settings={"PROXIES": proxies}) as live,
        client_of(live.address) as proxy,
    ):
        answers = [
            await proxy.post("/join", json={"token": "x" * 32}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(11)
        ]
        assert answers[-1].status_code == (429 if throttled else 403)


@asynccontextmanager
async def signed_in(front: Front, public: Installation) -> AsyncIterator[Chat]:
    """An officer whose browser has the cookie already."""
    async with people.writing(public.folder) as unit:
        who = await people.officer(unit)
    async with front.client() as browser:
        browser.cookies.set("liaison", who.session, domain=NAME, path=who.path)
        yield Chat(client=browser, inbox=who.inbox)
