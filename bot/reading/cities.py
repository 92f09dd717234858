"""Cities that a country's time zone is called after: Kampala is certainly in Uganda, listed port or not."""

from collections.abc import Mapping

from storage.reference import Reference

_CONTINENTS = frozenset({"Africa", "America", "Asia", "Europe"})
"""Those of the oceans are called after islands: Norfolk is a port in America, too."""


def cities(reference: Reference) -> Mapping[str, str]:
    """Each city's country, where the country has that one time zone only: its main city then, and no namesake."""
    found: dict[str, list[str]] = {}
    for country in reference.countries:
        continent, _, city = country.zones[0].partition("/")
        if len(country.zones) == 1 and continent in _CONTINENTS:
            city = city.replace("_", " ")
            found.setdefault(city, []).append(country.code)
    return {city: codes[0] for city, codes in found.items() if len(codes) == 1}
