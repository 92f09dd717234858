"""All dialogs by name, and the checks made on them at start."""

from collections.abc import Iterator, Mapping, Sequence

from bot.dialog import Dialog, Several, Step
from bot.dialogs.approve import APPROVE
from bot.dialogs.correct import CORRECT
from bot.dialogs.further import GIVE_DIALOG, HOME_DIALOG, TAKE_DIALOG
from bot.dialogs.group import GROUP, GROUP_OF_COUNTRY
from bot.dialogs.hand_over import HAND_OVER
from bot.dialogs.invite import INVITE_DIALOG
from bot.dialogs.join import ACCEPT_DIALOG, JOIN_DIALOG, LANGUAGE_DIALOG
from bot.dialogs.notice import NOTICE_DIALOG
from bot.dialogs.office import OFFICE_DIALOG, SEAT_DIALOG
from bot.dialogs.places import COUNTRY_DIALOG
from bot.dialogs.reasons import REJECT_DIALOG, RETURN_DIALOG
from bot.dialogs.report import REPORT
from bot.dialogs.subscribe import SUBSCRIBE
from bot.dialogs.transfer import TRANSFER_DIALOG
from bot.dialogs.zone import ZONE_DIALOG
from bot.scene import Answers, Scene
from channels.message import TOKEN_BYTES

DIALOGS: Mapping[str, Dialog] = {
    dialog.name: dialog
    for dialog in (
        JOIN_DIALOG,
        ACCEPT_DIALOG,
        LANGUAGE_DIALOG,
        ZONE_DIALOG,
        REPORT,
        HAND_OVER,
        RETURN_DIALOG,
        REJECT_DIALOG,
        TRANSFER_DIALOG,
        APPROVE,
        CORRECT,
        SUBSCRIBE,
        GROUP,
        GROUP_OF_COUNTRY,
        INVITE_DIALOG,
        GIVE_DIALOG,
        TAKE_DIALOG,
        HOME_DIALOG,
        OFFICE_DIALOG,
        SEAT_DIALOG,
        NOTICE_DIALOG,
        COUNTRY_DIALOG,
    )
}

SAMPLE_REVISION = "abcd-9999"
LAST_ENTRY = 19
"""The highest position of an entry of several things, as its path has it."""


class BadDialog(Exception):
    """A dialog cannot be shown as it is written."""


def check(dialogs: Mapping[str, Dialog], scenes: list[Scene], *, label_length: int) -> None:
    """Raises BadDialog unless keys are unique and can stand in a button, every label and question has words in every
    scene's language, every option has a label that fits a button, and every token fits its 64 bytes.
    """
    for dialog in dialogs.values():
        _check_keys(dialog.name, dialog.steps)
        for step in dialog.steps:
            if isinstance(step, Several):
                _check_keys(f"{dialog.name}, {step.key}", step.steps)
        for scene in scenes:
            _check_words(dialog, scene)
            for so_far in _samples(scene):
                for prefix, step in _steps(dialog):
                    _check_step(f"{dialog.name}, {step.key}", prefix, step, so_far, scene, label_length)


def _check_keys(where: str, steps: Sequence[Step | Several]) -> None:
    keys = [step.key for step in steps]
    if len(set(keys)) != len(keys):
        raise BadDialog(f"{where}: two questions have the same key")
    for key in keys:
        if not key or set(key) & set("./"):
            raise BadDialog(f"{where}: the key {key!r} cannot stand in a button")


def _check_words(dialog: Dialog, scene: Scene) -> None:
    """What a dialog says beside its questions."""
    said = [dialog.title]
    if dialog.summary:
        said.append(dialog.submit)
    for step in dialog.steps:
        said.append(step.label)
        if isinstance(step, Several):
            said += [step.ask, step.another, *(inner.label for inner in step.steps)]
    if not all(scene.words.text(text).strip() for text in said):
        raise BadDialog(f"{dialog.name}, {scene.words.language}: no words")


def _steps(dialog: Dialog) -> Iterator[tuple[str, Step]]:
    """Every question with what stands before its key in a path."""
    for step in dialog.steps:
        if isinstance(step, Several):
            yield from ((f"{step.key}/{LAST_ENTRY}/", inner) for inner in step.steps)
        else:
            yield "", step


def _samples(scene: Scene) -> Iterator[Answers]:
    """Answers that questions further down depend on: one commodity of each kind."""
    first: dict[str, str] = {}
    for code, commodity in scene.reference.commodities.items():
        first.setdefault(commodity.category, code)
    yield from ({"category": category, "commodity": code} for category, code in first.items())


def _check_step(where: str, prefix: str, step: Step, so_far: Answers, scene: Scene, label_length: int) -> None:
    if not step.question(so_far, scene).strip():
        raise BadDialog(f"{where}, {scene.words.language}: no words")
    for option in step.options(so_far, scene):
        if not option.label.strip() or len(option.label) > label_length:
            raise BadDialog(
                f"{where}, {scene.words.language}: option {option.code} has no label of at most {label_length} characters"
            )
        if "." in option.code or len(f"pick.{prefix}{step.key}.{option.code}.{SAMPLE_REVISION}".encode()) > TOKEN_BYTES:
            raise BadDialog(f"{where}: option {option.code} cannot stand in a button")
