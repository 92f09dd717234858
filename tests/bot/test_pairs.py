"""Two features at once: what one of them begins, the other finds in the middle."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.person import Role, RoleKind
from alerts.report import Status
from bot import managing, restoring
from bot.reminding import remind
from bot.schedule import end_roles
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, fills, subscribes
from tests.bot.rows import rows
from tests.bot.stage import Stage
from tests.bot.test_exporting import exported
from tests.bot.test_noticing import saves
from tests.bot.test_restoring import Restores, at, restores

__all__ = ["restores"]


@pytest.fixture
async def colleague(stage: Stage) -> Client:
    return await stage.officer(name="Demo Colleague")


async def offers(officer: Client, colleague: Client, box: Outbox) -> str:
    """A draft is offered; the token of Take over."""
    await fills(officer)
    await officer.says("/handover")
    await officer.presses(colleague.name)
    await box.deliver()
    return box.button(colleague, "Take over").token


async def adds(officer: Client) -> str:
    await officer.says("/mine")
    await officer.presses("Add to KE-2026-000001")
    await officer.presses("+ Route")
    return await officer.says("Brazil > Kenya")


async def test_a_role_that_ends_while_the_installation_is_held_sends_nothing_by_itself(
    stage: Stage, officer: Client, box: Outbox, restores: Restores
) -> None:
    ends = (stage.clock() + timedelta(days=1)).date()
    reviewer = await stage.somebody(
        Role(kind=RoleKind.REVIEWER, office="ESA", ends=ends), name="Demo Reviewer", office="ESA"
    )
    await files(officer)
    await box.press(reviewer, "Take")
    await box.deliver()
    again = await restores()
    again.clock.passes(timedelta(days=2))
    await end_roles(again.world)
    assert [report.status for report in await again.reports()] == [Status.SUBMITTED]
    assert await again.deliver() == 0
    await restoring.release(again.world, None)
    assert await again.deliver() == 1


async def test_an_open_hand_over_and_a_reminder_that_is_due_stay_as_they_are_while_the_installation_is_held(
    officer: Client, colleague: Client, box: Outbox, restores: Restores
) -> None:
    token = await offers(officer, colleague, box)
    again = await restores()
    again.clock.passes(timedelta(days=40))
    await remind(again.world)
    assert await again.deliver() == 0
    assert rows(again, "SELECT state FROM handover") == [("offered",)]
    await at(again, colleague).presses_token(token)
    assert rows(again, "SELECT state FROM handover") == [("taken",)]


async def test_what_a_suspended_officer_offered_can_be_taken_over_and_they_are_told_nothing(
    stage: Stage, officer: Client, colleague: Client, box: Outbox
) -> None:
    token = await offers(officer, colleague, box)
    async with stage.database.writing() as unit:
        await managing.suspend(unit, stage.world, await officer.person(), by=None)
        await unit.commit()
    told = len(box.at(officer))
    assert "It is your report now" in await colleague.presses_token(token)
    await colleague.presses("Submit")
    await box.deliver()
    assert len(box.at(officer)) == told
    (report,) = await stage.reports()
    assert report.hands == {(await officer.person()).id}


async def test_an_offer_of_a_draft_that_goes_after_a_month_is_a_button_that_leads_on(
    stage: Stage, officer: Client, colleague: Client, box: Outbox
) -> None:
    token = await offers(officer, colleague, box)
    for _ in range(5):
        stage.clock.passes(timedelta(days=10))
        await remind(stage.world)
        await box.deliver()
    assert rows(stage, "SELECT count(*) FROM progress WHERE dialog = 'report'") == [(0,)]
    assert rows(stage, "SELECT state, progress_id FROM handover") == [("ended", None)]
    assert await colleague.presses_token(token)
    assert "Cocaine" not in box.text_at(colleague)


async def test_an_addition_begun_before_a_transfer_goes_to_the_office_that_has_the_report(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    there = await stage.reviewer("WE", name="Demo Western")
    await files(officer)
    await adds(officer)
    await box.press(reviewer, "More")
    await reviewer.presses("Transfer")
    await reviewer.says("RILO Western Europe")
    await reviewer.says("They asked for it.")
    await officer.presses("Submit")
    (report,) = await stage.reports()
    assert (report.office, report.revision, report.status) == ("WE", 2, Status.SUBMITTED)
    await box.deliver()
    assert "Added" in box.text_at(there)
    assert "Brazil" not in box.text_at(reviewer)


@pytest.mark.parametrize("status", ["returned", "submitted"])
async def test_a_country_that_changes_its_office_meanwhile_takes_no_report_with_it(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, status: str
) -> None:
    await files(officer)
    if status == "returned":
        await box.press(reviewer, "Return")
        await reviewer.presses("The quantity…")
        await reviewer.presses("Skip")
        await box.press(officer, "Change KE-2026-000001")
        await officer.presses("+ Route")
        await officer.says("Brazil > Kenya")
    else:
        await adds(officer)
    links = tuple(replace(link, office="WE") if link.code == "KE" else link for link in stage.world.geography.links)
    stage.world.geography = replace(stage.world.geography, links=links)
    await officer.presses("Submit")
    (report,) = await stage.reports()
    assert (report.office, report.revision) == ("ESA", 2)


async def test_an_alert_arrives_and_is_read_though_a_notice_is_not_accepted_yet(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    await saves(stage, en="Keep it to yourself.")
    await files(officer)
    await approves(reviewer, box)
    assert "ESA-2026-0001" in box.text_at(member)
    shown = await member.says("/alerts")
    assert "Keep it to yourself." in shown
    assert "ESA-2026-0001" in shown


async def test_what_somebody_did_with_drafts_and_reports_of_others_is_in_their_export_without_those_reports(
    stage: Stage, officer: Client, colleague: Client, reviewer: Client, box: Outbox, tmp_path: Path
) -> None:
    await colleague.presses_token(await offers(officer, colleague, box))
    await colleague.presses("Submit")
    await box.press(reviewer, "More")
    await reviewer.presses("Correct")
    await reviewer.presses("✎ Quantity")
    await reviewer.says("13 kg")
    await reviewer.presses("Save")
    gave, corrected = await exported(stage, officer, tmp_path), await exported(stage, reviewer, tmp_path)
    assert [(one["state"], bool(one["own"])) for one in gave["drafts_handed_over"]] == [("taken", True)]
    assert [(one["number"], one["revision"]) for one in corrected["corrections_made"]] == [("KE-2026-000001", 2)]
    assert gave["reports"] == gave["report_revisions"] == corrected["report_revisions"] == []
