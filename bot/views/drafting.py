"""Texts of an alert drafted from the facts, for the reviewer to keep or change."""

from alerts.seizure import PartialDate, Seizure
from bot.dialogs.approve import please_until
from bot.language import N_
from bot.scene import Scene
from bot.steps.route import show_route
from bot.views.facts import commodity, headline, listed

LONGEST_TITLE = 150


def draft_title(seizure: Seizure, scene: Scene) -> str:
    title = headline(seizure, scene)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def draft_why(seizure: Seizure, scene: Scene) -> str:
    """What was found and how it was hidden."""
    say = scene.words.text
    hidden = listed("concealment", seizure.concealment.code, scene) if seizure.concealment else ""
    if seizure.concealment is not None and seizure.concealment.text:
        hidden = scene.words.labelled(hidden, seizure.concealment.text)
    first = commodity(seizure.goods[0].commodity, scene)
    if hidden:
        return say(N_("{goods} found in {country}. Hidden: {how}.")).format(
            goods=first, country=scene.words.country(seizure.place.country), how=hidden.rstrip(".")
        )
    return say(N_("{goods} found in {country}.")).format(
        goods=first, country=scene.words.country(seizure.place.country)
    )


def draft_look_for(seizure: Seizure, scene: Scene) -> str:
    """Like shipments: the same way of travelling and the same route."""
    say = scene.words.text
    mode = listed("transport_mode", seizure.transport, scene)
    if seizure.route is not None and seizure.route.countries:
        return say(N_("Similar shipments ({mode}) on the route {route}.")).format(
            mode=mode, route=show_route(seizure.route, scene)
        )
    return say(N_("Similar shipments ({mode}).")).format(mode=mode)


def draft_please(seizure: Seizure, expires: PartialDate, scene: Scene) -> str:
    del seizure
    return please_until(expires, scene)
