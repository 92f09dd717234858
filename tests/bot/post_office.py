"""A dispatcher over a stage whose waits and pauses go by the stage's clock, over channels whose sends can be held up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from starlette.routing import BaseRoute

from alerts.alert import Approval, Grade, Texts, alert_from
from alerts.audience import proposed
from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.seizure import Good, PartialDate, Place, Quantity, Seizure
from alerts.subscription import scope_of
from bot.dispatcher import Dispatcher
from bot.metrics import Metrics
from bot.post import Post, posts_of
from channels.base import Checked, Handler, Limits, Prepared, Slots, Standing
from channels.memory import Kept, MemoryChannel
from channels.message import Address, Message, Receipt
from channels.pace import Rate
from storage import terms
from storage.claims import Claimed
from storage.reports import Filing
from tests.bot.client import CHAT, Client
from tests.bot.rows import rows
from tests.bot.stage import Stage

OnSend = Callable[[Address], Awaitable[None]]


async def _at_once(to: Address) -> None:
    del to


class Watched:
    """A memory channel; `on_send` is awaited when a send has begun."""

    def __init__(self, inner: MemoryChannel) -> None:
        self.inner = inner
        self.on_send: OnSend = _at_once

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def limits(self) -> Limits:
        return self.inner.limits

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        return

    async def receive(self, handle: Handler) -> None:
        await self.inner.receive(handle)

    def prepare(self, message: Message) -> Prepared:
        return self.inner.prepare(message)

    async def send(
        self,
        to: Address,
        prepared: Prepared,
        slots: Slots,
        *,
        key: str,
        thread: Receipt | None = None,
        done: Receipt | None = None,
    ) -> Receipt:
        await self.on_send(to)
        return await self.inner.send(to, prepared, slots, key=key, thread=thread, done=done)

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:
        await self.on_send(to)
        await self.inner.edit(receipt, prepared, to=to)

    async def delete(self, receipt: Receipt, *, to: Address) -> None:
        await self.inner.delete(receipt, to=to)

    def silence(self) -> float | None:
        return self.inner.silence()

    async def check(self) -> Checked:
        return await self.inner.check()

    def link(self, code: str) -> str:
        return self.inner.link(code)

    def rate(self, to: Address) -> Rate | None:
        return self.inner.rate(to)

    def parts(self, prepared: Prepared) -> int:
        return self.inner.parts(prepared)

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:
        return await self.inner.standing(group, among)

    async def fetch(self, ref: str) -> bytes:
        return await self.inner.fetch(ref)

    def routes(self) -> Sequence[BaseRoute]:
        return ()


@dataclass(slots=True)
class Gate:
    """Holds sends to one address (None: all) until it is opened, and tells when the first came."""

    only: Address | None
    came: asyncio.Event
    opened: asyncio.Event

    async def __call__(self, to: Address) -> None:
        if self.only is None or to == self.only:
            self.came.set()
            await self.opened.wait()


class PostOffice:
    """Delivers for one stage; a new process takes over with `restart`."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.channels = {name: Watched(channel) for name, channel in stage.channels.items()}
        self._steady = 0.0
        self.start("first worker")

    def start(self, worker: str) -> None:
        self.metrics = Metrics()
        self.dispatcher = Dispatcher(
            self.stage.world,
            posts_of(self.channels, self.steady),
            worker=worker,
            metrics=self.metrics,
        )

    def deliver_by(self, posts: Mapping[str, Post]) -> None:
        """From now on deliveries share the pace of others who send by these posts."""
        self.dispatcher = Dispatcher(self.stage.world, posts, worker="sharing worker", metrics=Metrics())

    def steady(self) -> float:
        """Goes on with the stage's clock, and stays where it is when that one is set back."""
        self._steady = max(self._steady, self.stage.clock.at.timestamp())
        return self._steady

    async def restart(self, worker: str = "next worker") -> int:
        """The process ends as it stands and another begins; returns how many sends it found under way."""
        await self.stage.restart()
        self._steady = 0.0  # a clock of its own: it begins anew with the process
        self.start(worker)
        return await self.dispatcher.recover()

    async def deliver(self) -> int:
        """Delivers what is due; returns how many tries that took."""
        return await self.dispatcher.drain()

    async def claim(self, *, channel: str = CHAT, lane: int = 1, worker: str = "dead worker") -> list[Claimed]:
        """What a worker does last that is killed before it sends: it has claimed."""
        async with self.stage.database.writing() as unit:
            claimed = await unit.deliveries.claim(channel, lane, worker=worker, most=100, now=self.stage.clock())
            await unit.commit()
        return claimed

    def hold(self, channel: str = CHAT, *, only: Address | None = None) -> Gate:
        """From now on sends by this channel wait at a gate."""
        gate = Gate(only, asyncio.Event(), asyncio.Event())
        self.channels[channel].on_send = gate
        return gate

    def sent(self, client: Client) -> list[Kept]:
        """Every message that was taken for somebody, oldest first."""
        inner = self.channels[client.address.channel].inner
        return [kept for kept in inner.sent if kept.to == client.address]

    def tries(self, client: Client) -> int:
        """How often something was sent to somebody, with or without success."""
        return sum(to == client.address for to, _ in self.channels[client.address.channel].inner.tried)

    def states(self, kind: str = "alert") -> list[tuple[str, str]]:
        """State and reason of every delivery of a kind, in order."""
        found = rows(self.stage, "SELECT state, reason FROM delivery WHERE kind = ? ORDER BY id", kind)
        return [(str(state), str(reason)) for state, reason in found]

    def state_of(self, client: Client, kind: str = "alert") -> tuple[str, str]:
        """State and reason of the one delivery of a kind to somebody."""
        [(state, reason)] = rows(
            self.stage,
            "SELECT d.state, d.reason FROM delivery d JOIN address a ON a.id = d.address_id "
            "WHERE a.channel = ? AND a.external_id = ? AND d.kind = ?",
            client.address.channel,
            client.address.id,
            kind,
        )
        return str(state), str(reason)


