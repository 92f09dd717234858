"""A measured figure beside its baseline, and how it is printed: a line of JSON, a row of a table."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("name", "figure", "baseline", "ratio", "lowest to highest", "n", "measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One benchmark's outcome. `measured` and `beside` are what was measured in each run and the baseline of that same
    run (none: no baseline); `n` says how many mails, turns or releases one run took.
    """

    name: str
    unit: str
    measured: tuple[float, ...]
    beside: tuple[float, ...] = ()
    n: int
    what: str
    """What was measured, in a few words."""
    baseline: str = ""
    """What the baseline is, in a few words."""

    @property
    def figure(self) -> float:
        return statistics.median(self.measured)

    @property
    def baseline_figure(self) -> float | None:
        return statistics.median(self.beside) if self.beside else None

    @property
    def ratio(self) -> float | None:
        """The median of the ratios within each run: what carries from one machine to another."""
        if not self.beside:
            return None
        return statistics.median(one / other for one, other in zip(self.measured, self.beside, strict=True))

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest measured."""
        return min(self.measured), max(self.measured)

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(
            {
                "name": self.name,
                "figure": _rounded(self.figure),
                "unit": self.unit,
                "ratio": _rounded(self.ratio),
                "baseline": _rounded(self.baseline_figure),
                "n": self.n,
                "spread": [_rounded(one) for one in self.spread],
            }
        )

    def row(self) -> tuple[str, ...]:
        """The cells under HEADINGS."""
        lowest, highest = self.spread
        beside = self.baseline_figure
        return (
            self.name,
            f"{shown(self.figure)} {self.unit}",
            "-" if beside is None else f"{shown(beside)} {self.unit}",
            "-" if self.ratio is None else shown(self.ratio),
            f"{shown(lowest)} to {shown(highest)}",
            f"{self.n:,}",
            self.what + (f"; baseline: {self.baseline}" if self.baseline else ""),
        )


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def shown(value: float) -> str:
    """Three significant digits, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
