"""Reviewing as reviewers live it: who may, who was faster, what a forwarded or an old card does, and what the officer
hears.
"""

import asyncio
from datetime import timedelta

import pytest

from alerts.person import Role, RoleKind
from alerts.report import Status
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files, previews
from tests.bot.rows import everything, rows, verbs
from tests.bot.stage import Stage


async def test_a_card_says_what_was_found_and_has_the_moves(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    await box.deliver()
    assert box.text_at(reviewer).splitlines() == [
        "TLP:AMBER",
        "REPORT KE-2026-000001 · new · Routine",
        "Found: 13 Nov 2026, Mombasa port (KEMBA), Kenya",
        "Goods: Cocaine 12.4 kg",
        "Transport: Sea",
        "Submitted: 13 Nov 2026, 12:30 EAT",
        "Officer: 1 report so far, 0 approved",
        "Checks: ✓\u00a0units ✓\u00a0amount",
        "Cocaine 12.4 kg, Mombasa port, Kenya",
        "[Take] [Approve]",
        "[Return] [Reject] [More]",
    ]


async def test_two_reviewers_who_take_at_the_same_moment_get_one_report(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.deliver()
    said = await asyncio.gather(
        *(client.presses_token(box.button(client, "Take").token) for client in (reviewer, other))
    )
    assert "You have taken KE-2026-000001." in said
    assert any(text.endswith("has taken this report. It has to be put back first.") for text in said), said
    assert verbs(stage).count("report.take") == 1


async def test_a_second_press_on_take_says_the_same(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    take = box.button(reviewer, "Take").token
    for _ in range(2):
        assert await reviewer.presses_token(take) == "You have taken KE-2026-000001."
        stage.clock.passes(timedelta(minutes=1))


async def both_with_a_preview(stage: Stage, reviewer: Client, box: Outbox) -> tuple[Client, list[str]]:
    """Another reviewer, and the Release buttons of both: each approved, saw the preview, and put the report back."""
    other = await stage.reviewer(name="Demo Other")
    await other.says("/queue")
    await other.presses("KE-2026-000001")
    tokens = []
    for client in (reviewer, other):
        await previews(client, box)
        tokens.append(client.button("Release").token)
        await box.press(client, "Put back")
    return other, tokens


async def test_of_two_who_release_at_the_same_moment_one_approves_and_the_other_is_told_by_whom_and_when(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    other, tokens = await both_with_a_preview(stage, reviewer, box)
    said = await asyncio.gather(reviewer.presses_token(tokens[0]), other.presses_token(tokens[1]))
    faster = "Demo Reviewer" if said[0].startswith("Released") else "Demo Other"
    assert sorted(text.partition(",")[0] for text in said) == [
        "Released: ESA-2026-0001",
        f"This report was already approved by {faster}",
    ]
    assert any(text.endswith(f"by {faster}, 13 Nov 2026, 12:30 EAT.") for text in said)
    assert rows(stage, "SELECT count(*) FROM alert") == [(1,)]
    assert verbs(stage).count("report.approve") == 1


async def test_of_one_who_releases_and_one_who_rejects_at_the_same_moment_exactly_one_wins(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await previews(reviewer, box)
    release = reviewer.button("Release").token
    await box.press(reviewer, "Put back")
    await box.press(other, "Reject")
    await other.presses("Nothing was seized")
    reject = other.button("Skip").token
    await box.press(other, "Put back")
    said = await asyncio.gather(reviewer.presses_token(release), other.presses_token(reject))
    (status,) = [report.status for report in await stage.reports()]
    if status is Status.APPROVED:
        assert said[0].startswith("Released")
        assert said[1] == "This report was already approved by Demo Reviewer, 13 Nov 2026, 12:30 EAT."
    else:
        assert status is Status.REJECTED
        assert said[0] == "This report was already rejected by Demo Other, 13 Nov 2026, 12:30 EAT."
        assert said[1] == "Report KE-2026-000001 is rejected. The officer gets your reason."
    decided = [verb for verb in verbs(stage) if verb in {"report.approve", "report.reject"}]
    assert len(decided) == 1
    assert rows(stage, "SELECT count(*) FROM alert") == [(int(status is Status.APPROVED),)]


@pytest.mark.parametrize("kind", [RoleKind.REVIEWER, RoleKind.HEAD, RoleKind.ADMINISTRATOR])
async def test_nobody_decides_on_their_own_report_whatever_their_role(
    stage: Stage, reviewer: Client, box: Outbox, kind: RoleKind
) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=kind, office="ESA"), country="KE"
    )
    await files(author)
    await box.deliver()
    assert "REPORT" not in box.text_at(author)
    for label in ("Take", "Approve", "Return", "Reject"):
        said = await author.presses_token(box.button(reviewer, label).token)
        assert said == "This is your own report. Somebody else of the office has to decide on it."
    assert verbs(stage).count("report.refused") == 4
    (report,) = await stage.reports()
    assert report.status is Status.SUBMITTED


async def test_a_second_account_is_the_same_person(stage: Stage, reviewer: Client, box: Outbox) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"), country="KE"
    )
    await files(author)
    await box.deliver()
    other_phone = await author.moves_to("another-phone")
    said = await other_phone.presses_token(box.button(reviewer, "Approve").token)
    assert said == "This is your own report. Somebody else of the office has to decide on it."


async def test_a_role_that_the_author_gave_does_not_decide_on_the_authors_report(
    stage: Stage, reviewer: Client, box: Outbox
) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.ADMINISTRATOR), country="KE"
    )
    giver = (await author.person()).id
    friend = await stage.somebody(Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=giver), office="ESA")
    await files(author)
    await box.deliver()
    assert box.text_at(friend) == ""
    said = await friend.presses_token(box.button(reviewer, "Approve").token)
    assert said == "You are not a reviewer of the office this report belongs to."


