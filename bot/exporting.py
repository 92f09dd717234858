"""What is kept about one person, written into a file for them: access as data protection laws give it."""

import json
import os
from pathlib import Path

from bot.operating import CannotBeDone
from bot.world import World
from storage.unit_of_work import UnitOfWork


async def export(world: World, public_id: str, target: Path) -> int:
    """Writes the file, readable by who runs the command only, and returns how many entries it has. Raises CannotBeDone
    where there is no such person, or such a file already, or it cannot be written; nothing half is kept.
    """
    async with world.database.writing() as unit:
        person = await unit.people.by_public_id(public_id)
        if person is None:
            raise CannotBeDone(f"Nobody has the id {public_id}; `liaison people` lists everybody.")
        kept = await unit.exports.of(person.id)
        _write(target, json.dumps(kept, ensure_ascii=False, indent=1, default=str))
        await _note(unit, world, public_id)
    return sum(map(len, kept.values()))


async def _note(unit: UnitOfWork, world: World, public_id: str) -> None:
    await unit.audit.add(at=world.now(), who=None, verb="person.export", subject=f"person {public_id}", details={})
    await unit.commit()


def _write(target: Path, text: str) -> None:
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CannotBeDone(f"{target} is there already: an export is never written over another file.") from None
    except OSError as error:
        raise CannotBeDone(f"{target} cannot be written ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text + "\n")
    except OSError as error:
        target.unlink(missing_ok=True)
        raise CannotBeDone(f"{target} cannot be written ({error.strerror}).") from None
