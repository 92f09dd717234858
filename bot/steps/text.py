"""Words of a person's own, or another reading of one line (a mailbox, an invitation code)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.language import N_
from bot.reading.names import is_nothing
from bot.scene import Answered, Answers, Condition, NotUnderstood, Option, Passed, Reading, Scene, Value, always
from channels.text import clean_line, shorten

Reader = Callable[[str, Scene], Reading]


def _as_it_is(text: str, scene: Scene) -> Reading:
    del scene
    return Answered(value=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Free text of at most `most` characters. `understand` may read it as something narrower."""

    key: str
    label: str
    ask: str
    most: int = 1000
    understand: Reader = _as_it_is
    when: Condition = always
    required: bool = False
    hidden: bool = False
    """Not repeated in the summary (a code)."""
    brief: int = 0
    """Characters of it that the summary repeats; 0: all."""

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far
        return (
            isinstance(value, str)
            and 0 < len(value) <= self.most
            and isinstance(self.understand(value, scene), Answered)
        )

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return ()

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        said = text.strip()
        if not self.required and is_nothing(said):
            return Passed()
        if not said:
            return NotUnderstood(text=scene.words.text(N_("That was empty. Please write a few words.")))
        if len(said) > self.most:
            return NotUnderstood(
                text=scene.words.text(
                    N_("That is too long: {length} characters. At most {most} can be kept; please shorten it.")
                ).format(length=scene.words.number(len(said)), most=scene.words.number(self.most))
            )
        return self.understand(said, scene)

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far, scene
        if self.hidden:
            return "•••"
        return shorten(clean_line(str(value)), self.brief) if self.brief else str(value)
