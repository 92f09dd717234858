"""Which move is possible in which status, and who may make it. The tables here are written by hand."""

from dataclasses import replace

import pytest

from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from alerts.report import Level, Report, Status
from alerts.review import REASONED, Move, MoveRefusal, after, may

AUTHOR = 80018
REVIEWER = 2
ANOTHER = 3

MOVES = """
            take   put_back   approve   return    reject    escalate   transfer   resubmit   withdraw
submitted   taken  -          approved  returned  rejected  submitted  submitted  -          withdrawn
verified    taken  -          approved  returned  rejected  verified   submitted  -          withdrawn
taken       -      submitted  approved  returned  rejected  taken      submitted  -          withdrawn
returned    -      -          -         -         -         -          -          submitted  withdrawn
approved    -      -          -         -         -         -          -          -          -
rejected    -      -          -         -         -         -          -          -          -
withdrawn   -      -          -         -         -         -          -          -          -
"""


def read_moves() -> dict[tuple[str, str], str]:
    header, *lines = MOVES.strip().splitlines()
    moves = header.split()
    return {(line.split()[0], move): cell for line in lines for move, cell in zip(moves, line.split()[1:], strict=True)}


PAIRS = read_moves()
POSSIBLE = [(status, move, cell) for (status, move), cell in PAIRS.items() if cell != "-"]
IMPOSSIBLE = [(status, move) for (status, move), cell in PAIRS.items() if cell == "-"]


def person(*roles: Role, number: int = REVIEWER, active: bool = True) -> Person:
    return Person(
        id=number,
        public_id="p3rs0n000001",
        name="Demo Person",
        language="en",
        zone="Africa/Nairobi",
        clearance=Marking.AMBER,
        country=None,
        office="ESA",
        roles=roles,
        active=active,
    )


REVIEWER_OF_ESA = Role(kind=RoleKind.REVIEWER, office="ESA")
HEAD_OF_ESA = Role(kind=RoleKind.HEAD, office="ESA")
ADMINISTRATOR_OF_ESA = Role(kind=RoleKind.ADMINISTRATOR, office="ESA")
ADMINISTRATOR_OF_ALL = Role(kind=RoleKind.ADMINISTRATOR)
OFFICE_MOVES = [Move.TAKE, Move.PUT_BACK, Move.APPROVE, Move.RETURN, Move.REJECT, Move.ESCALATE, Move.TRANSFER]


def status_for(move: Move) -> Status:
    """A status in which the move is possible at all, so that only the rights decide."""
    return Status.TAKEN if move is Move.PUT_BACK else Status.SUBMITTED


def test_the_table_names_every_status_and_every_move() -> None:
    assert set(PAIRS) == {(status.value, move.value) for status in Status for move in Move}


@pytest.mark.parametrize(("status", "move", "becomes"), POSSIBLE)
def test_a_possible_move_leads_to_the_status_of_the_table(report: Report, status: str, move: str, becomes: str) -> None:
    assert after(replace(report, status=Status(status)), Move(move)) is Status(becomes)


@pytest.mark.parametrize(("status", "move"), IMPOSSIBLE)
def test_an_impossible_move_has_no_status_after_it(report: Report, status: str, move: str) -> None:
    with pytest.raises(KeyError):
        after(replace(report, status=Status(status)), Move(move))


@pytest.mark.parametrize(("status", "move", "becomes"), POSSIBLE)
def test_the_right_person_may_make_every_possible_move(report: Report, status: str, move: str, becomes: str) -> None:
    taken_by = REVIEWER if status == "taken" else None
    who = person(number=AUTHOR) if move in {"resubmit", "withdraw"} else person(REVIEWER_OF_ESA)
    assert may(Move(move), replace(report, status=Status(status), taken_by=taken_by), who) is None, becomes


