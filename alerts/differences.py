"""What differs between two seizures, line by line: added, changed, removed. Only which lines and which goods; how a line
reads is the views' work, and what differs is never kept, since the revisions are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alerts.seizure import Good, Seizure


class Line(StrEnum):
    """What a person would call one line of a report."""

    GOODS = "goods"
    QUANTITY = "quantity"
    ABOUT = "about"
    PLACE = "place"
    DAY = "day"
    TRANSPORT = "transport"
    HIDDEN = "hidden"
    ROUTE = "route"
    NUMBERS = "numbers"
    CONTROL = "control"
    PEOPLE = "people"
    MORE = "more"
    PICTURES = "pictures"
    NARRATIVE = "narrative"


class Change(StrEnum):
    """What became of a line."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line that differs. `before` and `after` are the goods it is about, where it is about goods; `number` counts the
    pictures that came or went.
    """

    line: Line
    change: Change
    before: Good | None = None
    after: Good | None = None
    number: int = 0


def differences(before: Seizure, after: Seizure) -> tuple[Difference, ...]:
    """What differs, in the order in which a report is asked; empty where both say the same."""
    return tuple(_differences(before, after))


def _differences(before: Seizure, after: Seizure) -> Iterator[Difference]:
    yield from _good(before.goods[0], after.goods[0])
    lines: Sequence[tuple[Line, object, object]] = (
        (Line.PLACE, before.place, after.place),
        (Line.DAY, before.day, after.day),
        (Line.TRANSPORT, before.transport, after.transport),
        (Line.HIDDEN, before.concealment, after.concealment),
        (Line.ROUTE, before.route, after.route),
        (Line.NUMBERS, _numbers(before), _numbers(after)),
        (Line.CONTROL, before.control, after.control),
        (Line.PEOPLE, before.people, after.people),
    )
    for line, was, now in lines:
        yield from _line(line, was, now)
    yield from _more(before.goods[1:], after.goods[1:])
    came, went = set(after.pictures) - set(before.pictures), set(before.pictures) - set(after.pictures)
    if came:
        yield Difference(line=Line.PICTURES, change=Change.ADDED, number=len(came))
    if went:
        yield Difference(line=Line.PICTURES, change=Change.REMOVED, number=len(went))
    yield from _line(Line.NARRATIVE, before.narrative, after.narrative)


def _line(line: Line, was: object, now: object) -> Iterator[Difference]:
    if was == now:
        return
    yield Difference(line=line, change=Change.CHANGED if was and now else Change.ADDED if now else Change.REMOVED)


def _numbers(seizure: Seizure) -> object:
    """The vehicle and its numbers are one answer."""
    return (seizure.conveyance, seizure.identifiers) if seizure.conveyance or seizure.identifiers else None


def _good(was: Good, now: Good) -> Iterator[Difference]:
    """The first goods, of which there are always some."""
    if was.commodity != now.commodity:
        yield Difference(line=Line.GOODS, change=Change.CHANGED, before=was, after=now)
    if was.quantity != now.quantity:
        yield Difference(line=Line.QUANTITY, change=Change.CHANGED, before=was, after=now)
    for one in _line(Line.ABOUT, _about(was), _about(now)):
        yield Difference(line=one.line, change=one.change, before=was, after=now)


def _about(good: Good) -> object:
    told = (good.description, good.value, good.brand, good.species, good.hs, good.declared, good.hs_declared)
    return told if any(told) else None


def _more(before: Sequence[Good], after: Sequence[Good]) -> Iterator[Difference]:
    """Further goods stand in no order that means anything: those of the same kind belong together."""
    left = list(before)
    came = []
    for now in after:
        if now in left:
            left.remove(now)
        else:
            came.append(now)
    for now in came:
        was = next((one for one in left if one.commodity == now.commodity), None)
        if was is None:
            yield Difference(line=Line.MORE, change=Change.ADDED, after=now)
        else:
            left.remove(was)
            yield Difference(line=Line.MORE, change=Change.CHANGED, before=was, after=now)
    for was in left:
        yield Difference(line=Line.MORE, change=Change.REMOVED, before=was)
