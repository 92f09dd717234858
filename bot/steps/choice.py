"""One of a list: by button, by number, by label, or by searching among labels and the words people use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.language import N_
from bot.reading.names import find
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always

Options = Callable[[Answers, Scene], Sequence[Option]]
Names = Callable[[Answers, Scene], Mapping[str, Sequence[str]]]
Meaning = Callable[[str, Answers, Scene], Reading | None]


def _no_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far, scene
    return {}


def _no_meaning(text: str, so_far: Answers, scene: Scene) -> Reading | None:
    del text, so_far, scene
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Pick one. `names` adds words that mean an option; `otherwise` reads what no option means (a commodity typed
    where its category was asked, a sentence for what is not possible here).
    """

    key: str
    label: str
    ask: str
    choose: Options
    names: Names = _no_names
    otherwise: Meaning = _no_meaning
    when: Condition = always
    required: bool = False
    free: bool = False
    """A person's own words, as `otherwise` reads them, count as an answer too."""
    redraws: bool = False
    """What is asked further down depends on it."""

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        if self.free:
            return isinstance(value, str) and bool(value)
        return any(option.code == value for option in self.choose(so_far, scene))

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        return by_use(self.choose(so_far, scene), scene.usual.get(self.key, ()))

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        choices = {option.code: option for option in self.choose(so_far, scene)}
        extra = self.names(so_far, scene)
        spellings = {code: (option.label, code, *extra.get(code, ())) for code, option in choices.items()}
        found = find(text, spellings)
        if found.sure is not None:
            return Answered(value=found.sure)
        other = self.otherwise(text, so_far, scene)
        if isinstance(other, Answered):
            return other
        likely = tuple(choices[code] for code in found.likely)
        if isinstance(other, Clarify):
            known = {option.code for option in likely}
            return Clarify(
                text=other.text, options=(*likely, *(option for option in other.options if option.code not in known))
            )
        if likely:
            return Clarify(text=did_you_mean(text, scene), options=likely)
        return other if other is not None else unknown(text, scene)

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        return next((option.label for option in self.choose(so_far, scene) if option.code == value), str(value))


def by_use(options: Sequence[Option], usual: Sequence[str]) -> Sequence[Option]:
    """The options with the most used first, the others in their order."""
    rank = {code: position for position, code in enumerate(usual)}
    return sorted(options, key=lambda option: rank.get(option.code, len(rank)))


def did_you_mean(text: str, scene: Scene) -> str:
    return scene.words.text(N_("What do you mean by “{said}”?")).format(said=short(text))


def unknown(text: str, scene: Scene) -> NotUnderstood:
    return NotUnderstood(
        text=scene.words.text(
            N_("I did not understand “{said}”. Please press a button or type a part of its label.")
        ).format(said=short(text))
    )


def short(text: str, most: int = 40) -> str:
    """A person's own words, short enough to be repeated to them."""
    said = " ".join(text.split())
    return said if len(said) <= most else f"{said[: most - 1]}…"
