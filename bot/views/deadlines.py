"""Until when somebody should act on a report that waits, and what happens then: one sentence for the queue and the board."""

from datetime import datetime

from alerts.report import Level
from bot.language import N_
from bot.scene import Scene
from bot.views.cards import age
from storage.board import Waiting

_RISES = {
    Level.HEAD: N_("escalates to the head in {span} ({when})"),
    Level.ADMINISTRATORS: N_("escalates to the administrators in {span} ({when})"),
}
_IS_WITH = {
    Level.HEAD: N_("with the head since {when}"),
    Level.ADMINISTRATORS: N_("with the administrators since {when}"),
}


def deadline(waiting: Waiting, zone: str, now: datetime, scene: Scene) -> str:
    """Who has been asked since when, and when it rises a step if nobody acts. From the administrators on it cannot rise any
    further, and yet it can be overdue.
    """
    say, level, due = scene.words.text, waiting.report.level, waiting.due
    when = scene.words.moment(due, zone)
    parts = []
    if level in _IS_WITH:
        parts.append(say(_IS_WITH[level]).format(when=scene.words.moment(waiting.risen or waiting.since, zone)))
    if due <= now:
        parts.append(say(N_("overdue since {when}")).format(when=when))
    elif level.next is not None:
        parts.append(say(_RISES[level.next]).format(span=age(now, due, scene), when=when))
    return "; ".join(parts)
