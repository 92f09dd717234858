"""What differs between two revisions of a report, in the reader's language and with the labels of the dialog. Computed from
the revisions each time; the callers hold the permit for the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.differences import Change, Difference, Line, differences
from alerts.seizure import Good, Seizure
from bot.language import N_
from bot.reading.units import show_quantity
from bot.scene import Scene
from bot.steps import details, goods_told
from bot.steps.control import show_control
from bot.steps.identifier import show_identifiers
from bot.steps.people import show_people
from bot.steps.route import show_route
from bot.views.facts import Fields, commodity, day, goods_line, listed, place
from channels.text import shorten

LABELS: Mapping[Line, str] = {
    Line.GOODS: N_("Goods"),
    Line.QUANTITY: N_("Quantity"),
    Line.ABOUT: N_("About the goods"),
    Line.PLACE: N_("Place"),
    Line.DAY: N_("Day"),
    Line.TRANSPORT: N_("Transport"),
    Line.HIDDEN: N_("Hidden"),
    Line.ROUTE: N_("Route"),
    Line.NUMBERS: N_("Numbers"),
    Line.CONTROL: N_("Control"),
    Line.PEOPLE: N_("People"),
    Line.MORE: N_("More goods"),
    Line.PICTURES: N_("Pictures"),
    Line.NARRATIVE: N_("What happened"),
}

SHOWN = 60
"""Characters of a value before and after: a card is read in 15 seconds."""

NEWEST = 3
"""So many further revisions a card tells of; More tells of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One further revision of a report, beside the one it follows. `by` is the reviewer who corrected it, empty for the
    officer.
    """

    by: str
    at: datetime
    before: Seizure
    after: Seizure


def amended(history: Sequence[Amendment], zone: str, scene: Scene) -> Fields:
    """A field for each revision that changed a fact: when the officer added what, and who corrected what."""
    return tuple(field for one in history for field in _field(one, zone, scene))


def corrected(history: Sequence[Amendment], scene: Scene) -> str:
    """What was corrected, for the officer: without a name, and with what was filled in. Empty where nothing was."""
    shown = (show_differences(one.before, one.after, scene, full=True) for one in history if one.by)
    return " · ".join(one for one in shown if one)


def show_differences(before: Seizure, after: Seizure, scene: Scene, *, full: bool = False) -> str:
    """All that differs, on one line. What was added is named only, since it stands beside; `full` tells it too."""
    return " · ".join(_show(one, before, after, scene, full=full) for one in differences(before, after))


def _field(one: Amendment, zone: str, scene: Scene) -> Fields:
    found = differences(one.before, one.after)
    if not found:
        return ()
    say, shown = scene.words.text, show_differences(one.before, one.after, scene)
    if one.by:
        return ((say(N_("Corrected by {who}")).format(who=one.by), shown),)
    added = all(difference.change is Change.ADDED for difference in found)
    label = say(N_("Added")) if added else say(N_("Changed"))
    return ((label, scene.words.labelled(scene.words.moment(one.at, zone), shown)),)


def _show(one: Difference, before: Seizure, after: Seizure, scene: Scene, *, full: bool) -> str:
    say, label = scene.words.text, scene.words.text(LABELS[one.line])
    if one.line is Line.PICTURES:
        label = scene.words.count("{number} picture", "{number} pictures", one.number).format(number=one.number)
    was = shorten(_value(one.line, before, one.before, scene), SHOWN)
    now = shorten(_value(one.line, after, one.after, scene), SHOWN)
    if one.change is Change.REMOVED:
        return say(N_("{line} removed")).format(line=f"{label} {was}" if one.line is Line.MORE else label)
    if one.change is Change.ADDED:
        return f"{label} {now}" if now and (full or one.line is Line.MORE) else label
    return f"{label} {was} → {now}" if was != now else say(N_("{line} changed")).format(line=label)


def _value(line: Line, seizure: Seizure, good: Good | None, scene: Scene) -> str:
    """How a line reads; empty where it is too long to be compared at a glance, or not there."""
    if good is not None:
        return _of_good(line, good, scene)
    match line:
        case Line.PLACE:
            return place(seizure, scene)
        case Line.DAY:
            return day(seizure.day, scene)
        case Line.TRANSPORT:
            return listed("transport_mode", seizure.transport, scene)
        case Line.HIDDEN if seizure.concealment is not None:
            hidden, how = listed("concealment", seizure.concealment.code, scene), seizure.concealment.text
            return f"{hidden} ({how})" if how else hidden
        case Line.ROUTE if seizure.route is not None:
            return show_route(seizure.route, scene)
        case Line.NUMBERS:
            vehicle = listed("conveyance", seizure.conveyance, scene) if seizure.conveyance else ""
            return " · ".join(part for part in (vehicle, show_identifiers(seizure.identifiers, scene)) if part)
        case Line.CONTROL if seizure.control is not None:
            return show_control(seizure.control, scene)
        case Line.PEOPLE:
            return show_people(seizure.people, scene)
        case _:
            return ""


def _of_good(line: Line, good: Good, scene: Scene) -> str:
    match line:
        case Line.GOODS:
            return commodity(good.commodity, scene)
        case Line.QUANTITY:
            return show_quantity(good.quantity, scene)
        case Line.MORE:
            return goods_line(good, scene)
        case _:
            told = (good.description, *details.show_told(goods_told.of(good), scene))
            return " · ".join(part for part in told if part)
