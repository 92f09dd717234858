"""A transcript played by a hand at some service, and what was reported by it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from alerts.report import Report
from tests.bot.stage import Stage
from tests.dialogs.hands import Hand, Officer, OpenHand, drawn
from tests.dialogs.transcript import PICTURES, POSITION, PRESSED, Line, later, lines_of, position

FOLDER = Path(__file__).parent / "transcripts"

Told = Mapping[str, object]


def told(report: Report) -> Told:
    """What the officer told, field by field."""
    seizure = asdict(report.seizure)
    return {**seizure, "marking": report.marking, "precedence": report.precedence, "office": report.office}


async def reported(stage: Stage) -> Told:
    """The one report that was filed; nothing may have raised on the way to it."""
    assert await stage.poisoned() == 0
    [report] = await stage.reports()
    return told(report)


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
        return await reported(stage)
    finally:
        await stage.stop()


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
