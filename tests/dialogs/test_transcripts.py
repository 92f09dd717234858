"""Every transcript is played and has to go as it is written. `pytest --rewrite` writes them anew: a rewritten transcript
is a change of behaviour, and its commit says why.
"""

import os
from pathlib import Path

import pytest

from tests.bot.stage import Stage
from tests.dialogs.transcript import NotHere, Player, settle

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = sorted(FOLDER.glob("*/*.txt"))


@pytest.fixture(params=TRANSCRIPTS, ids=[f"{path.parent.name}/{path.stem}" for path in TRANSCRIPTS])
def transcript(request: pytest.FixtureRequest) -> tuple[Path, str]:
    """A transcript and its text."""
    path: Path = request.param
    return path, path.read_text(encoding="utf-8")


async def test_the_conversation_goes_as_it_is_written(
    transcript: tuple[Path, str], stage: Stage, pytestconfig: pytest.Config
) -> None:
    path, written = transcript
    played = await Player(stage).play(written)
    assert await stage.poisoned() == 0, played
    settle(path, played, rewrite=bool(pytestconfig.getoption("--rewrite")), environ=os.environ)


def test_a_transcript_that_goes_otherwise_fails(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("> /report\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        settle(path, "> /mine\n", rewrite=False, environ={})


def test_rewriting_is_refused_where_ci_is_set(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("> /report\n", encoding="utf-8")
    with pytest.raises(NotHere):
        settle(path, "> /mine\n", rewrite=True, environ={"CI": "true"})
    assert path.read_text(encoding="utf-8") == "> /report\n"
