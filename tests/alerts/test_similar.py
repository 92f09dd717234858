"""When two reports look like one case, or like two of one line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from alerts.seizure import Good, Identifier, PartialDate, Place, Quantity, Route, Seizure, Stop
from alerts.similar import Likeness, apart, likeness, terms_of

BOX = Identifier(kind="container", number="MSCU1234566", valid=True)
ONE = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.4"), "KGM")),),
    place=Place(country="KE", name="Mombasa port", code="KE-MOMBASA-PORT"),
    day=PartialDate(2026, 11, 13),
    transport="SEA",
    identifiers=(BOX,),
    route=Route(departure=Stop("BR", "Santos port"), destination=Stop("UG")),
)
OTHER = replace(
    ONE,
    goods=(Good(commodity="TOB-CIG", quantity=Quantity(Decimal(5), "STK")),),
    place=Place(country="TZ", name="Tanga"),
    day=PartialDate(2026, 10, 1),
    identifiers=(),
    route=None,
)


@pytest.mark.parametrize(
    ("like", "why"),
    [
        (replace(OTHER, identifiers=(BOX,)), Likeness.CONTAINER),
        (replace(OTHER, identifiers=(replace(BOX, number="mscu 123456-6", valid=None),)), Likeness.CONTAINER),
        (replace(OTHER, goods=ONE.goods, place=ONE.place, day=ONE.day), Likeness.CASE),
        (replace(OTHER, goods=(*OTHER.goods, *ONE.goods), place=ONE.place, day=ONE.day), Likeness.CASE),
        (replace(ONE, identifiers=(), day=PartialDate(2026, 10, 14)), Likeness.ROUTE),
        (replace(ONE, identifiers=(), day=PartialDate(2026, 12)), None),
        (replace(ONE, identifiers=(), day=PartialDate(2026, 10, 13)), None),
        (replace(OTHER, goods=ONE.goods, place=ONE.place), None),
        (replace(OTHER, goods=ONE.goods, day=ONE.day), None),
        (replace(OTHER, place=ONE.place, day=ONE.day), None),
        (OTHER, None),
    ],
)
def test_the_strongest_reason_is_named(like: Seizure, why: Likeness | None) -> None:
    assert likeness(ONE, like) is why
    assert likeness(like, ONE) is why


def test_a_ship_and_a_number_of_ones_own_are_named_as_such() -> None:
    ship = Identifier(kind="imo", number="9321483", valid=True)
    plate = Identifier(kind="other", number="KBX 123 Y")
    assert likeness(replace(ONE, identifiers=(ship,)), replace(OTHER, identifiers=(ship,))) is Likeness.SHIP
    assert likeness(replace(ONE, identifiers=(plate,)), replace(OTHER, identifiers=(plate,))) is Likeness.NUMBER
    both = replace(OTHER, identifiers=(plate, BOX))
    assert likeness(replace(ONE, identifiers=(plate, BOX)), both) is Likeness.CONTAINER


def test_a_short_number_and_a_month_are_no_sign_of_anything() -> None:
    short = replace(ONE, identifiers=(Identifier(kind="other", number="12-34"),), route=None)
    assert likeness(short, replace(OTHER, identifiers=short.identifiers)) is None
    month = replace(ONE, identifiers=(), route=None, day=PartialDate(2026, 11))
    assert likeness(month, month) is None


def test_a_route_with_an_unknown_end_is_no_route_of_others() -> None:
    unknown = replace(ONE, identifiers=(), route=Route(departure=Stop(None), destination=Stop("UG")))
    assert likeness(unknown, replace(unknown, day=PartialDate(2026, 11, 14))) is None


def test_a_place_in_own_words_is_the_same_however_it_is_written() -> None:
    one = replace(ONE, identifiers=(), route=None, place=Place(country="KE", name="Kilifi  Creek"))
    other = replace(one, place=Place(country="KE", name="kilifi creek"))
    assert likeness(one, other) is Likeness.CASE


def test_whatever_is_alike_shares_a_term() -> None:
    for like in (replace(OTHER, identifiers=(BOX,)), replace(ONE, identifiers=()), replace(ONE, route=None)):
        assert likeness(ONE, like) is None or terms_of(ONE) & terms_of(like)


def test_the_latest_days_count_for_how_far_apart_two_are() -> None:
    assert apart(ONE, replace(ONE, day=PartialDate(2026, 11))) == 17
