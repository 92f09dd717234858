"""A report is compared with its line: nothing that differs goes unseen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.report import Report, Status
from alerts.seizure import Concealment, Good, PartialDate, Place, Quantity, Route, Seizure, Stop
from bot.replay_readback import differences
from storage.reference import load
from tests.bot.replaying import case

SEIZURE = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.40"), "KGM"), description="cocaine in blocks"),),
    place=Place(country="KE", name="Mombasa port", code="KE-MOMBASA-PORT"),
    day=PartialDate(2024, 3, 5),
    transport="SEA",
    concealment=Concealment(code="CONT-REEFER", text="behind the motor panel"),
    route=Route(departure=Stop("BR"), transit=(Stop("ZA"),), destination=Stop("UG")),
    narrative="Source: https://customs.example/press. Date: seizure. Note: made up for tests.",
)
GOOD = SEIZURE.goods[0]
ROUTE = SEIZURE.route
assert ROUTE is not None


def report(seizure: Seizure) -> Report:
    return Report(
        id=1,
        public_id="a" * 20,
        number="KE-2026-000001",
        country="KE",
        office="ESA",
        author=1,
        status=Status.SUBMITTED,
        version=1,
        revision=1,
        seizure=seizure,
        marking=Marking.AMBER,
        precedence=Precedence.ROUTINE,
        submitted_at=datetime(2026, 11, 13, tzinfo=UTC),
    )


def test_a_report_that_says_the_same_does_not_differ(tmp_path: Path) -> None:
    assert differences(case(tmp_path), report(SEIZURE), load()) == ()


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        (lambda told: replace(told, day=PartialDate(2024, 3)), ["date"]),
        (lambda told: replace(told, place=replace(told.place, country="TZ")), ["country", "place"]),
        (lambda told: replace(told, place=Place(country="KE", name="Mombasa")), ["place"]),
        (
            lambda told: replace(told, place=Place(country="KE", name="Mombasa port", code="KE-MALABA-BORDER")),
            ["place"],
        ),
        (
            lambda told: replace(told, goods=(replace(GOOD, commodity="TOB-CIG"),)),
            ["commodity_category", "commodity_code"],
        ),
        (lambda told: replace(told, goods=(replace(GOOD, description=""),)), ["commodity"]),
        (lambda told: replace(told, goods=(GOOD, GOOD)), ["commodity"]),
        (lambda told: replace(told, goods=(replace(GOOD, quantity=Quantity(Decimal(12400), "KGM")),)), ["quantity"]),
        (lambda told: replace(told, goods=(replace(GOOD, quantity=Quantity(Decimal("12.4"), "GRM")),)), ["unit"]),
        (lambda told: replace(told, transport="AIR"), ["transport_mode"]),
        (lambda told: replace(told, concealment=None), ["concealment"]),
        (lambda told: replace(told, concealment=Concealment(code="CONT-REEFER")), ["concealment"]),
        (lambda told: replace(told, route=None), ["origin", "transit", "destination"]),
        (lambda told: replace(told, route=replace(ROUTE, departure=Stop(None))), ["origin"]),
        (lambda told: replace(told, route=replace(ROUTE, transit=())), ["transit"]),
        (lambda told: replace(told, route=replace(ROUTE, destination=Stop("KE"))), ["destination"]),
        (lambda told: replace(told, narrative=""), ["source, date_basis, note"]),
    ],
)
def test_what_a_report_says_otherwise_is_named(
    tmp_path: Path, change: Callable[[Seizure], Seizure], columns: list[str]
) -> None:
    assert list(differences(case(tmp_path), report(change(SEIZURE)), load())) == columns


def test_a_listed_place_is_the_lines_when_it_bears_that_name(tmp_path: Path) -> None:
    assert differences(case(tmp_path, place="Port of Mombasa"), report(SEIZURE), load()) == ()
