"""What is said about a further role and another home of somebody who is there."""

from collections.abc import Sequence

from alerts.granting import Home
from alerts.person import Person, Role
from bot.dialogs.invite import scope_name
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, button
from bot.views.people import SURE_AND, role_line
from channels.message import Message


def home_code(home: Home) -> str:
    """A home as a button names it: country-KE."""
    return f"country-{home.country}" if home.country is not None else f"office-{home.office}"


def home_named(code: str) -> Home | None:
    """The home that a button names; None for anything else."""
    kind, _, name = code.partition("-")
    if kind not in {"country", "office"} or not name:
        return None
    return Home(country=name) if kind == "country" else Home(office=name)


def home_name(home: Home, scene: Scene) -> str:
    """The administration or office in words."""
    return scope_name(home_code(home).replace("-", ":", 1), scene)


def invitation_offers(roles: Sequence[Role], scene: Scene) -> str:
    """To somebody known who follows an invitation."""
    say = scene.words.text
    what = "; ".join(role_line(role, scene) for role in roles)
    return say(N_("You are here already. This invitation gives you: {roles}. Everything else stays as it is.")).format(
        roles=what
    )


def ask_rehome(person: Person, home: Home, ends: Sequence[Role], back: Sequence[str], scene: Scene) -> Message:
    """Asked once, with what follows from it."""
    say = scene.words.text
    told = [
        say(
            N_(
                "Does {name} belong to {home} from now on? Alerts reach them by it. What they reported stays where it is."
            )
        ).format(name=person.name, home=home_name(home, scene))
    ]
    if ends:
        roles = "; ".join(role_line(role, scene) for role in ends)
        told.append(say(N_("These roles end: {roles}.")).format(roles=roles))
    if back:
        told.append(say(N_("Back to the queue go: {reports}.")).format(reports=", ".join(back)))
    return Message(
        language=scene.words.language,
        text="\n".join(told),
        buttons=(
            (
                button(
                    say(N_("Yes, change it")),
                    "home",
                    "person",
                    person.public_id,
                    f"{SURE_AND}{home_code(home)}",
                    style="danger",
                ),
            ),
            (button(say(N_("Back")), "see", "person", person.public_id, NONE),),
        ),
    )
