"""The accuracy checks as a reviewer reads them: what was looked at and is in order, and a line for each doubt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alerts.checks import Check, Doubt, Finding
from alerts.similar import Alike, Likeness
from bot.language import N_
from bot.reading.units import show_quantity
from bot.scene import Scene

_MOST_ALIKE = 3

CHECK_LABELS = {
    Check.NUMBERS: N_("numbers"),
    Check.UNITS: N_("units"),
    Check.AMOUNT: N_("amount"),
    Check.THRESHOLD: N_("threshold"),
    Check.DAY: N_("day"),
    Check.ROUTE: N_("route"),
}
LIKENESS_LABELS = {
    Likeness.CONTAINER: N_("same container"),
    Likeness.SHIP: N_("same ship"),
    Likeness.NUMBER: N_("same number"),
    Likeness.CASE: N_("same place, day and goods"),
    Likeness.ROUTE: N_("same route"),
}
_DOUBTS = {
    Doubt.CHECK_DIGIT: N_("{about}: the check digit is wrong"),
    Doubt.OTHER_TRANSPORT: N_("{about}: does not go with this transport"),
    Doubt.STRANGE_UNIT: N_("{about}: not a usual unit for it"),
    Doubt.VERY_MUCH: N_("{about}: more than usual, which is up to {bound}"),
    Doubt.VERY_LITTLE: N_("{about}: less than usual, which is from {bound}"),
    Doubt.BELOW_USUAL: N_("{about}: below the usual {bound}, still useful if the method is new"),
    Doubt.BELOW_OWN: N_("{about}: below the office’s threshold of {bound}, still useful if the method is new"),
    Doubt.PLACE_OFF_ROUTE: N_("the place is in no country of the route"),
    Doubt.ENDS_WHERE_IT_BEGINS: N_("the route ends where it begins"),
    Doubt.STOP_TWICE: N_("the route names {about} twice"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks made of a report. `similar`: only reports that whoever sees it may see."""

    looked: frozenset[Check] = frozenset()
    findings: Sequence[Finding] = ()
    similar: Sequence[Alike] = ()

    @property
    def named(self) -> Sequence[Alike]:
        """The similar reports that are named."""
        return self.similar[:_MOST_ALIKE]


NOTHING_CHECKED = Checked()
"""Of a report that is decided: nothing is looked over any more."""


def check_lines(checked: Checked, scene: Scene) -> str:
    """What is in order on the first line, then the doubts; empty where nothing was looked at. No line ends in a sign."""
    return "\n".join(_lines(checked, scene))


def _lines(checked: Checked, scene: Scene) -> Iterator[str]:
    doubted = {finding.check for finding in checked.findings}
    fine = [scene.words.text(CHECK_LABELS[check]) for check in Check if check in checked.looked - doubted]
    if fine:
        yield " ".join(f"✓\u00a0{label}" for label in fine)
    for finding in checked.findings:
        yield f"⚠\u00a0{_sentence(finding, scene)}"
    for alike in checked.named:
        yield f"⚠\u00a0{show_alike(alike, scene)}"
    more = len(checked.similar) - len(checked.named)
    if more:
        yield "⚠\u00a0" + scene.words.count("{number} more is similar", "{number} more are similar", more).format(
            number=more
        )


def show_alike(alike: Alike, scene: Scene) -> str:
    """Which report is similar, why, and how far apart the two are."""
    why = scene.words.text(LIKENESS_LABELS[alike.why])
    if alike.days:
        why += ", " + scene.words.count("{number} day apart", "{number} days apart", alike.days).format(
            number=alike.days
        )
    return scene.words.text(N_("similar: {report} ({why})")).format(report=alike.number, why=why)


def _sentence(finding: Finding, scene: Scene) -> str:
    if finding.doubt is Doubt.LONG_AGO:
        return scene.words.count("found {number} day ago", "found {number} days ago", finding.days).format(
            number=finding.days
        )
    entry = scene.reference.commodities.get(finding.about)
    about = scene.words.name("commodity", entry.label) if entry is not None else finding.about
    bound = show_quantity(finding.bound, scene) if finding.bound is not None else ""
    return scene.words.text(_DOUBTS[finding.doubt]).format(about=about, bound=bound)
