"""The stage of tests/bot, for transcripts, and what each of them ends in over the memory channel."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.bot.conftest import stage, template, way
from tests.bot.stage import Stage
from tests.dialogs.ended import Ended
from tests.dialogs.hand_memory import open_memory
from tests.dialogs.playing import play

__all__ = ["stage", "template", "way"]

ByMemory = Callable[[str], Awaitable[Ended]]


@pytest.fixture
async def bare_stage(template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """An installation whose process is started by whoever opens a service over it."""
    made = Stage(template, tmp_path)
    yield made
    await made.stop()


@pytest.fixture(scope="session")
def by_memory(template: Path, tmp_path_factory: pytest.TempPathFactory) -> ByMemory:
    """What a transcript ends in over the memory channel; each is played once."""
    known: dict[str, Ended] = {}

    async def ask(name: str) -> Ended:
        if name not in known:
            known[name] = await play(name, open_memory, template, tmp_path_factory.mktemp("memory"))
        return known[name]

    return ask
