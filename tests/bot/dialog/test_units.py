"""The words people use for units, and quantities read aloud."""

from decimal import Decimal

import pytest

from alerts.seizure import Quantity
from bot.reading.units import read_unit, show_quantity
from bot.scene import Scene
from storage.reference import load

REFERENCE = load()
DRUGS = ("KGM", "GRM", "TNE", "LTR", "MLT", "H87")
CASH = ("MON", "H87")
CIGARETTES = ("STK", "MIL", "NMP", "KGM", "H87")


@pytest.mark.parametrize(
    ("word", "allowed", "unit"),
    [
        ("kg", DRUGS, "KGM"),
        ("KG", DRUGS, "KGM"),
        ("kilos", DRUGS, "KGM"),
        ("kilogrammes", DRUGS, "KGM"),
        ("kg of cocaine", DRUGS, "KGM"),
        ("t", DRUGS, "TNE"),
        ("tonnes", DRUGS, "TNE"),
        ("litres", DRUGS, "LTR"),
        ("pcs", DRUGS, "H87"),
        ("pièces", DRUGS, "H87"),
        ("cigarettes", CIGARETTES, "STK"),
        ("packs of cigarettes", CIGARETTES, "NMP"),
        ("sticks", DRUGS, "STK"),
        ("USD", CASH, "MON:USD"),
        ("usd", CASH, "MON:USD"),
        ("euros", CASH, "MON:EUR"),
        ("US dollars", CASH, "MON:USD"),
        ("pcs", CASH, "H87"),
        ("XXQ", CASH, None),
        ("dollars", CASH, None),
        ("USD", DRUGS, None),
        ("kg 400 g", DRUGS, None),
        ("boxes", DRUGS, None),
        ("", DRUGS, None),
        ("🙂", DRUGS, None),
    ],
)
def test_a_unit_is_known_by_the_words_people_use(word: str, allowed: tuple[str, ...], unit: str | None) -> None:
    assert read_unit(word, allowed, REFERENCE) == unit


def test_every_unit_is_known_by_its_own_label_and_symbol() -> None:
    for code, unit in REFERENCE.units.items():
        for word in (unit.label, unit.symbol):
            if word and code != "MON":
                assert read_unit(word, (code,), REFERENCE) == code, word


@pytest.mark.parametrize(
    ("amount", "unit", "english", "in_french"),
    [
        ("12.4", "KGM", "12.4 kg", "12,4 kg"),
        ("200000", "STK", "200,000 sticks", "200\u202f000 cigarettes"),
        ("25000", "MON:USD", "25,000 USD", "25\u202f000 USD"),
    ],
)
def test_a_quantity_is_read_aloud_as_its_reader_writes_it(
    amount: str, unit: str, english: str, in_french: str, scene: Scene, french: Scene
) -> None:
    quantity = Quantity(Decimal(amount), unit)
    assert show_quantity(quantity, scene) == english
    assert show_quantity(quantity, french) == in_french
