"""Texts that are the same in another language as in English, each with its reason. Any other text equal to its English
has been forgotten (bot/locales/check.py).
"""

from collections.abc import Mapping

_NAME = "a name"
_SYMBOL = "a symbol"
_WORD = "the same word"

SAME: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "Liaison": _NAME,
        **dict.fromkeys(("kg", "g", "mg", "t", "l", "ml", "m", "m³", "ct", "Bq"), _SYMBOL),
        **dict.fromkeys(("Opium", "Morphine", "Tramadol", "MDMA, ecstasy", "Khat", "Kratom", "Primates"), _WORD),
        "GHB, GBL, 1,4-butanediol": _NAME,
        "Europe": _NAME,
        **dict.fromkeys(("tonnes", "litres", "millilitres", "doses", "carats", "becquerels"), _WORD),
        **dict.fromkeys(("{number} min", "{number} h"), _SYMBOL),
        **dict.fromkeys(
            ("Source", "Routine", "Transport", "Menu", "Position", "Transit", "Endoscope", "Invitation", "Contact"),
            _WORD,
        ),
    },
}
"""By language: the text and why it is the same."""
