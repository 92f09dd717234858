"""How urgent something is: it changes routing, noise, pace and how long an alert stays valid."""

from datetime import timedelta
from enum import StrEnum


class Precedence(StrEnum):
    """The four precedences, from the least to the most urgent."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    FLASH = "flash"

    @property
    def rank(self) -> int:
        """0 (routine) to 3 (flash)."""
        return _ORDER.index(self)

    @property
    def pressing(self) -> bool:
        """Immediate and flash: contact points get them without subscribing, repeats do not wait."""
        return self.rank >= Precedence.IMMEDIATE.rank

    @property
    def validity(self) -> timedelta:
        """How long an alert is valid unless the reviewer says otherwise: 90, 30, 7 or 3 days."""
        return _VALIDITY[self]


_ORDER = (Precedence.ROUTINE, Precedence.PRIORITY, Precedence.IMMEDIATE, Precedence.FLASH)
_VALIDITY = {
    Precedence.ROUTINE: timedelta(days=90),
    Precedence.PRIORITY: timedelta(days=30),
    Precedence.IMMEDIATE: timedelta(days=7),
    Precedence.FLASH: timedelta(days=3),
}
