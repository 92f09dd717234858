"""Routes in which somebody does not know a stop."""

from datetime import date

import pytest

from alerts.geography import Geography
from bot.dialogs.report import REPORT
from bot.language import words
from bot.scene import Answered, Scene
from bot.steps import route
from bot.steps.line import Line
from storage.reference import load

SCENE = Scene(
    words=words("en"),
    reference=load(),
    geography=Geography(offices={}, links=()),
    today=date(2026, 11, 13),
    country="KE",
    office=None,
)
STEP = next(step for step in REPORT.steps if isinstance(step, Line) and step.of is route.ROUTE)


@pytest.mark.parametrize(
    ("said", "countries"),
    [
        ("? > Kenya", (None, "KE")),
        ("Kenya > ?", ("KE", None)),
        ("? > Netherlands > ?", (None, "NL", None)),
        ("unknown > KE", (None, "KE")),
        ("> Kenya", (None, "KE")),
        ("Kenya", ("KE", None)),
    ],
)
def test_a_stop_that_is_not_known_keeps_its_place_in_the_route(said: str, countries: tuple[str | None, ...]) -> None:
    reading = STEP.read(said, {}, SCENE)
    assert isinstance(reading, Answered)
    way = route.read(reading.value)
    assert way is not None
    assert tuple(stop.country for stop in way.stops) == countries


def test_a_city_that_a_time_zone_is_called_after_is_a_stop() -> None:
    assert stops_of("Santos > Kampala") == (("BR", "Santos"), ("UG", "Kampala"))


@pytest.mark.parametrize("said", ["Norfolk", "Halifax"])
def test_a_city_that_may_be_in_two_countries_is_asked_for_its_country(said: str) -> None:
    assert not isinstance(STEP.read(f"Santos > {said}", {}, SCENE), Answered)


@pytest.mark.parametrize(
    ("said", "country"), [("Centrafrique", "CF"), ("Grande-Bretagne", "GB"), ("Corée du Sud", "KR"), ("Birmanie", "MM")]
)
def test_countries_are_known_by_their_short_french_names(said: str, country: str) -> None:
    assert stops_of(f"{said} > ?")[0] == (country, "")


def stops_of(said: str) -> tuple[tuple[str | None, str], ...]:
    reading = STEP.read(said, {}, SCENE)
    assert isinstance(reading, Answered)
    way = route.read(reading.value)
    assert way is not None
    return tuple((stop.country, stop.name) for stop in way.stops)