@pytest.mark.parametrize(("status", "move"), IMPOSSIBLE)
def test_the_right_person_may_not_make_an_impossible_move(report: Report, status: str, move: str) -> None:
    who = person(number=AUTHOR) if move in {"resubmit", "withdraw"} else person(REVIEWER_OF_ESA)
    refusal = may(Move(move), replace(report, status=Status(status), taken_by=REVIEWER), who)
    assert refusal is MoveRefusal.NOT_IN_THIS_STATUS


# Four eyes: S-23


@pytest.mark.parametrize("move", OFFICE_MOVES)
@pytest.mark.parametrize("role", [REVIEWER_OF_ESA, HEAD_OF_ESA, ADMINISTRATOR_OF_ESA, ADMINISTRATOR_OF_ALL], ids=str)
def test_nobody_decides_on_their_own_report_whatever_their_role(report: Report, role: Role, move: Move) -> None:
    mine = replace(report, status=status_for(move), taken_by=AUTHOR)
    assert may(move, mine, person(role, number=AUTHOR)) is MoveRefusal.OWN_REPORT


@pytest.mark.parametrize("move", OFFICE_MOVES)
@pytest.mark.parametrize(
    "role",
    [
        Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=AUTHOR),
        Role(kind=RoleKind.HEAD, office="ESA", granted_by=AUTHOR),
        Role(kind=RoleKind.ADMINISTRATOR, granted_by=AUTHOR),
    ],
    ids=str,
)
def test_a_role_the_author_gave_does_not_count_for_the_authors_report(report: Report, role: Role, move: Move) -> None:
    theirs = replace(report, status=status_for(move), taken_by=REVIEWER)
    assert may(move, theirs, person(role)) is MoveRefusal.NOT_IN_SCOPE


EARLIER = (70, 71, 72)
"""Who had the draft in hand before its author, one after the other."""


@pytest.mark.parametrize("move", OFFICE_MOVES)
@pytest.mark.parametrize("role", [REVIEWER_OF_ESA, HEAD_OF_ESA, ADMINISTRATOR_OF_ESA, ADMINISTRATOR_OF_ALL], ids=str)
@pytest.mark.parametrize("hand", EARLIER)
def test_whoever_had_a_hand_in_the_draft_does_not_decide_whatever_their_role(
    report: Report, role: Role, move: Move, hand: int
) -> None:
    handed = replace(report, status=status_for(move), taken_by=hand, hands=frozenset(EARLIER))
    assert may(move, handed, person(role, number=hand)) is MoveRefusal.HAD_IN_HAND
    assert may(move, replace(handed, hands=frozenset()), person(role, number=hand)) is None


@pytest.mark.parametrize("move", OFFICE_MOVES)
@pytest.mark.parametrize("kind", [RoleKind.REVIEWER, RoleKind.HEAD, RoleKind.ADMINISTRATOR], ids=str)
@pytest.mark.parametrize("hand", EARLIER)
def test_a_role_given_by_or_through_an_earlier_hand_does_not_count(
    report: Report, kind: RoleKind, move: Move, hand: int
) -> None:
    handed = replace(report, status=status_for(move), taken_by=REVIEWER, hands=frozenset(EARLIER))
    given = Role(kind=kind, office="ESA", granted_by=hand)
    behind = Role(kind=kind, office="ESA", granted_by=ANOTHER, behind=frozenset({hand}))
    assert may(move, handed, person(given)) is MoveRefusal.NOT_IN_SCOPE
    assert may(move, handed, person(behind)) is MoveRefusal.NOT_IN_SCOPE
    assert may(move, handed, person(replace(given, granted_by=ANOTHER))) is None


def test_a_head_by_the_grace_of_an_earlier_hand_does_not_put_back_what_another_took(report: Report) -> None:
    handed = replace(report, status=Status.TAKEN, taken_by=ANOTHER, hands=frozenset(EARLIER))
    roles = (REVIEWER_OF_ESA, Role(kind=RoleKind.HEAD, office="ESA", granted_by=EARLIER[1]))
    assert may(Move.PUT_BACK, handed, person(*roles)) is MoveRefusal.TAKEN_BY_ANOTHER


