"""Whose people may get an alert."""

from datetime import date

import pytest

from alerts.audience import Audience, admits, proposed
from alerts.geography import Country, Geography

DAY = date(2026, 11, 13)

GEOGRAPHY = Geography(
    offices={},
    links=(
        Country(code="BI", office="CAF", region="ESA"),
        Country(code="CM", office="CAF", region="WCA"),
        Country(code="KE", office="ESA", region="ESA"),
        Country(code="UG", office="ESA", region="ESA"),
        Country(code="BR", office="SAM", region="AMS"),
        Country(code="GT", office="CAR", region="AMS", valid_to=date(2021, 10, 31)),
        Country(code="GT", office="CAM", region="AMS", valid_from=date(2021, 11, 1)),
    ),
)


def test_the_proposal_is_the_responsible_office_and_every_country_of_the_route() -> None:
    audience = proposed("ESA", frozenset({"KE", "BR"}), geography=GEOGRAPHY, day=DAY)
    assert audience == Audience(countries=frozenset({"KE", "UG", "BR"}))


def test_the_proposal_does_not_take_the_region_for_the_office() -> None:
    assert "BI" not in proposed("ESA", frozenset({"KE"}), geography=GEOGRAPHY, day=DAY).countries


def test_the_proposal_takes_the_office_as_it_was_on_the_day() -> None:
    assert proposed("CAM", frozenset(), geography=GEOGRAPHY, day=date(2020, 1, 1)).countries == frozenset()


@pytest.mark.parametrize(
    ("person", "country", "office", "admitted"),
    [
        (1, "KE", None, True),
        (1, "BI", None, False),
        (1, None, "ESA", True),  # any of its countries: KE
        (1, None, "CAF", False),  # none of its countries
        (1, None, "ZZZ", False),
        (1, None, None, False),
        (5, None, None, True),  # named
        (5, "BI", None, True),
        (5, None, "CAF", True),
        (1, "BI", "ESA", False),  # somebody of a country is of that country
    ],
)
def test_a_person_is_admitted_as_written_here(
    person: int, country: str | None, office: str | None, *, admitted: bool
) -> None:
    audience = Audience(countries=frozenset({"KE", "BR"}), persons=frozenset({5}))
    given = admits(audience, person=person, country=country, office=office, geography=GEOGRAPHY, day=DAY)
    assert given is admitted


@pytest.mark.parametrize(("day", "admitted"), [(date(2021, 10, 31), False), (date(2021, 11, 1), True)])
def test_an_office_is_admitted_by_the_countries_it_has_on_the_day(day: date, *, admitted: bool) -> None:
    audience = Audience(countries=frozenset({"GT"}))
    assert admits(audience, person=1, country=None, office="CAM", geography=GEOGRAPHY, day=day) is admitted


def test_an_empty_audience_admits_nobody() -> None:
    nobody = Audience(countries=frozenset())
    assert not admits(nobody, person=1, country="KE", office=None, geography=GEOGRAPHY, day=DAY)
