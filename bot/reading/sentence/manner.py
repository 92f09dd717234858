"""How it travelled and how it was hidden, where the words are those of one class only."""

import re
from collections.abc import Mapping

from bot.reading.sentence import vocabulary
from bot.reading.sentence.words import Piece, Sentence, words_of
from bot.scene import Scene

_PARTS = words_of(
    "part parts battery batteries cover covers tyre tyres tire tires seat seats spares keys park wash stop station driver tax "
    "engine engines toy model miniature dealer terminal freight registration plate plates"
)
"""Behind or before a vehicle's name: then it is something else."""

_ON_WATER = words_of("port seaport wharf quay harbour pier vessel ship sea")
_NOT = words_of("no not without sans pas non never")
_BAGGAGE = words_of(
    "suitcase suitcases luggage baggage bag bags trolley backpack valise valises bagage bagages sac sacs"
)
_OF = {"VEH": "ROAD", "VESSEL": "SEA", "TRAIN": "RAIL", "AIRCRAFT": "AIR"}
_HOW = re.compile(
    r"(?<![^\W_])(?:hidden|concealed|cach[ée]e?s?|dissimul[ée]e?s?)\s+([^,;.:()\n]{4,200})", re.IGNORECASE
)


def transports(sentence: Sentence, scene: Scene, *, kinds: frozenset[str]) -> list[str]:
    """Every mode of transport that is said. A container goes by sea where nothing but a seaport is meant."""
    codes: dict[str, None] = {}
    boxed = False
    for piece in sentence.every(vocabulary.modes(scene)):
        behind = "" if sentence.breaks_after(piece.after - 1) else sentence.plain(piece.after)
        if _PARTS & {*sentence.before(piece.first, most=1), behind}:
            continue
        if sentence.phrase(piece.first, piece.after) in {"container", "containers", "conteneur", "conteneurs"}:
            boxed = True
            continue
        codes.update(dict.fromkeys(sorted(piece.codes)))
        sentence.use(piece.first, piece.after)
    if boxed and "SEA" not in codes:
        at_sea = kinds == {"SEAPORT"} or (not kinds and _ON_WATER & {word.plain for word in sentence.words})
        if codes or at_sea:
            codes["SEA"] = None
    return list(codes)


def hidings(sentence: Sentence, words: Mapping[str, tuple[str, ...]], *, transport: str | None) -> list[str]:
    """Every way of hiding that is said. What a vehicle, a vessel or a train has, another means of transport has not: "engine
    compartment" may be that of a refrigerated container.
    """
    codes: dict[str, None] = {}
    for piece in sentence.every(vocabulary.hiding(words)):
        if not (_NOT & {*sentence.before(piece.first, most=1)} and not _begins_with_not(sentence, piece)):
            codes.update(dict.fromkeys(sorted(piece.codes)))
    if not _BAGGAGE & {word.plain for word in sentence.words} and "FALSE-WALL" in codes:
        codes.pop("BAG-STRUCT", None)
    return [code for code in codes if _OF.get(code.partition("-")[0], transport) == transport]


def how(text: str) -> str:
    """The officer's own words for it, behind "hidden"."""
    found = _HOW.search(text)
    return found[1].strip() if found else ""


def _begins_with_not(sentence: Sentence, piece: Piece) -> bool:
    return sentence.plain(piece.first) in _NOT
