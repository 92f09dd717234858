"""Countries by the names people use."""

from collections.abc import Mapping
from functools import cache

import pycountry
from babel import Locale

from bot.language import LANGUAGES, words
from bot.reading.names import Found, find

_SAID = {
    "AE": ("UAE", "Emirates", "Émirats", "Dubai"), "BO": ("Bolivia", "Bolivie"), "BY": ("Belarus", "Biélorussie"), "CF": ("Centrafrique",), "MM": ("Burma", "Birmanie"),
    "CD": ("DRC", "RDC", "Congo", "Congo Kinshasa"),
    "CG": ("Congo Brazzaville",), "CI": ("Ivory Coast",), "CZ": ("Czech Republic",), "GB": ("UK", "England", "Great Britain", "Grande-Bretagne", "Angleterre"),
    "HK": ("Hong Kong",), "IR": ("Iran",), "KR": ("South Korea", "Korea", "Corée du Sud", "Corée"), "KP": ("North Korea",), "LA": ("Laos",),
    "MD": ("Moldova",), "MO": ("Macau", "Macao"), "NL": ("Holland", "Hollande"), "PS": ("Palestine",),
    "RU": ("Russia",), "SY": ("Syria",), "TR": ("Turkey", "Turquie"), "TW": ("Taiwan",), "TZ": ("Tanzania",),
    "US": ("USA", "United States of America", "America"), "VA": ("Vatican",), "VE": ("Venezuela",), "VN": ("Vietnam",),
    "XK": ("Kosovo",), "BN": ("Brunei",), "CV": ("Cape Verde",), "SZ": ("Swaziland",), "MK": ("Macedonia",),
}  # fmt: skip


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Every country's code, names and usual other names."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in pycountry.countries:
        code = str(entry.alpha_2)
        spoken = [words(language).country(code) for language in LANGUAGES]
        spoken += [str(name) for language in LANGUAGES if (name := Locale.parse(language).territories.get(code))]
        found[code] = (*dict.fromkeys((*spoken, str(entry.name), code, str(entry.alpha_3), *_SAID.get(code, ()))),)
    found["XK"] = ("Kosovo", "XK")
    return found


def find_country(text: str) -> Found:
    """The country a text names."""
    return find(text, names())
