"""A form in Slack, and Ann before it."""

from dataclasses import replace

from channels.base import Slots
from channels.message import Button, Filled, Form, FormField, Message
from tests.channels.fake_slack_shown import Json
from tests.channels.harness_slack import Desk, SlackHarness

FORM = Form(
    token="form.report.x.1",
    title="Report a seizure",
    submit="Next",
    close="Later",
    note="Please fill in.",
    lines=(("Country", "Kenya"),),
    fields=(
        FormField(
            name="goods/0/kind",
            label="Kind of goods",
            kind="choice",
            options=(("drugs", "Drugs"), ("arms", "Arms")),
            required=True,
            redraws=True,
        ),
        FormField(name="goods/0/quantity", label="Quantity", hint="For instance 12.4 kg", required=True),
        FormField(name="narrative", label="What happened", kind="text", value="It began"),
    ),
    buttons=(Button(label="Another item", token="more.form.x.1"),),
)
BUTTON = Message(language="en", title="Menu", buttons=((Button(label="Report", token="report.menu.x.1"),),))


def with_values(form: Form, **values: str) -> Form:
    """The form with what stands in it by the last part of a field's name."""
    fields = tuple(replace(field, value=values.get(field.name.split("/")[-1], field.value)) for field in form.fields)
    return replace(form, fields=fields)


async def press_report(harness: SlackHarness) -> str:
    """Ann presses the button of the menu; her id."""
    ann = harness.address("ann")
    await harness.channel.send(ann, harness.channel.prepare(BUTTON), Slots(), key="k")
    assert await harness.deliver(harness.people.press(ann.id, "Report")) is not None
    return ann.id


async def open_form(harness: SlackHarness) -> str:
    ann = await press_report(harness)
    await harness.slack.until(lambda: harness.slack.modals)
    return ann


async def submit(harness: SlackHarness, user: str) -> Json:
    answer = await harness.deliver(harness.people.submit(user))
    assert answer is not None
    harness.people.answer_submission(user, answer)
    return answer


def last_filled(desk: Desk) -> Filled:
    content = desk.said.content
    assert isinstance(content, Filled)
    return content
