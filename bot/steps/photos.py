"""Pictures: sent one by one or together, at any moment of the dialog; the question only asks whether there are more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language import N_
from bot.scene import Answers, Condition, NotUnderstood, Option, Reading, Scene, Value, always

MOST = 10
DONE = "done"


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
        return isinstance(value, Mapping) and value.get("closed") is True

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return ()

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del text, so_far
        return NotUnderstood(text=scene.words.text(N_("Please send a picture here, or press one of the buttons.")))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        number = len(read(value))
        return scene.words.count("{number} picture", "{number} pictures", number).format(number=number)


def read(value: Value) -> tuple[str, ...]:
    """The digests of an answer, closed or not."""
    found = value.get("pictures") if isinstance(value, Mapping) else None
    return tuple(str(digest) for digest in found) if isinstance(found, list | tuple) else ()


def added(value: Value, digest: str) -> Value:
    """The answer with one more picture; the same picture twice is one."""
    return {"pictures": list(dict.fromkeys((*read(value), digest))), "closed": False}


def closed(value: Value) -> Value:
    """The answer with no more to come; None (skipped) without any picture."""
    digests = read(value)
    return {"pictures": list(digests), "closed": True} if digests else None
