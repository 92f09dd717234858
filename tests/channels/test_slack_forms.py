"""Forms as modals: opened right after the turn, filled, redrawn, corrected and closed."""

import asyncio
from dataclasses import replace

import pytest

from channels.base import Outcome, Slots
from channels.errors import Permanent
from channels.message import Filled, Form, FormField
from channels.slack import TimeLimits
from channels.slack.form import write_view
from tests.channels.fake_slack import Act
from tests.channels.fake_slack_blocks import Refused, check_view, readable
from tests.channels.harness_slack import ENGLISH, FRENCH, open_workspace, working
from tests.channels.slack_form import BUTTON, FORM, last_filled, open_form, press_report, submit, with_values


async def test_a_press_opens_the_form_it_leads_to() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        assert desk.said.form == "now"
        shown = readable(harness.slack.modals[ann].blocks)
    for words in ("Please fill in.", "Kenya", "Kind of goods", "Arms", "For instance 12.4 kg", "Another item"):
        assert words in shown


async def test_a_command_and_the_shortcut_open_a_form() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM), Outcome(form=FORM)):
        ann, bob = harness.address("ann").id, harness.address("bob").id
        await harness.deliver(harness.people.command(ann, "/report"))
        await harness.deliver(harness.people.shortcut(bob, "report"))
        await harness.slack.until(lambda: len(harness.slack.modals) == 2)


async def test_what_was_filled_in_comes_in_by_name_with_the_forms_token() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        harness.people.fill(ann, "goods/0/kind", "=arms")
        harness.people.fill(ann, "goods/0/quantity", "12 & <more>")
        await submit(harness, ann)
        assert last_filled(desk) == Filled(
            values={"goods/0/kind": "arms", "goods/0/quantity": "12 & <more>", "narrative": "It began"},
            form="form.report.x.1",
        )
        assert desk.said.private


async def test_a_submission_sent_again_has_its_key_again() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        submission = harness.people.submit(ann)
        for retry in (0, 1):
            await harness.deliver(submission, retry=retry)
        await harness.deliver(harness.people.submit(ann))
    _, first, again, other = (news.key for news in desk.heard)
    assert first == again != other


async def test_a_form_that_is_done_closes() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)):
        ann = await open_form(harness)
        await submit(harness, ann)
        assert harness.slack.modals == {}


async def test_after_a_page_comes_the_next() -> None:
    summary = Form(token="form.report.x.2", title="Send?", submit="Send", close="Back", lines=(("Goods", "Arms"),))
    async with open_workspace() as harness, working(harness, Outcome(form=FORM), Outcome(form=summary)) as desk:
        ann = await open_form(harness)
        await submit(harness, ann)
        assert "Goods: Arms" in readable(harness.slack.modals[ann].blocks)
        await submit(harness, ann)
        assert last_filled(desk).form == "form.report.x.2"


async def test_a_choice_that_changes_the_form_redraws_it_and_keeps_what_was_typed() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        harness.people.fill(ann, "goods/0/quantity", "12 kg")
        changed = harness.people.fill(ann, "goods/0/kind", "=arms")
        assert changed is not None
        calibre = FormField(name="calibre", label="Calibre")
        after = with_values(FORM, kind="arms", quantity="12 kg")
        desk.outcomes.append(Outcome(form=replace(after, fields=(*after.fields, calibre))))
        await harness.deliver(changed)
        await harness.slack.until(lambda: "Calibre" in readable(harness.slack.modals[ann].blocks))
        assert harness.slack.modals[ann].value("goods/0/quantity") == "12 kg"
        assert last_filled(desk).sent is False
        assert last_filled(desk).pressed == ""


async def test_a_value_the_form_gives_back_changed_is_shown_changed() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        harness.people.fill(ann, "goods/0/quantity", "12,40")
        desk.outcomes.append(Outcome(form=with_values(FORM, quantity="12.4 kg")))
        await submit(harness, ann)
        assert harness.slack.modals[ann].value("goods/0/quantity") == "12.4 kg"
        harness.people.fill(ann, "goods/0/quantity", "x")
        desk.outcomes.append(Outcome(form=with_values(FORM, quantity="12.5 kg")))
        await submit(harness, ann)
        assert harness.slack.modals[ann].value("goods/0/quantity") == "12.5 kg"


async def test_a_button_of_the_form_brings_what_stands_in_it() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        harness.people.fill(ann, "goods/0/quantity", "3")
        desk.outcomes.append(Outcome(form=replace(with_values(FORM, quantity="3"), note="One more.")))
        await harness.deliver(harness.people.press_modal(ann, "Another item"))
        await harness.slack.until(lambda: "One more." in readable(harness.slack.modals[ann].blocks))
        filled = last_filled(desk)
    assert (filled.pressed, filled.sent, filled.values["goods/0/quantity"]) == ("more.form.x.1", False, "3")


async def test_a_redraw_that_was_overtaken_changes_nothing() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        ann = await open_form(harness)
        old = harness.people.press_modal(ann, "Another item")
        desk.outcomes += [Outcome(form=replace(FORM, note="New.")), Outcome(form=replace(FORM, note="Old."))]
        await harness.deliver(harness.people.press_modal(ann, "Another item"))
        await harness.slack.until(lambda: len(harness.slack.called("views.update")) == 1)
        await harness.deliver(old)
        await harness.slack.until(lambda: len(harness.slack.called("views.update")) == 2)
        assert "New." in readable(harness.slack.modals[ann].blocks)
    assert len(harness.slack.posts) == 1


# Where a form cannot be shown.


