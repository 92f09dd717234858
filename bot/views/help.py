"""What Liaison says about itself: welcome, help, and the commands a person can use."""

from collections.abc import Sequence

from alerts.person import Person, RoleKind
from bot.dialogs.zone import zones_of
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, button, rows
from channels.message import Message

COMMANDS = {
    "report": N_("report a seizure"),
    "mine": N_("my reports"),
    "queue": N_("what waits for review"),
    "board": N_("the board of my office, as a page"),
    "alerts": N_("alerts I received"),
    "subscribe": N_("choose which alerts I get"),
    "accounts": N_("my chats, and where alerts come first"),
    "groups": N_("groups that get alerts"),
    "invite": N_("invite somebody"),
    "people": N_("people of my country or office"),
    "sessions": N_("where I am signed in"),
    "office": N_("what my office says of itself"),
    "countries": N_("which office a country belongs to"),
    "notice": N_("the notice of my office"),
    "language": N_("change the language"),
    "zone": N_("change the time zone"),
    "cancel": N_("stop what we are doing"),
    "help": N_("this help"),
}
_LABELS = {
    "report": N_("Report a seizure"),
    "mine": N_("My reports"),
    "queue": N_("Queue"),
    "board": N_("Board"),
    "alerts": N_("Alerts"),
    "subscribe": N_("Subscribe"),
    "invite": N_("Invite somebody"),
    "people": N_("People"),
    "sessions": N_("Signed in"),
    "accounts": N_("My accounts"),
    "language": N_("Language"),
    "help": N_("Help"),
}
_PAGES = frozenset({"board"})
"""What is a page of the web chat, under the command's own name."""

ASIDE = frozenset({"help", "language", "accounts", "invite", "people", "sessions"})
"""What has no button of its own below a greeting."""


def commands_of(person: Person) -> Sequence[str]:
    """The commands that do something for this person, the most used first."""
    found = []
    if person.has(RoleKind.OFFICER):
        found += ["report", "mine"]
    if person.decides:
        found += ["queue", "board"]
    found += ["alerts", "subscribe"]
    if any(role.kind in {RoleKind.ADMINISTRATOR, RoleKind.HEAD, RoleKind.CONTACT_POINT} for role in person.roles):
        found += ["groups", "invite", "people"]
    if any(role.kind in {RoleKind.ADMINISTRATOR, RoleKind.HEAD} for role in person.roles):
        found.append("office")
    if person.administers(None):
        found.append("countries")
    return (*found, "accounts", "sessions", "notice", "language", "cancel", "help")


def welcome(person: Person, scene: Scene) -> Message:
    """Right after joining."""
    text = scene.words.text(N_("Welcome, {name}. This is Liaison: seizures become warnings for others here."))
    return _menu(text.format(name=person.name), person, scene)


def help_text(person: Person, scene: Scene) -> Message:
    """/help: what one can say, in one line each."""
    say = scene.words.text
    several = ("zone",) if len(zones_of(person.country, scene)) > 1 else ()
    lines = [
        scene.words.labelled(f"/{command}", say(COMMANDS[command])) for command in (*commands_of(person), *several)
    ]
    return _menu("\n".join((say(N_("You can write or press:")), *lines)), person, scene)


def not_understood(person: Person, scene: Scene) -> Message:
    """Something was said while nothing was asked."""
    return _menu(scene.words.text(N_("I did not ask anything just now. What would you like to do?")), person, scene)


def menu(person: Person, scene: Scene) -> tuple[tuple[str, str], ...]:
    """Labels and commands for a page's menu; what is a page itself is in `pages`."""
    return tuple(
        (scene.words.text(_LABELS[one]), f"/{one}")
        for one in commands_of(person)
        if one in _LABELS and one not in _PAGES
    )


def pages(person: Person, scene: Scene) -> tuple[tuple[str, str], ...]:
    """Labels of a page's menu and the pages of the same inbox they lead to."""
    return tuple((scene.words.text(_LABELS[one]), one) for one in commands_of(person) if one in _PAGES)


def _menu(text: str, person: Person, scene: Scene) -> Message:
    shown = [one for one in commands_of(person) if one in _LABELS and one not in ASIDE]
    return Message(
        language=scene.words.language,
        text=text,
        buttons=rows(
            [
                button(
                    scene.words.text(_LABELS[one]), "do", "command", one, NONE, style="primary" if i == 0 else "plain"
                )
                for i, one in enumerate(shown)
            ]
        ),
    )
