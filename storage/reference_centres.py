"""About the middle of each country, in whole degrees: where the board's map writes its code. General knowledge, not a survey."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from types import MappingProxyType

from storage.reference_rows import rows


@dataclass(frozen=True, slots=True)
class Centre:
    """A point on the globe; north and east are positive."""

    latitude: int
    longitude: int


def read_centres(folder: Traversable, countries: Collection[str]) -> Mapping[str, Centre]:
    """Reads the table, by country. Raises WrongRow."""
    found: dict[str, Centre] = {}
    for row in rows(folder, "centres.csv", "code latitude longitude"):
        if (code := row.one_of("code", countries)) in found:
            raise row.wrong(f"{code} is there twice")
        latitude, longitude = (int(row.matching(name, r"-?[0-9]{1,3}")) for name in ("latitude", "longitude"))
        if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - degrees of a globe
            raise row.wrong("there is no such place on the globe")
        found[code] = Centre(latitude, longitude)
    return MappingProxyType(found)
