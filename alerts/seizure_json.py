"""The JSON form of a seizure: what is stored in one column and hashed at approval."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from alerts.seizure import (
    VERSION,
    Concealment,
    Good,
    Identifier,
    Json,
    PartialDate,
    Place,
    Quantity,
    Route,
    Seizure,
    Stop,
)


def to_json(seizure: Seizure) -> Json:
    """A plain JSON object; amounts as text, so that no digit is lost."""
    return {
        "v": VERSION,
        "goods": [
            {
                "commodity": good.commodity,
                "amount": format(good.quantity.amount, "f"),
                "unit": good.quantity.unit,
                "description": good.description,
            }
            for good in seizure.goods
        ],
        "place": {"country": seizure.place.country, "name": seizure.place.name, "code": seizure.place.code},
        "day": str(seizure.day),
        "transport": seizure.transport,
        "identifiers": [
            {"kind": identifier.kind, "number": identifier.number, "valid": identifier.valid}
            for identifier in seizure.identifiers
        ],
        "concealment": {"code": seizure.concealment.code, "text": seizure.concealment.text}
        if seizure.concealment
        else None,
        "route": [{"country": stop.country, "name": stop.name} for stop in seizure.route.stops]
        if seizure.route
        else None,
        "pictures": list(seizure.pictures),
        "narrative": seizure.narrative,
    }


def from_json(data: Mapping[str, object]) -> Seizure:
    """The seizure of a JSON object made by `to_json`. Raises ValueError for another version or shape."""
    if data.get("v") != VERSION:
        msg = f"seizure data of version {data.get('v')!r} cannot be read; this program reads version {VERSION}"
        raise ValueError(msg)
    try:
        return _seizure(data)
    except (KeyError, TypeError, ArithmeticError) as error:
        msg = "not the facts of a seizure"
        raise ValueError(msg) from error


def _seizure(data: Mapping[str, object]) -> Seizure:
    concealment = data["concealment"]
    route = data["route"]
    return Seizure(
        goods=tuple(
            Good(
                commodity=_text(good, "commodity"),
                quantity=Quantity(Decimal(_text(good, "amount")), _text(good, "unit")),
                description=_text(good, "description"),
            )
            for good in _objects(data["goods"])
        ),
        place=_place(_object(data["place"])),
        day=PartialDate.parse(_text(data, "day")),
        transport=_text(data, "transport"),
        identifiers=tuple(
            Identifier(kind=_text(entry, "kind"), number=_text(entry, "number"), valid=_maybe_bool(entry["valid"]))
            for entry in _objects(data["identifiers"])
        ),
        concealment=None
        if concealment is None
        else Concealment(code=_text(_object(concealment), "code"), text=_text(_object(concealment), "text")),
        route=None if route is None else _route(_objects(route)),
        pictures=tuple(str(picture) for picture in _list(data["pictures"])),
        narrative=_text(data, "narrative"),
    )


def _place(data: Mapping[str, object]) -> Place:
    code = data["code"]
    return Place(country=_text(data, "country"), name=_text(data, "name"), code=None if code is None else str(code))


def _route(stops: Sequence[Mapping[str, object]]) -> Route:
    departure, *transit, destination = (
        Stop(None if stop["country"] is None else str(stop["country"]), _text(stop, "name")) for stop in stops
    )
    return Route(departure=departure, transit=tuple(transit), destination=destination)


def _text(data: Mapping[str, object], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        msg = f"{key} is not text"
        raise TypeError(msg)
    return value


def _maybe_bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        msg = "an object was expected"
        raise TypeError(msg)
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        msg = "a list was expected"
        raise TypeError(msg)
    return value


def _objects(value: object) -> list[Mapping[str, object]]:
    return [_object(entry) for entry in _list(value)]
