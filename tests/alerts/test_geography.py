"""Which office and region a country belongs to, on which day."""

from datetime import date

import pytest

from alerts.geography import Country, Geography

DAY = date(2026, 11, 13)

GEOGRAPHY = Geography(
    offices={},
    links=(
        Country(code="BI", office="CAF", region="ESA"),
        Country(code="KE", office="ESA", region="ESA"),
        Country(code="UG", office="ESA", region="ESA"),
        Country(code="CM", office="CAF", region="WCA"),
        Country(code="GT", office="CAR", region="AMS", valid_to=date(2021, 10, 31)),
        Country(code="GT", office="CAM", region="AMS", valid_from=date(2021, 11, 1)),
        Country(code="XX", office="ESA", region="ESA", valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31)),
    ),
)


def test_burundi_lies_in_the_esa_region_and_belongs_to_the_office_of_central_africa() -> None:
    link = GEOGRAPHY.link("BI", DAY)
    assert link is not None
    assert (link.region, link.office) == ("ESA", "CAF")


def test_the_countries_of_a_region_are_not_those_of_the_office_of_the_same_code() -> None:
    assert GEOGRAPHY.countries_of_region("ESA", DAY) == {"BI", "KE", "UG"}
    assert GEOGRAPHY.countries_of_office("ESA", DAY) == {"KE", "UG"}


@pytest.mark.parametrize(
    ("day", "office"),
    [
        (date(1990, 1, 1), "CAR"),
        (date(2021, 10, 31), "CAR"),
        (date(2021, 11, 1), "CAM"),
        (date(2026, 11, 13), "CAM"),
    ],
)
def test_a_country_that_changed_its_office_belongs_to_the_one_of_the_day(day: date, office: str) -> None:
    assert GEOGRAPHY.office_of("GT", day) == office
    assert ("GT" in GEOGRAPHY.countries_of_office("CAM", day)) is (office == "CAM")


@pytest.mark.parametrize(
    ("day", "office"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "ESA"),
        (date(2020, 12, 31), "ESA"),
        (date(2021, 1, 1), None),
    ],
)
def test_both_ends_of_a_link_belong_to_it(day: date, office: str | None) -> None:
    assert GEOGRAPHY.office_of("XX", day) == office
    assert ("XX" in GEOGRAPHY.countries_of_region("ESA", day)) is (office is not None)


def test_a_country_nobody_knows_has_no_office() -> None:
    assert GEOGRAPHY.office_of("ZZ", DAY) is None


def test_offices_and_regions_of_several_countries_are_named_once() -> None:
    countries = ["BI", "CM", "KE", "GT", "ZZ", "KE"]
    assert GEOGRAPHY.offices_of(iter(countries), DAY) == {"CAF", "ESA", "CAM"}
    assert GEOGRAPHY.regions_of(iter(countries), DAY) == {"ESA", "WCA", "AMS"}


def test_the_offices_of_countries_are_those_of_the_day() -> None:
    assert GEOGRAPHY.offices_of(["GT"], date(2020, 5, 1)) == {"CAR"}
