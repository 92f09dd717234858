"""An amount with a unit that the goods allow: read as people write it, echoed back, asked again where it is unclear."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.seizure import Quantity as Amount
from bot.language import N_
from bot.reading import numbers
from bot.reading.units import CIGARETTES, COUNTED, MONEY, PACK, in_sticks, is_currency, read_unit, show_quantity, symbol
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import short

MOST_MEANINGS = 6
"""Readings offered at once; whoever means another unit writes it."""

_CONVERTED = re.compile(r"\s*\(=[^()]*\)\s*$")
"""What the summary says behind a number that it has converted."""

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
        if not units:
            return scene.words.text(N_("A number and a unit, such as 12.5 kg or 40 pcs."))
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
        if not units:
            return NotUnderstood(text=scene.words.text(N_("Please say first which goods these are.")))
        parts = numbers.split(_CONVERTED.sub("", text))
        if parts is None or not (amounts := numbers.readings(parts[0])):
            return _again(text, scene)
        said, unit = parts[1].strip(" ."), None
        if said:
            if CIGARETTES in units and (sticks := in_sticks(said)) and (meant := amounts_in(amounts, CIGARETTES)):
                return _converted(text, said, meant, sticks, scene)
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
            for amount in amounts_in(amounts, one)
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
        amount = read(value)
        if amount is None:
            return ""
        return (
            show_converted(amount, scene) if CIGARETTES in self._units(so_far, scene) else show_quantity(amount, scene)
        )

    def _units(self, so_far: Answers, scene: Scene) -> tuple[str, ...]:
        """None while the goods are not known: a form asks for everything at once."""
        commodity = scene.reference.commodities.get(str(so_far.get(self.of)))
        if commodity is None:
            return ()
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


def _converted(text: str, said: str, meant: Sequence[Amount], sticks: int, scene: Scene) -> Reading:
    """Cartons and master cases hold a usual number of cigarettes: the factor is shown, and a press says that it holds.
    Whoever knows another number writes the sticks.
    """
    label = scene.words.text(N_("{sticks} ({said}, {factor} in each)"))
    options = []
    for position, one in enumerate(meant):
        try:
            amount = Amount(one.amount * sticks, CIGARETTES)
        except ValueError:
            continue
        counted = f"{scene.words.number(one.amount)} {short(said, 12)}"
        shown = label.format(
            sticks=show_quantity(amount, scene), said=counted, factor=scene.words.number(Decimal(sticks))
        )
        options.append(Option(str(position), shown, to_answer(amount)))
    if not options:
        return _again(text, scene)
    return Clarify(
        text=scene.words.text(N_("Is “{said}” this many cigarettes? Otherwise please send the number.")).format(
            said=short(text)
        ),
        options=tuple(options),
    )


def show_converted(amount: Amount, scene: Scene) -> str:
    """Packs of cigarettes with the sticks they hold, and the factor: 200 packs (= 4,000 sticks, 20 in each)."""
    if amount.unit != PACK:
        return show_quantity(amount, scene)
    factor = in_sticks(PACK) or 1
    try:
        sticks = show_quantity(Amount(amount.amount * factor, CIGARETTES), scene)
    except ValueError:
        return show_quantity(amount, scene)
    held = scene.words.text(N_("(= {sticks}, {factor} in each)")).format(
        sticks=sticks, factor=scene.words.number(Decimal(factor))
    )
    return f"{show_quantity(amount, scene)} {held}"


def _again(text: str, scene: Scene) -> NotUnderstood:
    """The question follows it, with its example and the units."""
    return NotUnderstood(text=scene.words.text(N_("I did not understand “{said}”.")).format(said=short(text)))


def amounts_in(amounts: Sequence[Decimal], unit: str) -> list[Amount]:
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
