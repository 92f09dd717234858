"""A report goes to another office: who sees it then, who no longer, and who hears of it."""

import pytest

from tests.bot.client import Client
from tests.bot.outbox import Outbox, files
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

WHY = "The container belongs to a case of theirs."


async def transfers(reviewer: Client, box: Outbox, *, to: str = "WA", why: str = WHY) -> str:
    """More, Transfer, the office and the reason."""
    await box.press(reviewer, "More")
    await reviewer.presses("Transfer")
    await reviewer.says(to)
    return await reviewer.says(why)


@pytest.fixture
async def other(stage: Stage) -> Client:
    return await stage.reviewer("WA", name="Demo Other")


async def test_the_other_office_gets_the_card_with_the_reason(
    officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    await files(officer)
    assert await transfers(reviewer, box) == "Report KE-2026-000001 is with RILO WA now; 1 reviewer there has it."
    await box.deliver()
    assert f"Transferred: RILO ESA → RILO WA: {WHY}" in box.text_at(other).splitlines()
    assert "new" in box.at(other)[-1].title
    assert "You have taken KE-2026-000001." in await other.presses_token(box.button(other, "Take").token)


async def test_who_gave_it_away_sees_it_no_longer(
    officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    before = box.button(reviewer, "Take").token
    await transfers(reviewer, box)
    await box.deliver()
    assert box.at(reviewer)[0].text == "KE-2026-000001: this report is no longer yours to review."
    assert await reviewer.presses_token(before) == "You are not a reviewer of the office this report belongs to."
    assert "KE-2026-000001" not in await reviewer.says("/queue")
    del other


async def test_the_officer_is_told_where_the_report_is(
    officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    await files(officer)
    await transfers(reviewer, box)
    await box.deliver()
    assert box.text_at(officer) == "Your report KE-2026-000001 is with RILO WA now. You hear from them."
    assert WHY not in box.text_at(officer)
    del other


async def test_a_transfer_is_recorded_with_its_reason(
    stage: Stage, officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    await files(officer)
    await transfers(reviewer, box)
    assert verbs(stage)[-1] == "report.transfer"
    assert rows(stage, "SELECT office, status, level, taken_by FROM report") == [("WA", "submitted", "reviewers", None)]
    del other


async def test_a_report_that_went_astray_can_be_given_back(
    officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    await files(officer)
    await transfers(reviewer, box)
    await transfers(other, box, to="Eastern and Southern Africa", why="No, it is not.")
    await box.deliver()
    assert "Transferred: RILO WA → RILO ESA: No, it is not." in box.text_at(reviewer).splitlines()
    assert box.at(other)[0].text.endswith("no longer yours to review.")


async def test_a_returned_report_comes_back_to_the_office_it_was_transferred_to(
    stage: Stage, officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    await files(officer)
    await transfers(reviewer, box)
    await box.press(other, "Return")
    await other.says("Please add the route.")
    await box.press(officer, "Change KE-2026-000001")
    await officer.presses("Submit")
    assert rows(stage, "SELECT office, revision FROM report") == [("WA", 2)]


async def test_somebody_who_was_slower_transfers_nothing(
    stage: Stage, officer: Client, reviewer: Client, other: Client, box: Outbox
) -> None:
    second = await stage.reviewer(name="Demo Second")
    await files(officer)
    await box.press(second, "More")
    old = second.button("Transfer").token
    await transfers(reviewer, box)
    assert await second.presses_token(old) == "You are not a reviewer of the office this report belongs to."
    assert rows(stage, "SELECT office FROM report") == [("WA",)]
    del other


async def test_an_office_is_not_given_what_it_has(officer: Client, stage: Stage, box: Outbox) -> None:
    administrator = await stage.administrator()
    await stage.reviewer()
    await files(officer)
    token = (await stage.reports())[0].public_id
    await administrator.presses_token(f"transfer.report.{token}.1")
    await administrator.says("ESA")
    assert await administrator.says(WHY) == "The report is with that office already."
    del box
