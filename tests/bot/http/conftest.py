"""A world of pages for each test."""

import pytest

from tests.bot.http.world import FakeDemo, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def demo() -> FakeDemo:
    return FakeDemo()


@pytest.fixture
def demo_world(demo: FakeDemo) -> World:
    return World(demo=demo)
