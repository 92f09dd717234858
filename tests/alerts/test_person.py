"""Roles, where they count, and what cannot be a role."""

from dataclasses import replace

import pytest

from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind


def person(*roles: Role) -> Person:
    return Person(
        id=1,
        public_id="p3rs0n000001",
        name="Demo Person",
        language="en",
        zone="Africa/Nairobi",
        clearance=Marking.AMBER,
        country="KE",
        office=None,
        roles=roles,
    )


# kind, may its scope be: a country, an office, everything, a country and an office at once
SCOPES = [
    ("officer", True, False, False),
    ("contact_point", True, False, False),
    ("member", True, True, False),
    ("reviewer", False, True, False),
    ("head", False, True, False),
    ("administrator", False, True, True),
    ("secretariat", True, True, True),
    ("auditor", True, True, True),
]


def is_possible(kind: str, *, country: str | None = None, office: str | None = None) -> bool:
    try:
        Role(kind=RoleKind(kind), country=country, office=office)
    except ValueError:
        return False
    return True


def test_the_scopes_of_every_kind_of_role_are_written_here() -> None:
    assert {kind for kind, *_ in SCOPES} == {kind.value for kind in RoleKind}


@pytest.mark.parametrize(("kind", "of_a_country", "of_an_office", "of_everything"), SCOPES)
def test_a_role_has_the_scope_written_here(
    kind: str, *, of_a_country: bool, of_an_office: bool, of_everything: bool
) -> None:
    assert is_possible(kind, country="KE") is of_a_country
    assert is_possible(kind, office="ESA") is of_an_office
    assert is_possible(kind) is of_everything


@pytest.mark.parametrize("kind", list(RoleKind))
def test_no_role_is_of_a_country_and_an_office_at_once(kind: RoleKind) -> None:
    assert not is_possible(kind, country="KE", office="ESA")


@pytest.mark.parametrize(
    ("role", "office", "decides"),
    [
        (Role(kind=RoleKind.REVIEWER, office="ESA"), "ESA", True),
        (Role(kind=RoleKind.REVIEWER, office="ESA"), "WA", False),
        (Role(kind=RoleKind.HEAD, office="ESA"), "ESA", True),
        (Role(kind=RoleKind.HEAD, office="ESA"), "WA", False),
        (Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), "ESA", True),
        (Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), "WA", False),
        (Role(kind=RoleKind.ADMINISTRATOR), "WA", True),
        (Role(kind=RoleKind.MEMBER, office="ESA"), "ESA", False),
        (Role(kind=RoleKind.OFFICER, country="KE"), "ESA", False),
        (Role(kind=RoleKind.CONTACT_POINT, country="KE"), "ESA", False),
        (Role(kind=RoleKind.SECRETARIAT), "ESA", False),
        (Role(kind=RoleKind.SECRETARIAT, office="ESA"), "ESA", False),
        (Role(kind=RoleKind.AUDITOR), "ESA", False),
        (Role(kind=RoleKind.AUDITOR, office="ESA"), "ESA", False),
    ],
    ids=str,
)
def test_a_role_decides_for_an_office_as_written_here(role: Role, office: str, *, decides: bool) -> None:
    assert person(role).decides_for(office) is decides


def test_a_role_does_not_count_against_who_gave_it() -> None:
    granted = person(Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=9))
    assert not granted.decides_for("ESA", not_granted_by={9})
    assert granted.decides_for("ESA", not_granted_by={8})


def test_a_role_does_not_count_against_who_stands_behind_its_giver() -> None:
    granted = person(Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=9, behind=frozenset({7, 8})))
    assert not granted.decides_for("ESA", not_granted_by={7})
    assert not granted.decides_for("ESA", not_granted_by={8})
    assert not granted.decides_for("ESA", not_granted_by={6, 8})
    assert granted.decides_for("ESA", not_granted_by={6})


def test_a_role_nobody_gave_counts_against_everybody() -> None:
    assert person(Role(kind=RoleKind.REVIEWER, office="ESA")).decides_for("ESA", not_granted_by={9})


@pytest.mark.parametrize(
    ("kind", "country", "office", "answer"),
    [
        (RoleKind.OFFICER, None, None, True),
        (RoleKind.OFFICER, "KE", None, True),
        (RoleKind.OFFICER, "UG", None, False),
        (RoleKind.REVIEWER, None, "ESA", True),
        (RoleKind.REVIEWER, None, "WA", False),
        (RoleKind.REVIEWER, "KE", None, False),
        (RoleKind.HEAD, None, None, False),
    ],
)
def test_a_person_has_a_role_in_the_scope_asked_for(
    kind: RoleKind, country: str | None, office: str | None, *, answer: bool
) -> None:
    both = person(Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"))
    assert both.has(kind, country=country, office=office) is answer


REVIEWER = Role(kind=RoleKind.REVIEWER, office="ESA")
HEAD = Role(kind=RoleKind.HEAD, office="CAF")
MEMBER = Role(kind=RoleKind.MEMBER, office="WE")
OFFICER = Role(kind=RoleKind.OFFICER, country="KE")
FOREIGN = Role(kind=RoleKind.OFFICER, country="UG")
OF_ALL = Role(kind=RoleKind.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("roles", "offices"),
    [
        ((), []),
        ((MEMBER, OFFICER), []),
        ((REVIEWER, MEMBER, HEAD, Role(kind=RoleKind.ADMINISTRATOR, office="ESA")), ["ESA", "CAF"]),
        ((REVIEWER, OF_ALL), None),
    ],
)
def test_the_offices_one_decides_for_are_those_of_deciding_roles(
    roles: tuple[Role, ...], offices: list[str] | None
) -> None:
    assert person(*roles).offices_decided == offices
    assert person(*roles).decides is (offices != [])


@pytest.mark.parametrize(
    ("roles", "country"), [((), None), ((MEMBER, REVIEWER), None), ((MEMBER, FOREIGN, OFFICER), "UG")]
)
def test_an_officer_reports_for_the_country_of_the_first_such_role(
    roles: tuple[Role, ...], country: str | None
) -> None:
    assert person(*roles).reports_for == country


@pytest.mark.parametrize(
    ("roles", "of", "colleague"),
    [
        ((OFFICER,), (OFFICER,), True),
        ((FOREIGN, OFFICER), (OFFICER,), True),
        ((FOREIGN,), (OFFICER,), False),
        ((Role(kind=RoleKind.CONTACT_POINT, country="KE"),), (OFFICER,), False),
        ((OFFICER,), (MEMBER,), False),
    ],
)
def test_colleagues_are_officers_of_the_country_somebody_reports_for(
    roles: tuple[Role, ...], of: tuple[Role, ...], *, colleague: bool
) -> None:
    other = replace(person(*of), id=2)
    assert person(*roles).is_colleague_of(other) is colleague


def test_nobody_is_their_own_colleague() -> None:
    assert not person(OFFICER).is_colleague_of(person(OFFICER))


def test_who_administers_one_office_does_not_administer_everything() -> None:
    of_one = person(Role(kind=RoleKind.ADMINISTRATOR, office="ESA"))
    assert of_one.administers("ESA")
    assert not of_one.administers("CAF")
    assert not of_one.administers(None)
    assert person(OF_ALL).administers(None)
    assert person(OF_ALL).administers("CAF")
    assert not person(HEAD).oversees(None)
