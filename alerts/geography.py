"""Offices, regions and countries, and which belongs to which on a given day. Region and office are two separate
links of a country: Burundi lies in the ESA region and belongs to the Central Africa office.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A Regional Intelligence Liaison Office. `code` is without "RILO-"; host and zone are those of today."""

    code: str
    name: str
    region: str
    host_country: str
    languages: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country's links for a span of days; both ends included, None is open."""

    code: str
    office: str
    region: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Geography:
    """All offices and all dated links."""

    offices: Mapping[str, Office]
    links: tuple[Country, ...]

    def link(self, country: str, day: date) -> Country | None:
        """The link of a country that holds on a day, or None where it has no office."""
        return next((link for link in self.links if link.code == country and link.holds(day)), None)

    def office_of(self, country: str, day: date) -> str | None:
        """The office responsible for a country on a day."""
        link = self.link(country, day)
        return link.office if link else None

    def countries_of_office(self, office: str, day: date) -> frozenset[str]:
        return frozenset(link.code for link in self.links if link.office == office and link.holds(day))

    def countries_of_region(self, region: str, day: date) -> frozenset[str]:
        return frozenset(link.code for link in self.links if link.region == region and link.holds(day))

    def offices_of(self, countries: Iterable[str], day: date) -> frozenset[str]:
        return frozenset(link.office for link in self._links_of(countries, day))

    def regions_of(self, countries: Iterable[str], day: date) -> frozenset[str]:
        return frozenset(link.region for link in self._links_of(countries, day))

    def _links_of(self, countries: Iterable[str], day: date) -> list[Country]:
        wanted = frozenset(countries)
        return [link for link in self.links if link.code in wanted and link.holds(day)]
