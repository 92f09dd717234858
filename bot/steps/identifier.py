"""The means of transport and its numbers. A wrong check digit warns and lets stand: many real ships fail theirs."""

import re
from collections.abc import Mapping, Sequence

from alerts.seizure import Identifier as Number
from bot.language import LANGUAGES, N_, words
from bot.reading.identifiers import recognise
from bot.reading.names import find
from bot.scene import Answered, Answers, NotUnderstood, Reading, Scene, Value
from bot.steps.conveyance_words import CONVEYANCE_WORDS
from bot.steps.line import Meaning
from storage.reference import Reference

MOST = 10
LONGEST = 40
CONVEYANCE = "conveyance"
"""The kind under which an answer keeps what it travelled in: a code of the list, not a number."""

_SHAPES = {
    "container": re.compile(r"[A-Z]{4}[0-9]{7}"),
    "imo": re.compile(r"[0-9]{7}"),
    "flight": re.compile(r"[A-Z0-9]{2} [0-9]{1,4}[A-Z]?"),
    "waybill": re.compile(r"[0-9]{3}-[0-9]{8}"),
    "plate": re.compile(rf".{{1,{LONGEST}}}"),
    "other": re.compile(rf".{{1,{LONGEST}}}"),
    CONVEYANCE: re.compile(r"[A-Z-]+"),
}
_NO_SHAPE = re.compile(r"(?!)")
_LABELS = {
    "container": N_("container"),
    "flight": N_("flight"),
    "plate": N_("plate"),
    "waybill": N_("waybill"),
}


def _fits(value: Value, scene: Scene) -> bool:
    known = {entry.code for entry in scene.reference.lists["conveyance"]}
    numbers = read(value)
    return bool(numbers) and all(one.kind != CONVEYANCE or one.number in known for one in numbers)


def _understand(text: str, so_far: Answers, scene: Scene) -> Reading:
    parts = [_as_typed(part, scene) for part in re.split(r"[,;·\n]", text) if part.strip()]
    usable = all(len(part) <= LONGEST and any(letter.isalnum() for letter in part) for part in parts)
    if not parts or len(parts) > MOST or not usable:
        return NotUnderstood(
            text=scene.words.text(N_("Please send up to {most} numbers, separated by commas.")).format(most=MOST)
        )
    transport = str(so_far.get("transport") or "")
    found = [number for part in parts for number in _recognised(part, transport, scene)]
    return Answered(value=[_answer(number) for number in found])


def _show(value: Value, scene: Scene) -> str:
    return show_identifiers(read(value), scene)


NUMBERS = Meaning(understand=_understand, fits=_fits, show=_show)
"""One or more numbers, separated by commas, or as the summary shows them. The answer is a list of {"kind", "number",
"valid"}; what it travelled in may stand among them, or before its number: "truck KAA 123B".
"""


def _recognised(part: str, transport: str, scene: Scene) -> Sequence[Number]:
    """A number, what it travelled in, or both."""
    number = recognise(part, transport)
    if number.kind != "other" and transport not in {"ROAD", "AIR"}:
        return [number]
    spellings = _conveyances(scene.reference)
    if code := find(part, spellings).sure:
        return [Number(kind=CONVEYANCE, number=code)]
    said = part.split()
    for length in range(len(said) - 1, 0, -1):
        rest = " ".join(said[length:])
        code = find(" ".join(said[:length]), spellings).sure
        if code and any(letter.isdigit() for letter in rest):
            return [Number(kind=CONVEYANCE, number=code), recognise(rest, transport)]
    return [number]


def _conveyances(reference: Reference) -> Mapping[str, Sequence[str]]:
    return {
        entry.code: (
            *(words(language).name("conveyance", entry.label) for language in LANGUAGES),
            *CONVEYANCE_WORDS.get(entry.code, ()),
        )
        for entry in reference.lists["conveyance"]
    }


def _as_typed(part: str, scene: Scene) -> str:
    """A number without what the summary puts around it: a form shows it so, and more may be written behind."""
    said = part.strip(" \t✓⚠")
    for kind, label in _LABELS.items():
        name = scene.words.text(label)
        bare = said[len(name) :].strip() if said.casefold().startswith(f"{name.casefold()} ") else said
        if bare != said and recognise(f"{kind} {bare}" if kind != "container" else bare).kind == kind:
            return bare if kind == "container" else f"{kind} {bare}"
    return said


def show_identifiers(numbers: Sequence[Number], scene: Scene) -> str:
    """All on one line, with ✓ where the check digit is right and ⚠ where it is not."""
    marks = {True: " ✓", False: " ⚠", None: ""}
    return " · ".join(f"{_shape(number, scene)}{marks[number.valid]}" for number in numbers)


def _shape(number: Number, scene: Scene) -> str:
    text = number.number
    match number.kind:
        case "conveyance":
            label = next((one.label for one in scene.reference.lists[CONVEYANCE] if one.code == text), text)
            return scene.words.name(CONVEYANCE, label)
        case "imo":
            return f"IMO {text}"
        case "container":
            return f"{scene.words.text(_LABELS['container'])} {text[:4]} {text[4:10]}-{text[10]}"
        case kind if kind in _LABELS:
            return f"{scene.words.text(_LABELS[kind])} {text}"
    return text


def _answer(number: Number) -> Value:
    return {"kind": number.kind, "number": number.number, "valid": number.valid}


def to_answer(conveyance: str, numbers: Sequence[Number]) -> Value:
    """The answer that would have told this, None for nothing."""
    vehicle = [Number(kind=CONVEYANCE, number=conveyance)] if conveyance else []
    return [_answer(number) for number in (*vehicle, *numbers)] or None


def read(value: Value) -> tuple[Number, ...]:
    """The numbers of an answer; empty for anything else."""
    if not isinstance(value, list | tuple):
        return ()
    found = [_number(entry) for entry in value]
    return tuple(number for number in found if number is not None) if None not in found else ()


def _number(entry: Value) -> Number | None:
    if not isinstance(entry, Mapping):
        return None
    kind, number, valid = entry.get("kind"), entry.get("number"), entry.get("valid")
    if not isinstance(kind, str) or not isinstance(number, str) or not _SHAPES.get(kind, _NO_SHAPE).fullmatch(number):
        return None
    return Number(kind=kind, number=number, valid=valid if isinstance(valid, bool) else None)
