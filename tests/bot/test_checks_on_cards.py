"""What the accuracy checks tell a reviewer, and the reports that are like the one on the card."""

from datetime import timedelta

from bot import operating_places
from bot.scene import Answers
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files
from tests.bot.stage import Stage

CONTAINER: Answers = {"identifiers": [{"kind": "container", "number": "MSCU1234566", "valid": True}]}
DOUBTFUL: Answers = {
    "quantity": {"amount": "12400", "unit": "TNE"},
    "identifiers": [{"kind": "imo", "number": "9321480", "valid": False}],
    "day": "2026-08-13",
}
ROUTE: Answers = {"route": [{"country": "BR", "name": ""}, {"country": "KE", "name": ""}]}


def checks(box: Outbox, reviewer: Client) -> list[str]:
    """The lines of the checks on the newest card."""
    (line,) = [value for label, value in box.at(reviewer)[-1].fields if label == "Checks"]
    return line.replace("\u00a0", " ").split("\n")


async def test_a_card_says_what_is_in_order_and_what_deserves_a_look(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, DOUBTFUL)
    await box.deliver()
    assert checks(box, reviewer) == [
        "✓ units",
        "⚠ 9321480: the check digit is wrong",
        "⚠ Cocaine: more than usual, which is up to 20,000 kg",
        "⚠ found 92 days ago",
    ]


async def test_a_card_goes_by_the_thresholds_of_the_office_it_goes_to(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    little: Answers = {"quantity": {"amount": "400", "unit": "GRM"}}
    await operating_places.change_office(stage.world, "WE", thresholds=["cocaine 2 kg"])
    await files(officer, little)
    await box.deliver()
    assert checks(box, reviewer) == ["✓ units ✓ amount"]
    await operating_places.change_office(stage.world, "ESA", thresholds=["cocaine 0.5 kg"])
    await files(officer, little)
    await box.deliver()
    assert checks(box, reviewer)[:2] == [
        "✓ units ✓ amount",
        "⚠ Cocaine: below the office’s threshold of 0.5 kg, still useful if the method is new",
    ]
    await operating_places.change_office(stage.world, "ESA", no_thresholds=["cocaine"])
    await files(officer, {"quantity": {"amount": "3", "unit": "GRM"}})
    await box.deliver()
    assert not any("below" in line for line in checks(box, reviewer))


async def test_a_doubt_hinders_no_decision(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer, DOUBTFUL)
    assert "Released" in await approves(reviewer, box)


async def test_a_card_names_the_report_that_is_like_it_and_shows_it(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, CONTAINER)
    stage.clock.passes(timedelta(days=1))
    await files(await stage.officer("UG"), {**CONTAINER, "day": "2026-11-14"})
    await box.deliver()
    assert checks(box, reviewer) == [
        "✓ numbers ✓ units ✓ amount",
        "⚠ similar: KE-2026-000001 (same container, 1 day apart)",
    ]
    await reviewer.presses_token(box.button(reviewer, "KE-2026-000001").token)
    await box.deliver()
    assert box.at(reviewer)[-1].title == "REPORT KE-2026-000001 · new · Routine"


async def test_a_report_that_was_decided_is_looked_back_at_with_its_facts(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, CONTAINER)
    await box.press(reviewer, "Reject")
    await reviewer.presses("Not a customs matter")
    await reviewer.presses("Skip")
    await box.deliver()
    await files(await stage.officer(name="Demo Second"), CONTAINER)
    await box.deliver()
    shown = await reviewer.presses_token(box.button(reviewer, "KE-2026-000001").token)
    assert "REPORT KE-2026-000001 · rejected" in shown
    assert "Transport: Sea · container MSCU 123456-6 ✓" in shown
    assert "This report was already rejected by Demo Reviewer" in shown
    assert reviewer.labels() == []


async def test_reports_of_other_offices_and_withdrawn_ones_are_not_named(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    brazil: Answers = {"place": {"code": None, "name": "Santos", "country": "BR"}}
    await files(await stage.officer("BR"), {**CONTAINER, **brazil})
    await files(officer, CONTAINER)
    await officer.says("/mine")
    await officer.presses("Withdraw KE-2026-000001")
    await officer.presses("Withdraw")
    await files(officer, CONTAINER)
    await box.deliver()
    assert checks(box, reviewer) == ["✓ numbers ✓ units ✓ amount"]


async def test_the_strongest_three_are_named_and_the_others_counted(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    for _ in range(4):
        await files(officer)
    await files(officer, CONTAINER)
    await files(officer, {**CONTAINER, "day": "2026-10-13"})
    await files(officer, CONTAINER)
    await box.deliver()
    assert checks(box, reviewer)[1:] == [
        "⚠ similar: KE-2026-000006 (same container, 31 days apart)",
        "⚠ similar: KE-2026-000005 (same container)",
        "⚠ similar: KE-2026-000004 (same place, day and goods)",
        "⚠ 3 more are similar",
    ]


async def test_a_changed_report_is_found_by_what_it_says_now(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    report = await files(officer, CONTAINER)
    async with stage.database.writing() as unit:
        await unit.similar.keep(report.id, report.seizure)
        await unit.commit()
    async with stage.database.reading() as unit:
        found = await unit.similar.to(report.seizure)
        assert [one.number for one in found] == ["KE-2026-000001"]
        assert await unit.similar.to(report.seizure, but=report.id) == []
        assert await unit.similar.to(report.seizure, country="UG") == []
    del reviewer, box


async def test_the_same_route_within_a_month_is_named(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer, ROUTE)
    await files(officer, {**ROUTE, "place": {"code": None, "name": "Kilifi", "country": "KE"}})
    await box.deliver()
    assert checks(box, reviewer) == [
        "✓ units ✓ amount ✓ route",
        "⚠ similar: KE-2026-000001 (same route)",
    ]
