"""A place: from the list of ports, airports, posts and mail centres, or in the person's own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from alerts.seizure import Place as Spot
from alerts.seizure import Position
from bot.language import N_
from bot.reading.countries import find_country
from bot.reading.countries import names as country_names
from bot.reading.names import find, spoken
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import by_use, did_you_mean, short
from storage.reference import PlaceEntry

LONGEST = 120

ELSEWHERE = "elsewhere"
"""The option, and the key of the answer, that leads to the country being asked first."""

DECIMALS = 3
"""Of a degree that are kept: a thousandth is about 100 m."""

NAME_DECIMALS = 2

_DEGREES = re.compile(
    r"(\d{1,2}(?:\.\d{1,9})?)\s?°?\s?([NS])[,\s]+(\d{1,3}(?:\.\d{1,9})?)\s?°?\s?([EW])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where. The answer is {"code": code or None, "name": name, "country": ISO code} and {"position": [degrees north,
    degrees east]} where it was shared; or {"elsewhere": true}, which leads to the country and a place in it. `inside` is
    the question that has answered the country.
    """

    key: str
    label: str
    ask: str
    inside: str = ""
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        usual = [option for option in self.options(so_far, scene) if option.code != ELSEWHERE]
        example = usual[0].label if usual else next(iter(scene.reference.places.values())).name
        return scene.words.text(self.ask).format(example=example)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        if is_elsewhere(value):
            return not self.inside
        place = read(value)
        there = place is not None and 0 < len(place.name) <= LONGEST and place.country in country_names()
        return there and (not self.inside or read_country(value) == self._there(so_far, scene).country)

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        there = self._there(so_far, scene)
        near = [entry for entry in scene.reference.places.values() if entry.country == there.country]
        listed = by_use([_option(entry, there) for entry in near], scene.usual.get(self.key, ()))
        return listed if self.inside else [*listed, _elsewhere(scene)]

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        return self._read(text, self._there(so_far, scene))

    def _there(self, so_far: Answers, scene: Scene) -> Scene:
        """The scene as it is for somebody of the country that was answered."""
        return replace(scene, country=str(so_far.get(self.inside) or "") or None) if self.inside else scene

    def _read(self, text: str, scene: Scene) -> Reading:
        if self.inside and scene.country is None:
            return NotUnderstood(text=scene.words.text(N_("Please say first in which country it was.")))
        said = " ".join(text.split())
        if not any(letter.isalpha() for letter in said) or len(said) > LONGEST:
            return NotUnderstood(
                text=scene.words.text(N_("A place has a name of at most {most} characters.")).format(most=LONGEST)
            )
        position = _in_degrees(said)
        said = _named_by(position) if position else said
        if not self.inside and spoken(said) == spoken(_elsewhere(scene).label):
            return Answered(value={ELSEWHERE: True})
        places = scene.reference.places
        near = {code: _names(entry) for code, entry in places.items() if entry.country == scene.country}
        found = find(said, near)
        if found.sure is not None:
            return Answered(value=_answer(places[found.sure]))
        abroad = (
            {} if self.inside else {c: _names(entry) for c, entry in places.items() if entry.country != scene.country}
        )
        far = find(said, abroad)
        candidates = [*found.likely, *([far.sure] if far.sure else far.likely if not found.likely else [])]
        own: Value = {"code": None, "name": said, "country": scene.country} if self.inside else _own(said, scene)
        own = at(own, position.latitude, position.longitude) if position else own
        if own is None and far.sure:
            return Answered(value=_answer(places[far.sure]))
        if own is None:
            return NotUnderstood(
                text=scene.words.text(
                    N_("In which country is it? Please write it behind a comma: {said}, Kenya.")
                ).format(said=short(said))
            )
        if not candidates:
            return Answered(value=own)
        as_written = scene.words.text(N_("“{said}”, as I wrote it")).format(said=short(said))
        return Clarify(
            text=did_you_mean(said, scene),
            options=(*(_option(places[code], scene) for code in candidates[:6]), Option("own", as_written, own)),
        )

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        if is_elsewhere(value):
            return _elsewhere(scene).label
        place = read(value)
        if place is None:
            return ""
        return (
            place.name
            if self.inside or place.country == scene.country
            else f"{place.name} ({scene.words.country(place.country)})"
        )


def _own(said: str, scene: Scene) -> Value:
    """A place in the person's words: in their country, unless another is named behind the last comma."""
    name, comma, after = said.rpartition(",")
    named = find_country(after).sure if comma and name.strip() else None
    if named is not None:
        return {"code": None, "name": name.strip(), "country": named}
    return {"code": None, "name": said, "country": scene.country} if scene.country else None


def _names(entry: PlaceEntry) -> tuple[str, ...]:
    return (entry.name, *entry.other_names, *((entry.locode,) if entry.locode else ()))


def _option(entry: PlaceEntry, scene: Scene) -> Option:
    label = entry.name if entry.country == scene.country else f"{entry.name} ({scene.words.country(entry.country)})"
    return Option(entry.code, label, _answer(entry))


def _answer(entry: PlaceEntry) -> Value:
    return {"code": entry.code, "name": entry.name, "country": entry.country}


def _elsewhere(scene: Scene) -> Option:
    return Option(ELSEWHERE, scene.words.text(N_("In another country")), {ELSEWHERE: True})


def is_elsewhere(value: Value) -> bool:
    """Whether an answer says only that it was in another country."""
    return isinstance(value, Mapping) and value.get(ELSEWHERE) is True


def _in_degrees(said: str) -> Position | None:
    """A position as it is shown and typed: 4.05530 S 39.67010 E."""
    found = _DEGREES.fullmatch(said)
    if found is None:
        return None
    try:
        return Position(
            float(found[1]) * (-1 if found[2].upper() == "S" else 1),
            float(found[3]) * (-1 if found[4].upper() == "W" else 1),
        )
    except ValueError:
        return None


def _named_by(position: Position) -> str:
    """A name for a place that has none, as exact as a kilometre: the name may be in an alert, the position is not."""
    return show_position(position, NAME_DECIMALS)


def show_position(position: Position, decimals: int = DECIMALS) -> str:
    north, east = ("N" if position.latitude >= 0 else "S"), ("E" if position.longitude >= 0 else "W")
    return f"{abs(position.latitude):.{decimals}f} {north} {abs(position.longitude):.{decimals}f} {east}"


def at(value: Value, latitude: float, longitude: float) -> Value:
    """An answer with the position that was shared for it."""
    if not isinstance(value, Mapping) or is_elsewhere(value):
        return value
    return {**value, "position": [round(latitude, DECIMALS), round(longitude, DECIMALS)]}


def read_country(value: Value) -> str | None:
    place = read(value)
    return place.country if place else None


def to_answer(place: Spot) -> Value:
    """The answer that would have told this place."""
    answer: dict[str, Value] = {"code": place.code, "name": place.name, "country": place.country}
    if place.position is not None:
        answer["position"] = [place.position.latitude, place.position.longitude]
    return answer


def read(value: Value) -> Spot | None:
    """The place of an answer, None for anything else."""
    if not isinstance(value, Mapping):
        return None
    name, country, code = value.get("name"), value.get("country"), value.get("code")
    if not isinstance(name, str) or not isinstance(country, str):
        return None
    return Spot(
        country=country,
        name=name,
        code=code if isinstance(code, str) else None,
        position=_position(value.get("position")),
    )


def _position(value: Value) -> Position | None:
    match value:
        case [int() | float() as latitude, int() | float() as longitude]:
            try:
                return Position(float(latitude), float(longitude))
            except ValueError:
                return None
    return None
