"""The facts of a seizure in a person's words: one headline, and lines for cards and tables."""

from alerts.seizure import Good, PartialDate, Seizure
from bot.language import N_
from bot.reading.units import CIGARETTES, show_quantity
from bot.scene import Scene
from bot.steps import details, goods_told
from bot.steps.control import show_control
from bot.steps.identifier import show_identifiers
from bot.steps.quantity import show_converted
from bot.steps.route import show_route

Fields = tuple[tuple[str, str], ...]


def headline(seizure: Seizure, scene: Scene) -> str:
    """One line: goods, how hidden, where, from where to where."""
    parts = [
        ", ".join(
            f"{commodity(good.commodity, scene)} {show_quantity(good.quantity, scene)}" for good in seizure.goods[:2]
        )
    ]
    if len(seizure.goods) > 2:  # noqa: PLR2004 - two fit on a line
        parts[0] += " …"
    if seizure.concealment is not None and seizure.concealment.code not in {"OTHER", "NONE"}:
        parts.append(listed("concealment", seizure.concealment.code, scene))
    parts.append(place(seizure, scene))
    if seizure.route is not None and seizure.route.countries:
        ends = [stop for stop in (seizure.route.departure, seizure.route.destination) if stop.country]
        names = [stop.name or scene.words.country(stop.country or "") for stop in ends]
        if len(names) > 1:
            parts.append(" → ".join(names))
    return ", ".join(parts)


def lines(seizure: Seizure, scene: Scene) -> Fields:
    """Found, goods, transport, route, hidden: what a card shows."""
    say = scene.words.text
    made = [
        (say(N_("Found")), f"{scene.words.day(seizure.day)}, {place(seizure, scene, code=True)}"),
        *((say(N_("Goods")), goods_line(good, scene)) for good in seizure.goods),
        (say(N_("Transport")), _transport(seizure, scene)),
    ]
    if seizure.control is not None:
        made.append((say(N_("Control")), show_control(seizure.control, scene)))
    if seizure.route is not None:
        made.append((say(N_("Route")), show_route(seizure.route, scene)))
    if seizure.concealment is not None:
        hidden = listed("concealment", seizure.concealment.code, scene)
        how = seizure.concealment.text
        made.append((say(N_("Hidden")), scene.words.labelled(hidden, how) if how else hidden))
    return tuple(made)


def goods_line(good: Good, scene: Scene) -> str:
    cigarettes = CIGARETTES in scene.reference.commodities[good.commodity].units
    amount = show_converted(good.quantity, scene) if cigarettes else show_quantity(good.quantity, scene)
    line = f"{commodity(good.commodity, scene)} {amount}"
    if good.description:
        line = f"{line} ({good.description})"
    return " · ".join((line, *details.show_told(goods_told.of(good), scene)))


def commodity(code: str, scene: Scene) -> str:
    return scene.words.name("commodity", scene.reference.commodities[code].label)


def listed(name: str, code: str, scene: Scene) -> str:
    """The label of an entry of a short list."""
    return next(
        (scene.words.name(name, entry.label) for entry in scene.reference.lists[name] if entry.code == code), code
    )


def place(seizure: Seizure, scene: Scene, *, code: bool = False) -> str:
    """The place with its country, and its UN/LOCODE where asked for and known."""
    entry = scene.reference.places.get(seizure.place.code or "")
    locode = f" ({entry.locode})" if code and entry is not None and entry.locode else ""
    return f"{seizure.place.name}{locode}, {scene.words.country(seizure.place.country)}"


def day(value: PartialDate, scene: Scene) -> str:
    return scene.words.day(value)


def _transport(seizure: Seizure, scene: Scene) -> str:
    mode = listed("transport_mode", seizure.transport, scene)
    vehicle = listed("conveyance", seizure.conveyance, scene) if seizure.conveyance else ""
    return " · ".join(part for part in (mode, vehicle, show_identifiers(seizure.identifiers, scene)) if part)
