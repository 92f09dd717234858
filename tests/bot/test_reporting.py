"""Filing as officers live it: one press or two, who may, what /mine shows, a returned report changed and submitted."""

import asyncio
import re
from datetime import timedelta

import pytest

from alerts.person import Role, RoleKind
from alerts.report import Status
from channels.message import Receipt
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, fills
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage


async def changes_returned(officer: Client, reviewer: Client, box: Outbox, reason: str) -> None:
    """A report that came back, open again before its officer."""
    await files(officer)
    await box.press(reviewer, "Return")
    await reviewer.presses(reason)
    await reviewer.presses("Skip")
    await box.press(officer, "Change KE-2026-000001")


async def test_submit_pressed_twice_files_one_report_under_one_number(stage: Stage, officer: Client) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    first = await officer.presses_token(token)
    stage.clock.passes(timedelta(minutes=1))
    second = await officer.presses_token(token)
    assert first.startswith("Thank you. Your report is KE-2026-000001.")
    assert second.startswith("That button is an old one; nothing was changed. Your last report:")
    assert "Your report is KE-2026-000001." in second
    assert [report.number for report in await stage.reports()] == ["KE-2026-000001"]


async def test_submit_pressed_twice_at_the_same_moment_files_one_report(stage: Stage, officer: Client) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    copies = [Receipt((message,)) for message in ("1", "2")]
    said = await asyncio.gather(*(officer.presses_token(token, on=copy) for copy in copies))
    assert len({re.findall(r"KE-2026-\d+", text)[0] for text in said}) == 1
    assert len(await stage.reports()) == 1


async def test_numbers_follow_one_another_in_a_country_and_a_year(stage: Stage, officer: Client) -> None:
    ugandan = await stage.officer("UG")
    for client in (officer, ugandan, officer):
        await files(client)
    assert [report.number for report in await stage.reports()] == [
        "KE-2026-000001",
        "KE-2026-000002",
        "UG-2026-000001",
    ]


async def test_the_office_is_that_of_the_country_of_the_seizure_on_its_day(stage: Stage, officer: Client) -> None:
    await files(officer, {"place": {"code": None, "name": "Rotterdam", "country": "NL"}})
    (report,) = await stage.reports()
    assert (report.number, report.office) == ("KE-2026-000001", "WE")


async def test_where_no_office_is_responsible_the_place_can_be_changed(stage: Stage, officer: Client) -> None:
    await fills(officer, {"place": {"code": None, "name": "McMurdo", "country": "AQ"}})
    said = await officer.presses("Submit")
    assert "No office is responsible for this country. Please change the place, or ask your office." in said
    assert [officer.button(label).label for label in ("✎ Place", "Submit")] == ["✎ Place", "Submit"]
    assert await stage.reports() == []


async def test_who_is_no_officer_files_nothing(stage: Stage) -> None:
    member = await stage.member()
    assert await member.says("/report") == "Only officers file reports. Your office can invite you as one."


async def test_who_ceased_to_be_an_officer_does_not_submit_what_is_ready(stage: Stage, officer: Client) -> None:
    await fills(officer)
    person = await officer.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.OFFICER)
        await unit.commit()
    assert await officer.presses("Submit") == "Only officers file reports. Your office can invite you as one."
    assert await stage.reports() == []


@pytest.mark.parametrize("table", ["report", "report_revision", "audit", "delivery", "inbox"])
@pytest.mark.usefixtures("reviewer")
async def test_a_submission_that_breaks_off_leaves_nothing_and_can_be_pressed_again(
    stage: Stage, officer: Client, table: str
) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    poison = "WHEN NOT NEW.poison" if table == "inbox" else ""
    write(stage, f"CREATE TRIGGER broken BEFORE INSERT ON {table} {poison} BEGIN SELECT RAISE(ABORT, 'broken'); END")
    assert (await officer.presses_token(token)).startswith("Something went wrong on our side")
    assert await stage.reports() == []
    write(stage, "DROP TRIGGER broken")
    assert "KE-2026-000001" in await officer.presses_token(token)


async def test_mine_lists_drafts_and_reports_with_what_can_be_done(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await approves(reviewer, box)
    await files(officer)
    await fills(officer)
    await officer.says("/cancel")
    assert (await officer.says("/mine")).splitlines() == [
        "My reports",
        "Not submitted: Cocaine, 12.4 kg, Mombasa port",
        "KE-2026-000002: waits for a reviewer · Cocaine 12.4 kg, Mombasa port, Kenya",
        "KE-2026-000001: approved · Cocaine 12.4 kg, Mombasa port, Kenya",
        "[Go on: Cocaine, 12.4 kg, Mombasa port] [Hand over]",
        "[Add to KE-2026-000002] [Withdraw KE-2026-000002]",
    ]


async def test_mine_shows_nothing_of_others(stage: Stage, officer: Client) -> None:
    other = await stage.officer(name="Demo Other Officer")
    await files(officer)
    assert "KE-2026-000001" not in await other.says("/mine")


async def test_a_returned_report_is_changed_and_comes_back_as_its_second_revision(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await changes_returned(officer, reviewer, box, "The quantity or unit is unclear")
    await officer.presses("✎ Quantity")
    await officer.says("11.2 kg")
    said = await officer.presses("Submit")
    assert said.startswith("Thank you. The changed report KE-2026-000001 is with the reviewers")
    await box.deliver()
    assert box.at(reviewer)[-1].title == "REPORT KE-2026-000001/2 · new · Routine"
    assert ("Goods", "Cocaine 11.2 kg") in box.at(reviewer)[-1].fields
    assert rows(stage, "SELECT revision FROM report_revision ORDER BY revision") == [(1,), (2,)]


async def test_a_change_that_was_laid_aside_is_taken_up_where_it_was(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await changes_returned(officer, reviewer, box, "The quantity or unit is unclear")
    await officer.presses("✎ Quantity")
    await officer.says("11.2 kg")
    await officer.says("/cancel")
    await box.press(officer, "Change KE-2026-000001")
    assert "11.2 kg" in await officer.says("/help")
    assert rows(stage, "SELECT count(*) FROM progress WHERE dialog = 'report'") == [(1,)]


async def test_a_resubmission_pressed_twice_makes_one_revision(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await changes_returned(officer, reviewer, box, "Pictures are missing")
    token = officer.button("Submit").token
    await asyncio.gather(officer.presses_token(token), officer.presses_token(token))
    (report,) = await stage.reports()
    assert (report.revision, report.status) == (2, Status.SUBMITTED)
    assert verbs(stage).count("report.resubmit") == 1


async def test_a_report_changed_on_one_phone_and_withdrawn_on_another_stays_withdrawn(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await changes_returned(officer, reviewer, box, "Pictures are missing")
    submit = officer.button("Submit").token
    await officer.says("/mine")
    await officer.presses("Withdraw")
    await officer.presses("Withdraw")
    said = await officer.presses_token(submit)
    assert said == "That is not possible any more: the report has moved on."
    (report,) = await stage.reports()
    assert report.status is Status.WITHDRAWN


async def test_an_officer_of_two_countries_files_under_the_first(stage: Stage) -> None:
    officer = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="UG"), Role(kind=RoleKind.OFFICER, country="KE"), country="UG"
    )
    assert (await files(officer)).number == "UG-2026-000001"
