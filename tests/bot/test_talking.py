"""Dialogs in turns: over restarts, beside commands, twice at once."""

import asyncio
from datetime import timedelta

import pytest

from tests.bot.client import Client
from tests.bot.stage import Stage

ANSWERS = ("cocaine", "12.4 kg", "Mombasa port", "yesterday", "sea")


async def tell(officer: Client, *answers: str) -> None:
    await officer.says("/report")
    for answer in answers:
        await officer.says(answer)


async def test_after_a_restart_the_next_answer_goes_on_at_the_same_question(stage: Stage, officer: Client) -> None:
    await tell(officer, *ANSWERS[:3])
    await stage.restart()
    assert "How did it travel?" in await officer.says("yesterday")
    await officer.says("sea")
    summary = await officer.presses("That is all for now")
    for kept in ("Cocaine", "12.4 kg", "Mombasa port", "12 Nov 2026", "Sea"):
        assert kept in summary


async def test_a_button_shown_before_a_restart_works_after_it(stage: Stage, officer: Client) -> None:
    await tell(officer, *ANSWERS[:2])
    await stage.restart()
    assert "✓ Mombasa port" in await officer.presses("Mombasa port")


async def test_what_was_offered_before_a_restart_can_be_typed_after_it(stage: Stage, officer: Client) -> None:
    await tell(officer, "cocaine", "1.500 kg")
    await stage.restart()
    assert "✓ 1,500 kg" in await officer.says("1,500 kg")


async def test_a_dialog_begun_on_one_phone_goes_on_on_another(officer: Client) -> None:
    await tell(officer, *ANSWERS[:2])
    other = await officer.moves_to("another-phone")
    assert "✓ Mombasa port" in await other.says("Mombasa port")


async def test_two_people_in_a_dialog_never_get_each_others_questions(stage: Stage, officer: Client) -> None:
    other = await stage.officer(name="Demo Officer 2")
    await tell(officer, "cocaine")
    await tell(other, "cigarettes")
    assert "✓ 12 kg" in await officer.says("12 kg")
    assert "✓ 12 packs" in await other.says("12 packs")


@pytest.mark.parametrize("command", ["/help", "/start", "/mine", "/alerts", "/HELP", "  /help", "/help@liaison"])
async def test_a_command_in_a_dialog_is_no_answer_and_the_question_comes_again(officer: Client, command: str) -> None:
    await tell(officer, "cocaine", "12.4 kg")
    assert "Where was it found?" in await officer.says(command)
    assert "✓ Mombasa port" in await officer.says("Mombasa port")


async def test_an_unknown_command_is_no_answer(officer: Client) -> None:
    await tell(officer, *ANSWERS)
    shown = await officer.says("/12 blocks")
    assert "I do not know that command" in shown
    assert "About the goods" not in await officer.says("that is all for now") or "+ About the goods" in officer.shown()


async def test_a_command_written_under_a_picture_is_no_answer(officer: Client) -> None:
    await tell(officer, *ANSWERS)
    shown = await officer.sends_picture(text="/cancel")
    assert "Laid aside" in shown


async def test_words_under_a_picture_answer_the_open_question(officer: Client) -> None:
    await tell(officer, "cocaine")
    shown = await officer.sends_picture(text="12.4 kg")
    assert "1 picture is in the report." in shown
    assert "✓ 12.4 kg" in shown


async def test_cancel_never_loses_the_draft(officer: Client) -> None:
    await tell(officer, *ANSWERS[:2])
    await officer.says("/cancel")
    await officer.says("/report")
    assert "Where was it found?" in await officer.presses("Go on")


async def test_a_report_comes_back_after_the_language_was_changed(officer: Client) -> None:
    await tell(officer, *ANSWERS[:2])
    await officer.says("/language")
    await officer.presses("Français")
    assert "Mombasa port" in officer.labels()


