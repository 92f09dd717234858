"""Before an officer submits: whether a colleague of the same country reported this case already. Whoever looks up many
numbers that way in a day is named to the administrators: it is not what the hint is for.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from alerts.permit import Facts, Item, ItemKind, Permit, Purpose
from alerts.similar import BY_NUMBER, Likeness
from bot.dialogs.report_answers import seizure_of
from bot.scene import Answers
from bot.telling import queue_for_administrators
from bot.turn import Turn
from bot.views.hints import looks_like
from bot.views.notices import MANY_MATCHES
from storage.unit_of_work import UnitOfWork

MATCHES_MOST = 10
"""Reports that one person may be shown as alike by a number in a day, before administrators hear of it."""

_TOLD = BY_NUMBER | {Likeness.CASE}
"""A route in common is the reviewer's to see."""


async def hint(turn: Turn, answers: Answers, about: str) -> str:
    """The hint for complete answers of the report dialog; `about` is the report that is being changed, if any. Empty
    where there is nothing to tell, or it may not be told.
    """
    person = turn.require_person()
    country = person.reports_for
    if country is None:
        return ""
    changed = await turn.unit.reports.by_public_id(about) if about else None
    found = await turn.unit.similar.to(
        seizure_of(answers), country=country, but=changed.id if changed is not None else None
    )
    for alike in found:
        item = Item(kind=ItemKind.HINT, id=alike.report, marking=alike.marking)
        permit = turn.permit(item, Purpose.ACCOUNT, Facts(colleague=alike.country == country))
        if alike.why in _TOLD and isinstance(permit, Permit):
            if alike.why in BY_NUMBER:
                await _count(turn, alike.number)
            return looks_like(permit, alike, turn.scene)
    return ""


async def too_many(unit: UnitOfWork, people: Iterable[int], day: date) -> Mapping[int, int]:
    """Who was shown more such reports that day than is usual, and how many."""
    names = {_slots(person, day): person for person in people}
    counted = await unit.ticks.counted(names)
    return {names[name]: number for name, number in counted.items() if number > MATCHES_MOST}


def _slots(person: int, day: date) -> str:
    """The name under which each report is counted once."""
    return f"match {person} {day}"


async def _count(turn: Turn, number: str) -> None:
    """Each report once a day and person; the administrators are told once a day, when it becomes too many."""
    person = turn.require_person()
    name = _slots(person.id, turn.now.date())
    if not await turn.unit.ticks.take(name, number, turn.now):
        return
    await turn.unit.audit.add(at=turn.now, who=person.id, verb="report.matched", subject=f"report {number}", details={})
    if len(await turn.unit.ticks.taken(name)) == MATCHES_MOST + 1:
        values = {"who": person.name, "count": str(MATCHES_MOST)}
        await queue_for_administrators(
            turn.unit, turn.world, MANY_MATCHES, values, office=person.office, country=person.country
        )
