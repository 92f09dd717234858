"""Partial dates stay as exact as they were, quantities are amounts, and a seizure comes back from JSON as it was."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.seizure import (
    Concealment,
    Control,
    Good,
    Identifier,
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
from alerts.seizure_json import from_json, to_json

# Partial dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-05", date(2024, 3, 5), date(2024, 3, 5)),
        ("2024-03", date(2024, 3, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("0987", date(987, 1, 1), date(987, 12, 31)),
    ],
)
def test_a_partial_date_spans_the_days_it_may_mean_and_reads_as_written(text: str, first: date, last: date) -> None:
    day = PartialDate.parse(text)
    assert (str(day), day.first, day.last) == (text, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024-00",
        "2024-13",
        "2024-03-00",
        "2024-02-30",
        "0000",
        "24",
        "2024-3",
        "2024-03-5",
        "2024-03-05-01",
        "2024-",
        "-2024",
        "2024/03",
        " 2024",
        "２０２４",
        "٢٠٢٤",
    ],
)
def test_what_is_not_a_partial_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_the_refusal_does_not_repeat_what_was_written() -> None:
    with pytest.raises(ValueError, match="not a date") as caught:
        PartialDate.parse("Demo Name")
    assert "Demo Name" not in str(caught.value)


def test_a_day_without_a_month_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a month"):
        PartialDate(2024, None, 5)


# Quantities


@pytest.mark.parametrize("amount", ["1E-9", "12.40", "1E+3", "999999999999999", "1E+14"])
def test_an_amount_within_the_bounds_is_kept_digit_by_digit(amount: str) -> None:
    assert str(Quantity(Decimal(amount), "KGM").amount) == amount


@pytest.mark.parametrize(
    "amount",
    [
        "0",
        "-0",
        "-1",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1E+15",
        "1000000000000000",
        "1E-10",
        "1E+999999",
        "1E-999999",
    ],
)
def test_what_is_not_an_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="a quantity is"):
        Quantity(Decimal(amount), "KGM")


# Routes and countries


def test_the_countries_of_a_route_are_in_order_each_once_without_the_unknown() -> None:
    route = Route(departure=Stop("BR"), transit=(Stop(None), Stop("ZA"), Stop("BR")), destination=Stop(None, "unknown"))
    assert route.countries == ("BR", "ZA")


def test_the_country_of_the_seizure_comes_first(seizure: Seizure) -> None:
    assert seizure.countries == ("KE", "BR", "ZA", "UG")


def test_without_a_route_there_is_the_country_of_the_seizure(seizure: Seizure) -> None:
    assert replace(seizure, route=None).countries == ("KE",)


def test_a_seizure_of_nothing_is_refused(seizure: Seizure) -> None:
    with pytest.raises(ValueError, match="at least one"):
        replace(seizure, goods=())


# JSON

OF_THE_FIRST_VERSION = (
    *("goods", "place", "day", "transport", "identifiers", "concealment", "route", "pictures", "narrative"),
)
words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
codes = st.sampled_from(["KE", "BR", "ZA"])
full_days = st.dates(min_value=date(1, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day))
days = st.one_of(
    full_days,
    full_days.map(lambda day: PartialDate(day.year, day.month)),
    full_days.map(lambda day: PartialDate(day.year)),
)
amounts = st.decimals(min_value=Decimal("0.000000001"), max_value=Decimal(10) ** 14, places=9) | st.sampled_from(
    [Decimal("1E+3"), Decimal("12.40"), Decimal("0.50")]
)
stops = st.builds(Stop, st.none() | codes, words, words)
money = st.builds(Quantity, amounts, st.just("MON:USD"))
positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
seizures = st.builds(
    Seizure,
    goods=st.lists(
        st.builds(
            Good,
            commodity=words,
            quantity=st.builds(Quantity, amounts, words),
            description=words,
            value=st.none() | money,
            brand=words,
            species=st.none() | st.builds(Species, name=words, appendix=words),
            hs=words,
            declared=words,
            hs_declared=words,
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    place=st.builds(Place, country=codes, name=words, code=st.none() | words, position=st.none() | positions),
    day=days,
    transport=words,
    conveyance=words,
    control=st.none()
    | st.builds(
        Control,
        direction=words,
        procedure=words,
        method=words,
        tools=st.lists(words, max_size=2).map(tuple),
        offence=words,
    ),
    people=st.lists(
        st.builds(Party, count=st.integers(1, 9), role=words, nationality=st.none() | codes), max_size=2
    ).map(tuple),
    identifiers=st.lists(
        st.builds(Identifier, kind=words, number=words, valid=st.none() | st.booleans()), max_size=2
    ).map(tuple),
    concealment=st.none() | st.builds(Concealment, code=words, text=words),
    route=st.none()
    | st.builds(Route, departure=stops, transit=st.lists(stops, max_size=3).map(tuple), destination=stops),
    pictures=st.lists(words, max_size=2).map(tuple),
    narrative=words,
)


@given(seizures)
def test_a_seizure_comes_back_from_json_as_it_was(seizure: Seizure) -> None:
    assert from_json(json.loads(json.dumps(to_json(seizure)))) == seizure


@given(days)
def test_a_partial_date_is_never_made_more_exact(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day


def test_no_digit_of_an_amount_is_lost(seizure: Seizure) -> None:
    goods = json.loads(json.dumps(to_json(seizure)))["goods"]
    assert [good["amount"] for good in goods] == ["12.40", "1500"]


def test_a_seizure_of_another_version_is_refused(seizure: Seizure) -> None:
    with pytest.raises(ValueError, match="version 3"):
        from_json({**to_json(seizure), "v": 3})


def test_a_seizure_that_tells_no_more_than_before_is_written_as_before(seizure: Seizure) -> None:
    written = to_json(seizure)
    assert (written["v"], set(written)) == (1, {"v", *OF_THE_FIRST_VERSION})
    assert written["route"] == [
        {"country": "BR", "name": "Santos"},
        {"country": "ZA", "name": "Durban"},
        {"country": "UG", "name": "Kampala"},
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"conveyance": "FERRY"},
        {"control": Control(direction="IN")},
        {"people": (Party(count=1, role="CREW"),)},
        {"place": Place(country="KE", name="Mombasa", position=Position(0.0, 0.0))},
        {"route": Route(departure=Stop("BR", "Santos", "BR-SANTOS-PORT"), destination=Stop("KE"))},
        {"goods": (Good(commodity="cocaine", quantity=Quantity(Decimal(1), "KGM"), brand="Crown"),)},
    ],
    ids=str,
)
def test_a_seizure_that_tells_more_is_refused_by_a_program_of_before(seizure: Seizure, told: dict[str, Any]) -> None:
    assert to_json(replace(seizure, **told))["v"] == 2


@pytest.mark.parametrize("position", [(91.0, 0.0), (-91.0, 0.0), (0.0, 181.0), (0.0, -181.0), (float("nan"), 0.0)])
def test_what_is_not_on_earth_is_no_position(position: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not a position"):
        Position(*position)


@pytest.mark.parametrize(
    "wrong",
    [
        {"goods": []},
        {"goods": "cocaine"},
        {"goods": [{"commodity": "cocaine"}]},
        {"goods": [{"commodity": "cocaine", "amount": "a lot", "unit": "KGM", "description": ""}]},
        {"goods": [{"commodity": "cocaine", "amount": 12.4, "unit": "KGM", "description": ""}]},
        {"goods": [{"commodity": "cocaine", "amount": "-1", "unit": "KGM", "description": ""}]},
        {"place": None},
        {"place": {"country": "KE"}},
        {"day": "March"},
        {"day": None},
        {"route": []},
        {"route": [{"country": "KE", "name": ""}]},
        {"route": {"departure": "KE"}},
        {"concealment": "engine"},
        {"identifiers": None},
        {"pictures": "ab"},
        {"narrative": 1},
        {"conveyance": 1},
        {"control": "import"},
        {"control": {"direction": "IN"}},
        {"people": "two"},
        {"people": [{"count": "2", "role": "DRIVER", "nationality": None}]},
        {"place": {"country": "KE", "name": "Mombasa", "code": None, "position": [1]}},
        {"place": {"country": "KE", "name": "Mombasa", "code": None, "position": ["a", "b"]}},
        {"place": {"country": "KE", "name": "Mombasa", "code": None, "position": [100, 0]}},
    ],
    ids=str,
)
def test_a_wrong_form_is_refused_as_a_value_error(seizure: Seizure, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json({**to_json(seizure), **wrong})


@pytest.mark.parametrize("key", OF_THE_FIRST_VERSION)
def test_a_missing_part_is_refused_as_a_value_error(seizure: Seizure, key: str) -> None:
    data = {name: value for name, value in to_json(seizure).items() if name != key}
    with pytest.raises(ValueError, match="not the facts"):
        from_json(data)
