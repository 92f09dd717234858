"""Where goods came from, passed and were going: countries or listed places in order, "?" for what is not known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.seizure import Route as Way
from alerts.seizure import Stop
from bot.language import N_
from bot.reading.countries import find_country
from bot.reading.names import find, plain
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import short

MOST_STOPS = 12
UNKNOWN = "?"
_UNKNOWN = frozenset({"", "unknown", "inconnu", "inconnue", "not known"})
_BETWEEN = re.compile(r"\s*(?:->|→|>|,|;|\n)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The answer is a list of {"country": code or None, "name": place or ""}, first departure, last destination."""

    key: str
    label: str
    ask: str
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far, scene
        return read(value) is not None

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far
        unknown: Value = [{"country": None, "name": ""}, {"country": None, "name": ""}]
        return [Option(UNKNOWN, scene.words.text(N_("Unknown")), unknown)]

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        parts = _BETWEEN.split(text.strip())
        if len(parts) > MOST_STOPS:
            return NotUnderstood(
                text=scene.words.text(N_("A route has at most {most} stops. Please shorten it.")).format(
                    most=MOST_STOPS
                )
            )
        stops: list[Stop] = []
        for position, part in enumerate(parts):
            found = _stop(part, scene)
            if found is None:
                return self._unclear(parts, position, scene)
            stops.append(found)
        if len(stops) == 1:
            stops.append(Stop(None))
        return Answered(value=to_answer(stops))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        way = read(value)
        return show_route(way, scene) if way else ""

    def _unclear(self, parts: Sequence[str], position: int, scene: Scene) -> Reading:
        likely = find_country(parts[position]).likely
        options = []
        for code in likely[:4]:
            spelled = [*parts[:position], code, *parts[position + 1 :]]
            stops = [_stop(part, scene) for part in spelled]
            if all(stop is not None for stop in stops):
                known = [stop for stop in stops if stop is not None]
                whole = known if len(known) > 1 else [*known, Stop(None)]
                options.append(Option(code, scene.words.country(code), to_answer(whole)))
        if options:
            return Clarify(
                text=scene.words.text(N_("What do you mean by “{said}”?")).format(said=short(parts[position])),
                options=tuple(options),
            )
        return NotUnderstood(
            text=scene.words.text(
                N_(
                    "I do not know a country or place “{said}”. Please write the route such as Brazil > South Africa > Kenya, with ? for what is not known."
                )
            ).format(said=short(parts[position]))
        )


def _stop(part: str, scene: Scene) -> Stop | None:
    if part.strip(" ?") == "" or plain(part) in _UNKNOWN:
        return Stop(None)
    country = find_country(part).sure
    if country is not None:
        return Stop(country)
    places = scene.reference.places
    place = find(part, {code: (entry.name, *entry.other_names) for code, entry in places.items()}).sure
    return Stop(places[place].country, places[place].name) if place is not None else None


def show_route(way: Way, scene: Scene) -> str:
    """A route as one line: Santos (Brazil) → South Africa → Kenya."""
    unknown = scene.words.text(N_("unknown"))
    if not way.countries:
        return unknown

    def name(stop: Stop) -> str:
        if stop.country is None:
            return "?"
        country = scene.words.country(stop.country)
        return f"{stop.name} ({country})" if stop.name else country

    return " → ".join(name(stop) for stop in way.stops)


def to_answer(stops: Sequence[Stop]) -> Value:
    return [{"country": stop.country, "name": stop.name} for stop in stops]


def read(value: Value) -> Way | None:
    """The route of an answer, None for anything else."""
    if not isinstance(value, list | tuple) or len(value) < 2:  # noqa: PLR2004 - from somewhere to somewhere
        return None
    stops = []
    for entry in value:
        if not isinstance(entry, Mapping):
            return None
        country, name = entry.get("country"), entry.get("name")
        stops.append(Stop(country if isinstance(country, str) else None, name if isinstance(name, str) else ""))
    return Way(departure=stops[0], transit=tuple(stops[1:-1]), destination=stops[-1])
