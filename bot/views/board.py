"""The board of an office in a reviewer's words: what its page shows, as plain values. Everything on it is there by a permit:
what is named, and what is only counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.figures import Way, by_goods, by_leg, by_way, by_week, used_up
from alerts.marking import Marking
from alerts.permit import ItemKind, Permit
from alerts.precedence import Precedence
from alerts.report import Report, Status
from alerts.review import Move
from alerts.seizure import PartialDate
from bot.dialogs.lists import PRECEDENCE_LABELS, office_name
from bot.dialogs.reasons import REASONS, REJECT, RETURN
from bot.language import N_
from bot.scene import Scene
from bot.views.alerts import texts_for
from bot.views.cards import age, numbered
from bot.views.charts import Columns, columns, percent
from bot.views.deadlines import deadline
from bot.views.facts import headline
from bot.views.map import Map, draw
from channels.text import shorten
from channels.web.shell import direction
from storage.board import Released, SentBack, Waiting

QUEUE = 15
"""Open reports that are named; the others are counted."""
ALERTS = 10
WAYS = 15
"""Ways that are listed and drawn, the most frequent."""
COUNTRIES, LEGS = 60, 40
"""Countries and lines on the map, of the most frequent ways: fifteen have more only where each has many stops of its own."""
ADMINISTRATIONS = 15
"""Countries whose reports went back, the most frequent."""
LONGEST = 160
"""Characters of a report's facts: people may have written long names of places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read for one person, each with the permit to show it to them."""

    offices: Sequence[str] | None
    """The offices it is about; None: all."""
    waiting: Sequence[tuple[Permit, Waiting]]
    takers: Mapping[int, str]
    filed: Sequence[tuple[Permit, Report]]
    released: Sequence[tuple[Permit, Released]]
    sent_back: Sequence[tuple[Permit, SentBack]]
    bounded: bool = False
    """More was there than is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One open report. Shares are hundredths: of the longest wait on the board, and of the time until it rises a step.
    `band` names the colour of its marking, which is written out too.
    """

    marking: str
    band: str
    number: str
    precedence: str
    pressing: bool
    facts: str
    holder: str
    age: str
    age_share: int
    step: str
    step_share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert that holds. `band` names the colour of its marking."""

    marking: str
    band: str
    number: str
    precedence: str
    title: str
    language: str
    released: str
    reached: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A line of a chart that is its own table."""

    label: str
    number: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The whole page."""

    offices: str
    made: str
    queue: tuple[QueueLine, ...]
    more: str
    """How many open reports are not named."""
    alerts: tuple[AlertLine, ...]
    weeks: Columns
    week_lines: tuple[tuple[str, str], ...]
    goods: tuple[Bar, ...]
    map: Map | None
    ways: tuple[Bar, ...]
    more_ways: str
    returned: tuple[Bar, ...]
    rejected: tuple[Bar, ...]
    sent_back: tuple[Bar, ...]
    """Returns and rejections by the country that reported."""
    bounded: bool


def board_view(seen: Seen, zone: str, now: datetime, scene: Scene) -> BoardView:
    """The page for one person. Raises PermissionError where a permit is for something else."""
    _check(seen)
    reports = [report for _, report in seen.filed]
    weeks = by_week((_local(report.submitted_at, zone) for report in reports), _local(now, zone))
    ways = by_way(report.seizure for report in reports)
    shown, count = ways[:WAYS], scene.words.count
    left, hidden = len(seen.waiting) - QUEUE, sum(number for _, number in ways[WAYS:])
    return BoardView(
        offices=scene.words.text(N_("All offices"))
        if seen.offices is None
        else scene.words.both(office_name(code, scene) for code in seen.offices),
        made=scene.words.moment(now, zone),
        queue=_queue(seen, zone, now, scene),
        more=count("and {number} more report", "and {number} more reports", left).format(number=left)
        if left > 0
        else "",
        alerts=tuple(_alert(released, zone, scene) for _, released in seen.released[:ALERTS]),
        weeks=_columns(weeks, scene),
        week_lines=tuple((_day(week, scene), scene.words.number(number)) for week, number in weeks),
        goods=_bars(
            ((_group(code, scene), number) for code, number in by_goods(one.seizure for one in reports)), scene
        ),
        map=_map(shown, scene),
        ways=_bars(((_way(way, scene), number) for way, number in shown), scene),
        more_ways=count("and {number} more seizure", "and {number} more seizures", hidden).format(number=hidden)
        if hidden > 0
        else "",
        returned=_reasons(seen, Move.RETURN, RETURN, scene),
        rejected=_reasons(seen, Move.REJECT, REJECT, scene),
        sent_back=_administrations(seen, scene),
        bounded=seen.bounded,
    )


def _check(seen: Seen) -> None:
    for permit, waiting in seen.waiting:
        permit.require(ItemKind.CARD, waiting.report.id)
    for permit, report in seen.filed:
        permit.require(ItemKind.CARD, report.id)
    for permit, released in seen.released:
        permit.require(ItemKind.ALERT, released.alert.id)
    for permit, back in seen.sent_back:
        permit.require(ItemKind.CARD, back.report)


def _queue(seen: Seen, zone: str, now: datetime, scene: Scene) -> tuple[QueueLine, ...]:
    shown = [waiting for _, waiting in seen.waiting[:QUEUE]]
    longest = max((now - one.report.submitted_at for one in shown), default=timedelta()).total_seconds()
    return tuple(
        QueueLine(
            marking=one.report.marking.value,
            band=_band(one.report.marking),
            number=numbered(one.report),
            precedence=scene.words.text(PRECEDENCE_LABELS[one.report.precedence]),
            pressing=one.report.precedence.rank >= Precedence.IMMEDIATE.rank,
            facts=shorten(headline(one.report.seizure, scene), LONGEST),
            holder=_holder(one.report, seen.takers, scene),
            age=age(one.report.submitted_at, now, scene),
            age_share=percent((now - one.report.submitted_at).total_seconds(), longest),
            step=deadline(one, zone, now, scene),
            step_share=percent(used_up(one.since, one.span, now), 1),
        )
        for one in shown
    )


def _holder(report: Report, takers: Mapping[int, str], scene: Scene) -> str:
    name = takers.get(report.taken_by or 0)
    if report.status is not Status.TAKEN or not name:
        return scene.words.text(N_("nobody has it yet"))
    return scene.words.text(N_("taken by {who}")).format(who=name)


def _band(marking: Marking) -> str:
    return marking.name.lower().replace("_", "-")


def _alert(released: Released, zone: str, scene: Scene) -> AlertLine:
    revision, reached = released.revision, released.reached
    language = scene.words.language
    return AlertLine(
        marking=revision.marking.value,
        band=_band(revision.marking),
        number=revision.label,
        precedence=scene.words.text(PRECEDENCE_LABELS[revision.precedence]),
        title=texts_for(revision, scene).title,
        language=language if language in revision.texts else next(iter(revision.texts)),
        released=scene.words.moment(released.alert.released_at, zone),
        reached=scene.words.count("to {number} address", "to {number} addresses", reached).format(
            number=scene.words.number(reached)
        ),
    )


def _map(ways: Sequence[tuple[Way, int]], scene: Scene) -> Map | None:
    countries = list(dict.fromkeys(country for way, _ in ways for country in way.countries))[:COUNTRIES]
    legs = [(leg, number) for leg, number in by_leg(ways).items() if set(leg) <= set(countries)]
    most = sorted(legs, key=lambda one: (-one[1], one[0]))[:LEGS]
    return draw(dict(most), countries, {way.place for way, _ in ways}, scene.reference.centres)


def _columns(weeks: Sequence[tuple[date, int]], scene: Scene) -> Columns:
    """The month is named where it begins."""
    values, before = [], None
    for week, number in weeks:
        month = scene.words.month(week) if week.month != before else ""
        values.append((number, scene.words.number(number), f"{week.day}", month))
        before = week.month
    return columns(values, mirrored=direction(scene.words.language) == "rtl")


def _bars(counted: Iterable[tuple[str, int]], scene: Scene) -> tuple[Bar, ...]:
    lines = list(counted)
    most = max((number for _, number in lines), default=0)
    return tuple(
        Bar(label=label, number=scene.words.number(number), share=percent(number, most)) for label, number in lines
    )


def _group(code: str, scene: Scene) -> str:
    labels = {entry.code: entry.label for entry in scene.reference.categories}
    return scene.words.name("category", labels[code]) if code in labels else code


def _way(way: Way, scene: Scene) -> str:
    """Brazil (BR) → ? → Kenya (KE), seized in Uganda (UG): the codes are those of the map."""

    def name(code: str) -> str:
        return f"{scene.words.country(code)} ({code})" if code else "?"

    arrow = " ← " if direction(scene.words.language) == "rtl" else " → "
    stops = arrow.join(name(stop) for stop in way.stops)
    return scene.words.text(N_("{route}; seized in {country}")).format(route=stops, country=name(way.place))


def _reasons(seen: Seen, move: Move, dialog: str, scene: Scene) -> tuple[Bar, ...]:
    """The usual reasons by name; words of one's own are only counted, on one line."""
    own = N_("In the reviewer’s own words")
    counted = Counter(REASONS[dialog].get(one.reason, own) for _, one in seen.sent_back if one.move is move)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return _bars(((scene.words.text(label), number) for label, number in ordered), scene)


def _administrations(seen: Seen, scene: Scene) -> tuple[Bar, ...]:
    """Whose reports went back, by the country of who reported: where a word of advice would help."""
    counted = Counter(one.country for _, one in seen.sent_back)
    ordered = sorted((-number, scene.words.country(code)) for code, number in counted.items())
    return _bars(((name, -number) for number, name in ordered[:ADMINISTRATIONS]), scene)


def _local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _day(day: date, scene: Scene) -> str:
    return scene.words.day(PartialDate(day.year, day.month, day.day))
