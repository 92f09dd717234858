"""A question answered by one line that means something of its own: a route, numbers, people, how customs came to it. What
the line means is said by the module of each such thing; asking, and that there may be nothing to say, is alike for all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.reading.names import is_nothing
from bot.scene import Answers, Condition, Option, Passed, Reading, Scene, Value, always


def _none(scene: Scene) -> Sequence[Option]:
    del scene
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a line means: how it is understood, which kept answers still fit, how one is shown, and what can be picked."""

    understand: Callable[[str, Answers, Scene], Reading]
    fits: Callable[[Value, Scene], bool]
    show: Callable[[Value, Scene], str]
    options: Callable[[Scene], Sequence[Option]] = _none


def _as_always(so_far: Answers) -> str | None:
    del so_far
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `otherwise` may word the question for what was answered before; None leaves it as it is."""

    key: str
    label: str
    ask: str
    of: Meaning
    otherwise: Callable[[Answers], str | None] = _as_always
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        return scene.words.text(self.otherwise(so_far) or self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far
        return self.of.fits(value, scene)

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far
        return self.of.options(scene)

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        if not self.required and is_nothing(text.strip()):
            return Passed()
        return self.of.understand(text, so_far, scene)

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        return self.of.show(value, scene)
