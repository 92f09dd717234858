"""`liaison replay`: real seizure cases of a file are played in a demo installation, one after the other, from the
officer's first word to the mail caught. What became of each line is told in a closing table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from alerts.report import Report
from bot.app import Parts
from bot.catcher import Catcher
from bot.replay_case import Case, Refused
from bot.replay_chat import CannotBePlayed, Chat, enter
from bot.replay_people import Player, Troupe, gather
from bot.replay_player import approve, filed, tell
from bot.replay_readback import differences
from channels.text import clean_line

ALERT = "alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one line."""

    line: int
    report: str = ""
    """Number of the report it became, now or earlier."""
    known: bool = False
    """It was there before this run."""
    alert: str = ""
    """Number of the alert released in this run."""
    accepted: int = 0
    """Deliveries of that alert that a channel took."""
    mails: int = 0
    """Mails of that alert in the catcher."""
    wrong: str = ""
    """Why the line was refused, or what is not as it should be."""


async def replay(
    parts: Parts, catcher: Catcher, lines: Sequence[Case | Refused], *, tick: Callable[[], None] = lambda: None
) -> list[Played]:
    """Plays all lines in order; `tick` is called after each. The channels of `parts` must be open, and nobody else may
    be delivering.
    """
    troupe = await gather(parts.world, [case.cells["country"] for case in lines if isinstance(case, Case)])
    stage = _Stage(parts, catcher, troupe)
    await parts.dispatcher.recover()
    played = []
    for line in lines:
        if isinstance(line, Refused):
            played.append(Played(line=line.line, wrong=line.reason))
        else:
            played.append(await _play(stage, line))
        tick()
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
        return found


async def _play(stage: _Stage, case: Case) -> Played:
    """One case as far as it is not played yet: the report, its approval, the alert's deliveries."""
    world = stage.parts.world
    played = Played(line=case.line)
    try:
        report = await filed(world, case)
        played = replace(played, known=report is not None)
        if report is None:
            report = await tell(await stage.officer(case.cells["country"]), case)
        played = replace(played, report=report.number)
        if other := differences(case, report, world.reference):
            return replace(played, wrong=f"report {report.number} says something else: {', '.join(other)}")
        if not report.status.open:
            return played
        # The card goes out first.
        await stage.parts.dispatcher.drain()
        await approve(await stage.reviewer(report.office), report)
        return await _deliver(stage, report, played)
    except CannotBePlayed as error:
        return replace(played, wrong=str(error))


async def _deliver(stage: _Stage, report: Report, played: Played) -> Played:
    before = max((mail.id for mail in stage.catcher.mails()), default=0)
    await stage.parts.dispatcher.drain()
    async with stage.parts.world.database.reading() as unit:
        alert = await unit.alerts.of_report(report.id)
        counts: Mapping[str, int] = await unit.deliveries.counts_of(ALERT, alert.id) if alert is not None else {}
    if alert is None:
        return replace(played, wrong=f"{report.number} is not approved: nothing was released")
    mails = sum(alert.number in mail.subject for mail in stage.catcher.mails(after=before))
    return replace(
        played,
        alert=alert.number,
        accepted=counts.get("accepted", 0),
        mails=mails,
        wrong="" if mails else f"alert {alert.number} reached no mailbox",
    )


async def show(
    parts: Parts, catcher: Catcher, lines: Sequence[Case | Refused], *, out: Console, progress: Console
) -> int:
    """Plays all lines under a progress bar and prints the closing table. Status 1 when a line was refused or is not as
    it should be, else 0.
    """
    columns = (TextColumn("Playing cases"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=progress) as bar:
        task = bar.add_task("cases", total=len(lines))
        played = await replay(parts, catcher, lines, tick=lambda: bar.advance(task))
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
        ("Reports", sum(bool(one.report) and not one.known for one in played)),
        ("Already there", sum(one.known for one in played)),
        ("Refused", sum(bool(one.wrong) for one in played)),
        ("Alerts", sum(bool(one.alert) for one in played)),
        ("Deliveries accepted", sum(one.accepted for one in played)),
        ("Mails caught", sum(one.mails for one in played)),
    ):
        table.add_row(label, str(number))
    return table
