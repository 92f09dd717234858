"""The fake Slack is no more lenient than slack_sdk knows the real one to be."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from channels.message import Button, Form, FormField, Link, Mark, Message
from channels.slack.form import write_view
from channels.slack.render import prepare, write_page
from tests.channels.fake_slack_blocks import Refused, check_message, check_view
from tests.channels.fake_slack_shown import Json

LONGEST = Message(
    language="en",
    title="T" * 150,
    text="x" * 9000,
    mark=Mark(label="M" * 150, colour="", guarded=True),
    fields=(("Label", "v" * 2990), ("Short", "v"), ("Quoted", '"' * 2980)) * 4,
    links=(Link(label="x" * 500, url="https://liaison.example/" + "x" * 500),),
    buttons=(tuple(Button(label="L" * 75, token="t" * 64, style="primary") for _ in range(25)),),
)
FORM = Form(
    token="t" * 3000,
    title="T" * 24,
    submit="S" * 24,
    close="C" * 24,
    fields=(
        FormField(name="n" * 255, label="L" * 2000, hint="h" * 2000, value="v" * 3000),
        FormField(
            name="c",
            label="C",
            kind="choice",
            options=tuple((f"{at:0149}", "o" * 75) for at in range(100)),
            value="0" * 149,
        ),
    ),
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(number: int = 0, label: str = "B", value: str = "v") -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": plain(label), "value": value}


def text(words: str) -> Json:
    """A piece of rich text."""
    return {"type": "text", "text": words}


def rich(*parts: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}]


def accepted_by_slack(blocks: list[Json]) -> bool:
    """What slack_sdk's own models say."""
    try:
        for block in Block.parse_all(blocks):
            block.to_dict()
    except SlackObjectFormationError:
        return False
    return True


def accepted_by_fake(blocks: list[Json]) -> bool:
    try:
        check_message(blocks, "x")
    except Refused:
        return False
    return True


def test_what_is_rendered_at_its_longest_is_accepted_by_both() -> None:
    for part in prepare(LONGEST).parts:
        blocks = [dict(block) for block in part.blocks]
        assert accepted_by_slack(blocks)
        assert accepted_by_fake(blocks)


def test_slack_sdk_reads_in_the_fields_what_is_sent() -> None:
    blocks = [dict(block) for part in prepare(LONGEST).parts for block in part.blocks if block["type"] == "rich_text"]
    assert blocks
    assert [block.to_dict() for block in Block.parse_all(blocks)] == blocks


def test_a_view_at_its_longest_is_accepted_by_both() -> None:
    home: Json = {"type": "home", "blocks": list(write_page((LONGEST, LONGEST), empty=""))}
    for view in (dict(write_view(FORM)), home):
        check_view(view)
        View(**cast("dict[str, Any]", view)).to_dict()  # it takes a view's JSON as its arguments


TOO_MUCH: dict[str, Callable[[], list[Json]]] = {
    "header": lambda: [{"type": "header", "text": plain("x" * 151)}],
    "section": lambda: [{"type": "section", "text": plain("x" * 3001)}],
    "empty section": lambda: [{"type": "section"}],
    "fields": lambda: [{"type": "section", "fields": [plain("x")] * 11}],
    "actions": lambda: [{"type": "actions", "elements": [button(at) for at in range(26)]}],
    "context": lambda: [{"type": "context", "elements": [plain("x")] * 11}],
    "label": lambda: [{"type": "actions", "elements": [button(label="x" * 76)]}],
    "value": lambda: [{"type": "actions", "elements": [button(value="x" * 2001)]}],
    "action id": lambda: [{"type": "actions", "elements": [{**button(), "action_id": "a" * 256}]}],
    "style": lambda: [{"type": "actions", "elements": [{**button(), "style": "loud"}]}],
    "block id": lambda: [{"type": "divider", "block_id": "b" * 256}],
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_slack_sdk_refuses_the_fake_refuses_too(name: str) -> None:
    blocks = TOO_MUCH[name]()
    assert not accepted_by_slack(blocks)
    assert not accepted_by_fake(blocks)


MORE: dict[str, list[Json]] = {
    "51 blocks": [{"type": "divider"}] * 51,
    "no block": [],
    "one id twice": [{"type": "actions", "elements": [button(), button()]}],
    "an unknown block": [{"type": "fancy"}],
    "an unknown key": [{"type": "divider", "colour": "red"}],
    "a total over 13,200": [{"type": "section", "text": plain("x" * 2700)}] * 5,
    "rich text of nothing": rich(),
    "an empty piece of rich text": rich(text("")),
    "a piece of rich text that mentions": rich({"type": "broadcast", "range": "channel"}),
    "a link to nowhere": rich({"type": "link", "text": "x"}),
    "a link to a script": rich({"type": "link", "text": "x", "url": "javascript:x"}),
    "a link without words": rich({"type": "link", "text": "", "url": "https://x.example"}),
    "a piece of rich text in another style": rich({**text("x"), "style": {"loud": True}}),
    "rich text over the total": rich(*[text("x" * 200)] * 60),
    "markup in a header": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "an empty text": [{"type": "section", "text": plain("")}],
    "an input in a message": [
        {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input", "action_id": "a"}}
    ],
}


@pytest.mark.parametrize("name", MORE)
def test_what_slack_refuses_beyond_the_models_the_fake_refuses(name: str) -> None:
    assert not accepted_by_fake(MORE[name])


@pytest.mark.parametrize(
    "change",
    [
        {"title": plain("x" * 25)},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": []},
        {"type": "workflow_step"},
    ],
)
def test_a_view_over_a_limit_is_refused(change: Json) -> None:
    with pytest.raises(Refused):
        check_view({**write_view(FORM), **change})
