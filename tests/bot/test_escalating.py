"""A report on which nobody acts: reviewers, then the head, then the administrators, one step a period, once each."""

from datetime import timedelta

import pytest

from alerts.report import Level
from bot.schedule import escalate_waiting
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files
from tests.bot.rows import verbs, write
from tests.bot.stage import Stage

PERIOD = timedelta(hours=24)


async def levels(stage: Stage) -> list[Level]:
    return [report.level for report in await stage.reports()]


async def test_before_the_period_is_over_nothing_rises(stage: Stage, officer: Client) -> None:
    await files(officer)
    stage.clock.passes(PERIOD - timedelta(seconds=1))
    await escalate_waiting(stage.world)
    assert await levels(stage) == [Level.REVIEWERS]


async def test_with_nobody_acting_head_and_administrators_get_the_card_one_after_the_other(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    head, administrator = await stage.head(), await stage.administrator()
    await files(officer)
    seen = []
    for _ in range(3):
        await box.deliver()
        seen.append([len(box.at(client)) for client in (reviewer, head, administrator)])
        stage.clock.passes(PERIOD)
        await escalate_waiting(stage.world)
    assert seen == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]


async def test_a_second_tick_and_one_after_a_restart_find_nothing_more_to_do(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    head = await stage.head()
    await files(officer)
    stage.clock.passes(PERIOD)
    await escalate_waiting(stage.world)
    await escalate_waiting(stage.world)
    await stage.restart()
    await escalate_waiting(stage.world)
    await box.deliver()
    assert await levels(stage) == [Level.HEAD]
    assert len(box.at(head)) == 1
    assert verbs(stage).count("report.escalate") == 1


async def test_a_period_that_ended_while_the_process_was_down_counts_once_at_the_start(
    stage: Stage, officer: Client
) -> None:
    await files(officer)
    await stage.stop()
    stage.clock.passes(10 * PERIOD)
    await stage.start()
    await escalate_waiting(stage.world)
    assert await levels(stage) == [Level.HEAD]


async def test_above_the_administrators_there_is_nobody(stage: Stage, officer: Client) -> None:
    await files(officer)
    for _ in range(5):
        stage.clock.passes(PERIOD)
        await escalate_waiting(stage.world)
    assert await levels(stage) == [Level.ADMINISTRATORS]
    assert verbs(stage).count("report.escalate") == 2


async def test_a_move_begins_the_period_anew(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    stage.clock.passes(PERIOD - timedelta(minutes=1))
    await box.press(reviewer, "Take")
    stage.clock.passes(timedelta(minutes=2))
    await escalate_waiting(stage.world)
    assert await levels(stage) == [Level.REVIEWERS]


@pytest.mark.parametrize("decided", ["approved", "rejected", "returned", "withdrawn"])
async def test_a_decision_ends_it(stage: Stage, officer: Client, reviewer: Client, box: Outbox, decided: str) -> None:
    await files(officer)
    if decided == "approved":
        await approves(reviewer, box)
    elif decided == "withdrawn":
        await officer.says("/mine")
        await officer.presses("Withdraw KE-2026-000001")
        await officer.presses("Withdraw")
    else:
        await box.press(reviewer, "Reject" if decided == "rejected" else "Return")
        await reviewer.says("Not as it is")
    stage.clock.passes(3 * PERIOD)
    await escalate_waiting(stage.world)
    assert await levels(stage) == [Level.REVIEWERS]


async def test_an_office_has_a_period_of_its_own(stage: Stage, officer: Client) -> None:
    write(stage, "UPDATE office SET escalate_after = 3600 WHERE code = 'ESA'")
    assert "expect an answer within 1 hour." in await _submitted(officer)
    stage.clock.passes(timedelta(hours=1))
    await escalate_waiting(stage.world)
    assert await levels(stage) == [Level.HEAD]


async def _submitted(officer: Client) -> str:
    await files(officer)
    return officer.shown()


async def test_a_reviewer_escalates_by_hand_step_by_step(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    head, administrator = await stage.head(), await stage.administrator("ESA")
    await files(officer)
    await box.press(reviewer, "More")
    assert await reviewer.presses("Escalate") == "Report KE-2026-000001 is now with the head of the office as well."
    await box.press(reviewer, "More")
    assert await reviewer.presses("Escalate") == "Report KE-2026-000001 is now with the administrators as well."
    await box.deliver()
    assert [len(box.at(client)) for client in (head, administrator)] == [1, 1]
    assert "Escalate" not in await box.press(reviewer, "More")


async def test_escalate_pressed_at_the_top_says_that_nobody_is_above(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "More")
    token = reviewer.button("Escalate").token
    for _ in range(2):
        await reviewer.presses_token(token)
        stage.clock.passes(timedelta(minutes=1))
    assert await reviewer.presses_token(token) == ("It is with the administrators already; there is nobody above them.")
    assert verbs(stage).count("report.escalate") == 2


async def test_after_a_resubmission_the_reviewers_are_asked_first_again(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "More")
    await reviewer.presses("Escalate")
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    await officer.says("/mine")
    await officer.presses("Change KE-2026-000001")
    await officer.presses("Submit")
    await box.deliver()
    assert await levels(stage) == [Level.REVIEWERS]
    assert box.at(reviewer)[-1].title == "REPORT KE-2026-000001/2 · new · Routine"


async def test_a_head_who_sees_the_card_decides_like_a_reviewer(stage: Stage, officer: Client, box: Outbox) -> None:
    head = await stage.head()
    await files(officer)
    stage.clock.passes(PERIOD)
    await escalate_waiting(stage.world)
    assert (await approves(head, box)).startswith("Released: ESA-2026-0001")
