"""A report as a modal in Slack: mistakes at their fields, state on our side, and never more than Slack takes."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.stage import Stage
from tests.dialogs.ended import reported
from tests.dialogs.hand_modal import ModalHand, open_modal
from tests.dialogs.hands import Who

LEAST = {
    "category": "Drugs",
    "commodity": "Cocaine",
    "quantity": "12.4 kg",
    "place": "Mombasa port",
    "transport": "Sea",
}


@pytest.fixture
async def hand(bare_stage: Stage) -> AsyncIterator[ModalHand]:
    """An officer before the modal of a new report."""
    async with open_modal(bare_stage, Who(role="officer", where="KE")) as opened:
        await opened.opens()
        yield opened


async def test_a_mistake_is_shown_at_its_field_and_keeps_all_other_inputs(hand: ModalHand) -> None:
    await hand.fills({**LEAST, "day": "31/02/2026", "narrative": "The dog sat."})
    answer = await hand.sends()
    assert answer["response_action"] == "errors" or "31/02/2026" in str(answer)
    for name, value in {"quantity": "12.4 kg", "place": "Mombasa port", "day": "31/02/2026"}.items():
        assert hand.modal.value(name) == value
    assert hand.modal.value("narrative") == "The dog sat."
    await hand.fills({"day": "12 Nov 2026"})
    await hand.sends()
    await hand.sends()
    assert (await reported(hand.bot.stage))["narrative"] == "The dog sat."


@pytest.mark.parametrize("place", ["Mombasa port", "mombasa port"], ids=["at the inputs", "below the inputs"])
async def test_of_two_mistakes_the_one_that_is_mended_is_said_no_more(hand: ModalHand, place: str) -> None:
    """A place that is written anew in its field has Slack draw the view anew, with what is wrong in it."""
    await hand.fills({**LEAST, "place": place, "day": "31/02/2026", "narrative": "The dog sat."})
    await hand.fills({"quantity": "many"})
    await hand.sends()
    assert set(hand.modal.wrong()) == {"quantity", "day"}
    await hand.fills({"quantity": "12.4 kg"})
    await hand.sends()
    assert set(hand.modal.wrong()) == {"day"}
    stands = {name: hand.modal.value(name) for name in ("quantity", "place", "day", "narrative")}
    assert stands == {
        "quantity": "12.4 kg",
        "place": "Mombasa port",
        "day": "31/02/2026",
        "narrative": "The dog sat.",
    }
    await hand.fills({"day": "12 Nov 2026"})
    await hand.sends()
    assert hand.modal.wrong() == {}
    await hand.sends()
    assert (await reported(hand.bot.stage))["narrative"] == "The dog sat."


async def test_another_kind_of_goods_can_be_chosen_with_goods_in_the_modal(hand: ModalHand) -> None:
    await hand.fills({**LEAST, "day": "yesterday"})
    await hand.fills({"category": "Tobacco"})
    assert "more" not in "".join(hand.names())
    assert hand.modal.value("place") == "Mombasa port"
    await hand.fills({"commodity": "Cigarettes (genuine, cheap white, unknown)", "quantity": "200,000 sticks"})
    await hand.sends()
    await hand.sends()
    goods = (await reported(hand.bot.stage))["goods"]
    assert "STK" in str(goods)


async def test_a_question_whose_drawing_was_overtaken_by_the_submission_is_asked_by_the_next_view(
    hand: ModalHand,
) -> None:
    await hand.fills({**LEAST, "day": "yesterday"})
    reefer = hand.value_of("concealment", "Refrigeration unit of container")
    assert hand.harness.people.fill(hand.user, "concealment", reefer) is not None  # and it never reaches us
    await hand.sends()
    assert "concealment_text" in hand.names()
    await hand.fills({"concealment_text": "behind the motor"})
    await hand.sends()
    await hand.sends()
    assert "behind the motor" in str((await reported(hand.bot.stage))["concealment"])


async def test_a_modal_with_all_the_goods_there_can_be_is_one_view_whose_metadata_is_a_name(hand: ModalHand) -> None:
    """The fake Slack refuses more than 100 blocks, a second view on the stack, and more than 3,000 characters of metadata."""
    await hand.fills({**LEAST, "day": "yesterday", "narrative": "x" * 2900})
    for number in range(20):
        await hand.presses("+ More goods")
        await hand.fills({f"more/{number}/category": "Tobacco"})
    assert "more/19/quantity" in hand.names()
    metadata = str(hand.modal.shown["private_metadata"])
    assert len(metadata) <= 64
    assert "x" not in metadata.rpartition(".")[0].replace("-", "")


async def test_a_modal_that_was_closed_opens_again_with_everything_in_it(hand: ModalHand) -> None:
    await hand.fills({"category": "Drugs", "commodity": "Cocaine"})
    del hand.harness.slack.modals[hand.user]
    assert await hand.harness.deliver(hand.harness.people.command(hand.user, "/report")) is not None
    await hand.bot.rests()
    assert await hand.harness.deliver(hand.harness.people.press(hand.user, "Go on")) is not None
    await hand.harness.slack.until(lambda: hand.user in hand.harness.slack.modals)
    assert str(hand.modal.value("category")).endswith("DRG")


async def test_a_mistake_in_every_one_of_all_the_goods_there_can_be_is_told_at_its_field(hand: ModalHand) -> None:
    """What is said of a field goes into it where the view has no room for more. The fake Slack refuses a block too many."""
    await hand.fills({**LEAST, "day": "yesterday"})
    for number in range(20):
        await hand.presses("+ More goods")
        await hand.fills({f"more/{number}/category": "Tobacco"})
    wrong = {f"more/{number}/quantity": "many" for number in range(20)}
    await hand.fills(
        {**wrong, "place": "mombasa port"}
    )  # read and written anew: no mere errors at inputs as they stand
    answer = await hand.sends()
    assert answer["response_action"] == "update"
    assert len(hand.modal.blocks) <= 100
    assert [hand.modal.value(name) for name in wrong] == ["many"] * 20
    for number in range(20):
        assert "⚠ This is needed." in str(hand.modal.input(f"more/{number}/commodity")["hint"])
        assert "⚠ Please say first which goods these are." in str(hand.modal.input(f"more/{number}/quantity")["hint"])
    assert hand.modal.value("place") == "Mombasa port"
