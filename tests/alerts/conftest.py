"""One seizure, one report and one approval, whole and made up: tests change what they are about with `replace`."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from alerts.alert import Approval, Grade, Texts
from alerts.audience import Audience
from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.report import Report, Status
from alerts.seizure import Concealment, Good, Identifier, PartialDate, Place, Quantity, Route, Seizure, Stop


@pytest.fixture
def seizure() -> Seizure:
    return Seizure(
        goods=(
            Good(commodity="cocaine", quantity=Quantity(Decimal("12.40"), "KGM"), description="12 blocks"),
            Good(commodity="cigarettes", quantity=Quantity(Decimal(1500), "H87")),
        ),
        place=Place(country="KE", name="Mombasa", code="KEMBA"),
        day=PartialDate(2026, 11, 13),
        transport="sea",
        identifiers=(Identifier(kind="container", number="MSCU1234566", valid=True),),
        concealment=Concealment(code="refrigeration", text="behind the motor panel"),
        route=Route(departure=Stop("BR", "Santos"), transit=(Stop("ZA", "Durban"),), destination=Stop("UG", "Kampala")),
        pictures=("ab" * 32,),
        narrative="The narrative of the officer.",
    )


@pytest.fixture
def report(seizure: Seizure) -> Report:
    return Report(
        id=70017,
        public_id="r3p0rt000001",
        number="KE-2026-000123",
        country="KE",
        office="ESA",
        author=80018,
        status=Status.SUBMITTED,
        version=1,
        revision=1,
        seizure=seizure,
        marking=Marking.AMBER,
        precedence=Precedence.PRIORITY,
        submitted_at=datetime(2026, 11, 13, 9, 30, tzinfo=UTC),
    )


@pytest.fixture
def approval() -> Approval:
    return Approval(
        number="ESA-2026-0031",
        texts={"en": Texts(title="Cocaine in a reefer", why="Third case.", look_for="Fresh screws.", please="Check.")},
        grade=Grade(),
        marking=Marking.AMBER,
        precedence=Precedence.IMMEDIATE,
        audience=Audience(countries=frozenset({"KE", "UG", "BR"}), persons=frozenset({5})),
        issued=datetime(2026, 11, 13, 14, 2, tzinfo=UTC),
        expires=datetime(2026, 11, 20, 14, 2, tzinfo=UTC),
    )