async def test_a_form_whose_moment_is_over_leads_to_a_word_to_press_again() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)) as desk:
        desk.hold = asyncio.Event()
        ann = harness.address("ann")
        await harness.channel.send(ann, harness.channel.prepare(BUTTON), Slots(), key="k")
        pressing = asyncio.create_task(harness.deliver(harness.people.press(ann.id, "Report")))
        await asyncio.sleep(0)
        harness.slack.world.seconds += 4
        desk.hold.set()
        await pressing
        await harness.slack.until(lambda: len(harness.slack.shown(ann.id)) == 2)
        assert (await harness.shown(ann))[-1] == ENGLISH.press_again


async def test_a_turn_that_takes_too_long_is_not_waited_for_in_silence() -> None:
    async with open_workspace(limits=TimeLimits(turn=0.05)) as harness, working(harness, Outcome(form=FORM)) as desk:
        desk.hold = asyncio.Event()
        ann = harness.address("ann")
        await harness.channel.send(ann, harness.channel.prepare(BUTTON), Slots(), key="k")
        pressing = asyncio.create_task(harness.deliver(harness.people.press(ann.id, "Report")))
        await harness.slack.until(lambda: len(harness.slack.shown(ann.id)) == 2)
        assert desk.heard == []
        desk.hold.set()
        assert await pressing is not None
    assert harness.slack.called("views.open") == []


async def test_the_word_to_press_again_is_in_the_persons_language() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)):
        harness.slack.person("ann", locale="fr-FR")
        harness.slack.script("views.open", Refused("exchanged_trigger_id"))
        ann = await press_report(harness)
        await harness.slack.until(lambda: len(harness.slack.shown(ann)) == 2)
        assert harness.slack.shown(ann)[-1].read() == FRENCH.press_again


async def test_a_form_lost_on_its_way_leads_to_a_word_too() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)):
        harness.slack.script("views.open", Act.RESET)
        ann = await press_report(harness)
        await harness.slack.until(lambda: len(harness.slack.shown(ann)) == 2)
        assert harness.slack.shown(ann)[-1].read() == ENGLISH.press_again


async def test_a_form_too_large_for_slack_is_said_and_never_sent() -> None:
    large = replace(FORM, fields=tuple(FormField(name=f"f{at}", label="L") for at in range(101)))
    async with open_workspace() as harness, working(harness, Outcome(form=large)):
        ann = await press_report(harness)
        await harness.slack.until(lambda: len(harness.slack.shown(ann)) == 2)
        assert harness.slack.shown(ann)[-1].read() == ENGLISH.no_form
    assert harness.slack.called("views.open") == []


async def test_a_form_slack_refuses_is_not_asked_for_again_and_again() -> None:
    async with open_workspace() as harness, working(harness, Outcome(form=FORM)):
        harness.slack.script("views.open", Refused("invalid_arguments"))
        ann = await press_report(harness)
        await harness.slack.until(lambda: len(harness.slack.shown(ann)) == 2)
        assert harness.slack.shown(ann)[-1].read() == ENGLISH.no_form


async def test_a_next_page_too_large_for_slack_closes_the_form_and_is_said() -> None:
    large = replace(FORM, fields=tuple(FormField(name=f"f{at}", label="L") for at in range(101)))
    async with open_workspace() as harness, working(harness, Outcome(form=FORM), Outcome(form=large)):
        ann = await open_form(harness)
        await submit(harness, ann)
        await harness.slack.until(lambda: len(harness.slack.shown(ann)) == 2)
        assert harness.slack.shown(ann)[-1].read() == ENGLISH.no_form


# What Slack accepts.


@pytest.mark.parametrize(
    "form",
    [
        replace(FORM, token="t" * 3001),
        replace(FORM, fields=tuple(FormField(name=f"f{at}", label="L") for at in range(100))),
        replace(FORM, fields=(FormField(name="n" * 256, label="L"),)),
        replace(FORM, fields=(FormField(name="n", label="L", value="v" * 3001),)),
        replace(FORM, fields=(FormField(name="n", label="L"), FormField(name="n", label="M"))),
        replace(FORM, fields=(FormField(name="n", label="L", kind="choice"),)),
        replace(FORM, fields=(FormField(name="n", label="L", kind="choice", options=(("v" * 150, "V"),)),)),
    ],
    ids=["metadata", "blocks", "name", "text", "twice", "no option", "option"],
)
def test_a_form_slack_would_refuse_cannot_be_made(form: Form) -> None:
    with pytest.raises(Permanent):
        write_view(form)


def test_the_largest_form_is_one_slack_accepts() -> None:
    field = FormField(name="", label="L" * 2500, hint="h" * 2500, value="v" * 3000)
    fields = tuple(replace(field, name=f"{at:0255}") for at in range(96))
    form = Form(token="t" * 3000, title="T" * 99, submit="S" * 99, close="C" * 99, note="N" * 9000, fields=fields)
    view = dict(write_view(form))
    check_view(view)
    assert isinstance(view["blocks"], list)
    assert len(view["blocks"]) == 99


@pytest.mark.parametrize("count", [1, 100, 101, 249])
def test_a_menu_of_any_length_can_be_shown_with_its_choice(count: int) -> None:
    options = tuple((f"{at}", f"Country {at}" + " and more" * 20) for at in range(count))
    form = replace(FORM, fields=(FormField(name="c", label="C", kind="choice", options=options, value=str(count - 1)),))
    view = dict(write_view(form))
    check_view(view)
    assert f"'value': '={count - 1}'" in str(view["blocks"]).split("initial_option")[1]


def test_a_form_without_fields_is_a_summary_to_be_sent() -> None:
    view = dict(write_view(Form(token="t", title="Send?", submit="Send", close="Back")))
    check_view(view)
    assert view["submit"] == {"type": "plain_text", "text": "Send", "emoji": False}


def test_preparing_a_form_is_pure() -> None:
    assert write_view(FORM) == write_view(FORM)
