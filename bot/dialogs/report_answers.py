"""From the answers of the report dialog to a seizure, and back when a report is returned to be changed."""

from collections.abc import Mapping

from alerts.marking import BY_RULE, Marking
from alerts.precedence import Precedence
from alerts.report import Report
from alerts.seizure import Concealment, Good, PartialDate, Seizure
from bot.answers import items
from bot.scene import Answers, Value
from bot.steps import identifier, photos, place, quantity, route


def seizure_of(answers: Answers) -> Seizure:
    """The seizure that complete answers tell. Raises ValueError or KeyError where a required one is missing."""
    spot = place.read(answers["place"])
    if spot is None:
        msg = "no place"
        raise ValueError(msg)
    hidden = answers.get("concealment")
    return Seizure(
        goods=(_good(answers), *(_good(item) for item in items(answers.get("more")))),
        place=spot,
        day=PartialDate.parse(str(answers["day"])),
        transport=str(answers["transport"]),
        identifiers=identifier.read(answers.get("identifiers")),
        concealment=None
        if hidden is None
        else Concealment(code=str(hidden), text=_text(answers.get("concealment_text"))),
        route=route.read(answers.get("route")),
        pictures=photos.read(answers.get("pictures")),
        narrative=_text(answers.get("narrative")),
    )


def marking_of(answers: Answers) -> Marking:
    """AMBER by rule, or what the officer made stricter."""
    value = answers.get("marking")
    return BY_RULE if value is None else Marking(str(value))


def precedence_of(answers: Answers) -> Precedence:
    value = answers.get("precedence")
    return Precedence.ROUTINE if value is None else Precedence(str(value))


def answers_of(report: Report, categories: Mapping[str, str]) -> Answers:
    """The answers that would have told this report (`categories`: commodity code to category)."""
    seizure = report.seizure
    first, *others = (_answers_of_good(good, categories) for good in seizure.goods)
    answers: dict[str, Value] = {
        **first,
        "place": {"code": seizure.place.code, "name": seizure.place.name, "country": seizure.place.country},
        "day": str(seizure.day),
        "transport": seizure.transport,
        "concealment": seizure.concealment.code if seizure.concealment else None,
        "route": None if seizure.route is None else route.to_answer(seizure.route.stops),
        "identifiers": [
            {"kind": number.kind, "number": number.number, "valid": number.valid} for number in seizure.identifiers
        ]
        or None,
        "more": {"items": others, "closed": True} if others else None,
        "pictures": {"pictures": list(seizure.pictures), "closed": True} if seizure.pictures else None,
        "narrative": seizure.narrative or None,
        "marking": report.marking.value,
        "precedence": report.precedence.value,
    }
    if seizure.concealment is not None:
        answers["concealment_text"] = seizure.concealment.text or None
    return answers


def _good(answers: Answers) -> Good:
    amount = quantity.read(answers["quantity"])
    if amount is None:
        msg = "no quantity"
        raise ValueError(msg)
    return Good(commodity=str(answers["commodity"]), quantity=amount, description=_text(answers.get("description")))


def _answers_of_good(good: Good, categories: Mapping[str, str]) -> dict[str, Value]:
    return {
        "category": categories[good.commodity],
        "commodity": good.commodity,
        "quantity": quantity.to_answer(good.quantity),
        "description": good.description or None,
    }


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
