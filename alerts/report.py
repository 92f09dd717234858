"""A report: what an officer files, and how far its review is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.seizure import Seizure


class Status(StrEnum):
    """Where a report stands. A draft is not here: until it is submitted it is the officer's Progress."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    TAKEN = "taken"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """Still waiting for a decision of the office."""
        return self in {Status.SUBMITTED, Status.VERIFIED, Status.TAKEN}

    @property
    def final(self) -> bool:
        return self in {Status.APPROVED, Status.REJECTED, Status.WITHDRAWN}


class Level(StrEnum):
    """Who has been asked: it rises one step a period while nobody acts."""

    REVIEWERS = "reviewers"
    HEAD = "head"
    ADMINISTRATORS = "administrators"

    @property
    def next(self) -> "Level | None":
        """The next step, or None at the last."""
        levels = list(Level)
        position = levels.index(self) + 1
        return levels[position] if position < len(levels) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report at one moment. `version` rises with every move; `revision` with every resubmission."""

    id: int
    public_id: str
    number: str
    country: str
    """Country of the officer's administration; the number begins with it."""
    office: str
    """The responsible office: that of the country of the seizure, on its day."""
    author: int
    status: Status
    version: int
    revision: int
    seizure: Seizure
    marking: Marking
    precedence: Precedence
    submitted_at: datetime
    level: Level = Level.REVIEWERS
    taken_by: int | None = None
    hands: frozenset[int] = frozenset()
    """Who had the draft in hand before the author: for deciding they count like the author."""
    exercise: bool = False

    @property
    def involved(self) -> frozenset[int]:
        """Everybody who may not decide on it: the author, and who had a hand in its draft."""
        return self.hands | {self.author}
