"""Where an office sits: its host, how it is reached and its time zone, from a day to a day, because offices move. Not here:
what of an office holds at once (its languages, its deadline), and who may change any of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An office's seat for a span of days of its own clock; both ends included, None is open."""

    host_country: str
    contact: str
    zone: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def parts(self) -> Mapping[str, str]:
        """What moves, by name."""
        return {"host_country": self.host_country, "contact": self.contact, "zone": self.zone}

    def with_parts(self, parts: Mapping[str, str]) -> "Seat":
        """The same with some of what moves otherwise."""
        known = {**self.parts, **parts}
        return replace(self, host_country=known["host_country"], contact=known["contact"], zone=known["zone"])

    def today(self, now: datetime) -> date:
        """The day it is there."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def has_begun(self, now: datetime) -> bool:
        return self.valid_from is None or self.valid_from <= self.today(now)


def seat_at(seats: Sequence[Seat], now: datetime) -> Seat:
    """The one that holds: the last that has begun, by its own clock, so that there is always just one. `seats` are in the
    order of their days, and there is at least one.
    """
    return next((seat for seat in reversed(seats) if seat.has_begun(now)), seats[0])


def ahead(seats: Sequence[Seat], now: datetime) -> Sequence[Seat]:
    """Those that are to come."""
    return [seat for seat in seats if not seat.has_begun(now)]


def changes(before: Seat, after: Seat) -> Mapping[str, tuple[str, str]]:
    """What one seat has otherwise than the other: was and is, by name."""
    now = after.parts
    return {name: (was, now[name]) for name, was in before.parts.items() if was != now[name]}


def reseated(seats: Sequence[Seat], changed: Mapping[str, str], day: date) -> tuple[Seat, ...]:
    """The seats after something of it changes from a day on. A move that is to come later keeps what it changes itself, and
    takes over the rest: an office that gets another telephone today keeps it when it moves in spring.
    """
    begun = [seat for seat in seats if seat.valid_from is None or seat.valid_from <= day]
    held = begun[-1] if begun else seats[0]
    new = replace(held.with_parts(changed), valid_from=day)
    before = [seat for seat in begun if seat.valid_from != day]
    return _joined((*before, new, *_carried(seats[len(begun) :], changes(held, new))))


def taken_back(seats: Sequence[Seat], day: date) -> tuple[Seat, ...]:
    """The seats without the change that begins on a day; what came with it goes from the later ones too. Raises LookupError
    where none begins then, or nothing was before it.
    """
    position = next((number for number, seat in enumerate(seats) if seat.valid_from == day), 0)
    if not position:
        raise LookupError(day)
    undone = changes(seats[position], seats[position - 1])
    return _joined((*seats[:position], *_carried(seats[position + 1 :], undone)))


def _carried(later: Sequence[Seat], changed: Mapping[str, tuple[str, str]]) -> Sequence[Seat]:
    """Later seats with a change carried on, each part of it up to the seat that has it otherwise anyway."""
    carried, left = list[Seat](), dict(changed)
    for seat in later:
        left = {name: one for name, one in left.items() if seat.parts[name] == one[0]}
        carried.append(seat.with_parts({name: new for name, (_, new) in left.items()}))
    return carried


def _joined(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """Without those that change nothing, each ending the day before the next."""
    kept: list[Seat] = []
    for seat in seats:
        if not kept or changes(kept[-1], seat):
            kept.append(seat)
    ends = [seat.valid_from - timedelta(days=1) if seat.valid_from else None for seat in kept[1:]]
    return tuple(replace(seat, valid_to=end) for seat, end in zip(kept, [*ends, None], strict=True))
