"""The same conversation gives the same report over every channel, field by field. What a person types, presses or sends
goes in at the service's end, and what the transcript says stands on the service's screen.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dialogs.conftest import ByMemory
from tests.dialogs.hand_slack import open_slack
from tests.dialogs.hand_telegram import open_telegram
from tests.dialogs.hand_web import open_web
from tests.dialogs.hands import OpenHand
from tests.dialogs.playing import play

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


@pytest.mark.parametrize("name", PLAYED)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_same_conversation_gives_the_same_report(
    name: str, channel: str, by_memory: ByMemory, template: Path, tmp_path: Path
) -> None:
    assert await play(name, CHANNELS[channel], template, tmp_path) == await by_memory(name)
