"""The same conversation ends in the same over every channel, field by field: the report, the decisions and the alert, or
who has joined, what they subscribed to and what is unfinished. What a person types, presses or sends goes in at the
service's end, and what the transcript says stands on the service's screen.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bot.stage import Stage
from tests.dialogs.conftest import ByMemory
from tests.dialogs.ended import without_positions
from tests.dialogs.hand_slack import open_slack
from tests.dialogs.hand_telegram import open_telegram
from tests.dialogs.hand_web import open_web
from tests.dialogs.hands import Who
from tests.dialogs.playing import FOLDER, play
from tests.dialogs.scene import OpenScene
from tests.examples import TIMES

TRANSCRIPTS = [f"{path.parent.name}/{path.stem}" for path in sorted(FOLDER.glob("*/*.txt"))]

CHANNELS: Mapping[str, OpenScene] = {"telegram": open_telegram, "slack": open_slack, "web": open_web}

_NOBODY_SPEAKS = (
    "On the web nobody speaks before an invitation's link has let them in, and that says its code (en/join_by_link)."
)

_NO_GROUPS = "On the web there are no groups: each inbox is one person's."

CANNOT: Mapping[tuple[str, str], str] = {
    ("web", "en/join"): _NOBODY_SPEAKS,
    ("web", "fr/join"): _NOBODY_SPEAKS,
    **{("web", name): _NO_GROUPS for name in TRANSCRIPTS if "/group" in name},
}
"""What a channel cannot do, and why."""

WRITTEN = frozenset({("slack", "en/position")})
"""Where a position is shared with the name of a place, and the service carries none: only the name is written there."""

PLAYED = [
    (channel, name)
    for turn, name in enumerate(TRANSCRIPTS)
    for place, channel in enumerate(CHANNELS)
    if (channel, name) not in CANNOT and (TIMES > 1 or (turn + place) % len(CHANNELS) == 0)
]
"""Each transcript over one of the channels by turns, each channel as often; over all of them by `make transcripts`."""


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        # What a transcript ends in over the memory channel is found out once: all its channels in one process.
        pytest.param(channel, name, id=f"{channel}-{name}", marks=pytest.mark.xdist_group(name))
        for channel, name in PLAYED
    ],
)
async def test_the_same_conversation_ends_in_the_same(
    name: str, channel: str, by_memory: ByMemory, template: Path, tmp_path: Path
) -> None:
    expected = await by_memory(name)
    if (channel, name) in WRITTEN:
        expected = without_positions(expected)
    assert await play(name, CHANNELS[channel], template, tmp_path) == expected


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_button_tapped_twice_is_answered_once(channel: str, bare_stage: Stage) -> None:
    async with CHANNELS[channel](bare_stage) as scene:
        officer = await scene.enters(Who(role="officer", where="KE"))
        for answer in ("/report", "cocaine", "12.4 kg", "Mombasa port", "yesterday", "sea", "that is all for now"):
            await officer.says(answer)
        await officer.presses("Submit")
        before = await officer.shown()
        await officer.presses_again("Submit")
        assert await officer.shown() == before
