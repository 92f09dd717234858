"""What differs between two seizures, line by line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from alerts.differences import Change, Difference, Line, differences
from alerts.seizure import Concealment, Good, Identifier, PartialDate, Place, Quantity, Route, Seizure, Stop

COCAINE = Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal(12), "KGM"))
CIGARETTES = Good(commodity="TOB-CIG", quantity=Quantity(Decimal(100), "C62"))
WEAPON = Good(commodity="WPN-PIS", quantity=Quantity(Decimal(1), "C62"))
SEIZURE = Seizure(
    goods=(COCAINE,), place=Place(country="KE", name="Mombasa port"), day=PartialDate(2026, 11, 13), transport="SEA"
)
ROUTE = Route(departure=Stop("BR"), destination=Stop("KE"))


def test_the_same_seizure_differs_in_nothing() -> None:
    assert differences(SEIZURE, replace(SEIZURE)) == ()


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (replace(SEIZURE, route=ROUTE), Line.ROUTE),
        (replace(SEIZURE, concealment=Concealment(code="BODY")), Line.HIDDEN),
        (replace(SEIZURE, identifiers=(Identifier(kind="imo", number="9321483"),)), Line.NUMBERS),
        (replace(SEIZURE, conveyance="TRUCK"), Line.NUMBERS),
        (replace(SEIZURE, narrative="A tip."), Line.NARRATIVE),
        (replace(SEIZURE, goods=(replace(COCAINE, brand="Crown"),)), Line.ABOUT),
    ],
)
def test_a_line_that_was_empty_is_added_and_taken_away_it_is_removed(after: Seizure, line: Line) -> None:
    assert [(one.line, one.change) for one in differences(SEIZURE, after)] == [(line, Change.ADDED)]
    assert [(one.line, one.change) for one in differences(after, SEIZURE)] == [(line, Change.REMOVED)]


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (replace(SEIZURE, goods=(replace(COCAINE, commodity="DRG-HER"),)), Line.GOODS),
        (replace(SEIZURE, goods=(replace(COCAINE, quantity=Quantity(Decimal(13), "KGM")),)), Line.QUANTITY),
        (replace(SEIZURE, place=Place(country="KE", name="Malaba")), Line.PLACE),
        (replace(SEIZURE, day=PartialDate(2026, 11)), Line.DAY),
        (replace(SEIZURE, transport="ROAD"), Line.TRANSPORT),
    ],
)
def test_a_line_that_says_something_else_is_changed(after: Seizure, line: Line) -> None:
    assert [(one.line, one.change) for one in differences(SEIZURE, after)] == [(line, Change.CHANGED)]


def test_pictures_that_came_and_that_went_are_counted_apart() -> None:
    found = differences(replace(SEIZURE, pictures=("a", "b")), replace(SEIZURE, pictures=("b", "c", "d")))
    assert [(one.change, one.number) for one in found] == [(Change.ADDED, 2), (Change.REMOVED, 1)]


def test_further_goods_are_told_by_their_kind_and_not_by_their_place() -> None:
    more = replace(CIGARETTES, quantity=Quantity(Decimal(200), "C62"))
    before = replace(SEIZURE, goods=(COCAINE, WEAPON, CIGARETTES))
    assert differences(before, replace(SEIZURE, goods=(COCAINE, more))) == (
        Difference(line=Line.MORE, change=Change.CHANGED, before=CIGARETTES, after=more),
        Difference(line=Line.MORE, change=Change.REMOVED, before=WEAPON),
    )
    assert differences(before, replace(SEIZURE, goods=(COCAINE, CIGARETTES, WEAPON))) == ()
