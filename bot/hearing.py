"""Receiving by every channel for as long as the process runs: a channel that cannot go on rests and is tried again, and
holds no other up.
"""

import asyncio
import logging
import random
import time
from collections.abc import Mapping

from bot.post import PAUSE, Post, Steady
from channels.base import Handler
from channels.errors import Misconfigured, SendError, Temporary

log = logging.getLogger(__name__)

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
"""Seconds between two tries to receive; doubled each time, from the first on again once it worked for so long."""


async def hear(posts: Mapping[str, Post], handle: Handler, *, steady: Steady = time.monotonic) -> None:
    """Receives by all channels until cancelled."""
    async with asyncio.TaskGroup() as group:
        for name, post in posts.items():
            group.create_task(_hear_one(post, handle, steady), name=f"receive {name}")


async def _hear_one(post: Post, handle: Handler, steady: Steady) -> None:
    wait = FIRST_WAIT
    while True:
        began = steady()
        again = await _receive(post, handle)
        if steady() - began > LONGEST_WAIT:
            wait = FIRST_WAIT
        await asyncio.sleep(max(again, wait * (1 + 0.2 * random.random())))  # noqa: S311 - jitter
        wait = min(wait * 2, LONGEST_WAIT)


async def _receive(post: Post, handle: Handler) -> float:
    """Receives until it cannot go on; gives the seconds its service asked to wait."""
    name = post.channel.name
    listens = asyncio.get_running_loop().call_later(LONGEST_WAIT, post.listens)
    try:
        await post.channel.receive(handle)
    except Misconfigured as error:
        post.misconfigured("receiving", error.reason)
        return PAUSE.total_seconds()
    except SendError as error:
        log.warning("nothing is received by %s just now: %s", name, error.reason or type(error).__name__)
        if isinstance(error, Temporary) and error.retry_after is not None:
            return error.retry_after.total_seconds()
        post.did_not_answer()
    except Exception:
        # Our own mistake; the channel is tried again all the same, since nobody else hears these people.
        log.exception("receiving by %s broke off", name)
    else:
        log.warning("receiving by %s ended; it is begun again", name)
    finally:
        listens.cancel()
    return 0.0
