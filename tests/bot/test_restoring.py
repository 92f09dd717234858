"""A restored installation: nothing that waited leaves by itself, no number is given twice, and an operator decides."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from alerts.precedence import Precedence
from bot import checking, keeping, restoring
from bot.schedule import escalate_waiting
from bot.settings import Settings, load
from bot.world import World
from channels.message import Said
from tests.bot.client import CHAT, MAIL, Client
from tests.bot.outbox import Outbox, files, subscribes
from tests.bot.post_office import PostOffice, released
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import FRIDAY, Stage
from tests.bot.test_replies import Desk
from tests.bot.writer import Writer

A_DAY = timedelta(days=1)
REPEAT = "This may be a second copy: the first try was not confirmed."

Restores = Callable[[], Awaitable[Stage]]


def settings_of(folder: Path) -> Settings:
    return load({"LIAISON_DATA_DIR": str(folder)}, env_file=None)


@pytest.fixture
async def restores(stage: Stage, tmp_path: Path) -> AsyncIterator[Restores]:
    """Makes a backup of the stage as it stands, restores it elsewhere a day later, and starts a process there."""
    running: list[Stage] = []

    async def do() -> Stage:
        (tmp_path / "secret.key").write_text("a key of the tests, long enough to sign with")
        restoring.back_up(settings_of(tmp_path), tmp_path / "backup.tar.gz", stage.clock())
        again = tmp_path / "again"
        await restoring.restore(settings_of(again), tmp_path / "backup.tar.gz", stage.clock() + A_DAY)
        (tmp_path / "running").mkdir()
        made = Stage(again / "liaison.db", tmp_path / "running")
        made.clock.at, made.keys = stage.clock() + A_DAY, stage.keys
        await made.start()
        running.append(made)
        return made

    yield do
    for one in running:
        await one.stop()


@pytest.fixture
async def member(stage: Stage) -> Client:
    """Somebody who wants everything, in chat."""
    client = await stage.member()
    await subscribes(client)
    return client


def at(stage: Stage, client: Client) -> Client:
    """The same person, at the restored installation."""
    return replace(client, stage=stage, history=[], last=(), came=None, handled=None)


def waits(stage: Stage) -> list[tuple[object, ...]]:
    """What is held: channel, kind, whether it would be a possible repeat."""
    return rows(stage, "SELECT channel, kind, repeat FROM delivery WHERE held AND state = 'queued' ORDER BY id")


async def test_nothing_that_waited_leaves_by_itself(
    stage: Stage, member: Client, reader: Writer, restores: Restores
) -> None:
    await released(stage, Precedence.FLASH)
    again = await restores()
    assert await PostOffice(again).deliver() == 0
    again.clock.passes(A_DAY)
    assert await PostOffice(again).deliver() == 0
    assert [channel.sent for channel in again.channels.values()] == [[], []]
    assert len(waits(again)) == 2
    assert {member.address.channel, reader.client.address.channel} == {str(channel) for channel, _, _ in waits(again)}


async def test_released_each_goes_once_marked_as_possible_repeat(
    stage: Stage, member: Client, reader: Writer, restores: Restores
) -> None:
    await released(stage)
    again = await restores()
    office = PostOffice(again)
    assert await restoring.release(again.world, None) == 2
    assert await office.deliver() == 2
    assert await office.deliver() == 0
    for who in (member, reader.client):
        (sent,) = office.sent(who)
        assert (sent.slots.repeat, sent.slots.repeat_note) == (True, REPEAT)
    assert verbs(again)[-2:] == ["installation.restore", "held.release"]


async def test_dropped_none_goes(stage: Stage, member: Client, restores: Restores) -> None:
    await released(stage)
    again = await restores()
    office = PostOffice(again)
    assert await restoring.drop(again.world, None) == 1
    assert await office.deliver() == 0
    assert office.state_of(member) == ("dropped", "dropped after a restore")
    assert verbs(again)[-1] == "held.drop"


async def test_it_can_be_decided_for_one_channel_and_then_for_the_rest(
    stage: Stage, member: Client, reader: Writer, restores: Restores
) -> None:
    await released(stage)
    again = await restores()
    office = PostOffice(again)
    assert await restoring.drop(again.world, MAIL) == 1
    assert await restoring.tell(again.world) != ""
    assert await restoring.release(again.world, member.address.channel) == 1
    assert await restoring.tell(again.world) == ""
    await office.deliver()
    assert len(office.sent(member)) == 1
    assert office.sent(reader.client) == []


async def test_what_was_being_sent_is_held_with_an_unknown_outcome(
    stage: Stage, member: Client, office: PostOffice, restores: Restores
) -> None:
    await released(stage)
    assert len(await office.claim()) == 1
    again = await restores()
    assert waits(again) == [(member.address.channel, "alert", 1)]
    assert rows(again, "SELECT result, reason FROM attempt") == [("unknown", "found sending in a backup")]
    await restoring.release(again.world, None)
    assert await PostOffice(again).deliver() == 1


async def test_what_was_repeated_already_when_the_backup_was_made_is_not_repeated_again(
    stage: Stage, member: Client, office: PostOffice, restores: Restores
) -> None:
    await released(stage)
    write(stage, "UPDATE delivery SET repeat = 1")
    await office.claim()
    again = await restores()
    assert PostOffice(again).state_of(member)[0] == "unknown"
    assert waits(again) == []


async def test_numbers_go_on_a_thousand_further_and_so_do_those_of_which_none_was_given(
    stage: Stage, officer: Client, restores: Restores
) -> None:
    assert (await files(officer)).number == "KE-2026-000001"
    elsewhere = await stage.officer("TZ")
    again = await restores()
    assert (await files(at(again, officer))).number == "KE-2026-001002"
    assert (await files(at(again, elsewhere))).number == "TZ-2026-001001"
    async with again.database.writing() as unit:
        assert await unit.alerts.next_number("ESA", 2026) == "ESA-2026-1001"
        assert await unit.alerts.next_number("ESA", 2027) == "ESA-2027-0001"


@pytest.mark.usefixtures("stage")
async def test_over_the_new_year_neither_year_gives_a_number_twice(officer: Client, tmp_path: Path) -> None:
    await files(officer)
    restoring.back_up(settings_of(tmp_path), tmp_path / "backup.tar.gz", FRIDAY)
    new_year = FRIDAY + timedelta(days=60)
    await restoring.restore(settings_of(tmp_path / "again"), tmp_path / "backup.tar.gz", new_year)
    with closing(sqlite3.connect(tmp_path / "again" / "liaison.db")) as restored:
        series = "SELECT name, value FROM serial WHERE name LIKE 'report KE%' ORDER BY name"
        assert restored.execute(series).fetchall() == [("report KE 2026", 1001), ("report KE 2027", 1000)]


async def test_what_people_do_now_goes_as_always(officer: Client, reviewer: Client, restores: Restores) -> None:
    await files(officer)
    again = await restores()
    filed = await files(at(again, officer))
    box = Outbox(again)
    assert await box.deliver() == 1
    assert [message.title for message in box.at(reviewer)] == [f"REPORT {filed.number} · new · Routine"]


async def test_a_card_that_is_held_never_goes_after_its_report_was_decided(
    officer: Client, reviewer: Client, restores: Restores
) -> None:
    await files(officer)
    again = await restores()
    deciding = at(again, reviewer)
    await deciding.says("/queue")
    await deciding.presses("KE-2026-000001")
    await deciding.presses("Reject")
    await deciding.presses("This case has been reported already")
    await deciding.presses("Skip")
    await Outbox(again).deliver()
    assert (await again.reports())[0].status.value == "rejected"
    assert await restoring.release(again.world, None) == 0


async def test_a_stored_answer_goes_only_when_it_is_released(stage: Stage, officer: Client, restores: Restores) -> None:
    await Desk(stage).stage.conversation.handle(officer.incoming(Said(text="/help")))
    again = await restores()
    desk, same = Desk(again), at(again, officer)
    again.clock.at = stage.clock() + timedelta(minutes=5)
    await desk.sends_again()
    assert desk.shown(same) == []
    async with again.database.reading() as unit:
        assert await unit.inbox.unanswered(channels=[CHAT], before=again.clock(), now=again.clock()) == []
    await desk.says(same, "/mine")
    assert len(desk.shown(same)) == 1
    assert await restoring.release(again.world, None) == 1
    await desk.sends_again()
    assert len(desk.shown(same)) == 2


async def test_a_dropped_answer_is_never_sent(stage: Stage, officer: Client, restores: Restores) -> None:
    await stage.conversation.handle(officer.incoming(Said(text="/help")))
    again = await restores()
    desk = Desk(again)
    assert await restoring.drop(again.world, None) == 1
    await desk.sends_again()
    assert desk.shown(officer) == []


async def test_a_picture_on_its_way_when_the_backup_was_made_is_given_up_without_a_word(
    stage: Stage, officer: Client, restores: Restores
) -> None:
    account = await officer.account()
    assert account is not None
    async with stage.database.writing() as unit:
        await unit.fetches.want(["f1"], channel=CHAT, key="k1", address=account.id, album="", now=stage.clock())
        await unit.commit()
    again = await restores()
    async with again.database.reading() as unit:
        assert await unit.fetches.untold([CHAT]) == []


@pytest.mark.usefixtures("reviewer")
async def test_no_report_rises_while_it_is_held(officer: Client, restores: Restores) -> None:
    await files(officer)
    again = await restores()
    again.clock.passes(5 * A_DAY)
    await escalate_waiting(again.world)
    assert [report.level.value for report in await again.reports()] == ["reviewers"]
    await restoring.release(again.world, None)
    await escalate_waiting(again.world)
    assert [report.level.value for report in await again.reports()] == ["head"]


async def test_administrators_read_it_once_in_the_web_chat_and_nowhere_else(stage: Stage, restores: Restores) -> None:
    stage.opens_messenger()
    administrator = await stage.administrator()
    outside = await administrator.moves_to("administrator", channel="messenger")
    nobody = await stage.reviewer()
    again = await restores()
    again.opens_messenger()
    for _ in range(2):
        assert await restoring.tell(again.world) == (
            "Restored on 2026-11-14 09:30 UTC and held since: nothing waits. Decide with `liaison held`."
        )
    box = Outbox(again)
    assert await box.deliver() == 1
    assert box.text_at(administrator).startswith(
        "This installation was restored from a backup on 2026-11-14 09:30 UTC. Nothing that was waiting then leaves by "
        "itself: 0 messages are held"
    )
    assert (box.at(nobody), again.channels["messenger"].shown(outside.address)) == ([], [])


@pytest.mark.usefixtures("member", "reader")
async def test_an_operator_reads_what_waits_by_channel_and_kind(stage: Stage, restores: Restores) -> None:
    await released(stage)
    again = await restores()
    assert await listed(again.world) == [[CHAT, "alert", "1"], [MAIL, "alert", "1"]]
    out = StringIO()
    assert await checking.check(again.world, {}, out) == 1
    assert "2 wait (1 alert by chat, 1 alert by mail), the oldest since 2026-11-13 09:30 UTC" in out.getvalue()
    await restoring.drop(again.world, None)
    assert await listed(again.world) == []
    out = StringIO()
    await checking.check(again.world, {}, out)
    assert "Held since" not in out.getvalue()


async def listed(world: World) -> list[list[str]]:
    """The rows of the table: channel, kind, number."""
    out = StringIO()
    await keeping.show_held(world, out)
    lines = [line.strip("│ ").split("│") for line in out.getvalue().splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line[:3]] for line in lines]
