"""Progress as JSON and back: what is kept between two turns."""

from collections.abc import Mapping

from bot.dialog import Progress
from bot.scene import Option, Value

_PARTS = 3
"""Of an option: code, label, value."""


def to_json(progress: Progress) -> dict[str, object]:
    """A JSON object; what was offered is kept so that a typed number or label means the same as a press."""
    return {
        "dialog": progress.dialog,
        "draft": progress.draft,
        "turn": progress.turn,
        "answers": dict(progress.answers),
        "aside": dict(progress.aside),
        "offered": [[option.code, option.label, option.value] for option in progress.offered],
        "about": progress.about,
        "facts": dict(progress.facts),
    }


def from_json(body: Mapping[str, object]) -> Progress:
    """The progress of a body made by `to_json`; what is not there is empty."""
    offered = body.get("offered")
    turn = body.get("turn")
    return Progress(
        dialog=str(body.get("dialog")),
        draft=str(body.get("draft")),
        turn=turn if isinstance(turn, int) else 0,
        answers=_mapping(body.get("answers")),
        aside=_mapping(body.get("aside")),
        offered=tuple(
            Option(str(entry[0]), str(entry[1]), entry[2])
            for entry in (offered if isinstance(offered, list) else [])
            if isinstance(entry, list) and len(entry) == _PARTS
        ),
        about=str(body.get("about") or ""),
        facts=_mapping(body.get("facts")),
    )


def _mapping(value: object) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}
