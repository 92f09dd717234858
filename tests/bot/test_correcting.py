"""A reviewer corrects a report: beside what the officer wrote, and never their own."""

from decimal import Decimal

from alerts.person import Role, RoleKind
from alerts.report import Status
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage
from tests.bot.test_adding import OLD, opens


async def begins(reviewer: Client, box: Outbox, quantity: str = "13 kg") -> None:
    """Correct on the newest card, up to its summary with another quantity."""
    await box.press(reviewer, "More")
    await reviewer.presses("Correct")
    await reviewer.presses("✎ Quantity")
    await reviewer.says(quantity)


async def corrects(reviewer: Client, box: Outbox, quantity: str = "13 kg") -> str:
    await begins(reviewer, box, quantity)
    return await reviewer.presses("Save")


async def test_a_correction_is_a_revision_by_the_reviewer_beside_the_officers_own(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    first = rows(stage, 'SELECT revision, facts, "by" FROM report_revision')
    (before,) = await stage.reports()
    await corrects(reviewer, box)
    (after,) = await stage.reports()
    assert rows(stage, 'SELECT revision, facts, "by" FROM report_revision WHERE revision = 1') == first
    assert rows(stage, 'SELECT "by" FROM report_revision WHERE revision = 2') == [((await reviewer.person()).id,)]
    assert (after.revision, after.author, after.status) == (2, before.author, Status.TAKEN)
    assert after.seizure.goods[0].quantity.amount == Decimal(13)
    assert verbs(stage)[-1] == "report.correct"


async def test_the_card_says_what_was_corrected_and_by_whom(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    await corrects(reviewer, box)
    await box.deliver()
    assert ("Corrected by Demo Reviewer", "Quantity 12.4 kg → 13 kg") in box.at(reviewer)[-1].fields


async def test_what_only_the_officer_tells_is_not_asked_and_stays(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, {"narrative": "The tip came by phone."})
    await begins(reviewer, box)
    assert not {"Pictures", "What happened", "Marking", "How urgent"} & {
        label.removeprefix("✎ ").removeprefix("+ ") for label in reviewer.labels()
    }
    await reviewer.presses("Save")
    (report,) = await stage.reports()
    assert report.seizure.narrative == "The tip came by phone."


async def test_the_alert_is_drafted_from_what_was_corrected_and_the_officer_is_told_without_a_name(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    report = await files(officer)
    await corrects(reviewer, box)
    await approves(reviewer, box)
    revision = await stage.revision_for(report)
    assert revision is not None
    assert revision.texts["en"].title == "Cocaine 13 kg, Mombasa port, Kenya"
    told = box.at(officer)[-1].text
    assert told.endswith("A reviewer corrected: Quantity 12.4 kg → 13 kg.")
    assert "Demo Reviewer" not in told


async def test_nobody_corrects_their_own_report(stage: Stage, reviewer: Client, box: Outbox) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"), country="KE"
    )
    await files(author)
    await box.press(reviewer, "More")
    said = await author.presses_token(reviewer.button("Correct").token)
    assert said == "This is your own report. Somebody else of the office has to decide on it."
    assert verbs(stage)[-1] == "report.refused"


async def test_an_author_who_was_corrected_still_cannot_decide(stage: Stage, reviewer: Client, box: Outbox) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"), country="KE"
    )
    await files(author)
    await corrects(reviewer, box)
    await box.press(reviewer, "Put back")
    await box.deliver()
    said = await author.presses_token(box.button(reviewer, "Approve").token)
    assert said == "This is your own report. Somebody else of the office has to decide on it."


async def test_what_another_has_taken_is_not_corrected(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.press(other, "More")
    token = other.button("Correct").token
    await box.press(reviewer, "Take")
    assert "Demo Reviewer has taken this report" in await other.presses_token(token)
    assert [report.revision for report in await stage.reports()] == [1]


async def test_who_lost_the_role_while_correcting_keeps_nothing(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await begins(reviewer, box)
    person = await reviewer.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.REVIEWER)
        await unit.commit()
    await reviewer.presses("Save")
    assert [report.revision for report in await stage.reports()] == [1]


async def test_an_addition_while_a_reviewer_corrects_loses_nothing_of_either(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await opens(officer)
    await officer.presses("+ Route")
    await officer.says("Brazil > Kenya")
    await corrects(reviewer, box)
    said = await officer.presses("Submit")
    assert "The report was changed meanwhile: Quantity 12.4 kg → 13 kg. What you wrote is here too" in said
    assert [report.revision for report in await stage.reports()] == [2]
    await officer.presses("Submit")
    (report,) = await stage.reports()
    assert (report.revision, report.seizure.goods[0].quantity.amount) == (3, Decimal(13))
    assert report.seizure.route is not None


async def test_a_correction_while_the_officer_adds_loses_nothing_of_either(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await begins(reviewer, box)
    await opens(officer)
    await officer.presses("+ Route")
    await officer.says("Brazil > Kenya")
    await officer.presses("Submit")
    assert "The report was changed meanwhile: Route Brazil → Kenya." in await reviewer.presses("Save")
    assert [report.revision for report in await stage.reports()] == [2]
    await reviewer.presses("Save")
    (report,) = await stage.reports()
    assert (report.revision, report.seizure.goods[0].quantity.amount) == (3, Decimal(13))
    assert report.seizure.route is not None


async def test_a_button_from_before_the_correction_changes_nothing(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.deliver()
    old = box.button(other, "Approve").token
    await corrects(reviewer, box)
    await box.press(reviewer, "Put back")
    assert await other.presses_token(old) == OLD


async def test_a_correction_that_changes_nothing_is_none(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    said = await corrects(reviewer, box, "12.4 kg")
    assert said == "Nothing was corrected: KE-2026-000001 says all of that already."
    assert [report.revision for report in await stage.reports()] == [1]


async def test_a_correction_cannot_carry_a_report_to_another_office(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "More")
    await reviewer.presses("Correct")
    await reviewer.presses("✎ Place")
    await reviewer.says("Dakar port, Senegal")
    await reviewer.presses("Dakar port (Senegal)")
    assert "That place belongs to another office" in await reviewer.presses("Save")
    assert [(report.revision, report.office) for report in await stage.reports()] == [(1, "ESA")]


async def test_a_correction_of_what_another_has_taken_meanwhile_is_refused(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await begins(reviewer, box)
    save = reviewer.button("Save").token
    await box.press(reviewer, "Put back")
    await box.press(other, "Take")
    assert "Demo Other has taken this report" in await reviewer.presses_token(save)
    assert [report.revision for report in await stage.reports()] == [1]
