"""One alert to many mailboxes: the whole engine, beside what only hands in mail.

email_vs_limit: from the press on Release until the last row is marked, over smtp-source into the same smtp-sink.
email_vs_raw: the same, over a bare aiosmtplib loop with the same connections that records nothing.
email_cpu: processor time of the engine's process for one mail that was delivered and recorded.
"""

import asyncio
import contextlib
import resource
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from bench import postfix
from bench.figures import Figure
from bench.installation import at_release, copied, make, opened
from bench.wire import listening
from bot.app import Parts
from channels.email import LIMITS

LOOK_EVERY = 0.01
"""Seconds between two looks for rows that are not settled; two index look-ups each."""
ENDS_WITHIN = 600.0


class NotDelivered(Exception):
    """Not every recipient got the alert: the figure would mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blast:
    """What one run took, in seconds."""

    wall: float
    cpu: float


async def measure(folder: Path, *, runs: int, recipients: int) -> list[Figure]:
    """The three figures."""
    template = folder / "blast"
    await make(template, recipients=recipients, reports=1)
    mail = await _a_mail(copied(template, folder / "look"))
    engine, cpu, limit, raw = [], [], [], []
    for run in range(runs):
        with postfix.sink() as port:
            limit.append(await asyncio.to_thread(postfix.source, port, messages=recipients, size=_body(mail)))
            blast = await _blast(copied(template, folder / f"blast{run}"), port, recipients)
            engine.append(recipients / blast.wall)
            cpu.append(blast.cpu / recipients * 1e6)
            raw.append(await _bare(port, mail, recipients))
    what = f"approve to the last row marked, {len(mail):,} bytes a mail"
    return [
        Figure(
            name="email_vs_limit",
            unit="mails/s",
            measured=tuple(engine),
            beside=tuple(limit),
            n=recipients,
            what=what,
            baseline=f"smtp-source -d -s {postfix.SESSIONS}",
        ),
        Figure(
            name="email_vs_raw",
            unit="mails/s",
            measured=tuple(engine),
            beside=tuple(raw),
            n=recipients,
            what=what,
            baseline=f"bare aiosmtplib, {LIMITS.concurrency} connections, records nothing",
        ),
        Figure(
            name="email_cpu",
            unit="µs/mail",
            measured=tuple(cpu),
            n=recipients,
            what="processor time per mail delivered and recorded",
        ),
    ]


@contextlib.asynccontextmanager
async def delivering(parts: Parts) -> AsyncIterator[None]:
    """The dispatcher at work."""
    working = asyncio.create_task(parts.dispatcher.run())
    try:
        yield
    finally:
        parts.dispatcher.stop()
        await parts.replies.finish()
        await working


async def settled(parts: Parts) -> None:
    """Returns when no row is queued or under way."""
    with contextlib.closing(sqlite3.connect(parts.world.database.path)) as looking:
        async with asyncio.timeout(ENDS_WITHIN):
            while any(  # noqa: ASYNC110 - what the rows say is the figure, not what a process believes
                looking.execute(f"SELECT 1 FROM delivery WHERE state = '{state}' LIMIT 1").fetchone()
                for state in ("queued", "sending")
            ):
                await asyncio.sleep(LOOK_EVERY)


async def accepted(parts: Parts) -> int:
    """Alerts by mail that were taken."""
    async with parts.world.database.reading() as unit:
        return (await unit.delivered.counts()).get("accepted", 0)


async def _blast(folder: Path, port: int, recipients: int) -> Blast:
    """One alert released and delivered."""
    async with opened(folder, port=port) as parts:
        async with delivering(parts):
            release = await at_release(parts)
            await settled(parts)
            before = await accepted(parts)
            cpu, begun = _cpu(), time.perf_counter()
            await parts.replies.handle(release)
            await settled(parts)
            wall = time.perf_counter() - begun
            cpu = _cpu() - cpu
        if await accepted(parts) - before < recipients:
            raise NotDelivered(NotDelivered.__doc__)
    return Blast(wall=wall, cpu=cpu)


async def _bare(port: int, mail: bytes, recipients: int) -> float:
    """Hands in finished bytes, one transaction each; mails per second."""
    numbers = iter(range(recipients))

    async def hand_in() -> None:
        async with aiosmtplib.SMTP(hostname=postfix.HOST, port=port, local_hostname="bench", start_tls=False) as client:
            for number in numbers:
                await client.sendmail("bounces@liaison.example", [f"member{number}@customs.example"], mail)

    begun = time.perf_counter()
    await asyncio.gather(*(hand_in() for _ in range(LIMITS.concurrency)))
    return recipients / (time.perf_counter() - begun)


async def _a_mail(folder: Path) -> bytes:
    """What the engine sends to one recipient, so that the baselines send the same."""
    async with listening() as wire:
        async with opened(folder, port=wire.port) as parts, delivering(parts):
            await parts.replies.handle(await at_release(parts))
            await settled(parts)
        return (await wire.seen()).newest


def _body(mail: bytes) -> int:
    """The size without headers, as smtp-source counts."""
    return len(mail.partition(b"\r\n\r\n")[2])


def _cpu() -> float:
    """Processor seconds of this process, its threads included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
