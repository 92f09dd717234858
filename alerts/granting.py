"""Who may give which role and clearance, who confirms that it reached the right account, and who decides about whom.
Not here: what a role lets somebody do (alerts/person.py, alerts/review.py).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from alerts.geography import Geography
from alerts.marking import BY_RULE, Marking, cleared
from alerts.person import DECIDING, Person, Role, RoleKind

CONFIRMED = DECIDING
"""Roles that give nothing before the account that took the invitation is confirmed."""

GIVES: Mapping[RoleKind, frozenset[RoleKind]] = {
    RoleKind.ADMINISTRATOR: frozenset(RoleKind) - {RoleKind.SECRETARIAT},
    RoleKind.HEAD: frozenset({RoleKind.OFFICER, RoleKind.CONTACT_POINT, RoleKind.MEMBER, RoleKind.REVIEWER}),
    RoleKind.CONTACT_POINT: frozenset({RoleKind.OFFICER, RoleKind.MEMBER}),
}
"""What a role lets somebody give, within its own scope. Who administers all gives everything."""

MOST_BY_DEFAULT = frozenset(DECIDING | {RoleKind.SECRETARIAT, RoleKind.AUDITOR})


class GrantRefusal(StrEnum):
    """Why something may not be given or taken away, in one word; the sentence is in the views."""

    NOT_ACTIVE = "not_active"
    NOT_THIS_ROLE = "not_this_role"
    NOT_IN_SCOPE = "not_in_scope"
    ABOVE_OWN_CLEARANCE = "above_own_clearance"
    DAY_IS_OVER = "day_is_over"
    ONESELF = "oneself"
    LAST_ADMINISTRATOR = "last_administrator"
    HAS_IT = "has_it"
    """They have this role already, or it waits to be confirmed."""
    SUSPENDED = "suspended"
    NOT_CONFIRMED = "not_confirmed"
    """They joined, and nobody has said yet that it was the right account."""
    NO_ACCOUNT = "no_account"
    """A role that decides is confirmed for the accounts somebody has; they have none."""
    SAME_HOME = "same_home"


class ConfirmRefusal(StrEnum):
    """Why somebody may not say whether an account is the right one."""

    NOT_ACTIVE = "not_active"
    ONESELF = "oneself"
    NOT_IN_SCOPE = "not_in_scope"
    ANOTHER_HAS_TO = "another_has_to"
    """They have confirmed; somebody else has to as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where somebody belongs: an administration, by its country, or an office."""

    country: str | None = None
    office: str | None = None


def usual_clearance(kind: RoleKind) -> Marking:
    """The clearance that goes with a role when nothing is said."""
    return Marking.AMBER_STRICT if kind in MOST_BY_DEFAULT else BY_RULE


def giving(giver: Person, role: Role, geography: Geography, day: date) -> list[Role]:
    """The roles of the giver that let them give this one, within their scope as it is on that day."""
    return [own for own in giver.roles if _gives(own, role.kind) and _covers(own, role, geography, day)]


def may_give(giver: Person, role: Role, clearance: Marking, geography: Geography, day: date) -> GrantRefusal | None:
    """Whether somebody may give this role with this clearance: None is yes. Nobody clears others higher than themselves."""
    if not giver.active:
        return GrantRefusal.NOT_ACTIVE
    if not any(_gives(own, role.kind) for own in giver.roles):
        return GrantRefusal.NOT_THIS_ROLE
    if not giving(giver, role, geography, day):
        return GrantRefusal.NOT_IN_SCOPE
    if not cleared(giver.clearance, clearance):
        return GrantRefusal.ABOVE_OWN_CLEARANCE
    if role.ends is not None and role.ends < day:
        return GrantRefusal.DAY_IS_OVER
    return None


def may_give_further(giver: Person, other: Person, role: Role, geography: Geography, day: date) -> GrantRefusal | None:
    """Whether somebody may give this role to a person who is there, of their own scope: never to themselves. What the
    person may read stays as it is.
    """
    if giver.id == other.id:
        return GrantRefusal.ONESELF
    refusal = may_give(giver, role, Marking.CLEAR, geography, day)
    if refusal is None and not may_look_at(giver, other, geography, day):
        return GrantRefusal.NOT_IN_SCOPE
    return refusal


def takes(other: Person, role: Role, waiting: Iterable[Role]) -> GrantRefusal | None:
    """Whether a person can have one more role, whoever gives it."""
    if not other.active:
        return GrantRefusal.SUSPENDED
    if any(_same(own, role) for own in (*other.roles, *waiting)):
        return GrantRefusal.HAS_IT
    return None


def let_in_by(person: Person) -> frozenset[int]:
    """Who gave somebody the roles they have, and who stands behind those. They stand behind each further role as well:
    whoever let an account in gains nothing by what others give it later.
    """
    given = ({role.granted_by} if role.granted_by is not None else set() for role in person.roles)
    return frozenset().union(*given, *(role.behind for role in person.roles))


def behind(giver: Person, role: Role, geography: Geography, day: date) -> frozenset[int]:
    """Without whom the giver could not give this role: who stands behind each role of theirs that lets them."""
    chains = [
        own.behind | ({own.granted_by} if own.granted_by is not None else set())
        for own in giving(giver, role, geography, day)
    ]
    return frozenset.intersection(*map(frozenset, chains)) if chains else frozenset()


def office_of(roles: Iterable[Role]) -> str | None:
    """The office whose heads and administrators look at these roles before they count; None: who administers all."""
    return next((role.office for role in roles if role.kind in CONFIRMED), None)


def waits(roles: Iterable[Role], *, by: int | None, overseers: Collection[int]) -> bool:
    """Whether these roles wait for a confirmation: always where a person gave them. What whoever runs the installation
    gave waits where somebody is there who can look at it.
    """
    return any(role.kind in CONFIRMED for role in roles) and (by is not None or bool(overseers))


def may_confirm(
    person: Person, *, invited: int, office: str | None, inviter: int | None, confirmed_by: Collection[int]
) -> ConfirmRefusal | None:
    """Whether somebody may say that the right account took an invitation: the inviter, and whoever heads or administers
    the office; never the invited.
    """
    if not person.active:
        return ConfirmRefusal.NOT_ACTIVE
    if person.id == invited:
        return ConfirmRefusal.ONESELF
    if person.id != inviter and not person.oversees(office):
        return ConfirmRefusal.NOT_IN_SCOPE
    return ConfirmRefusal.ANOTHER_HAS_TO if person.id in confirmed_by else None


def is_confirmed(confirmed_by: Collection[int], *, inviter: int | None, overseers: Collection[int]) -> bool:
    """Whether enough have confirmed: the inviter and one of the overseers other than the inviter, where there is one.
    Where the inviter is nobody who still could (None), one of the overseers. `overseers` are without the invited.
    """
    others = set(overseers) - {inviter}
    seen = bool(others & set(confirmed_by))
    return seen if inviter is None else inviter in confirmed_by and (seen or not others)


def may_look_at(manager: Person, other: Person, geography: Geography, day: date) -> bool:
    """Whether somebody may see what is known of another person: of those of their own scope, and of themselves."""
    homes = (_home(own, other, geography, day) for own in manager.roles if own.kind in GIVES)
    return manager.active and (manager.id == other.id or any(homes))


def scope(manager: Person, geography: Geography, day: date) -> tuple[frozenset[str], frozenset[str]] | None:
    """Countries and offices whose people somebody looks after; None: everybody."""
    own = [role for role in manager.roles if role.kind in GIVES]
    if any(_of_all(role) for role in own):
        return None
    offices = frozenset(role.office for role in own if role.office is not None)
    countries = {role.country for role in own if role.country is not None}
    countries |= {country for office in offices for country in geography.countries_of_office(office, day)}
    return frozenset(countries), offices


def may_manage(manager: Person, other: Person, geography: Geography, day: date) -> GrantRefusal | None:
    """Whether somebody decides about another person (clearance, suspension, sessions): about those of their own scope whose
    every role they could have given, and never about themselves.
    """
    if not manager.active:
        return GrantRefusal.NOT_ACTIVE
    if manager.id == other.id:
        return GrantRefusal.ONESELF
    if not any(_home(own, other, geography, day) for own in manager.roles if own.kind in GIVES):
        return GrantRefusal.NOT_IN_SCOPE
    if not all(giving(manager, role, geography, day) for role in other.roles):
        return GrantRefusal.NOT_IN_SCOPE
    return None


def may_clear(
    manager: Person, other: Person, clearance: Marking, geography: Geography, day: date
) -> GrantRefusal | None:
    """Whether somebody may set another person's clearance: not above their own, and not of those cleared higher."""
    refusal = may_manage(manager, other, geography, day)
    if refusal is None and not all(cleared(manager.clearance, one) for one in (clearance, other.clearance)):
        return GrantRefusal.ABOVE_OWN_CLEARANCE
    return refusal


