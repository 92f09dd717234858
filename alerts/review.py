"""What happens to a report until it is decided: a table of moves, and one function for rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.person import Person, RoleKind
from alerts.report import Report, Status


class Move(StrEnum):
    """One step in the life of a report."""

    TAKE = "take"
    PUT_BACK = "put_back"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    ESCALATE = "escalate"
    TRANSFER = "transfer"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"


_OPEN = {
    Move.TAKE: Status.TAKEN,
    Move.APPROVE: Status.APPROVED,
    Move.RETURN: Status.RETURNED,
    Move.REJECT: Status.REJECTED,
    Move.WITHDRAW: Status.WITHDRAWN,
}

TABLE: Mapping[tuple[Status, Move], Status] = {
    **{(Status.SUBMITTED, move): status for move, status in _OPEN.items()},
    (Status.SUBMITTED, Move.ESCALATE): Status.SUBMITTED,
    (Status.SUBMITTED, Move.TRANSFER): Status.SUBMITTED,
    **{(Status.VERIFIED, move): status for move, status in _OPEN.items()},
    (Status.VERIFIED, Move.ESCALATE): Status.VERIFIED,
    (Status.VERIFIED, Move.TRANSFER): Status.SUBMITTED,
    **{(Status.TAKEN, move): status for move, status in _OPEN.items() if move is not Move.TAKE},
    (Status.TAKEN, Move.PUT_BACK): Status.SUBMITTED,
    (Status.TAKEN, Move.ESCALATE): Status.TAKEN,
    (Status.TAKEN, Move.TRANSFER): Status.SUBMITTED,
    (Status.RETURNED, Move.RESUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Move.WITHDRAW): Status.WITHDRAWN,
}
"""(status, move) -> status. What is not here is refused."""

REASONED = frozenset({Move.RETURN, Move.REJECT, Move.TRANSFER})
"""Moves that need a reason: the reporter gets it, or the other office."""

OTHER_REASON = "other"
"""The reason of a return or a rejection that none of the listed ones is: the note says it."""


class MoveRefusal(StrEnum):
    """Why a move is not possible, in one word; the sentence is in the views."""

    NOT_IN_THIS_STATUS = "not_in_this_status"
    OWN_REPORT = "own_report"
    HAD_IN_HAND = "had_in_hand"
    NOT_IN_SCOPE = "not_in_scope"
    NOT_THE_AUTHOR = "not_the_author"
    TAKEN_BY_ANOTHER = "taken_by_another"
    NOT_ACTIVE = "not_active"
    OLD_REVISION = "old_revision"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One move that was made. `by` is None for the clock. `reason` is the code of the listed reason of a return or a
    rejection, or OTHER_REASON; what was said beside it, or instead of it, is the note.
    """

    by: int | None
    move: Move
    at: datetime
    note: str
    revision: int
    reason: str = ""


def may(move: Move, report: Report, person: Person) -> MoveRefusal | None:
    """Whether this person may make this move on this report now: None is yes.

    Four eyes: nobody decides on their own report, also not as head or administrator, and a role that comes from the
    author, directly or through others, does not count for the author's report. Whoever had a hand in its draft is, for
    this, like the author.
    """
    if not person.active:
        return MoveRefusal.NOT_ACTIVE
    if move in {Move.WITHDRAW, Move.RESUBMIT}:
        if person.id != report.author:
            return MoveRefusal.NOT_THE_AUTHOR
    else:
        if person.id == report.author:
            return MoveRefusal.OWN_REPORT
        if person.id in report.hands:
            return MoveRefusal.HAD_IN_HAND
        if not person.decides_for(report.office, not_granted_by=report.involved):
            return MoveRefusal.NOT_IN_SCOPE
    if (report.status, move) not in TABLE:
        return MoveRefusal.NOT_IN_THIS_STATUS
    others = report.status is Status.TAKEN and report.taken_by != person.id
    if others and move in {Move.APPROVE, Move.RETURN, Move.REJECT, Move.TRANSFER}:
        return MoveRefusal.TAKEN_BY_ANOTHER
    if others and move is Move.PUT_BACK and not _leads(person, report):
        return MoveRefusal.TAKEN_BY_ANOTHER
    return None


def may_add(report: Report, person: Person) -> MoveRefusal | None:
    """Whether this person may add to this report while it is open: None is yes. It is no move; only its officer may, and
    it gives nobody a say in the decision.
    """
    if not person.active:
        return MoveRefusal.NOT_ACTIVE
    if person.id != report.author:
        return MoveRefusal.NOT_THE_AUTHOR
    return None if report.status.open else MoveRefusal.NOT_IN_THIS_STATUS


def may_correct(report: Report, person: Person) -> MoveRefusal | None:
    """Whether this person may correct this report: whoever may approve it as it stands, so never who filed it."""
    return may(Move.APPROVE, report, person)


def after(report: Report, move: Move) -> Status:
    """The status after a move. Raises KeyError where the table has none."""
    return TABLE[report.status, move]


def _leads(person: Person, report: Report) -> bool:
    """Heads and administrators may put back what somebody else took; a role that comes from the author, or from who had a
    hand in the draft, does not count.
    """
    return any(
        role.kind in {RoleKind.HEAD, RoleKind.ADMINISTRATOR}
        and role.office in {report.office, None}
        and not any(role.given_by(one) for one in report.involved)
        for role in person.roles
    )
