"""Approve: everything is filled in already; each line can be changed before the preview."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alerts.precedence import Precedence
from alerts.seizure import PartialDate
from bot.dialog import Dialog
from bot.dialogs import lists
from bot.language import LANGUAGES, N_, words
from bot.reading.countries import names as country_names
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice
from bot.steps.day import Day
from bot.steps.day import read as read_day
from bot.steps.many import Many
from bot.steps.text import Text

NAME = "approve"

SOURCE_LABELS = {
    "A": N_("A completely reliable"),
    "B": N_("B usually reliable"),
    "C": N_("C fairly reliable"),
    "D": N_("D not usually reliable"),
    "E": N_("E unreliable"),
    "F": N_("F cannot be judged"),
}
INFORMATION_LABELS = {
    "1": N_("1 confirmed"),
    "2": N_("2 probably true"),
    "3": N_("3 possibly true"),
    "4": N_("4 doubtful"),
    "5": N_("5 improbable"),
    "6": N_("6 cannot be judged"),
}


def _sources(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(code, scene.words.text(label)) for code, label in SOURCE_LABELS.items()]


def _information(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(code, scene.words.text(label)) for code, label in INFORMATION_LABELS.items()]


def _audiences(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Whole sets as buttons: one office, or everybody."""
    del so_far
    offices = scene.geography.offices
    sets = [
        Option(code, scene.words.name("office", office.name), sorted(_of_office(code, scene)))
        for code, office in offices.items()
    ]
    everybody: list[str] = sorted({country for code in offices for country in _of_office(code, scene)})
    return [*sets, Option("everybody", scene.words.text(N_("All countries")), everybody)]


def _of_office(office: str, scene: Scene) -> frozenset[str]:
    return scene.geography.countries_of_office(office, scene.today)


def _countries(scene: Scene) -> Mapping[str, Sequence[str]]:
    del scene
    return country_names()


def _country(code: str, scene: Scene) -> str:
    return scene.words.country(code)


def show_countries(codes: Sequence[str], scene: Scene) -> str | None:
    """Countries in short: whole offices by name, the others after them."""
    left, parts = set(codes), []
    for code, office in scene.geography.offices.items():
        members = _of_office(code, scene)
        if members and members <= left:
            parts.append(
                scene.words.count("{office} ({number} country)", "{office} ({number} countries)", len(members)).format(
                    office=scene.words.name("office", office.name), number=len(members)
                )
            )
            left -= members
    if not parts:
        return None
    if len(left) > 6:  # noqa: PLR2004 - what fits on a line
        parts.append(scene.words.count("{number} more", "{number} more", len(left)).format(number=len(left)))
    else:
        parts += [scene.words.country(code) for code in sorted(left)]
    return ", ".join(parts)


def last_day(precedence: Precedence, scene: Scene) -> PartialDate:
    """Until when an alert of this precedence holds."""
    return PartialDate.parse((scene.today + precedence.validity).isoformat())


def please_until(expires: PartialDate, scene: Scene) -> str:
    """What to do, drafted from the last day."""
    return scene.words.text(N_("Check similar shipments until {day} and report what you find.")).format(
        day=scene.words.day(expires)
    )


def _follow(before: Answers, after: Answers, scene: Scene) -> Answers:
    """The last day follows the precedence, and the drafted request, in each language, the last day, until somebody changes
    them.
    """
    followed = dict(after)
    was, now = _precedence(before), _precedence(after)
    if was and now and before.get("expires") == str(last_day(was, scene)) == after.get("expires"):
        followed["expires"] = str(last_day(now, scene))
    old, new = read_day(before.get("expires")), read_day(followed.get("expires"))
    if old is None or new is None:
        return followed
    asked_in = {"please": scene} | {
        f"please_{language}": replace(scene, words=words(language)) for language in LANGUAGES
    }
    for key, there in asked_in.items():
        if after.get(key) == please_until(old, there):
            followed[key] = please_until(new, there)
    return followed


def _precedence(answers: Answers) -> Precedence | None:
    value = answers.get("precedence")
    return Precedence(value) if isinstance(value, str) and value in set(Precedence) else None


def _other_languages(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """All but the one the reviewer writes in."""
    return [option for option in lists.languages(so_far, scene) if option.code != scene.words.language]


def _in_second(language: str) -> tuple[Text, ...]:
    """The texts again, in another language, asked where that one was chosen."""

    def chosen(answers: Answers) -> bool:
        return answers.get("second") == language

    return tuple(
        replace(text, key=f"{text.key}_{language}", label=label, when=chosen)
        for text, label in zip(TEXTS, SECOND_LABELS, strict=True)
    )


TEXTS = (
    Text(key="title", label=N_("Title"), ask=N_("The title, in one line?"), most=150, required=True),
    Text(
        key="why",
        label=N_("Why it matters"),
        ask=N_("Why does it matter? What is new, in a sentence or two."),
        most=600,
        required=True,
    ),
    Text(
        key="look_for",
        label=N_("Look for"),
        ask=N_("What should colleagues look for?"),
        most=600,
        required=True,
    ),
    Text(
        key="please",
        label=N_("What to do"),
        ask=N_("What should they do, and until when?"),
        most=600,
        required=True,
    ),
)
SECOND_LABELS = (
    N_("Title, second language"),
    N_("Why it matters, second language"),
    N_("Look for, second language"),
    N_("What to do, second language"),
)

APPROVE = Dialog(
    name=NAME,
    title=N_("Approve"),
    submit=N_("Preview"),
    follow=_follow,
    steps=(
        Choice(
            key="source",
            label=N_("Source"),
            ask=N_("How good is the source? A seizure made by the reporting service itself is A."),
            choose=_sources,
            required=True,
        ),
        Choice(
            key="information",
            label=N_("Content"),
            ask=N_("How sure is the content? Seen and weighed is 1."),
            choose=_information,
            required=True,
        ),
        Choice(
            key="marking",
            label=N_("Marking"),
            ask=N_("Which marking?"),
            choose=lists.markings,
            otherwise=lists.other_marking,
            required=True,
        ),
        Choice(
            key="precedence",
            label=N_("Precedence"),
            ask=N_("Which precedence?"),
            choose=lists.precedences,
            required=True,
        ),
        Many(
            key="audience",
            label=N_("Audience"),
            ask=N_("For which countries? Choose, or type country names separated by commas."),
            sets=_audiences,
            things=_countries,
            name=_country,
            summary=show_countries,
            required=True,
        ),
        Day(
            key="expires",
            label=N_("Valid until"),
            ask=N_("Until which day does it hold? Choose, or type a day, such as 5 March 2027."),
            ahead=True,
            required=True,
        ),
        *TEXTS,
        Choice(
            key="second",
            label=N_("Second language"),
            ask=N_("In which other language shall title and texts go out? They are drafted there already."),
            choose=_other_languages,
            redraws=True,
        ),
        *(text for language in LANGUAGES for text in _in_second(language)),
    ),
)