def may_rehome(manager: Person, other: Person, home: Home, geography: Geography, day: date) -> GrantRefusal | None:
    """Whether somebody may say that a person is of another administration or office from now on: who decides about them
    and administers where they are as well as where they go.
    """
    refusal = may_manage(manager, other, geography, day)
    if refusal is not None:
        return refusal
    own = [role for role in manager.roles if role.kind is RoleKind.ADMINISTRATOR]
    if not any(_home(role, other, geography, day) for role in own) or not any(
        _of_all(role) or role.office in {home.office, _office(home, geography, day)} for role in own
    ):
        return GrantRefusal.NOT_IN_SCOPE
    return None


def ends_with_home(person: Person, home: Home) -> list[Role]:
    """The roles that end when somebody goes elsewhere: those whose scope is what they leave."""
    return [
        role
        for role in person.roles
        if (role.country is not None and role.country == person.country and role.country != home.country)
        or (role.office is not None and role.office == person.office and role.office != home.office)
    ]


def is_last_administrator(person: Person, everybody: Iterable[Person]) -> bool:
    """Whether nobody else is left who administers what this person does."""
    others = [one for one in everybody if one.active and one.id != person.id]
    own = [role.office for role in person.roles if role.kind is RoleKind.ADMINISTRATOR]
    return any(not any(one.administers(office) for one in others) for office in own)


