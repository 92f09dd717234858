"""Numbers on the means of transport. A wrong check digit warns and lets stand: many real ships fail theirs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdnum import imo, iso6346

from alerts.seizure import Identifier as Number
from bot.language import N_
from bot.reading.names import is_nothing
from bot.reading.numbers import western
from bot.scene import Answered, Answers, Condition, NotUnderstood, Option, Passed, Reading, Scene, Value, always

MOST = 10
LONGEST = 40
_CONTAINER = re.compile(r"[A-Z]{4}[0-9]{7}")
_IMO = re.compile(r"IMO([0-9]{7})")
_SHAPES = {"container": _CONTAINER, "imo": re.compile(r"[0-9]{7}"), "other": re.compile(rf".{{1,{LONGEST}}}")}
_NO_SHAPE = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One or more numbers, separated by commas, or as the summary shows them. The answer is a list of {"kind", "number", "valid"}."""

    key: str
    label: str
    ask: str
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far, scene
        return bool(read(value))

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return ()

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        if not self.required and is_nothing(text):
            return Passed()
        parts = [_as_typed(part, scene) for part in re.split(r"[,;·\n]", text) if part.strip()]
        usable = all(len(part) <= LONGEST and any(letter.isalnum() for letter in part) for part in parts)
        if not parts or len(parts) > MOST or not usable:
            return NotUnderstood(
                text=scene.words.text(N_("Please send up to {most} numbers, separated by commas.")).format(most=MOST)
            )
        return Answered(value=[_answer(recognise(part)) for part in parts])

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        return show_identifiers(read(value), scene)


def _as_typed(part: str, scene: Scene) -> str:
    """A number without what the summary puts around it: a form shows it so, and more may be written behind."""
    said, name = part.strip(" \t✓⚠"), scene.words.text(N_("container"))
    bare = said[len(name) :] if said.casefold().startswith(name.casefold()) else said
    return bare if recognise(bare).kind == "container" else said


def recognise(text: str) -> Number:
    """A container (ISO 6346) or a ship (IMO) where the number looks like one, else the words as they are."""
    compact = re.sub(r"[\s\-/.]", "", western(text)).upper()
    if _CONTAINER.fullmatch(compact):
        return Number(kind="container", number=compact, valid=bool(iso6346.is_valid(compact)))
    if found := _IMO.fullmatch(compact):
        return Number(kind="imo", number=found[1], valid=bool(imo.is_valid(found[1])))
    return Number(kind="other", number=" ".join(text.split()))


def show_identifiers(numbers: Sequence[Number], scene: Scene) -> str:
    """All on one line, with ✓ where the check digit is right and ⚠ where it is not."""
    names = {"container": scene.words.text(N_("container")), "imo": "IMO", "other": ""}
    marks = {True: " ✓", False: " ⚠", None: ""}
    return " · ".join(f"{names[number.kind]} {_shape(number)}{marks[number.valid]}".strip() for number in numbers)


def _shape(number: Number) -> str:
    text = number.number
    return f"{text[:4]} {text[4:10]}-{text[10]}" if number.kind == "container" else text


def _answer(number: Number) -> Value:
    return {"kind": number.kind, "number": number.number, "valid": number.valid}


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
