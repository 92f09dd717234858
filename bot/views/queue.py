"""/queue: what waits, how long, how urgent, and who has it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.permit import ItemKind, Permit, Refusal
from alerts.report import Report
from bot.dialogs.lists import PRECEDENCE_LABELS
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import button
from bot.views.cards import age, numbered
from bot.views.facts import headline
from channels.message import Message


def queue_list(
    permits: Mapping[int, Permit | Refusal],
    reports: Sequence[Report],
    takers: Mapping[int, str],
    now: datetime,
    scene: Scene,
) -> Message:
    """The open reports, most urgent first, each with a button that brings its card."""
    say = scene.words.text
    if not reports:
        return Message(language=scene.words.language, text=say(N_("The queue is empty.")))
    fields = []
    for report in reports:
        permit = permits[report.id]
        if isinstance(permit, Refusal):
            raise PermissionError(permit.value)
        permit.require(ItemKind.CARD, report.id)
        holder = takers.get(report.taken_by or 0)
        parts = [age(report.submitted_at, now, scene), say(PRECEDENCE_LABELS[report.precedence])]
        if holder:
            parts.append(say(N_("taken by {who}")).format(who=holder))
        fields.append((numbered(report), f"{' · '.join(parts)} · {headline(report.seizure, scene)}"))
    return Message(
        language=scene.words.language,
        title=say(N_("Queue")),
        fields=tuple(fields),
        buttons=tuple(
            (button(report.number, "card", "report", report.public_id, report.revision),) for report in reports[:10]
        ),
    )
