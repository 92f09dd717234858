"""To whom a half-done report is handed over. Who can be chosen is read anew at every turn (bot/offering.py)."""

from collections.abc import Sequence

from bot.dialog import Dialog
from bot.language import N_
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice

NAME = "hand_over"


def _colleagues(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return scene.colleagues


HAND_OVER = Dialog(
    name=NAME,
    title=N_("Hand over"),
    summary=False,
    steps=(
        Choice(
            key="colleague",
            label=N_("Colleague"),
            ask=N_("To whom? Choose, or type a part of the name. It stays with you until they take it over."),
            choose=_colleagues,
            required=True,
        ),
    ),
)
