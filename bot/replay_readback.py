"""Whether a stored report says what the line said that it was told from. It reads the report alone, not how it was told."""

from decimal import Decimal

from alerts.report import Report
from alerts.seizure import Concealment, Place
from bot.reading.names import plain
from bot.replay_case import Case, category_of
from storage.reference import PlaceEntry, Reference


def differences(case: Case, report: Report, reference: Reference) -> tuple[str, ...]:
    """The columns in which the report says something else than the line; none when it was told faithfully."""
    seizure, cells = report.seizure, case.cells
    good, *others = seizure.goods
    stops = seizure.route.stops if seizure.route is not None else ()
    said_stops = case.route or ()
    pairs: dict[str, tuple[object, object]] = {
        "date": (cells["date"], str(seizure.day)),
        "country": (cells["country"], seizure.place.country),
        "place": (True, names_place(case, seizure.place, reference)),
        "commodity_category": (cells["commodity_category"], category_of(good.commodity, reference)),
        "commodity_code": (cells["commodity_code"], good.commodity),
        "commodity": ((cells["commodity"], []), (good.description, others)),
        "quantity": (Decimal(cells["quantity"]), good.quantity.amount),
        "unit": (cells["unit"], good.quantity.unit),
        "transport_mode": (cells["transport_mode"], seizure.transport),
        "concealment": (case.concealment or Concealment(code=""), seizure.concealment or Concealment(code="")),
        "origin": (said_stops[:1], tuple(stop.country for stop in stops[:1])),
        "transit": (said_stops[1:-1], tuple(stop.country for stop in stops[1:-1])),
        "destination": (said_stops[-1:], tuple(stop.country for stop in stops[-1:])),
        "source, date_basis, note": (case.narrative, seizure.narrative),
    }
    return tuple(column for column, (said, stored) in pairs.items() if said != stored)


def names_place(case: Case, place: Place, reference: Reference) -> bool:
    """Whether a place is the line's: in its very words, or a listed one of its country that bears this name."""
    name = case.cells["place"]
    if place.country != case.cells["country"]:
        return False
    if place.code is None:
        return place.name == name
    return bears_name(reference.places[place.code], case)


def bears_name(place: PlaceEntry, case: Case) -> bool:
    """Whether a listed place of the line's country is called what the line calls it."""
    names = {plain(name) for name in (place.name, *place.other_names)}
    return place.country == case.cells["country"] and plain(case.cells["place"]) in names
