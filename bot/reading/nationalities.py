"""The country that a word for its people names: Kenyan, ougandais, or the country itself."""

import re
from collections.abc import Mapping

from bot.reading.countries import find_country, names
from bot.reading.names import Found, plain

_LONGEST_ENDING = 5
"""Letters that "-n", "-ian", "-aise" and their like may add to a country's name."""

_SAID: Mapping[str, str] = {
    "afghan": "AF", "argentine": "AR", "belgian": "BE", "belge": "BE", "beninese": "BJ", "beninois": "BJ", "brazilian": "BR",
    "bresilien": "BR", "british": "GB", "britannique": "GB", "burkinabe": "BF", "cambodian": "KH", "cambodgien": "KH",
    "chinese": "CN", "chinois": "CN", "danish": "DK", "danois": "DK", "dutch": "NL", "neerlandais": "NL", "emirati": "AE",
    "english": "GB", "anglais": "GB", "filipino": "PH", "philippin": "PH", "french": "FR", "francais": "FR", "german": "DE",
    "allemand": "DE", "greek": "GR", "grec": "GR", "italian": "IT", "italien": "IT", "ivorian": "CI", "ivoirien": "CI",
    "malagasy": "MG", "malgache": "MG", "mexican": "MX", "mexicain": "MX", "moroccan": "MA", "marocain": "MA", "mozambican": "MZ",
    "mozambicain": "MZ", "norwegian": "NO", "norvegien": "NO", "peruvian": "PE", "peruvien": "PE", "polish": "PL", "polonais": "PL",
    "portuguese": "PT", "portugais": "PT", "spanish": "ES", "espagnol": "ES", "swedish": "SE", "suedois": "SE", "swiss": "CH",
    "suisse": "CH", "thai": "TH", "thailandais": "TH", "turkish": "TR", "turc": "TR", "vietnamese": "VN", "vietnamien": "VN",
    "south african": "ZA", "sud africain": "ZA", "saudi": "SA", "saoudien": "SA", "togolese": "TG", "togolais": "TG",
    "lebanese": "LB", "libanais": "LB", "comorian": "KM", "comorien": "KM", "canadian": "CA", "canadien": "CA",
}  # fmt: skip
"""People whose word does not begin with a name of their country, as `plain` has it, in the singular."""

_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "congolese": ("CD", "CG"),
    "congolais": ("CD", "CG"),
    "dominican": ("DO", "DM"),
    "dominicain": ("DO",),
    "korean": ("KR", "KP"),
    "coreen": ("KR", "KP"),
    "guinean": ("GN", "GW", "GQ"),
    "guineen": ("GN", "GW", "GQ"),
    "sudanese": ("SD", "SS"),
    "soudanais": ("SD", "SS"),
}
"""Words of several peoples."""


def find_nationality(text: str) -> Found:
    """The country meant by its name or by the word for its people."""
    named = find_country(re.sub(r"^\s*(?:the|les?|la)\s+", "", text, flags=re.IGNORECASE))
    if named.sure is not None:
        return named
    said = plain(text)
    for word in (said, *(said.removesuffix(ending) for ending in ("s", "e", "es", "ne", "nes"))):
        if word in _SAID:
            return Found(_SAID[word], ())
        if several := _SEVERAL.get(word):
            return Found(several[0], ()) if len(several) == 1 else Found(None, several)
    begun: dict[str, set[str]] = {}
    for code, spellings in names().items():
        for name in map(plain, spellings):
            if len(name) > 3 and said.startswith(name) and len(said) - len(name) <= _LONGEST_ENDING:  # noqa: PLR2004 - codes
                begun.setdefault(name, set()).add(code)
    if begun and " " not in said[len(longest := max(begun, key=len)) :]:
        codes = sorted(begun[longest])
        return Found(codes[0], ()) if len(codes) == 1 else Found(None, tuple(codes))
    return named
