"""What tests of `liaison replay` share: a demo that nobody has used, with a real mail server, and lines of cases."""

import csv
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import Parts, assembled
from bot.catcher import Catcher
from bot.dialog import Dialog
from bot.dialogs.register import DIALOGS
from bot.jobs import catcher_smtp, demo_settings
from bot.replay import Played, replay
from bot.replay_case import COLUMNS, Case, read_cases
from bot.settings import load
from storage.reference import load as load_reference
from tests.bot.stage import Clock

CASES = Path(__file__).parents[1] / "data" / "seizure_cases.csv"

LINE: Mapping[str, str] = {
    "date": "2024-03-05",
    "country": "KE",
    "place": "Mombasa port",
    "commodity_category": "Drugs",
    "commodity": "cocaine in blocks",
    "quantity": "12.4",
    "unit": "KGM",
    "transport_mode": "SEA",
    "concealment": "CONT-REEFER: behind the motor panel",
    "origin": "BR",
    "transit": "ZA",
    "destination": "UG",
    "source": "https://customs.example/press",
    "commodity_code": "DRG-COC-HCL",
    "date_basis": "seizure",
    "note": "made up for tests",
}
"""A line that says something in every column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo with its parts and its mail catcher."""

    parts: Parts
    catcher: Catcher

    async def plays(self, *lines: Case) -> list[Played]:
        return await replay(self.parts, self.catcher, lines)


@asynccontextmanager
async def demo(
    template: Path, folder: Path, *, dialogs: Mapping[str, Dialog] = DIALOGS, mail: bool = True
) -> AsyncIterator[Demo]:
    """Opens a copy of a demo; closes it with the block."""
    _copy(template, folder)
    settings = demo_settings(load({}, env_file=None), folder)
    async with AsyncExitStack() as stack:
        catcher = await stack.enter_async_context(Catcher(None))
        smtp = catcher_smtp(catcher) if mail else None
        parts = await stack.enter_async_context(assembled(settings, "demo", smtp=smtp, clock=Clock(), dialogs=dialogs))
        for channel in parts.channels.values():
            await stack.enter_async_context(channel)
        yield Demo(parts=parts, catcher=catcher)


def _copy(template: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    shutil.copyfile(template, folder / "liaison.db")


def write(file: Path, lines: Sequence[Mapping[str, str]]) -> Path:
    """A file of cases."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)
    return file


def case(folder: Path, **changed: str) -> Case:
    """The case of the line above, with some columns changed."""
    (one,) = read_cases(write(folder / "one.csv", [{**LINE, **changed}]), load_reference())
    assert isinstance(one, Case), one
    return one
