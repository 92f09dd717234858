"""/office: what an office says of itself. /countries: which office a country belongs to, from which day on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from babel import Locale

from bot.dialog import Dialog
from bot.dialogs import lists
from bot.language import LANGUAGES, N_, words
from bot.reading.countries import names as country_names
from bot.scene import Answered, Answers, NotUnderstood, Option, Reading, Scene
from bot.steps.choice import Choice
from bot.steps.day import Day
from bot.steps.text import Text
from storage.places import OfficeCard

OFFICE, COUNTRY = "office", "country"
HOURS = (1, 2, 4, 8, 12, 24, 48, 72)
LONGEST_CONTACT = 200
LONGEST_THRESHOLDS = 500


def _countries(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Those that have an office, by name."""
    del so_far
    codes = {link.code for link in scene.geography.links}
    return sorted((Option(code, scene.words.country(code)) for code in codes), key=lambda option: option.label)


def _country_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
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


def _hours(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [
        Option(str(one), scene.words.count("{number} hour", "{number} hours", one).format(number=one)) for one in HOURS
    ]


@cache
def _known(language: str) -> Mapping[str, frozenset[str]]:
    """Languages by their code of two letters (ISO 639-1): what they are called."""
    spoken = [Locale.parse(one).languages for one in ("en", language)]
    return {
        str(code): frozenset({str(code), *(str(names[code]).casefold() for names in spoken if code in names)})
        for code in spoken[0]
        if len(str(code)) == 2  # noqa: PLR2004 - see above
    }


def _languages(text: str, scene: Scene) -> Reading:
    """Languages by code or by name, in English or in the person's own language."""
    found: list[str] = []
    for said in (part.strip().casefold() for part in text.replace(";", ",").split(",")):
        code = next((code for code, names in _known(scene.words.language).items() if said in names), None)
        if code is None:
            sentence = scene.words.text(N_("I do not know the language “{said}”. Please write such as: en, fr."))
            return NotUnderstood(text=sentence.format(said=said[:40]))
        found.append(code)
    return Answered(value=", ".join(dict.fromkeys(found)))


OFFICE_DIALOG = Dialog(
    name=OFFICE,
    title=N_("Office"),
    submit=N_("Save"),
    steps=(
        Choice(
            key="host",
            label=N_("Host country"),
            ask=N_("Which country hosts the office?"),
            choose=_countries,
            names=_country_names,
            required=True,
        ),
        Text(
            key="languages",
            label=N_("Languages"),
            ask=N_("In which languages does the office work? Several are separated by commas, such as: en, fr."),
            understand=_languages,
            required=True,
        ),
        Choice(
            key="escalate",
            label=N_("Answer within"),
            ask=N_("Within how many hours does an officer get an answer? After that a report goes one step up."),
            choose=_hours,
            required=True,
        ),
        Text(
            key="contact",
            label=N_("Contact"),
            ask=N_("How do people reach the office: a mailbox, a telephone?"),
            most=LONGEST_CONTACT,
        ),
        Text(
            key="thresholds",
            label=N_("Thresholds"),
            ask=N_("From which quantities on does something concern the office? In your own words."),
            most=LONGEST_THRESHOLDS,
        ),
    ),
)

COUNTRY_DIALOG = Dialog(
    name=COUNTRY,
    title=N_("Country and office"),
    submit=N_("Show what changes"),
    steps=(
        Choice(
            key="country",
            label=N_("Country"),
            ask=N_("Which country goes to another office?"),
            choose=_countries,
            names=_country_names,
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


def answers_of(card: OfficeCard) -> Answers:
    """A card as answers; hours that are none of the listed ones are asked for."""
    return {
        "host": card.host_country,
        "languages": ", ".join(card.languages),
        "escalate": str(int(card.escalate_after.total_seconds() // 3600)),
        "contact": card.contact or None,
        "thresholds": card.thresholds or None,
    }


def card_of(answers: Answers) -> OfficeCard:
    """The card that complete answers tell."""
    return OfficeCard(
        host_country=str(answers["host"]),
        contact=str(answers.get("contact") or ""),
        languages=tuple(str(answers["languages"]).split(", ")),
        escalate_after=timedelta(hours=int(str(answers["escalate"]))),
        thresholds=str(answers.get("thresholds") or ""),
    )


def move_of(answers: Answers) -> tuple[str, str, date]:
    """Country, office and day of complete answers."""
    return str(answers["country"]), str(answers["office"]), date.fromisoformat(str(answers["day"]))