CASE = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.4"), "KGM")),),
    place=Place(country="KE", name="Mombasa port", code="KE-MOMBASA-PORT"),
    day=PartialDate(2026, 11, 13),
    transport="SEA",
)


async def released(
    stage: Stage, precedence: Precedence = Precedence.ROUTINE, *, marking: Marking = Marking.AMBER
) -> None:
    """An alert that has just been released to whoever subscribed, and nothing else: what Release writes, without the
    presses that lead to it (those are proven where people press).
    """
    author, reviewer = await (await stage.officer()).person(), await (await stage.reviewer()).person()
    now, day = stage.clock(), stage.clock().date()
    async with stage.database.writing() as unit:
        report = await unit.reports.file(
            Filing(
                country="KE",
                office="ESA",
                author=author.id,
                seizure=CASE,
                marking=marking,
                precedence=precedence,
            ),
            now,
        )
        revision = alert_from(
            report,
            Approval(
                number=await unit.alerts.next_number("ESA", now.year),
                texts={"en": Texts(title="Cocaine in a reefer", why="New.", look_for="Fresh screws.", please="Look.")},
                grade=Grade(),
                marking=marking,
                precedence=precedence,
                audience=proposed("ESA", frozenset({"KE"}), geography=stage.geography, day=day),
                issued=now,
                expires=now + precedence.validity,
            ),
        )
        alert = await unit.alerts.add(revision, report=report.id, approved_by=reviewer.id, now=now)
        scope = scope_of(frozenset({"KE"}), frozenset({"DRG"}), precedence, geography=stage.geography, day=day)
        await unit.alerts.set_scope(
            alert.id, terms.of_scope(scope, revision.audience, geography=stage.geography, day=day)
        )
        await unit.recipients.freeze(
            alert.id, channels=stage.world.channels, mail_channels=stage.world.mail_channels, now=now
        )
        await unit.commit()
