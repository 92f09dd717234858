"""To which office a report goes, and why. That office's reviewers read the reason on the card."""

from collections.abc import Mapping, Sequence

from bot.dialog import Dialog
from bot.dialogs.lists import office_name
from bot.language import LANGUAGES, N_, words
from bot.scene import Answers, Option, Scene
from bot.steps.choice import Choice
from bot.steps.text import Text

TRANSFER = "transfer"
LONGEST = 300


def _others(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Every office but one's own."""
    del so_far
    return [Option(code, office_name(code, scene)) for code in scene.geography.offices if code != scene.office]


def _names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    """By code, with and without RILO before it, and by name in every language."""
    del so_far
    return {
        code: (code, f"RILO {code}", *(words(language).name("office", office.name) for language in LANGUAGES))
        for code, office in scene.geography.offices.items()
    }


TRANSFER_DIALOG = Dialog(
    name=TRANSFER,
    title=N_("Transfer"),
    summary=False,
    steps=(
        Choice(
            key="office",
            label=N_("Office"),
            ask=N_("To which office? Its reviewers decide then, and you no longer see the report."),
            choose=_others,
            names=_names,
            required=True,
        ),
        Text(
            key="reason",
            label=N_("Reason"),
            ask=N_("Why is it theirs? A few words for their reviewers."),
            most=LONGEST,
            required=True,
        ),
    ),
)
