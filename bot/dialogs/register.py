"""All dialogs by name, and the checks made on them at start."""

from collections.abc import Iterator, Mapping

from bot.dialog import Dialog, Several, Step
from bot.dialogs.approve import APPROVE
from bot.dialogs.join import JOIN_DIALOG, LANGUAGE_DIALOG
from bot.dialogs.reasons import REJECT_DIALOG, RETURN_DIALOG
from bot.dialogs.report import REPORT
from bot.dialogs.subscribe import SUBSCRIBE
from bot.scene import Scene
from channels.message import TOKEN_BYTES

DIALOGS: Mapping[str, Dialog] = {
    dialog.name: dialog
    for dialog in (JOIN_DIALOG, LANGUAGE_DIALOG, REPORT, RETURN_DIALOG, REJECT_DIALOG, APPROVE, SUBSCRIBE)
}

SAMPLE_REVISION = "abcd-9999"
LONGEST_PATH = "more/19/"


class BadDialog(Exception):
    """A dialog cannot be shown as it is written."""


def check(dialogs: Mapping[str, Dialog], scenes: list[Scene], *, label_length: int) -> None:
    """Raises BadDialog unless keys are unique, every label and question has words in every scene's language, every
    option has a label that fits a button, and every token fits its 64 bytes.
    """
    for dialog in dialogs.values():
        keys = [step.key for step in dialog.steps]
        if len(set(keys)) != len(keys):
            raise BadDialog(f"{dialog.name}: two questions have the same key")
        for step, so_far in _steps(dialog):
            for scene in scenes:
                _check_step(dialog, step, so_far, scene, label_length)


def _steps(dialog: Dialog) -> Iterator[tuple[Step, Mapping[str, str]]]:
    for step in dialog.steps:
        if isinstance(step, Several):
            yield from ((inner, _SAMPLE) for inner in step.steps)
        else:
            yield step, _SAMPLE


_SAMPLE = {"category": "DRG", "commodity": "DRG-COC-HCL"}


def _check_step(dialog: Dialog, step: Step, so_far: Mapping[str, str], scene: Scene, label_length: int) -> None:
    where = f"{dialog.name}, {step.key}, {scene.words.language}"
    if not scene.words.text(step.label) or not step.question(so_far, scene):
        raise BadDialog(f"{where}: no words")
    for option in step.options(so_far, scene):
        if not option.label or len(option.label) > label_length:
            raise BadDialog(f"{where}: option {option.code} has no label of at most {label_length} characters")
        token = f"pick.{LONGEST_PATH}{step.key}.{option.code}.{SAMPLE_REVISION}"
        if len(token.encode()) > TOKEN_BYTES:
            raise BadDialog(f"{where}: option {option.code} is too long for a button")
