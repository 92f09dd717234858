"""Who looks at whom and decides about them, and who is the last administrator. The tables here are written by hand."""

from dataclasses import replace

import pytest

from alerts.granting import GrantRefusal, is_last_administrator, may_clear, may_look_at, may_manage, scope
from alerts.marking import Marking
from tests.alerts.people import DAY, GEOGRAPHY, person


@pytest.mark.parametrize(
    ("manager", "other", "home", "answer"),
    [
        ("administrator", "administrator", "", None),
        ("administrator", "officer CM", "CM", None),
        ("administrator ESA", "officer KE", "KE", None),
        ("administrator ESA", "officer CM", "CM", "not_in_scope"),
        ("administrator ESA", "head ESA", "ESA", None),
        ("administrator ESA", "administrator ESA", "ESA", None),
        ("administrator ESA", "administrator", "ESA", "not_in_scope"),
        ("administrator ESA", "head CAF", "ESA", "not_in_scope"),
        ("head ESA", "reviewer ESA", "ESA", None),
        ("head ESA", "head ESA", "ESA", "not_in_scope"),
        ("head ESA", "administrator ESA", "ESA", "not_in_scope"),
        ("contact_point KE", "officer KE", "KE", None),
        ("contact_point KE", "officer UG", "UG", "not_in_scope"),
        ("contact_point KE", "contact_point KE", "KE", "not_in_scope"),
        ("reviewer ESA", "officer KE", "KE", "not_in_scope"),
        ("secretariat", "officer KE", "KE", "not_in_scope"),
    ],
)
def test_somebody_decides_about_whom_the_table_names(manager: str, other: str, home: str, answer: str | None) -> None:
    at_home = person(
        other,
        number=2,
        country=home if len(home) == 2 else None,
        office=home if len(home) == 3 else None,
    )
    refusal = may_manage(person(manager), at_home, GEOGRAPHY, DAY)
    assert (refusal.value if refusal else None) == answer


@pytest.mark.parametrize(
    ("manager", "country", "office", "answer"),
    [
        ("administrator", "CM", None, True),
        ("administrator ESA", "KE", None, True),
        ("head ESA", None, "ESA", True),
        ("head ESA", "CM", "ESA", True),
        ("head ESA", "CM", None, False),
        ("contact_point KE", "KE", None, True),
        ("contact_point KE", "UG", None, False),
        ("reviewer ESA", "KE", None, False),
        ("administrator ESA", None, None, False),
    ],
)
def test_somebody_looks_at_the_people_of_their_scope(
    manager: str, country: str | None, office: str | None, *, answer: bool
) -> None:
    other = person("administrator", number=2, country=country, office=office)
    assert may_look_at(person(manager), other, GEOGRAPHY, DAY) is answer
    found = scope(person(manager), GEOGRAPHY, DAY)
    assert (found is None or country in found[0] or office in found[1]) is answer


def test_everybody_looks_at_themselves_unless_they_are_suspended() -> None:
    assert may_look_at(person("officer KE"), person("officer KE"), GEOGRAPHY, DAY)
    suspended = replace(person("administrator"), active=False)
    assert not may_look_at(suspended, person("officer KE", number=2), GEOGRAPHY, DAY)


def test_nobody_decides_about_themselves() -> None:
    assert may_manage(person("administrator"), person("administrator"), GEOGRAPHY, DAY) is GrantRefusal.ONESELF


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        (Marking.AMBER, Marking.AMBER_STRICT, None),
        (Marking.AMBER, Marking.RED, GrantRefusal.ABOVE_OWN_CLEARANCE),
        (Marking.RED, Marking.AMBER, GrantRefusal.ABOVE_OWN_CLEARANCE),
    ],
)
def test_a_clearance_is_changed_up_to_ones_own(before: Marking, after: Marking, answer: GrantRefusal | None) -> None:
    other = replace(person("officer KE", number=2, country="KE"), clearance=before)
    assert may_clear(person("head ESA"), other, after, GEOGRAPHY, DAY) is answer


@pytest.mark.parametrize(
    ("own", "others", "answer"),
    [
        ("administrator", [], True),
        ("administrator", ["administrator ESA", "head ESA"], True),
        ("administrator", ["administrator"], False),
        ("administrator ESA", ["administrator CAF"], True),
        ("administrator ESA", ["administrator"], False),
        ("administrator ESA", ["administrator ESA"], False),
        ("head ESA", [], False),
    ],
)
def test_the_last_administrator_is_known(own: str, others: list[str], *, answer: bool) -> None:
    everybody = [person(own), *(person(one, number=place) for place, one in enumerate(others, 2))]
    assert is_last_administrator(everybody[0], everybody) is answer


def test_an_administrator_who_is_suspended_does_not_count() -> None:
    everybody = [person("administrator"), replace(person("administrator", number=2), active=False)]
    assert is_last_administrator(everybody[0], everybody)
