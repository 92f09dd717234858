"""Before submitting: a colleague's report of the same case is named to an officer of that country, and to nobody else."""

from datetime import timedelta

import pytest

from alerts.marking import Marking
from bot.scene import Answers
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files, fills
from tests.bot.rows import verbs, write
from tests.bot.stage import Stage

BOX: Answers = {"identifiers": [{"kind": "container", "number": "MSCU1234566", "valid": True}]}
ELSEWHERE: Answers = {**BOX, "place": {"code": None, "name": "Kilifi creek", "country": "KE"}, "day": "2026-11-12"}
HINT = (
    "Looks like KE-2026-000001: same container (13 Nov 2026, Cocaine). Please submit it only if it is another seizure."
)


@pytest.fixture
async def colleague(stage: Stage) -> Client:
    return await stage.officer(name="Demo Colleague")


async def test_a_colleagues_report_of_the_same_container_is_named_above_the_summary(
    officer: Client, colleague: Client
) -> None:
    await files(colleague, {**BOX, "narrative": "The tip came by phone."})
    shown = await fills(officer, ELSEWHERE)
    assert HINT in shown
    assert "tip" not in shown
    assert "Mombasa" not in shown
    assert "Submit" in officer.labels()


async def test_the_same_place_day_and_goods_are_named_too(officer: Client, colleague: Client) -> None:
    await files(colleague)
    assert "Looks like KE-2026-000001: same place, day and goods" in await fills(officer)


@pytest.mark.parametrize("country", ["UG", "TZ"])
async def test_officers_of_other_countries_are_told_nothing(officer: Client, stage: Stage, country: str) -> None:
    await files(officer, BOX)
    assert "Looks like" not in await fills(await stage.officer(country), BOX)


async def test_a_route_in_common_is_for_the_reviewer(officer: Client, colleague: Client) -> None:
    route: Answers = {"route": [{"country": "BR", "name": ""}, {"country": "KE", "name": ""}]}
    await files(colleague, route)
    assert "Looks like" not in await fills(officer, {**ELSEWHERE, **route, "identifiers": None})


async def test_what_an_officer_is_not_cleared_for_is_not_named(
    officer: Client, colleague: Client, stage: Stage
) -> None:
    await files(colleague, {**BOX, "marking": Marking.AMBER_STRICT.value})
    assert "Looks like" not in await fills(officer, ELSEWHERE)
    write(stage, "UPDATE person SET clearance = 3 WHERE name = 'Demo Officer'")
    assert HINT in await officer.says("/help")


async def test_a_report_that_is_changed_is_not_like_itself(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer, BOX)
    await box.press(reviewer, "Return")
    await reviewer.says("Please add the route.")
    assert "Looks like" not in await box.press(officer, "Change KE-2026-000001")


async def test_who_looks_up_many_numbers_is_named_to_the_administrators_once_a_day(
    officer: Client, colleague: Client, stage: Stage, box: Outbox
) -> None:
    administrator = await stage.administrator("ESA")
    for number in range(12):
        await files(colleague, {**ELSEWHERE, "identifiers": [{"kind": "other", "number": f"KBX {100 + number} Y"}]})
    await box.deliver()
    for number in range(12):
        await fills(officer, {"identifiers": [{"kind": "other", "number": f"KBX {100 + number} Y"}]})
        await officer.says("/help")
        await box.deliver()
        assert ("Demo Officer was shown more than 10 reports" in box.text_at(administrator)) is (number >= 10)
    assert len([message for message in box.at(administrator) if "was shown more than" in message.text]) == 1
    assert verbs(stage).count("report.matched") == 12
    listed = await administrator.says("/people")
    assert "Demo Officer: Officer, Kenya · ⚠ 12 reports shown today by a number" in listed
    assert listed.count("⚠") == 1
    assert "Look at: ⚠ 12 reports shown today by a number" in await administrator.presses("Demo Officer")
    assert "⚠" not in await (await stage.head("ESA")).says("/people")
    stage.clock.passes(timedelta(days=1))
    assert "⚠" not in await administrator.says("/people")
    await officer.says("/help")
    assert verbs(stage).count("report.matched") == 13
