"""The reference data is complete, hangs together, knows what real cases need, and speaks French."""

import shutil
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pycountry
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.locales.extract_reference import messages, template
from storage.reference import load, read
from storage.reference_rows import WrongRow

REFERENCE = load()

# Commodity and unit of the 83 real cases the replay plays, each pair once.
NEEDED_GOODS = """
CUL-ARCH:H87 CUL-COIN:H87 CUR-GOLD:KGM DRG-ATS-CAPTAGON:U2 DRG-ATS-MDMA:KGM DRG-ATS-MDMA:U2 DRG-ATS-METH:GRM
DRG-ATS-METH:H87 DRG-ATS-METH:KGM DRG-CAN-HERB:GRM DRG-CAN-HERB:KGM DRG-CAN-OIL:KGM DRG-CAN-RESIN:KGM DRG-COC-HCL:GRM
DRG-COC-HCL:KGM DRG-OPI-CODEINE:LTR DRG-OPI-HEROIN:KGM DRG-OPI-SYNTH:KGM DRG-OPI-TRAMADOL:U2 ENV-HFC:KGM
ENV-WASTE-PLAS:H87 IPR-CLOTH:H87 IPR-TOY:H87 IPR-WATCH:H87 MED-UNAUTH:H87 NUC-CONTAM:H87 PRE-ACETANH:KGM TOB-CIG:H87
TOB-CIG:NMP TOB-CIG:STK TOB-CIG-FAKE:STK WLD-EEL:KGM WLD-IVORY-RAW:H87 WLD-IVORY-RAW:KGM WLD-PANGOLIN:KGM
WLD-REPTILE:HEA WLD-RHINO:KGM WLD-TIMBER:H87 WPN-HANDGUN:H87
"""
NEEDED_LISTS = {
    "transport_mode": "AIR EXPRESS MAIL RAIL ROAD SEA",
    "concealment": "BAG-CONTENT CONT-REEFER CONT-STRUCT COVER-LOAD FALSE-DOCS FALSE-WALL IN-BODY INSIDE-GOODS MISDECLARED "
    "MIXED-GOODS NONE ON-BODY OTHER PACKAGING PARCEL-GOODS TRAIN-STRUCT TRANSIT-FRAUD UNDECLARED VEH-CABIN VEH-CAVITY "
    "VEH-CHASSIS",
    "place_kind": "SEAPORT AIRPORT LAND-BORDER RAIL-STATION INLAND-ROAD MAIL-CENTRE EXPRESS-HUB",
}
NEEDED_COUNTRIES = """
AE AT BE BG BR BY CA CD CF CM CN CO CY DE EC EG ES FR GB GR HK IL IN IQ IR IT JM JP LK LT LV MA MG ML MX MY NG NL NZ PA
PH PK PL PT QA RO RS RU SA SG SN TH TJ TR TZ US UZ ZA
"""
NEEDED_PLACES = (
    """
BE Port of Antwerp|BG Kalotina|BG Kapitan Andreevo|BR Port of Santos|BR Port of Suape|CM Garoua-Boulai, East region
CM Gaschiga|DE Leipzig/Halle airport|ES Port of Barcelona|FR Port of Le Havre|GR Port of Piraeus|GR Port of Thessaloniki
HK Hong Kong airport|HK Kwai Chung|IL Port of Haifa|IN Chennai airport|IN Hyderabad airport
IN Indira Gandhi airport, New Delhi|IT Port of Livorno|JM Kingston wharf|LK Port of Colombo|LT Kybartai|LT Salcininkai
LT Stasylai railway station|LV Port of Riga|MA Tanger Med|MY Butterworth port, Penang|NG Apapa port, Lagos|NG Onne port
NL Port of Rotterdam|NZ Port of Tauranga|PA Guabala, Chiriqui|PH Central Mail Exchange Center, Pasay
PH Ninoy Aquino airport, Manila|PH Port of Clark|PH Port of Subic|PK Port Qasim, Karachi|SA Al Haditha
SA Jeddah Islamic Port|SG Jurong port|SN Kalifourou|SN Kidira|SN Koungheul|US Dulles airport|US Louisville|US Otay Mesa
US Pharr International Bridge|US World Trade Bridge, Laredo|UZ Sariosiyo|ZA Durban mail centre
ZA King Shaka airport, Durban|ZA OR Tambo airport
""".strip()
    .replace("\n", "|")
    .split("|")
)

