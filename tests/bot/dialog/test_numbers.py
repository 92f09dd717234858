"""Numbers as people write them. What may be two numbers gives both."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.numbers import readings, split, western


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", ["12"]),
        ("12.4", ["12.4"]),
        ("12,4", ["12.4"]),
        ("0.500", ["0.500"]),
        ("0,500", ["0.500"]),
        ("1.500", ["1.500", "1500"]),
        ("1,500", ["1.500", "1500"]),
        ("12.500", ["12.500", "12500"]),
        ("1234.500", ["1234.500"]),
        ("1.5000", ["1.5000"]),
        ("1,500.25", ["1500.25"]),
        ("1.500,25", ["1500.25"]),
        ("1.500.000", ["1500000"]),
        ("1,500,000", ["1500000"]),
        ("1 500", ["1500"]),
        ("1\u202f500,5", ["1500.5"]),
        ("1\u00a0500\u00a0000", ["1500000"]),
        ("1'500", ["1500"]),
        ("١٢٫٥", ["12.5"]),
        ("٢٠٠", ["200"]),
        ("१२", ["12"]),
        ("１２", ["12"]),
        ("007", ["7"]),
        ("999999999999999", ["999999999999999"]),
        ("9999999999999999", []),
        ("1.500.00", []),
        ("1,500.250,5", []),
        ("1 50", []),
        ("-5", []),
        ("1e5", []),
        ("½", []),
        ("²", []),
        ("a lot", []),
        ("", []),
        (".", []),
        ("1.", []),
    ],
)
def test_a_number_is_read_in_every_way_it_can_be_meant(written: str, meant: list[str]) -> None:
    assert list(readings(written)) == [Decimal(number) for number in meant]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("12.4 kg", ("12.4", "kg")),
        ("12.4kg", ("12.4", "kg")),
        ("1 500 kg", ("1 500", "kg")),
        ("12", ("12", "")),
        ("12 kg of it", ("12", "kg of it")),
        ("12 kg, net", ("12", "kg, net")),
        ("12.", ("12", "")),
        ("١٢ kg", ("12", "kg")),
        ("kg 12", None),
        ("a lot", None),
        ("", None),
        ("-5 kg", None),
    ],
)
def test_a_number_is_told_from_what_follows_it(said: str, parts: tuple[str, str] | None) -> None:
    assert split(said) == parts


@given(st.text())
def test_no_text_makes_reading_numbers_raise(said: str) -> None:
    readings(said)
    split(said)
    western(said)


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_a_plain_number_is_among_its_own_readings(number: Decimal) -> None:
    assert number in readings(f"{number:f}")
