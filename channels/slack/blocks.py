"""Pieces of Block Kit, with the limits Slack documents. All text is `plain_text` or a part of rich text, which is told how it
looks beside its words: nothing in either is ever interpreted, so nothing has to be escaped. What a message says is
decided elsewhere.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from channels.message import Button, Link
from channels.text import clean, clean_line

Block = Mapping[str, object]

HEADER = 150
SECTION = 3000
FIELDS = 10
"""Most labels with their values in a block: with more of them a block is better split than refused."""

ELEMENTS = 25
LABEL = 75
ID = 255
"""Longest action_id and block_id."""

NOTHING = "…"
"""Stands where Slack wants at least one character."""


def units(text: str) -> int:
    """The length as JavaScript counts it, a character beyond the basic plane as two: never less than Slack's own."""
    return len(text) + sum(character > "\uffff" for character in text)


def plain(text: str) -> Mapping[str, object]:
    """A text object. `emoji` false: ":no_entry:" stays the words it was."""
    return {"type": "plain_text", "text": text or NOTHING, "emoji": False}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def section(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def context(text: str) -> Block:
    return {"type": "context", "elements": [plain(text)]}


def divider() -> Block:
    return {"type": "divider"}


def sections(text: str) -> Iterator[Block]:
    """Any length of text as sections, none for nothing."""
    return (section(piece) for piece in split_text(clean(text).strip(), SECTION))


def fields(pairs: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Labels in bold with their values behind them, a line each, ten to a block and no more in it than in one of text; a
    value too long for that as text below its label.
    """
    row: list[tuple[str, str]] = []
    for label, value in pairs:
        named = clean_line(label)
        pair = (f"{named}:" if named else "", clean(value).strip())
        if not any(pair):
            continue
        if row and (len(row) == FIELDS or sum(map(_length, row)) + _length(pair) > SECTION):
            yield _lines(row)
            row = []
        if _length(pair) <= SECTION:
            row.append(pair)
        elif _length((pair[0], "")) <= SECTION:
            yield from [_lines([(pair[0], "")])] if named else []
            yield from sections(pair[1])
        else:
            yield from sections("\n".join(pair))
    if row:
        yield _lines(row)


def links(told: Sequence[Link]) -> Iterator[Block]:
    """Each on a line of its own, under its words."""
    for link in told:
        words = shorten_units(clean_line(link.label), HEADER) or link.url
        yield _rich([{"type": "link", "url": link.url, "text": words}])


def buttons(rows: Sequence[Sequence[Button]], *, prefix: str = "press") -> Iterator[Block]:
    """A row of buttons to a block. Positions make the action ids unique: a message may hold one token twice."""
    for number, row in enumerate(rows):
        for start in range(0, len(row), ELEMENTS):
            yield {
                "type": "actions",
                "elements": [
                    _button(button, f"{prefix}-{number}-{start + place}")
                    for place, button in enumerate(row[start : start + ELEMENTS])
                ],
            }


def split_text(text: str, most: int) -> Iterator[str]:
    """Cuts text into pieces of at most `most` units: between paragraphs, else lines, else words, else anywhere."""
    while units(text) > most:
        end = _reach(text, most)
        for border in ("\n\n", "\n", " "):
            at = text.rfind(border, 0, end + len(border))
            if at > 0:
                end = at
                break
        if piece := text[:end].rstrip():
            yield piece
        text = text[end:].lstrip()
    if text.strip():
        yield text


def shorten_units(text: str, most: int) -> str:
    """As `channels.text.shorten`, counted as Slack may."""
    return text if units(text) <= most else text[: _reach(text, most - 1)].rstrip() + "…"


def weight(block: Block) -> int:
    """Characters of a block as Slack may count them for its total: every string in it but the names of its parts. All of
    it where it is rich text, of which Slack counts more than the words, without saying what (slackapi/bolt-js#2867).
    """
    if block["type"] == "rich_text":
        return units(json.dumps(block, ensure_ascii=False))
    return sum(units(text) for text in _texts(block))


def _texts(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and key in {"text", "value", "alt_text"}:
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _length(pair: tuple[str, str]) -> int:
    """With the blank between a label and its value and the end of the line."""
    return sum(map(units, pair)) + 2


def _lines(row: Sequence[tuple[str, str]]) -> Block:
    """One section of rich text, its lines ended by us: Slack does not promise a line to each section of several."""
    parts: list[Mapping[str, object]] = []
    for number, (label, value) in enumerate(row, 1):
        if label:
            parts.append({"type": "text", "text": label, "style": {"bold": True}})
        end = "" if number == len(row) else "\n"
        rest = f"{' ' if label and value else ''}{value}{end}"
        if rest:
            parts.append({"type": "text", "text": rest})
    return _rich(parts)


def _rich(parts: Sequence[Mapping[str, object]]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def _button(button: Button, action_id: str) -> Mapping[str, object]:
    shown: dict[str, object] = {
        "type": "button",
        "text": plain(shorten_units(clean_line(button.label), LABEL)),
        "action_id": action_id,
        "value": button.token,
    }
    if button.style != "plain":
        shown["style"] = button.style
    return shown


def _reach(text: str, most: int) -> int:
    """How many characters of a text fit into `most` units."""
    count = 0
    for at, character in enumerate(text):
        count += 2 if character > "\uffff" else 1
        if count > most:
            return at
    return len(text)
