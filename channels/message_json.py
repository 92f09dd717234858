"""A message as JSON and back, without loss: what a mailbox keeps and what a page is given. The form carries its
version, so that a message kept by an older release is read or refused, never misread.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from channels.message import Button, FieldKind, File, Form, FormField, Link, Mark, Message, Picture, Style

VERSION = 1
"""Raised when a field changes its meaning; new fields with an empty default do not need it."""

FIELD_KINDS: Mapping[str, FieldKind] = {"line": "line", "text": "text", "choice": "choice"}
STYLES: Mapping[str, Style] = {"plain": "plain", "primary": "primary", "danger": "danger"}


def to_json(message: Message) -> dict[str, object]:
    """The message in plain values for `json.dumps`; what is empty is left out."""
    words = {"text": message.text, "title": message.title, "mention": message.mention}
    kept: dict[str, object] = {"v": VERSION, "language": message.language}
    kept.update((name, value) for name, value in words.items() if value)
    if message.mark is not None:
        kept["mark"] = {"label": message.mark.label, "colour": message.mark.colour, "guarded": message.mark.guarded}
    if message.fields:
        kept["fields"] = [[label, value] for label, value in message.fields]
    if message.links:
        kept["links"] = [[link.label, link.url] for link in message.links]
    if message.pictures:
        kept["pictures"] = [{"ref": picture.ref, "alt": picture.alt} for picture in message.pictures]
    if message.files:
        kept["files"] = [
            {"name": file.name, "kind": file.kind, "content": base64.b64encode(file.content).decode()}
            for file in message.files
        ]
    if message.buttons:
        kept["buttons"] = [
            [{"label": button.label, "token": button.token, "style": button.style} for button in row]
            for row in message.buttons
        ]
    if message.form is not None:
        kept["form"] = asdict(message.form)
    return kept


def from_json(kept: Mapping[str, object]) -> Message:
    """The message again. Raises ValueError when it is of another version or not of this form."""
    if kept.get("v") != VERSION:
        raise ValueError(f"a message of version {kept.get('v')!r} cannot be read, only of {VERSION}")
    mark = kept.get("mark")
    return Message(
        language=_text(kept, "language"),
        text=_text(kept, "text", ""),
        title=_text(kept, "title", ""),
        mention=_text(kept, "mention", ""),
        mark=None if mark is None else _mark(_mapping(mark)),
        fields=tuple(_pair(row) for row in _rows(kept, "fields")),
        links=tuple(Link(label=label, url=url) for label, url in map(_pair, _rows(kept, "links"))),
        pictures=tuple(_picture(_mapping(row)) for row in _rows(kept, "pictures")),
        files=tuple(_file(_mapping(row)) for row in _rows(kept, "files")),
        buttons=tuple(tuple(_button(_mapping(button)) for button in _sequence(row)) for row in _rows(kept, "buttons")),
        form=None if kept.get("form") is None else _form(_mapping(kept["form"])),
    )


def _form(kept: Mapping[str, object]) -> Form:
    return Form(
        token=_text(kept, "token"),
        title=_text(kept, "title"),
        submit=_text(kept, "submit"),
        close=_text(kept, "close"),
        note=_text(kept, "note", ""),
        lines=tuple(_pair(row) for row in _rows(kept, "lines")),
        fields=tuple(_field(_mapping(row)) for row in _rows(kept, "fields")),
        buttons=tuple(_button(_mapping(row)) for row in _rows(kept, "buttons")),
    )


def _field(kept: Mapping[str, object]) -> FormField:
    kind = FIELD_KINDS.get(_text(kept, "kind"))
    if kind is None:
        raise ValueError("a field's kind is not one of the three")
    return FormField(
        name=_text(kept, "name"),
        label=_text(kept, "label"),
        hint=_text(kept, "hint", ""),
        kind=kind,
        options=tuple(_pair(row) for row in _rows(kept, "options")),
        value=_text(kept, "value", ""),
        required=kept.get("required") is True,
        redraws=kept.get("redraws") is True,
        error=_text(kept, "error", ""),
    )


def _mark(kept: Mapping[str, object]) -> Mark:
    guarded = kept.get("guarded")
    if not isinstance(guarded, bool):
        raise ValueError("a mark's guarded is not true or false")  # noqa: TRY004 - as in _text
    return Mark(label=_text(kept, "label"), colour=_text(kept, "colour"), guarded=guarded)


def _picture(kept: Mapping[str, object]) -> Picture:
    return Picture(ref=_text(kept, "ref"), alt=_text(kept, "alt"))


def _file(kept: Mapping[str, object]) -> File:
    try:
        content = base64.b64decode(_text(kept, "content"), validate=True)
    except binascii.Error as error:
        raise ValueError("a file's content is not base64") from error
    return File(name=_text(kept, "name"), kind=_text(kept, "kind"), content=content)


def _button(kept: Mapping[str, object]) -> Button:
    style = STYLES.get(_text(kept, "style"))
    if style is None:
        raise ValueError("a button's style is not one of the three")
    return Button(label=_text(kept, "label"), token=_text(kept, "token"), style=style)


def _pair(row: object) -> tuple[str, str]:
    match row:
        case [str(label), str(value)]:
            return label, value
        case _:
            raise ValueError("a field is not a label and a value")


def _text(kept: Mapping[str, object], name: str, default: str | None = None) -> str:
    value = kept.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")  # noqa: TRY004 - one kind of error for whatever cannot be read
    return value


def _rows(kept: Mapping[str, object], name: str) -> Sequence[object]:
    return _sequence(kept.get(name, ()))


def _sequence(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise ValueError("a list was expected")  # noqa: TRY004 - as in _text
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError("an object was expected")  # noqa: TRY004 - as in _text
    return value
