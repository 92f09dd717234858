"""What is taken from one sentence, measured: per field how much is right, wrong (which must not be) and left to be asked.

The sentences were written before what reads them. Those of the odd cases are for developing, those of the even ones are held
out: nothing is adjusted to them.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from alerts.geography import Geography
from bot.answers import items
from bot.dialogs.report import REPORT
from bot.language import words
from bot.reading.names import plain
from bot.reading.sentence.taking import Taken, take
from bot.scene import Answers, Scene
from bot.steps import identifier, place, quantity, route
from storage.reference import load

DATA = Path(__file__).parent.parent / "tests" / "data"
FIELDS = ("goods", "quantity", "place", "day", "transport", "concealment", "route", "identifiers")
HALVES = ("developing", "held out")
RIGHT, WRONG, LEFT = "right", "wrong", "left out"

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one thing that a sentence says."""

    half: str
    field: str
    verdict: str
    text: str
    expected: str
    got: str


def verdicts() -> Iterator[Verdict]:
    """Every sentence, field by field."""
    with (DATA / "seizure_cases.csv").open(newline="") as lines:
        countries = [line["country"] for line in csv.DictReader(lines)]
    with (DATA / "sentences.csv").open(newline="") as lines:
        for line in csv.DictReader(lines):
            row = int(line["row"])
            taken = take(line["text"], REPORT, scene_of(line, countries[row - 1]))
            for field in FIELDS:
                for verdict, expected, got in _compare(field, line, taken):
                    yield Verdict(
                        half=HALVES[1 - row % 2],
                        field=field,
                        verdict=verdict,
                        text=line["text"],
                        expected=expected,
                        got=got,
                    )


def scene_of(line: Line, country: str) -> Scene:
    """An officer of the country of the case, on the day the sentence is written."""
    return Scene(
        words=words(line["language"]),
        reference=load(),
        geography=Geography(offices={}, links=()),
        today=date.fromisoformat(line["today"]),
        country=country,
        office=None,
    )


def _compare(field: str, line: Line, taken: Taken) -> Iterator[tuple[str, str, str]]:
    answers = taken.answers
    match field:
        case "goods" | "quantity":
            yield from _goods(field, line, answers)
        case "place":
            yield from _place(line["place"], answers)
        case "route":
            way = route.read(answers.get("route"))
            yield from _same(line["route"], " > ".join(stop.country or "?" for stop in way.stops) if way else "")
        case "identifiers":
            numbers = identifier.read(answers.get("identifiers"))
            yield from _same(line["identifiers"], "; ".join(number.number for number in numbers))
        case _:
            yield from _same(line[field], str(answers.get(field) or ""))


def _same(expected: str, got: str) -> Iterator[tuple[str, str, str]]:
    if expected or got:
        yield (LEFT if not got else RIGHT if got == expected else WRONG), expected, got


def _goods(field: str, line: Line, answers: Answers) -> Iterator[tuple[str, str, str]]:
    """Goods by their codes; a quantity belongs to its goods. Of an expected one without a unit only the number counts."""
    expected = dict(_expected(line["goods"]))
    got: dict[str, str] = {}
    for one in (answers, *items(answers.get("more"))):
        amount = quantity.read(one.get("quantity"))
        if "commodity" in one:
            got[str(one["commodity"])] = f"{amount.amount.normalize():f} {amount.unit}" if amount else ""
    for code in dict.fromkeys((*expected, *got)):
        if field == "goods":
            yield from _same(code if code in expected else "", code if code in got else "")
        else:
            wanted, found = expected.get(code, ""), got.get(code, "")
            alike = wanted and " " not in wanted and found.split(" ")[0] == wanted
            yield from _same(wanted, wanted if alike else found)


def _expected(goods: str) -> Iterator[tuple[str, str]]:
    for one in goods.split("; "):
        code, _, amount = one.partition(" ")
        if "-" in code:
            yield code, amount
        elif one:
            yield "?", one


def _place(expected: str, answers: Answers) -> Iterator[tuple[str, str, str]]:
    spot = place.read(answers.get("place"))
    country, _, name = expected.partition(" ")
    if spot is None:
        yield from _same(expected, "")
        return
    listed = load().places.get(spot.code or "")
    names = {*plain(" ".join((spot.name, *(listed.other_names if listed else ())))).split()}
    same = spot.country == country and {*plain(name).split()} <= names
    yield from _same(expected, expected if same else f"{spot.country} {spot.name}")


def table(found: Sequence[Verdict]) -> Iterator[str]:
    """Both halves, field by field."""
    counted = Counter((one.half, one.field, one.verdict) for one in found)
    for half in HALVES:
        yield f"{half:<12}" + "".join(f"{verdict:>10}" for verdict in (RIGHT, WRONG, LEFT))
        for field in FIELDS:
            yield f"{field:<12}" + "".join(f"{counted[half, field, verdict]:>10}" for verdict in (RIGHT, WRONG, LEFT))
        total = Counter(one.verdict for one in found if one.half == half)
        yield f"{'all':<12}" + "".join(f"{total[verdict]:>10}" for verdict in (RIGHT, WRONG, LEFT))
        yield ""


if __name__ == "__main__":
    print("\n".join(table(tuple(verdicts()))))
