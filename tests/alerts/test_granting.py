"""Who may give what to whom, and who stands behind it. The table here is written by hand."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.granting import GrantRefusal, behind, may_give, usual_clearance
from alerts.marking import Marking
from alerts.person import Role, RoleKind
from tests.alerts.people import DAY, GEOGRAPHY, person, role

GIVEN = """
                    administrator   administrator ESA   head ESA        contact_point KE   reviewer ESA
officer KE          yes             yes                 yes             yes                not_this_role
officer UG          yes             yes                 yes             not_in_scope       not_this_role
officer CM          yes             not_in_scope        not_in_scope    not_in_scope       not_this_role
contact_point KE    yes             yes                 yes             not_this_role      not_this_role
member KE           yes             yes                 yes             yes                not_this_role
member ESA          yes             yes                 yes             not_in_scope       not_this_role
member CAF          yes             not_in_scope        not_in_scope    not_in_scope       not_this_role
reviewer ESA        yes             yes                 yes             not_this_role      not_this_role
reviewer CAF        yes             not_in_scope        not_in_scope    not_this_role      not_this_role
head ESA            yes             yes                 not_this_role   not_this_role      not_this_role
head CAF            yes             not_in_scope        not_this_role   not_this_role      not_this_role
administrator ESA   yes             yes                 not_this_role   not_this_role      not_this_role
administrator CAF   yes             not_in_scope        not_this_role   not_this_role      not_this_role
administrator       yes             not_in_scope        not_this_role   not_this_role      not_this_role
secretariat         yes             not_this_role       not_this_role   not_this_role      not_this_role
secretariat ESA     yes             not_this_role       not_this_role   not_this_role      not_this_role
auditor ESA         yes             yes                 not_this_role   not_this_role      not_this_role
auditor KE          yes             yes                 not_this_role   not_this_role      not_this_role
auditor             yes             not_in_scope        not_this_role   not_this_role      not_this_role
"""


def cells() -> list[tuple[str, str, str]]:
    header, *lines = [line.rstrip() for line in GIVEN.strip("\n").splitlines()]
    givers = [part.strip() for part in header.split("  ") if part.strip()]
    table = []
    for line in lines:
        given, *answers = [part.strip() for part in line.split("  ") if part.strip()]
        table += [(giver, given, answer) for giver, answer in zip(givers, answers, strict=True)]
    return table


def test_every_kind_of_role_is_in_the_table() -> None:
    assert {given.split()[0] for _, given, _ in cells()} == {kind.value for kind in RoleKind}


@pytest.mark.parametrize(("giver", "given", "answer"), cells())
def test_a_role_may_be_given_by_whom_the_table_names(giver: str, given: str, answer: str) -> None:
    refusal = may_give(person(giver), role(given), Marking.GREEN, GEOGRAPHY, DAY)
    assert (refusal.value if refusal else "yes") == answer


@pytest.mark.parametrize("nobody", ["officer KE", "member ESA", "secretariat", "auditor"])
def test_who_neither_leads_nor_is_a_contact_point_gives_nothing(nobody: str) -> None:
    refusal = may_give(person(nobody), role("member KE"), Marking.GREEN, GEOGRAPHY, DAY)
    assert refusal is GrantRefusal.NOT_THIS_ROLE


def test_nobody_gives_a_clearance_above_their_own() -> None:
    giver = person("administrator")
    assert may_give(giver, role("officer KE"), Marking.AMBER_STRICT, GEOGRAPHY, DAY) is None
    refusal = may_give(giver, role("officer KE"), Marking.RED, GEOGRAPHY, DAY)
    assert refusal is GrantRefusal.ABOVE_OWN_CLEARANCE


def test_somebody_suspended_gives_nothing() -> None:
    giver = replace(person("administrator"), active=False)
    assert may_give(giver, role("officer KE"), Marking.GREEN, GEOGRAPHY, DAY) is GrantRefusal.NOT_ACTIVE


def test_a_role_is_given_to_a_day_that_is_not_over() -> None:
    giver, today = person("administrator"), replace(role("officer KE"), ends=DAY)
    assert may_give(giver, today, Marking.GREEN, GEOGRAPHY, DAY) is None
    over = replace(today, ends=date(2026, 11, 12))
    assert may_give(giver, over, Marking.GREEN, GEOGRAPHY, DAY) is GrantRefusal.DAY_IS_OVER


def test_the_countries_of_an_office_are_those_of_the_day() -> None:
    giver = person("head ESA")
    later = may_give(giver, role("officer KE"), Marking.GREEN, GEOGRAPHY, date(2027, 1, 1))
    assert later is GrantRefusal.NOT_IN_SCOPE


@pytest.mark.parametrize(
    ("kind", "clearance"),
    [
        ("officer", Marking.AMBER),
        ("contact_point", Marking.AMBER),
        ("member", Marking.AMBER),
        ("reviewer", Marking.AMBER_STRICT),
        ("head", Marking.AMBER_STRICT),
        ("administrator", Marking.AMBER_STRICT),
        ("secretariat", Marking.AMBER_STRICT),
        ("auditor", Marking.AMBER_STRICT),
    ],
)
def test_a_role_has_a_usual_clearance(kind: str, clearance: Marking) -> None:
    assert usual_clearance(RoleKind(kind)) is clearance


# Who stands behind a role.


def given(text: str, *, by: int | None, behind: frozenset[int] = frozenset()) -> Role:
    return replace(role(text), granted_by=by, behind=behind)


def test_behind_a_role_is_who_gave_the_right_to_give_it_and_who_gave_that() -> None:
    giver = person(given("administrator ESA", by=7, behind=frozenset({8})))
    assert behind(giver, role("reviewer ESA"), GEOGRAPHY, DAY) == {7, 8}


def test_nobody_stands_behind_what_could_have_been_given_without_them() -> None:
    giver = person(given("administrator ESA", by=7), given("head ESA", by=8, behind=frozenset({7})))
    assert behind(giver, role("reviewer ESA"), GEOGRAPHY, DAY) == {7}
    assert behind(giver, role("head ESA"), GEOGRAPHY, DAY) == {7}
    own = person(given("administrator ESA", by=7), given("head ESA", by=None))
    assert behind(own, role("reviewer ESA"), GEOGRAPHY, DAY) == frozenset()


def test_a_role_that_gives_no_right_to_it_has_nobody_behind_it() -> None:
    giver = person(given("head ESA", by=8), given("contact_point KE", by=9))
    assert behind(giver, role("reviewer ESA"), GEOGRAPHY, DAY) == {8}
