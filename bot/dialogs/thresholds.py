"""From how much on an office wants reports of some goods: the kind of goods, with the goods and the quantity where all of it
is typed in one go, and the quantity, which may be any. Where it is kept and what comes of it is not here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alerts.checks import OfficeThreshold, fits
from bot.dialogs import lists
from bot.language import LANGUAGES, N_, words
from bot.reading.names import Found, find, is_nothing, plain
from bot.reading.units import show_quantity
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps import quantity
from bot.steps.choice import did_you_mean, short

ANY = "any"
"""The answer that no quantity is too little."""

_ANY_SAID = frozenset({"any", "any quantity", "any amount", "from any quantity", "toute", "toute quantite", "des tout"})
_BETWEEN = re.compile(r"(?:[\s:,–—-]+(?:from|à partir de|a partir de|dès|des|>=|≥))?[\s:,–—-]*$", re.IGNORECASE)
_AMOUNT = quantity.Quantity(key="least", label="", ask="", of="commodity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The category. "Cocaine from 100 g" answers the goods and the least quantity as well, under their keys."""

    key: str
    label: str
    ask: str
    goods: str
    least: str
    when: Condition = always
    required: bool = True

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        return any(option.code == value for option in self.options(so_far, scene))

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        return lists.categories(so_far, scene)

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        told = read_threshold(text, scene)
        if isinstance(told, Clarify | NotUnderstood):
            return told
        goods, least = told
        category = category_of(goods, scene)
        if least is not None:
            return Answered(value=category, also={self.goods: goods, self.least: least})
        return Answered(value=category, also={} if goods == category else {self.goods: goods})

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        return goods_name(str(value), scene)


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """The quantity, as {"amount", "unit"} in a unit of the goods answered under `of`, or ANY."""

    key: str
    label: str
    ask: str
    of: str
    when: Condition = always
    required: bool = True

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        least = quantity.read(value)
        return value == ANY or (least is not None and fits(str(so_far.get(self.of)), least.unit, scene.reference.usual))

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far
        return [Option(ANY, scene.words.text(N_("Any quantity")))]

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        return _least(text, str(so_far.get(self.of)), scene)

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        return show_least(value, scene)


def read_threshold(text: str, scene: Scene) -> tuple[str, Value] | Clarify | NotUnderstood:
    """Goods with the least quantity behind them, or the goods alone, as they were typed. The quantity begins where what is
    before it is the name of something: names have numbers in them too.
    """
    alone = _find(text, scene)
    if alone.sure is not None:
        return alone.sure, None
    likely: tuple[str, tuple[str, ...]] | None = None
    for cut in (found.end() for found in re.finditer(r"\s+", text.strip())):
        said, rest = _BETWEEN.sub("", text.strip()[:cut]), text.strip()[cut:]
        if not (rest[:1].isdecimal() or _is_any(rest)):
            continue
        goods = _find(said, scene)
        if goods.sure is not None:
            reading = _least(rest, goods.sure, scene)
            # What can be read in more than one way is asked by itself: the goods are known by then.
            if isinstance(reading, NotUnderstood):
                return reading
            return goods.sure, reading.value if isinstance(reading, Answered) else None
        if goods.likely and likely is None:
            likely = rest, goods.likely
    rest, codes = likely or ("", alone.likely)
    if not codes:
        sentence = N_("I do not know “{said}”. Please write goods and from how much on, such as: cocaine 100 g.")
        return NotUnderstood(text=scene.words.text(sentence).format(said=short(text)))
    options = tuple(Option(code, goods_name(code, scene), _again(code, rest, scene)) for code in codes)
    return Clarify(text=did_you_mean(text, scene), options=options)


def _again(code: str, rest: str, scene: Scene) -> str:
    """What choosing these goods says in place of what was typed: with the quantity behind it, unless they are not counted so;
    then it is asked.
    """
    return code if isinstance(_least(rest, code, scene), NotUnderstood) else f"{code} {rest}".strip()


def _find(text: str, scene: Scene) -> Found:
    """Whole categories by their very names, or whatever commodities are called."""
    categories = {
        entry.code: (entry.code, *(words(language).name("category", entry.label) for language in LANGUAGES))
        for entry in scene.reference.categories
    }
    whole = find(text, categories)
    return whole if whole.sure is not None else find(text, {**categories, **lists.commodity_names({}, scene)})


def goods_name(code: str, scene: Scene) -> str:
    """A commodity or a category by name; the code where it is none any more."""
    if code in scene.reference.commodities:
        return scene.words.name("commodity", scene.reference.commodities[code].label)
    labels = {entry.code: entry.label for entry in scene.reference.categories}
    return scene.words.name("category", labels[code]) if code in labels else code


def category_of(goods: str, scene: Scene) -> str:
    """The category of a commodity; of a whole category, itself."""
    commodity = scene.reference.commodities.get(goods)
    return commodity.category if commodity else goods


def show_least(value: Value, scene: Scene) -> str:
    """As it stands behind the goods: from 100 g."""
    least = quantity.read(value)
    if least is None:
        return scene.words.text(N_("any quantity"))
    return scene.words.text(N_("from {quantity}")).format(quantity=show_quantity(least, scene))


def show_threshold(threshold: OfficeThreshold, scene: Scene) -> str:
    """One line: Cocaine, from 100 g."""
    return f"{goods_name(threshold.goods, scene)}, {show_least(to_answer(threshold), scene)}"


def to_answer(threshold: OfficeThreshold) -> Value:
    """The answer that would have told the quantity."""
    return quantity.to_answer(threshold.least) if threshold.least is not None else ANY


def threshold_of(goods: str, value: Value) -> OfficeThreshold:
    """The threshold that goods and a least quantity tell."""
    return OfficeThreshold(goods=goods, least=quantity.read(value))


def _least(text: str, goods: str, scene: Scene) -> Answered | Clarify | NotUnderstood:
    """A quantity in a unit of the goods; of a category, in one that any of them is counted in."""
    if _is_any(text):
        return Answered(value=ANY)
    codes = [goods] if goods in scene.reference.commodities else _of_category(goods, scene)
    readings = [_AMOUNT.read(text, {"commodity": code}, scene) for code in codes]
    for kind in (Answered, Clarify, NotUnderstood):
        for reading in readings:
            if isinstance(reading, kind):
                return reading
    return NotUnderstood(text=scene.words.text(N_("I did not understand “{said}”.")).format(said=short(text)))


def _of_category(category: str, scene: Scene) -> Sequence[str]:
    return [code for code, commodity in scene.reference.commodities.items() if commodity.category == category]


def _is_any(text: str) -> bool:
    return is_nothing(text) or plain(text) in _ANY_SAID
