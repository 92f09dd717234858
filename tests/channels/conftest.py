"""One line here puts a channel under the contract."""

from collections.abc import AsyncIterator

import pytest

from tests.channels.harness import Harness, OpenHarness
from tests.channels.harness_email import open_email
from tests.channels.harness_memory import open_memory
from tests.channels.harness_slack import open_slack, open_slack_socket
from tests.channels.harness_telegram import open_telegram
from tests.channels.harness_web import open_web

HARNESSES: dict[str, OpenHarness] = {
    "memory": open_memory,
    "email": open_email,
    "web": open_web,
    "telegram": open_telegram,
    "slack": open_slack,
    "slack by socket": open_slack_socket,
}


@pytest.fixture(params=HARNESSES)
async def harness(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with HARNESSES[request.param]() as opened:
        yield opened
        assert list(opened.notes()) == []
