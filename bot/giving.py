"""What an invitation or somebody gives, as it is kept while it waits, and the giving itself: roles with who stands behind them.
Not here: what has to be confirmed first (bot/admitting.py), who is asked for it in chat (bot/further.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from alerts.granting import behind, let_in_by, may_give
from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot.world import World
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """What an invitation gives."""

    name: str
    roles: tuple[Role, ...]
    clearance: Marking
    country: str | None
    office: str | None
    by: int | None


def payload_of(gives: Gives) -> dict[str, object]:
    """As a link and an admission keep it."""
    return {
        "name": gives.name,
        "country": gives.country,
        "office": gives.office,
        "clearance": gives.clearance.value,
        "roles": [
            {
                "kind": role.kind.value,
                "country": role.country,
                "office": role.office,
                "ends": role.ends.isoformat() if role.ends else None,
            }
            for role in gives.roles
        ],
        "by": gives.by,
    }


def gives_of(payload: Mapping[str, object]) -> Gives:
    """What was kept; invitations from before roles had an end among it."""
    by, roles = payload.get("by"), payload.get("roles")
    return Gives(
        name=str(payload["name"]),
        roles=tuple(
            Role(
                kind=RoleKind(entry["kind"]),
                country=entry["country"],
                office=entry["office"],
                ends=date.fromisoformat(entry["ends"]) if entry.get("ends") else None,
            )
            for entry in (roles if isinstance(roles, list) else [])
        ),
        clearance=Marking(str(payload["clearance"])),
        country=_maybe(payload.get("country")),
        office=_maybe(payload.get("office")),
        by=by if isinstance(by, int) else None,
    )


async def may_still_give(unit: UnitOfWork, world: World, gives: Gives) -> bool:
    """Whether who made an invitation has the right to it at this moment, too."""
    if gives.by is None:
        return True
    giver, day = await unit.people.get(gives.by), world.now().date()
    return all(may_give(giver, role, gives.clearance, world.geography, day) is None for role in gives.roles)


async def grant(unit: UnitOfWork, world: World, person: int, gives: Gives) -> None:
    """The roles themselves, with who stands behind each: the giver's own chain, and whoever gave this person a role before,
    also one that has ended.
    """
    now, holder = world.now(), await unit.people.get(person)
    giver = await unit.people.get(gives.by) if gives.by is not None else None
    public_id = holder.public_id
    before = let_in_by(holder) | await unit.audit.who("role.grant", f"person {public_id}")
    for role in gives.roles:
        own = behind(giver, role, world.geography, now.date()) if giver is not None else frozenset[int]()
        chain = own | (before - {gives.by})
        await unit.people.add_role(person, replace(role, granted_by=gives.by, behind=chain), now)
        await unit.audit.add(
            at=now,
            who=gives.by,
            verb="role.grant",
            subject=f"person {public_id}",
            details={
                "kind": role.kind.value,
                "country": role.country,
                "office": role.office,
                "ends": role.ends.isoformat() if role.ends else None,
            },
        )


def _maybe(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
