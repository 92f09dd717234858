"""A sentence to answers: every certain piece goes through the step it answers, every other one is kept as words to be asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.dialog import Dialog, Several, Step
from bot.dialogs.hiding_words import HIDING_WORDS
from bot.reading.names import plain
from bot.reading.sentence.amounts import Amount
from bot.reading.sentence.geography import Found, where
from bot.reading.sentence.goods import Good, goods
from bot.reading.sentence.identifiers import numbers
from bot.reading.sentence.manner import hidings, how, transports
from bot.reading.sentence.moments import day_phrases
from bot.reading.sentence.words import Sentence, words_of
from bot.reading.units import COUNTED
from bot.scene import Answered, Answers, Clarify, Scene, Value

LONGEST = 1000
"""Characters of a text that is still a sentence, not a document."""

_ENOUGH = 2
"""Pieces without which a sentence begins no report."""

_ASKS = re.compile(
    r"^\s*(what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|can|could|will|would|should|shall|may|has|have|"
    r"had|any|tell|show|help|quel\w*|quand|ou|qui|pourquoi|comment|combien|est|y a|avez|pouvez|peux|puis)\b"
)
_NO_SEIZURE = words_of(
    "status statut expect expects expected expecting plan plans planned planning if would will could might should rumour "
    "rumours heard read training exercise example attend attendons attendu si serait pourrait devrait rumeur lu entendu exercice "
    "exemple news"
)
_BEFORE_A_NUMBER = re.compile(r"^\D*")
"""What announces something stands before it: "we expect 200 kg", but "200 kg seized, pictures will follow"."""

_OF_REPORTS = re.compile(r"\b(my|mon|mes|the|your|le|votre|this|ce) (reports?|rapports?|alerts?|alertes?)\b")
_NUMBERED = re.compile(r"\b[A-Z]{2,3}-\d{4}-\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a sentence answers, and the words that have more than one reading, by the path of their question."""

    answers: Answers = field(default_factory=dict)
    unclear: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def begins(self) -> bool:
        """Whether this is a report: at least two pieces, one of them goods, a quantity or an identifier."""
        said = {*self.answers, *self.unclear} - {"category"} | ({"commodity"} if "category" in self.unclear else set())
        return len(said) >= _ENOUGH and bool(said & {"commodity", "quantity", "identifiers"})


def tells(text: str) -> bool:
    """Whether a text may tell of a seizure: no question, nothing expected or said about a report that is there already."""
    said = plain(text)
    return not (
        len(text) > LONGEST
        or text.rstrip().endswith(("?", "؟"))
        or _ASKS.search(said)
        or _NO_SEIZURE & {*_BEFORE_A_NUMBER.findall(said)[0].split()}
        or _OF_REPORTS.search(said)
        or _NUMBERED.search(text)
    )


def take(text: str, dialog: Dialog, scene: Scene) -> Taken:
    """Everything in the text that is certain, by the steps of the report dialog; nothing of a text that tells of none."""
    if not tells(text):
        return Taken()
    taking = _Taking(dialog, scene)
    sentence = Sentence(text)
    carriers = numbers(sentence)
    if carriers:
        taking.read("identifiers", [", ".join(carriers)])
    taking.read("day", day_phrases(sentence, scene.reference))
    found = where(sentence, scene)
    taking.route(found)
    taking.read("place", found.places)
    told = goods(sentence, scene)
    if told.absent:
        return Taken()
    if told.unclear:
        taking.unclear["category"] = told.unclear
        if told.beside:
            taking.unclear["quantity"] = tuple(dict.fromkeys(amount.said for amount in told.beside))
    taking.goods(told.certain, beside=bool(told.unclear))
    taking.read("transport", transports(sentence, scene, kinds=_kinds(found, scene)))
    mode = taking.answers.get("transport")
    taking.read("concealment", hidings(sentence, HIDING_WORDS, transport=mode if isinstance(mode, str) else None))
    if "concealment" in taking.answers and (words := how(text)):
        taking.read("concealment_text", [words])
    return Taken(answers=taking.answers, unclear=taking.unclear)


