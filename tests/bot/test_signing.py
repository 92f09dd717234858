"""Signed tokens: what was signed is read, anything else is not; keys are rotated by putting a new one in front."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.signing import Signer, read_keys

NOW = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)
OLD, NEW = b"o" * 32, b"n" * 32
YEAR = timedelta(days=365)


def test_what_was_signed_is_read_until_it_expires() -> None:
    signer = Signer((OLD,))
    token = signer.sign("unsubscribe", 42, NOW + YEAR)
    assert signer.read("unsubscribe", token, NOW + YEAR - timedelta(seconds=1)) == 42
    assert signer.read("unsubscribe", token, NOW + YEAR) is None


def test_a_token_is_good_for_its_purpose_only() -> None:
    signer = Signer((OLD,))
    assert signer.read("bounce", signer.sign("unsubscribe", 42, NOW + YEAR), NOW) is None


def test_the_first_key_signs_and_all_verify() -> None:
    old, both = Signer((OLD,)), Signer((NEW, OLD))
    assert both.read("unsubscribe", old.sign("unsubscribe", 42, NOW + YEAR), NOW) == 42
    token = both.sign("unsubscribe", 42, NOW + YEAR)
    assert old.read("unsubscribe", token, NOW) is None
    assert Signer((NEW,)).read("unsubscribe", token, NOW) == 42


def test_a_key_that_was_taken_out_verifies_no_more() -> None:
    token = Signer((OLD,)).sign("unsubscribe", 42, NOW + YEAR)
    assert Signer((NEW,)).read("unsubscribe", token, NOW) is None


@given(st.text())
def test_nothing_made_up_is_read_and_nothing_raises(token: str) -> None:
    assert Signer((OLD, NEW)).read("unsubscribe", token, NOW) is None


@given(st.integers(0, 47), st.characters())
def test_one_letter_changed_makes_it_worthless(place: int, letter: str) -> None:
    token = Signer((OLD,)).sign("unsubscribe", 42, NOW + YEAR)
    place %= len(token)
    changed = f"{token[:place]}{letter}{token[place + 1 :]}"
    assert changed == token or Signer((OLD,)).read("unsubscribe", changed, NOW) is None


def test_a_derived_token_is_the_same_again_and_differs_by_purpose_and_nonce() -> None:
    signer = Signer((OLD,))
    assert signer.derive("signin", "a") == signer.derive("signin", "a")
    assert len({signer.derive("signin", "a"), signer.derive("mailbox", "a"), signer.derive("signin", "b")}) == 3


@pytest.mark.parametrize(
    ("text", "number"), [("a" * 32, 1), (f"{'a' * 32},{'b' * 40}", 2), (f"  {'a' * 32}\n{'b' * 32} ", 2)]
)
def test_one_or_more_keys_are_read(text: str, number: int) -> None:
    assert len(read_keys(text)) == number


@pytest.mark.parametrize("text", ["", " , ", "a" * 31, f"{'a' * 32},short"])
def test_a_short_or_missing_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        read_keys(text)
