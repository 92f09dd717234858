"""A place: from the list of ports, airports, posts and mail centres, or in the person's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.seizure import Place as Spot
from bot.language import N_
from bot.reading.countries import find_country
from bot.reading.countries import names as country_names
from bot.reading.names import find
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import by_use, did_you_mean, short
from storage.reference import PlaceEntry

LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where. The answer is {"code": code or None, "name": name, "country": ISO code}."""

    key: str
    label: str
    ask: str
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        usual = self.options(so_far, scene)
        example = usual[0].label if usual else next(iter(scene.reference.places.values())).name
        return scene.words.text(self.ask).format(example=example)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far, scene
        place = read(value)
        return place is not None and 0 < len(place.name) <= LONGEST and place.country in country_names()

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far
        near = [entry for entry in scene.reference.places.values() if entry.country == scene.country]
        return by_use([_option(entry, scene) for entry in near], scene.usual.get(self.key, ()))

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        said = " ".join(text.split())
        if not any(letter.isalpha() for letter in said) or len(said) > LONGEST:
            return NotUnderstood(
                text=scene.words.text(N_("A place has a name of at most {most} characters.")).format(most=LONGEST)
            )
        places = scene.reference.places
        near = {code: _names(entry) for code, entry in places.items() if entry.country == scene.country}
        found = find(said, near)
        if found.sure is not None:
            return Answered(value=_answer(places[found.sure]))
        far = find(said, {code: _names(entry) for code, entry in places.items() if entry.country != scene.country})
        candidates = [*found.likely, *([far.sure] if far.sure else far.likely if not found.likely else [])]
        own = _own(said, scene)
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
        place = read(value)
        if place is None:
            return ""
        return place.name if place.country == scene.country else f"{place.name} ({scene.words.country(place.country)})"


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


def read(value: Value) -> Spot | None:
    """The place of an answer, None for anything else."""
    if not isinstance(value, Mapping):
        return None
    name, country, code = value.get("name"), value.get("country"), value.get("code")
    if not isinstance(name, str) or not isinstance(country, str):
        return None
    return Spot(country=country, name=name, code=code if isinstance(code, str) else None)
