"""What was seized, where, when and how: the facts of a case, and their one JSON form."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Json = dict[str, object]
"""A JSON object as read; every reader below checks the shape it needs."""

FIRST_VERSION = 1
"""The JSON form of a seizure without its fuller facts: kept and hashed as it always was."""

VERSION = 2
"""The JSON form of a seizure that tells more: control, people, details of the goods, conveyance, codes of ports."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year: as exact as it is known, never made more exact."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            msg = "a day needs a month"
            raise ValueError(msg)
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Reads "2024-03-05", "2024-03" or "2024" (ISO 8601, reduced precision). Raises ValueError."""
        parts = text.split("-")
        if not all(part.isascii() and part.isdigit() for part in parts) or [len(part) for part in parts] not in (
            [4],
            [4, 2],
            [4, 2, 2],
        ):
            msg = "not a date; allowed are 2024-03-05, 2024-03 and 2024"
            raise ValueError(msg)
        return cls(*(int(part) for part in parts))

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def first(self) -> date:
        """The first day it may have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it may have been."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


_LARGEST_POWER = 14
_SMALLEST_POWER = -9


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a unit of UN/ECE Recommendation 20 (project code MON for money): greater than zero, less than
    10^15, at most 9 decimals. Without the bounds "1e999999" would be a megabyte of digits in the JSON.
    """

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        _, digits, exponent = self.amount.as_tuple()
        if not isinstance(exponent, int) or self.amount <= 0:
            msg = "a quantity is a number greater than zero"
            raise ValueError(msg)
        if exponent < _SMALLEST_POWER or exponent + len(digits) - 1 > _LARGEST_POWER:
            msg = "a quantity is less than 10^15 and has at most 9 decimals"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Species:
    """A species, by its scientific name where it is listed; `appendix` is I, II or III of CITES, empty where unknown."""

    name: str
    appendix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One kind of goods in a seizure. HS numbers are hints: many smuggled goods are declared as something else, so that
    what they are (`hs`) and what they were said to be (`declared`, `hs_declared`) are held apart.
    """

    commodity: str
    quantity: Quantity
    description: str = ""
    value: Quantity | None = None
    """An amount of money; its unit names the currency (MON:USD)."""
    brand: str = ""
    species: Species | None = None
    hs: str = ""
    declared: str = ""
    hs_declared: str = ""


_POLE, _DATE_LINE = 90, 180


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees north and east, as exact as 100 m: a place, not a person's steps."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= _POLE and abs(self.longitude) <= _DATE_LINE):
            msg = "not a position on earth"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it was found: a place of the list (`code`) or the officer's words, always with its country. The position is
    for the office; an alert never carries it.
    """

    country: str
    name: str
    code: str | None = None
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a route; country None is "unknown". `code` is that of a listed place."""

    country: str | None
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where the goods came from, passed, and were going."""

    departure: Stop
    transit: tuple[Stop, ...] = ()
    destination: Stop

    @property
    def stops(self) -> tuple[Stop, ...]:
        return (self.departure, *self.transit, self.destination)

    @property
    def countries(self) -> tuple[str, ...]:
        """The known countries in order, each once."""
        return tuple(dict.fromkeys(stop.country for stop in self.stops if stop.country))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A number on the means of transport. `valid` is None where no check digit exists; a wrong one only warns."""

    kind: str
    number: str
    valid: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concealment:
    """How it was hidden: a class of the list and the officer's words."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How customs came to it: codes of the lists, empty where not told."""

    direction: str = ""
    procedure: str = ""
    method: str = ""
    tools: tuple[str, ...] = ()
    offence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Some of the people concerned: how many, as what, of which country. There is no place for a name."""

    count: int
    role: str
    nationality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seizure:
    """The facts of one case. Narrative, people and position stay with the report; an alert never carries them."""

    goods: tuple[Good, ...]
    place: Place
    day: PartialDate
    transport: str
    conveyance: str = ""
    identifiers: tuple[Identifier, ...] = ()
    concealment: Concealment | None = None
    route: Route | None = None
    control: Control | None = None
    people: tuple[Party, ...] = ()
    pictures: tuple[str, ...] = ()
    narrative: str = ""

    def __post_init__(self) -> None:
        if not self.goods:
            msg = "a seizure has at least one kind of goods"
            raise ValueError(msg)

    @property
    def countries(self) -> tuple[str, ...]:
        """The country of the seizure and every known country of the route, each once."""
        return tuple(dict.fromkeys((self.place.country, *(self.route.countries if self.route else ()))))
