"""What is asked about somebody who is there: a further role (by the questions of the invitation), another home; and what
somebody is asked who takes a further invitation. Whom it is about stands in the facts.
"""

from collections.abc import Sequence

from alerts.granting import Home
from bot.dialog import Dialog
from bot.dialogs.invite import ENDS_STEP, ROLE_STEP, SCOPE_STEP, scope_name, scope_names
from bot.language import N_
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice

GIVE = "give"
TAKE = "take"
HOME = "home"


def home_of(place: str) -> Home:
    """The home that "country:KE" or "office:ESA" names."""
    kind, _, code = place.partition(":")
    return Home(country=code if kind == "country" else None, office=code if kind == "office" else None)


def _homes(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Offices that the asker administers, and their countries."""
    del so_far
    asker, geography = scene.asker, scene.geography
    if asker is None:
        return []
    offices = [office for office in geography.offices if asker.administers(office)]
    countries = {one for office in offices for one in geography.countries_of_office(office, scene.today)}
    by_name = sorted(
        (Option(f"country:{code}", scope_name(f"country:{code}", scene)) for code in countries),
        key=lambda option: option.label,
    )
    return [*by_name, *(Option(f"office:{office}", scope_name(f"office:{office}", scene)) for office in offices)]


GIVE_DIALOG = Dialog(
    name=GIVE,
    title=N_("Further role"),
    submit=N_("Give the role"),
    steps=(ROLE_STEP, SCOPE_STEP, ENDS_STEP),
)

TAKE_DIALOG = Dialog(name=TAKE, title=N_("Invitation"), submit=N_("Take the role"), steps=())

HOME_DIALOG = Dialog(
    name=HOME,
    title=N_("Country or office"),
    summary=False,
    steps=(
        Choice(
            key="home",
            label=N_("Of"),
            ask=N_("To which administration or office do they belong now? Choose, or type its name."),
            choose=_homes,
            names=scope_names,
            required=True,
        ),
    ),
)
