"""Entries of a mailbox as the page is given them, and what the page may know of tokens. What a page does not show
(a file's bytes) stays behind.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC

from channels.base import Entry
from channels.message import Message
from channels.message_json import to_json

SAID = "said:"
"""Before the key of what a person said, so that no page can take the key of something to be told."""

PAGE_VERBS: Mapping[str, Sequence[str]] = {
    "dialog": (
        "pick",
        "skip",
        "enough",
        "back",
        "change",
        "submit",
        "cancel",
        "add",
        "keep",
        "page",
        "release",
        "edit",
        "throw",
    ),
    "change": ("change",),
}
"""First words of tokens that the page draws in its own way: buttons of a dialog's older questions are dimmed when a
newer one comes, and a change button labelled like a field (signs before the label do not count) stands as a pencil at
that field.
"""


def entry_json(entry: Entry) -> dict[str, object]:
    """One entry for the page: id, kind, time in UTC, and what there is of message, text, of and key."""
    kept: dict[str, object] = {
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
    }
    if entry.message is not None:
        kept["message"] = _message_json(entry.message)
    if entry.text:
        kept["text"] = entry.text
    if entry.of is not None:
        kept["of"] = entry.of
    if entry.key.startswith(SAID):
        kept["key"] = entry.key.removeprefix(SAID)
    return kept


def label_of(entry: Entry, token: str) -> str:
    """The label of the button with this token, or "" when the entry has none."""
    if entry.message is None:
        return ""
    return next((button.label for row in entry.message.buttons for button in row if button.token == token), "")


def _message_json(message: Message) -> dict[str, object]:
    kept = to_json(message)
    kept.pop("mention", None)
    if message.files:
        kept["files"] = [{"name": file.name, "bytes": len(file.content)} for file in message.files]
    return kept
