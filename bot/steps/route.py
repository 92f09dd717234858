"""Where goods came from, passed and were going: countries or listed places in order, "?" for what is not known."""

import re
from collections.abc import Mapping, Sequence

from alerts.seizure import Route as Way
from alerts.seizure import Stop
from bot.language import N_
from bot.reading.cities import cities as city_names
from bot.reading.countries import find_country
from bot.reading.countries import names as country_names
from bot.reading.names import find, plain, plain_name
from bot.scene import (
    Answered,
    Answers,
    Clarify,
    NotUnderstood,
    Option,
    Reading,
    Scene,
    Value,
)
from bot.steps.choice import short
from bot.steps.line import Meaning
from channels.text import shorten

MOST_STOPS = 12
LONGEST_NAME = 120
SHOWN = 6
UNKNOWN = "?"
_UNKNOWN = frozenset({"", "unknown", "inconnu", "inconnue", "not known"})
_BETWEEN = re.compile(r"\s*(?:-+>|→|>|,|;|\n)\s*|\s+(?:[-–—]|to|via|through|vers|puis)\s+", re.IGNORECASE)
_ONE_NAME = re.compile(r"[^?>→;\n]*")
_FROM = re.compile(r"\s*(?:from|depuis)\s+", re.IGNORECASE)
_WITH_COUNTRY = re.compile(r"([^()]+)\(([^()]+)\)")


def _fits(value: Value, scene: Scene) -> bool:
    del scene
    way = read(value)
    known = country_names()
    return way is not None and all(stop.country is None or stop.country in known for stop in way.stops)


def _options(scene: Scene) -> Sequence[Option]:
    unknown: Value = [{"country": None, "name": ""}, {"country": None, "name": ""}]
    return [Option(UNKNOWN, scene.words.text(N_("Unknown")), unknown)]


def _understand(text: str, so_far: Answers, scene: Scene) -> Reading:
    del so_far
    said = _FROM.sub("", text, count=1).strip()
    # A name may have a comma in it: the whole is tried first. Not where it would lose a "?": "? > Kenya" is no Kenya.
    whole = _ONE_NAME.fullmatch(said) and _stop(said, scene)
    parts = [said] if whole else [part.strip() for part in _BETWEEN.split(said)]
    if len(parts) > MOST_STOPS:
        return NotUnderstood(
            text=scene.words.text(N_("A route has at most {most} stops. Please shorten it.")).format(most=MOST_STOPS)
        )
    found = [_stop(part, scene) for part in parts]
    unclear = [_unclear(parts, position, scene) for position, stop in enumerate(found) if stop is None]
    if unclear:
        # What nobody knows is said before anything is asked back: else the choice just made would be lost.
        return next((reading for reading in unclear if isinstance(reading, NotUnderstood)), unclear[0])
    stops = [stop for stop in found if stop is not None]
    if len(stops) == 1:
        stops.append(Stop(None))
    return Answered(value=to_answer(stops))


def _show(value: Value, scene: Scene) -> str:
    way = read(value)
    return show_route(way, scene) if way else ""


ROUTE = Meaning(understand=_understand, fits=_fits, show=_show, options=_options)
"""The answer is a list of {"country": code or None, "name": place or ""}, first departure, last destination."""


def _unclear(parts: Sequence[str], position: int, scene: Scene) -> Reading:
    """Each option is the whole route with one name made clear; what else is unclear in it is asked next."""
    part, places = parts[position], scene.reference.places
    countries, spots = find_country(part), find(part, _places(scene))
    named = {code: scene.words.country(code) for code in countries.likely[:SHOWN]}
    for code in (spots.sure, *spots.likely):
        if code is not None and len(named) < SHOWN:
            named[code] = f"{places[code].name} ({scene.words.country(places[code].country)})"
    if named:
        return Clarify(
            text=scene.words.text(N_("What do you mean by “{said}”?")).format(said=short(part)),
            options=tuple(
                Option(code, label, " > ".join((*parts[:position], code, *parts[position + 1 :])))
                for code, label in named.items()
            ),
        )
    return NotUnderstood(
        text=scene.words.text(
            N_(
                "I do not know a country or place “{said}”. Please write the country, or the place with its country "
                "such as Kampala (Uganda), and ? for what is not known."
            )
        ).format(said=short(part))
    )


def _places(scene: Scene) -> Mapping[str, Sequence[str]]:
    return {code: (code, entry.name, *entry.other_names) for code, entry in scene.reference.places.items()}


def _stop(part: str, scene: Scene) -> Stop | None:
    if part.strip(" ?") == "" or plain(part) in _UNKNOWN:
        return Stop(None)
    country = find_country(part).sure
    if country is not None:
        return Stop(country)
    places = scene.reference.places
    place = find(part, _places(scene)).sure
    if place is not None:
        return Stop(places[place].country, places[place].name, place)
    beginning = f"{plain(part)} "
    named = {
        entry.country
        for entry in places.values()
        if any(plain_name(name).startswith(beginning) for name in (entry.name, *entry.other_names))
    }
    if len(named) == 1:  # "Santos": the port, the airport or the town, but certainly in Brazil
        return Stop(named.pop(), shorten(part, LONGEST_NAME))
    cities = {plain_name(city): country for city, country in city_names(scene.reference).items()}
    if not named and (country := cities.get(plain(part))) is not None:
        return Stop(country, shorten(part, LONGEST_NAME))
    if found := _WITH_COUNTRY.fullmatch(part):
        country = find_country(found[2]).sure
        return Stop(country, shorten(found[1].strip(), LONGEST_NAME)) if country is not None else None
    return None


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
    """The answer that would have told these stops."""
    return [
        {"country": stop.country, "name": stop.name, **({"code": stop.code} if stop.code else {})} for stop in stops
    ]


def read(value: Value) -> Way | None:
    """The route of an answer, None for anything else."""
    if not isinstance(value, list | tuple) or len(value) < 2:  # noqa: PLR2004 - from somewhere to somewhere
        return None
    stops = []
    for entry in value:
        if not isinstance(entry, Mapping):
            return None
        country, name, code = entry.get("country"), entry.get("name"), entry.get("code")
        stops.append(
            Stop(
                country if isinstance(country, str) else None,
                name if isinstance(name, str) else "",
                code if isinstance(code, str) else "",
            )
        )
    return Way(departure=stops[0], transit=tuple(stops[1:-1]), destination=stops[-1])
