"""What is taken from one sentence of each real case: hardly ever wrong, and as much as was measured."""

from collections import Counter
from collections.abc import Mapping

import pytest

from bench.sentences import LEFT, RIGHT, WRONG, table, verdicts

MARGIN = 5
"""Pieces that may be lost to a change elsewhere before somebody has to look."""


@pytest.fixture(scope="module")
def counted() -> Mapping[tuple[str, str], int]:
    return Counter((one.half, one.verdict) for one in verdicts())


def test_on_the_developing_half_nothing_is_wrong() -> None:
    assert [one for one in verdicts() if one.half == "developing" and one.verdict == WRONG] == []


def test_on_the_held_out_half_no_more_is_wrong_than_was_measured(counted: Mapping[tuple[str, str], int]) -> None:
    assert counted["held out", WRONG] <= 2


@pytest.mark.parametrize(("half", "right"), [("developing", 233), ("held out", 226)])
def test_as_much_is_right_as_was_measured(counted: Mapping[tuple[str, str], int], half: str, right: int) -> None:
    assert counted[half, RIGHT] >= right - MARGIN


def test_the_table_has_both_halves_field_by_field() -> None:
    lines = list(table(tuple(verdicts())))
    assert [line.split()[0] for line in lines if line][0:2] == ["developing", "goods"]
    assert len([line for line in lines if LEFT in line]) == 2
