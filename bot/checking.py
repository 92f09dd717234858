"""`liaison check`: settings, database, channels and what waits, as an operator looks at them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TextIO

from rich.table import Table

from alerts.person import Person, RoleKind
from bot import watching
from bot.operating import show_table
from bot.restoring import summary
from bot.views.notices import Trouble
from bot.world import World
from channels.base import Channel
from channels.errors import SendError
from storage.groups import Group

ASK_WITHIN = 20.0
"""Seconds a channel's service has to say who we are there."""


async def check(world: World, channels: Mapping[str, Channel], out: TextIO) -> int:
    """Prints what an operator should know; 1 when something needs a look, else 0."""
    now = world.now()
    async with world.database.reading() as unit:
        states = await unit.delivered.counts()
        waiting = await unit.delivered.oldest_due(now)
        report, late = await unit.reports.oldest_open(now), await watching.waiting(unit, world)
        silent = sorted(slot for slot in await unit.ticks.taken(watching.TROUBLE) if slot.startswith(Trouble.SILENT))
        poison = await unit.inbox.poisoned()
        everybody = await unit.people.everybody()
        since, held_back = await unit.held.since(), await unit.held.waiting()
        groups = [(group, await unit.groups.closed(group.id)) for group in await unit.groups.every()]
    room = watching.short_of_room(world).get(Trouble.DISK)
    lines = [
        ("Installation", "demo" if world.demo else "live", True),
        ("Address", world.public_url, True),
        *[line for found in await asyncio.gather(*map(_channel, channels.values())) for line in found],
        *([] if world.mail_channel else [("E-mail", "off: set LIAISON_SMTP_HOST and LIAISON_MAIL_FROM", False)]),
        ("People", str(len(everybody)), bool(everybody)),
        ("Offices without a reviewer", _without_reviewer(world, everybody) or "none", True),
        ("Deliveries", ", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "none", True),
        (
            "Oldest due delivery",
            f"waits {int(waiting.total_seconds())} s" if waiting else "none waits",
            Trouble.QUEUE not in late,
        ),
        (
            "Oldest report undecided",
            f"waits {int(report.total_seconds() // 3600)} h" if report else "none waits",
            Trouble.REPORTS not in late,
        ),
        *[("Nothing is heard from", slot.removeprefix(f"{Trouble.SILENT} "), False) for slot in silent],
        ("Disk", room.sentence if room else "enough is free", room is None),
        *_groups(groups),
        *([("Held since a restore", f"{summary(held_back)}: see `liaison held`", False)] if since else []),
        ("Outcome unknown", str(states.get("unknown", 0)), not states.get("unknown")),
        ("Poison inputs", str(poison), not poison),
    ]
    table = Table("", "What", "Found", show_header=False)
    for what, found, good in lines:
        table.add_row("✓" if good else "⚠", what, found)
    show_table(table, out)
    return 0 if all(good for _, _, good in lines) else 1


def _groups(groups: Sequence[tuple[Group, bool]]) -> list[tuple[str, str, bool]]:
    """Groups, and those of them that are to get restricted alerts and could not when they were last asked about."""
    found: list[tuple[str, str, bool]] = []
    if groups:
        found.append(("Groups", str(len(groups)), True))
    for group, closed in groups:
        if group.asked and group.ceiling.guarded and not closed:
            name = group.name or group.public_id
            sentence = f"{name} ({group.channel}) is open: somebody there is not known, or we are not its administrator"
            found.append(("Group", sentence, False))
    return found


async def _channel(channel: Channel) -> list[tuple[str, str, bool]]:
    """Who a channel is to its service, and each thing that is missing there."""
    name = channel.limits.label
    try:
        async with asyncio.timeout(ASK_WITHIN), channel:
            found = await channel.check()
    except SendError as error:
        return [(name, error.reason or str(error), False)]
    except TimeoutError:
        return [(name, f"its service did not answer within {ASK_WITHIN:.0f} s", False)]
    return [(name, found.who, not found.missing), *((name, sentence, False) for sentence in found.missing)]


def _without_reviewer(world: World, everybody: Sequence[Person]) -> str:
    staffed = {
        role.office for person in everybody if person.active for role in person.roles if role.kind is RoleKind.REVIEWER
    }
    missing = [office for office in world.geography.offices if office not in staffed]
    return "all" if len(missing) == len(world.geography.offices) else ", ".join(missing)
