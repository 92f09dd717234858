"""Forms in turns: opened, filled in part, sent, corrected, summed up, sent for good; and what happens around an open one."""

from collections.abc import Mapping

import pytest

from channels.message import Filled, Form, FormField, Pressed, Said
from tests.bot.client import Client
from tests.bot.stage import Stage

LEAST = {"category": "DRG", "quantity": "12.4 kg", "place": "Mombasa port", "day": "12 Nov 2026", "transport": "SEA"}


def form_of(client: Client) -> Form:
    """The form that is on the screen."""
    assert client.handled is not None
    form = client.handled.outcome.form
    assert form is not None, client.shown()
    return form


def field(client: Client, name: str) -> FormField:
    return next(one for one in form_of(client).fields if one.name == name)


async def opens(client: Client) -> Form:
    await client.does(Said(text="/report"), form="now")
    return form_of(client)


async def fills(
    client: Client, values: Mapping[str, str], *, sent: bool = True, pressed: str = "", token: str = ""
) -> None:
    """Types into the form that is there, and sends it or presses a button of it. All of what stands in it comes along."""
    form = form_of(client)
    stood = {one.name: one.value for one in form.fields}
    content = Filled(values={**stood, **values}, form=token or form.token, sent=sent, pressed=pressed)
    await client.does(content, form="now")


async def fills_all(client: Client) -> None:
    """Everything a report needs, as far as the summary."""
    await opens(client)
    await fills(client, LEAST, sent=False)
    await fills(client, {"commodity": "DRG-COC-HCL"})


async def test_where_the_service_shows_forms_a_report_begins_with_one(officer: Client) -> None:
    form = await opens(officer)
    assert {"category", "quantity", "place", "day", "transport"} <= {one.name for one in form.fields}
    assert officer.last == ()


async def test_a_form_filled_and_sent_shows_the_summary_and_that_sent_files_the_report(
    stage: Stage, officer: Client
) -> None:
    await fills_all(officer)
    summary = form_of(officer)
    assert summary.fields == ()
    assert ("Quantity", "12.4 kg") in summary.lines
    assert await stage.reports() == []
    await fills(officer, {})
    [report] = await stage.reports()
    assert report.number in officer.shown()
    assert officer.handled is not None
    assert officer.handled.outcome.form is None


async def test_a_form_left_half_done_goes_on_in_the_chat(stage: Stage, officer: Client) -> None:
    await opens(officer)
    await fills(officer, {"category": "DRG", "place": "Mombasa port"}, sent=False)
    await stage.restart()
    assert "How much?" in await officer.says("cocaine")
    assert "When?" in await officer.says("12.4 kg")


async def test_an_error_is_at_its_field_and_all_other_inputs_are_kept(officer: Client) -> None:
    await opens(officer)
    await fills(officer, {**LEAST, "category": "DRG", "day": "31/02/2026", "narrative": "The dog sat."})
    assert "31/02/2026" in field(officer, "day").error
    stands = {one.name: one.value for one in form_of(officer).fields}
    assert stands["day"] == "31/02/2026"
    assert stands["place"] == "Mombasa port"
    assert stands["narrative"] == "The dog sat."
    assert {one.name for one in form_of(officer).fields if one.error} == {"day", "quantity"}


async def test_the_summary_leads_back_to_the_fields_with_everything_in_them(officer: Client) -> None:
    await fills_all(officer)
    [change] = form_of(officer).buttons
    await fills(officer, {}, sent=False, pressed=change.token)
    assert field(officer, "quantity").value == "12.4 kg"
    await fills(officer, {"quantity": "11 kg"})
    assert ("Quantity", "11 kg") in form_of(officer).lines


async def test_more_goods_are_added_by_a_button_of_the_form_that_keeps_what_was_typed(
    stage: Stage, officer: Client
) -> None:
    await opens(officer)
    more = next(button for button in form_of(officer).buttons if "More goods" in button.label)
    await fills(officer, {**LEAST, "narrative": "The dog sat."}, sent=False, pressed=more.token)
    assert field(officer, "narrative").value == "The dog sat."
    await fills(officer, {"commodity": "DRG-COC-HCL", "more/0/category": "TOB"}, sent=False)
    await fills(officer, {"more/0/commodity": "TOB-CIG", "more/0/quantity": "200,000 sticks"}, sent=False)
    await fills(officer, {})
    await fills(officer, {})
    [report] = await stage.reports()
    assert [good.quantity.unit for good in report.seizure.goods] == ["KGM", "STK"]


async def test_a_form_of_a_report_that_is_gone_changes_nothing(stage: Stage, officer: Client) -> None:
    form = await opens(officer)
    await officer.says("/cancel")
    await officer.does(Filled(values=LEAST, form=form.token), form="now")
    assert "old one" in officer.shown()
    assert await stage.reports() == []


@pytest.mark.parametrize(
    "token", ["", "form", "form.report.-.zzzz-1", "done.report.-.zzzz-1", "x" * 200, "\N{SNOWMAN}"]
)
async def test_a_form_with_a_token_of_ones_own_making_changes_nothing(
    stage: Stage, officer: Client, token: str
) -> None:
    await opens(officer)
    await officer.does(Filled(values=LEAST, form=token), form="now")
    assert "old one" in form_of(officer).note
    assert await stage.poisoned() == 0
    assert field(officer, "place").value == ""


async def test_a_form_sent_twice_files_one_report(stage: Stage, officer: Client) -> None:
    await fills_all(officer)
    summary = form_of(officer)
    await fills(officer, {})
    await officer.does(Filled(values={}, form=summary.token), form="now")
    assert len(await stage.reports()) == 1


async def test_a_summary_sent_while_something_became_open_again_leads_back_to_the_fields(
    stage: Stage, officer: Client
) -> None:
    await fills_all(officer)
    summary = form_of(officer)
    [change] = summary.buttons
    await fills(officer, {}, sent=False, pressed=change.token)
    await fills(officer, {"place": ""}, sent=False)
    await officer.does(Filled(values={}, form=summary.token), form="now")
    assert field(officer, "place").required
    assert await stage.reports() == []


async def test_a_dialog_that_goes_on_in_the_chat_stays_there_though_a_press_could_open_a_form(officer: Client) -> None:
    await officer.says("/report")
    await officer.says("cocaine")
    await officer.says("12.4 kg")
    await officer.does(Pressed(token=officer.button("Mombasa port").token), form="now")
    assert officer.handled is not None
    assert officer.handled.outcome.form is None
    assert "When?" in officer.shown()


async def test_a_press_that_begins_a_dialog_opens_its_form(officer: Client) -> None:
    await officer.says("hello")
    report = next(one for message in officer.last for row in message.buttons for one in row if "eport" in one.label)
    await officer.does(Pressed(token=report.token), form="now")
    assert form_of(officer).fields