async def test_a_report_that_was_thrown_away_meanwhile_does_not_come_back(stage: Stage, officer: Client) -> None:
    await tell(officer, "cocaine")
    await officer.says("/mine")
    await officer.says("/cancel")
    laid_aside = officer.button("Throw away").token
    await officer.says("/report")
    await officer.presses("Go on")
    await officer.says("/language")
    await officer.presses_token(laid_aside)
    await officer.presses("Throw away")
    await officer.says("/language")
    await officer.presses("English")
    assert "Back to your report" not in officer.shown()
    assert await stage.poisoned() == 0


async def test_submit_pressed_twice_files_one_report(stage: Stage, officer: Client) -> None:
    await tell(officer, *ANSWERS, "that is all for now")
    submit = officer.button("Submit").token
    first = await officer.presses_token(submit)
    stage.clock.passes(timedelta(minutes=1))
    again = await officer.presses_token(submit)
    assert len(await stage.reports()) == 1
    assert "KE-2026-000001" in first
    assert "KE-2026-000001" in again
    assert "KE-2026-000002" not in again


async def test_submit_pressed_twice_at_once_files_one_report(stage: Stage, officer: Client) -> None:
    await tell(officer, *ANSWERS, "that is all for now")
    submit = officer.button("Submit").token
    other = await officer.moves_to("another-phone")
    await asyncio.gather(officer.presses_token(submit), other.presses_token(submit))
    assert len(await stage.reports()) == 1
    assert await stage.poisoned() == 0


async def test_the_same_press_handed_over_twice_files_one_report(stage: Stage, officer: Client) -> None:
    await tell(officer, *ANSWERS, "that is all for now")
    await officer.presses("Submit")
    await officer.repeats()
    assert len(await stage.reports()) == 1


async def test_an_old_button_changes_nothing_and_shows_where_we_are(officer: Client) -> None:
    await tell(officer, *ANSWERS[:2])
    shown = await officer.presses_old("Drugs")
    assert "old one" in shown
    assert "Where was it found?" in shown


async def test_an_old_button_of_the_same_question_changes_nothing(officer: Client) -> None:
    await tell(officer, *ANSWERS)
    skip = officer.button("Skip").token
    await officer.says("12 blocks")
    await officer.presses("Back")
    assert "old one" in await officer.presses_token(skip)
    assert "Anything to add about the goods?" in officer.shown()


async def test_another_persons_button_changes_nothing(stage: Stage, officer: Client) -> None:
    other = await stage.officer(name="Demo Officer 2")
    await tell(officer, *ANSWERS[:2])
    await tell(other, *ANSWERS[:2])
    await other.presses_token(officer.button("Mombasa port").token)
    assert "Where was it found?" in other.shown()


async def test_today_is_the_officers_own_day(stage: Stage, officer: Client) -> None:
    stage.clock.passes(timedelta(hours=13))  # 22:30 in London, 01:30 of the next day in Nairobi
    await tell(officer, *ANSWERS[:3])
    assert "✓ 14 Nov 2026" in await officer.says("today")


async def test_an_eleventh_picture_is_left_out_and_said(officer: Client) -> None:
    await tell(officer, "cocaine")
    shown = await officer.sends_picture(*(f"p{number}" for number in range(11)))
    assert "10 pictures are in the report. A report takes at most 10 pictures." in shown


async def test_pictures_sent_before_their_question_survive_that_is_all(stage: Stage, officer: Client) -> None:
    await tell(officer, "cocaine")
    await officer.sends_picture("seal", "hold")
    for answer in ANSWERS[1:]:
        await officer.says(answer)
    await officer.presses("That is all for now")
    await officer.presses("Submit")
    assert len((await stage.reports())[0].seizure.pictures) == 2


async def test_a_code_typed_by_a_stranger_is_never_kept_readable(stage: Stage) -> None:
    stranger = await stage.stranger()
    code = await stage.invitation()
    await stranger.says("hello")
    await stranger.says(code)  # where the language is asked
    assert code not in stranger.shown()
    assert "Welcome" in await stranger.presses("English")
    assert code.encode() not in stage.path.read_bytes()
    assert code.encode() not in stage.path.with_name("liaison.db-wal").read_bytes()
