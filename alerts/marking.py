"""Traffic Light Protocol 2.0 labels (FIRST, August 2022), their order and their colours."""

from collections.abc import Iterable
from enum import StrEnum


class Marking(StrEnum):
    """A TLP 2.0 label, written as the standard writes it: capitals, no blank, never translated."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"

    @property
    def rank(self) -> int:
        """How strict: 0 (CLEAR) to 4 (RED)."""
        return _ORDER.index(self)

    @property
    def colour(self) -> str:
        """The text colour of the standard, on a black ground (FIRST, TLP 2.0, section on colour coding)."""
        return _COLOURS[self]

    @property
    def guarded(self) -> bool:
        """From AMBER up: neutral subjects, protected content, closed circles."""
        return self.rank >= Marking.AMBER.rank


_ORDER = (Marking.CLEAR, Marking.GREEN, Marking.AMBER, Marking.AMBER_STRICT, Marking.RED)
_COLOURS = {
    Marking.CLEAR: "#FFFFFF",
    Marking.GREEN: "#33FF00",
    Marking.AMBER: "#FFC000",
    Marking.AMBER_STRICT: "#FFC000",
    Marking.RED: "#FF2B2B",
}

BY_RULE = Marking.AMBER
"""What a report is marked when its officer says nothing."""

SOURCED = frozenset({"TIPOFF", "CONTROLLED-DEL"})
"""Ways of detection (codes of the list) behind which stands somebody, or an operation, that a wider circle would harm."""

TELLS_SOURCE = SOURCED | {"INTEL-NAT", "INTEL-INT"}
"""Ways of detection that tell where the information came from: never in an alert."""


def proposed(method: str) -> Marking:
    """The marking to begin with, by how it was detected; the officer may choose another that is no less than BY_RULE."""
    return Marking.AMBER_STRICT if method in SOURCED else BY_RULE


def strictest(markings: Iterable[Marking]) -> Marking:
    """The strictest of several labels. Raises ValueError when there is none."""
    return max(markings, key=lambda marking: marking.rank)


def cleared(clearance: Marking, marking: Marking) -> bool:
    """Whether somebody cleared up to `clearance` may see what is marked `marking`."""
    return clearance.rank >= marking.rank
