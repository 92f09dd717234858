"""Why a report is returned or rejected: a usual reason and perhaps a few words beside it, or words of one's own instead. The
officer gets both.
"""

from collections.abc import Sequence

from alerts.review import OTHER_REASON
from bot.dialog import Dialog
from bot.language import N_
from bot.scene import Answered, Answers, NotUnderstood, Option, Reading, Scene
from bot.steps.choice import Choice
from bot.steps.text import Text

RETURN = "return"
REJECT = "reject"
LONGEST = 500

REASONS = {
    RETURN: {
        "quantity": N_("The quantity or unit is unclear"),
        "goods": N_("The goods are unclear"),
        "route": N_("The route is missing or unclear"),
        "hiding": N_("How it was hidden is missing"),
        "pictures": N_("Pictures are missing"),
    },
    REJECT: {
        "duplicate": N_("This case has been reported already"),
        "no_seizure": N_("Nothing was seized"),
        "small": N_("Too small to be of use to others"),
        "not_customs": N_("Not a customs matter"),
        "test": N_("A test or a mistake"),
    },
}
LABELS = {**REASONS[RETURN], **REASONS[REJECT]}
"""Every usual reason by its code."""


def _of_return(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(code, scene.words.text(label)) for code, label in REASONS[RETURN].items()]


def _of_reject(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(code, scene.words.text(label)) for code, label in REASONS[REJECT].items()]


def _own_words(text: str, so_far: Answers, scene: Scene) -> Reading:
    del so_far
    said = text.strip()
    if not said:
        return NotUnderstood(text=scene.words.text(N_("That was empty. Please write a few words.")))
    if len(said) > LONGEST:
        return NotUnderstood(
            text=scene.words.text(
                N_("That is too long: {length} characters. At most {most} can be kept; please shorten it.")
            ).format(length=scene.words.number(len(said)), most=scene.words.number(LONGEST))
        )
    # Who has written why is not asked for more; a form, where all fields stand at once, may still bring some.
    return Answered(value=said, also={TEXT.key: None})


TEXT = Text(key="text", label=N_("To add"), ask=N_("Anything to add for the officer?"), most=LONGEST)


RETURN_DIALOG = Dialog(
    name=RETURN,
    title=N_("Return"),
    summary=False,
    steps=(
        Choice(
            key="reason",
            label=N_("Reason"),
            ask=N_(
                "What is missing? Choose, or write it in your own words. The officer gets it and can change the report."
            ),
            choose=_of_return,
            otherwise=_own_words,
            free=True,
            required=True,
        ),
        TEXT,
    ),
)
REJECT_DIALOG = Dialog(
    name=REJECT,
    title=N_("Reject"),
    summary=False,
    steps=(
        Choice(
            key="reason",
            label=N_("Reason"),
            ask=N_(
                "Why is it rejected? Choose, or write it in your own words. The officer gets it, and the report ends."
            ),
            choose=_of_reject,
            otherwise=_own_words,
            free=True,
            required=True,
        ),
        TEXT,
    ),
)


def given(answers: Answers) -> tuple[str, str]:
    """The reason's code and the words of complete answers. Own words stand for both: the reason is another one then."""
    reason, text = (str(answers.get(key) or "").strip() for key in ("reason", TEXT.key))
    if reason in LABELS or not reason:
        return reason, text
    return OTHER_REASON, "\n".join(part for part in (reason, text) if part)
