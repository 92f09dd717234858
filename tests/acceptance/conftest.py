"""A browser for all acceptance tests. Without Chromium they are skipped, unless LIAISON_REQUIRE_BROWSER is set."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.acceptance.process import Installation, installed
from tests.channels.web.browser import CHROMIUM, launched


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, started once."""
    if not CHROMIUM:
        missing = "Chromium is not installed (Debian: apt-get install chromium)."
        if os.environ.get("LIAISON_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """A running live installation for tests that need people of their own and no restart."""
    async with installed(tmp_path_factory.mktemp("acceptance") / "live") as installation:
        yield installation
        assert await installation.stop() == 0
