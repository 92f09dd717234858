"""Who confirms that the right account took an invitation, and when that is enough."""

import pytest

from alerts.granting import is_confirmed, may_confirm, office_of, waits
from tests.alerts.people import person, role

# 1 is the inviter, 2 and 3 oversee the office too, 9 was invited.


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
