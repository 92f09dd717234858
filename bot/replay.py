"""`liaison replay`: real seizure cases of a file are played in a demo installation, from the officer's first word to the
mail caught. What became of each line is told in a closing table.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from alerts.delivery import State
from alerts.report import Report
from bot.app import Parts
from bot.catcher import Catcher
from bot.http.ports import CaughtMail
from bot.replay_case import Case, Refused
from bot.replay_chat import CannotBePlayed, Chat, enter
from bot.replay_people import Player, Troupe, gather
from bot.replay_player import approve, filed, half_done, tell, throw_away
from bot.replay_readback import differences
from channels.text import clean_line

Thing = TypeVar("Thing")

TOGETHER = 20
"""Cases that are reported before they are decided: cards and alerts go out together, as at a busy office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one line."""

    line: int
    report: Report | None = None
    """The report it became, now or earlier."""
    known: bool = False
    """It was there before this run."""
    decided: bool = False
    """A reviewer pressed Release on it in this run."""
    alert: str = ""
    """Number of the alert that came of it."""
    accepted: int = 0
    """Deliveries of that alert that a channel took."""
    mails: int = 0
    """Mails of that alert in the catcher."""
    wrong: str = ""
    """Why the line was refused, or what is not as it should be."""


def _no_tick(played: float) -> None:
    del played


async def replay(
    parts: Parts, catcher: Catcher, lines: Sequence[Case | Refused], *, tick: Callable[[float], None] = _no_tick
) -> list[Played]:
    """Plays all lines in order; `tick` is told how many were played since, in halves: reported and decided. The channels
    of `parts` must be open, and nobody else may be delivering.
    """
    troupe = await gather(parts.world, [case.cells["country"] for case in lines if isinstance(case, Case)])
    stage = _Stage(parts, catcher, troupe)
    await parts.dispatcher.recover()
    played: list[Played] = []
    for start in range(0, len(lines), TOGETHER):
        played += await _play(stage, lines[start : start + TOGETHER], tick)
    return played


class _Stage:
    """Who and what a run of cases needs: the parts, the catcher, and the chats opened so far."""

    def __init__(self, parts: Parts, catcher: Catcher, troupe: Troupe) -> None:
        self.parts, self.catcher = parts, catcher
        self._troupe = troupe
        self._chats: dict[int, Chat] = {}

    async def officer(self, country: str) -> Chat:
        return await self._chat(self._troupe.officers[country])

    async def reviewer(self, office: str) -> Chat:
        return await self._chat(self._troupe.reviewers[office])

    async def _chat(self, player: Player) -> Chat:
        found = self._chats.get(player.person.id)
        if found is None:
            found = self._chats[player.person.id] = await enter(self.parts, player)
            if await half_done(found):
                # An interrupted run left it; its case is played anew.
                await throw_away(found)
        return found


async def _play(stage: _Stage, lines: Sequence[Case | Refused], tick: Callable[[float], None]) -> list[Played]:
    """Some lines as far as they are not played yet: reports, cards, approvals, alerts."""
    played = await _side_by_side(lines, _country, lambda line: _report(stage, line), tick)
    await stage.parts.dispatcher.drain()
    decided = await _side_by_side(played, _office, lambda one: _decide(stage, one), tick)
    before = max((mail.id for mail in stage.catcher.mails()), default=0)
    await stage.parts.dispatcher.drain()
    return [await _count(stage, one, stage.catcher.mails(after=before)) for one in decided]


async def _side_by_side(
    things: Sequence[Thing],
    whose: Callable[[Thing], str],
    work: Callable[[Thing], Awaitable[Played]],
    tick: Callable[[float], None],
) -> list[Played]:
    """Several people at once, each with one thing after the other; what comes out is in the order of the things."""
    done: dict[int, Played] = {}
    groups: dict[str, list[int]] = defaultdict(list)
    for place, thing in enumerate(things):
        groups[whose(thing)].append(place)

    async def all_of(places: Sequence[int]) -> None:
        for place in places:
            done[place] = await work(things[place])
            tick(0.5)

    try:
        async with asyncio.TaskGroup() as people:
            for places in groups.values():
                people.create_task(all_of(places))
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
    return [done[place] for place in range(len(things))]


def _country(line: Case | Refused) -> str:
    return line.cells["country"] if isinstance(line, Case) else ""


def _office(played: Played) -> str:
    return played.report.office if played.report else ""


async def _report(stage: _Stage, line: Case | Refused) -> Played:
    """The report of a line, read back and compared."""
    if isinstance(line, Refused):
        return Played(line=line.line, wrong=line.reason)
    world = stage.parts.world
    known = await filed(world, line)
    try:
        report = known or await tell(await stage.officer(line.cells["country"]), line)
    except CannotBePlayed as error:
        return Played(line=line.line, wrong=str(error))
    other = differences(line, report, world.reference)
    wrong = f"report {report.number} says something else: {', '.join(other)}" if other else ""
    return Played(line=line.line, report=report, known=known is not None, wrong=wrong)


async def _decide(stage: _Stage, played: Played) -> Played:
    """A faithful report that is still open is approved."""
    if played.report is None or played.wrong:
        return played
    async with stage.parts.world.database.reading() as unit:
        report = await unit.reports.get(played.report.id)
    if not report.status.open:
        return played
    try:
        await approve(await stage.reviewer(report.office), report)
    except CannotBePlayed as error:
        return replace(played, wrong=str(error))
    return replace(played, decided=True)


async def _count(stage: _Stage, played: Played, mails: Sequence[CaughtMail]) -> Played:
    """What became of the alert of a report that was just decided."""
    if played.report is None or not played.decided:
        return played
    async with stage.parts.world.database.reading() as unit:
        alert = await unit.alerts.of_report(played.report.id)
        counts: Mapping[str, int] = await unit.delivered.counts_of("alert", alert.id) if alert is not None else {}
    if alert is None:
        return replace(played, wrong=f"{played.report.number} is not approved: nothing was released")
    caught = sum(alert.number in mail.subject for mail in mails)
    return replace(
        played,
        alert=alert.number,
        accepted=counts.get(State.ACCEPTED.value, 0),
        mails=caught,
        wrong="" if caught else f"alert {alert.number} reached no mailbox",
    )


async def show(
    parts: Parts, catcher: Catcher, lines: Sequence[Case | Refused], *, out: Console, progress: Console
) -> int:
    """Plays all lines under a progress bar and prints the closing table. Status 1 when a line was refused or is not as
    it should be, else 0.
    """
    columns = (TextColumn("Playing cases"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with contextlib.AsyncExitStack() as stack:
        for channel in parts.channels.values():
            await stack.enter_async_context(channel)
        bar = stack.enter_context(Progress(*columns, console=progress))
        task = bar.add_task("cases", total=len(lines))
        played = await replay(parts, catcher, lines, tick=lambda number: bar.advance(task, number))
    wrong = [one for one in played if one.wrong]
    if wrong:
        out.print(_refusals(wrong))
    out.print(_closing(played))
    return 1 if wrong else 0


def _refusals(wrong: Sequence[Played]) -> Table:
    table = Table("Line", "Refused, or not as it should be")
    for one in wrong:
        table.add_row(str(one.line), Text(clean_line(one.wrong)))
    return table


def _closing(played: Sequence[Played]) -> Table:
    table = Table("Played", "Number")
    for label, number in (
        ("Cases", len(played)),
        ("Reports", sum(one.report is not None and not one.known for one in played)),
        ("Already there", sum(one.known for one in played)),
        ("Refused", sum(bool(one.wrong) for one in played)),
        ("Alerts", sum(bool(one.alert) for one in played)),
        ("Deliveries accepted", sum(one.accepted for one in played)),
        ("Mails caught", sum(one.mails for one in played)),
    ):
        table.add_row(label, str(number))
    return table
