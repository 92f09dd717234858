"""One sentence out of the blue begins a report: what is certain in it is filled in and said back, the rest is asked."""

import pytest

from channels.message import FormAnswer, Said
from tests.bot.client import Client
from tests.bot.stage import Stage

SENTENCE = (
    "Seized 12.4 kg cocaine in container MSCU1234566 at Mombasa, from Santos to Kampala, hidden in the reefer motor"
)
WHOLE = "Seized 12.4 kg cocaine yesterday at Mombasa port in container MSCU1234566"


async def test_a_sentence_begins_a_report_and_what_was_taken_is_said_back(officer: Client) -> None:
    shown = await officer.says(SENTENCE)
    assert "I took: Cocaine 12.4 kg; Sea; Refrigeration unit of container; in the reefer motor; " in shown
    assert "Santos (Brazil) → Kampala (Uganda); container MSCU 123456-6 ✓." in shown
    assert "Not clear to me: “Mombasa”. Still to answer: 2 questions." in shown


async def test_what_has_two_readings_is_asked_with_them_as_choices(officer: Client) -> None:
    shown = await officer.says(SENTENCE)
    assert "Where was it found?" in shown
    assert "You wrote “Mombasa”. Which one do you mean?" in shown
    assert "When?" in await officer.presses("Mombasa port")


async def test_none_of_the_readings_leads_to_the_question_itself(officer: Client) -> None:
    await officer.says(SENTENCE)
    shown = await officer.presses("None of these")
    assert "Where was it found?" in shown
    assert "You wrote" not in shown


async def test_a_reading_is_offered_again_after_a_restart(stage: Stage, officer: Client) -> None:
    await officer.says(SENTENCE)
    await stage.restart()
    assert "Which one do you mean?" in await officer.says("/help")
    assert "When?" in await officer.says("Mombasa port")


async def test_an_answer_that_is_changed_is_not_asked_with_the_old_words(officer: Client) -> None:
    await officer.says(SENTENCE)
    await officer.presses("Mombasa port")
    shown = await officer.presses("Back")
    assert "Where was it found?" in shown
    assert "You wrote" not in shown


async def test_with_all_that_is_needed_the_report_can_be_submitted_at_once(officer: Client) -> None:
    shown = await officer.says(WHOLE)
    assert "Nothing more is needed." in shown
    summary = await officer.presses("That is all for now")
    for line in ("Cocaine", "12.4 kg", "Mombasa port", "12 Nov 2026", "Sea", "MSCU 123456-6"):
        assert line in summary
    for pencil in ("✎ Goods", "✎ Quantity", "✎ Place", "✎ Day", "✎ Transport", "✎ Numbers"):
        assert pencil in summary
    assert "KE-2026-" in await officer.presses("Submit")


async def test_several_goods_are_all_taken(officer: Client) -> None:
    shown = await officer.says("31.9 kg heroin and 37.3 kg hashish in a truck at Busia yesterday")
    assert "Heroin 31.9 kg" in shown
    assert "Cannabis resin (hashish), 37.3 kg" in shown
    summary = await officer.presses("That is all for now")
    assert "Cannabis resin (hashish), 37.3 kg" in summary


async def test_a_number_with_two_readings_is_asked_with_both(officer: Client) -> None:
    shown = await officer.says("1,500 kg cocaine at Mombasa port yesterday, by ship")
    assert "You wrote “1,500 kg”. Which one do you mean?" in shown
    assert "✓ 1,500 kg" in await officer.presses("1,500 kg")


async def test_goods_with_two_readings_are_asked_with_both_and_then_their_quantity(officer: Client) -> None:
    shown = await officer.says("5 kg cannabis at Malaba in a lorry today")
    assert "You wrote “cannabis”." in shown
    assert "You wrote “5 kg”." in await officer.presses("Cannabis resin (hashish)")
    summary = await officer.presses("5 kg")
    assert "✓ 5 kg" in summary


