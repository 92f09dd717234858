"""The four precedences: their order, what presses, and how long an alert stays valid."""

from datetime import timedelta

import pytest

from alerts.precedence import Precedence


@pytest.mark.parametrize(
    ("name", "rank", "pressing", "days"),
    [
        ("routine", 0, False, 90),
        ("priority", 1, False, 30),
        ("immediate", 2, True, 7),
        ("flash", 3, True, 3),
    ],
)
def test_a_precedence_is_as_written_here(name: str, rank: int, *, pressing: bool, days: int) -> None:
    precedence = Precedence(name)
    assert (precedence.rank, precedence.pressing, precedence.validity) == (rank, pressing, timedelta(days=days))


def test_there_are_four() -> None:
    assert len(Precedence) == 4
