"""From the answers of the report dialog to a seizure, and back when a report is returned to be changed."""

import json
from collections.abc import Mapping

from alerts.marking import BY_RULE, Marking
from alerts.precedence import Precedence
from alerts.report import Report
from alerts.seizure import Concealment, Good, PartialDate, Seizure
from bot.answers import items
from bot.scene import Answers, Value
from bot.steps import control, goods_told, identifier, people, photos, place, quantity, route


def seizure_of(answers: Answers) -> Seizure:
    """The seizure that complete answers tell. Raises ValueError or KeyError where a required one is missing."""
    spot = place.read(answers["place_there"] if place.is_elsewhere(answers["place"]) else answers["place"])
    if spot is None:
        msg = "no place"
        raise ValueError(msg)
    hidden = answers.get("concealment")
    numbers = identifier.read(answers.get("identifiers"))
    return Seizure(
        goods=(_good(answers), *(_good(item) for item in items(answers.get("more")))),
        place=spot,
        day=PartialDate.parse(str(answers["day"])),
        transport=str(answers["transport"]),
        conveyance=next((number.number for number in numbers if number.kind == identifier.CONVEYANCE), ""),
        identifiers=tuple(number for number in numbers if number.kind != identifier.CONVEYANCE),
        concealment=None
        if hidden is None
        else Concealment(code=str(hidden), text=_text(answers.get("concealment_text"))),
        route=route.read(answers.get("route")),
        control=control.read(answers.get("control")),
        people=people.read(answers.get("people")),
        pictures=photos.read(answers.get("pictures")),
        narrative=_text(answers.get("narrative")),
    )


def marking_of(answers: Answers) -> Marking:
    """AMBER by rule, or what the officer made stricter."""
    value = answers.get("marking")
    return BY_RULE if value is None else Marking(str(value))


def precedence_of(answers: Answers) -> Precedence:
    """What the officer chose; routine where they did not."""
    value = answers.get("precedence")
    return Precedence.ROUTINE if value is None else Precedence(str(value))


def answers_of(report: Report, categories: Mapping[str, str]) -> Answers:
    """The answers that would have told this report (`categories`: commodity code to category)."""
    seizure = report.seizure
    first, *others = (_answers_of_good(good, categories) for good in seizure.goods)
    answers: dict[str, Value] = {
        **first,
        "place": place.to_answer(seizure.place),
        "day": str(seizure.day),
        "transport": seizure.transport,
        "concealment": seizure.concealment.code if seizure.concealment else None,
        "route": None if seizure.route is None else route.to_answer(seizure.route.stops),
        "identifiers": identifier.to_answer(seizure.conveyance, seizure.identifiers),
        "control": control.to_answer(seizure.control) if seizure.control else None,
        "people": people.to_answer(seizure.people),
        "more": {"items": others, "closed": True} if others else None,
        "pictures": {"pictures": list(seizure.pictures), "closed": True} if seizure.pictures else None,
        "narrative": seizure.narrative or None,
        "marking": report.marking.value,
        "precedence": report.precedence.value,
    }
    if seizure.concealment is not None:
        answers["concealment_text"] = seizure.concealment.text or None
    return answers


_TOGETHER = (("category", "commodity"), ("place", "place_country", "place_there"), ("concealment", "concealment_text"))
"""Answers that make sense only with each other."""


def merged(mine: Answers, then: Answers, now: Answers) -> Answers:
    """`mine` began as `then`, which became `now` meanwhile: what was changed here stays, all else is as it is now."""
    keys = {key for answers in (mine, then, now) for key in answers}
    groups = [*_TOGETHER, *((key,) for key in sorted(keys.difference(*_TOGETHER)))]
    made = dict(mine)
    for group in groups:
        if all(_written(mine.get(key)) == _written(then.get(key)) for key in group):
            for key in group:
                made.pop(key, None)
            made.update({key: now[key] for key in group if key in now})
    return made


def _written(value: Value) -> str:
    """How an answer is kept: a list and a tuple are the same."""
    return json.dumps(value, sort_keys=True)


def _good(answers: Answers) -> Good:
    amount = quantity.read(answers["quantity"])
    if amount is None:
        msg = "no quantity"
        raise ValueError(msg)
    told = goods_told.read(answers.get("description")) or goods_told.Told()
    return Good(
        commodity=str(answers["commodity"]),
        quantity=amount,
        description=told.text,
        value=told.value,
        brand=told.brand,
        species=told.species,
        hs=told.hs,
        declared=told.declared,
        hs_declared=told.hs_declared,
    )


def _answers_of_good(good: Good, categories: Mapping[str, str]) -> dict[str, Value]:
    return {
        "category": categories[good.commodity],
        "commodity": good.commodity,
        "quantity": quantity.to_answer(good.quantity),
        "description": goods_told.to_answer(goods_told.of(good)),
    }


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