async def test_goods_beside_others_that_are_not_clear_are_kept(officer: Client) -> None:
    shown = await officer.says("3 kg crack cocaine and 5 kg heroin at Busia today")
    assert "Heroin, 5 kg" in shown
    assert "You wrote “crack”, “cocaine”." in shown


async def test_half_a_route_is_asked_with_the_half_that_was_said(officer: Client) -> None:
    await officer.says("2 kg heroin at Busia today in a lorry from Uganda")
    for _ in range(2):
        await officer.presses("Skip")
    assert "[Uganda → ?]" in officer.shown()
    assert "Optional, 5 of about" in await officer.presses("Uganda → ?")


async def test_a_sentence_behind_the_command_does_the_same(officer: Client) -> None:
    assert "I took: Cocaine 12.4 kg" in await officer.says(f"/report {SENTENCE}")


async def test_behind_the_command_one_piece_will_do(officer: Client) -> None:
    assert "I took: Cocaine." in await officer.says("/report cocaine")


async def test_words_that_say_nothing_behind_the_command_begin_a_report_as_ever(officer: Client) -> None:
    assert "What was seized?" in await officer.says("/report please")


async def test_a_half_done_report_stays_with_its_officer(officer: Client) -> None:
    await officer.says("/report")
    await officer.says("cigarettes")
    await officer.says(f"/report {WHOLE}")
    assert "Cigarettes" in await officer.says("/mine")


async def test_a_sentence_while_a_question_is_open_is_an_answer_to_it(officer: Client) -> None:
    await officer.says("/report")
    assert "I took" not in await officer.says(SENTENCE)


@pytest.mark.parametrize(
    "text",
    [
        "what is the status of my report?",
        "Status of KE-2026-000123, 12 kg cocaine at Mombasa port",
        "Was 12 kg of cocaine seized at Mombasa port",
        "12 kg cocaine seized at Mombasa port?",
        "we expect 200 kg cocaine from Santos at Mombasa port",
        "no cocaine found in container MSCU1234566 at Mombasa port",
        "Mombasa port is closed today",
        "hello",
        "cocaine",
        "12.4 kg",
        "thank you",
    ],
)
async def test_what_tells_of_no_seizure_begins_no_report(officer: Client, text: str) -> None:
    assert "I did not ask anything just now." in await officer.says(text)


async def test_somebody_who_files_no_reports_is_answered_as_ever(stage: Stage) -> None:
    member = await stage.member()
    assert "I did not ask anything just now." in await member.says(SENTENCE)
    assert "Only officers file reports." in await member.says(f"/report {SENTENCE}")


async def test_an_officer_who_speaks_french_writes_french(stage: Stage) -> None:
    officer = await stage.officer(country="SN", language="fr")
    shown = await officer.says("Saisi hier à Kidira 1 137,6 kg de cocaïne dans un camion, du Mali vers le Sénégal")
    for taken in ("Cocaïne 1\u202f137,6 kg", "Kidira", "12 nov. 2026", "Mali → Sénégal"):
        assert taken in shown


async def test_what_is_not_clear_is_said_back_in_french_too(stage: Stage) -> None:
    officer = await stage.officer(country="SN", language="fr")
    shown = await officer.says("1,500 kg de cocaïne à Kidira hier")
    assert "Pas clair pour moi\u202f: «\u202f1,500 kg\u202f»." in shown
    assert "Vous avez écrit «\u202f1,500 kg\u202f»." in shown


@pytest.mark.parametrize("form", ["now", "message"])
async def test_where_all_questions_are_one_form_it_comes_filled_in(officer: Client, form: FormAnswer) -> None:
    await officer.does(Said(text=f"/report {WHOLE}"), form=form)
    assert officer.handled is not None
    shown = officer.handled.outcome.form if form == "now" else officer.last[0].form
    assert shown is not None
    values = {field.name: field.value for field in shown.fields}
    assert (values["commodity"], values["quantity"], values["place"]) == ("DRG-COC-HCL", "12.4 kg", "Mombasa port")
    assert (values["transport"], values["identifiers"]) == ("SEA", "container MSCU 123456-6 ✓")
    assert "I took: Cocaine 12.4 kg" in shown.note
