"""Pictures that wait in a messenger: fetched after the turn that took them in was committed, cleaned, kept, and then told
to the conversation as if they came just now; all of an album together.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.pictures import Unreadable, keep_upload
from bot.turn import Turn
from bot.world import World
from channels.base import Channel, Handler
from channels.errors import Misconfigured, Permanent, SendError, TooLarge
from channels.message import Address, Incoming, Sent
from storage.database import DatabaseAway
from storage.fetches import FAILED, KEPT, WANTED, Wanted

log = logging.getLogger(__name__)

ALBUM_QUIET = timedelta(seconds=2)
"""An album is complete when no further picture of it came for so long: a messenger sends them one by one."""

GIVE_UP_AFTER = timedelta(hours=1)
"""A messenger's link to a file is valid for about so long (Bot API, getFile)."""

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
IDLE = 1.0
"""Seconds between two looks while something waits."""

_TOO_LARGE, _LOST = "too large", "lost"
"""Why a picture did not come; why one that came was not kept says its own sentence."""


async def want(turn: Turn, refs: Sequence[str], *, album: str) -> None:
    """Notes in the turn's own transaction what is to be fetched."""
    await turn.unit.fetches.want(
        refs, channel=turn.account.channel, key=turn.key, address=turn.account.id, album=album, now=turn.now
    )


class Fetcher:
    """Fetches for one process. What it had not finished goes on after a restart: it is all in the table."""

    def __init__(self, world: World, channels: Mapping[str, Channel], handle: Handler) -> None:
        self._world = world
        self._channels = channels
        self._handle = handle
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Something may have come."""
        self._news.set()

    async def run(self) -> None:
        """Fetches until cancelled."""
        while True:
            try:
                waiting = await self.look()
            except Exception:
                log.exception("fetching pictures failed; going on")
                waiting = True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE if waiting else None):
                    await self._news.wait()
            self._news.clear()

    async def look(self) -> bool:
        """Fetches what is due and tells what is complete; whether anything still waits."""
        names, now = sorted(self._channels), self._world.now()
        async with self._world.database.reading() as unit:
            found = await unit.fetches.untold(names)
        if not found:
            return False
        due = [wanted for wanted in found if wanted.state == WANTED and wanted.due <= now]
        await asyncio.gather(*(self._fetch(wanted) for wanted in due))
        async with self._world.database.reading() as unit:
            found = await unit.fetches.untold(names)
        for _, group in groupby(sorted(found, key=_order), key=lambda wanted: wanted.together):
            await self._tell(list(group))
        return True

    async def _fetch(self, wanted: Wanted) -> None:
        """No transaction is open while the service answers."""
        upload, why = "", ""
        try:
            content = await self._channels[wanted.channel].fetch(wanted.ref)
            upload = await keep_upload(self._world, wanted.owner, content)
        except Unreadable as error:
            why = str(error)
        except SendError as error:
            # Our own set-up being wrong says nothing about the picture.
            if isinstance(error, Permanent) and not isinstance(error, Misconfigured):
                why = _TOO_LARGE if isinstance(error, TooLarge) else _LOST
            elif self._world.now() - wanted.created < GIVE_UP_AFTER:
                log.info("a picture by %s could not be fetched yet: %s", wanted.channel, type(error).__name__)
                await self._again(wanted)
                return
            else:
                why = _LOST
        except DatabaseAway:
            raise
        except Exception:
            # Our own mistake, which would come again and again and hold up everybody's pictures.
            log.exception("a picture by %s is given up", wanted.channel)
            why = _LOST
        async with self._world.database.writing() as unit:
            await (unit.fetches.failed(wanted.id, why) if why else unit.fetches.kept(wanted.id, upload))
            await unit.commit()

    async def _again(self, wanted: Wanted) -> None:
        wait = min(FIRST_WAIT * 2**wanted.tries, LONGEST_WAIT)
        async with self._world.database.writing() as unit:
            await unit.fetches.again(wanted.id, self._world.now() + wait)
            await unit.commit()

    async def _tell(self, group: Sequence[Wanted]) -> None:
        """One input for all of them, under a key of its own: told twice (a crash in between) it counts once."""
        if any(wanted.state == WANTED for wanted in group) or not _complete(group, self._world.now()):
            return
        first = group[0]
        sender = Address(first.channel, first.sender)
        await self._handle(
            Incoming(
                key=f"fetched-{first.id}",
                conversation=sender,
                sender=sender,
                sender_name="",
                at=self._world.now(),
                content=Sent(
                    pictures=tuple(wanted.upload for wanted in group if wanted.state == KEPT),
                    too_large=_count(group, _TOO_LARGE),
                    lost=_count(group, _LOST),
                    refused=tuple(
                        wanted.why
                        for wanted in group
                        if wanted.state == FAILED and wanted.why not in {_TOO_LARGE, _LOST}
                    ),
                ),
            )
        )
        async with self._world.database.writing() as unit:
            await unit.fetches.tell([wanted.id for wanted in group])
            await unit.commit()


def _order(wanted: Wanted) -> tuple[tuple[str, str, str], int]:
    return wanted.together, wanted.id


def _complete(group: Sequence[Wanted], now: datetime) -> bool:
    return not group[0].album or now - max(wanted.created for wanted in group) >= ALBUM_QUIET


def _count(group: Iterable[Wanted], why: str) -> int:
    return sum(wanted.state == FAILED and wanted.why == why for wanted in group)