# What a French officer writes just as an English one does.
SAME_IN_FRENCH = {
    *("Opium", "Morphine", "Tramadol", "MDMA, ecstasy", "GHB, GBL, 1,4-butanediol", "Khat", "Kratom", "Primates"),
    *("tonnes", "litres", "millilitres", "doses", "carats", "becquerels", "Europe", "Transit", "Endoscope"),
    *("kg", "g", "mg", "t", "l", "ml", "m", "m³", "ct", "Bq"),
}


@pytest.fixture(scope="module")
def french() -> Catalog:
    po = files("bot.locales") / "fr" / "LC_MESSAGES" / "reference.po"
    with po.open("rb") as lines:
        return read_po(lines, locale="fr")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The reference files in a folder where a test may spoil them."""
    with as_file(files("storage") / "reference") as folder:
        return Path(shutil.copytree(folder, tmp_path / "reference"))


def known_as(country: str) -> list[str]:
    places = [place for place in REFERENCE.places.values() if place.country == country]
    return [name.casefold() for place in places for name in (place.name, *place.other_names)]


@pytest.mark.parametrize("pair", NEEDED_GOODS.split())
def test_goods_of_real_cases_are_known_with_their_unit(pair: str) -> None:
    code, unit = pair.split(":")
    assert unit in REFERENCE.commodities[code].units


@pytest.mark.parametrize("name", NEEDED_LISTS)
def test_lists_hold_what_real_cases_need(name: str) -> None:
    assert set(NEEDED_LISTS[name].split()) <= {entry.code for entry in REFERENCE.lists[name]}


def test_countries_of_real_cases_are_known() -> None:
    assert set(NEEDED_COUNTRIES.split()) <= {country.code for country in REFERENCE.countries}


@pytest.mark.parametrize("place", NEEDED_PLACES)
def test_places_of_real_cases_are_found_as_written(place: str) -> None:
    country, _, name = place.partition(" ")
    assert name.casefold() in known_as(country)


def test_there_are_twelve_offices_and_six_regions() -> None:
    offices = " ".join(office.code for office in REFERENCE.offices)
    regions = " ".join(region.code for region in REFERENCE.regions)
    assert (offices, regions) == ("ESA WE ECE CIS AP ME NA WA CAF CAR SAM CAM", "EUR AP AMS WCA ESA MENA")


def test_there_are_187_members() -> None:
    assert sum(country.member for country in REFERENCE.countries) == 187


def test_every_country_but_antarctica_has_an_office() -> None:
    iso = {country.alpha_2 for country in pycountry.countries}
    assert {country.code for country in REFERENCE.countries} == iso - {"AQ"} | {"XK"}


def test_burundi_belongs_to_one_region_and_the_office_of_another() -> None:
    burundi = next(country for country in REFERENCE.countries if country.code == "BI")
    assert (burundi.office, burundi.region) == ("CAF", "ESA")


def test_the_usual_zone_of_a_wide_country_comes_first() -> None:
    first = {country.code: country.zones[0] for country in REFERENCE.countries}
    usual = {"US": "America/New_York", "RU": "Europe/Moscow", "BR": "America/Sao_Paulo", "UZ": "Asia/Tashkent"}
    assert {code: first[code] for code in usual} == usual


def test_hosts_are_known_countries() -> None:
    assert {office.host_country for office in REFERENCE.offices} <= {country.code for country in REFERENCE.countries}


def test_everything_can_be_counted_in_pieces() -> None:
    assert [commodity.code for commodity in REFERENCE.commodities.values() if "H87" not in commodity.units] == []


def test_every_category_has_goods_and_every_commodity_words_in_both_languages() -> None:
    assert {commodity.category for commodity in REFERENCE.commodities.values()} == {
        c.code for c in REFERENCE.categories
    }
    for code in REFERENCE.commodities:
        assert {language for language, _ in REFERENCE.synonyms[code]} == {"en", "fr"}, code


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("en", "coke", "DRG-COC-HCL"),
        ("en", "shabu", "DRG-ATS-METH"),
        ("fr", "haschich", "DRG-CAN-RESIN"),
        ("fr", "clopes", "TOB-CIG"),
        ("fr", "écailles de pangolin", "WLD-PANGOLIN"),
        ("en", "HFC", "ENV-HFC"),
    ],
)
def test_what_officers_say_leads_to_the_commodity(language: str, word: str, code: str) -> None:
    assert (language, word) in REFERENCE.synonyms[code]


def test_no_transport_word_means_two_modes() -> None:
    words = Counter(word for mode in REFERENCE.transport_words.values() for word in mode)
    assert [word for word, times in words.items() if times > 1] == []


def test_about_400_places_over_all_offices() -> None:
    office = {country.code: country.office for country in REFERENCE.countries}
    spread = Counter(office[place.country] for place in REFERENCE.places.values())
    assert 380 <= spread.total() <= 450
    assert min(spread[office.code] for office in REFERENCE.offices) >= 15


def test_place_codes_fit_a_button_and_no_name_means_two_places_of_a_country() -> None:
    assert max(map(len, REFERENCE.places)) <= 30
    for country in {place.country for place in REFERENCE.places.values()}:
        assert [name for name, times in Counter(known_as(country)).items() if times > 1] == [], country


def test_no_locode_stands_for_two_places() -> None:
    locodes = Counter(place.locode for place in REFERENCE.places.values() if place.locode)
    assert [code for code, times in locodes.items() if times > 1] == []


def test_the_template_holds_every_message_once() -> None:
    assert [(message.context, message.id) for message in template(REFERENCE) if message.id] == list(messages(REFERENCE))


def test_the_french_catalogue_is_complete_and_has_nothing_else(french: Catalog) -> None:
    translated = {(m.context, m.id) for m in french if m.id and m.string and not m.fuzzy}
    assert translated == set(messages(REFERENCE))
    assert not french.obsolete


def test_french_labels_are_french(french: Catalog) -> None:
    assert {m.id for m in french if m.id and m.string == m.id} == SAME_IN_FRENCH


def test_no_label_can_be_taken_for_a_placeholder(french: Catalog) -> None:
    assert [m.id for m in french if m.id and set("{}%<>") & set(f"{m.id}{m.string}")] == []


def test_labels_fit_their_buttons_in_both_languages(french: Catalog) -> None:
    for message in french:
        limit = 60 if message.context == "commodity" else 40
        assert max(len(str(message.id)), len(str(message.string))) <= limit or not message.id, message.id


def test_no_two_entries_of_a_list_share_an_english_label() -> None:
    labels = [commodity.label for commodity in REFERENCE.commodities.values()]
    for shown in (labels, *([entry.label for entry in entries] for entries in REFERENCE.lists.values())):
        assert [label for label, times in Counter(shown).items() if times > 1] == []


def test_no_two_entries_of_a_list_share_a_french_label(french: Catalog) -> None:
    shown = Counter((message.context, message.string) for message in french if message.id)
    assert [pair for pair, times in shown.items() if times > 1] == []


def test_every_country_has_a_place_on_the_map() -> None:
    assert set(REFERENCE.centres) == {country.code for country in REFERENCE.countries}


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        (
            "offices.csv",
            "Africa/Harare",
            "Africa/Nowhere",
            "offices.csv, line 2: time zone 'Africa/Nowhere' is not known",
        ),
        ("countries.csv", "AE,ME,MENA", "AE,XX,MENA", "countries.csv, line 3: office 'XX' is not known"),
        ("countries.csv", "AE,ME,MENA,1", "AE,ME,MENA,01", "countries.csv, line 3: member '01' is not known"),
        ("countries.csv", "AE,ME", "AD,ME", "countries.csv, line 3: AD is there twice"),
        (
            "commodities.csv",
            ",KGM;GRM;TNE;H87,",
            ",KGM;GRM;TNE;XXX,",
            "commodities.csv, line 2: units XXX is not known",
        ),
        ("commodities.csv", ",KGM;GRM;TNE;H87,", ",KGM;GRM;TNE,", "line 2: units must hold the default unit and H87"),
        ("places.csv", "SEAPORT,KEMBA", "SEAPORT,TZMBA", "places.csv, line 2: locode 'TZMBA' is not of the form"),
        (
            "places.csv",
            "Mombasa port,KE,SEAPORT",
            "Mombasa port,KE,PORT",
            "places.csv, line 2: kind 'PORT' is not known",
        ),
        ("synonyms.csv", "DRG-CAN-HERB,en,weed", "DRG-CAN-HERB,en,marijuana", "line 3: 'marijuana' is there twice"),
        ("lists.csv", "transport_mode,SEA,Sea,", "transport_mode,SEA,,", "lists.csv, line 2: label is empty"),
        ("centres.csv", "AE,24,54", "AE,24,540", "centres.csv, line 3: there is no such place on the globe"),
        ("centres.csv", "AE,24,54", "AD,24,54", "centres.csv, line 3: AD is there twice"),
        ("regions.csv", "code,label", "code,name", "regions.csv, line 1: the columns are not code label"),
        ("regions.csv", "EUR,Europe", "EUR,Europe,", "regions.csv, line 2: 3 cells instead of 2"),
    ],
)
def test_a_wrong_row_is_refused_with_file_and_line(copy: Path, name: str, old: str, new: str, complaint: str) -> None:
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongRow) as refused:
        read(copy)
    assert complaint in str(refused.value)
