"""/zone: which clock a person goes by, asked once where their country has several."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from bot.dialog import Dialog
from bot.language import LANGUAGES, N_
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice

ZONE = "zone"


def zones_of(country: str | None, scene: Scene) -> Sequence[str]:
    """The time zones of a country, the usual one first."""
    return next((entry.zones for entry in scene.reference.countries if entry.code == country), ())


def city(zone: str, language: str) -> str:
    """The city a zone is known by, in a language: Manaus, Yekaterinburg."""
    return str(get_timezone_location(ZoneInfo(zone), locale=language, return_city=True))


def zone_options(country: str | None, scene: Scene) -> Sequence[Option]:
    """The time zones of a country by their cities."""
    return [Option(zone_code(zone), city(zone, scene.words.language)) for zone in zones_of(country, scene)]


def zone_names(country: str | None, scene: Scene) -> Mapping[str, Sequence[str]]:
    """By its city in every language, and by its own name."""
    return {
        zone_code(zone): (zone, *(city(zone, language) for language in LANGUAGES)) for zone in zones_of(country, scene)
    }


def _zones(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return zone_options(scene.country, scene)


def _names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far
    return zone_names(scene.country, scene)


def zone_code(zone: str) -> str:
    """As a button carries it: no slash stands in a path of questions."""
    return zone.replace("/", "~")


def zone_named(code: str) -> str:
    """The zone of an answer."""
    return code.replace("~", "/")


ZONE_DIALOG = Dialog(
    name=ZONE,
    title=N_("Time zone"),
    summary=False,
    steps=(
        Choice(
            key="zone",
            label=N_("Time zone"),
            ask=N_("Your country has several time zones. Which city's clock do you go by?"),
            choose=_zones,
            names=_names,
            required=True,
        ),
    ),
)
