"""Waiting for what another process does: a condition looked at again and again until a deadline, never a fixed time."""

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE = 90.0
"""Seconds until what has not come is taken for lost, on however loaded a machine; nobody waits that long for a yes."""

LOOK_AGAIN = 0.02
"""Seconds between two looks."""


async def until(holds: Callable[[], Awaitable[bool]], *, within: float = DEADLINE, what: str = "it") -> None:
    """Returns when `holds`; an AssertionError after `within` seconds."""
    try:
        async with asyncio.timeout(within):
            while not await holds():  # noqa: ASYNC110 - the event is in another process
                await asyncio.sleep(LOOK_AGAIN)
    except TimeoutError:
        raise AssertionError(f"waited {within} s for {what} in vain") from None