@pytest.mark.parametrize("move", [Move.WITHDRAW, Move.RESUBMIT])
def test_who_gave_the_draft_away_neither_withdraws_nor_changes_the_report(report: Report, move: Move) -> None:
    handed = replace(report, status=status_for(move), hands=frozenset(EARLIER))
    assert may(move, handed, person(number=EARLIER[0])) is MoveRefusal.NOT_THE_AUTHOR


def test_a_role_the_author_gave_counts_for_somebody_elses_report(report: Report) -> None:
    granted = Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=AUTHOR)
    assert may(Move.APPROVE, replace(report, author=ANOTHER), person(granted)) is None


def test_a_second_role_given_by_another_counts_beside_the_authors(report: Report) -> None:
    granted = Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=AUTHOR)
    independent = Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=ANOTHER)
    assert may(Move.APPROVE, report, person(granted, independent)) is None


def test_a_head_by_the_authors_grace_does_not_put_back_what_another_took(report: Report) -> None:
    taken = replace(report, status=Status.TAKEN, taken_by=ANOTHER)
    who = person(REVIEWER_OF_ESA, Role(kind=RoleKind.HEAD, office="ESA", granted_by=AUTHOR))
    assert may(Move.PUT_BACK, taken, who) is MoveRefusal.TAKEN_BY_ANOTHER


# Roles and where they count (S-24, S-31)


@pytest.mark.parametrize("move", OFFICE_MOVES)
@pytest.mark.parametrize(
    "roles",
    [
        (),
        (Role(kind=RoleKind.REVIEWER, office="WA"),),
        (Role(kind=RoleKind.HEAD, office="WA"),),
        (Role(kind=RoleKind.ADMINISTRATOR, office="WA"),),
        (Role(kind=RoleKind.OFFICER, country="KE"),),
        (Role(kind=RoleKind.CONTACT_POINT, country="KE"),),
        (Role(kind=RoleKind.MEMBER, office="ESA"),),
        (Role(kind=RoleKind.SECRETARIAT),),
        (Role(kind=RoleKind.AUDITOR),),
        (Role(kind=RoleKind.AUDITOR, office="ESA"),),
    ],
    ids=str,
)
def test_without_a_deciding_role_for_the_office_every_move_is_refused(
    report: Report, roles: tuple[Role, ...], move: Move
) -> None:
    theirs = replace(report, status=status_for(move), taken_by=REVIEWER)
    assert may(move, theirs, person(*roles)) is MoveRefusal.NOT_IN_SCOPE


def test_somebody_out_of_scope_is_not_told_the_status(report: Report) -> None:
    approved = replace(report, status=Status.APPROVED)
    assert may(Move.APPROVE, approved, person(Role(kind=RoleKind.REVIEWER, office="WA"))) is MoveRefusal.NOT_IN_SCOPE


@pytest.mark.parametrize("office", ["ESA", "WA"])
def test_a_second_scope_is_as_good_as_the_first(report: Report, office: str) -> None:
    both = person(Role(kind=RoleKind.REVIEWER, office="WA"), REVIEWER_OF_ESA)
    assert may(Move.APPROVE, replace(report, office=office), both) is None


@pytest.mark.parametrize("office", ["ESA", "WA", "CAM"])
def test_an_administrator_of_all_decides_for_every_office(report: Report, office: str) -> None:
    assert may(Move.APPROVE, replace(report, office=office), person(ADMINISTRATOR_OF_ALL)) is None


def test_a_role_withdrawn_a_moment_ago_no_longer_approves(report: Report) -> None:
    before = person(REVIEWER_OF_ESA)
    assert may(Move.APPROVE, report, before) is None
    assert may(Move.APPROVE, report, replace(before, roles=())) is MoveRefusal.NOT_IN_SCOPE


@pytest.mark.parametrize("move", list(Move))
def test_somebody_who_is_not_active_makes_no_move(report: Report, move: Move) -> None:
    number = AUTHOR if move in {Move.RESUBMIT, Move.WITHDRAW} else REVIEWER
    asleep = person(ADMINISTRATOR_OF_ALL, number=number, active=False)
    status = Status.RETURNED if move is Move.RESUBMIT else status_for(move)
    assert may(move, replace(report, status=status, taken_by=REVIEWER), asleep) is MoveRefusal.NOT_ACTIVE


