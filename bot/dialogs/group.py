"""Setting a Group up: up to which marking, and which alerts it gets. Asked in private of whoever may decide that."""

from collections.abc import Sequence
from dataclasses import replace

from alerts.marking import Marking
from bot.dialog import Dialog
from bot.dialogs.subscribe import GOODS, LOWEST, WHERE
from bot.language import N_
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice

NAME, OF_COUNTRY = "group", "country_group"

YES, NO = "yes", "no"

CEILINGS = (Marking.CLEAR, Marking.GREEN, Marking.AMBER, Marking.AMBER_STRICT)


def _ceilings(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far, scene
    return [Option(one.value, one.value) for one in CEILINGS]


def _yes_no(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(YES, scene.words.text(N_("Yes"))), Option(NO, scene.words.text(N_("No")))]


def _alerts(answers: Answers) -> bool:
    return answers.get("alerts") == YES


GROUP = Dialog(
    name=NAME,
    title=N_("Group"),
    submit=N_("Set up"),
    steps=(
        Choice(
            key="ceiling",
            label=N_("Up to"),
            ask=N_(
                "Up to which marking may alerts go there? From TLP:GREEN on the group has to be private; from TLP:AMBER on "
                "they go only while I can see that everybody there is known and cleared."
            ),
            choose=_ceilings,
            required=True,
        ),
        Choice(
            key="reviews",
            label=N_("Review cards"),
            ask=N_("Shall the office's review cards come there? Only while nobody but its reviewers is in it."),
            choose=_yes_no,
            required=True,
        ),
        Choice(
            key="alerts",
            label=N_("Alerts"),
            ask=N_("Shall alerts go there?"),
            choose=_yes_no,
            required=True,
            redraws=True,
        ),
        replace(WHERE, when=_alerts),
        replace(GOODS, when=_alerts),
        replace(LOWEST, when=_alerts),
    ),
)

GROUP_OF_COUNTRY = replace(GROUP, name=OF_COUNTRY, steps=tuple(step for step in GROUP.steps if step.key != "reviews"))
"""A country does not review: no cards come to its Groups."""
