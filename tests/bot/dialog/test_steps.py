"""Each kind of question: what it reads, what it asks back, what fits, how an answer is shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bot.dialog import Several, Step
from bot.dialogs.approve import APPROVE
from bot.dialogs.join import JOIN_DIALOG
from bot.dialogs.reasons import RETURN_DIALOG
from bot.dialogs.report import REPORT
from bot.dialogs.subscribe import SUBSCRIBE
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Passed, Reading, Scene, Value
from bot.steps import photos

DIALOGS = (REPORT, APPROVE, SUBSCRIBE, JOIN_DIALOG, RETURN_DIALOG)
STEPS: Mapping[str, Step] = {
    f"{dialog.name}.{step.key}": step for dialog in DIALOGS for step in dialog.steps if not isinstance(step, Several)
}
DRUGS: Answers = {"category": "DRG", "commodity": "DRG-COC-HCL"}
CASH: Answers = {"category": "CUR", "commodity": "CUR-CASH"}
CIGARETTES: Answers = {"category": "TOB", "commodity": "TOB-CIG"}


def read(key: str, text: str, scene: Scene, so_far: Answers | None = None) -> Reading:
    return STEPS[key].read(text, so_far or {}, scene)


def value(reading: Reading) -> Value:
    assert isinstance(reading, Answered), reading
    return reading.value


def labels(reading: Reading) -> list[str]:
    assert isinstance(reading, Clarify), reading
    return [option.label for option in reading.options]


def sentence(reading: Reading) -> str:
    assert isinstance(reading, NotUnderstood), reading
    return reading.text


# Choice


def test_a_commodity_typed_where_its_kind_is_asked_answers_both(scene: Scene) -> None:
    reading = read("report.category", "heroin", scene)
    assert isinstance(reading, Answered)
    assert reading.also == {"category": "DRG", "commodity": "DRG-OPI-HEROIN"}


def test_a_kind_typed_is_a_kind(scene: Scene) -> None:
    assert read("report.category", "tobacco", scene) == Answered(value="TOB")


def test_a_commodity_of_another_kind_changes_the_kind_with_it(scene: Scene) -> None:
    reading = read("report.commodity", "cigarettes", scene, {"category": "DRG"})
    assert isinstance(reading, Answered)
    assert reading.also == {"category": "TOB", "commodity": "TOB-CIG"}


def test_a_misspelt_commodity_is_offered(scene: Scene) -> None:
    assert labels(read("report.commodity", "cocain", scene, {"category": "DRG"}))[0] == "Cocaine"


def test_a_commodity_is_found_in_the_other_language_too(scene: Scene) -> None:
    assert value(read("report.commodity", "cocaïne", scene, {"category": "DRG"})) == "DRG-COC-HCL"


def test_an_hs_number_finds_what_it_may_be(scene: Scene) -> None:
    assert "Cigars and cigarillos" in labels(read("report.category", "24.02", scene))


def test_what_is_not_in_the_list_is_asked_again(scene: Scene) -> None:
    assert "qqq" in sentence(read("report.transport", "qqq", scene))


def test_transport_is_known_by_other_words(scene: Scene) -> None:
    assert value(read("report.transport", "ship", scene)) == "SEA"


def test_a_long_text_is_repeated_in_short(scene: Scene) -> None:
    assert len(sentence(read("report.transport", "q" * 4000, scene))) < 150


@pytest.mark.parametrize("label", ["RED", "tlp:red", "green", "TLP:CLEAR"])
def test_a_marking_that_cannot_be_chosen_is_answered_with_a_sentence(label: str, scene: Scene) -> None:
    assert "TLP" in sentence(read("report.marking", label, scene))


def test_a_reason_may_be_in_own_words(scene: Scene) -> None:
    assert value(read("return.reason", "Which container was it?", scene)) == "Which container was it?"
    assert "501" in sentence(read("return.reason", "x" * 501, scene))


# Quantity


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("12.4 kg", "12.4", "KGM"),
        ("12,4 kg", "12.4", "KGM"),
        ("12.40 kg", "12.4", "KGM"),
        ("1500 g", "1500", "GRM"),
        ("1,500 pieces", "1500", "H87"),
        ("١٢٫٥ kg", "12.5", "KGM"),
        ("5 litres", "5", "LTR"),
        ("999999999999999 kg", "999999999999999", "KGM"),
        ("0.000000001 kg", "0.000000001", "KGM"),
    ],
)
def test_a_clear_quantity_is_read(text: str, amount: str, unit: str, scene: Scene) -> None:
    assert value(read("report.quantity", text, scene, DRUGS)) == {"amount": amount, "unit": unit}


def test_a_quantity_that_may_be_two_is_asked_about(scene: Scene) -> None:
    assert labels(read("report.quantity", "1.500 kg", scene, DRUGS)) == ["1.5 kg", "1,500 kg"]


def test_a_number_without_a_unit_is_asked_about(scene: Scene) -> None:
    assert labels(read("report.quantity", "12", scene, DRUGS))[:2] == ["12 kg", "12 g"]


def test_what_is_counted_and_money_come_whole(scene: Scene) -> None:
    assert value(read("report.quantity", "200.000 sticks", scene, CIGARETTES)) == {"amount": "200000", "unit": "STK"}
    assert value(read("report.quantity", "25,000 USD", scene, CASH)) == {"amount": "25000", "unit": "MON:USD"}


@pytest.mark.parametrize(
    "text",
    [
        "0 kg",
        "0",
        "1,000,000,000,000,000 kg",
        "1.000.000.000.000.000.000.000 kg",
        "9,999,999,999,999,999.5 kg",
        "a lot",
        "12 boxes",
        "kg",
        "-5 kg",
        "12 sticks",
        "1e999999 kg",
        "9" * 4000,
    ],
)
def test_what_is_no_quantity_gets_a_sentence(text: str, scene: Scene) -> None:
    assert sentence(read("report.quantity", text, scene, DRUGS))


@pytest.mark.parametrize(
    "kept",
    [
        {"amount": "12", "unit": "STK"},
        {"amount": "0", "unit": "KGM"},
        {"amount": "-1", "unit": "KGM"},
        {"amount": "1e400", "unit": "KGM"},
        {"amount": "NaN", "unit": "KGM"},
        {"amount": "Infinity", "unit": "KGM"},
        {"amount": 12, "unit": "KGM"},
        {"amount": "12", "unit": "KGM:USD"},
        {"amount": "12"},
        "12 kg",
        None,
    ],
)
def test_a_kept_quantity_that_cannot_be_is_asked_again(kept: Value, scene: Scene) -> None:
    assert not STEPS["report.quantity"].fits(kept, DRUGS, scene)


@pytest.mark.parametrize("unit", ["MON", "MON:", "MON:XXQ", "MON:usd"])
def test_money_has_a_currency(unit: str, scene: Scene) -> None:
    assert not STEPS["report.quantity"].fits({"amount": "12", "unit": unit}, CASH, scene)


def test_numbers_as_the_summary_shows_them_are_the_same_numbers(scene: Scene, french: Scene) -> None:
    step = STEPS["report.identifiers"]
    for where in (scene, french):
        told = value(step.read("MSCU1234566, IMO 9321483, IMO 1234568, KAA 123 B", {}, where))
        assert value(step.read(step.show(told, {}, where), {}, where)) == told
        more = value(step.read(f"{step.show(told, {}, where)}, TGHU 7777777", {}, where))
        assert isinstance(more, list)
        assert len(more) == 5


def test_a_quantity_whose_goods_are_not_known_yet_is_asked_in_general_and_not_guessed(scene: Scene) -> None:
    step = STEPS["report.quantity"]
    assert "12.5 kg" in step.question({}, scene)
    assert "which goods" in sentence(step.read("12.4 kg", {}, scene))
    assert not step.fits({"amount": "12.4", "unit": "KGM"}, {}, scene)


def test_the_example_of_a_quantity_is_understood(scene: Scene, french: Scene) -> None:
    for where in (scene, french):
        for code, commodity in scene.reference.commodities.items():
            asked = STEPS["report.quantity"].question({"category": commodity.category, "commodity": code}, where)
            example = asked.split("such as ")[1] if where is scene else asked.split("par exemple ")[1]
            said = example.split(". ")[0].rstrip(".")
            value(STEPS["report.quantity"].read(said, {"category": commodity.category, "commodity": code}, where))


# Place


def test_a_listed_place_of_the_country_is_taken(scene: Scene) -> None:
    assert value(read("report.place", "mombasa port", scene)) == {
        "code": "KE-MOMBASA-PORT",
        "name": "Mombasa port",
        "country": "KE",
    }


def test_a_part_of_a_name_is_asked_about_with_the_own_words_as_a_choice(scene: Scene) -> None:
    assert labels(read("report.place", "mombasa", scene)) == ["Mombasa port", "“mombasa”, as I wrote it"]


def test_a_place_of_another_country_is_named_with_its_country(scene: Scene) -> None:
    assert labels(read("report.place", "Santos port", scene))[0] == "Santos port (Brazil)"


def test_a_place_nobody_listed_is_taken_in_the_persons_country(scene: Scene) -> None:
    assert value(read("report.place", "Kilifi creek", scene)) == {"code": None, "name": "Kilifi creek", "country": "KE"}


def test_a_country_behind_the_last_comma_is_the_country_of_the_place(scene: Scene) -> None:
    assert value(read("report.place", "Kasese road, Uganda", scene)) == {
        "code": None,
        "name": "Kasese road",
        "country": "UG",
    }


def test_somebody_without_a_country_is_asked_for_it(scene: Scene) -> None:
    nowhere = replace(scene, country=None)
    assert "country" in sentence(read("report.place", "Kilifi creek", nowhere))
    assert value(read("report.place", "Kilifi creek, Kenya", nowhere)) == {
        "code": None,
        "name": "Kilifi creek",
        "country": "KE",
    }


def test_somebody_without_a_country_means_the_one_listed_place_of_that_name(scene: Scene) -> None:
    assert value(read("report.place", "mombasa port", replace(scene, country=None))) == {
        "code": "KE-MOMBASA-PORT",
        "name": "Mombasa port",
        "country": "KE",
    }


@pytest.mark.parametrize("text", ["2026-11-13", "", "???", "🙂", "x" * 121])
def test_what_is_no_place_gets_a_sentence(text: str, scene: Scene) -> None:
    assert sentence(read("report.place", text, scene))


@pytest.mark.parametrize(
    "kept",
    [
        {"code": None, "name": "x", "country": "ZZ"},
        {"code": None, "name": "", "country": "KE"},
        {"code": None, "name": "x" * 200, "country": "KE"},
        {"name": "x"},
        "Mombasa",
        [],
    ],
)
def test_a_kept_place_that_cannot_be_is_asked_again(kept: Value, scene: Scene) -> None:
    assert not STEPS["report.place"].fits(kept, {}, scene)


# Day


def test_a_day_in_the_future_is_refused(scene: Scene) -> None:
    assert "14 Nov 2026" in sentence(read("report.day", "14 November 2026", scene))


def test_a_day_of_which_one_reading_lies_in_the_future_is_the_other(scene: Scene) -> None:
    assert value(read("report.day", "12/11/2026", scene)) == "2026-11-12"


def test_an_ambiguous_day_is_asked_about(scene: Scene) -> None:
    later = replace(scene, today=date(2026, 12, 31))
    assert labels(read("report.day", "12/11/2026", later)) == ["12 Nov 2026", "11 Dec 2026"]


def test_this_month_and_this_year_are_not_in_the_future(scene: Scene) -> None:
    assert value(read("report.day", "November 2026", scene)) == "2026-11"
    assert value(read("report.day", "2026", scene)) == "2026"


def test_a_year_long_ago_is_a_slip(scene: Scene) -> None:
    assert "1926" in sentence(read("report.day", "12 March 1926", scene))


def test_the_last_day_of_an_alert_is_a_whole_day_to_come(scene: Scene) -> None:
    assert value(read("approve.expires", "1 December 2026", scene)) == "2026-12-01"
    assert sentence(read("approve.expires", "13 November 2026", scene))
    assert sentence(read("approve.expires", "December 2026", scene))


# Route


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Brazil > South Africa > Kenya", "Brazil → South Africa → Kenya"),
        ("Brazil, South Africa, Kenya", "Brazil → South Africa → Kenya"),
        ("from Brazil via South Africa to Kenya", "Brazil → South Africa → Kenya"),
        ("Brazil - Kenya", "Brazil → Kenya"),
        ("Brazil -> ? -> Kenya", "Brazil → ? → Kenya"),
        ("unknown > Kenya", "? → Kenya"),
        ("Brazil", "Brazil → ?"),
        ("?", "unknown"),
        ("BR > KE", "Brazil → Kenya"),
        ("Santos port > Mombasa port", "Santos port (Brazil) → Mombasa port (Kenya)"),
        ("Santos > Kenya", "Santos (Brazil) → Kenya"),
        ("Kampala (Uganda) > Kenya", "Kampala (Uganda) → Kenya"),
        ("Guinea-Bissau > Timor-Leste", "Guinea-Bissau → Timor-Leste"),
    ],
)
def test_a_route_is_read_in_the_ways_people_write_it(text: str, shown: str, scene: Scene) -> None:
    step = STEPS["report.route"]
    assert step.show(value(step.read(text, {}, scene)), {}, scene) == shown


def test_what_is_unclear_in_a_route_is_asked_one_after_the_other(scene: Scene) -> None:
    first = read("report.route", "Brasil > Kenia", scene)
    assert labels(first)[0] == "Brazil"
    assert isinstance(first, Clarify)
    clearer = first.options[0].value
    assert isinstance(clearer, str)
    assert labels(read("report.route", clearer, scene))[0] == "Kenya"


def test_a_place_nobody_knows_gets_a_sentence_that_says_how(scene: Scene) -> None:
    assert "Kampala (Uganda)" in sentence(read("report.route", "Brazil > Xanadu", scene))


def test_a_route_has_an_end(scene: Scene) -> None:
    assert "12" in sentence(read("report.route", " > ".join(["Kenya"] * 13), scene))


@pytest.mark.parametrize("kept", [[], ["KE"], [{"country": "ZZ"}, {"country": "KE"}], "Kenya", [1, 2]])
def test_a_kept_route_that_cannot_be_is_asked_again(kept: Value, scene: Scene) -> None:
    assert not STEPS["report.route"].fits(kept, {}, scene)


# Numbers on the means of transport


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("MSCU 123456-6", "container MSCU 123456-6 ✓"),
        ("mscu1234566", "container MSCU 123456-6 ✓"),
        ("MSCU1234567", "container MSCU 123456-7 ⚠"),
        ("IMO 9321483", "IMO 9321483 ✓"),
        ("IMO 9321484", "IMO 9321484 ⚠"),
        ("KQ 100", "KQ 100"),
        ("MSCU١٢٣٤٥٦٦", "container MSCU 123456-6 ✓"),
        ("KCA 123X; KQ 100", "KCA 123X · KQ 100"),
    ],
)
def test_numbers_are_recognised_and_a_wrong_check_digit_only_warns(text: str, shown: str, scene: Scene) -> None:
    step = STEPS["report.identifiers"]
    kept = value(step.read(text, {}, scene))
    assert step.fits(kept, {}, scene)
    assert step.show(kept, {}, scene) == shown


@pytest.mark.parametrize("text", [",;,", "???", ", ".join("ABC" for _ in range(11)), "x" * 41])
def test_what_is_no_number_gets_a_sentence(text: str, scene: Scene) -> None:
    assert sentence(read("report.identifiers", text, scene))


@pytest.mark.parametrize(
    "kept",
    [
        [{"kind": "container", "number": "X"}],
        [{"kind": "spaceship", "number": "1"}],
        [{"kind": "other", "number": ""}],
        [{"number": "1"}],
        [None],
        [],
        {},
    ],
)
def test_kept_numbers_that_cannot_be_are_asked_again(kept: Value, scene: Scene) -> None:
    assert not STEPS["report.identifiers"].fits(kept, {}, scene)


# Text


def test_a_text_is_kept_as_it_is_written(scene: Scene) -> None:
    assert value(read("report.narrative", " one\n two ", scene)) == "one\n two"


def test_a_text_that_is_too_long_says_how_long_it_may_be(scene: Scene) -> None:
    assert "300" in sentence(read("report.description", "x" * 301, scene))


def test_nothing_to_say_is_passed_over(scene: Scene) -> None:
    assert read("report.description", "none", scene) == Passed()


def test_an_invitation_code_is_kept_as_its_hash_only(scene: Scene) -> None:
    assert "secret" not in str(value(read("join.code", "secret-code", scene)))
    assert STEPS["join.code"].show("anything", {}, scene) == "•••"


def test_a_language_named_instead_of_a_code_is_the_language(scene: Scene) -> None:
    assert read("join.code", "français", scene) == Answered(value=None, also={"language": "fr"})


@pytest.mark.parametrize("text", ["demo.member@customs.example", "a+b@x.example"])
def test_a_mailbox_is_taken(text: str, scene: Scene) -> None:
    assert value(read("subscribe.mailbox", text, scene)) == text


@pytest.mark.parametrize(
    "text",
    [
        "nobody",
        "a@b",
        "a@b.example, c@d.example",
        "Ann <a@b.example>",
        "a b@c.example",
        "a@b.example\nBcc: c@d.example",
        "ä@b.example",
        "a@b..example",
        "@b.example",
        '"a b"@c.example',
        "(x)a@b.example",
        "a@[127.0.0.1]",
        "x" * 250 + "@b.example",
        "\x00@b.example",
        "a@\\",
        "<",
        "[",
        '"',
    ],
)
def test_what_is_no_mailbox_gets_a_sentence(text: str, scene: Scene) -> None:
    assert sentence(read("subscribe.mailbox", text, scene))


# Many


def test_names_separated_by_commas_are_a_list(scene: Scene) -> None:
    assert value(read("subscribe.where", "Kenya; Uganda, RILO ESA", scene)) == [
        "country:KE",
        "country:UG",
        "office:ESA",
    ]


def test_a_name_with_a_comma_in_it_is_one_name(scene: Scene) -> None:
    assert value(read("approve.audience", "Virgin Islands, British", scene)) == ["VG"]


def test_what_is_unclear_in_a_list_is_asked_and_nothing_else_is_lost(scene: Scene) -> None:
    first = read("approve.audience", "Kenia, Brasil, Uganda", scene)
    assert isinstance(first, Clarify)
    clearer = first.options[0].value
    assert isinstance(clearer, str)
    second = read("approve.audience", clearer, scene)
    assert isinstance(second, Clarify)
    assert value(read("approve.audience", str(second.options[0].value), scene)) == ["KE", "BR", "UG"]


@pytest.mark.parametrize("kept", [["ZZ"], [1], "KE", [], None, {}])
def test_a_kept_list_that_cannot_be_is_asked_again(kept: Value, scene: Scene) -> None:
    assert not STEPS["approve.audience"].fits(kept, {}, scene)


def test_everywhere_is_an_answer_where_it_has_a_name(scene: Scene) -> None:
    step = STEPS["subscribe.where"]
    assert step.fits([], {}, scene)
    assert step.show([], {}, scene) == "Everywhere"


# Photos


def test_the_same_picture_twice_is_one() -> None:
    value_after, left_out = photos.added(None, ["a", "b", "a"], settled=False)
    assert photos.read(value_after) == ("a", "b")
    assert left_out == 0


def test_the_eleventh_picture_is_left_out_and_counted() -> None:
    value_after, left_out = photos.added(None, [str(number) for number in range(12)], settled=False)
    assert len(photos.read(value_after)) == photos.MOST
    assert left_out == 2


def test_pictures_count_once_their_person_said_they_are_all(scene: Scene) -> None:
    step = STEPS["report.pictures"]
    assert not step.fits({"pictures": ["a"], "closed": False}, {}, scene)
    assert step.fits({"pictures": ["a"], "closed": True}, {}, scene)
    assert step.show({"pictures": ["a"], "closed": True}, {}, scene) == "1 picture"
