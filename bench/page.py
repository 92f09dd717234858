"""The chat's page on a slow phone: how long until something is to be seen, and how much comes over the network.

page_first_paint: first contentful paint (W3C Paint Timing) at 400 kbit/s and 400 ms, with a processor four times slower.
page_weight: bytes that came, headers included, until the conversation is there; nothing was known to the browser before.
"""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, ViewportSize, async_playwright

from bench.figures import Figure
from bench.installation import make, officer, opened
from bot.app import Parts
from bot.serving import pages
from channels.base import NewEntry

NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds, and bytes a second: 400 kbit/s."""
SLOWER = 4
"""So many times slower than this machine is the phone's processor."""

SMALL = ViewportSize(width=360, height=740)
TAKES = 30_000
"""Milliseconds until what has not come is taken for lost."""

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
_PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) done(first.startTime);
}).observe({ type: "paint", buffered: true }))"""


class NoBrowser(Exception):
    """What is said where there is no Chromium."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One page, opened by a browser that knew nothing of it."""

    painted: float
    """Milliseconds from the request."""
    weight: int
    """Bytes."""
    files: int


async def measure(folder: Path, *, runs: int) -> list[Figure]:
    """Both figures. Raises NoBrowser."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise NoBrowser(
            "page_first_paint and page_weight are left out: Chromium is not installed "
            "(Debian: apt-get install chromium-headless-shell)."
        )
    where = folder / "page"
    await make(where)
    async with (
        opened(where, port=None, public_url="http://127.0.0.1") as parts,
        _served(parts) as address,
        async_playwright() as playwright,
    ):
        person = officer(parts)
        await person.says("/report")
        for message in person.last:
            await parts.mailbox.append(person.inbox, NewEntry(kind="message", message=message))
        cookie = await _session(parts)
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        seen = [await _look(browser, address, cookie) for _ in range(runs)]
    return [
        Figure(
            name="page_first_paint",
            unit="ms",
            measured=tuple(one.painted for one in seen),
            n=1,
            what=f"the chat's page until something is to be seen: 400 kbit/s, 400 ms, processor {SLOWER} times slower",
        ),
        Figure(
            name="page_weight",
            unit="bytes",
            measured=tuple(float(one.weight) for one in seen),
            n=seen[0].files,
            what="the chat's page, its files and the conversation, as they come over the network",
        ),
    ]


async def _look(browser: Browser, address: str, cookie: str) -> Seen:
    context = await browser.new_context(viewport=SMALL)
    try:
        path = "/c/officer0/"
        await context.add_cookies([{"name": "liaison", "value": cookie, "domain": "127.0.0.1", "path": path}])
        page = await context.new_page()
        wire = await context.new_cdp_session(page)
        came: list[int] = []
        wire.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
        await wire.send("Network.enable")
        await wire.send("Network.emulateNetworkConditions", NETWORK)
        await wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        await page.goto(f"{address}{path}", timeout=TAKES)
        painted = float(await page.evaluate(_PAINTED))
        await page.locator("#log article").first.wait_for(timeout=TAKES)
        return Seen(painted=painted, weight=sum(came), files=len(came))
    finally:
        await context.close()


async def _session(parts: Parts) -> str:
    """A cookie of the officer's."""
    async with parts.world.database.writing() as unit:
        account = await unit.people.account_by_public_id("officer0")
        assert account is not None
        cookie = await unit.links.open_session(account.id, parts.world.now())
        await unit.commit()
    return cookie


@contextlib.asynccontextmanager
async def _served(parts: Parts) -> AsyncIterator[str]:
    """The pages on loopback, at a port of their own."""
    closing = asyncio.Event()
    app = pages(parts, demo=None, closing=closing, ready=lambda: True)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        closing.set()
        parts.web.stop()
        server.should_exit = True
        await task
