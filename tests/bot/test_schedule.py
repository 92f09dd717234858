"""Ticks: what is due is a column, so a tick that comes late, twice, or after a restart does its work once."""

from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy.exc import DatabaseError

from bot.checking import check
from bot.metrics import Metrics
from bot.schedule import clean_up, escalate_waiting, expire_alerts, measure
from tests.bot.client import CHAT, Client
from tests.bot.outbox import Outbox, files, subscribes
from tests.bot.post_office import PostOffice, released
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

A_DAY = timedelta(days=1)


async def test_a_report_escalates_once_however_often_the_tick_comes(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    head = await stage.head()
    await files(officer)
    stage.clock.passes(A_DAY)
    for _ in range(3):
        await escalate_waiting(stage.world)
    await stage.restart()
    await escalate_waiting(stage.world)
    await box.deliver()
    assert verbs(stage).count("report.escalate") == 1
    assert (len(box.at(head)), len(box.at(reviewer))) == (1, 1)


async def test_a_tick_that_comes_periods_late_rises_one_step_and_not_several(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    del reviewer
    await files(officer)
    stage.clock.passes(5 * A_DAY)
    await escalate_waiting(stage.world)
    await escalate_waiting(stage.world)
    assert [report.level.value for report in await stage.reports()] == ["head"]
    stage.clock.passes(A_DAY)
    await escalate_waiting(stage.world)
    assert [report.level.value for report in await stage.reports()] == ["administrators"]
    stage.clock.passes(A_DAY)
    await escalate_waiting(stage.world)
    assert verbs(stage).count("report.escalate") == 2


async def test_one_second_before_its_period_is_over_nothing_escalates(stage: Stage, officer: Client) -> None:
    await files(officer)
    stage.clock.passes(A_DAY - timedelta(seconds=1))
    await escalate_waiting(stage.world)
    assert [report.level.value for report in await stage.reports()] == ["reviewers"]


async def test_an_alert_whose_time_is_over_is_marked_once_with_an_audit_row(stage: Stage) -> None:
    await released(stage)
    stage.clock.passes(timedelta(days=90))
    for _ in range(2):
        await expire_alerts(stage.world)
    await stage.restart()
    await expire_alerts(stage.world)
    assert rows(stage, "SELECT status FROM alert") == [("expired",)]
    assert verbs(stage).count("alert.expire") == 1


async def test_an_alert_whose_time_is_not_over_is_left_alone(stage: Stage) -> None:
    await released(stage)
    stage.clock.passes(timedelta(days=90) - timedelta(seconds=1))
    await expire_alerts(stage.world)
    assert rows(stage, "SELECT status FROM alert") == [("released",)]


async def test_cleaning_up_is_done_once_an_hour(stage: Stage, officer: Client) -> None:
    await officer.says("words")
    stage.clock.passes(timedelta(days=8))
    await clean_up(stage.world)
    write(stage, "UPDATE inbox SET content = '\"again\"'")
    await clean_up(stage.world)
    assert rows(stage, "SELECT content FROM inbox") == [('"again"',)]
    stage.clock.passes(timedelta(hours=1))
    await clean_up(stage.world)
    assert rows(stage, "SELECT content FROM inbox") == [(None,)]


async def test_a_tick_that_fails_keeps_nothing_and_the_next_one_does_it(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    del reviewer
    await stage.head()
    await files(officer)
    stage.clock.passes(A_DAY)
    write(stage, "CREATE TRIGGER breaks BEFORE INSERT ON delivery BEGIN SELECT RAISE(ABORT, 'broken'); END")
    with pytest.raises(DatabaseError):
        await escalate_waiting(stage.world)
    assert [report.level.value for report in await stage.reports()] == ["reviewers"]
    write(stage, "DROP TRIGGER breaks")
    await escalate_waiting(stage.world)
    assert [report.level.value for report in await stage.reports()] == ["head"]


async def _shown_to_the_operator(stage: Stage) -> tuple[dict[str, float], int, str]:
    """Figures by name (and state), what `check` returns, and what it prints."""
    metrics, out = Metrics(), StringIO()
    await measure(stage.world, metrics)
    code = await check(stage.world, stage.channels, out)
    figures = {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
    }
    return figures, code, out.getvalue()


async def test_when_all_is_well_the_operator_is_shown_so(stage: Stage, officer: Client) -> None:
    await officer.says("/help")
    figures, code, printed = await _shown_to_the_operator(stage)
    assert (figures["liaison_poison_inputs"], figures["liaison_oldest_due_seconds"], code) == (0, 0, 0)
    assert "⚠" not in printed


async def test_a_poison_is_shown_to_the_operator(stage: Stage, officer: Client) -> None:
    await officer.says("/report")
    write(stage, 'UPDATE progress SET body = \'{"dialog": "no such dialog"}\'')
    await officer.says("words that nobody else may read")
    figures, code, printed = await _shown_to_the_operator(stage)
    assert (figures["liaison_poison_inputs"], code) == (1, 1)
    [line] = [line for line in printed.splitlines() if "Poison inputs" in line]
    assert "⚠" in line
    assert "words that" not in printed


async def test_what_waits_too_long_and_what_ended_unknown_is_shown_to_the_operator(stage: Stage) -> None:
    member = await stage.member()
    await subscribes(member)
    await released(stage)
    stage.clock.passes(timedelta(minutes=10))
    figures, code, printed = await _shown_to_the_operator(stage)
    assert (figures["liaison_oldest_due_seconds"], figures["liaison_delivery_rows queued"], code) == (600, 1, 1)
    assert "waits 600 s" in printed
    office = PostOffice(stage)
    await office.deliver()
    write(stage, "UPDATE delivery SET state = 'unknown'")
    figures, code, _ = await _shown_to_the_operator(stage)
    assert (figures["liaison_delivery_rows unknown"], code) == (1, 1)


async def test_a_figure_of_a_state_that_has_emptied_goes_back_to_nothing(stage: Stage) -> None:
    """A gauge that is set only while there are rows would show the last number for ever."""
    member = await stage.member()
    await subscribes(member)
    await released(stage)
    metrics = Metrics()
    await measure(stage.world, metrics)
    await PostOffice(stage).deliver()
    await measure(stage.world, metrics)
    assert metrics.registry.get_sample_value("liaison_delivery_rows", {"state": "queued"}) == 0
    assert metrics.registry.get_sample_value("liaison_delivery_rows", {"state": "accepted"}) == 1
    assert stage.channels[CHAT].sent
