"""The same conversation gives the same report over every channel, field by field. What a person types, presses or sends
goes in at the service's end, and what the transcript says stands on the service's screen.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.report import Report
from tests.bot.stage import Stage
from tests.dialogs.hand_memory import open_memory
from tests.dialogs.hand_slack import open_slack
from tests.dialogs.hand_telegram import open_telegram
from tests.dialogs.hand_web import open_web
from tests.dialogs.hands import Hand, Officer, OpenHand, drawn
from tests.dialogs.transcript import PICTURES, POSITION, PRESSED, Line, later, lines_of, position

FOLDER = Path(__file__).parent / "transcripts"

PLAYED = (
    "en/minimal_report",
    "en/full_report",
    "en/several_goods",
    "en/change_keep_back",
    "en/units_and_days",
    "en/album",
    "en/position",
    "en/bare_position",
    "fr/minimal_report",
    "fr/full_report",
)
"""Reports from the first question to the receipt."""

CHANNELS: Mapping[str, OpenHand] = {"telegram": open_telegram, "slack": open_slack, "web": open_web}

Told = Mapping[str, object]


def told(report: Report) -> Told:
    """What the officer told, field by field."""
    seizure = asdict(report.seizure)
    return {**seizure, "marking": report.marking, "precedence": report.precedence, "office": report.office}


async def play(name: str, open_hand: OpenHand, template: Path, folder: Path) -> Told:
    """Plays a transcript with a hand; what was reported by it."""
    stage = Stage(template, folder)
    first, *others = lines_of((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    _, _, country, language = (*first.doing.split(), "en")[:4]
    try:
        async with open_hand(stage, Officer(country=country, language=language)) as hand:
            for line in others:
                stage.clock.passes(later(line.doing) or timedelta())
                if await act(hand, line.doing):
                    await look(hand, line)
        assert await stage.poisoned() == 0
        [report] = await stage.reports()
    finally:
        await stage.stop()
    return told(report)


async def act(hand: Hand, doing: str) -> bool:
    """Does a line of a transcript; False for one that is nothing to do here: a count, a restart, time that passes, a button
    that is gone already.
    """
    if doing in {"(count)", "(restart)"} or doing.endswith(" pressed again") or later(doing):
        return False
    if doing.startswith("> "):
        await hand.says(doing[2:])
    elif pictures := PICTURES.fullmatch(doing):
        await hand.sends([drawn(one) for one in pictures[1].split(", ")], pictures[2] or "")
    elif located := POSITION.fullmatch(doing):
        at = position(located)
        await hand.shares(at.latitude, at.longitude, at.name)
    else:
        pressed = PRESSED.fullmatch(doing)
        assert pressed is not None, f"nobody knows how to do this: {doing}"
        await hand.presses(pressed[1])
    return True


async def look(hand: Hand, line: Line) -> None:
    """The words of the transcript are on the screen, in the newest messages."""
    if POSITION.fullmatch(line.doing) and not hand.carries_positions:
        return
    screen = squeezed(" ".join((await hand.shown())[-2:]))
    for words in line.said:
        if words and not words.startswith("["):
            assert squeezed(words) in screen, (line.doing, words)


def squeezed(text: str) -> str:
    """Without blanks and what a service puts between a label and its value."""
    return "".join(letter for letter in text if letter.isalnum() or letter in "✓✎⚠")


@pytest.fixture(scope="session")
def by_memory() -> dict[str, Told]:
    """What each transcript gave over the memory channel, once it was played."""
    return {}


@pytest.mark.parametrize("name", PLAYED)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_same_conversation_gives_the_same_report(
    name: str, channel: str, by_memory: dict[str, Told], template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if name not in by_memory:
        by_memory[name] = await play(name, open_memory, template, tmp_path_factory.mktemp("memory"))
    assert await play(name, CHANNELS[channel], template, tmp_path_factory.mktemp(channel)) == by_memory[name]
