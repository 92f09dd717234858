"""What a person wants to hear of, and whether an alert is among it."""

from dataclasses import dataclass
from datetime import date

from alerts.geography import Geography
from alerts.precedence import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A wish. Where regions, offices and countries are all empty it means everywhere; empty categories mean all
    goods. `chat` and `mail` say how it should come.
    """

    person: int
    regions: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    lowest: Precedence = Precedence.ROUTINE
    chat: bool = True
    mail: bool = False
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an alert touches, expanded on the day of approval: the countries of seizure and route with their offices
    and regions, and the categories of its goods.
    """

    countries: frozenset[str]
    offices: frozenset[str]
    regions: frozenset[str]
    categories: frozenset[str]
    precedence: Precedence
    exercise: bool = False


def scope_of(
    countries: frozenset[str],
    categories: frozenset[str],
    precedence: Precedence,
    *,
    geography: Geography,
    day: date,
    exercise: bool = False,
) -> Scope:
    """The scope of an alert with these countries and goods on a day."""
    return Scope(
        countries=countries,
        offices=geography.offices_of(countries, day),
        regions=geography.regions_of(countries, day),
        categories=categories,
        precedence=precedence,
        exercise=exercise,
    )


def matches(wish: Subscription, scope: Scope) -> bool:
    """Whether an alert is what this subscription asks for: one of its places, one of its goods, and urgent enough."""
    everywhere = not (wish.regions or wish.offices or wish.countries)
    near = bool(wish.regions & scope.regions or wish.offices & scope.offices or wish.countries & scope.countries)
    wanted = not wish.categories or bool(wish.categories & scope.categories)
    return (
        (everywhere or near)
        and wanted
        and scope.precedence.rank >= wish.lowest.rank
        and wish.exercise == scope.exercise
    )
