"""Days as people say them, on Friday, 13 November 2026. A month stays a month, a year a year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.days import readings

FRIDAY = date(2026, 11, 13)


def read(said: str, *languages: str) -> list[str]:
    return [str(day) for day in readings(said, today=FRIDAY, languages=languages or ("en",))]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", ["2026-11-13"]),
        ("Today", ["2026-11-13"]),
        ("yesterday", ["2026-11-12"]),
        ("the day before yesterday", ["2026-11-11"]),
        ("last night", ["2026-11-12"]),
        ("hier", ["2026-11-12"]),
        ("avant-hier", ["2026-11-11"]),
        ("aujourd'hui", ["2026-11-13"]),
        ("aujourd’hui", ["2026-11-13"]),
        ("2017", ["2017"]),
        ("2026-11-12", ["2026-11-12"]),
        ("2026/11/12", ["2026-11-12"]),
        ("2026-11", ["2026-11"]),
        ("11/2026", ["2026-11"]),
        ("March 2024", ["2024-03"]),
        ("Mar 2024", ["2024-03"]),
        ("mar. 2024", ["2024-03"]),
        ("Sept 2024", ["2024-09"]),
        ("12/11/2026", ["2026-11-12", "2026-12-11"]),
        ("12.11.2026", ["2026-11-12", "2026-12-11"]),
        ("13/11/2026", ["2026-11-13"]),
        ("11/13/2026", ["2026-11-13"]),
        ("11/11/2026", ["2026-11-11"]),
        ("12/11/26", ["2026-11-12", "2026-12-11"]),
        ("12 November 2026", ["2026-11-12"]),
        ("November 12, 2026", ["2026-11-12"]),
        ("12 nov 2026", ["2026-11-12"]),
        ("last monday", ["2026-11-09"]),
        ("Monday", ["2026-11-09"]),
        ("thu", ["2026-11-12"]),
        ("last friday", ["2026-11-06"]),
        ("3 days ago", ["2026-11-10"]),
        ("١٢/١١/٢٠٢٦", ["2026-11-12", "2026-12-11"]),
        ("31/02/2026", []),
        ("2026-13", []),
        ("2026-02-30", []),
        ("0000", []),
        ("99/99/9999", []),
        ("12", []),
        ("a lot", []),
        ("", []),
        ("x" * 500, []),
    ],
)
def test_a_day_is_read_as_exactly_as_it_was_said(said: str, meant: list[str]) -> None:
    assert read(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mars 2024", ["2024-03"]),
        ("févr. 2024", ["2024-02"]),
        ("fevrier 2024", ["2024-02"]),
        ("12 mars 2024", ["2024-03-12"]),
        ("il y a 3 jours", ["2026-11-10"]),
        ("lundi dernier", ["2026-11-09"]),
        ("vendredi", ["2026-11-06"]),
    ],
)
def test_french_days_are_read_for_somebody_who_speaks_french(said: str, meant: list[str]) -> None:
    assert read(said, "fr", "en") == meant


@given(st.text(max_size=70))
def test_no_text_makes_reading_days_raise(said: str) -> None:
    read(said, "fr", "en")


@pytest.mark.parametrize("said", ["99999999999999 days ago", "in 10000000 years", "1e999 weeks ago"])
def test_a_day_beyond_the_calendar_is_no_day(said: str) -> None:
    assert read(said) == []
