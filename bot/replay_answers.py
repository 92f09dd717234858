"""What a line of a case file answers to each question of the report dialog, by the question's key. A question that is
not in the table is not answered by a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.reading.units import show_quantity, symbol
from bot.replay_case import Case
from bot.replay_readback import bears_name
from bot.scene import Scene
from bot.steps.place import ELSEWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is typed, and whether an option that the bot offers, by code and label, means exactly the same."""

    say: str
    means: Callable[[str, str], bool]


Tell = Callable[[Case, Scene], Answer | None]
"""None: the line does not say."""


def _category(case: Case, scene: Scene) -> Answer:
    category = scene.reference.commodities[case.cells["commodity_code"]].category
    label = next(entry.label for entry in scene.reference.categories if entry.code == category)
    return _coded(scene.words.name("category", label), category)


def _commodity(case: Case, scene: Scene) -> Answer:
    code = case.cells["commodity_code"]
    return _coded(scene.words.name("commodity", scene.reference.commodities[code].label), code)


def _quantity(case: Case, scene: Scene) -> Answer:
    say = f"{case.cells['quantity']} {symbol(case.quantity.unit, scene)}"
    return Answer(say=say, means=lambda _, label: label == show_quantity(case.quantity, scene))


def _place(case: Case, scene: Scene) -> Answer:
    def is_it(code: str, label: str) -> bool:
        del label
        entry = scene.reference.places.get(code)
        return (entry is None and code != ELSEWHERE) or (entry is not None and bears_name(entry, case))

    return Answer(say=case.cells["place"], means=is_it)


def _day(case: Case, scene: Scene) -> Answer:
    """A month is said in words, "March 2024", as people do; the rest as it is written."""
    say = scene.words.day(case.day) if case.day.day is None else str(case.day)
    return _coded(say, str(case.day))


def _transport(case: Case, scene: Scene) -> Answer:
    return _listed("transport_mode", case.cells["transport_mode"], scene)


def _description(case: Case, scene: Scene) -> Answer | None:
    del scene
    return _typed(case.cells["commodity"])


def _concealment(case: Case, scene: Scene) -> Answer | None:
    return _listed("concealment", case.concealment.code, scene) if case.concealment else None


def _concealment_text(case: Case, scene: Scene) -> Answer | None:
    del scene
    return _typed(case.concealment.text) if case.concealment else None


def _route(case: Case, scene: Scene) -> Answer | None:
    del scene
    if case.route is None:
        return None
    return _typed(" > ".join(stop or "?" for stop in case.route))


def _narrative(case: Case, scene: Scene) -> Answer | None:
    del scene
    return _typed(case.narrative)


def _listed(name: str, code: str, scene: Scene) -> Answer:
    label = next(entry.label for entry in scene.reference.lists[name] if entry.code == code)
    return _coded(scene.words.name(name, label), code)


def _coded(say: str, code: str) -> Answer:
    return Answer(say=say, means=lambda offered, _: offered == code)


def _typed(text: str) -> Answer | None:
    return Answer(say=text, means=lambda code, label: False) if text else None  # noqa: ARG005 - nothing is offered


def _not_said(case: Case, scene: Scene) -> None:
    del case, scene


ANSWERS: Mapping[str, Tell] = {
    "category": _category,
    "commodity": _commodity,
    "quantity": _quantity,
    "place": _place,
    "day": _day,
    "transport": _transport,
    "description": _description,
    "concealment": _concealment,
    "concealment_text": _concealment_text,
    "route": _route,
    "narrative": _narrative,
}

NOT_SAID: Tell = _not_said
"""Of every other question a line says nothing."""
