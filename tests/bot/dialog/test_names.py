"""Finding listed things by what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.countries import find_country
from bot.reading.countries import names as country_names
from bot.reading.names import LONGEST, find, is_nothing, plain

PORTS = {
    "MBA": ("Mombasa port", "Kilindini", "KEMBA"),
    "MGQ": ("Mogadishu port", "Xamar"),
    "TNR": ("Toamasina port", "Tamatave"),
    "ITA": ("Itajaí port",),
    "BUS": ("Busia",),
    "BUK": ("Busia",),
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Mombasa port", "MBA"), ("  mombasa   PORT ", "MBA"), ("kilindini", "MBA"), ("itajai port", "ITA")],
)
def test_a_name_is_found_whatever_its_case_accents_and_blanks(typed: str, code: str) -> None:
    assert find(typed, PORTS).sure == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [("mombasa", "MBA"), ("mombassa", "MBA"), ("port mombasa", "MBA"), ("momba", "MBA"), ("tamatav", "TNR")],
)
def test_a_part_or_a_misspelt_name_is_offered_and_not_taken(typed: str, code: str) -> None:
    found = find(typed, PORTS)
    assert found.sure is None
    assert found.likely[0] == code


def test_a_name_of_two_things_is_offered_as_both() -> None:
    assert find("Busia", PORTS).likely == ("BUS", "BUK")


@pytest.mark.parametrize("typed", ["", "???", "qqqqqqq", "of the", "a lot of stuff", "x" * 5000])
def test_what_is_like_nothing_finds_nothing(typed: str) -> None:
    assert find(typed, PORTS) == find("zzzz", PORTS)


def test_a_code_is_found_exactly_and_never_inside_a_word() -> None:
    assert find_country("SA").sure == "SA"
    assert find_country("Santos").likely == ()


def test_a_number_is_found_exactly_and_never_for_one_that_is_nearly_it() -> None:
    numbers = {"POPPY": ("1211.90", "12.11"), "TOBACCO": ("2402.20", "24.02")}
    assert find("24.02", numbers).sure == "TOBACCO"
    assert find("12/11/2026", numbers).likely == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kenya", "KE"),
        ("kenya", "KE"),
        ("Côte d'Ivoire", "CI"),
        ("cote divoire", None),
        ("Ivory Coast", "CI"),
        ("UK", "GB"),
        ("Émirats", "AE"),
        ("USA", "US"),
        ("Kosovo", "XK"),
        ("Türkiye", "TR"),
        ("Turquie", "TR"),
        ("DRC", "CD"),
        ("Congo", None),
        ("Atlantis", None),
    ],
)
def test_countries_are_known_by_the_names_people_use(typed: str, code: str | None) -> None:
    assert find_country(typed).sure == code


def test_the_two_congos_are_asked_about() -> None:
    assert set(find_country("Congo").likely) == {"CD", "CG"}


@pytest.mark.parametrize(("typed", "code"), [("Kenia", "KE"), ("Brasil", "BR"), ("Untied States", "US")])
def test_a_misspelt_country_is_offered(typed: str, code: str) -> None:
    assert find_country(typed).likely[0] == code


def test_every_country_is_found_by_its_own_code() -> None:
    missed = [code for code in country_names() if find_country(code).sure != code]
    assert missed == []


@pytest.mark.parametrize("typed", ["no", "No.", "NONE", "nothing", "n/a", "-", "—", "non", "Rien", "néant", "skip"])
def test_people_say_in_many_ways_that_there_is_nothing(typed: str) -> None:
    assert is_nothing(typed)


@pytest.mark.parametrize("typed", ["?", "not sure", "no lights", "none of the seals", "0", "", "🙂", "no " * 100])
def test_what_says_something_is_not_nothing(typed: str) -> None:
    assert not is_nothing(typed) or typed == ""


@given(st.text(max_size=LONGEST * 2))
def test_no_text_makes_finding_raise(typed: str) -> None:
    found = find(typed, PORTS)
    assert found.sure is None or found.likely == ()


@given(st.text())
def test_plain_is_plain_already(typed: str) -> None:
    assert plain(plain(typed)) == plain(typed)
