"""/queue: what waits, how long, how urgent, who has it, and until when somebody should act."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.permit import ItemKind, Permit, Refusal
from bot.dialogs.lists import PRECEDENCE_LABELS
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import button
from bot.views.cards import age, numbered
from bot.views.deadlines import deadline
from bot.views.facts import headline
from channels.message import Message
from storage.board import Waiting


def queue_list(
    permits: Mapping[int, Permit | Refusal],
    waiting: Sequence[Waiting],
    takers: Mapping[int, str],
    zone: str,
    now: datetime,
    scene: Scene,
) -> Message:
    """The open reports, most urgent first, each with a button that brings its card."""
    say = scene.words.text
    if not waiting:
        return Message(language=scene.words.language, text=say(N_("The queue is empty.")))
    fields = []
    for one in waiting:
        report = one.report
        permit = permits[report.id]
        if isinstance(permit, Refusal):
            raise PermissionError(permit.value)
        permit.require(ItemKind.CARD, report.id)
        holder = takers.get(report.taken_by or 0)
        parts = [age(report.submitted_at, now, scene), say(PRECEDENCE_LABELS[report.precedence])]
        if holder:
            parts.append(say(N_("taken by {who}")).format(who=holder))
        parts.append(deadline(one, zone, now, scene))
        fields.append((numbered(report), f"{' · '.join(parts)} · {headline(report.seizure, scene)}"))
    return Message(
        language=scene.words.language,
        title=say(N_("Queue")),
        fields=tuple(fields),
        buttons=tuple(
            (button(one.report.number, "card", "report", one.report.public_id, one.report.revision),)
            for one in waiting[:10]
        ),
    )
