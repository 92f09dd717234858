"""Routes in which somebody does not know a stop."""

from datetime import date

import pytest

from alerts.geography import Geography
from bot.dialogs.report import REPORT
from bot.language import words
from bot.scene import Answered, Scene
from bot.steps import route
from storage.reference import load

SCENE = Scene(
    words=words("en"),
    reference=load(),
    geography=Geography(offices={}, links=()),
    today=date(2026, 11, 13),
    country="KE",
    office=None,
)


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
    step = next(step for step in REPORT.steps if isinstance(step, route.Route))
    reading = step.read(said, {}, SCENE)
    assert isinstance(reading, Answered)
    way = route.read(reading.value)
    assert way is not None
    assert tuple(stop.country for stop in way.stops) == countries
