"""What is told of goods beside their kind and quantity, and the answer that keeps it (bot/steps/details.py asks for it)."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.seizure import Good, Species
from alerts.seizure import Quantity as Amount
from bot.reading.units import MONEY, is_currency
from bot.scene import Value
from bot.steps import quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an answer tells of the goods."""

    text: str = ""
    brand: str = ""
    value: Amount | None = None
    species: Species | None = None
    hs: str = ""
    declared: str = ""
    hs_declared: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return (self.text, self.brand, self.declared, self.species.name if self.species else "")


def of(good: Good) -> Told:
    """What was told of goods beside their kind and quantity."""
    return Told(
        text=good.description,
        brand=good.brand,
        value=good.value,
        species=good.species,
        hs=good.hs,
        declared=good.declared,
        hs_declared=good.hs_declared,
    )


def species_answer(species: Species) -> Value:
    return {"name": species.name, "appendix": species.appendix}


def to_answer(told: Told) -> Value:
    """The answer that would have told this; None for nothing."""
    more: dict[str, Value] = {
        "brand": told.brand,
        "value": quantity.to_answer(told.value) if told.value else None,
        "species": species_answer(told.species) if told.species else None,
        "hs": told.hs,
        "declared": told.declared,
        "hs_declared": told.hs_declared,
    }
    more = {key: value for key, value in more.items() if value}
    if not more:
        return told.text or None
    return {**({"text": told.text} if told.text else {}), **more}


def read(value: Value) -> Told | None:
    """What an answer tells; None for anything else."""
    if isinstance(value, str):
        return Told(text=value) if value else None
    if not isinstance(value, Mapping):
        return None
    texts = {key: value.get(key, "") for key in ("text", "brand", "hs", "declared", "hs_declared")}
    worth, species = value.get("value"), value.get("species")
    amount = None if worth is None else quantity.read(worth)
    kind = None if species is None else _read_species(species)
    wrong = (worth is not None and not _is_money(amount)) or (species is not None and kind is None)
    if wrong or not all(isinstance(one, str) for one in texts.values()):
        return None
    told = Told(value=amount, species=kind, **{key: str(one) for key, one in texts.items()})
    return told if told != Told() else None


def _is_money(amount: Amount | None) -> bool:
    unit, _, currency = amount.unit.partition(":") if amount else ("", "", "")
    return unit == MONEY and is_currency(currency)


def _read_species(value: Value) -> Species | None:
    if not isinstance(value, Mapping):
        return None
    name, appendix = value.get("name"), value.get("appendix")
    if not isinstance(name, str) or not name or not isinstance(appendix, str):
        return None
    return Species(name=name, appendix=appendix)
