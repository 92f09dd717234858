"""The words people use for units, beside the labels and symbols of the reference list."""

import pycountry

from alerts.seizure import Quantity
from bot.language import LANGUAGES, words
from bot.reading.names import plain
from bot.scene import Scene
from storage.reference import Reference

MONEY = "MON"

CIGARETTES, PACK = "STK", "NMP"

_STICKS = {
    20: (PACK,),
    200: ("carton", "cartons", "cartouche", "cartouches"),
    10_000: ("master case", "master cases", "mastercase", "mastercases", "caisse", "caisses"),
}
"""Cigarettes that a pack, a carton and a master case usually hold; packs are a unit of their own."""

_CURRENCIES = {"euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD"}
"""Names of money that only one currency has. "Dollars" alone may be many."""

COUNTED = frozenset({"H87", "C62", "PR", "HEA", "STK", "NMP", "U2", "E27"})
"""What comes in whole numbers: pieces, pairs, head, sticks, packs, tablets, doses."""

_SAID = {
    "KGM": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    "GRM": "g gr gm grs gram grams gramme grammes",
    "MGM": "mg milligram milligrams milligramme milligrammes",
    "TNE": "t ton tons tonne tonnes",
    "LTR": "l lt litre litres liter liters",
    "MLT": "ml millilitre millilitres milliliter milliliters",
    "LPA": "lpa",
    "MTQ": "m3 cbm",
    "MTR": "m metre metres meter meters mètre mètres",
    "H87": "pc pcs piece pieces pièce pièces item items article articles container containers conteneur conteneurs "
    "carton cartons bale bales package packages colis unit units unité unités",
    "PR": "pair pairs paire paires",
    "HEA": "head heads animal animals animaux tête têtes",
    "STK": "stick sticks cigarette cigarettes",
    "MIL": "thousand thousands millier milliers",
    "NMP": "pack packs packet packets paquet paquets",
    "U2": "tab tabs tablet tablets pill pills comprimé comprimés cachet cachets pilule pilules",
    "E27": "dose doses",
    "CTM": "ct carat carats",
    "BQL": "bq becquerel becquerels",
}


def read_unit(text: str, allowed: tuple[str, ...], reference: Reference) -> str | None:
    """The unit a word means, whether or not it is among the allowed ones (of two meanings the allowed one). What
    follows the unit ("kg of cocaine") is passed over, unless there is a number in it.
    """
    wanted = plain(text)
    first, _, rest = wanted.partition(" ")
    for word in (wanted, first) if not any(letter.isdigit() for letter in rest) else (wanted,):
        found = [code for code in reference.units if code != MONEY and word in names(code, reference)]
        if found:
            return next((code for code in found if code in allowed), found[0])
        currency = _CURRENCIES.get(word, word.upper())
        if MONEY in allowed and is_currency(currency):
            return f"{MONEY}:{currency}"
    return None


def in_sticks(text: str) -> int | None:
    """How many cigarettes one of these usually holds; None for what is no packing of cigarettes."""
    said = {text, plain(text), plain(text).partition(" of ")[0], plain(text).partition(" de ")[0]}
    return next((sticks for sticks, names in _STICKS.items() if said & set(names)), None)


def is_currency(code: str) -> bool:
    """Whether a code is one of ISO 4217."""
    return code.isascii() and code.isupper() and pycountry.currencies.get(alpha_3=code) is not None


def names(code: str, reference: Reference) -> frozenset[str]:
    """Every spelling of a unit, plain."""
    unit = reference.units[code]
    labels = [words(language).name("unit", unit.label) for language in LANGUAGES]
    symbols = [words(language).name("unit_symbol", unit.symbol) for language in LANGUAGES if unit.symbol]
    return frozenset(plain(name) for name in (*labels, *symbols, *_SAID.get(code, "").split()))


def unit_words(reference: Reference) -> frozenset[str]:
    """Every spelling of every unit that stands behind a number, plain."""
    return frozenset(name for code in reference.units if code != MONEY for name in names(code, reference))


def symbol(code: str, scene: Scene) -> str:
    """A unit as it stands behind a number, in the person's language; of money, its currency."""
    base, _, currency = code.partition(":")
    if base == MONEY:
        return currency
    unit = scene.reference.units[base]
    return scene.words.name("unit_symbol", unit.symbol) if unit.symbol else scene.words.name("unit", unit.label)


def show_quantity(quantity: Quantity, scene: Scene) -> str:
    """A quantity as read aloud on a card: 12.4 kg."""
    return f"{scene.words.number(quantity.amount)} {symbol(quantity.unit, scene)}"
