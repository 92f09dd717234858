"""What an operator does with the notices of offices: list them, set one text from a file, take one back."""

from pathlib import Path
from typing import TextIO

from rich.table import Table

from bot import noticing
from bot.dialogs.notice import LONGEST_NOTICE, languages_of
from bot.operating import CannotBeDone, show_table
from bot.world import World
from channels.text import clean


async def set_text(world: World, office: str, language: str, file: Path) -> None:
    """A further version with this text in that language; texts in others stay. Raises CannotBeDone with one sentence."""
    offices = world.geography.offices
    if office not in offices:
        raise CannotBeDone(f"--office: {office} is not an office; choose one of {', '.join(offices)}.")
    languages = languages_of(offices[office].languages)
    if language not in languages:
        raise CannotBeDone(f"--language: {office} writes in {', '.join(languages)}, not in {language}.")
    text = _read(file)
    async with world.database.writing() as unit:
        held = await unit.office_notices.current(office)
        texts = {**(held.texts if held is not None else {}), language: text}
        await noticing.save(unit, world, office, texts, by=None)
        await unit.commit()


async def take_back(world: World, office: str) -> None:
    """From now on nothing has to be accepted; what people accepted stays kept. Raises CannotBeDone."""
    async with world.database.writing() as unit:
        if await noticing.save(unit, world, office, {}, by=None) is None:
            raise CannotBeDone(f"{office} has no notice; `liaison notice` lists what there is.")
        await unit.commit()


async def notices(world: World, out: TextIO) -> None:
    """A table of the notices that hold."""
    table = Table("Office", "Version", "Since", "Languages", "Digest")
    async with world.database.reading() as unit:
        for office in world.geography.offices:
            held = await unit.office_notices.current(office)
            if held is not None:
                since = f"{held.created:%Y-%m-%d %H:%M} UTC"
                table.add_row(office, str(held.version), since, ", ".join(held.texts), held.digest)
    show_table(table, out)


def _read(file: Path) -> str:
    try:
        text = clean(file.read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError):
        raise CannotBeDone(f"{file} cannot be read as text in UTF-8.") from None
    if not text or len(text) > LONGEST_NOTICE:
        raise CannotBeDone(f"{file}: give a text of at most {LONGEST_NOTICE} characters, not {len(text)}.")
    return text