# Taken by another


@pytest.mark.parametrize("move", [Move.APPROVE, Move.RETURN, Move.REJECT])
@pytest.mark.parametrize("role", [REVIEWER_OF_ESA, HEAD_OF_ESA, ADMINISTRATOR_OF_ALL], ids=str)
def test_what_another_took_is_decided_by_nobody_else(report: Report, role: Role, move: Move) -> None:
    taken = replace(report, status=Status.TAKEN, taken_by=ANOTHER)
    assert may(move, taken, person(role)) is MoveRefusal.TAKEN_BY_ANOTHER


def test_a_reviewer_does_not_put_back_what_another_took(report: Report) -> None:
    taken = replace(report, status=Status.TAKEN, taken_by=ANOTHER)
    assert may(Move.PUT_BACK, taken, person(REVIEWER_OF_ESA)) is MoveRefusal.TAKEN_BY_ANOTHER


@pytest.mark.parametrize("role", [HEAD_OF_ESA, ADMINISTRATOR_OF_ESA, ADMINISTRATOR_OF_ALL], ids=str)
def test_head_and_administrator_put_back_what_another_took(report: Report, role: Role) -> None:
    taken = replace(report, status=Status.TAKEN, taken_by=ANOTHER)
    assert may(Move.PUT_BACK, taken, person(role)) is None


def test_a_head_of_another_office_does_not_put_back_here_as_a_reviewer(report: Report) -> None:
    taken = replace(report, status=Status.TAKEN, taken_by=ANOTHER)
    who = person(REVIEWER_OF_ESA, Role(kind=RoleKind.HEAD, office="WA"))
    assert may(Move.PUT_BACK, taken, who) is MoveRefusal.TAKEN_BY_ANOTHER


def test_a_report_taken_by_another_may_be_escalated(report: Report) -> None:
    assert may(Move.ESCALATE, replace(report, status=Status.TAKEN, taken_by=ANOTHER), person(REVIEWER_OF_ESA)) is None


# The officer's own moves


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.TAKEN, Status.RETURNED])
def test_the_author_withdraws_without_any_role_until_it_is_decided(report: Report, status: Status) -> None:
    assert may(Move.WITHDRAW, replace(report, status=status, taken_by=ANOTHER), person(number=AUTHOR)) is None


@pytest.mark.parametrize("move", [Move.WITHDRAW, Move.RESUBMIT])
def test_nobody_withdraws_or_resubmits_for_the_author(report: Report, move: Move) -> None:
    returned = replace(report, status=Status.RETURNED)
    assert may(move, returned, person(ADMINISTRATOR_OF_ALL)) is MoveRefusal.NOT_THE_AUTHOR


# Reasons, levels, words


def test_return_and_reject_need_a_reason_and_nothing_else_does() -> None:
    assert {Move.RETURN, Move.REJECT, Move.TRANSFER} == REASONED


@pytest.mark.parametrize(
    ("level", "higher"),
    [(Level.REVIEWERS, Level.HEAD), (Level.HEAD, Level.ADMINISTRATORS), (Level.ADMINISTRATORS, None)],
)
def test_escalation_asks_reviewers_then_head_then_administrators_and_ends(level: Level, higher: Level | None) -> None:
    assert level.next is higher


@pytest.mark.parametrize(
    ("status", "waits", "final"),
    [
        ("submitted", True, False),
        ("verified", True, False),
        ("taken", True, False),
        ("returned", False, False),
        ("approved", False, True),
        ("rejected", False, True),
        ("withdrawn", False, True),
    ],
)
def test_a_status_waits_for_the_office_or_is_final_as_written_here(status: str, *, waits: bool, final: bool) -> None:
    assert (Status(status).open, Status(status).final) == (waits, final)
