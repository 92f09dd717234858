"""When an alert is what a subscription asks for."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.geography import Country, Geography
from alerts.precedence import Precedence
from alerts.subscription import Scope, Subscription, matches, scope_of

SANTOS_TO_KAMPALA = Scope(
    countries=frozenset({"KE", "BR", "UG"}),
    offices=frozenset({"ESA", "SAM"}),
    regions=frozenset({"ESA", "AMS"}),
    categories=frozenset({"drugs", "tobacco"}),
    precedence=Precedence.PRIORITY,
)
NONE: frozenset[str] = frozenset()


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


@pytest.mark.parametrize(
    ("regions", "offices", "countries", "wanted"),
    [
        (NONE, NONE, NONE, True),  # empty is everywhere
        (some("ESA"), NONE, NONE, True),
        (some("WCA"), NONE, NONE, False),
        (some("WCA", "AMS"), NONE, NONE, True),  # one of several is enough
        (NONE, some("SAM"), NONE, True),
        (NONE, some("CAF"), NONE, False),
        (NONE, NONE, some("UG"), True),  # any country of the route
        (NONE, NONE, some("CM"), False),
        (some("WCA"), some("CAF"), some("BR"), True),  # one of the three kinds is enough
        (some("WCA"), some("CAF"), some("CM"), False),
        (NONE, some("AMS"), NONE, False),  # a region's code is no office
        (some("SAM"), NONE, NONE, False),  # an office's code is no region
    ],
)
def test_a_place_matches_as_written_here(
    regions: frozenset[str], offices: frozenset[str], countries: frozenset[str], *, wanted: bool
) -> None:
    wish = Subscription(person=1, regions=regions, offices=offices, countries=countries)
    assert matches(wish, SANTOS_TO_KAMPALA) is wanted


@pytest.mark.parametrize(
    ("categories", "wanted"),
    [(NONE, True), (some("drugs"), True), (some("weapons"), False), (some("weapons", "tobacco"), True)],
)
def test_goods_match_as_written_here(categories: frozenset[str], *, wanted: bool) -> None:
    assert matches(Subscription(person=1, categories=categories), SANTOS_TO_KAMPALA) is wanted


def test_place_and_goods_must_both_match() -> None:
    wish = Subscription(person=1, countries=some("KE"), categories=some("weapons"))
    assert not matches(wish, SANTOS_TO_KAMPALA)


@pytest.mark.parametrize(
    ("lowest", "wanted"), [("routine", True), ("priority", True), ("immediate", False), ("flash", False)]
)
def test_the_precedence_is_at_least_the_lowest_asked_for(lowest: str, *, wanted: bool) -> None:
    assert matches(Subscription(person=1, lowest=Precedence(lowest)), SANTOS_TO_KAMPALA) is wanted


@pytest.mark.parametrize(
    ("wish", "scope", "wanted"), [(False, False, True), (True, True, True), (True, False, False), (False, True, False)]
)
def test_an_exercise_goes_to_exercise_subscriptions_only(*, wish: bool, scope: bool, wanted: bool) -> None:
    alert = replace(SANTOS_TO_KAMPALA, exercise=scope)
    assert matches(Subscription(person=1, exercise=wish), alert) is wanted


def test_the_scope_of_an_alert_holds_offices_and_regions_of_its_day() -> None:
    geography = Geography(
        offices={},
        links=(
            Country(code="BI", office="CAF", region="ESA"),
            Country(code="GT", office="CAR", region="AMS", valid_to=date(2021, 10, 31)),
            Country(code="GT", office="CAM", region="AMS", valid_from=date(2021, 11, 1)),
        ),
    )
    scope = scope_of(
        some("BI", "GT"), some("drugs"), Precedence.FLASH, geography=geography, day=date(2026, 1, 1), exercise=True
    )
    assert scope == Scope(
        countries=some("BI", "GT"),
        offices=some("CAF", "CAM"),
        regions=some("ESA", "AMS"),
        categories=some("drugs"),
        precedence=Precedence.FLASH,
        exercise=True,
    )
