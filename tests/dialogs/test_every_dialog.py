"""Every dialog there is is walked in every language: by what the transcripts really opened, not by how they are called."""

from pathlib import Path

import pytest

from bot.dialogs.register import DIALOGS
from bot.language import LANGUAGES
from tests.bot.stage import Stage
from tests.dialogs.playing import FOLDER
from tests.dialogs.transcript import Player


async def opened(written: str, template: Path, folder: Path) -> set[str]:
    """The dialogs that stood in front of somebody while this transcript was played."""
    stage = Stage(template, folder)
    await stage.start()
    try:
        player = Player(stage)
        await player.play(written)
        return player.opened
    finally:
        await stage.stop()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_dialog_is_walked_by_a_transcript(
    language: str, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    missing = set(DIALOGS)
    # The short ones first: most dialogs have one of their own, and the long reports are then left out.
    for path in sorted((FOLDER / language).glob("*.txt"), key=lambda path: path.stat().st_size):
        missing -= await opened(path.read_text(encoding="utf-8"), template, tmp_path_factory.mktemp("dialogs"))
        if not missing:
            break
    assert missing == set()
