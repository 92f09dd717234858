"""What a mail looks like: the text and the HTML body of a message, and the lines that differ per recipient.
Nothing here knows headers, encodings or SMTP.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from channels.direction import UNBROKEN, apart, direction, isolated, runs_right_to_left, shown
from channels.email_in.form import HINT, lay_out, machine_line, write_fields
from channels.message import Form, Message
from channels.text import clean, clean_line

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_PLAIN_COLOUR = "#FFFFFF"

_ARROW = " → "
_DOT = Markup(" · ")

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "email_templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A picture inside the mail: its Content-ID and what it shows."""

    cid: str
    alt: str


def write_subject(message: Message) -> str:
    """The neutral line where there is one, else the title, the mark or the first line of the text."""
    mark = message.mark.label if message.mark else ""
    form = message.form.title if message.form else ""
    lines = (
        clean_line(line) for line in (message.mention, message.title, form, mark, *clean(message.text).split("\n"))
    )
    return next((line for line in lines if line), "…")


def write_text(message: Message, *, note: str, foot: str) -> str:
    """The text part. `note` and `foot` are put in as lines of their own, after the mark and at the end."""
    rtl = runs_right_to_left(message.language)
    mark = clean_line(message.mark.label) if message.mark else ""
    bar = [f"=== {mark} ==="] if mark else []
    blocks = [
        [*bar, note],
        [isolated(clean_line(message.title), rtl)] if message.title else [],
        [isolated(line, rtl) for line in clean(message.text).strip().split("\n")] if message.text else [],
        _field_lines(message.fields, rtl),
        _field_lines([(link.label, link.url) for link in message.links], rtl),
        *_form_blocks(message.form, rtl),
        [f"[{clean_line(picture.alt)}]" for picture in message.pictures if picture.alt],
        bar,
        [foot],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def write_html(message: Message, *, note: str, foot: str, pictures: Sequence[Inline]) -> str:
    """The HTML part. `note` and `foot` are put in where a table row may stand."""
    rtl = runs_right_to_left(message.language)
    colour = message.mark.colour if message.mark else ""
    return _TEMPLATES.get_template("mail.html").render(
        language=message.language,
        direction="rtl" if rtl else "ltr",
        start="right" if rtl else "left",
        subject=write_subject(message),
        mark=_mark_parts(clean_line(message.mark.label)) if message.mark else "",
        colour=colour if _COLOUR.fullmatch(colour) else _PLAIN_COLOUR,
        title=shown(clean_line(message.title), rtl),
        title_direction=direction(message.title, rtl),
        paragraphs=[
            [(shown(line, rtl), direction(line, rtl)) for line in block.split("\n")]
            for block in re.split("\n[ \t]*\n+", clean(message.text).strip())
            if block.strip()
        ],
        fields=[(shown(clean_line(label), rtl), _value(clean(value), rtl)) for label, value in message.fields],
        links=[(clean_line(link.label), link.url) for link in message.links],
        form=_form_parts(message.form, rtl) if message.form else None,
        pictures=pictures,
        unseen=[clean_line(picture.alt) for picture in message.pictures if picture.alt and not picture.content],
        note=note,
        foot=foot,
    )


def text_note(words: str) -> str:
    """The line that says a mail may be a second copy."""
    return f"* {clean_line(words)}"


def html_note(words: str) -> str:
    """As `text_note`, as a table row."""
    return (
        '<tr><td class="panel quiet" style="padding:12px 24px 0;font-size:14px;line-height:20px;'
        f'color:#595959;background-color:#ffffff">{escape(clean_line(words))}</td></tr>'
    )


def text_foot(url: str, label: str) -> str:
    """The line with the unsubscribe link."""
    return f"{clean_line(label)}: {url}" if label else url


def html_foot(url: str, label: str) -> str:
    """As `text_foot`, as a table row."""
    return (
        '<tr><td class="page quiet" style="padding:16px 24px;font-size:13px;line-height:20px;color:#595959">'
        f'<a class="quiet" href="{escape(url)}" style="color:#595959;text-decoration:underline;word-break:break-word">'
        f"{escape(clean_line(label) or url)}</a></td></tr>"
    )


def _field_lines(fields: Sequence[tuple[str, str]], rtl: bool) -> list[str]:
    """`Label: value`, values under one another where the labels are short, further lines of a value below the first."""
    pairs = [(clean_line(label), clean(value).strip().split("\n")) for label, value in fields]
    width = min(max((len(label) for label, _ in pairs), default=0), 16) + 2
    lines = []
    for label, (first, *others) in pairs:
        lines.append(f"{label}:".ljust(width) + apart(isolated(first, rtl), rtl))
        lines.extend(" " * width + apart(isolated(other, rtl), rtl) for other in others)
    return lines


def _form_blocks(form: Form | None, rtl: bool) -> Iterator[list[str]]:
    """The form's title, what to do, what is settled, and the fields to be filled in."""
    if form is None:
        return
    yield [isolated(clean_line(form.title), rtl)] if form.title else []
    yield [isolated(line, rtl) for line in clean(form.note).strip().split("\n")] if form.note else []
    yield _field_lines(form.lines, rtl)
    yield list(write_fields(form, rtl=rtl))


def _form_parts(form: Form, rtl: bool) -> Mapping[str, object]:
    """As `_form_blocks`, for the template. Label and value stand in one cell: cut apart, they come back in two lines."""
    return {
        "title": shown(clean_line(form.title), rtl),
        "note": [(shown(line, rtl), direction(line, rtl)) for line in clean(form.note).strip().split("\n") if line],
        "lines": [(shown(clean_line(label), rtl), _value(clean(value), rtl)) for label, value in form.lines],
        "fields": [
            {
                "error": shown(field.error, rtl),
                "hints": [shown(hint, rtl) for hint in field.hints],
                "label": _as_typed(field.label),
                "value": Markup("<br>").join(map(_as_typed, field.value.split("\n"))),
            }
            for field in lay_out(form)
        ],
        "hint": HINT,
        "machine": machine_line(form),
    }


def _mark_parts(label: str) -> Markup:
    """The label, to be broken between its parts only."""
    part = Markup('<span style="white-space:nowrap">{}</span>')
    parts = label.split(_DOT)
    return _DOT.join(part.format(one) if len(one) <= UNBROKEN else escape(one) for one in parts)


def _value(text: str, rtl: bool) -> Markup:
    """A value of the table; a route as a strip of places, while a sentence with a route in it stays a sentence."""
    lines = [_strip(line, rtl) if _is_route(line) else _bdi(line, rtl) for line in text.strip().split("\n")]
    return Markup("<br>").join(lines)


def _is_route(line: str) -> bool:
    return _ARROW in line and not line.rstrip().endswith(".")


def _bdi(text: str, rtl: bool) -> Markup:
    return Markup("<bdi>{}</bdi>").format(shown(text, rtl))


def _as_typed(text: str) -> Markup:
    """What comes back in an answer: nothing in it is turned round, it only stands apart."""
    return Markup("<bdi>{}</bdi>").format(text)


def _strip(line: str, rtl: bool) -> Markup:
    arrow = Markup(' <span class="quiet" style="color:#595959">{}</span> ').format("←" if rtl else "→")
    stop = Markup('<span class="stop" style="font-weight:bold">{}</span>')
    return arrow.join(stop.format(_bdi(place.strip(), rtl)) for place in line.split(_ARROW))
