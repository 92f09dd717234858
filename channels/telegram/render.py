"""What a message looks like in Telegram: the requests it takes, their words and buttons. Nothing here sends.

Pictures and files go before the words, as Telegram shows a picture above its caption; the last request carries the
end of the words and the buttons.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from channels.errors import Permanent
from channels.message import TOKEN_BYTES, Button, File, Message, Picture, Style
from channels.telegram.words import Words, cut, join, split, units
from channels.text import clean, clean_line, shorten

TEXT = 4096
CAPTION = 1024
"""Longest text of a message and of a caption after entity parsing (Bot API, sendMessage and sendPhoto)."""

BUTTONS = 100
ROW = 8
"""Most buttons of a keyboard, and of a row of it (telegram.constants.InlineKeyboardMarkupLimit)."""

BUTTON_LABEL = 64
"""Telegram names no limit; a phone shows about 40 characters of a button that has its row for itself."""

ALBUM = 10
"""Most pictures of a media group."""

PICTURE_BYTES = 10_000_000
FILE_BYTES = 50_000_000
"""Largest picture and largest file a bot may send (telegram.constants.FileSizeLimit)."""

_NOTE = 86
"""Room kept for the note that this may be a second copy, in units."""

_MARK = 256
"""Longest mark: it stands at the head of every part and is never shortened."""

_NUMBER = units(" (999/999)\n")

_NOTHING = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A button as Telegram has it."""

    label: str
    token: str
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request: a text, pictures (more than one: an album) with a caption, or a file with one."""

    words: Words
    pictures: tuple[bytes, ...] = ()
    file: File | None = None
    keys: tuple[tuple[Key, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedTelegram:
    """The requests of one message in their order. The last one has its words; `talking` counts how many at the end
    carry them.
    """

    steps: tuple[Step, ...]
    talking: int
    guarded: bool


def prepare(message: Message) -> PreparedTelegram:
    """Renders once for all recipients. Raises Permanent for a button that Telegram could not carry."""
    keys = _keys(message.buttons)
    mark = clean_line(message.mark.label) if message.mark else ""
    if units(mark) > _MARK:
        raise Permanent("The handling mark is too long.")
    seen = [picture for picture in message.pictures if 0 < len(picture.content) <= PICTURE_BYTES]
    files = tuple(_file_step(file, mark) for file in message.files if file.content)
    body = _body(message, unseen=[picture for picture in message.pictures if picture not in seen])
    if len(seen) == 1 and (caption := _whole(mark, join([*body, *_alts(seen, first=not body)]), CAPTION)):
        steps: tuple[Step, ...] = (*files, Step(words=caption, pictures=(seen[0].content,), keys=keys))
        talking = 1
    else:
        said = _parts(mark, join(body))
        talking = len(said)
        texts = [Step(words=words) for words in said]
        texts[-1] = replace(texts[-1], keys=keys)
        steps = (*_picture_steps(seen, mark), *files, *texts)
    return PreparedTelegram(steps=steps, talking=talking, guarded=message.mark is not None and message.mark.guarded)


def with_note(step: Step, note: str) -> Step:
    """With a last line that says something about this copy. There is room for it."""
    line = _shorten_units(clean_line(note), _NOTE - 2)
    words = replace(step.words, text=f"{step.words.text}\n\n{line}") if line else step.words
    return replace(step, words=words)


def _parts(mark: str, body: Words) -> tuple[Words, ...]:
    """The words as texts: each begins with the mark, several are numbered."""
    if whole := _whole(mark, body, TEXT):
        return (whole if whole.text else Words(text=_NOTHING),)
    pieces = split(body, TEXT - _NOTE - _NUMBER - units(mark))
    return tuple(_headed(mark, f"({number}/{len(pieces)})", piece) for number, piece in enumerate(pieces, start=1))


def _whole(mark: str, body: Words, most: int) -> Words | None:
    headed = _headed(mark, "", body)
    return headed if units(headed.text) + _NOTE <= most else None


def _headed(mark: str, number: str, body: Words) -> Words:
    head = [(mark, True), (" " if mark and number else "", False), (number, False)]
    if body.text and (mark or number):
        head.append(("\n", False))
    before = join(head)
    shift = len(before.text)
    return Words(
        text=before.text + body.text,
        bold=before.bold + tuple((first + shift, last + shift) for first, last in body.bold),
    )


def _body(message: Message, *, unseen: Sequence[Picture]) -> list[tuple[str, bool]]:
    """Title, fields, text, links and what the pictures show that are not sent, with blank lines between them."""
    title = clean_line(message.title)
    blocks: list[list[tuple[str, bool]]] = [
        [(title, True)] if title else [],
        list(_field_pieces(message.fields)),
        [(text, False)] if (text := clean(message.text).strip()) else [],
        list(_field_pieces([(link.label, link.url) for link in message.links])),
    ]
    pieces: list[tuple[str, bool]] = []
    for block in filter(None, blocks):
        if pieces:
            pieces.append(("\n\n", False))
        pieces.extend(block)
    return [*pieces, *_alts(unseen, first=not pieces)]


def _field_pieces(fields: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bool]]:
    for number, (label, value) in enumerate(fields):
        yield "\n" if number else "", False
        yield f"{clean_line(label)}:", True
        yield f" {clean(value).strip()}".rstrip(), False


def _alts(pictures: Sequence[Picture], *, first: bool = False) -> Iterator[tuple[str, bool]]:
    lines = [f"[{alt}]" for picture in pictures if (alt := clean_line(picture.alt))]
    if lines:
        yield ("" if first else "\n\n") + "\n".join(lines), False


def _picture_steps(pictures: Sequence[Picture], mark: str) -> Iterator[Step]:
    for at in range(0, len(pictures), ALBUM):
        group = pictures[at : at + ALBUM]
        words = _headed(mark, "", join(list(_alts(group, first=True))))
        yield Step(words=_within(words, CAPTION), pictures=tuple(picture.content for picture in group))


def _file_step(file: File, mark: str) -> Step:
    if len(file.content) > FILE_BYTES:
        raise Permanent("A file is too large for Telegram.")
    named = replace(file, name=clean_line(file.name) or _NOTHING)
    return Step(words=_within(join([(mark, True)]), CAPTION), file=named)


def _within(words: Words, most: int) -> Words:
    if units(words.text) <= most:
        return words
    shorter = _shorten_units(words.text, most)
    return replace(cut(words, 0, len(shorter)), text=shorter)


def _shorten_units(text: str, most: int) -> str:
    """At most so many units, with an ellipsis where something was left out."""
    while units(text) > most:
        text = shorten(text, len(text) - max((units(text) - most) // 2, 1))
    return text


def _keys(rows: Sequence[Sequence[Button]]) -> tuple[tuple[Key, ...], ...]:
    """The keyboard, rows that are too long for Telegram broken."""
    if sum(map(len, rows)) > BUTTONS:
        raise Permanent(f"The message has more than {BUTTONS} buttons.")
    return tuple(tuple(_key(button) for button in row[at : at + ROW]) for row in rows for at in range(0, len(row), ROW))


def _key(button: Button) -> Key:
    if not 0 < len(button.token.encode()) <= TOKEN_BYTES:
        raise Permanent(f"A button's token has not 1 to {TOKEN_BYTES} bytes.")
    return Key(
        label=shorten(clean_line(button.label), BUTTON_LABEL) or _NOTHING, token=button.token, style=button.style
    )
