"""/queue: what waits for whom, in which order, since when and until when."""

from datetime import timedelta

from alerts.person import Role, RoleKind
from bot.schedule import escalate_waiting
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files
from tests.bot.stage import Stage


async def test_the_queue_has_the_most_urgent_first_then_the_oldest(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    await files(officer)
    stage.clock.passes(timedelta(minutes=3))
    await files(officer, {"precedence": "flash"})
    await files(officer, {"commodity": "DRG-COC-HCL"})
    stage.clock.passes(timedelta(minutes=1))
    assert (await reviewer.says("/queue")).splitlines() == [
        "Queue",
        "KE-2026-000002: 1 min · Flash · escalates to the head in 23 h (14 Nov 2026, 12:33 EAT) · Cocaine 12.4 kg, Mombasa port, Kenya",
        "KE-2026-000001: 4 min · Routine · escalates to the head in 23 h (14 Nov 2026, 12:30 EAT) · Cocaine 12.4 kg, Mombasa port, Kenya",
        "KE-2026-000003: 1 min · Routine · escalates to the head in 23 h (14 Nov 2026, 12:33 EAT) · Cocaine 12.4 kg, Mombasa port, Kenya",
        "[KE-2026-000002]",
        "[KE-2026-000001]",
        "[KE-2026-000003]",
    ]


async def test_the_queue_tells_with_whom_a_report_is_since_when_and_until_when(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    await files(officer)
    stage.clock.passes(timedelta(hours=25))
    assert "overdue since 14 Nov 2026, 12:30 EAT" in await reviewer.says("/queue")
    await escalate_waiting(stage.world)
    stage.clock.passes(timedelta(hours=20))
    assert (
        "with the head since 14 Nov 2026, 13:30 EAT; escalates to the administrators in 4 h (15 Nov 2026, 13:30 EAT)"
        in await reviewer.says("/queue")
    )
    stage.clock.passes(timedelta(hours=4))
    await escalate_waiting(stage.world)
    assert "· with the administrators since 15 Nov 2026, 13:30 EAT ·" in await reviewer.says("/queue")
    stage.clock.passes(timedelta(hours=24))
    assert (
        "with the administrators since 15 Nov 2026, 13:30 EAT; overdue since 16 Nov 2026, 13:30 EAT"
        in await reviewer.says("/queue")
    )


async def test_who_takes_a_report_moves_its_deadline_and_not_since_when_it_is_with_the_head(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    stage.clock.passes(timedelta(hours=24))
    await escalate_waiting(stage.world)
    stage.clock.passes(timedelta(hours=1))
    await box.press(reviewer, "Take")
    assert (
        "with the head since 14 Nov 2026, 12:30 EAT; escalates to the administrators in 24 h (15 Nov 2026, 13:30 EAT)"
        in await reviewer.says("/queue")
    )


async def test_the_queue_names_who_has_a_report(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.press(reviewer, "Take")
    assert "taken by Demo Reviewer" in await other.says("/queue")


async def test_the_queue_of_an_administrator_of_all_has_every_office_by_urgency(stage: Stage, officer: Client) -> None:
    administrator = await stage.administrator()
    await files(officer)
    await files(officer, {"place": {"code": None, "name": "Rotterdam", "country": "NL"}, "precedence": "priority"})
    said = await administrator.says("/queue")
    assert administrator.labels() == ["KE-2026-000002", "KE-2026-000001"], said


async def test_others_have_no_queue(officer: Client) -> None:
    assert await officer.says("/queue") == "Only reviewers have a queue."


async def test_a_queue_leaves_out_ones_own_reports(stage: Stage) -> None:
    author = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"), country="KE"
    )
    await files(author)
    assert await author.says("/queue") == "The queue is empty."
