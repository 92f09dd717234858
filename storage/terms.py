"""The terms by which alerts and subscriptions are matched set-wise in SQL: "country:KE", "office:ESA", "region:ESA",
"goods:DRG", and "audience:KE" for whom an alert is meant. They say the same as `alerts.subscription.matches` and
`alerts.audience.admits`; a test holds the two against each other.
"""

from datetime import date

from alerts.audience import Audience
from alerts.geography import Geography
from alerts.subscription import Scope, Subscription

EVERYWHERE = "where:*"
ALL_GOODS = "goods:*"


def of_scope(scope: Scope, audience: Audience, *, geography: Geography, day: date) -> set[str]:
    """The terms of an alert, audience included."""
    return {
        EVERYWHERE,
        ALL_GOODS,
        *(f"country:{country}" for country in scope.countries),
        *(f"office:{office}" for office in scope.offices),
        *(f"region:{region}" for region in scope.regions),
        *(f"goods:{category}" for category in scope.categories),
        *(f"audience:{country}" for country in audience.countries),
        *(f"audience-office:{office}" for office in geography.offices_of(audience.countries, day)),
        *(f"audience-person:{person}" for person in audience.persons),
    }


def of_subscription(wish: Subscription) -> set[str]:
    """The terms of a subscription; any one of a kind is enough."""
    where = {
        *(f"country:{country}" for country in wish.countries),
        *(f"office:{office}" for office in wish.offices),
        *(f"region:{region}" for region in wish.regions),
    }
    goods = {f"goods:{category}" for category in wish.categories}
    return (where or {EVERYWHERE}) | (goods or {ALL_GOODS})


def read_subscription(terms: set[str]) -> dict[str, frozenset[str]]:
    """The regions, offices, countries and categories that terms name."""
    named = {
        kind: frozenset(term.split(":", 1)[1] for term in terms if term.startswith(f"{kind}:") and term[-1] != "*")
        for kind in ("region", "office", "country", "goods")
    }
    return {
        "regions": named["region"],
        "offices": named["office"],
        "countries": named["country"],
        "categories": named["goods"],
    }
