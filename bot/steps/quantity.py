"""An amount with a unit that the goods allow: read as people write it, echoed back, asked again where it is unclear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.seizure import Quantity as Amount
from bot.language import N_
from bot.reading import numbers
from bot.reading.units import MONEY, read_unit, show_quantity, symbol
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import short


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
        examples = {"KGM": "12.5 kg", "STK": "200,000", "H87": "12"}
        units = self._units(so_far, scene)
        return scene.words.text(self.ask).format(
            example=examples.get(units[0], f"12 {symbol(units[0], scene)}"),
            units=", ".join(symbol(unit, scene) for unit in units),
        )

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        amount = read(value)
        return amount is not None and amount.unit.partition(":")[0] in self._units(so_far, scene)

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far, scene
        return ()

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        parts = numbers.split(text)
        amounts = [amount for amount in numbers.readings(parts[0]) if amount > 0] if parts else []
        units = self._units(so_far, scene)
        if parts is None or not amounts:
            return self._again(text, units, scene)
        said = parts[1].strip(" .")
        if not said:
            return self._clarify(text, amounts, [unit for unit in units if unit != MONEY], scene)
        unit = read_unit(said, units, scene.reference)
        if unit is None:
            return self._again(text, units, scene)
        if unit.partition(":")[0] not in units:
            return NotUnderstood(
                text=scene.words.text(N_("These goods are not counted in {unit}. Please use one of: {units}.")).format(
                    unit=symbol(unit, scene), units=", ".join(symbol(one, scene) for one in units)
                )
            )
        if len(amounts) > 1:
            return self._clarify(text, amounts, [unit], scene)
        return Answered(value=to_answer(Amount(amounts[0], unit)))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        amount = read(value)
        return show_quantity(amount, scene) if amount else ""

    def _units(self, so_far: Answers, scene: Scene) -> tuple[str, ...]:
        commodity = scene.reference.commodities[str(so_far[self.of])]
        return (commodity.default_unit, *(unit for unit in commodity.units if unit != commodity.default_unit))

    def _clarify(self, text: str, amounts: Sequence[Decimal], units: Sequence[str], scene: Scene) -> Clarify:
        meant = [Amount(amount, unit) for unit in units for amount in amounts]
        return Clarify(
            text=scene.words.text(N_("“{said}” can be read in more than one way. Which one is it?")).format(
                said=short(text)
            ),
            options=tuple(
                Option(str(position), show_quantity(amount, scene), to_answer(amount))
                for position, amount in enumerate(meant)
            ),
        )

    def _again(self, text: str, units: Sequence[str], scene: Scene) -> NotUnderstood:
        return NotUnderstood(
            text=scene.words.text(
                N_("I did not understand “{said}”. Please send a number and a unit, such as {example}. Units: {units}.")
            ).format(
                said=short(text),
                example=f"{scene.words.number(Decimal('12.5'))} {symbol(units[0], scene)}",
                units=", ".join(symbol(unit, scene) for unit in units),
            )
        )


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
