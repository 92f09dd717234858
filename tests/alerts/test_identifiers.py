"""Numbers people read, and public ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.identifiers import ALPHABET, alert_number, is_public_id, is_waybill, public_id, report_number


@given(st.binary(min_size=12, max_size=40))
def test_every_public_id_is_recognised_as_one(random: bytes) -> None:
    assert is_public_id(public_id(random))


@given(st.binary(min_size=12, max_size=12), st.binary(min_size=1, max_size=9))
def test_only_the_first_twelve_bytes_count(random: bytes, more: bytes) -> None:
    assert public_id(random + more) == public_id(random)


def test_every_letter_comes_up_equally_often_over_all_bytes() -> None:
    letters = "".join(public_id(bytes([byte]) * 12)[0] for byte in range(256))
    assert {letters.count(letter) for letter in ALPHABET} == {8}


def test_the_alphabet_has_no_letters_that_look_like_others() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ilou") & set(ALPHABET)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="12 random bytes"):
        public_id(b"x" * 11)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0123456789a",
        "0123456789abc",
        "0123456789AB",
        "0123456789il",
        "0123456789a\n",
        "0123456789ab\n",
        "../123456789",
    ],
)
def test_what_is_not_a_public_id_is_told_apart(text: str) -> None:
    assert not is_public_id(text)


@pytest.mark.parametrize(
    ("country", "year", "serial", "number"),
    [("KE", 2026, 123, "KE-2026-000123"), ("FR", 2027, 1, "FR-2027-000001"), ("KE", 2026, 1234567, "KE-2026-1234567")],
)
def test_a_receipt_number_reads_as_written_here(country: str, year: int, serial: int, number: str) -> None:
    assert report_number(country, year, serial) == number


@pytest.mark.parametrize(
    ("office", "year", "serial", "number"),
    [("ESA", 2026, 31, "ESA-2026-0031"), ("WA", 2026, 12345, "WA-2026-12345")],
)
def test_an_alert_number_reads_as_written_here(office: str, year: int, serial: int, number: str) -> None:
    assert alert_number(office, year, serial) == number


@pytest.mark.parametrize(("digits", "right"), [("17612345675", True), ("17612345676", False), ("00000000000", True)])
def test_the_last_digit_of_a_waybill_is_the_rest_of_its_number_by_seven(digits: str, right: bool) -> None:
    assert is_waybill(digits) is right


@pytest.mark.parametrize("digits", ["", "1761234567", "176123456755", "1761234567X", "١٧٦١٢٣٤٥٦٧٥"])
def test_what_has_not_eleven_digits_is_no_waybill(digits: str) -> None:
    with pytest.raises(ValueError, match="eleven digits"):
        is_waybill(digits)
