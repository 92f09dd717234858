"""A transcript played at some service, by everybody who speaks in it, and what it ended in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.reminding import remind
from tests.bot.stage import Stage
from tests.dialogs.ended import Ended, ended
from tests.dialogs.hands import Hand, Who, drawn
from tests.dialogs.scene import OpenScene, Scene
from tests.dialogs.transcript import (
    AGAIN,
    EARLIER,
    IN_GROUP,
    PICTURES,
    POSITION,
    PRESSED,
    READS,
    Line,
    later,
    lines_of,
    position,
)

ITS_OWN = ("{code}", "Memory", "(picture: ")
"""What another channel says otherwise: what is drawn by lot, its own name, and how a picture is shown."""

FOLDER = Path(__file__).parent / "transcripts"


async def play(name: str, open_scene: OpenScene, template: Path, folder: Path) -> Ended:
    """Plays a transcript at a service; what it ended in."""
    stage = Stage(template, folder)
    try:
        async with open_scene(stage) as scene:
            played = Playing(stage=stage, scene=scene)
            for line in lines_of((FOLDER / f"{name}.txt").read_text(encoding="utf-8")):
                await played.goes_on(line)
        return await ended(stage)
    finally:
        await stage.stop()


@dataclass(slots=True, kw_only=True)
class Playing:
    """A transcript being played."""

    stage: Stage
    scene: Scene
    people: dict[str, Hand] = field(default_factory=dict)
    speaker: str = ""
    hand: Hand | None = None
    screen: Mapping[str, str] = field(default_factory=dict)
    """What stood before them."""
    pressed: set[tuple[str, str]] = field(default_factory=set)
    """Who has pressed what."""

    async def goes_on(self, line: Line) -> None:
        """Does a line, and looks at the screen."""
        doing = line.doing
        if doing.startswith("as "):
            await self._turn_to(doing)
        elif doing == "(restart)":
            await self.scene.restarts()
        elif span := later(doing):
            self.stage.clock.passes(span)
        elif doing == READS:
            assert self.hand is not None, "nobody speaks yet"
            await remind(self.stage.world)
            await self.scene.delivers()
            self.screen = {}  # it may have been delivered before they turned to it
            await self._look(self.hand, line)
        elif doing not in {"(count)", "(delivered)"}:  # a scene delivers as soon as it is due
            assert self.hand is not None, "nobody speaks yet"
            await self._act(self.hand, doing)
            await self._look(self.hand, line)

    async def _turn_to(self, line: str) -> None:
        if line not in self.people:
            role, where, language = (*line.split()[1:], "", "")[:3]
            self.people[line] = await self.scene.enters(Who(role=role, where=where, language=language or "en"))
        self.speaker, self.hand = line, self.people[line]
        self.screen = await self.hand.shown()

    async def _act(self, hand: Hand, doing: str) -> None:
        if doing.startswith("> "):
            text = doing[2:].replace("\\n", "\n")
            await hand.says(text.replace("{code}", await self.stage.invitation()) if "{code}" in text else text)
        elif pictures := PICTURES.fullmatch(doing):
            await hand.sends([drawn(one) for one in pictures[1].split(", ")], pictures[2] or "")
        elif located := POSITION.fullmatch(doing):
            at = position(located)
            await hand.shares(at.latitude, at.longitude, at.name)
        elif in_group := IN_GROUP.fullmatch(doing):
            await hand.says_in_group(in_group[1])
        else:
            await self._press(hand, doing)

    async def _press(self, hand: Hand, doing: str) -> None:
        """An old button that was pressed before is pressed once more; any other stands somewhere further up."""
        again, earlier = AGAIN.fullmatch(doing), EARLIER.fullmatch(doing)
        pressed = again or earlier or PRESSED.fullmatch(doing)
        assert pressed is not None, f"nobody knows how to do this: {doing}"
        label = pressed[1]
        if again or (earlier and (self.speaker, label) in self.pressed):
            await hand.presses_again(label)
        else:
            await hand.presses(label)
        self.pressed.add((self.speaker, label))

    async def _look(self, hand: Hand, line: Line) -> None:
        """The words of the transcript are in what is new or has changed on the screen."""
        before, self.screen = self.screen, await hand.shown()
        news = [text for id_, text in self.screen.items() if before.get(id_) != text]
        if POSITION.fullmatch(line.doing) and not hand.carries_positions:
            return
        read = squeezed(" ".join(news))
        for words in (said for said in line.said if not any(one in said for one in ITS_OWN)):
            assert squeezed(words) in read, (line.doing, words, read)


def squeezed(text: str) -> str:
    """Without blanks and what a service puts between a label and its value."""
    return "".join(letter for letter in text if letter.isalnum() or letter in "✓✎⚠")
