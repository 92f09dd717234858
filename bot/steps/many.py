"""Any number of a list, by name: countries, offices, regions, goods. Buttons offer the likely sets as a whole."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.language import N_
from bot.reading.names import find
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import short

SHOWN = 6
_BETWEEN = re.compile(r"\s*[,;\n]\s*")

Sets = Callable[[Answers, Scene], Sequence[Option]]
Things = Callable[[Scene], Mapping[str, Sequence[str]]]
Naming = Callable[[str, Scene], str]
Summary = Callable[[Sequence[str], Scene], str | None]


def _no_summary(codes: Sequence[str], scene: Scene) -> str | None:
    del codes, scene
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """The answer is a list of codes; an empty list is "all" where `all_label` names it."""

    key: str
    label: str
    ask: str
    sets: Sets
    things: Things
    name: Naming
    summary: Summary = _no_summary
    all_label: str = ""
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far
        if not isinstance(value, list | tuple):
            return False
        things = self.things(scene)
        known = all(isinstance(code, str) and code in things for code in value)
        return known and (bool(value) or bool(self.all_label))

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        return self.sets(so_far, scene)

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        things = {code: (code, *spellings) for code, spellings in self.things(scene).items()}
        # A name may have a comma in it: the whole is tried first.
        whole = find(text, things).sure
        parts = [whole] if whole else [part for part in _BETWEEN.split(text.strip()) if part]
        readings = [find(part, things) for part in parts]
        # What nobody knows is said first: a choice made before it would have been made for nothing.
        for part, found in zip(parts, readings, strict=True):
            if found.sure is None and not found.likely:
                return NotUnderstood(
                    text=scene.words.text(
                        N_("I do not know “{said}”. Please write names separated by commas, or press a button.")
                    ).format(said=short(part))
                )
        codes: list[str] = []
        for position, (part, found) in enumerate(zip(parts, readings, strict=True)):
            if found.sure is None:
                # Each option is the whole list with one name made clear; what else is unclear in it is asked next.
                return Clarify(
                    text=scene.words.text(N_("What do you mean by “{said}”?")).format(said=short(part)),
                    options=tuple(
                        Option(code, self.name(code, scene), ", ".join((*codes, code, *parts[position + 1 :])))
                        for code in found.likely
                    ),
                )
            codes.append(found.sure)
        if not codes:
            return NotUnderstood(
                text=scene.words.text(N_("Please write names separated by commas, or press a button."))
            )
        return Answered(value=list(dict.fromkeys(codes)))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        codes = read(value)
        if not codes:
            return scene.words.text(self.all_label)
        if (summary := self.summary(codes, scene)) is not None:
            return summary
        names = [self.name(code, scene) for code in codes[:SHOWN]]
        more = len(codes) - len(names)
        if more > 0:
            names.append(scene.words.count("{number} more", "{number} more", more).format(number=more))
        return ", ".join(names)


def read(value: Value) -> tuple[str, ...]:
    """The codes of an answer; empty for anything else."""
    return tuple(str(code) for code in value) if isinstance(value, list | tuple) else ()
