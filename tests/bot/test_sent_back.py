"""What goes back to its officer, with which reason, and what an officer takes back."""

import pytest

from alerts.report import Status
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage


async def test_a_return_needs_a_reason_and_the_officer_gets_it_without_a_name(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Return")
    await box.deliver()
    assert "REPORT KE-2026-000001 · taken by you" in box.text_at(reviewer)
    await reviewer.says("Is it 12.4 kg gross or net?")
    await box.deliver()
    told = box.text_at(officer)
    assert "Your report KE-2026-000001 came back: Is it 12.4 kg gross or net?" in told
    assert "[Change KE-2026-000001] [Withdraw]" in told
    assert "Demo Reviewer" not in told


@pytest.mark.parametrize("blank", ["   ", "\u200b\u200b", "\u202e"])
async def test_a_blank_is_no_reason(stage: Stage, officer: Client, reviewer: Client, box: Outbox, blank: str) -> None:
    await files(officer)
    await box.press(reviewer, "Reject")
    await reviewer.says(blank)
    (report,) = await stage.reports()
    assert report.status is Status.TAKEN
    assert "Nothing was seized" in reviewer.labels()


async def test_a_rejection_reaches_the_officer_with_its_reason_and_ends_the_report(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Reject")
    await reviewer.presses("This case has been reported already")
    said = await reviewer.presses("Skip")
    assert said == "Report KE-2026-000001 is rejected. The officer gets your reason."
    await box.deliver()
    assert box.text_at(officer) == (
        "TLP:AMBER\nYour report KE-2026-000001 was not taken up: This case has been reported already."
    )
    (report,) = await stage.reports()
    assert report.status is Status.REJECTED


async def test_the_officer_gets_the_listed_reason_in_their_language_and_what_was_added_as_it_was_written(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await officer.says("/language")
    await officer.presses("Français")
    await box.press(reviewer, "Return")
    assert await reviewer.presses("The quantity or unit is unclear") == (
        "Anything to add for the officer?\n[Skip]\n[Cancel]"
    )
    await reviewer.says("Gross or net?\nPlease weigh it again.")
    await box.deliver()
    assert (
        "Votre rapport KE-2026-000001 vous est renvoyé\u202f: «\u202fLa quantité ou l’unité n’est pas claire\u202f: "
        "Gross or net? Please weigh it again.\u202f»." in box.text_at(officer)
    )
    assert rows(stage, "SELECT reason, note FROM decision WHERE move = 'return'") == [
        ("quantity", "Gross or net?\nPlease weigh it again.")
    ]
    assert "Gross" not in box.text_at(reviewer)


@pytest.mark.parametrize(("said", "code"), [("Ask at the port again.", "other"), ("pictures are missing", "pictures")])
async def test_who_writes_why_in_their_own_words_is_asked_nothing_more(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, said: str, code: str
) -> None:
    await files(officer)
    await box.press(reviewer, "Return")
    shown = await reviewer.says(said)
    assert ("went back to the officer" in shown) is (code == "other")
    if code != "other":
        await reviewer.presses("Skip")
    note = said if code == "other" else ""
    assert rows(stage, "SELECT reason, note FROM decision WHERE move = 'return'") == [(code, note)]


async def test_a_resubmitted_report_is_told_as_no_outcome(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    await box.deliver()
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    # The outcome waits in the outbox while the officer is faster.
    await officer.says("/mine")
    await officer.presses("Change KE-2026-000001")
    await officer.presses("Submit")
    await box.deliver()
    assert box.text_at(officer) == ""


async def test_every_copy_says_that_the_officer_withdrew_and_nobody_decides_any_more(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    approve = box.button(reviewer, "Approve").token
    await officer.says("/mine")
    asked = await officer.presses("Withdraw KE-2026-000001")
    assert asked == (
        "Withdraw KE-2026-000001? Nobody will decide on it any more, and it cannot be brought back.\n"
        "[Keep it] [Withdraw]"
    )
    assert await officer.presses("Withdraw") == "Report KE-2026-000001 is withdrawn. The reviewers have been told."
    await box.deliver()
    assert box.text_at(reviewer) == "KE-2026-000001: Withdrawn by the officer, 13 Nov 2026, 12:30 EAT."
    assert await reviewer.presses_token(approve) == (
        "This report was withdrawn by the officer, 13 Nov 2026, 12:30 EAT."
    )


async def test_keeping_it_withdraws_nothing(stage: Stage, officer: Client) -> None:
    await files(officer)
    await officer.says("/mine")
    await officer.presses("Withdraw KE-2026-000001")
    await officer.presses("Keep it")
    (report,) = await stage.reports()
    assert report.status is Status.SUBMITTED


async def test_only_its_officer_withdraws_a_report(stage: Stage, officer: Client, reviewer: Client) -> None:
    other = await stage.officer(name="Demo Other Officer")
    await files(officer)
    await officer.says("/mine")
    await officer.presses("Withdraw KE-2026-000001")
    token = officer.button("Withdraw").token
    for client in (other, reviewer):
        assert await client.presses_token(token) == "Only the officer who filed this report can do that."
    assert verbs(stage)[-2:] == ["report.refused", "report.refused"]
    (report,) = await stage.reports()
    assert report.status is Status.SUBMITTED


async def test_only_its_officer_opens_a_returned_report(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.officer(name="Demo Other Officer")
    await files(officer)
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    await officer.says("/mine")
    token = officer.button("Change KE-2026-000001").token
    assert await other.presses_token(token) == "Only the officer who filed this report can do that."
    assert verbs(stage)[-1] == "report.refused"


async def test_a_returned_report_is_nobodys_to_decide(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.deliver()
    approve = box.button(other, "Approve").token
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    assert await other.presses_token(approve) == (
        "This report was already returned to the officer by Demo Reviewer, 13 Nov 2026, 12:30 EAT."
    )
