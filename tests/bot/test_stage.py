"""The stage itself: what a person does is kept in the file, and a new process over it goes on."""

from tests.bot.client import Client
from tests.bot.stage import Stage


async def test_what_a_person_says_is_answered_once(officer: Client) -> None:
    first = await officer.says("/help")
    await officer.repeats()
    assert officer.handled is not None
    assert officer.handled.outcome.repeated
    assert officer.shown() == first


async def test_a_new_process_over_the_same_file_knows_the_person(stage: Stage, officer: Client) -> None:
    before = await officer.says("/help")
    await stage.restart()
    assert await officer.says("/help") == before
    assert await stage.poisoned() == 0
