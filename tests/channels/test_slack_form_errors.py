"""Mistakes in a modal: said at their fields, gone when they are mended, and every input stays."""

from dataclasses import replace

import pytest

from channels.base import Outcome
from channels.message import Form, FormField
from channels.slack.form import write_view
from tests.channels.fake_slack_blocks import check_view, readable
from tests.channels.harness_slack import Desk, SlackHarness, open_workspace, working
from tests.channels.slack_form import FORM, open_form, submit, with_values


async def test_an_error_is_shown_at_its_field_and_the_other_inputs_stay() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        harness.people.fill(ann, "goods/0/kind", "=arms")
        harness.people.fill(ann, "goods/0/quantity", "many")
        wrong = with_values(FORM, kind="arms", quantity="many")
        first, second, third = wrong.fields
        desk.outcomes.append(Outcome(form=replace(wrong, fields=(first, replace(second, error="A number."), third))))
        answer = await submit(harness, ann)
        assert answer == {"response_action": "errors", "errors": {"goods/0/quantity": "A number."}}
        assert harness.slack.modals[ann].value("narrative") == "It began"


async def test_an_error_in_a_form_that_has_changed_is_shown_in_the_new_one() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        harness.people.fill(ann, "goods/0/quantity", "many")
        extra = FormField(name="unit", label="Unit", error="Which unit?")
        desk.outcomes.append(Outcome(form=replace(with_values(FORM, quantity="many"), fields=(*FORM.fields, extra))))
        answer = await submit(harness, ann)
        assert answer["response_action"] == "update"
        assert "Which unit?" in readable(harness.slack.modals[ann].blocks)


def with_errors(form: Form, **errors: str) -> Form:
    """The form with what is wrong in it by the last part of a field's name."""
    fields = tuple(replace(field, error=errors.get(field.name.split("/")[-1], "")) for field in form.fields)
    return replace(form, fields=fields)


TYPED = with_values(FORM, kind="arms", quantity="many", narrative="?")


async def send_with_two_mistakes(harness: SlackHarness, desk: Desk, answer: Form) -> str:
    """Ann sends the form with two mistakes, is answered, and mends the first; her id."""
    ann = await open_form(harness)
    for name, value in {"goods/0/kind": "=arms", "goods/0/quantity": "many", "narrative": "?"}.items():
        harness.people.fill(ann, name, value)
    desk.outcomes.append(Outcome(form=answer))
    await submit(harness, ann)
    assert set(harness.slack.modals[ann].wrong()) == {"goods/0/quantity", "narrative"}
    harness.people.fill(ann, "goods/0/quantity", "3 kg")
    return ann


ANSWERS = {
    "at the inputs": TYPED,
    "below the inputs": replace(TYPED, fields=(*TYPED.fields, FormField(name="unit", label="Unit"))),
    "in the hints": replace(TYPED, fields=(*TYPED.fields, *(FormField(name=f"f{at}", label="L") for at in range(94)))),
}
"""What comes back of a form with two mistakes, by where Slack shows them."""


@pytest.mark.parametrize("where", ANSWERS)
async def test_what_was_wrong_with_a_field_is_gone_when_it_is_mended_and_the_rest_stays(where: str) -> None:
    answer = ANSWERS[where]
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await send_with_two_mistakes(harness, desk, with_errors(answer, quantity="A number.", narrative="More."))
        desk.outcomes.append(Outcome(form=with_errors(with_values(answer, quantity="3 kg"), narrative="More.")))
        await submit(harness, ann)
        modal = harness.slack.modals[ann]
        assert list(modal.wrong()) == ["narrative"]
        assert modal.wrong()["narrative"].startswith("More.")
        assert [modal.value(name) for name in ("goods/0/kind", "goods/0/quantity", "narrative")] == [
            "=arms",
            "3 kg",
            "?",
        ]


@pytest.mark.parametrize("where", ANSWERS)
async def test_when_everything_is_mended_nothing_is_said_to_be_wrong(where: str) -> None:
    answer = ANSWERS[where]
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await send_with_two_mistakes(harness, desk, with_errors(answer, quantity="A number.", narrative="More."))
        harness.people.fill(ann, "narrative", "It ended")
        after = with_values(answer, quantity="3 kg", narrative="It ended")
        desk.outcomes.append(Outcome(form=replace(after, note="Please look it over.")))
        await submit(harness, ann)
        assert harness.slack.modals[ann].wrong() == {}


async def test_a_note_that_holds_no_more_does_not_stay_above_the_errors() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=replace(FORM, note="One more."))) as desk:
        ann = await open_form(harness)
        desk.outcomes.append(Outcome(form=with_errors(FORM, quantity="A number.")))
        await submit(harness, ann)
        assert "One more." not in readable(harness.slack.modals[ann].blocks)
        assert set(harness.slack.modals[ann].wrong()) == {"goods/0/quantity"}


@pytest.mark.parametrize("hint", ["", "For instance 12.4 kg", "h" * 2500])
def test_a_view_near_its_limit_tells_every_error_at_its_field_though_there_is_no_room_below(hint: str) -> None:
    fields = tuple(
        FormField(name=f"f{at}", label="L", hint=hint, value="many", error=f"“many” is no number ({at}).")
        for at in range(96)
    )
    view = dict(write_view(replace(FORM, fields=fields)))
    check_view(view)
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    inputs = [block for block in blocks if block["type"] == "input"]
    assert len(inputs) == 96
    for at, block in enumerate(inputs):
        assert block["hint"]["text"].startswith(f"⚠ “many” is no number ({at}).")
        assert hint[:20] in block["hint"]["text"]
