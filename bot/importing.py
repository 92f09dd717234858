"""A report told from a file carries a key of what it was told from, so that it is known when the file comes again."""

from dataclasses import replace

from alerts.person import Person
from bot.dialogs.report import NAME as REPORT
from bot.progress_json import from_json, to_json
from bot.world import World
from storage.progress import Owner


async def mark_imported(world: World, officer: Person, key: str) -> None:
    """Gives the report in front of an officer its key, once submitted to be found by `reports.by_import_key`. Raises
    LookupError when no report is in front.
    """
    async with world.database.writing() as unit:
        kept = await unit.progress.front(Owner(person=officer.id))
        if kept is None or kept.dialog != REPORT:
            msg = "no report is in front"
            raise LookupError(msg)
        progress = from_json(kept.body)
        marked = replace(progress, facts={**progress.facts, "import_key": key})
        await unit.progress.save(kept.id, to_json(marked), world.now())
        await unit.commit()
