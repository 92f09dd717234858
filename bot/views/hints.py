"""A hint to an officer that a report like theirs is there: its number, day and goods, and nothing else of it."""

from alerts.permit import ItemKind, Permit
from alerts.similar import Alike
from bot.language import N_
from bot.scene import Scene
from bot.views.checks import LIKENESS_LABELS
from bot.views.facts import commodity


def looks_like(permit: Permit, alike: Alike, scene: Scene) -> str:
    """One sentence. `permit` is for this hint."""
    permit.require(ItemKind.HINT, alike.report)
    goods = scene.words.both(dict.fromkeys(commodity(good.commodity, scene) for good in alike.seizure.goods))
    return scene.words.text(
        N_("Looks like {report}: {why} ({day}, {goods}). Please submit it only if it is another seizure.")
    ).format(
        report=alike.number,
        why=scene.words.text(LIKENESS_LABELS[alike.why]),
        day=scene.words.day(alike.seizure.day),
        goods=goods,
    )