def _office(home: Home, geography: Geography, day: date) -> str | None:
    """The office that a home belongs to on that day."""
    return home.office if home.country is None else geography.office_of(home.country, day)


def _same(one: Role, other: Role) -> bool:
    return (one.kind, one.country, one.office) == (other.kind, other.country, other.office)


def may_say_mine(by: Person, *, owner: int, asked_in: int, answers_in: int) -> bool:
    """Whether somebody may say that an account which took their code is theirs: whoever made the code, in the very chat
    where they made it, and not in the account that is asked about.
    """
    return by.active and by.id == owner and answers_in == asked_in


def _of_all(own: Role) -> bool:
    return own.kind is RoleKind.ADMINISTRATOR and own.office is None


def _gives(own: Role, kind: RoleKind) -> bool:
    return _of_all(own) or kind in GIVES.get(own.kind, ())


def _covers(own: Role, role: Role, geography: Geography, day: date) -> bool:
    """Whether the scope of a role lies in that of one's own."""
    if _of_all(own):
        return True
    if own.country is not None:
        return role.country == own.country
    if role.country is not None:
        return geography.office_of(role.country, day) == own.office
    return role.office is not None and role.office == own.office


def _home(own: Role, other: Person, geography: Geography, day: date) -> bool:
    """Whether somebody belongs to the scope of a role of one's own."""
    if _of_all(own):
        return True
    if own.country is not None:
        return other.country == own.country
    of_country = geography.office_of(other.country, day) if other.country is not None else None
    return own.office is not None and own.office in {of_country, other.office}
