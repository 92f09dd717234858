"""What `liaison people` and `liaison sessions` do. Not here: what can be typed, and how it is read (bot/commandline.py)."""

import argparse
import sys
from collections.abc import Callable, Coroutine, Mapping

from bot import operating, operating_people
from bot.settings import Settings
from bot.world import World


async def people(settings: Settings, given: argparse.Namespace) -> int:
    """Lists everybody, after the changes that were asked for. One change at a time: what is wrong leaves nothing half kept."""
    # An id left empty (a variable of a script) is one that nobody has, not none.
    asked = [one for one in CHANGES if getattr(given, one) is not None]
    if len(asked) > 1:
        raise operating.CannotBeDone("Ask for one change at a time.")
    if not {"give_role", "end_role"} & set(asked) and (given.country or given.office or given.until):
        raise operating.CannotBeDone("--country, --office and --until go with --give-role or --end-role.")
    if given.until and not given.give_role:
        raise operating.CannotBeDone("--until goes with --give-role.")
    async with operating.opened(settings) as parts:
        for one in asked:
            await CHANGES[one](parts.world, given)
        await operating_people.people(parts.world, sys.stdout)
    return 0


async def _suspend(world: World, given: argparse.Namespace) -> None:
    await operating_people.set_active(world, given.suspend, active=False)


async def _restore(world: World, given: argparse.Namespace) -> None:
    await operating_people.set_active(world, given.restore, active=True)


async def _confirm(world: World, given: argparse.Namespace) -> None:
    await operating_people.confirm(world, given.confirm, right=True)


async def _refuse(world: World, given: argparse.Namespace) -> None:
    await operating_people.confirm(world, given.refuse, right=False)


async def _unlink(world: World, given: argparse.Namespace) -> None:
    await operating_people.unlink(world, *given.unlink)


async def _give_role(world: World, given: argparse.Namespace) -> None:
    await operating_people.give_role(
        world, *given.give_role, country=given.country, office=given.office, ends=given.until
    )


async def _end_role(world: World, given: argparse.Namespace) -> None:
    await operating_people.end_role(world, *given.end_role, country=given.country, office=given.office)


async def _clear(world: World, given: argparse.Namespace) -> None:
    await operating_people.clear(world, *given.clearance)


async def _country_of(world: World, given: argparse.Namespace) -> None:
    await operating_people.rehome(world, given.country_of[0], country=given.country_of[1], office=None)


async def _office_of(world: World, given: argparse.Namespace) -> None:
    await operating_people.rehome(world, given.office_of[0], country=None, office=given.office_of[1])


CHANGES: Mapping[str, Callable[[World, argparse.Namespace], Coroutine[None, None, None]]] = {
    "suspend": _suspend,
    "restore": _restore,
    "confirm": _confirm,
    "refuse": _refuse,
    "unlink": _unlink,
    "give_role": _give_role,
    "end_role": _end_role,
    "clearance": _clear,
    "country_of": _country_of,
    "office_of": _office_of,
}
"""By the option of `liaison people` that asks for it."""


async def sessions(settings: Settings, given: argparse.Namespace) -> int:
    """Lists who is signed in; with --end signs somebody out."""
    if given.end is not None and not given.id:
        raise operating.CannotBeDone("--end needs the id of a person; `liaison people` lists everybody.")
    async with operating.opened(settings) as parts:
        if given.end is not None:
            await operating_people.end_sessions(parts.world, given.id, given.end)
        await operating_people.list_sessions(parts.world, given.id, sys.stdout)
    return 0
