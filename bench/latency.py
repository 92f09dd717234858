"""approve_to_wire: from the return of the approving commit to the first bytes at the mail server, everything warm."""

import statistics
import time
from pathlib import Path

import aiosmtplib

from bench.blast import delivering, settled
from bench.figures import Figure, quantile
from bench.installation import at_release, make, opened
from bench.wire import HOST, Wire, listening

RECIPIENTS = 1_000
WARMING = 2
"""Releases before the first one that counts."""


async def measure(folder: Path, *, releases: int) -> list[Figure]:
    """Median and worst of so many releases; the baseline: one line on an open connection, between two releases."""
    template = folder / "latency"
    await make(template, recipients=RECIPIENTS, reports=WARMING + releases)
    waits, bare = [], []
    async with (
        listening() as wire,
        opened(template, port=wire.port) as parts,
        delivering(parts),
        aiosmtplib.SMTP(hostname=HOST, port=wire.port, local_hostname="bench", start_tls=False) as client,
    ):
        for _ in range(WARMING + releases):
            release = await at_release(parts)
            await settled(parts)
            await wire.seen()
            await parts.replies.handle(release)
            # Nothing is awaited between the commit and here, so no delivery can have begun.
            committed = time.monotonic_ns()
            await settled(parts)
            waits.append(await _milliseconds(wire, since=committed))
            written = time.monotonic_ns()
            await client.rset()
            bare.append(await _milliseconds(wire, since=written))
    waits, bare = waits[WARMING:], bare[WARMING:]
    what = f"commit to first bytes at the mail server, {RECIPIENTS:,} recipients"
    beside = "one line on an open connection"
    return [
        Figure(
            name="approve_to_wire",
            unit="ms",
            measured=tuple(waits),
            beside=(statistics.median(bare),) * len(waits),
            n=releases,
            what=f"{what}, median",
            baseline=f"{beside}, median",
        ),
        Figure(
            name="approve_to_wire_worst",
            unit="ms",
            measured=(quantile(waits, 1.0),),
            beside=(quantile(bare, 1.0),),
            n=releases,
            what=f"{what}, worst",
            baseline=f"{beside}, worst",
        ),
    ]


async def _milliseconds(wire: Wire, *, since: int) -> float:
    return ((await wire.seen()).first - since) / 1e6
