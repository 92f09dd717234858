"""More about the goods in one answer: words, and behind their name brand, value, species, HS number, what they were
declared as: "12 blocks; brand Crown; value 12,000 USD; declared as furniture, HS 9403".
"""

import re
from collections.abc import Mapping, Sequence

from alerts.seizure import Species
from bot.language import N_
from bot.reading import numbers
from bot.reading.names import find
from bot.reading.units import MONEY, read_unit, show_quantity
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
from bot.steps import quantity
from bot.steps.choice import short
from bot.steps.goods_told import Told, read, species_answer
from bot.steps.line import Meaning
from storage.reference import Reference
from storage.reference_species import SpeciesEntry

MOST = 300
"""Characters of each part."""

WITH_BRANDS = frozenset({"TOB", "IPR", "MED", "ALC"})
WILDLIFE = "WLD"

_NAMES = {
    "brand": ("brand", "brands", "trademark", "marque", "marques"),
    "value": ("value", "valued at", "estimated value", "worth", "valeur", "valeur estimée", "d'une valeur de"),
    "declared": (
        *("declared as", "déclaré comme", "déclarée comme", "déclarés comme", "déclarées comme"),
        *("déclaré", "déclarée", "déclarés", "déclarées"),
    ),
    "species": ("species", "cites species", "espèce", "espèces"),
    "hs": ("hs", "hs code", "hs number", "sh", "code sh", "position sh"),
}
"""How a part says what it is, before its words, in every language."""

