"""What a mail looks like: the text and the HTML body of a message, and the lines that differ per recipient.
Nothing here knows headers, encodings or SMTP.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from channels.email_in.form import HINT, lay_out, machine_line, write_fields
from channels.message import Form, Message
from channels.text import clean, clean_line

_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "adlm"})

_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LTR_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")

# From a Latin letter or digit to the last one before the next letter of a right-to-left script: a number, a code,
# "12.4 kg", brackets only in pairs. Left alone, "2026-11-13" after Arabic text is shown as 13-11-2026 (Unicode
# Annex 9, rules W2 and W4).
_OTHER = r"[^()\[\]\n\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_CODE = re.compile(rf"[A-Za-z0-9+](?:(?:{_OTHER}|\({_OTHER}*\)|\[{_OTHER}*\])*(?:[A-Za-z0-9%]|\({_OTHER}+\)))?")
_CODE_UNBROKEN = 24
"""Characters up to which a code is kept on one line."""

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


def runs_right_to_left(language: str) -> bool:
    """Whether a language (BCP 47 tag) is written from right to left."""
    first, *others = language.lower().replace("_", "-").split("-")
    scripts = [part for part in others if len(part) == 4 and part.isalpha()]  # noqa: PLR2004 - ISO 15924: four letters
    return scripts[0] in _RTL_SCRIPTS if scripts else first in _RTL_LANGUAGES


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
        [_isolated(clean_line(message.title), rtl)] if message.title else [],
        [_isolated(line, rtl) for line in clean(message.text).strip().split("\n")] if message.text else [],
        _field_lines(message.fields, rtl),
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
        title=_shown(clean_line(message.title), rtl),
        title_direction=_direction(message.title, rtl),
        paragraphs=[
            [(_shown(line, rtl), _direction(line, rtl)) for line in block.split("\n")]
            for block in re.split("\n[ \t]*\n+", clean(message.text).strip())
            if block.strip()
        ],
        fields=[(_shown(clean_line(label), rtl), _value(clean(value), rtl)) for label, value in message.fields],
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
        lines.append(f"{label}:".ljust(width) + _isolated(first, rtl))
        lines.extend(" " * width + _isolated(other, rtl) for other in others)
    return lines


def _form_blocks(form: Form | None, rtl: bool) -> Iterator[list[str]]:
    """The form's title, what to do, what is settled, and the fields to be filled in."""
    if form is None:
        return
    yield [_isolated(clean_line(form.title), rtl)] if form.title else []
    yield [_isolated(line, rtl) for line in clean(form.note).strip().split("\n")] if form.note else []
    yield _field_lines(form.lines, rtl)
    yield list(write_fields(form))


def _form_parts(form: Form, rtl: bool) -> Mapping[str, object]:
    """As `_form_blocks`, for the template. Label and value stand in one cell: cut apart, they come back in two lines."""
    return {
        "title": _shown(clean_line(form.title), rtl),
        "note": [(_shown(line, rtl), _direction(line, rtl)) for line in clean(form.note).strip().split("\n") if line],
        "lines": [(_shown(clean_line(label), rtl), _value(clean(value), rtl)) for label, value in form.lines],
        "fields": lay_out(form),
        "hint": HINT,
        "machine": machine_line(form),
    }


def _isolated(text: str, rtl: bool) -> str:
    """Codes in right-to-left text between U+2066 and U+2069: the text part's <bdi>."""
    if not rtl or not _RTL_LETTER.search(text):
        return text
    return "".join(f"\u2066{run}\u2069" if code else run for run, code in _runs(text))


def _shown(text: str, rtl: bool) -> Markup:
    """Text for HTML; in a right-to-left mail codes keep their direction."""
    if not rtl:
        return escape(text)
    return Markup().join(_code(run) if code else escape(run) for run, code in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Right-to-left text cut into what runs with it and the codes in it. An arrow between its words is turned round:
    Unicode mirrors brackets but no arrows, and "from → to" would be read as "to, from".
    """
    at = 0
    for found in _CODE.finditer(text):
        yield text[at : found.start()].replace("→", "←"), False
        yield found[0], True
        at = found.end()
    yield text[at:].replace("→", "←"), False


def _code(text: str) -> Markup:
    style = Markup(' style="white-space:nowrap"') if len(text) <= _CODE_UNBROKEN else Markup()
    return Markup('<bdi dir="ltr"{}>{}</bdi>').format(style, text)


def _mark_parts(label: str) -> Markup:
    """The label, to be broken between its parts only."""
    part = Markup('<span style="white-space:nowrap">{}</span>')
    parts = label.split(_DOT)
    return _DOT.join(part.format(one) if len(one) <= _CODE_UNBROKEN else escape(one) for one in parts)


def _direction(text: str, rtl: bool) -> str:
    """The direction of one paragraph: a title stays in the language it was written in, whatever the labels are in."""
    if _RTL_LETTER.search(text) and (rtl or not _LTR_LETTER.search(text)):
        return "rtl"
    return "ltr" if not rtl or _LTR_LETTER.search(text) else "rtl"


def _value(text: str, rtl: bool) -> Markup:
    """A value of the table; a route as a strip of places, while a sentence with a route in it stays a sentence."""
    lines = [_strip(line, rtl) if _is_route(line) else _bdi(line, rtl) for line in text.strip().split("\n")]
    return Markup("<br>").join(lines)


def _is_route(line: str) -> bool:
    return _ARROW in line and not line.rstrip().endswith(".")


def _bdi(text: str, rtl: bool) -> Markup:
    return Markup("<bdi>{}</bdi>").format(_shown(text, rtl))


def _strip(line: str, rtl: bool) -> Markup:
    arrow = Markup(' <span class="quiet" style="color:#595959">{}</span> ').format("←" if rtl else "→")
    stop = Markup('<span class="stop" style="font-weight:bold">{}</span>')
    return arrow.join(stop.format(_bdi(place.strip(), rtl)) for place in line.split(_ARROW))
