"""Reminders of half-done reports: once each, by day, to who can go on; and what nobody wants is removed after a word."""

from datetime import timedelta

import pytest

from alerts.person import Role, RoleKind
from bot.reminding import remind
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, files, fills
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

FIRST = timedelta(hours=4)
A_DAY = timedelta(days=1)
REMINDER = "You have a half-done report from 13 Nov 2026, 12:30 EAT: Cocaine, 12.4 kg, Mombasa port. Go on?"


async def ticks(stage: Stage, box: Outbox, after: timedelta = timedelta()) -> None:
    """Time passes, the clock strikes, and what is due goes out."""
    stage.clock.passes(after)
    await remind(stage.world)
    await box.deliver()


async def test_untouched_for_four_hours_it_brings_one_reminder_and_a_second_a_day_later(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await fills(officer)
    await ticks(stage, box, FIRST - timedelta(seconds=1))
    assert box.at(officer) == []
    await ticks(stage, box, timedelta(seconds=1))
    assert [message.text for message in box.at(officer)] == [REMINDER]
    await ticks(stage, box, A_DAY - timedelta(seconds=1))
    assert len(box.at(officer)) == 1
    for _ in range(3):
        await ticks(stage, box, timedelta(seconds=1))
    assert len(box.at(officer)) == 2
    await ticks(stage, box, 20 * A_DAY)
    assert len(box.at(officer)) == 2


async def test_what_was_due_while_the_process_was_down_takes_effect_once_at_the_start(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await fills(officer)
    stage.clock.passes(10 * A_DAY)
    await stage.restart()
    for _ in range(3):
        await ticks(stage, box)
    await stage.restart()
    await ticks(stage, box)
    assert [message.text for message in box.at(officer)] == [REMINDER]


async def test_a_tick_in_a_second_process_finds_nothing_more_to_do(stage: Stage, officer: Client, box: Outbox) -> None:
    await fills(officer)
    stage.clock.passes(FIRST)
    async with stage.database.reading() as unit:
        (seen,) = await unit.progress.due(stage.clock())
    await remind(stage.world)
    async with stage.database.writing() as unit:
        assert not await unit.progress.put_off(seen, told=1, due=None)
        await unit.commit()
    await ticks(stage, box)
    assert len(box.at(officer)) == 1


async def test_a_tick_that_is_broken_off_keeps_nothing_and_the_next_one_does_it(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await fills(officer)
    stage.clock.passes(FIRST)
    write(stage, "CREATE TRIGGER breaks BEFORE INSERT ON delivery BEGIN SELECT RAISE(ABORT, 'broken'); END")
    with pytest.raises(Exception, match="broken"):
        await remind(stage.world)
    write(stage, "DROP TRIGGER breaks")
    await ticks(stage, box)
    assert len(box.at(officer)) == 1


async def test_any_touch_starts_anew(stage: Stage, officer: Client, box: Outbox) -> None:
    await fills(officer)
    stage.clock.passes(FIRST - timedelta(minutes=1))
    await officer.says("/help")
    await ticks(stage, box, timedelta(minutes=1))
    assert box.at(officer) == []
    await ticks(stage, box, FIRST)
    assert len(box.at(officer)) == 1
    stage.clock.passes(timedelta(hours=12))
    await officer.says("/cancel")
    await ticks(stage, box, FIRST)
    assert len(box.at(officer)) == 2


async def test_touched_before_it_went_out_the_reminder_does_not_go(stage: Stage, officer: Client, box: Outbox) -> None:
    await fills(officer)
    stage.clock.passes(FIRST)
    await remind(stage.world)
    stage.clock.passes(timedelta(seconds=1))
    await officer.says("/help")
    await box.deliver()
    assert box.at(officer) == []
    assert rows(stage, "SELECT state FROM delivery WHERE kind = 'draft'") == [("dropped",)]


async def test_at_night_it_waits_until_seven(stage: Stage, officer: Client, box: Outbox) -> None:
    stage.clock.passes(timedelta(hours=6))
    await fills(officer)
    await ticks(stage, box, timedelta(hours=5))  # 23:30 in Nairobi
    await ticks(stage, box, timedelta(hours=7, minutes=29))
    assert box.at(officer) == []
    await ticks(stage, box, timedelta(minutes=1))
    assert len(box.at(officer)) == 1


async def test_while_the_installation_is_held_nobody_is_reminded(stage: Stage, officer: Client, box: Outbox) -> None:
    await fills(officer)
    write(stage, "UPDATE installation SET held_since = '2026-11-13 09:30:00.000000'")
    await ticks(stage, box, FIRST)
    assert box.at(officer) == []
    write(stage, "UPDATE installation SET held_since = NULL")
    await ticks(stage, box)
    assert len(box.at(officer)) == 1


@pytest.mark.parametrize(
    "lost", ["UPDATE person SET active = 0", "DELETE FROM role WHERE kind = 'officer'"], ids=["suspended", "no officer"]
)
async def test_who_is_suspended_or_no_officer_any_more_is_not_reminded(
    stage: Stage, officer: Client, box: Outbox, lost: str
) -> None:
    await fills(officer)
    write(stage, lost)
    await ticks(stage, box, FIRST)
    assert box.at(officer) == []
    assert rows(stage, "SELECT count(*) FROM delivery") == [(0,)]


async def test_a_report_without_an_answer_and_another_dialog_bring_no_reminder(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await officer.says("/report")
    await officer.says("/subscribe")
    await ticks(stage, box, 40 * A_DAY)
    assert box.at(officer) == []


async def test_of_two_chats_one_is_reminded(stage: Stage, officer: Client, box: Outbox) -> None:
    second = await officer.moves_to("another-phone")
    await fills(officer)
    await ticks(stage, box, FIRST)
    assert len(box.at(officer)) + len(box.at(second)) == 1


async def test_by_mail_the_reminder_tells_nothing_of_the_report(stage: Stage, box: Outbox) -> None:
    mail = await stage.somebody(Role(kind=RoleKind.OFFICER, country="KE"), country="KE", channel=MAIL)
    await fills(mail)
    await ticks(stage, box, FIRST)
    (sent,) = box.mails(mail.address.id)
    assert sent.text == "You have a half-done report from 13 Nov 2026, 12:30 EAT. Write /report to go on with it."
    assert sent.buttons == ()


async def test_while_a_colleague_is_asked_the_reminder_says_so(stage: Stage, officer: Client, box: Outbox) -> None:
    await stage.officer(name="Amina Otieno")
    await fills(officer)
    await officer.says("/handover")
    await officer.presses("Amina Otieno")
    await ticks(stage, box, FIRST)
    assert "Amina Otieno was asked to take it over and has not answered." in box.text_at(officer)
    assert "Taken back" in await box.press(officer, "Take back")


async def test_after_a_month_and_a_word_three_days_before_it_goes_with_its_pictures(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await fills(officer)
    await officer.sends_picture("seal")
    await ticks(stage, box, FIRST)
    await ticks(stage, box, A_DAY)
    await ticks(stage, box, 26 * A_DAY)
    assert "It is removed on 13 Dec 2026 if nobody goes on with it. Go on?" in box.text_at(officer)
    await ticks(stage, box, 3 * A_DAY - timedelta(seconds=1))
    assert rows(stage, "SELECT count(*) FROM progress") == [(1,)]
    for _ in range(2):
        await ticks(stage, box, timedelta(seconds=1))
    for table in ("progress", "upload", "picture"):
        assert rows(stage, f"SELECT count(*) FROM {table}") == [(0,)]
    assert verbs(stage).count("draft.remove") == 1
    assert "old one" in await box.press(officer, "Go on")


async def test_a_picture_that_a_report_has_too_stays(stage: Stage, officer: Client, box: Outbox) -> None:
    await fills(officer)
    await officer.sends_picture("seal")
    ((digest,),) = rows(stage, "SELECT digest FROM picture")
    await officer.presses("Submit")
    await fills(officer, {"pictures": {"pictures": [str(digest)], "closed": True}})
    for span in (FIRST, A_DAY, 27 * A_DAY, 4 * A_DAY):
        await ticks(stage, box, span)
    assert rows(stage, "SELECT count(*) FROM progress") == [(0,)]
    assert rows(stage, "SELECT digest FROM picture") == [(digest,)]
    assert rows(stage, "SELECT count(*) FROM upload") == [(1,)]


async def test_after_a_long_silence_of_the_process_nothing_is_removed_without_its_word(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    await fills(officer)
    for span in (100 * A_DAY, A_DAY, A_DAY):
        await ticks(stage, box, span)
    assert "It is removed on 26 Feb 2027" in box.text_at(officer)
    assert rows(stage, "SELECT count(*) FROM progress") == [(1,)]
    await ticks(stage, box, 3 * A_DAY)
    assert rows(stage, "SELECT count(*) FROM progress") == [(0,)]


async def test_what_was_submitted_is_not_reminded_of(stage: Stage, officer: Client, box: Outbox) -> None:
    await files(officer)
    await ticks(stage, box, FIRST)
    assert rows(stage, "SELECT count(*) FROM delivery WHERE kind = 'draft'") == [(0,)]
