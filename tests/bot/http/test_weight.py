"""What the chat's page weighs: a phone on a bad network gets all of it, and waits for it."""

import re
from pathlib import Path

import channels.web
from tests.bot.http.world import World

LIMIT = 100_000
"""Bytes, as they go over the network: the page and every file it may ever ask for."""
STATIC = sorted(path.name for path in (Path(channels.web.__file__).parent / "static").iterdir())
ASSET = re.compile(r'(?:href|src)="(/static/chat/[^"]+)"')


async def weight(world: World) -> tuple[int, set[str]]:
    """The bytes of the page and of what it names, packed as they come, and the names of the files."""
    async with world.signed_in() as browser:
        page = await browser.get("/c/ann/")
        answers = [page, *[await browser.get(path) for path in sorted(set(ASSET.findall(page.text)))]]
    assert all(answer.status_code == 200 for answer in answers)
    return (
        sum(int(answer.headers["content-length"]) for answer in answers),
        {answer.url.path.rpartition("/")[2] for answer in answers[1:]},
    )


async def test_the_page_and_all_its_files_weigh_less_than_a_hundred_kilobytes(world: World) -> None:
    bytes_, names = await weight(world)
    assert names == set(STATIC)
    assert bytes_ < LIMIT
