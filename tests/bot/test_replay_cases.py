"""All 83 real cases, played once and then once more: every report says what its line says, every alert is in a mail.
The comparison here is the tests' own, with the file as it is.
"""

import csv
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from alerts.report import Report, Status
from bot.replay import Played, replay
from bot.replay_case import read_cases
from storage.reference import Reference, load
from tests.bot.replaying import CASES, demo

# In one process of several: what all tests here look at takes a minute to make.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("replay")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What both runs left."""

    lines: Sequence[Mapping[str, str]]
    first: Sequence[Played]
    again: Sequence[Played]
    reports: Sequence[Report]
    """As they stand at the end, in the order of the lines."""
    authors: Mapping[int, str]
    subjects: Sequence[str]
    """Of the mails caught in the first run."""
    later: int
    """Mails caught in the second one."""
    poisoned: int


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Run]:
    """Both runs, in one demo."""
    cases = read_cases(CASES, load())
    async with demo(template, tmp_path_factory.mktemp("replay")) as world:
        first = await replay(world.parts, world.catcher, cases)
        mails = world.catcher.mails()
        again = await replay(world.parts, world.catcher, cases)
        async with world.parts.world.database.reading() as unit:
            reports = [await unit.reports.get(one.report.id) for one in first if one.report is not None]
            authors = {person.id: person.name for person in await unit.people.everybody()}
            poisoned = await unit.inbox.poisoned()
        with CASES.open(newline="") as lines:
            yield Run(
                lines=list(csv.DictReader(lines)),
                first=first,
                again=again,
                reports=reports,
                authors=authors,
                subjects=[mail.subject for mail in mails],
                later=world.catcher.count - len(mails),
                poisoned=poisoned,
            )


async def test_every_line_is_played(run: Run) -> None:
    assert [(one.line, one.wrong) for one in run.first if one.wrong] == []
    assert len(run.first) == len(run.reports) == 83


async def test_every_report_says_what_its_line_says(run: Run) -> None:
    reference = load()
    told = [told_by(report, line, reference) for report, line in zip(run.reports, run.lines, strict=True)]
    assert told == [{name: line[name] for name in told_line} for line, told_line in zip(run.lines, told, strict=True)]


async def test_a_month_stays_a_month_and_a_year_a_year(run: Run) -> None:
    days = Counter(len(str(report.seizure.day)) for report in run.reports)
    assert days == Counter(len(line["date"]) for line in run.lines)
    assert days[len("2024-03")] > 10
    assert days[len("2024")] > 1


async def test_where_a_case_comes_from_stands_in_the_narrative(run: Run) -> None:
    for report, line in zip(run.reports, run.lines, strict=True):
        assert f"Source: {line['source']}." in report.seizure.narrative
        assert line["note"] in report.seizure.narrative


async def test_every_case_is_reported_by_a_demo_officer_of_its_country(run: Run) -> None:
    assert [run.authors[report.author] for report in run.reports] == [
        f"Demo Officer {line['country']}" for line in run.lines
    ]
    assert [report.number[:2] for report in run.reports] == [line["country"] for line in run.lines]


async def test_every_report_is_approved_and_its_alert_is_in_a_mail(run: Run) -> None:
    assert {report.status for report in run.reports} == {Status.APPROVED}
    alerts = {one.alert for one in run.first}
    assert len(alerts) == 83
    assert {alert for alert in alerts if not any(alert in subject for subject in run.subjects)} == set()
    assert sum(one.mails for one in run.first) == len(run.subjects)


async def test_a_second_run_plays_nothing(run: Run) -> None:
    assert all(one.known and not one.wrong and not one.alert for one in run.again)
    assert len(run.again) == 83
    assert run.later == 0


async def test_nothing_the_players_did_raised(run: Run) -> None:
    assert run.poisoned == 0


def told_by(report: Report, line: Mapping[str, str], reference: Reference) -> dict[str, str]:
    """A report as a line of the file; of the place the line's name, where the report's place is called so."""
    seizure = report.seizure
    (good,) = seizure.goods
    stops = seizure.route.stops if seizure.route else ()
    categories = {entry.code: entry.label for entry in reference.categories}
    names = [seizure.place.name]
    if seizure.place.code:
        listed = reference.places[seizure.place.code]
        assert listed.country == seizure.place.country
        names += listed.other_names
    hidden = seizure.concealment
    return {
        "date": str(seizure.day),
        "country": seizure.place.country,
        "place": next((name for name in names if name.casefold() == line["place"].casefold()), "") and line["place"],
        "commodity_category": categories[reference.commodities[good.commodity].category],
        "commodity": good.description,
        "quantity": format(good.quantity.amount.normalize(), "f"),
        "unit": good.quantity.unit,
        "transport_mode": seizure.transport,
        "concealment": f"{hidden.code}: {hidden.text}" if hidden else "",
        "origin": (stops[0].country or "") if stops else "",
        "transit": ";".join(stop.country or "" for stop in stops[1:-1]),
        "destination": (stops[-1].country or "") if stops else "",
        "commodity_code": good.commodity,
    }
