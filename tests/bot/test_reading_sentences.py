"""What is read from a sentence: every clear piece, none of the traps, and always something that fits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.geography import Geography
from bot.answers import items
from bot.dialog import Several
from bot.dialogs.report import REPORT
from bot.language import words
from bot.reading.sentence.taking import Taken, take
from bot.scene import Scene, Value
from storage.reference import load
from tests.examples import examples

SCENE = Scene(
    words=words("en"),
    reference=load(),
    geography=Geography(offices={}, links=()),
    today=date(2026, 11, 13),
    country="KE",
    office=None,
)
FRENCH = replace(SCENE, words=words("fr"), country="SN")


def read(text: str, scene: Scene = SCENE) -> Taken:
    return take(text, REPORT, scene)


def amount(text: str) -> Value:
    value = read(text).answers.get("quantity")
    return f"{value['amount']} {value['unit']}" if isinstance(value, Mapping) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.4 kg cocaine", "12.4 KGM"),
        ("12,4 kilos of cocaine", "12.4 KGM"),
        ("840.5kg meth", "840.5 KGM"),
        ("heroin (31.9 kg)", "31.9 KGM"),
        ("heroin, 5 kg, in a machine", "5 KGM"),
        ("4 200 000 cigarettes", "4200000 STK"),
        ("10.2 million cigarettes", "10200000 STK"),
        ("1,500 sticks of cigarettes", "1500 STK"),
        ("186 ivory tusks", "186 H87"),
        ("160 star tortoises", "160 HEA"),
        ("3,004 ecstasy tablets", "3004 U2"),
        ("12 million captagon pills", "12000000 U2"),
        ("cocaine in Mombasa, 12 kg, in a lorry", "12 KGM"),
        ("93 kg (80 packages) cocaine in a lorry", None),
        ("cocaine 93 kg (80 packages)", "93 KGM"),
    ],
)
def test_a_quantity_stands_beside_its_goods(text: str, expected: str | None) -> None:
    assert amount(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1,500 kg cocaine",
        "about 12 kg cocaine",
        "at terminal 2 400 kg cocaine",
        "le 12 120 kg de cocaine",
        "345 kg heroin and 365 kg heroin",
        "heroin gross 5 kg, net 4.2 kg",
        "cocaine 5 kg heroin",
        "48 gold bars, 5.6 kg",
        "12 captagon",
    ],
)
def test_a_quantity_with_two_readings_is_asked(text: str) -> None:
    taken = read(text)
    assert "quantity" not in taken.answers
    assert "quantity" in taken.unclear or "category" in taken.unclear


@pytest.mark.parametrize(
    "text",
    ["cocaine, tins of 18 litres", "cocaine in 18-litre tins", "cocaine in a 20 t truck", "cocaine and a 20 t crane"],
)
def test_the_size_of_something_else_is_no_quantity(text: str) -> None:
    assert "quantity" not in read(text).answers
    assert "20 t" not in read(text).unclear.get("quantity", ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5 kg cocain", "DRG-COC-HCL"),
        ("1.8 kg ecstacy tablets", "DRG-ATS-MDMA"),
        ("3 kg cannabis resin", "DRG-CAN-RESIN"),
        ("3 kg resine de canabis", "DRG-CAN-RESIN"),
        ("14 kg of bhang", "DRG-CAN-HERB"),
        ("200 fake watches", "IPR-WATCH"),
        ("20 t of sugar", "REV-FOOD"),
        ("5 kg hashish oil", "DRG-CAN-OIL"),
    ],
)
def test_goods_are_known_by_their_names_also_misspelt(text: str, code: str) -> None:
    assert read(text).answers["commodity"] == code


@pytest.mark.parametrize(
    "text",
    [
        "12 kg heroin in 200 cartons of cigarettes",
        "found in 200 cartons of cigarettes 12 kg heroin",
        "12 kg heroin declared as 20 kg khat",
        "12 kg heroin among 2,000 cigarettes",
        "12 kg heroin hidden in 5 t of sugar in 2 trucks",
        "12 kg heroin under frozen beef",
    ],
)
def test_what_the_goods_were_hidden_in_is_none_of_them(text: str) -> None:
    taken = read(text)
    assert taken.answers["commodity"] == "DRG-OPI-HEROIN"
    assert "more" not in taken.answers


@pytest.mark.parametrize(
    "text",
    [
        "5 kg cannabis",
        "2 kg crack cocaine",
        "10 kg cocaine or heroin",
        "fake Marlboro cigarettes",
        "counterfeit Camel cigarettes",
        "2 kg khat seeds",
    ],
)
def test_goods_with_two_readings_are_asked(text: str) -> None:
    taken = read(text)
    assert "commodity" not in taken.answers
    assert taken.unclear["category"]


def test_several_goods_are_taken_each_with_its_quantity() -> None:
    answers = read("hashish (37.3 kg), heroin (31.9 kg) and 6 live parrots").answers
    assert answers["commodity"] == "DRG-CAN-RESIN"
    assert [item["commodity"] for item in items(answers["more"])] == ["DRG-OPI-HEROIN", "WLD-BIRD"]
    assert [item["quantity"] for item in items(answers["more"])] == [
        {"amount": "31.9", "unit": "KGM"},
        {"amount": "6", "unit": "HEA"},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cocaine seized yesterday", "2026-11-12"),
        ("cocaine on 5 March", "2026-03-05"),
        ("cocaine, March 5th, 2026", "2026-03-05"),
        ("cocaine in March 2026", "2026-03"),
        ("cocaine in 2025, at sea", "2025"),
        ("cocaine 12.11.2026", "2026-11-12"),
        ("cocaine on Monday", "2026-11-09"),
        ("cocaine shipped on 1 March, found 5 March", "2026-03-05"),
        ("cocaine 3/4/2026", None),
        ("cocaine since 5 March", None),
        ("cocaine on 5 March or 6 March", None),
        ("in March 12 kg cocaine", None),
        ("12 kg cocaine, valid until 5 March 2026", None),
    ],
)
def test_a_day_is_taken_where_it_is_the_day_of_the_seizure(text: str, expected: str | None) -> None:
    assert read(text).answers.get("day") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cocaine from Santos to Kampala", ["BR", "UG"]),
        ("cocaine from Brazil via Durban to Kenya", ["BR", "ZA", "KE"]),
        ("cocaine from Brazil to Kenya via Durban", ["BR", "ZA", "KE"]),
        ("cocaine, Iran to Austria via Turkey", ["IR", "TR", "AT"]),
        ("cocaine, route Nigeria - Malaysia - Hong Kong", ["NG", "MY", "HK"]),
        ("cocaine, Santos > Casablanca > Leixoes (Portugal)", ["BR", "MA", "PT"]),
        ("cocaïne du Brésil au Portugal via le Maroc", ["BR", "MA", "PT"]),
        ("cocaïne de Hong Kong à destination du Royaume-Uni", ["HK", "GB"]),
        ("cocaine from Brazil", None),
        ("cocaine, passenger from Ghana", None),
        ("cocaine at JKIA, a passenger to Dubai", None),
        ("cocaine from Brazil to Kenya and from Peru to Kenya", None),
        ("cocaïne au port de Santos", None),
    ],
)
def test_a_route_has_two_ends(text: str, expected: list[str] | None) -> None:
    route = read(text).answers.get("route")
    assert ([stop["country"] for stop in route] if isinstance(route, list) else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cocaine at Mombasa port", "Mombasa port"),
        ("cocaine, JKIA", "Jomo Kenyatta airport"),
        ("cocaine at Malaba", "Malaba"),
        ("cocaine at Mombasa port in Mombasa", "Mombasa port"),
        ("cocaine at Mombasa", None),
        ("cocaine near Mombasa port", None),
        ("cocaine loaded at Mombasa port", None),
        ("cocaine at Mombasa port or at Busia", None),
        ("cocaine at Santos port", None),
        ("cocaine on its way to Mombasa port", None),
    ],
)
def test_a_place_is_taken_where_it_is_a_listed_one(text: str, expected: str | None) -> None:
    place = read(text).answers.get("place")
    assert (place["name"] if isinstance(place, Mapping) else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cocaine in a lorry", "ROAD"),
        ("cocaine, by ship", "SEA"),
        ("cocaine in a container at Mombasa port", "SEA"),
        ("cocaine in a container at Malaba", None),
        ("cocaine in a container on a lorry", None),
        ("cocaine in a car battery", None),
        ("cocaine at Malaba border post", None),
        ("cocaine in a 20-foot box", None),
        ("camel cigarettes on foot", "FOOT"),
        ("cocaine, flight ET302", "AIR"),
        ("cocaine in an express parcel", "EXPRESS"),
    ],
)
def test_transport_is_taken_where_one_is_said(text: str, expected: str | None) -> None:
    assert read(text).answers.get("transport") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cocaine hidden in the reefer motor", "CONT-REEFER"),
        ("cocaine in a lorry, in the fuel tank", "VEH-FUEL"),
        ("cocaine in the false bottom of a lorry", "FALSE-WALL"),
        ("cocaine in the false bottom of a suitcase", None),
        ("cocaine in the engine compartment of a reefer at Mombasa port, by ship", None),
        ("cocaine, declared as tea", "MISDECLARED"),
        ("cocaine not hidden", "NONE"),
        ("cocaine mixed with sugar", None),
    ],
)
def test_hiding_is_taken_where_the_words_are_those_of_one_way(text: str, expected: str | None) -> None:
    assert read(text).answers.get("concealment") == expected


def test_numbers_are_taken_by_their_shape_and_by_the_word_before_them() -> None:
    text = "cocaine, MSCU 123456-6, IMO 9074729, flight ET302, AWB 176-12345675, plate KBC 123A, ref 4711"
    numbers = read(text).answers["identifiers"]
    assert isinstance(numbers, list)
    assert [number["number"] for number in numbers] == [
        "MSCU1234566", "9074729", "ET302", "176-12345675", "KBC 123A",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "what of 12 kg cocaine at JKIA",
        "12 kg cocaine at JKIA?",
        "no cocaine at JKIA, 12 kg rice",
        "x" * 2000,
        "my report: 12 kg cocaine, JKIA",
    ],
)
def test_nothing_is_read_from_what_tells_of_no_seizure(text: str) -> None:
    assert read(text) == Taken()


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("12 kg cocaine", True),
        ("cocaine at JKIA", True),
        ("MSCU1234566 at Mombasa port", True),
        ("cocaine", False),
        ("12 kg", False),
        ("JKIA yesterday", False),
        ("MSCU1234566", False),
    ],
)
def test_two_pieces_one_of_them_of_the_goods_begin_a_report(text: str, begins: bool) -> None:
    assert read(text).begins is begins


PIECES = st.sampled_from(
    [
        "12.4 kg",
        "1,500",
        "4 200 000",
        "10.2 million",
        "cocaine",
        "cocain",
        "cigarettes",
        "ivory tusks",
        "crack",
        "fake",
        "MSCU1234566",
        "IMO 9074729",
        "flight ET302",
        "at",
        "in",
        "from",
        "to",
        "via",
        "de",
        "à",
        "du",
        "vers",
        "Mombasa",
        "Mombasa port",
        "Santos",
        "Kampala",
        "Kenya",
        "(Kenya)",
        ">",
        "→",
        "-",
        ",",
        ";",
        ".",
        "yesterday",
        "5 March",
        "March",
        "2026",
        "12/11/2026",
        "in 2025",
        "lorry",
        "container",
        "hidden in",
        "declared as",
        "reefer motor",
        "false bottom",
        "suitcase",
        "no",
        "or",
        "and",
        "½",
        "١٢ kg",
        "O.R. Tambo",
        "l'",
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=80)


@settings(max_examples=examples(25))
@given(text=TEXTS)
@example(text="kg " * 300)
@example(text="1 " * 500)
@example(text="from to via " * 80)
@example(text="(" * 500)
def test_whatever_is_written_what_is_taken_fits_its_step(text: str) -> None:
    for scene in (SCENE, FRENCH):
        taken = read(text, scene)
        so_far: dict[str, Value] = {}
        for step in REPORT.steps:
            value = taken.answers.get(step.key)
            if value is not None and isinstance(step, Several):
                for item in items(value):
                    inner = {one.key: one for one in step.steps}
                    assert all(inner[key].fits(part, item, scene) for key, part in item.items())
            elif value is not None and not isinstance(step, Several):
                assert step.fits(value, so_far, scene)
            so_far[step.key] = value


@settings(max_examples=examples(12))
@given(text=st.lists(PIECES, max_size=10).map(" ".join), before=st.sampled_from(("", " ", "\n ", "\t")))
def test_blanks_around_a_sentence_change_nothing(text: str, before: str) -> None:
    assert read(f"{before}{text}{before}") == read(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "seized 12.4 kg cocaine in container mscu1234566 at mombasa port, from santos to kampala, hidden in the reefer motor",
        "31.9 kg heroin and 37.3 kg hashish in a truck at busia on 5 march 2026, via the united kingdom",
    ],
)
@pytest.mark.parametrize("change", [str.upper, str.title, str.lower])
def test_capitals_change_nothing_but_how_names_are_written(text: str, change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    def plainly(taken: Taken) -> str:
        return str((taken.answers, taken.unclear)).casefold()

    assert plainly(read(change(text))) == plainly(read(text))
