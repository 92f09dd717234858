"""A form as lines of a mail and back: `[1] Quantity: 12.4 kg`, told by its number whatever becomes of the words, and at
the end one line for the machine with the form's token, a check sum and the fields' names. It knows no HTML.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, unquote

from channels.direction import apart, isolated
from channels.email_in.lines import Line, begins_original
from channels.message import Form, FormField
from channels.text import clean, clean_line

HINT = "~"
"""Begins a line that is not read: rare at the beginning of anything people write, and no mail program's own sign."""

_MANY_LINES = "*"
_SAFE = "._=-"
_FIELD = re.compile(r"[\s*_]{0,3}\[\s*(\d{1,3})\s*\]\s*(.*)")
_COLON = re.compile(r"[:：][*_]{0,2}")
_MACHINE = re.compile(r"\[form=([^;\]]+);([0-9a-f]{8});([^;\]]*)\]")
_MACHINE_LINES_MOST = 60
_MACHINES_MOST = 20
_RATIO = "\u2236"
"""Looks like a colon: in a label, where a colon would end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A form that came back. `changed`: something stands in it that did not when it was sent."""

    token: str
    values: Mapping[str, str]
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLines:
    """A field as it is shown: what goes before it, `[1] Label:`, and what stands in it."""

    hints: Sequence[str]
    error: str
    label: str
    value: str


def lay_out(form: Form) -> Sequence[FieldLines]:
    """The fields as they are shown, in order."""
    return [_lay_out(field, number) for number, field in enumerate(form.fields, 1)]


def write_fields(form: Form, *, rtl: bool = False) -> Sequence[str]:
    """The fields as lines, and the machine's line. `rtl`: the form's language runs from the right."""
    lines: list[str] = []
    for field in lay_out(form):
        before = [*([f"! {field.error}"] if field.error else []), *field.hints]
        lines += ["", *(f"{HINT} {isolated(line, rtl)}" for line in before)] if before else []
        first, *others = field.value.split("\n")
        lines += [f"{field.label} {apart(first, rtl)}".rstrip(), *(apart(line, rtl) for line in others)]
    return [*lines, "", machine_line(form)]


def machine_line(form: Form) -> str:
    """What tells a form that comes back: its token, the check sum of what stood in it, the names in order. A star marks
    a field of several lines.
    """
    names = [quote(one.name, safe=_SAFE) + (_MANY_LINES if one.kind == "text" else "") for one in form.fields]
    total = _check_sum([_shown(one) for one in form.fields])
    return f"[form={quote(form.token, safe=_SAFE)}; {total}; {', '.join(names)}]"


def read_form(lines: Sequence[Line]) -> Answered | None:
    """The form these lines hold: quoted or not, wrapped, answered within or above the quotation. None without the
    machine's line. Of two the less quoted one counts, then the first; a field that stands there twice has the less
    quoted text that is not empty.
    """
    found = min(_machines(lines), key=lambda one: (one.depth, one.start), default=None)
    if found is None:
        return None
    texts = _texts(lines, found)
    values = {
        name: _value(texts.get(number, []), many_lines=many_lines)
        for number, (name, many_lines) in enumerate(found.names, 1)
    }
    return Answered(token=found.token, values=values, changed=_check_sum(list(values.values())) != found.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    """The machine's line as it was found, from line `start` to before `end`."""

    start: int
    end: int
    depth: int
    token: str
    total: str
    names: Sequence[tuple[str, bool]]


def _lay_out(field: FormField, number: int) -> FieldLines:
    label = clean_line(field.label).replace(":", _RATIO).replace("：", _RATIO)
    hints = [clean_line(field.hint)] if field.hint else []
    if field.options:
        hints.append(" ".join(f"[{clean_line(word)}]" for _, word in field.options))
    return FieldLines(
        hints=hints,
        error=clean_line(field.error),
        label=f"[{number}] {label}{' *' if field.required else ''}:",
        value=_shown(field),
    )


def _shown(field: FormField) -> str:
    value = next((word for option, word in field.options if option == field.value), field.value)
    return clean(value).strip() if field.kind == "text" else clean_line(value)


def _check_sum(values: Sequence[str]) -> str:
    """Of what stands in the fields, however it is wrapped."""
    return f"{zlib.crc32(chr(0).join(' '.join(value.split()) for value in values).encode()):08x}"


def _machines(lines: Sequence[Line]) -> Iterator[_Machine]:
    begun = ((start, line) for start, line in enumerate(lines) if "[form=" in line.text)
    for start, line in islice(begun, _MACHINES_MOST):
        joined = line.text[line.text.index("[form=") :]
        for end in range(start + 1, min(start + _MACHINE_LINES_MOST, len(lines)) + 1):
            if found := _MACHINE.match("".join(joined.split())):
                names = [name for name in found[3].split(",") if name]
                yield _Machine(
                    start=start,
                    end=end,
                    depth=line.depth,
                    token=unquote(found[1]),
                    total=found[2],
                    names=[(unquote(name.rstrip(_MANY_LINES)), name.endswith(_MANY_LINES)) for name in names],
                )
                break
            joined += lines[end].text if end < len(lines) else ""


def _texts(lines: Sequence[Line], machine: _Machine) -> Mapping[int, Sequence[str]]:
    """What stands behind each number, label and value, by line."""
    found: dict[int, list[tuple[int, list[str]]]] = {}
    current: tuple[int, list[str]] | None = None
    for at, line in enumerate(lines):
        outside = line.depth < machine.depth
        start = _FIELD.match(line.text) if line.depth <= machine.depth else None
        if machine.start <= at < machine.end or (at >= machine.end and not outside):
            current = None
        elif start and 0 < int(start[1]) <= len(machine.names):
            current = (line.depth, [start[2]])
            found.setdefault(int(start[1]), []).append(current)
        elif line.text.startswith(f"{HINT} ") or begins_original(lines, at):
            current = None
        elif current is not None:
            # Written above or below the quoted form, a field ends where its paragraph ends or the quotation begins.
            if current[0] < machine.depth and (not line.text or not outside):
                current = None
            else:
                current[1].append("> " * (line.depth - machine.depth) + line.text)
    return {number: _first(twice) for number, twice in found.items()}


def _first(twice: Sequence[tuple[int, list[str]]]) -> Sequence[str]:
    ordered = [texts for _, texts in sorted(twice, key=lambda one: one[0])]
    return next((texts for texts in ordered if _value(texts, many_lines=False)), ordered[0])


def _value(texts: Sequence[str], *, many_lines: bool) -> str:
    """What stands behind the label's colon; all of it where there is no colon, since the words were typed anew."""
    whole = "\n".join(texts)
    if colon := _COLON.search(whole):
        whole = whole[colon.end() :]
    return clean(whole).strip() if many_lines else clean_line(whole)
