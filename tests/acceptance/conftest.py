"""What all acceptance tests share: a browser, and a running installation."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.acceptance.process import Installation, installed
from tests.channels.web.browser import launched


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, started once."""
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """A running live installation for tests that need people of their own and no restart."""
    async with installed(tmp_path_factory.mktemp("acceptance") / "live") as installation:
        yield installation
        assert await installation.stop() == 0
