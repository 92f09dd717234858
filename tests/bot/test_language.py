"""Numbers, quantities, days, times, countries and lists as people of each language read them."""

import gettext
from datetime import UTC, datetime
from decimal import Decimal

import pycountry
import pytest
from babel import Locale

from alerts.seizure import PartialDate, Quantity
from bot.language import LANGUAGES, OWN_NAMES, Words, words
from storage.reference import load

EVENING = datetime(2026, 11, 13, 22, 2, tzinfo=UTC)
NARROW = "\u202f"

SAME_COUNTRIES = """
Afghanistan|Angola|Anguilla|Aruba|Bahamas|Bangladesh|Belize|Botswana|Burkina Faso|Burundi|Canada|Costa Rica|Cuba|Curaçao
Côte d’Ivoire|Djibouti|Eswatini|France|Gabon|Ghana|Gibraltar|Guadeloupe|Guam|Guatemala|Guyana|Honduras|Hong Kong|Iran
Jersey|Kazakhstan|Kenya|Kiribati|Kosovo|Laos|Lesotho|Liechtenstein|Luxembourg|Madagascar|Malawi|Maldives|Mali|Martinique
Mayotte|Monaco|Montserrat|Mozambique|Nauru|Nicaragua|Niger|Nigeria|Oman|Pakistan|Panama|Paraguay|Philippines|Portugal
Qatar|Rwanda|Samoa|Seychelles|Sierra Leone|Sri Lanka|Togo|Tokelau|Tonga|Tuvalu|Ukraine|Uruguay|Vanuatu|Zimbabwe
"""


@pytest.mark.parametrize(
    ("language", "value", "read"),
    [
        ("en", "12.4", "12.4"),
        ("en", "1500", "1,500"),
        ("en", "1234567.125", "1,234,567.125"),
        ("en", "0.001", "0.001"),
        ("fr", "12.4", "12,4"),
        ("fr", "1500", f"1{NARROW}500"),
        ("fr", "1234567.125", f"1{NARROW}234{NARROW}567,125"),
        ("fr", "0.001", "0,001"),
    ],
)
def test_numbers_keep_every_digit_and_are_grouped_as_the_language_does(language: str, value: str, read: str) -> None:
    assert words(language).number(Decimal(value)) == read


@pytest.mark.parametrize(
    ("language", "amount", "unit", "read"),
    [
        ("en", "12.4", "KGM", "12.4 kg"),
        ("fr", "12.4", "KGM", "12,4 kg"),
        ("en", "1500", "STK", "1,500 sticks"),
        ("fr", "1500", "STK", f"1{NARROW}500 cigarettes"),
    ],
)
def test_a_quantity_has_its_unit_in_the_language(language: str, amount: str, unit: str, read: str) -> None:
    spoken, listed = words(language), load().units[unit]
    name = spoken.name("unit_symbol", listed.symbol) if listed.symbol else spoken.name("unit", listed.label)
    assert f"{spoken.number(Quantity(Decimal(amount), unit).amount)} {name}" == read


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (PartialDate(2026, 11, 13), "13 Nov 2026", "13 nov. 2026"),
        (PartialDate(2026, 8, 1), "1 Aug 2026", "1 août 2026"),
        (PartialDate(2024, 3), "March 2024", "mars 2024"),
        (PartialDate(2017), "2017", "2017"),
    ],
)
def test_a_day_is_never_said_more_exactly_than_it_is(day: PartialDate, english: str, french: str) -> None:
    assert (words("en").day(day), words("fr").day(day)) == (english, french)


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Africa/Nairobi", "14 Nov 2026, 01:02 EAT", "14 nov. 2026, 01:02 EAT"),
        ("Europe/Paris", "13 Nov 2026, 23:02 CET", "13 nov. 2026, 23:02 CET"),
        ("Africa/Abidjan", "13 Nov 2026, 22:02 GMT", "13 nov. 2026, 22:02 GMT"),
        ("America/Sao_Paulo", "13 Nov 2026, 19:02 UTC-03", "13 nov. 2026, 19:02 UTC-03"),
        ("UTC", "13 Nov 2026, 22:02 UTC", "13 nov. 2026, 22:02 UTC"),
    ],
)
def test_a_time_is_in_the_readers_zone_and_names_it(zone: str, english: str, french: str) -> None:
    assert (words("en").moment(EVENING, zone), words("fr").moment(EVENING, zone)) == (english, french)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_of_the_reference_data_has_a_name_at_a_time(language: str) -> None:
    for zone in {zone for country in load().countries for zone in country.zones}:
        assert words(language).moment(EVENING, zone).rpartition(" ")[2][:3].isalpha(), zone


