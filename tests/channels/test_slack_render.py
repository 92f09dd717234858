"""How a message becomes blocks: everything is there, nothing is interpreted, and Slack's limits hold."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.message import Button, File, Mark, Message, Picture
from channels.slack.blocks import split_text, units
from channels.slack.payload import unescape
from channels.slack.render import PreparedSlack, escape, prepare
from channels.text import clean, clean_line
from tests.channels.fake_slack_blocks import bold, check_message, readable

AMBER = Mark(label="TLP:AMBER", colour="#FFC000", guarded=True)
LONG = "\n\n".join(f"Paragraph {number}. " + "word " * 55 for number in range(30))


def blocks_of(prepared: PreparedSlack, part: int = 0) -> list[dict[str, object]]:
    return [dict(block) for block in prepared.parts[part].blocks]


def read(prepared: PreparedSlack, part: int = 0) -> str:
    return readable(blocks_of(prepared, part))


def kinds(prepared: PreparedSlack) -> list[object]:
    return [block["type"] for block in prepared.parts[0].blocks]


def test_the_mark_stands_first_and_the_buttons_last() -> None:
    message = Message(
        language="en",
        mark=AMBER,
        title="Cocaine",
        fields=(("Found", "13 November"),),
        text="New.",
        buttons=((Button(label="Read", token="read.alert.x.1"),),),
    )
    assert kinds(prepare(message)) == ["context", "header", "rich_text", "section", "actions"]
    assert read(prepare(message)).startswith("TLP:AMBER\nCocaine")


def test_a_title_too_long_for_a_header_is_shown_whole() -> None:
    prepared = prepare(Message(language="en", title="x" * 151))
    assert kinds(prepared) == ["section"]
    assert read(prepared) == "x" * 151


@pytest.mark.parametrize("count", [1, 10, 11, 25])
def test_fields_are_shown_ten_to_a_block(count: int) -> None:
    message = Message(language="en", fields=tuple((f"Label {at}", f"value {at}") for at in range(count)))
    prepared = prepare(message)
    assert len(prepared.parts[0].blocks) == -(-count // 10)
    assert read(prepared).split("\n") == [f"Label {at}: value {at}" for at in range(count)]


def test_labels_stand_out_and_nothing_else_does() -> None:
    fields = (
        ("Found", "13 *November*"),
        ("Goods", "two\nlines"),
        ("", "no label"),
        ("Empty", ""),
        ("Long", "x" * 3000),
    )
    prepared = prepare(Message(language="en", title="Title", fields=fields, text="*Text*"))
    assert bold(blocks_of(prepared)) == ["Found:", "Goods:", "Empty:", "Long:"]
    lines = [
        "Title",
        "Found: 13 *November*",
        "Goods: two",
        "lines",
        "no label",
        "Empty:",
        "Long:",
        "x" * 3000,
        "*Text*",
    ]
    assert read(prepared).split("\n") == lines
    check_message(blocks_of(prepared), "x")


@pytest.mark.parametrize("length", [2990, 2991, 3000, 3001, 6500])
@pytest.mark.parametrize("long", ["label", "value"])
def test_a_label_and_a_value_of_any_length_arrive_whole(long: str, length: int) -> None:
    """2991 of one with 7 of the other, a blank and the end of the line are what one block holds."""
    short, words = "Short 1", "x" * length
    fields = (("Before", "1"), (words, short) if long == "label" else (short, words), ("Behind", "2"))
    prepared = prepare(Message(language="en", fields=fields))
    check_message(blocks_of(prepared), "x")
    shown = read(prepared)
    assert shown.count("x") == length
    assert shown.index("Before: 1") < shown.index("Short 1") < shown.index("Behind: 2")


@given(fields=st.lists(st.tuples(st.text(max_size=40), st.text()), max_size=30))
@example(fields=[('"' * 40, '"' * 2900)] * 20)
def test_any_fields_are_taken_by_slack_and_lose_nothing_but_blanks(fields: list[tuple[str, str]]) -> None:
    prepared = prepare(Message(language="en", fields=tuple(fields)))
    shown = ""
    for part in range(len(prepared.parts)):
        check_message(blocks_of(prepared, part), "x")
        shown += read(prepared, part)
    for label, value in fields:
        for words in (clean_line(label), clean(value)):
            assert all(word in shown for word in words.split() if len(word) < 100)


def test_a_value_too_long_for_a_field_is_shown_whole_as_text() -> None:
    value = "word " * 600
    prepared = prepare(Message(language="en", fields=(("Route", value), ("Next", "one"))))
    check_message(blocks_of(prepared), "x")
    assert read(prepared).count("word") == 600


@pytest.mark.parametrize("text", [LONG, "word " * 1800, "x" * 9000, "\N{PACKAGE}" * 4500], ids=["", "", "", "emoji"])
def test_a_long_text_arrives_whole(text: str) -> None:
    prepared = prepare(Message(language="en", mark=AMBER, title="Title", text=text))
    for part in range(len(prepared.parts)):
        check_message(blocks_of(prepared, part), prepared.parts[part].text)
    arrived = "".join(read(prepared, part) for part in range(len(prepared.parts)))
    assert arrived.replace("TLP:AMBER", "").replace("Title", "").split("(")[0].count("word") == text.count("word")
    assert arrived.count("\N{PACKAGE}") == text.count("\N{PACKAGE}")
    assert arrived.count("x") == text.count("x")


def test_a_text_is_cut_between_paragraphs() -> None:
    blocks = blocks_of(prepare(Message(language="en", text=LONG)))
    texts = [block["text"] for block in blocks]
    assert len(texts) > 2
    assert all(isinstance(text, Mapping) and str(text["text"]).startswith("Paragraph") for text in texts)


def test_parts_are_numbered_and_each_bears_the_mark() -> None:
    prepared = prepare(Message(language="en", mark=AMBER, title="Title", text=LONG * 4))
    count = len(prepared.parts)
    assert count > 2
    for part in range(count):
        assert read(prepared, part).startswith(f"TLP:AMBER ({part + 1}/{count})")


def test_the_buttons_of_a_long_message_stand_in_its_last_part_only() -> None:
    buttons = ((Button(label="Read", token="read.alert.x.1"),),)
    prepared = prepare(Message(language="en", text=LONG * 4, buttons=buttons))
    with_buttons = [any(block["type"] == "actions" for block in part.blocks) for part in prepared.parts]
    assert with_buttons == [False] * (len(prepared.parts) - 1) + [True]


def test_many_fields_take_more_than_one_message_where_fifty_blocks_do_not_hold_them() -> None:
    fields = tuple((f"Label {at}", "v" * 1900) for at in range(60))
    prepared = prepare(Message(language="en", fields=fields))
    for part in range(len(prepared.parts)):
        check_message(blocks_of(prepared, part), "x")
    assert sum(read(prepared, part).count("Label") for part in range(len(prepared.parts))) == 60


def test_what_has_more_than_fifty_blocks_takes_more_than_one_message() -> None:
    pictures = tuple(Picture(ref=str(at), alt=f"Picture {at}.") for at in range(120))
    prepared = prepare(Message(language="en", mark=AMBER, pictures=pictures))
    for part in range(len(prepared.parts)):
        check_message(blocks_of(prepared, part), "x")
    assert sum(read(prepared, part).count("Picture") for part in range(len(prepared.parts))) == 120


@pytest.mark.parametrize("rows", [1, 20, 21, 50])
def test_fifty_buttons_in_any_rows_fit_into_one_message(rows: int) -> None:
    every = [Button(label="L" * 75, token="t" * 64) for _ in range(50)]
    size = -(-50 // rows)
    message = Message(
        language="en",
        title="Which?",
        buttons=tuple(tuple(every[start : start + size]) for start in range(0, 50, size)),
    )
    prepared = prepare(message)
    assert len(prepared.parts) == 1
    check_message(blocks_of(prepared), "x")
    assert read(prepared).count("L" * 75) == 50


def test_a_long_label_is_shortened_and_its_token_is_not() -> None:
    prepared = prepare(Message(language="en", buttons=((Button(label="x" * 90, token="t" * 64, style="danger"),),)))
    (block,) = blocks_of(prepared)
    elements = block["elements"]
    assert isinstance(elements, list)
    assert elements[0]["value"] == "t" * 64
    assert elements[0]["style"] == "danger"
    assert len(elements[0]["text"]["text"]) == 75


@pytest.mark.parametrize("field", ["title", "text", "label", "value", "alt", "mark", "button"])
def test_nothing_that_was_typed_is_interpreted(field: str) -> None:
    hostile = "<!channel> <@U1> *b* &amp; <http://x|y>"
    message = Message(
        language="en",
        title=hostile if field == "title" else "",
        text=hostile if field == "text" else "",
        fields=((hostile if field == "label" else "", hostile if field == "value" else ""),),
        pictures=(Picture(ref="1", alt=hostile if field == "alt" else ""),),
        mark=Mark(label=hostile if field == "mark" else "M", colour="", guarded=False),
        buttons=((Button(label=hostile if field == "button" else "B", token="t"),),),
    )
    prepared = prepare(message)
    assert hostile in read(prepared)
    check_message(blocks_of(prepared), prepared.parts[0].text)  # it knows no piece of rich text that mentions
    written = json.dumps(prepared.parts[0].blocks)
    assert '"mrkdwn"' not in written
    assert '"link"' not in written


def test_what_reorders_or_hides_text_is_taken_out() -> None:
    prepared = prepare(Message(language="en", title="a\u202eb", text="c\u200bd\u2066e"))
    assert read(prepared) == "ab\ncde"


@given(text=st.text(), most=st.integers(min_value=2, max_value=40))
@example(text="   ", most=2)
@example(text="\N{PACKAGE}" * 5, most=3)
def test_a_text_in_pieces_has_lost_nothing_but_blanks(text: str, most: int) -> None:
    pieces = list(split_text(text, most))
    assert all(0 < units(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(text=st.text())
def test_what_is_escaped_is_read_back_as_it_was(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (Message(language="en", title="Title", text="Text"), "Title"),
        (Message(language="en", title="Title", mention="Neutral"), "Neutral"),
        (Message(language="en", text="First\nsecond"), "First"),
        (Message(language="en", text="Secret", mark=AMBER), "TLP:AMBER"),
        (Message(language="en", title="Title", mention="Neutral", mark=AMBER), "Neutral"),
        (Message(language="en"), "…"),
        (Message(language="en", title="<!channel> & co"), "&lt;!channel&gt; &amp; co"),
    ],
)
def test_a_notification_tells_the_neutral_line_or_the_title(message: Message, told: str) -> None:
    assert prepare(message).parts[0].text == told


def test_a_picture_without_its_content_is_told_in_words() -> None:
    prepared = prepare(Message(language="en", pictures=(Picture(ref="1", alt="The engine"),)))
    assert read(prepared) == "The engine"
    assert prepared.attached == ()


def test_pictures_and_documents_with_content_are_attached() -> None:
    picture = Picture(ref="1", alt="The engine", content=b"jpeg")
    file = File(name="full.txt", kind="text/plain", content=b"text")
    prepared = prepare(Message(language="en", title="T", pictures=(picture,), files=(file,)))
    assert [(one.title, one.alt, one.content) for one in prepared.attached] == [
        ("The engine", "The engine", b"jpeg"),
        ("full.txt", "", b"text"),
    ]
    assert "The engine" not in read(prepared)
