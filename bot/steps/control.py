"""How customs came to it, in one answer: direction, procedure, way and tools of detection, offence. "Import, risk profile,
scanner image, drug dog" names one thing of four lists; each part is looked for in all of them, and nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from alerts.seizure import Control as Told
from bot.language import LANGUAGES, N_, words
from bot.reading.names import find
from bot.scene import (
    Answered,
    Answers,
    Clarify,
    NotUnderstood,
    Option,
    Reading,
    Scene,
    Value,
)
from bot.steps.choice import did_you_mean, short
from bot.steps.control_words import CONTROL_WORDS
from bot.steps.line import Meaning
from storage.reference import Reference

MOST = 12
SHOWN = 6

LISTS = {
    "direction": "direction",
    "procedure": "customs_procedure",
    "method": "detection_method",
    "tools": "detection_tool",
    "offence": "offence_type",
}
"""The parts of an answer in the order in which they are shown, and the list of each."""

MANY = "tools"
"""The part that may be several."""

_PIECES = re.compile(r"\s*[;·\n]\s*")
_PARTS = re.compile(r"\s*[,/+&]\s*|\s+(?:and|et)\s+", re.IGNORECASE)


def _fits(value: Value, scene: Scene) -> bool:
    told = read(value)
    return told is not None and all(
        any(entry.code == code for entry in scene.reference.lists[LISTS[part]]) for part, code in _codes(told)
    )


def _options(scene: Scene) -> Sequence[Option]:
    """The ways of detection: one press tells the one thing that matters most."""
    entries = scene.reference.lists[LISTS["method"]]
    return [
        Option(f"m-{entry.code}", scene.words.name(entry.list, entry.label), {"method": entry.code})
        for entry in entries
    ]


def _understand(text: str, so_far: Answers, scene: Scene) -> Reading:
    del so_far
    names = _spellings(scene.reference)
    parts = list(_split(text, names))
    if not 0 < len(parts) <= MOST:
        return NotUnderstood(
            text=scene.words.text(N_("Please name up to {most} things, separated by commas.")).format(most=MOST)
        )
    found = [find(part, names) for part in parts]
    unclear = [position for position, one in enumerate(found) if one.sure is None]
    # What nobody knows is said before anything is asked back: else the choice just made would be lost.
    for position in sorted(unclear, key=lambda position: bool(found[position].likely)):
        return _unclear(parts, position, found[position].likely, scene)
    named = list(dict.fromkeys(one.sure for one in found if one.sure is not None))
    if contradicting := _contradicting(named):
        return _one_of(named, contradicting, scene)
    told: dict[str, Value] = {}
    for part, code in map(_parted, named):
        told[part] = [*(_texts(told.get(part))), code] if part == MANY else code
    return Answered(value=told)


def _show(value: Value, scene: Scene) -> str:
    told = read(value)
    return show_control(told, scene) if told else ""


CONTROL = Meaning(understand=_understand, fits=_fits, show=_show, options=_options)
"""The answer is {"direction": code, "procedure": code, "method": code, "tools": [codes], "offence": code}, as far as
it was told.
"""


def _split(text: str, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The things named: a name that has an "and" or a comma in it is one thing."""
    for piece in _PIECES.split(text.strip()):
        if not piece:
            continue
        if find(piece, names).sure is not None:
            yield piece
            continue
        yield from (part for part in _PARTS.split(piece) if part)


def _unclear(parts: Sequence[str], position: int, likely: Sequence[str], scene: Scene) -> Reading:
    """Each option is all that was said with one thing made clear; what else is unclear in it is asked next."""
    if not likely:
        return NotUnderstood(
            text=scene.words.text(
                N_("I do not know “{said}” here. Please leave it out, or tell it at “What happened”.")
            ).format(said=short(parts[position]))
        )
    options = tuple(
        _option(named, " · ".join((*parts[:position], _named(named, scene), *parts[position + 1 :])), scene)
        for named in likely[:SHOWN]
    )
    return Clarify(text=did_you_mean(parts[position], scene), options=options)


def _contradicting(named: Sequence[str]) -> Sequence[str]:
    """Several things of which only one can be: import and export."""
    for part in LISTS:
        same = [one for one in named if _parted(one)[0] == part]
        if part != MANY and len(same) > 1:
            return same
    return ()


def _one_of(named: Sequence[str], same: Sequence[str], scene: Scene) -> Clarify:
    """Each option is all that was said with one of them left."""
    kept = {chosen: [one for one in named if one == chosen or one not in same] for chosen in same}
    return Clarify(
        text=scene.words.text(N_("Only one of these can be told. Which one?")),
        options=tuple(
            _option(chosen, " · ".join(_named(one, scene) for one in rest), scene) for chosen, rest in kept.items()
        ),
    )


def _option(named: str, said: str, scene: Scene) -> Option:
    part, code = _parted(named)
    return Option(f"{part[0]}-{code}", _named(named, scene), said)


def _parted(named: str) -> tuple[str, str]:
    part, _, code = named.partition(":")
    return part, code


def _named(named: str, scene: Scene) -> str:
    return _label(*_parted(named), scene)


def _texts(value: Value) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _spellings(reference: Reference) -> Mapping[str, Sequence[str]]:
    """Everything that can be named, as "part:code" with the words for it in every language."""
    return {
        f"{part}:{entry.code}": (
            *(words(language).name(name, entry.label) for language in LANGUAGES),
            *CONTROL_WORDS[name].get(entry.code, ()),
        )
        for part, name in LISTS.items()
        for entry in reference.lists[name]
    }


def _label(part: str, code: str, scene: Scene) -> str:
    name = LISTS[part]
    return next(
        (scene.words.name(name, entry.label) for entry in scene.reference.lists[name] if entry.code == code), code
    )


def _codes(told: Told) -> list[tuple[str, str]]:
    """What was told, in the order in which it is shown."""
    single = {
        "direction": told.direction,
        "procedure": told.procedure,
        "method": told.method,
        "offence": told.offence,
    }
    return [(part, code) for part in LISTS for code in (told.tools if part == MANY else (single[part],)) if code]


def show_control(told: Told, scene: Scene) -> str:
    """All on one line: Import · Risk profile or selectivity · Detector dog for drugs."""
    return " · ".join(_label(part, code, scene) for part, code in _codes(told))


def to_answer(told: Told) -> Value:
    """The answer that would have told this."""
    answer: dict[str, Value] = {}
    for part, code in _codes(told):
        answer[part] = list(told.tools) if part == MANY else code
    return answer


def read(value: Value) -> Told | None:
    """What an answer tells; None for anything else, and for nothing."""
    if not isinstance(value, Mapping):
        return None
    single = {part: value.get(part, "") for part in LISTS if part != MANY}
    tools = value.get(MANY, [])
    if not isinstance(tools, list | tuple) or not all(isinstance(code, str) for code in (*single.values(), *tools)):
        return None
    told = Told(
        direction=str(single["direction"]),
        procedure=str(single["procedure"]),
        method=str(single["method"]),
        tools=tuple(str(code) for code in tools),
        offence=str(single["offence"]),
    )
    return told if told != Told() else None