@pytest.mark.parametrize(
    ("language", "number", "read"),
    [
        ("en", 0, "0 people"),
        ("en", 1, "1 person"),
        ("en", 2, "2 people"),
        ("fr", 0, "0 personne"),
        ("fr", 1, "1 personne"),
        ("fr", 2, "2 personnes"),
    ],
)
def test_none_is_plural_in_english_and_singular_in_french(language: str, number: int, read: str) -> None:
    assert words(language).count("{number} person", "{number} people", number).format(number=number) == read


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("KE", "Kenya", "Kenya"),
        ("DE", "Germany", "Allemagne"),
        ("RU", "Russian Federation", "Fédération de Russie"),
        ("CD", "The Democratic Republic of the Congo", "République démocratique du Congo"),
        ("PS", "State of Palestine", "État de Palestine"),
        ("RE", "Réunion", "Île de la Réunion"),
        ("VI", "U.S. Virgin Islands", "Îles Vierges américaines"),
        ("FK", "Falkland Islands (Malvinas)", "Îles Malouines (Falkland)"),
        ("CI", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("XK", "Kosovo", "Kosovo"),
        ("ZZ", "ZZ", "ZZ"),
    ],
)
def test_countries_are_called_as_one_says_them(code: str, english: str, french: str) -> None:
    assert (words("en").country(code), words("fr").country(code)) == (english, french)


def test_every_country_has_a_french_name() -> None:
    english, french = words("en"), words("fr")
    codes = {country.alpha_2 for country in pycountry.countries} | {country.code for country in load().countries}
    same = {english.country(code) for code in codes if english.country(code) == french.country(code)}
    assert same == set(SAME_COUNTRIES.strip().replace("\n", "|").split("|"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_country_can_be_taken_for_two_in_a_list(language: str) -> None:
    names = {words(language).country(country.alpha_2) for country in pycountry.countries}
    assert [name for name in names if ", " in name and " and " not in name and " et " not in name] == []
    assert len(names) == len(pycountry.countries)


def test_a_label_has_the_colon_of_the_language() -> None:
    assert words("en").labelled("/mine", "my reports") == "/mine: my reports"
    assert words("fr").labelled("/mine", "mes rapports") == f"/mine{NARROW}: mes rapports"


def test_a_label_may_hold_braces() -> None:
    assert words("fr").labelled("{}", "{label}") == f"{{}}{NARROW}: {{label}}"


def test_an_unknown_language_is_answered_in_english() -> None:
    assert words("tlh").text("Cancel") == "Cancel"
    assert words("tlh").language == "en"


def test_every_language_names_itself() -> None:
    assert [OWN_NAMES[language] for language in LANGUAGES] == ["English", "Français"]


def test_nothing_is_said_for_no_text() -> None:
    """The library gives its own header for an empty text."""
    assert words("fr").text("") == ""


def test_a_label_is_looked_up_in_its_own_list() -> None:
    assert words("fr").name("office", "Western Europe") == "Europe occidentale"
    assert words("fr").name("commodity", "Western Europe") == "Western Europe"


def test_a_day_has_the_name_of_its_month_and_no_mark_that_turns_it_where_the_language_runs_from_right_to_left() -> None:
    nothing = gettext.NullTranslations()
    arabic = Words("ar", nothing, nothing, Locale.parse("ar"))
    assert arabic.day(PartialDate(2026, 11, 13)) == "13 نوفمبر 2026"
