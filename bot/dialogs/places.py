"""/countries: which office a country belongs to, from which day on."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.dialog import Dialog
from bot.dialogs import lists
from bot.language import LANGUAGES, N_, words
from bot.reading.countries import names as country_names
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice
from bot.steps.day import Day

COUNTRY = "country"


def countries(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Those that have an office, by name."""
    del so_far
    codes = {link.code for link in scene.geography.links}
    return sorted((Option(code, scene.words.country(code)) for code in codes), key=lambda option: option.label)


def spellings(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far, scene
    return country_names()


def _offices(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """All but the one the country belongs to."""
    country = so_far.get("country")
    now = scene.geography.office_of(country, scene.today) if isinstance(country, str) else None
    return [Option(code, lists.office_name(code, scene)) for code in scene.geography.offices if code != now]


def _office_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far
    return {
        code: (f"RILO {code}", *(words(one).name("office", office.name) for one in LANGUAGES))
        for code, office in scene.geography.offices.items()
    }


COUNTRY_DIALOG = Dialog(
    name=COUNTRY,
    title=N_("Country and office"),
    submit=N_("Show what changes"),
    steps=(
        Choice(
            key="country",
            label=N_("Country"),
            ask=N_("Which country goes to another office?"),
            choose=countries,
            names=spellings,
            required=True,
            redraws=True,
        ),
        Choice(
            key="office",
            label=N_("New office"),
            ask=N_("To which office?"),
            choose=_offices,
            names=_office_names,
            required=True,
        ),
        Day(key="day", label=N_("From"), ask=N_("From which day on?"), ahead=True, required=True),
    ),
)


def move_of(answers: Answers) -> tuple[str, str, date]:
    """Country, office and day of complete answers."""
    return str(answers["country"]), str(answers["office"]), date.fromisoformat(str(answers["day"]))
