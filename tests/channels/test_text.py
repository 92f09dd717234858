"""What is taken out of text and what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import clean, clean_line, shorten


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain", "plain"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\0b\x07c\x1bd\x7fe\x9bf", "abcdef"),
        ("exe\u202ecod.pdf\u202c", "execod.pdf"),
        ("\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c", "abc"),
        ("co\u200bca\u2060i\ufeffne\u00ad", "cocaine"),
        ("a\u200cb\u200dc", "abc"),
        ("\u200c\u200dx", "x"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian is spelt with it
        ("क\u094d\u200dष", "क\u094d\u200dष"),  # so is Hindi
        ("م\u200c\u200cx", "مx"),
        ("half \ud83d pair", "half  pair"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("\N{PACKAGE} é → ✓ ⚠ مرحبا", "\N{PACKAGE} é → ✓ ⚠ مرحبا"),
        ("<b>&amp; _*[x](javascript:1)", "<b>&amp; _*[x](javascript:1)"),
    ],
)
def test_invisible_and_reordering_characters_go_and_the_rest_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_line_is_one_line_without_blanks_around() -> None:
    assert clean_line("  a \r\n\t b\u00a0\u3000c\0 ") == "a b c"


def test_a_single_narrow_blank_stays_so_that_no_line_begins_with_a_colon() -> None:
    assert (
        clean_line("\u202fpar  exemple\u202f: 12\u202f\u202fpains \u202fen\u202f") == "par exemple\u202f: 12 pains en"
    )


@given(st.text(st.characters(codec=None)))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    once = clean(typed)
    assert clean(once) == once
    assert clean_line(clean_line(typed)) == clean_line(typed)
    once.encode()  # no half of a pair is left


@pytest.mark.parametrize(("text", "most", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab  cd", 4, "ab…")])
def test_what_is_too_long_ends_in_an_ellipsis(text: str, most: int, short: str) -> None:
    assert shorten(text, most) == short
