"""A marking as it stands above a message: its label is the first thing one reads."""

from alerts.marking import Marking
from channels.message import Mark


def mark_of(marking: Marking, label: str = "") -> Mark:
    """The mark of a marking; `label` where more than its name stands there."""
    return Mark(label=label or marking.value, colour=marking.colour, guarded=marking.guarded)
