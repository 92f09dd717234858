"""What a report, a decision and reading an alert take, measured from the transcripts: `python -m tests.dialogs.budgets`
prints a table and ends with 1 where a budget is broken.

A stretch of a transcript begins and ends with what happens in it, whatever stands between: a change of the dialogs is
measured without a line being counted by hand.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.language import words
from tests.dialogs.transcript import PRESSED, Count, Line, counts, lines_of

FOLDER = Path(__file__).parent / "transcripts"
Happens = Callable[[Line], bool]


class NotThere(Exception):
    """What is to be measured does not happen in its transcript."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A stretch of a transcript and what it may take. What `begins` it is counted where it is `inclusive`: /report and
    /alerts are a button of the menu, or a word instead of it, and the budgets begin behind them.
    """

    name: str
    transcript: str
    begins: Happens
    inclusive: bool = False
    ends: Happens
    answers: int
    seconds: int | None
    """None: as long as it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a budget's stretch takes."""

    budget: Budget
    count: Count

    @property
    def holds(self) -> bool:
        limit = self.budget.seconds
        return self.count.answers <= self.budget.answers and (limit is None or self.count.seconds <= limit)

    def row(self) -> Sequence[str]:
        """The cells under HEADINGS."""
        budget, count = self.budget, self.count
        return (
            budget.name,
            budget.transcript,
            str(count.presses),
            str(count.typed),
            f"{count.answers} of {budget.answers}",
            f"{count.seconds} of {'any' if budget.seconds is None else budget.seconds}",
            "holds" if self.holds else "BROKEN",
        )


HEADINGS = ("budget", "transcript", "presses", "typed", "answers", "seconds", "")


def says(command: str) -> Happens:
    """Somebody says a command."""
    return lambda line: line.doing == f"> {command}"


def presses(label: str, language: str) -> Happens:
    """Somebody presses a button, named by its text in the source."""
    label = words(language).text(label)
    return lambda line: (found := PRESSED.fullmatch(line.doing)) is not None and found[1] == label


def over(line: Line) -> bool:
    """The bot's answer offers nothing more: there is nothing left to decide."""
    return not any(said.startswith("[") for said in line.said)


def is_alert(line: Line) -> bool:
    """The alert itself stands there, its marking before all else."""
    return bool(line.said) and re.match(r"TLP:\S+ · .+ · [A-Z]+-\d{4}-\d{4}$", line.said[0]) is not None


def _of(language: str, *, approved: str, returned: str, rejected: str) -> Iterator[Budget]:
    """The budgets in a language. Only here it is said which transcript stands for which."""

    def decided(name: str, transcript: str, label: str) -> Budget:
        return Budget(
            name=name,
            transcript=f"{language}/{transcript}",
            begins=presses(label, language),
            inclusive=True,
            ends=over,
            answers=3,
            seconds=30,
        )

    for name, transcript, answers, seconds in (
        ("minimal report", "minimal_report", 8, 60),
        ("full report", "full_report", 20, None),
    ):
        yield Budget(
            name=name,
            transcript=f"{language}/{transcript}",
            begins=says("/report"),
            ends=presses("Submit", language),
            answers=answers,
            seconds=seconds,
        )
    yield decided("approve with the defaults", approved, "Approve")
    yield decided("return", returned, "Return")
    yield decided("return with a reason and words", "reasons", "Return")
    yield decided("reject", rejected, "Reject")
    yield Budget(
        name="open an alert",
        transcript=f"{language}/{approved}",
        begins=says("/alerts"),
        ends=is_alert,
        answers=1,
        seconds=10,
    )


BUDGETS = (
    *_of("en", approved="decide", returned="return_and_change", rejected="reject"),
    *_of("fr", approved="decide", returned="return", rejected="decide"),
)


def measure(budget: Budget, text: str) -> Count:
    """What the first such stretch of a transcript takes. Raises NotThere."""
    count: Count | None = None
    for line in lines_of(text):
        if count is None:
            if not budget.begins(line):
                continue
            count = Count()
            if not budget.inclusive:
                continue
        counts(count, line.doing)
        if budget.ends(line):
            return count
    raise NotThere(f"{budget.name} does not {'begin' if count is None else 'end'} in {budget.transcript}.")


def measured() -> Sequence[Measured]:
    """Every budget, from its transcript. Raises NotThere."""
    return [
        Measured(
            budget=budget,
            count=measure(budget, (FOLDER / f"{budget.transcript}.txt").read_text(encoding="utf-8")),
        )
        for budget in BUDGETS
    ]


def main() -> int:
    found = measured()
    table = Table()
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(*one.row())
    Console().print(table)
    return 0 if all(one.holds for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