_WORD = "|".join(
    re.escape(name) for name in sorted((name for names in _NAMES.values() for name in names), key=len, reverse=True)
)
_SPLIT = re.compile(rf"(\s*[;\n]\s*|\s*,\s*(?=(?:{_WORD})\b\s*\W?\s*\S))", re.IGNORECASE)
_LABELLED = re.compile(rf"({_WORD})\b\s*[:=]?\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_HS = re.compile(r"\d{2}(?:\.?\d{2}(?:\.?\d{2}){0,3})?")
_WITH_HS = re.compile(r"(.*\S)\s*[,(]?\s*\b(?:hs|sh)(?: code)?\s*:?\s*([\d.]{2,13})\)?", re.IGNORECASE | re.DOTALL)
_LISTED_SPECIES = re.compile(r"(.+?)\s*\(CITES\s+(?:I|II|III)\)", re.IGNORECASE)


def _fits(value: Value, scene: Scene) -> bool:
    del scene
    told = read(value)
    return told is not None and all(len(part) <= MOST for part in told.words)


def _understand(text: str, so_far: Answers, scene: Scene) -> Reading:
    said = text.strip()
    if not said:
        return NotUnderstood(text=scene.words.text(N_("That was empty. Please write a few words.")))
    parts = _parts(said)
    told: dict[str, Value] = {}
    words: list[str] = []
    for position, part in enumerate(parts):
        reading = _part(part, so_far, scene)
        if isinstance(reading, NotUnderstood):
            return reading
        if isinstance(reading, Clarify):
            return _whole(parts, position, reading)
        if reading is None or any(told.get(key, one) != one for key, one in reading.items()):
            words.append(part)
        else:
            told |= reading
    kept = "; ".join(words) if told else said
    too_long = next((one for one in (kept, *told.values()) if isinstance(one, str) and len(one) > MOST), None)
    if too_long is not None:
        return NotUnderstood(
            text=scene.words.text(
                N_("That is too long: {length} characters. At most {most} can be kept; please shorten it.")
            ).format(length=scene.words.number(len(too_long)), most=scene.words.number(MOST))
        )
    return Answered(value={**({"text": kept} if kept else {}), **told} if told else kept)


def _show(value: Value, scene: Scene) -> str:
    told = read(value)
    return "; ".join(part for part in (told.text, *show_told(told, scene)) if part) if told else ""


ABOUT_GOODS = Meaning(understand=_understand, fits=_fits, show=_show)
"""The answer is the words alone, or {"text", "brand", "value", "species", "hs", "declared", "hs_declared"} as far as
they were told.
"""


def show_told(told: Told, scene: Scene) -> Sequence[str]:
    """Each part as it can be typed again: brand Crown, value 12,000 USD."""
    say, made = scene.words.text, list[str]()
    if told.brand:
        made.append(say(N_("brand {brand}")).format(brand=told.brand))
    if told.species:
        made.append(say(N_("species {species}")).format(species=show_species(told.species)))
    if told.value:
        made.append(say(N_("value {amount}")).format(amount=show_quantity(told.value, scene)))
    if told.hs:
        made.append(say(N_("HS {number}")).format(number=told.hs))
    if told.declared:
        declared = say(N_("declared as {what}")).format(what=told.declared)
        hs = say(N_("HS {number}")).format(number=told.hs_declared) if told.hs_declared else ""
        made.append(f"{declared}, {hs}" if hs else declared)
    return made


def show_species(species: Species) -> str:
    """As it can be typed again, with the appendix it is listed in."""
    return f"{species.name} (CITES {species.appendix})" if species.appendix else species.name


def _parts(said: str) -> Sequence[str]:
    """The parts as they were divided; an HS number behind a comma belongs to what the goods were declared as."""
    first, *rest = _SPLIT.split(said)
    parts = [first]
    for between, part in zip(rest[::2], rest[1::2], strict=True):
        before, label = _LABELLED.fullmatch(parts[-1]), _LABELLED.fullmatch(part)
        if "," in between and before and label and _named(before) == "declared" and _named(label) == "hs":
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return [part for part in parts if part]


def _named(labelled: re.Match[str]) -> str:
    """Which part a word names."""
    said = labelled[1].casefold()
    return next(key for key, names in _NAMES.items() if said in names)


def _part(part: str, so_far: Answers, scene: Scene) -> Mapping[str, Value] | Clarify | NotUnderstood | None:
    """What one part tells; None for words."""
    found = _LABELLED.fullmatch(part)
    if found is None:
        entry = _species(part, scene.reference) if so_far.get("category") == WILDLIFE else None
        return {"species": species_answer(_of(entry))} if entry else None
    name = _named(found)
    said = found[2].strip()
    match name:
        case "value":
            return _value(said, scene)
        case "hs":
            return {"hs": said} if _HS.fullmatch(said) else None
        case "declared":
            with_hs = _WITH_HS.fullmatch(said)
            if with_hs and _HS.fullmatch(with_hs[2].rstrip(".")):
                return {"declared": with_hs[1].rstrip(" ,("), "hs_declared": with_hs[2].rstrip(".")}
            return {"declared": said}
        case "species":
            entry = _species(said, scene.reference)
            return {"species": species_answer(_of(entry) if entry else Species(name=said))}
    return {name: said}


def _value(said: str, scene: Scene) -> Mapping[str, Value] | Clarify | NotUnderstood | None:
    """An amount of money; words where no number comes first."""
    parts = numbers.split(said)
    if parts is None or not (readings := numbers.readings(parts[0])):
        return None
    unit = read_unit(parts[1].strip(" ."), (MONEY,), scene.reference) if parts[1] else None
    if unit is None or not unit.startswith(f"{MONEY}:"):
        return NotUnderstood(
            text=scene.words.text(N_("In which currency is “{said}”? Please write its code, such as USD.")).format(
                said=short(said)
            )
        )
    meant = quantity.amounts_in(readings, unit)
    if not meant:
        return NotUnderstood(
            text=scene.words.text(
                N_("“{said}” cannot be a quantity. Please send a number above zero, of at most 15 digits.")
            ).format(said=short(said))
        )
    if len(meant) > 1:
        return Clarify(
            text=scene.words.text(N_("“{said}” can be read in more than one way. Which one is it?")).format(
                said=short(said)
            ),
            options=tuple(
                Option(
                    str(position),
                    show_quantity(one, scene),
                    scene.words.text(N_("value {amount}")).format(amount=show_quantity(one, scene)),
                )
                for position, one in enumerate(meant)
            ),
        )
    return {"value": quantity.to_answer(meant[0])}


def _whole(parts: Sequence[str], position: int, reading: Clarify) -> Clarify:
    """Each option is all that was said with this part made clear."""
    return Clarify(
        text=reading.text,
        options=tuple(
            Option(option.code, option.label, "; ".join((*parts[:position], str(option.value), *parts[position + 1 :])))
            for option in reading.options
        ),
    )


def _species(said: str, reference: Reference) -> SpeciesEntry | None:
    listed = _LISTED_SPECIES.fullmatch(said)
    spellings = {
        code: (entry.name, entry.name.removesuffix(" spp."), entry.english, entry.french, *entry.other_names)
        for code, entry in reference.species.items()
    }
    code = find(listed[1] if listed else said, spellings).sure
    return reference.species[code] if code else None


def _of(entry: SpeciesEntry) -> Species:
    return Species(name=entry.name, appendix=entry.appendix)
