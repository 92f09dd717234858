"""How a report came to say what it says: its further revisions, each beside the one it follows."""

from collections.abc import Sequence
from itertools import pairwise

from alerts.report import Report
from bot.views.differences import Amendment
from storage.unit_of_work import UnitOfWork


async def history_of(unit: UnitOfWork, report: Report) -> Sequence[Amendment]:
    """All further revisions, oldest first; nothing is read for a report that stands as it was filed."""
    if report.revision == 1:
        return ()
    written = await unit.revisions.of(report.id)
    people = await unit.people.many([one.by for one in written if one.by != report.author])
    return [
        Amendment(
            by="" if after.by == report.author else people[after.by].name,
            at=after.at,
            before=before.seizure,
            after=after.seizure,
        )
        for before, after in pairwise(written)
    ]


async def corrections_since(unit: UnitOfWork, report: Report) -> Sequence[Amendment]:
    """What reviewers corrected since the officer wrote last. What lies before, the officer saw when they wrote."""
    history = await history_of(unit, report)
    own = max((at for at, one in enumerate(history, 1) if not one.by), default=0)
    return history[own:]