class _Taking:
    """Answers as they grow."""

    def __init__(self, dialog: Dialog, scene: Scene) -> None:
        self.answers: dict[str, Value] = {}
        self.unclear: dict[str, Sequence[str]] = {}
        self._dialog, self._scene = dialog, scene

    def read(self, key: str, pieces: Sequence[str]) -> None:
        """One piece with one reading is an answer; more of them are asked."""
        step = _step(self._dialog, key)
        values = [self._value(step, piece, self.answers) for piece in pieces]
        different = [value for position, value in enumerate(values) if value not in values[:position]]
        if len(different) == 1 and different[0] is not None:
            self.answers[key] = different[0]
        elif words := [piece for piece in dict.fromkeys(pieces) if self._may_be(step, piece, self.answers)]:
            self.unclear[key] = tuple(words)

    def route(self, found: Found) -> None:
        """Half a route is no answer: where it came from says nothing of where it was going."""
        if found.part or len(found.route) > 1:
            step = _step(self._dialog, "route")
            words = tuple(route for route in found.route if self._may_be(step, route, self.answers))
            if words:
                self.unclear["route"] = words
            return
        self.read("route", found.route)

    def goods(self, certain: Sequence[Good], *, beside: bool) -> None:
        """The first is what was seized, the others are seized with it; all of them are `beside` others that are not clear."""
        more: list[Answers] = []
        for position, good in enumerate(certain, start=1 if beside else 0):
            path = f"more/{position - 1}/quantity" if position else "quantity"
            commodity = self._scene.reference.commodities.get(good.code)
            if commodity is None:
                continue
            entry: dict[str, Value] = {"category": commodity.category, "commodity": good.code}
            step = _step(self._dialog, "quantity")
            pieces = [_counted(amount, commodity.default_unit) for amount in good.amounts]
            values = [self._value(step, piece, entry) for piece in pieces]
            if len(values) == 1 and values[0] is not None and good.amounts[0].sure:
                entry["quantity"] = values[0]
            elif words := [piece for piece in dict.fromkeys(pieces) if self._may_be(step, piece, entry)]:
                self.unclear[path] = tuple(words)
            if position:
                more.append(entry)
            else:
                self.answers.update(entry)
        if more:
            self.answers["more"] = {"items": more, "closed": False}

    def _value(self, step: Step, piece: str, so_far: Answers) -> Value:
        reading = step.read(piece, so_far, self._scene)
        fits = isinstance(reading, Answered) and step.fits(reading.value, so_far, self._scene)
        return reading.value if isinstance(reading, Answered) and fits else None

    def _may_be(self, step: Step, piece: str, so_far: Answers) -> bool:
        return isinstance(step.read(piece, so_far, self._scene), Answered | Clarify)


def _counted(amount: Amount, usual: str) -> str:
    """What is counted without a unit, in the one it is counted in: head for animals, pieces for everything else."""
    if amount.unit or not amount.sure or usual in COUNTED - {"H87", "HEA"}:
        return amount.said
    return f"{amount.said} {'head' if usual == 'HEA' else 'pcs'}"


def _kinds(found: Found, scene: Scene) -> frozenset[str]:
    """The kinds of places that are meant by where it was found."""
    places = scene.reference.places
    if found.listed:
        return frozenset(places[code].kind for code in found.listed)
    towns = tuple(f"{plain(town)} " for town in found.places)
    near = [entry for entry in places.values() if entry.country == scene.country]
    return frozenset(
        entry.kind
        for entry in near
        if towns and any(f"{plain(name)} ".startswith(towns) for name in (entry.name, *entry.other_names))
    )


def _step(dialog: Dialog, key: str) -> Step:
    """The step of this key. Raises KeyError where the dialog has none."""
    for step in dialog.steps:
        if step.key == key and not isinstance(step, Several):
            return step
    raise KeyError(key)
