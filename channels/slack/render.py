"""A message as Slack shows it: blocks of uninterpreted text, in as many parts as its limits ask for, numbered. Nothing here
sends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from channels.message import Button, Message
from channels.slack.blocks import (
    HEADER,
    LABEL,
    NOTHING,
    SECTION,
    Block,
    buttons,
    context,
    divider,
    fields,
    header,
    links,
    section,
    sections,
    shorten_units,
    units,
    weight,
)
from channels.text import clean, clean_line

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

MESSAGE_CHARACTERS = 12_000
"""Most characters in the blocks of one message. Slack documents no total; above about 13,200 it answers
msg_blocks_too_long (slackapi/bolt-js#2509).
"""

_NOTE = 300  # characters kept free for the note that this may be a repeat
_OWN_BLOCKS = 2  # the mark and that note
_ROWS = 20  # rows of buttons; with more of them they are put five to a row, which is what fits beside each other
_BESIDE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message to post. `text` is what a notification shows."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A picture or a document to upload; `alt` describes a picture."""

    name: str
    title: str
    alt: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSlack:
    """A message without its slots. What is attached goes out behind the last part, all of it in one message."""

    parts: tuple[Part, ...]
    attached: tuple[Attached, ...] = ()


def prepare(message: Message) -> PreparedSlack:
    """Renders once for all recipients. A form is not in it: Slack shows one only in answer to a press or a command."""
    text = write_text(message)
    mark = _mark(message)
    body = list(_pack(chain(_told(message), buttons(_rows(message.buttons))), room=units(mark)))
    return PreparedSlack(
        parts=tuple(
            Part(text=text, blocks=(*_head(mark, number, len(body)), *blocks)) for number, blocks in enumerate(body, 1)
        ),
        attached=tuple(_attached(message)),
    )


def add_note(part: Part, note: str) -> Part:
    """The part with the words that this may be a repeat."""
    line = shorten_units(clean_line(note), _NOTE)
    return replace(part, blocks=(*part.blocks, context(line))) if line else part


def write_text(message: Message) -> str:
    """What a notification shows, escaped: the neutral line where there is one, else the title. What stands behind a
    guarded mark is not shown without one of them.
    """
    guarded = message.mark is not None and message.mark.guarded
    told = ["" if guarded else line for line in clean(message.text).split("\n")]
    lines = (clean_line(line) for line in (message.mention, message.title, _mark(message), *told))
    return escape(shorten_units(next((line for line in lines if line), NOTHING), HEADER))


def write_page(messages: Sequence[Message], *, empty: str) -> tuple[Block, ...]:
    """The Home tab: messages one below the other, as many as fit whole. `empty` is shown where there is none."""
    shown: list[Block] = []
    for number, message in enumerate(messages):
        blocks = [
            *([divider()] if shown else []),
            *_head(_mark(message), 1, 1),
            *_told(message),
            *buttons(_rows(message.buttons), prefix=f"home-{number}"),
        ]
        if len(shown) + len(blocks) > VIEW_BLOCKS:
            break
        shown += blocks
    return tuple(shown or [section(shorten_units(empty, SECTION))])


def escape(text: str) -> str:
    """Text for the places where Slack looks for links and mentions."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _told(message: Message) -> Iterator[Block]:
    """Everything but the mark and the buttons, in the order of a message."""
    title = clean_line(message.title)
    if title:
        yield from [header(title)] if units(title) <= HEADER else sections(title)
    yield from fields(message.fields)
    yield from sections(message.text)
    yield from links(message.links)
    for picture in message.pictures:
        alt = clean_line(picture.alt)
        if alt and not picture.content:
            yield context(shorten_units(alt, SECTION))


def _pack(blocks: Iterator[Block], *, room: int) -> Iterator[tuple[Block, ...]]:
    """Blocks in as few messages as take them; `room` is kept free in each, for the mark."""
    most = MESSAGE_CHARACTERS - room - _NOTE
    pack: list[Block] = []
    total = 0
    for block in blocks:
        characters = weight(block)
        if pack and (len(pack) == MESSAGE_BLOCKS - _OWN_BLOCKS or total + characters > most):
            yield tuple(pack)
            pack, total = [], 0
        pack.append(block)
        total += characters
    yield tuple(pack or [section(NOTHING)])


def _head(mark: str, number: int, of: int) -> list[Block]:
    count = f"({number}/{of})" if of > 1 else ""
    line = " ".join(part for part in (mark, count) if part)
    return [context(line)] if line else []


def _mark(message: Message) -> str:
    return shorten_units(clean_line(message.mark.label), HEADER) if message.mark else ""


def _rows(rows: Sequence[Sequence[Button]]) -> Sequence[Sequence[Button]]:
    if len(rows) <= _ROWS:
        return rows
    every = [button for row in rows for button in row]
    return [every[start : start + _BESIDE] for start in range(0, len(every), _BESIDE)]


def _attached(message: Message) -> Iterator[Attached]:
    for number, picture in enumerate(message.pictures, 1):
        alt = shorten_units(clean_line(picture.alt), 1000)
        if picture.content:
            title = shorten_units(alt, LABEL) or str(number)
            yield Attached(name=f"{number}.jpg", title=title, alt=alt, content=picture.content)
    for file in message.files:
        yield Attached(name=clean_line(file.name) or "file", title=clean_line(file.name), alt="", content=file.content)
