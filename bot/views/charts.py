"""Columns by week as numbers for an SVG: where each stands and how high it is. It draws nothing; the page's template does,
which also makes text harmless.
"""

from collections.abc import Sequence
from dataclasses import dataclass

STEP = 30
"""Width of a column with its gap, in the drawing's own units."""

_GAP = 6
_HIGHEST = 90
_ABOVE = 18
_BELOW = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its value stands above it, two short lines below. `middle` is the middle of all its text."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    value: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The chart. `ground` is where the columns stand."""

    width: int
    height: int
    ground: int
    columns: tuple[Column, ...]


def columns(values: Sequence[tuple[int, str, str, str]], *, mirrored: bool) -> Columns:
    """Columns for (number, number in words, first line, second line), in order from the side where reading begins."""
    most = max((number for number, *_ in values), default=0) or 1
    ground, width = _ABOVE + _HIGHEST, STEP * len(values)
    made = []
    for position, (number, value, first, second) in enumerate(values):
        # What is more than nothing is seen.
        height = max(round(_HIGHEST * number / most), 2) if number else 0
        x = STEP * (len(values) - 1 - position if mirrored else position) + _GAP // 2
        made.append(
            Column(
                x=x,
                y=ground - height,
                width=STEP - _GAP,
                height=height,
                middle=x + (STEP - _GAP) // 2,
                value=value,
                first=first,
                second=second,
            )
        )
    return Columns(width=width, height=ground + _BELOW, ground=ground, columns=tuple(made))


def percent(number: float, most: float) -> int:
    """The length of a bar in hundredths of the longest; what is more than nothing is seen."""
    return min(max(round(100 * number / most), 1), 100) if number > 0 and most > 0 else 0
