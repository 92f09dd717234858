"""What `liaison countries`, `liaison offices` and `liaison notice` do. Not here: what can be typed, and how it is read
(bot/commandline.py).
"""

import argparse
import sys
from pathlib import Path

from bot import operating, operating_notices, operating_places
from bot.settings import Settings


async def countries(settings: Settings, given: argparse.Namespace) -> int:
    """Lists which office each country belongs to; with --move changes one."""
    async with operating.opened(settings) as parts:
        if given.move:
            await operating_places.move_country(parts.world, *given.move)
        await operating_places.countries(parts.world, sys.stdout)
    return 0


async def offices(settings: Settings, given: argparse.Namespace) -> int:
    """Lists the offices; with --office changes one."""
    changes = (given.contact, given.host, given.zone, given.begins, given.hours, given.languages, given.remark)
    if not given.office and (given.threshold or given.no_threshold or any(one is not None for one in changes)):
        raise operating.CannotBeDone("--office: say which office is to be changed; `liaison offices` lists them.")
    async with operating.opened(settings) as parts:
        if given.office is not None:
            await operating_places.change_office(
                parts.world,
                given.office,
                contact=given.contact,
                host=given.host,
                zone=given.zone,
                begins=given.begins,
                hours=given.hours,
                languages=given.languages,
                remark=given.remark,
                thresholds=given.threshold,
                no_thresholds=given.no_threshold,
            )
        await operating_places.offices(parts.world, sys.stdout)
    return 0


async def notice(settings: Settings, given: argparse.Namespace) -> int:
    """Lists what offices have people accept; with a file or --take-back changes it for one."""
    sets = given.file is not None or given.language is not None
    if (sets and (given.take_back or not (given.file and given.language and given.office))) or (
        given.take_back and not given.office
    ):
        raise operating.CannotBeDone("Give --office, --language and FILE to set a text, or --office and --take-back.")
    async with operating.opened(settings) as parts:
        if given.take_back:
            await operating_notices.take_back(parts.world, given.office)
        elif sets:
            await operating_notices.set_text(parts.world, given.office, given.language, Path(given.file))
        await operating_notices.notices(parts.world, sys.stdout)
    return 0
