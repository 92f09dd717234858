"""A message goes through JSON without loss, and what is not a message is refused."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.message import Button, File, Form, FormField, Link, Mark, Message, Picture
from channels.message_json import from_json, to_json

words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
buttons = st.builds(Button, label=words, token=words, style=st.sampled_from(["plain", "primary", "danger"]))
fields = st.lists(st.tuples(words, words), max_size=3).map(tuple)
forms = st.builds(
    Form,
    token=words,
    title=words,
    submit=words,
    close=words,
    note=words,
    lines=fields,
    fields=st.lists(
        st.builds(
            FormField,
            name=words,
            label=words,
            hint=words,
            kind=st.sampled_from(["line", "text", "choice"]),
            options=fields,
            value=words,
            required=st.booleans(),
            redraws=st.booleans(),
            error=words,
        ),
        max_size=2,
    ).map(tuple),
    buttons=st.lists(buttons, max_size=2).map(tuple),
)
messages = st.builds(
    Message,
    language=words,
    text=words,
    title=words,
    mention=words,
    mark=st.none() | st.builds(Mark, label=words, colour=words, guarded=st.booleans()),
    fields=st.lists(st.tuples(words, words), max_size=4).map(tuple),
    links=st.lists(st.builds(Link, label=words, url=words.map(lambda word: f"https://{quote(word)}")), max_size=2).map(
        tuple
    ),
    pictures=st.lists(st.builds(Picture, ref=words, alt=words), max_size=3).map(tuple),
    files=st.lists(st.builds(File, name=words, kind=words, content=st.binary(max_size=50)), max_size=2).map(tuple),
    buttons=st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3).map(tuple),
    form=st.none() | forms,
)


@given(messages)
def test_a_message_comes_back_from_json_as_it_was(message: Message) -> None:
    assert from_json(json.loads(json.dumps(to_json(message)))) == message


def test_a_message_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        from_json({**to_json(Message(language="en", text="hello")), "v": 2})


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 1},
        {"language": None},
        {"mark": []},
        {"mark": {"label": "TLP:AMBER", "colour": "#ffc000"}},
        {"fields": [["only a label"]]},
        {"fields": "Found"},
        {"buttons": [[{"label": "Take", "token": "take", "style": "loud"}]]},
        {"buttons": [["Take"]]},
        {"form": {"token": "a", "title": "b", "submit": "c"}},
        {
            "form": {
                "token": "a",
                "title": "b",
                "submit": "c",
                "close": "d",
                "fields": [{"name": "e", "label": "f", "kind": "g"}],
            }
        },
        {"files": [{"name": "a", "kind": "b", "content": "€"}]},
        {"files": [{"name": "a", "kind": "b", "content": "abc"}]},
    ],
    ids=str,
)
def test_a_wrong_form_is_refused_as_a_value_error(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json({"v": 1, "language": "en", **wrong})


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "//office.example", "https://a b", "data:text/html,x"])
def test_a_link_leads_to_the_web_or_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        Link(label="Here", url=url)
    with pytest.raises(ValueError, match="http"):
        from_json({**to_json(Message(language="en", text="hello")), "links": [["Here", url]]})
