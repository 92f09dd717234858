"""People and what they may do where: roles with a scope, and a clearance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from alerts.marking import Marking


class RoleKind(StrEnum):
    """What somebody is."""

    OFFICER = "officer"
    CONTACT_POINT = "contact_point"
    MEMBER = "member"
    REVIEWER = "reviewer"
    HEAD = "head"
    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    AUDITOR = "auditor"


DECIDING = frozenset({RoleKind.REVIEWER, RoleKind.HEAD, RoleKind.ADMINISTRATOR})
"""Roles that may decide on the reports of their office."""

OF_A_COUNTRY = frozenset({RoleKind.OFFICER, RoleKind.CONTACT_POINT})
OF_AN_OFFICE = frozenset({RoleKind.REVIEWER, RoleKind.HEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role in a scope: a country, an office, or (administrator, secretariat, auditor) everything.

    `granted_by` is the person who gave it: a role never counts against its giver's own report, nor against a report of
    anybody `behind` the giver: who had given them the right to give it, and who had given that.
    """

    kind: RoleKind
    country: str | None = None
    office: str | None = None
    granted_by: int | None = None
    behind: frozenset[int] = frozenset()
    ends: date | None = None
    """The last day of the role; None: until somebody ends it."""

    def __post_init__(self) -> None:
        if self.country is not None and self.office is not None:
            msg = f"role {self.kind}: a scope is a country or an office, not both"
            raise ValueError(msg)
        if self.kind in OF_A_COUNTRY and self.country is None:
            msg = f"role {self.kind}: its scope is a country"
            raise ValueError(msg)
        if self.kind in OF_AN_OFFICE and self.office is None:
            msg = f"role {self.kind}: its scope is an office"
            raise ValueError(msg)
        if self.kind is RoleKind.ADMINISTRATOR and self.country is not None:
            msg = "role administrator: its scope is an office or everything"
            raise ValueError(msg)
        if self.kind is RoleKind.MEMBER and self.country is None and self.office is None:
            msg = "role member: its scope is a country or an office"
            raise ValueError(msg)

    def given_by(self, person: int | None) -> bool:
        """Whether this person gave the role, or the right to give it, however far up."""
        return person is not None and (person == self.granted_by or person in self.behind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody known to the system, of one administration (`country`) or one office (`office`)."""

    id: int
    public_id: str
    name: str
    language: str
    zone: str
    clearance: Marking
    country: str | None
    office: str | None
    roles: tuple[Role, ...]
    active: bool = True

    def has(self, kind: RoleKind, *, country: str | None = None, office: str | None = None) -> bool:
        """Whether the person has this role, in this scope where one is named."""
        return any(
            role.kind is kind
            and (country is None or role.country == country)
            and (office is None or role.office == office)
            for role in self.roles
        )

    @property
    def reports_for(self) -> str | None:
        """The country an officer reports for; None for who is no officer."""
        return next((role.country for role in self.roles if role.kind is RoleKind.OFFICER), None)

    def is_colleague_of(self, other: "Person") -> bool:
        """Whether both are officers of the country the other reports for, and not the same person."""
        return (
            self.id != other.id
            and other.reports_for is not None
            and self.has(RoleKind.OFFICER, country=other.reports_for)
        )

    @property
    def decides(self) -> bool:
        """Whether any role lets the person decide on reports."""
        return any(role.kind in DECIDING for role in self.roles)

    @property
    def offices_decided(self) -> Sequence[str] | None:
        """The offices on whose reports the person decides, in the order of the roles; None: all."""
        deciding = [role.office for role in self.roles if role.kind in DECIDING]
        # A deciding role without an office is the administrator's of all.
        return None if None in deciding else list(dict.fromkeys(office for office in deciding if office is not None))

    def administers(self, office: str | None) -> bool:
        """Whether the person is administrator of this office, or of all; of everything (None): of all."""
        return any(role.kind is RoleKind.ADMINISTRATOR and role.office in {office, None} for role in self.roles)

    def oversees(self, office: str | None) -> bool:
        """Whether the person heads or administers this office; of everything (None): administers all."""
        return self.administers(office) or (office is not None and self.has(RoleKind.HEAD, office=office))

    def decides_for(self, office: str, *, not_granted_by: Collection[int] = ()) -> bool:
        """Whether a role lets the person decide on reports of this office; an administrator without scope decides
        for all. Roles that come from any of `not_granted_by`, directly or through others, do not count.
        """
        return any(
            role.kind in DECIDING
            and (role.office == office or (role.kind is RoleKind.ADMINISTRATOR and role.office is None))
            and not any(role.given_by(one) for one in not_granted_by)
            for role in self.roles
        )
