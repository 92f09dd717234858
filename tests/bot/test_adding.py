"""An officer adds to a report that is under review."""

import asyncio
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.report import Status
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, previews
from tests.bot.rows import everything, rows, verbs
from tests.bot.stage import Stage

OLD = "The report was changed meanwhile. Here it is as it stands now."


async def opens(officer: Client) -> None:
    await officer.says("/mine")
    await officer.presses("Add to KE-2026-000001")


async def adds(officer: Client, plus: str = "+ Route", text: str = "Brazil > Kenya") -> str:
    """Opens the report again, adds one line and submits it."""
    await opens(officer)
    await officer.presses(plus)
    await officer.says(text)
    return await officer.presses("Submit")


async def test_an_addition_is_a_revision_by_the_officer_and_changes_nothing_else(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Take")
    (before,) = await stage.reports()
    since = rows(stage, "SELECT level_since, submitted_at FROM report")
    moves = rows(stage, "SELECT * FROM decision")
    stage.clock.passes(timedelta(hours=2))
    await adds(officer)
    (after,) = await stage.reports()
    assert (after.revision, after.status, after.taken_by) == (2, Status.TAKEN, before.taken_by)
    assert after.level is before.level
    assert after.seizure.route is not None
    assert rows(stage, "SELECT level_since, submitted_at FROM report") == since
    assert rows(stage, "SELECT * FROM decision") == moves
    author = (await officer.person()).id
    assert rows(stage, 'SELECT revision, "by" FROM report_revision') == [(1, author), (2, author)]
    assert verbs(stage)[-1] == "report.add"


async def test_the_first_revision_stays_as_it_was_written(stage: Stage, officer: Client) -> None:
    await files(officer)
    first = rows(stage, "SELECT facts FROM report_revision")
    await adds(officer)
    assert rows(stage, "SELECT facts FROM report_revision WHERE revision = 1") == first


async def test_who_has_taken_it_gets_a_fresh_card_and_the_others_cards_follow(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.press(reviewer, "Take")
    await box.deliver()
    cards = len(box.at(reviewer)), len(box.at(other))
    await adds(officer)
    await box.deliver()
    assert (len(box.at(reviewer)), len(box.at(other))) == (cards[0] + 1, cards[1])
    for client in (reviewer, other):
        assert ("Added", "13 Nov 2026, 12:30 EAT: Route") in box.at(client)[-1].fields


@pytest.mark.parametrize("label", ["Put back", "Approve", "Return", "Reject"])
async def test_a_button_from_before_the_addition_changes_nothing_and_shows_what_was_added(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, label: str
) -> None:
    await files(officer)
    await box.press(reviewer, "Take")
    await box.deliver()
    token = box.button(reviewer, label).token
    await adds(officer)
    (before,) = await stage.reports()
    assert await reviewer.presses_token(token) == OLD
    await box.deliver()
    assert box.at(reviewer)[-1].title == "REPORT KE-2026-000001/2 · taken by you · Routine"
    assert await stage.reports() == [before]


async def test_release_pressed_for_what_was_there_before_the_addition_lets_nothing_out(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await previews(reviewer, box)
    release = reviewer.button("Release").token
    await adds(officer)
    assert await reviewer.presses_token(release) == OLD
    assert rows(stage, "SELECT count(*) FROM alert") == [(0,)]


async def test_a_reason_for_what_was_there_before_the_addition_decides_nothing(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Reject")
    await reviewer.presses("Nothing was seized")
    await adds(officer)
    assert await reviewer.presses("Skip") == OLD
    assert [report.status for report in await stage.reports()] == [Status.TAKEN]


async def test_an_addition_pressed_twice_makes_one_revision(stage: Stage, officer: Client) -> None:
    await files(officer)
    await opens(officer)
    await officer.presses("+ Route")
    await officer.says("Brazil > Kenya")
    token = officer.button("Submit").token
    await asyncio.gather(officer.presses_token(token), officer.presses_token(token))
    assert [report.revision for report in await stage.reports()] == [2]
    assert verbs(stage).count("report.add") == 1


async def test_where_nothing_differs_nothing_is_kept(stage: Stage, officer: Client) -> None:
    await files(officer)
    await opens(officer)
    assert await officer.presses("Submit") == "Nothing was added: KE-2026-000001 says all of that already."
    assert [report.revision for report in await stage.reports()] == [1]


async def test_a_place_of_another_office_is_refused_and_the_draft_kept(stage: Stage, officer: Client) -> None:
    await files(officer)
    await opens(officer)
    await officer.presses("✎ Place")
    await officer.says("Dakar port, Senegal")
    await officer.presses("Dakar port (Senegal)")
    said = await officer.presses("Submit")
    assert "That place belongs to another office" in said
    assert "[Submit] [Cancel]" in said
    assert [(report.revision, report.office) for report in await stage.reports()] == [(1, "ESA")]


async def test_an_addition_can_make_the_marking_stricter_and_never_laxer(stage: Stage, officer: Client) -> None:
    await files(officer)
    for label in ("TLP:AMBER+STRICT…", "TLP:AMBER"):
        await opens(officer)
        await officer.presses("✎ Marking")
        if label in officer.labels() or label.endswith("…"):
            await officer.presses(label)
        else:
            await officer.says(label)
        said = await officer.presses("Submit")
    assert "You can make that stricter, not less strict" in said
    assert [(report.revision, report.marking) for report in await stage.reports()] == [(2, Marking.AMBER_STRICT)]


async def test_an_addition_to_a_report_that_is_decided_meanwhile_is_too_late(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await opens(officer)
    await officer.presses("+ Route")
    await officer.says("Brazil > Kenya")
    submit = officer.button("Submit").token
    await approves(reviewer, box)
    said = await officer.presses_token(submit)
    assert said == "That came too late: KE-2026-000001 is approved. Nothing was added; /mine shows it."
    assert [report.revision for report in await stage.reports()] == [1]
    assert rows(stage, "SELECT count(*) FROM progress WHERE dialog = 'report'") == [(0,)]


async def test_nobody_else_adds_to_a_report(stage: Stage, officer: Client, reviewer: Client) -> None:
    await files(officer)
    await officer.says("/mine")
    token = officer.button("Add to KE-2026-000001").token
    other = await stage.officer(name="Demo Other Officer")
    before = everything(stage)
    for client in (other, reviewer):
        assert await client.presses_token(token) == "Only the officer who filed this report can do that."
    assert everything(stage) == before
    assert verbs(stage)[-1] == "report.refused"


async def test_a_report_that_came_back_meanwhile_is_handed_in_with_what_was_typed(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await opens(officer)
    await officer.presses("+ Route")
    await officer.says("Brazil > Kenya")
    submit = officer.button("Submit").token
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    await officer.presses_token(submit)
    (report,) = await stage.reports()
    assert (report.status, report.revision) == (Status.SUBMITTED, 2)
    assert report.seizure.route is not None
