"""The JSON form of a seizure: what is stored in one column and hashed at approval.

What version 1 could not tell is written only where it was told, and only then is the version 2: an alert of an earlier
time keeps its digest, and an earlier program refuses what it would have to leave out.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from alerts.seizure import (
    FIRST_VERSION,
    VERSION,
    Concealment,
    Control,
    Good,
    Identifier,
    Json,
    PartialDate,
    Party,
    Place,
    Position,
    Quantity,
    Route,
    Seizure,
    Species,
    Stop,
)

_EMPTY: tuple[object, ...] = ("", None, [], {})


def to_json(seizure: Seizure) -> Json:
    """A plain JSON object; amounts as text, so that no digit is lost."""
    goods = [_good_more(good) for good in seizure.goods]
    stops = seizure.route.stops if seizure.route else ()
    codes = [_told({"code": stop.code}) for stop in stops]
    position = seizure.place.position
    where = _told({"position": [position.latitude, position.longitude] if position else None})
    more = _told(
        {
            "conveyance": seizure.conveyance,
            "control": _control_json(seizure.control) if seizure.control else None,
            "people": [
                {"count": party.count, "role": party.role, "nationality": party.nationality} for party in seizure.people
            ],
        }
    )
    return {
        "v": VERSION if more or where or any(goods) or any(codes) else FIRST_VERSION,
        "goods": [{**_good_json(good), **told} for good, told in zip(seizure.goods, goods, strict=True)],
        "place": {
            "country": seizure.place.country,
            "name": seizure.place.name,
            "code": seizure.place.code,
            **where,
        },
        "day": str(seizure.day),
        "transport": seizure.transport,
        "identifiers": [
            {"kind": identifier.kind, "number": identifier.number, "valid": identifier.valid}
            for identifier in seizure.identifiers
        ],
        "concealment": {"code": seizure.concealment.code, "text": seizure.concealment.text}
        if seizure.concealment
        else None,
        "route": [{"country": stop.country, "name": stop.name, **code} for stop, code in zip(stops, codes, strict=True)]
        if seizure.route
        else None,
        "pictures": list(seizure.pictures),
        "narrative": seizure.narrative,
        **more,
    }


def from_json(data: Mapping[str, object]) -> Seizure:
    """The seizure of a JSON object made by `to_json`. Raises ValueError for another version or shape."""
    if data.get("v") not in {FIRST_VERSION, VERSION}:
        msg = f"seizure data of version {data.get('v')!r} cannot be read; this program reads up to version {VERSION}"
        raise ValueError(msg)
    try:
        return _seizure(data)
    except (KeyError, TypeError, ArithmeticError) as error:
        msg = "not the facts of a seizure"
        raise ValueError(msg) from error


def _told(data: Json) -> Json:
    """Only what was told."""
    return {key: value for key, value in data.items() if value not in _EMPTY}


def _good_json(good: Good) -> Json:
    return {
        "commodity": good.commodity,
        "amount": format(good.quantity.amount, "f"),
        "unit": good.quantity.unit,
        "description": good.description,
    }


def _good_more(good: Good) -> Json:
    return _told(
        {
            "value": {"amount": format(good.value.amount, "f"), "unit": good.value.unit} if good.value else None,
            "brand": good.brand,
            "species": {"name": good.species.name, "appendix": good.species.appendix} if good.species else None,
            "hs": good.hs,
            "declared": good.declared,
            "hs_declared": good.hs_declared,
        }
    )


def _control_json(control: Control) -> Json:
    return {
        "direction": control.direction,
        "procedure": control.procedure,
        "method": control.method,
        "tools": list(control.tools),
        "offence": control.offence,
    }


def _seizure(data: Mapping[str, object]) -> Seizure:
    concealment = data["concealment"]
    route = data["route"]
    control = data.get("control")
    return Seizure(
        goods=tuple(_good(good) for good in _objects(data["goods"])),
        place=_place(_object(data["place"])),
        day=PartialDate.parse(_text(data, "day")),
        transport=_text(data, "transport"),
        conveyance=_more(data, "conveyance"),
        identifiers=tuple(
            Identifier(kind=_text(entry, "kind"), number=_text(entry, "number"), valid=_maybe_bool(entry["valid"]))
            for entry in _objects(data["identifiers"])
        ),
        concealment=None
        if concealment is None
        else Concealment(code=_text(_object(concealment), "code"), text=_text(_object(concealment), "text")),
        route=None if route is None else _route(_objects(route)),
        control=None if control is None else _control(_object(control)),
        people=tuple(_party(entry) for entry in _objects(data.get("people", []))),
        pictures=tuple(str(picture) for picture in _list(data["pictures"])),
        narrative=_text(data, "narrative"),
    )


def _good(data: Mapping[str, object]) -> Good:
    value, species = data.get("value"), data.get("species")
    return Good(
        commodity=_text(data, "commodity"),
        quantity=_quantity(data),
        description=_text(data, "description"),
        value=None if value is None else _quantity(_object(value)),
        brand=_more(data, "brand"),
        species=None
        if species is None
        else Species(name=_text(_object(species), "name"), appendix=_text(_object(species), "appendix")),
        hs=_more(data, "hs"),
        declared=_more(data, "declared"),
        hs_declared=_more(data, "hs_declared"),
    )


def _quantity(data: Mapping[str, object]) -> Quantity:
    return Quantity(Decimal(_text(data, "amount")), _text(data, "unit"))


def _place(data: Mapping[str, object]) -> Place:
    code, position = data["code"], data.get("position")
    return Place(
        country=_text(data, "country"),
        name=_text(data, "name"),
        code=None if code is None else str(code),
        position=None if position is None else Position(*(_degrees(part) for part in _list(position))),
    )


def _route(stops: Sequence[Mapping[str, object]]) -> Route:
    departure, *transit, destination = (
        Stop(None if stop["country"] is None else str(stop["country"]), _text(stop, "name"), _more(stop, "code"))
        for stop in stops
    )
    return Route(departure=departure, transit=tuple(transit), destination=destination)


def _control(data: Mapping[str, object]) -> Control:
    return Control(
        direction=_text(data, "direction"),
        procedure=_text(data, "procedure"),
        method=_text(data, "method"),
        tools=tuple(str(tool) for tool in _list(data["tools"])),
        offence=_text(data, "offence"),
    )


def _party(data: Mapping[str, object]) -> Party:
    count, nationality = data["count"], data["nationality"]
    if not isinstance(count, int):
        msg = "count is not a number"
        raise TypeError(msg)
    return Party(count=count, role=_text(data, "role"), nationality=None if nationality is None else str(nationality))


def _text(data: Mapping[str, object], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        msg = f"{key} is not text"
        raise TypeError(msg)
    return value


def _more(data: Mapping[str, object], key: str) -> str:
    """A text that an earlier version did not have."""
    return _text(data, key) if key in data else ""


def _degrees(value: object) -> float:
    if not isinstance(value, int | float):
        msg = "degrees are numbers"
        raise TypeError(msg)
    return float(value)


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
