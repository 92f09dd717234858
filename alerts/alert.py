"""What is disseminated: an alert made from an approved report, with no reporter in it, in immutable revisions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from alerts.audience import Audience
from alerts.marking import TELLS_SOURCE, Marking, strictest
from alerts.precedence import Precedence
from alerts.report import Report
from alerts.seizure import Control, Json, Seizure
from alerts.seizure_json import from_json, to_json

FIRST = 1

VERSION = 1
"""Version of the JSON form of a revision."""

_SOURCES = frozenset("ABCDEF")
_INFORMATION = frozenset("123456")


class AlertStatus(StrEnum):
    """Where an alert stands."""

    SCHEDULED = "scheduled"
    RELEASED = "released"
    CANCELLED = "cancelled"
    RECALLED = "recalled"
    EXPIRED = "expired"


class RevisionKind(StrEnum):
    """What a revision is to the one before it."""

    ORIGINAL = "original"
    UPDATE = "update"
    CORRECTION = "correction"
    CANCEL = "cancel"
    RECALL = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How good source and content are, with the scheme's name: "admiralty" has a source letter A to F and an
    information digit 1 to 6 (NATO AJP-2.1 in the form of MISP's admiralty-scale).
    """

    scheme: str = "admiralty"
    source: str = "A"
    information: str = "1"

    def __post_init__(self) -> None:
        if self.scheme != "admiralty" or self.source not in _SOURCES or self.information not in _INFORMATION:
            msg = "an Admiralty grade is a letter A to F and a digit 1 to 6, such as A1"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.source}{self.information}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the reviewer wrote, in one language: title, why it matters, what to look for, what to do."""

    title: str
    why: str
    look_for: str
    please: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One immutable state of an alert: exactly what an approval names and what goes out."""

    number: str
    revision: int
    kind: RevisionKind
    office: str
    facts: Seizure
    texts: Mapping[str, Texts]
    """By language, as the reviewer wrote it; the first is the original language."""
    grade: Grade
    marking: Marking
    precedence: Precedence
    audience: Audience
    issued: datetime
    expires: datetime
    exercise: bool = False

    def __post_init__(self) -> None:
        if self.issued.tzinfo is None or self.expires.tzinfo is None:
            msg = "the times of a revision need a time zone"
            raise ValueError(msg)

    @property
    def label(self) -> str:
        """The number as people read it: ESA-2026-0031, later revisions as ESA-2026-0031/2."""
        return self.number if self.revision == FIRST else f"{self.number}/{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What the reviewer settled in the approve step."""

    number: str
    texts: Mapping[str, Texts]
    grade: Grade
    marking: Marking
    precedence: Precedence
    audience: Audience
    issued: datetime
    expires: datetime
    without: frozenset[str] = frozenset()
    """Digests of the report's pictures that are left out."""


def alert_from(report: Report, approval: Approval) -> Revision:
    """The first revision of the alert of an approved report: the one place where reporter, source, people, position and
    narrative are taken out. The marking is the strictest of the report's and the approval's.
    """
    shown = tuple(picture for picture in report.seizure.pictures if picture not in approval.without)
    return Revision(
        number=approval.number,
        revision=FIRST,
        kind=RevisionKind.ORIGINAL,
        office=report.office,
        facts=replace(_without_source(report.seizure), pictures=shown),
        texts=dict(approval.texts),
        grade=approval.grade,
        marking=strictest((report.marking, approval.marking)),
        precedence=approval.precedence,
        audience=approval.audience,
        issued=approval.issued,
        expires=approval.expires,
        exercise=report.exercise,
    )


def _without_source(seizure: Seizure) -> Seizure:
    control = seizure.control
    if control is not None and control.method in TELLS_SOURCE:
        control = replace(control, method="")
    if control == Control():
        control = None
    return replace(seizure, place=replace(seizure.place, position=None), control=control, people=(), narrative="")


def canonical(revision: Revision) -> str:
    """The canonical JSON of a revision: sorted keys, no blanks, UTF-8 as is, times in UTC. Pictures are named by
    the digest of their content, so they are covered too.
    """
    return json.dumps(to_object(revision), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(revision: Revision) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: what an approval names."""
    return hashlib.sha256(canonical(revision).encode()).hexdigest()


def to_object(revision: Revision) -> Json:
    """The revision as a JSON object."""
    return {
        "v": VERSION,
        "number": revision.number,
        "revision": revision.revision,
        "kind": revision.kind.value,
        "office": revision.office,
        "facts": to_json(revision.facts),
        "texts": [
            [language, {"title": text.title, "why": text.why, "look_for": text.look_for, "please": text.please}]
            for language, text in revision.texts.items()
        ],
        "grade": {
            "scheme": revision.grade.scheme,
            "source": revision.grade.source,
            "information": revision.grade.information,
        },
        "marking": revision.marking.value,
        "precedence": revision.precedence.value,
        "audience": {
            "countries": sorted(revision.audience.countries),
            "persons": sorted(revision.audience.persons),
        },
        "issued": revision.issued.astimezone(UTC).isoformat(),
        "expires": revision.expires.astimezone(UTC).isoformat(),
        "exercise": revision.exercise,
    }


def from_object(data: Mapping[str, object]) -> Revision:
    """The revision of a JSON object made by `to_object`. Raises KeyError, TypeError or ValueError for another
    version or shape.
    """
    if data.get("v") != VERSION:
        msg = f"revision data of version {data.get('v')!r} cannot be read; this program reads version {VERSION}"
        raise ValueError(msg)
    facts, texts, grade, audience = data["facts"], data["texts"], data["grade"], data["audience"]
    if not (
        isinstance(facts, Mapping)
        and isinstance(texts, list)
        and isinstance(grade, Mapping)
        and isinstance(audience, Mapping)
        and isinstance(data["revision"], int)
    ):
        msg = "not an alert revision"
        raise TypeError(msg)
    return Revision(
        number=str(data["number"]),
        revision=data["revision"],
        kind=RevisionKind(str(data["kind"])),
        office=str(data["office"]),
        facts=from_json(facts),
        texts={
            str(language): Texts(**{str(key): str(value) for key, value in text.items()}) for language, text in texts
        },
        grade=Grade(**{str(key): str(value) for key, value in grade.items()}),
        marking=Marking(str(data["marking"])),
        precedence=Precedence(str(data["precedence"])),
        audience=Audience(
            countries=frozenset(audience["countries"]), persons=frozenset(int(person) for person in audience["persons"])
        ),
        issued=datetime.fromisoformat(str(data["issued"])),
        expires=datetime.fromisoformat(str(data["expires"])),
        exercise=bool(data["exercise"]),
    )
