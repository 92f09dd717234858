"""An amount with a unit that the goods allow: read as people write it, echoed back, asked again where it is unclear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.seizure import Quantity as Amount
from bot.language import N_
from bot.reading import numbers
from bot.reading.units import COUNTED, MONEY, is_currency, read_unit, show_quantity, symbol
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import short

MOST_MEANINGS = 6
"""Readings offered at once; whoever means another unit writes it."""

EXAMPLE_TIMES = {"STK": 1000, "U2": 1000, "MON": 1000}
"""Cigarettes, tablets and money come in thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How much. The answer is {"amount": "12.4", "unit": "KGM"}; the units are those of the commodity answered under
    `of`.
    """

    key: str
    label: str
    ask: str
    of: str
    when: Condition = always
    required: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        units = self._units(so_far, scene)
        return scene.words.text(self.ask).format(example=_example(units[0], scene), units=_names(units, scene))

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        amount = read(value)
        if amount is None:
            return False
        unit, _, currency = amount.unit.partition(":")
        return unit in self._units(so_far, scene) and (is_currency(currency) if unit == MONEY else not currency)

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return ()

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        units = self._units(so_far, scene)
        parts = numbers.split(text)
        if parts is None or not (amounts := numbers.readings(parts[0])):
            return _again(text, scene)
        said, unit = parts[1].strip(" ."), None
        if said:
            unit = read_unit(said, units, scene.reference)
            if unit is None:
                return _again(text, scene)
            if unit.partition(":")[0] not in units:
                return NotUnderstood(
                    text=scene.words.text(
                        N_("These goods are not counted in {unit}. Please use one of: {units}.")
                    ).format(unit=symbol(unit, scene), units=_names(units, scene))
                )
        meant = [
            amount
            for one in ([unit] if unit else [one for one in units if one != MONEY])
            for amount in _amounts(amounts, one)
        ][:MOST_MEANINGS]
        if not meant:
            return NotUnderstood(
                text=scene.words.text(
                    N_("“{said}” cannot be a quantity. Please send a number above zero, of at most 15 digits.")
                ).format(said=short(text))
            )
        if len(meant) > 1 or not unit:
            return self._clarify(text, meant, scene)
        return Answered(value=to_answer(meant[0]))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        amount = read(value)
        return show_quantity(amount, scene) if amount else ""

    def _units(self, so_far: Answers, scene: Scene) -> tuple[str, ...]:
        commodity = scene.reference.commodities.get(str(so_far.get(self.of)))
        if commodity is None:
            return ()  # in a form every question is looked at, also before the goods are known
        return (commodity.default_unit, *(unit for unit in commodity.units if unit != commodity.default_unit))

    def _clarify(self, text: str, meant: Sequence[Amount], scene: Scene) -> Clarify:
        return Clarify(
            text=scene.words.text(N_("“{said}” can be read in more than one way. Which one is it?")).format(
                said=short(text)
            ),
            options=tuple(
                Option(str(position), show_quantity(amount, scene), to_answer(amount))
                for position, amount in enumerate(meant)
            ),
        )


def _again(text: str, scene: Scene) -> NotUnderstood:
    """The question follows it, with its example and the units."""
    return NotUnderstood(text=scene.words.text(N_("I did not understand “{said}”.")).format(said=short(text)))


def _amounts(amounts: Sequence[Decimal], unit: str) -> list[Amount]:
    """What a number may be in a unit: things that are counted, and money, come whole where they can: "1.500 sticks" is
    1,500.
    """
    whole = [amount for amount in amounts if amount.as_tuple().exponent == 0]
    counted = unit.partition(":")[0] in COUNTED | {MONEY}
    found = []
    for amount in whole if whole and counted else amounts:
        try:
            found.append(Amount(amount, unit))
        except ValueError:
            continue
    return found


def _example(unit: str, scene: Scene) -> str:
    """An answer that would be understood, as a person of this language writes it."""
    amount = Decimal(12) if unit in COUNTED | {MONEY} else Decimal("12.5")
    return show_quantity(Amount(amount * EXAMPLE_TIMES.get(unit, 1), "MON:USD" if unit == MONEY else unit), scene)


def _names(units: Sequence[str], scene: Scene) -> str:
    """The units as one may write them after a number."""
    currency = scene.words.text(N_("a currency such as USD"))
    return ", ".join(currency if unit == MONEY else symbol(unit, scene) for unit in units)


def to_answer(amount: Amount) -> Mapping[str, Value]:
    return {"amount": format(amount.amount.normalize(), "f"), "unit": amount.unit}


def read(value: Value) -> Amount | None:
    """The amount of an answer, None for anything else."""
    if not isinstance(value, Mapping):
        return None
    amount, unit = value.get("amount"), value.get("unit")
    if not isinstance(amount, str) or not isinstance(unit, str):
        return None
    try:
        return Amount(Decimal(amount), unit)
    except (ArithmeticError, ValueError):
        return None
