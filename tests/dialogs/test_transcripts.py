"""Every transcript is played and has to go as it is written. `pytest --rewrite` writes them anew: a rewritten transcript
is a change of behaviour, and its commit says why.
"""

import os
from pathlib import Path

import pytest

from tests.bot.stage import Stage
from tests.dialogs.transcript import Player

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = sorted(FOLDER.glob("*/*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[f"{path.parent.name}/{path.stem}" for path in TRANSCRIPTS])
async def test_the_conversation_goes_as_it_is_written(path: Path, stage: Stage, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    played = await Player(stage).play(written)
    assert await stage.poisoned() == 0, played
    if request.config.getoption("--rewrite"):
        if "CI" in os.environ:
            pytest.fail("transcripts are not rewritten where CI is set: rewrite them at home and read them")
        path.write_text(played, encoding="utf-8")
        return
    assert played == written
