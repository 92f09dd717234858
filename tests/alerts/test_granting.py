"""Who may give what to whom, who confirms it, and who stands behind it. The tables here are written by hand."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.geography import Country, Geography
from alerts.granting import (
    GrantRefusal,
    behind,
    is_confirmed,
    is_last_administrator,
    may_clear,
    may_confirm,
    may_give,
    may_look_at,
    may_manage,
    office_of,
    scope,
    usual_clearance,
    waits,
)
from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind

DAY = date(2026, 11, 13)
GEOGRAPHY = Geography(
    offices={},
    links=(
        Country(code="KE", office="ESA", region="ESA", valid_to=date(2026, 12, 31)),
        Country(code="KE", office="CAF", region="ESA", valid_from=date(2027, 1, 1)),
        Country(code="UG", office="ESA", region="ESA"),
        Country(code="CM", office="CAF", region="WCA"),
    ),
)


def role(text: str) -> Role:
    """Such as: officer KE, reviewer ESA, administrator."""
    kind, _, where = text.partition(" ")
    country = where if len(where) == 2 else None
    return Role(kind=RoleKind(kind), country=country, office=where if where and country is None else None)


def person(*roles: str | Role, number: int = 1, country: str | None = None, office: str | None = None) -> Person:
    return Person(
        id=number,
        public_id=f"p3rs0n00000{number}",
        name="Demo Person",
        language="en",
        zone="UTC",
        clearance=Marking.AMBER_STRICT,
        country=country,
        office=office,
        roles=tuple(role(one) if isinstance(one, str) else one for one in roles),
    )


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


# The confirmation. 1 is the inviter, 2 and 3 oversee the office too, 9 was invited.


@pytest.mark.parametrize(
    ("confirmed_by", "inviter", "overseers", "answer"),
    [
        ([], 1, [1, 2], False),
        ([1], 1, [1, 2], False),
        ([2], 1, [1, 2], False),
        ([1, 2], 1, [1, 2], True),
        ([1, 3], 1, [1, 2, 3], True),
        ([2, 3], 1, [1, 2, 3], False),
        ([1], 1, [1], True),
        ([1], 1, [], True),
        ([1, 4], 1, [1, 2], False),
        ([], 1, [], False),
        ([], None, [2], False),
        ([2], None, [2], True),
        ([], None, [], False),
        ([4], None, [], False),
    ],
)
def test_the_inviter_confirms_and_another_where_there_is_one(
    confirmed_by: list[int], inviter: int | None, overseers: list[int], *, answer: bool
) -> None:
    assert is_confirmed(confirmed_by, inviter=inviter, overseers=overseers) is answer


@pytest.mark.parametrize(
    ("who", "number", "confirmed_by", "answer"),
    [
        ("contact_point KE", 1, [], None),
        ("reviewer ESA", 2, [], "not_in_scope"),
        ("head CAF", 2, [], "not_in_scope"),
        ("administrator CAF", 2, [], "not_in_scope"),
        ("head ESA", 2, [], None),
        ("administrator ESA", 2, [], None),
        ("administrator", 2, [], None),
        ("administrator", 9, [], "oneself"),
        ("administrator", 1, [1], "another_has_to"),
        ("administrator", 2, [1], None),
    ],
)
def test_an_account_is_confirmed_by_the_inviter_and_who_oversees_the_office(
    who: str, number: int, confirmed_by: list[int], answer: str | None
) -> None:
    refusal = may_confirm(person(who, number=number), invited=9, office="ESA", inviter=1, confirmed_by=confirmed_by)
    assert (refusal.value if refusal else None) == answer


@pytest.mark.parametrize(
    ("who", "answer"), [("administrator", None), ("administrator ESA", "not_in_scope"), ("head ESA", "not_in_scope")]
)
def test_an_administrator_of_all_is_confirmed_by_administrators_of_all(who: str, answer: str | None) -> None:
    refusal = may_confirm(person(who, number=2), invited=9, office=None, inviter=1, confirmed_by=[])
    assert (refusal.value if refusal else None) == answer


@pytest.mark.parametrize(
    ("roles", "by", "overseers", "answer"),
    [
        (["officer KE"], 1, [1, 2], False),
        (["member ESA"], 1, [1, 2], False),
        (["secretariat"], 1, [1, 2], False),
        (["reviewer ESA"], 1, [], True),
        (["head ESA"], 1, [1], True),
        (["administrator"], 1, [1], True),
        (["officer KE", "reviewer ESA"], 1, [1], True),
        (["administrator"], None, [], False),
        (["administrator"], None, [2], True),
        (["officer KE"], None, [2], False),
    ],
)
def test_a_role_that_decides_waits_for_a_confirmation(
    roles: list[str], by: int | None, overseers: list[int], *, answer: bool
) -> None:
    assert waits([role(one) for one in roles], by=by, overseers=overseers) is answer


def test_the_office_that_looks_at_an_invitation_is_that_of_the_role_that_decides() -> None:
    assert office_of([role("officer KE"), role("reviewer ESA")]) == "ESA"
    assert office_of([role("administrator")]) is None


# Who decides about whom.


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
