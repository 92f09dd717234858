"""Whose people may get an alert."""

from dataclasses import dataclass
from datetime import date

from alerts.geography import Geography


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A set of countries (regions and offices are expanded on the day of approval) plus named persons."""

    countries: frozenset[str]
    persons: frozenset[int] = frozenset()


def proposed(office: str, countries: frozenset[str], *, geography: Geography, day: date) -> Audience:
    """The countries of the responsible office, and every country of seizure and route."""
    return Audience(countries=geography.countries_of_office(office, day) | countries)


def admits(
    audience: Audience, *, person: int, country: str | None, office: str | None, geography: Geography, day: date
) -> bool:
    """Whether a person of this country, or of this office (any of its countries), is among the audience."""
    if person in audience.persons:
        return True
    if country is not None:
        return country in audience.countries
    return office is not None and bool(geography.countries_of_office(office, day) & audience.countries)
