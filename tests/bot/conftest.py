"""Fixtures of everything that talks: a stage of its own per test, copied from one that is made once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.memory import MemoryChannel
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, subscribes
from tests.bot.post_office import PostOffice
from tests.bot.stage import Stage, Way, make_template
from tests.bot.writer import Writer, writer


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and seeded database that nobody has used."""
    path = tmp_path_factory.mktemp("template") / "liaison.db"
    asyncio.run(make_template(path))
    return path


@pytest.fixture(scope="session")
def way(tmp_path_factory: pytest.TempPathFactory) -> Way:
    """How each test's file is opened."""
    return Way(tmp_path_factory.mktemp("way"))


@pytest.fixture
async def stage(template: Path, tmp_path: Path, way: Way) -> AsyncIterator[Stage]:
    """An installation nobody has used, with its process running."""
    made = Stage(template, tmp_path)
    await made.start(way.to(tmp_path))
    yield made
    await made.stop()


@pytest.fixture
async def officer(stage: Stage) -> Client:
    """An officer of Kenya."""
    return await stage.officer()


@pytest.fixture
async def reviewer(stage: Stage) -> Client:
    """A reviewer of the office that Kenya belongs to."""
    return await stage.reviewer()


@pytest.fixture
async def box(stage: Stage) -> AsyncIterator[Outbox]:
    """What was delivered. Nothing that a person did may have raised on the way."""
    yield Outbox(stage)
    assert await stage.poisoned() == 0


@pytest.fixture
def messenger(stage: Stage) -> MemoryChannel:
    """Somebody else's service beside the installation's own chat, from the start."""
    return stage.opens_messenger()


@pytest.fixture
def office(stage: Stage) -> PostOffice:
    """A dispatcher that delivers when it is told to."""
    return PostOffice(stage)


@pytest.fixture
async def clerk(officer: Client) -> Writer:
    """An officer who writes by mail."""
    return await writer(officer, "clerk@kenya.example")


@pytest.fixture
async def reader(stage: Stage) -> Writer:
    """A member who gets alerts by mail."""
    member = await stage.member()
    await subscribes(member, chat=False, mail=True)
    return await writer(member, "reader@uganda.example")


@pytest.fixture
async def stranger(stage: Stage) -> Writer:
    return Writer(await stage.stranger("stranger@nowhere.example", channel=MAIL))
