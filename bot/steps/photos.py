"""Pictures: sent one by one or together, at any moment of the dialog; the question only asks whether there are more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers import is_closed
from bot.language import N_
from bot.reading.names import is_nothing
from bot.scene import Answers, Condition, NotUnderstood, Option, Passed, Reading, Scene, Value, always

MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Photos:
    """The answer is {"pictures": [digests], "closed": bool}; it counts once closed."""

    key: str
    label: str
    ask: str
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask).format(most=MOST)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far, scene
        return is_closed(value)

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return ()

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        if is_nothing(text):
            return Passed()
        return NotUnderstood(text=scene.words.text(N_("Please send a picture here, or press one of the buttons.")))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        number = len(read(value))
        return scene.words.count("{number} picture", "{number} pictures", number).format(number=number)


def read(value: Value) -> tuple[str, ...]:
    """The digests of an answer, closed or not."""
    found = value.get("pictures") if isinstance(value, Mapping) else None
    return tuple(str(digest) for digest in found) if isinstance(found, list | tuple) else ()


def added(value: Value, digests: Sequence[str], *, settled: bool) -> tuple[Value, int]:
    """The answer with more pictures, and how many were left out because there are too many. The same picture twice is
    one. `settled`: the question was passed already and is not asked again for them.
    """
    every = list(dict.fromkeys((*read(value), *digests)))
    return {"pictures": every[:MOST], "closed": settled}, max(len(every) - MOST, 0)
