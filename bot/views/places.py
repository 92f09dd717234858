"""What is shown of offices and countries to who administers them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from alerts.geography import Country, MoveOfCountry
from alerts.seat import Seat, changes
from alerts.seizure import PartialDate
from bot.dialogs.lists import office_name
from bot.dialogs.zone import city
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, button, rows
from channels.message import Message

_REFUSED = {
    MoveOfCountry.NO_SUCH_OFFICE: N_("There is no such office."),
    MoveOfCountry.HAS_NO_OFFICE: N_("This country has no office on that day."),
    MoveOfCountry.SAME_OFFICE: N_("The country belongs to that office already."),
    MoveOfCountry.DAY_IS_OVER: N_("A change begins tomorrow at the earliest: what was is not rewritten."),
    MoveOfCountry.ANOTHER_ON_THAT_DAY: N_("Another change of this country begins on that very day."),
}


_PARTS = {"host_country": N_("Host country"), "zone": N_("Time zone"), "contact": N_("Contact")}
"""What moves, as the card calls it."""


def move_refused(refusal: MoveOfCountry, scene: Scene) -> str:
    return scene.words.text(_REFUSED[refusal])


def choose_office(offices: Sequence[str], scene: Scene) -> Message:
    """Whose card is to be changed."""
    return Message(
        language=scene.words.language,
        text=scene.words.text(N_("Which office?")),
        buttons=rows([button(office_name(office, scene), "open", "office", office, NONE) for office in offices]),
    )


def changes_ahead(links: Sequence[Country], scene: Scene) -> Message:
    """The changes that are to come, and the way to another one."""
    say = scene.words.text
    new = button(say(N_("Give a country to another office")), "do", "command", "countries", "new", style="primary")
    return Message(
        language=scene.words.language,
        title=say(N_("Countries and offices")),
        text="" if links else say(N_("No change is to come.")),
        fields=tuple(
            (
                scene.words.country(link.code),
                say(N_("{office} from {day} on")).format(
                    office=office_name(link.office, scene), day=_day(link.valid_from, scene)
                ),
            )
            for link in links
            if link.valid_from is not None
        ),
        buttons=((new,),),
    )


def what_changes(country: str, before: str, office: str, day: date, open_reports: int, scene: Scene) -> Message:
    """What follows from a change, before it is made."""
    say = scene.words.text
    lines = [
        say(N_("From {day} on {country} belongs to {office}; until then to {before}.")).format(
            day=_day(day, scene),
            country=scene.words.country(country),
            office=office_name(office, scene),
            before=office_name(before, scene),
        ),
        say(N_("Reports of seizures from that day on go to the new office, and alerts reach its audience.")),
        scene.words.count(
            "{number} open report stays where it is.", "{number} open reports stay where they are.", open_reports
        ).format(number=open_reports),
    ]
    token = f"{office}-{day:%Y%m%d}"
    return Message(
        language=scene.words.language,
        title=say(N_("What changes")),
        text="\n".join(lines),
        buttons=(
            (button(say(N_("Change it")), "move", "country", country, token, style="danger"),),
            (button(say(N_("Leave it")), "do", "command", "countries", NONE),),
        ),
    )


def what_moves(changed: Mapping[str, tuple[str, str]], scene: Scene) -> Sequence[str]:
    """What an office changes of its seat, a line each."""
    say, labelled = scene.words.text, scene.words.labelled
    return [
        labelled(say(label), _part(name, changed[name][1], scene)) for name, label in _PARTS.items() if name in changed
    ]


def seats_ahead(office: str, seats: Sequence[Seat], now: datetime, scene: Scene) -> Message:
    """What of an office's seat is to change on which day, and the way to take each back before it."""
    say = scene.words.text
    turns = [(before, seat) for before, seat in pairwise(seats) if not seat.has_begun(now)]
    return Message(
        language=scene.words.language,
        title=say(N_("To come at {office}")).format(office=office_name(office, scene)),
        fields=tuple(
            (_day(seat.valid_from, scene), "; ".join(what_moves(changes(before, seat), scene)))
            for before, seat in turns
        ),
        buttons=rows(
            [
                button(
                    say(N_("Take back {day}")).format(day=_day(seat.valid_from, scene)),
                    "takeback",
                    "office",
                    office,
                    f"{seat.valid_from:%Y%m%d}",
                )
                for _, seat in turns
            ]
        ),
    )


def _part(name: str, value: str, scene: Scene) -> str:
    if not value:
        return scene.words.text(N_("none"))
    if name == "host_country":
        return scene.words.country(value)
    return city(value, scene.words.language) if name == "zone" else value


def _day(day: date | None, scene: Scene) -> str:
    return scene.words.day(PartialDate(day.year, day.month, day.day)) if day is not None else ""