@pytest.mark.parametrize("label", ["Take", "Approve", "Return", "Reject", "More"])
async def test_a_forwarded_card_gives_no_right_and_leaves_a_trace(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, label: str
) -> None:
    elsewhere = await stage.reviewer("WE", name="Demo Reviewer Elsewhere")
    await files(officer)
    await box.deliver()
    before = everything(stage)
    said = await elsewhere.presses_token(box.button(reviewer, label).token)
    assert said in {
        "You are not a reviewer of the office this report belongs to.",
        "That is not there, or not for you.",
    }
    assert everything(stage) == before
    assert verbs(stage)[-1] == "report.refused"


async def test_a_button_of_the_first_revision_changes_nothing_and_shows_the_second(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    old = {label: box.button(reviewer, label).token for label in ("Take", "Approve", "Return", "Reject")}
    await returns_and_resubmits(officer, reviewer, box)
    await box.deliver()
    for token in old.values():
        said = await reviewer.presses_token(token)
        assert said == "The report was changed meanwhile. Here it is as it stands now."
        await box.deliver()
        shown = box.at(reviewer)[-1]
        assert shown.title == "REPORT KE-2026-000001/2 · new · Routine"
    (report,) = await stage.reports()
    assert (report.status, report.revision) == (Status.SUBMITTED, 2)


async def returns_and_resubmits(officer: Client, reviewer: Client, box: Outbox) -> None:
    """The reviewer returns the report, the officer changes the quantity to 11.2 kg and submits it again."""
    await box.press(reviewer, "Return")
    await reviewer.presses("The quantity or unit is unclear")
    await reviewer.presses("Skip")
    await officer.says("/mine")
    await officer.presses("Change KE-2026-000001")
    await officer.presses("✎ Quantity")
    await officer.says("11.2 kg")
    await officer.presses("Submit")


async def test_a_preview_of_the_first_revision_releases_nothing_of_the_second(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await previews(reviewer, box)
    release = reviewer.button("Release").token
    await box.press(reviewer, "Put back")
    await returns_and_resubmits(officer, other, box)
    said = await reviewer.presses_token(release)
    assert said == "The report was changed meanwhile. Here it is as it stands now."
    assert rows(stage, "SELECT count(*) FROM alert") == [(0,)]


async def test_a_reason_given_for_the_first_revision_does_not_end_the_second(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.press(reviewer, "Reject")
    await reviewer.presses("Nothing was seized")
    reject = reviewer.button("Skip").token
    await box.press(reviewer, "Put back")
    await returns_and_resubmits(officer, other, box)
    assert await reviewer.presses_token(reject) == "The report was changed meanwhile. Here it is as it stands now."
    (report,) = await stage.reports()
    assert report.status is Status.SUBMITTED


async def test_after_the_decision_every_copy_loses_its_buttons_and_names_the_decider(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other, gone = await stage.reviewer(name="Demo Other"), await stage.reviewer(name="Demo Gone")
    head = await stage.head()
    await files(officer)
    await box.deliver()
    await head.says("/queue")
    await head.presses("KE-2026-000001")
    person = await gone.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.REVIEWER)
        await unit.commit()
    await previews(reviewer, box)
    await box.deliver()
    await reviewer.presses("Release")
    await box.deliver()
    line = "KE-2026-000001: Approved by Demo Reviewer, 13 Nov 2026, 12:30 EAT. Alert ESA-2026-0001."
    for client in (reviewer, other, gone, head):
        assert box.text_at(client) == line


async def test_a_card_asked_for_twice_is_closed_twice(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    await box.deliver()
    for _ in range(2):
        await reviewer.says("/queue")
        await reviewer.presses("KE-2026-000001")
    await box.press(reviewer, "Reject")
    await reviewer.presses("Nothing was seized")
    await reviewer.presses("Skip")
    await box.deliver()
    line = "KE-2026-000001: Rejected by Demo Reviewer, 13 Nov 2026, 12:30 EAT. Nothing was seized."
    assert box.text_at(reviewer) == "\n\n".join([line] * 3)


async def test_the_reviewers_own_words_of_a_reason_stand_on_no_card(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.press(reviewer, "Return")
    await reviewer.says("The plate number looks like that of Demo Suspect")
    await box.deliver()
    assert box.text_at(other) == "KE-2026-000001: Returned by Demo Reviewer, 13 Nov 2026, 12:30 EAT. Other reason."


async def test_a_role_withdrawn_a_second_ago_approves_nothing(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await previews(reviewer, box)
    person = await reviewer.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.REVIEWER)
        await unit.commit()
    said = await reviewer.presses("Release")
    assert said == "You are not a reviewer of the office this report belongs to."
    assert rows(stage, "SELECT count(*) FROM alert") == [(0,)]
    assert verbs(stage)[-1] == "report.refused"


@pytest.mark.parametrize("said", ["/help", "Preview", "A title"])
async def test_an_approve_step_left_open_shows_nothing_once_the_role_ended(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, said: str
) -> None:
    await files(officer)
    await box.press(reviewer, "Approve")
    assert "Cocaine" in reviewer.shown()
    person = await reviewer.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.REVIEWER)
        await unit.commit()
    shown = await reviewer.says(said)
    assert "Cocaine" not in shown
    assert "KE-2026-000001" not in shown


async def test_a_suspended_person_can_do_nothing(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    await previews(reviewer, box)
    await box.deliver()
    release = reviewer.button("Release").token
    person = await reviewer.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    before = everything(stage)
    for token in (release, box.button(reviewer, "Put back").token):
        assert await reviewer.presses_token(token) == "Your access is suspended. Please ask your office."
    for text in ("/queue", "/report", "/subscribe", "/language", "12.4 kg"):
        assert await reviewer.says(text) == "Your access is suspended. Please ask your office."
    assert everything(stage) == before


async def test_what_was_taken_is_put_back_and_free_for_others(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    assert await box.press(reviewer, "Take") == "You have taken KE-2026-000001."
    await box.deliver()
    assert box.at(other)[-1].title == "REPORT KE-2026-000001 · taken by Demo Reviewer · Routine"
    assert [button.label for row in box.at(other)[-1].buttons for button in row] == ["More"]
    assert await box.press(reviewer, "Put back") == "KE-2026-000001 is back in the queue."
    assert await box.press(other, "Take") == "You have taken KE-2026-000001."


async def test_a_head_puts_back_what_a_reviewer_took_and_left(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    head = await stage.head()
    await files(officer)
    await box.press(reviewer, "Take")
    await head.says("/queue")
    await head.presses("KE-2026-000001")
    assert head.labels() == ["Put back", "More"]
    assert await head.presses("Put back") == "KE-2026-000001 is back in the queue."
    await box.deliver()
    assert "[Approve]" in box.text_at(head)


async def test_another_reviewer_has_no_button_to_put_back(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.press(reviewer, "Take")
    await other.says("/queue")
    await other.presses("KE-2026-000001")
    assert other.labels() == ["More"]


async def test_a_report_that_moves_to_another_office_goes_to_its_reviewers(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    elsewhere = await stage.reviewer("WE", name="Demo Reviewer Elsewhere")
    await files(officer)
    await box.press(reviewer, "Return")
    await reviewer.presses("The route is missing or unclear")
    await reviewer.presses("Skip")
    await officer.says("/mine")
    await officer.presses("Change KE-2026-000001")
    await officer.presses("✎ Place")
    await officer.says("Rotterdam port")
    await officer.presses("Rotterdam port (Netherlands)")
    await officer.presses("Submit")
    await box.deliver()
    assert box.at(elsewhere)[-1].title == "REPORT KE-2026-000001/2 · new · Routine"
    assert box.text_at(reviewer) == "KE-2026-000001: this report is no longer yours to review."


async def test_more_shows_the_officers_own_words_to_reviewers_only(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, {"narrative": "The driver was nervous"})
    await box.deliver()
    assert "nervous" not in box.text_at(reviewer)
    assert "What happened: The driver was nervous" in await box.press(reviewer, "More")
    assert "[Escalate]" in reviewer.shown()
