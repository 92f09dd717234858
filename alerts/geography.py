"""Offices, regions and countries, and which belongs to which on a given day. Region and office are two separate
links of a country: Burundi lies in the ESA region and belongs to the Central Africa office.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


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


class MoveOfCountry(StrEnum):
    """Why a country cannot go to another office, in one word; the sentence is in the views."""

    NO_SUCH_OFFICE = "no_such_office"
    HAS_NO_OFFICE = "has_no_office"
    SAME_OFFICE = "same_office"
    DAY_IS_OVER = "day_is_over"
    ANOTHER_ON_THAT_DAY = "another_on_that_day"


def may_move(geography: Geography, country: str, office: str, day: date, today: date) -> MoveOfCountry | None:
    """Whether a country can go to this office from that day on: None is yes. What was is not rewritten."""
    if office not in geography.offices:
        return MoveOfCountry.NO_SUCH_OFFICE
    link = geography.link(country, day)
    if link is None:
        return MoveOfCountry.HAS_NO_OFFICE
    if day <= today:
        return MoveOfCountry.DAY_IS_OVER
    if link.office == office:
        return MoveOfCountry.SAME_OFFICE
    return MoveOfCountry.ANOTHER_ON_THAT_DAY if link.valid_from == day else None


def moved(link: Country, office: str, day: date) -> tuple[Country, Country]:
    """The link that ends the day before, and the one that begins: to the other office, in the same region, as long as the
    first would have held.
    """
    return replace(link, valid_to=day - timedelta(days=1)), replace(link, office=office, valid_from=day)
