"""Ways of goods on a plain equirectangular grid, as numbers for an SVG: countries are points with their code, a line goes from
one to the next with an arrow, the thicker the more went there. North is up in every language.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor, hypot

from storage.reference_centres import Centre

WIDTH = 480
_TALLEST, _SHORTEST = 400, 220
_ROOM = 8.0
"""Degrees around the outermost points."""
_LEAST = 30.0
"""Degrees that are shown at least from west to east."""
_RADIUS = 4.0
_BULGE = 0.14
"""How far a line bends from the straight, as a share of its length: there and back are two lines."""
_THINNEST, _THICKER = 1.0, 4.5
_FINE, _COARSE = 10, 30
_WIDE = 120
"""Degrees from west to east beyond which the grid is the coarse one."""
_LETTER, _LINE = 10.0, 13.0
"""Size of a label's letters; generous, so that labels keep apart on every system's fonts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A country. `seized`: goods were seized there. `at_x`, `at_y` are the middle of its label's foot."""

    code: str
    x: float
    y: float
    at_x: float
    at_y: float
    seized: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A line from one country to the next: a bent path, and the three corners of its arrow."""

    path: str
    width: float
    arrow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """All of it. `meridians` and `parallels` are where the grid's lines are, `every` how many degrees they are apart."""

    width: int
    height: int
    every: int
    meridians: tuple[float, ...]
    parallels: tuple[float, ...]
    legs: tuple[Leg, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the globe that is shown, and how large a degree is."""

    west: float
    north: float
    scale: float
    height: int

    def x(self, longitude: float) -> float:
        return round((longitude - self.west) * self.scale, 1)

    def y(self, latitude: float) -> float:
        return round((self.north - latitude) * self.scale, 1)


Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def draw(
    legs: Mapping[tuple[str, str], int],
    countries: Iterable[str],
    seized: Collection[str],
    centres: Mapping[str, Centre],
) -> Map | None:
    """The map of these countries and legs; None where there is no point to draw."""
    shown = {code: centres[code] for code in dict.fromkeys(countries) if code in centres}
    if not shown:
        return None
    frame = _frame(shown.values())
    points = {code: (frame.x(centre.longitude), frame.y(centre.latitude)) for code, centre in shown.items()}
    east, south = frame.west + WIDTH / frame.scale, frame.north - frame.height / frame.scale
    every = _FINE if east - frame.west <= _WIDE else _COARSE
    most = max(legs.values(), default=1)
    drawn = tuple(
        _leg(points[here], points[there], _THINNEST + _THICKER * number / most)
        for (here, there), number in sorted(legs.items(), key=lambda one: one[1])
        if here in points and there in points and points[here] != points[there]
    )
    return Map(
        width=WIDTH,
        height=frame.height,
        every=every,
        meridians=tuple(frame.x(degree) for degree in _multiples(every, frame.west, east)),
        parallels=tuple(frame.y(degree) for degree in _multiples(every, south, frame.north)),
        legs=drawn,
        spots=_spots(points, drawn, seized, frame.height),
    )


def _frame(centres: Collection[Centre]) -> _Frame:
    longitudes, latitudes = [one.longitude for one in centres], [one.latitude for one in centres]
    span = max(longitudes) - min(longitudes)
    room = max(_ROOM, _ROOM / 100 * span)
    across = max(span + 2 * room, _LEAST)
    along = max(latitudes) - min(latitudes) + 2 * room
    scale = min(WIDTH / across, _TALLEST / along)
    height = max(round(along * scale), _SHORTEST)
    return _Frame(
        west=(max(longitudes) + min(longitudes) - WIDTH / scale) / 2,
        north=(max(latitudes) + min(latitudes) + height / scale) / 2,
        scale=scale,
        height=height,
    )


def _multiples(every: int, least: float, most: float) -> range:
    return range(ceil(least / every) * every, floor(most / every) * every + 1, every)


def _leg(here: Point, there: Point, width: float) -> Leg:
    """A line that bends to the left of its direction, its arrow just before the point it leads to."""
    (x1, y1), (x2, y2) = here, there
    bend_x, bend_y = (x1 + x2) / 2 + (y2 - y1) * _BULGE, (y1 + y2) / 2 - (x2 - x1) * _BULGE
    away = hypot(x2 - bend_x, y2 - bend_y)
    # One step towards the end, as the line arrives there.
    step_x, step_y = (x2 - bend_x) / away, (y2 - bend_y) / away
    # Between neighbours there is little room: the line is still seen behind its arrow.
    long = min(6 + width, hypot(x2 - x1, y2 - y1) * 0.45)
    wide = min(3 + width * 0.8, long * 0.7)
    tip_x, tip_y = x2 - step_x * (_RADIUS + 2), y2 - step_y * (_RADIUS + 2)
    foot_x, foot_y = tip_x - step_x * long, tip_y - step_y * long
    corners = (
        (tip_x, tip_y),
        (foot_x - step_y * wide, foot_y + step_x * wide),
        (foot_x + step_y * wide, foot_y - step_x * wide),
    )
    return Leg(
        path=f"M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {foot_x:.1f} {foot_y:.1f}",
        width=round(width, 1),
        arrow=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
    )


def _spots(points: Mapping[str, Point], legs: Iterable[Leg], seized: Collection[str], height: int) -> tuple[Spot, ...]:
    """Each label beside, above or below its point: the first place where it covers no point, no arrow and no label."""
    taken = [(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in points.values()]
    taken += [_around(leg.arrow) for leg in legs]
    made = []
    for code, (x, y) in points.items():
        half = _LETTER * len(code) / 2
        beside = half + _RADIUS + 5
        places = [
            (x + beside, y + 5),
            (x - beside, y + 5),
            (x, y - _RADIUS - 5),
            (x, y + _RADIUS + 5 + _LINE - 3),
            *((x + side * beside, y + 5 + down * _LINE) for down in (-1, 1, -2, 2) for side in (1, -1)),
        ]
        boxes = [(at_x - half, at_y - _LINE + 3, at_x + half, at_y + 3) for at_x, at_y in places]
        inside = [box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < height for box in boxes]
        best = next(
            (
                number
                for number, box in enumerate(boxes)
                if inside[number] and not any(_overlap(box, other) for other in taken)
            ),
            0,
        )
        taken.append(boxes[best])
        at_x, at_y = places[best]
        made.append(Spot(code=code, x=x, y=y, at_x=round(at_x, 1), at_y=round(at_y, 1), seized=code in seized))
    return tuple(made)


def _around(corners: str) -> Box:
    """The box around an arrow."""
    places = [corner.split(",") for corner in corners.split()]
    across, along = [float(x) for x, _ in places], [float(y) for _, y in places]
    return min(across), min(along), max(across), max(along)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
