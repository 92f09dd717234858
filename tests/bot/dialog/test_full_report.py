"""The questions behind a full seizure: what they read, what they ask back, and that nothing of it needs to be answered."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.report import Report, Status
from alerts.seizure import Concealment, Good, Quantity
from alerts.seizure_json import from_json as seizure_from_json
from alerts.seizure_json import to_json as seizure_to_json
from bot.answering import answer, change, follow
from bot.dialog import Progress, Several, Step, walk
from bot.dialogs.report import REPORT
from bot.dialogs.report_answers import answers_of, seizure_of
from bot.dialogs.report_remarks import named_in
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Passed, Scene, Value
from bot.steps.control import LISTS

STEPS: dict[str, Step] = {step.key: step for step in REPORT.steps if not isinstance(step, Several)}
CIGARETTES: Answers = {"category": "TOB", "commodity": "TOB-CIG"}
WILDLIFE: Answers = {"category": "WLD", "commodity": "WLD-PANGOLIN"}
REQUIRED: Answers = {
    "category": "DRG",
    "commodity": "DRG-COC-HCL",
    "quantity": {"amount": "12.4", "unit": "KGM"},
    "place": {"code": None, "name": "Kilifi creek", "country": "KE"},
    "day": "2026-11-12",
    "transport": "ROAD",
}


def shown(key: str, text: str, scene: Scene, so_far: Answers | None = None) -> str:
    """What an answer shows; typed again it is the same answer."""
    step, before = STEPS[key], so_far or {}
    reading = step.read(text, before, scene)
    assert isinstance(reading, Answered), reading
    assert step.fits(reading.value, before, scene)
    said = step.show(reading.value, before, scene)
    again = step.read(said, before, scene)
    assert isinstance(again, Answered), again
    assert again.value == reading.value
    return said


def offered(key: str, text: str, scene: Scene, so_far: Answers | None = None) -> list[str]:
    reading = STEPS[key].read(text, so_far or {}, scene)
    assert isinstance(reading, Clarify), reading
    return [option.label for option in reading.options]


def refused(key: str, text: str, scene: Scene, so_far: Answers | None = None) -> str:
    reading = STEPS[key].read(text, so_far or {}, scene)
    assert isinstance(reading, NotUnderstood), reading
    return reading.text


REPORTED = Report(
    id=1,
    public_id="r3p0rt000001",
    number="KE-2026-000123",
    country="KE",
    office="ESA",
    author=1,
    status=Status.RETURNED,
    version=1,
    revision=1,
    seizure=seizure_of(REQUIRED),
    marking=Marking.AMBER,
    precedence=Precedence.ROUTINE,
    submitted_at=datetime(2026, 11, 13, 9, 30, tzinfo=UTC),
)


# Control


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import", "Import"),
        ("scanner for cargo or vehicles, inbound", "Import · Scanner for cargo or vehicles"),
        ("drug dog and raman", "Detector dog for drugs · Raman or infrared spectrometer"),
        ("Risk profile or selectivity", "Risk profile or selectivity"),
        ("exportation; filière verte; contrebande", "Export · Traveller in the green channel · Smuggling"),
    ],
)
def test_a_control_is_told_in_one_answer(text: str, said: str, scene: Scene) -> None:
    assert shown("control", text, scene) == said


def test_every_label_of_every_list_means_one_thing(scene: Scene, french: Scene) -> None:
    for where in (scene, french):
        for name in LISTS.values():
            for entry in where.reference.lists[name]:
                label = where.words.name(name, entry.label)
                assert shown("control", label, where) == label


def test_every_means_of_transport_and_every_role_is_known_by_its_label(scene: Scene, french: Scene) -> None:
    for where in (scene, french):
        for entry in where.reference.lists["conveyance"]:
            label = where.words.name("conveyance", entry.label)
            assert shown("identifiers", label, where) == label
        for entry in where.reference.lists["party_role"]:
            label = where.words.name("party_role", entry.label)
            assert shown("people", label, where) == f"1 × {label}"


def test_a_dog_may_be_one_of_several(scene: Scene) -> None:
    assert len(offered("control", "import, dog", scene)) == 5


def test_of_import_and_export_one_is_left(scene: Scene) -> None:
    assert offered("control", "import, export", scene) == ["Import", "Export"]


def test_what_nobody_knows_is_named(scene: Scene) -> None:
    assert "“my uncle”" in refused("control", "import, my uncle", scene)


# The marking follows


def told(control: Value, before: Progress, scene: Scene) -> Progress:
    _, question = walk(REPORT, {key: value for key, value in before.answers.items() if key != "control"}, scene)
    assert question is not None
    assert question.path == ("control",)
    return follow(REPORT, before, answer(before, question, control), question, scene)


def up_to_control(**more: Value) -> Progress:
    passed = dict.fromkeys(("description", "concealment", "route", "identifiers"))
    return Progress(dialog=REPORT.name, draft="abcd", answers={**REQUIRED, **passed, **more})


@pytest.mark.parametrize("method", ["TIPOFF", "CONTROLLED-DEL"])
def test_a_source_to_be_protected_proposes_the_stricter_marking(method: str, scene: Scene) -> None:
    assert told({"method": method}, up_to_control(), scene).answers["marking"] == "TLP:AMBER+STRICT"


def test_any_other_way_leaves_the_marking_open(scene: Scene) -> None:
    assert "marking" not in told({"method": "RISK"}, up_to_control(), scene).answers


def test_what_the_officer_chose_is_kept(scene: Scene) -> None:
    assert told({"method": "TIPOFF"}, up_to_control(marking="TLP:AMBER"), scene).answers["marking"] == "TLP:AMBER"


def test_a_proposal_is_taken_back_with_its_reason(scene: Scene) -> None:
    proposed = told({"method": "TIPOFF"}, up_to_control(), scene)
    assert "marking" not in told({"method": "RISK"}, change(proposed, ("control",)), scene).answers


# People


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 drivers, Kenyan; 1 passenger", "2 × Driver (Kenya) · 1 × Passenger or courier"),
        ("a Ugandan driver", "1 × Driver (Uganda)"),
        ("3 crew members from the Philippines", "3 × Crew member (Philippines)"),
        ("deux chauffeurs sénégalais", "2 × Driver (Senegal)"),
        ("driver (Nigeria) and 2 men, Chinese", "1 × Driver (Nigeria) · 2 × Other person (China)"),
    ],
)
def test_people_are_counted_never_named(text: str, said: str, scene: Scene) -> None:
    assert shown("people", text, scene) == said


def test_a_people_of_two_countries_is_asked_back(scene: Scene) -> None:
    assert len(offered("people", "1 driver, Congolese", scene)) == 2


@pytest.mark.parametrize("text", ["John Smith", "1 driver, John Smith", "0 drivers", "5"])
def test_a_name_cannot_get_in(text: str, scene: Scene) -> None:
    assert "never a name" in refused("people", text, scene)


# Vehicle and numbers


@pytest.mark.parametrize(
    ("transport", "text", "said"),
    [
        ("ROAD", "truck kaa 123b", "Truck or trailer · plate KAA 123B"),
        ("AIR", "KQ117", "flight KQ 117"),
        ("SEA", "reefer MSCU1234567", "Refrigerated container · container MSCU 123456-7 ⚠"),
        ("AIR", "176-12345675, AWB 17612345676", "waybill 176-12345675 ✓ · waybill 176-12345676 ⚠"),
        ("SEA", "Ferry Queen", "Ferry Queen"),
    ],
)
def test_a_vehicle_may_stand_before_its_number(transport: str, text: str, said: str, scene: Scene) -> None:
    assert shown("identifiers", text, scene, {"transport": transport}) == said


# Goods


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12 blocks, brand Crown", "12 blocks; brand Crown"),
        ("worth 12,000 usd", "value 12,000 USD"),
        ("declared as furniture, HS 9403", "declared as furniture, HS 9403"),
        ("HS 2402.20; old stock, dry", "old stock, dry; HS 2402.20"),
        ("no brand at all", "no brand at all"),
    ],
)
def test_details_of_the_goods_are_told_in_one_answer(text: str, said: str, scene: Scene) -> None:
    assert shown("description", text, scene) == said


@pytest.mark.parametrize("text", ["pangolin", "Manis spp.", "species pangolins", "espèce pangolin"])
def test_a_listed_species_has_its_appendix(text: str, scene: Scene) -> None:
    assert shown("description", text, scene, WILDLIFE) == "species Manis spp. (CITES I)"


def test_a_species_that_is_not_listed_stays_as_it_is_named(scene: Scene) -> None:
    assert shown("description", "species blue whale", scene, WILDLIFE) == "species blue whale"


def test_money_needs_its_currency(scene: Scene) -> None:
    assert "which currency" in refused("description", "value 5,000", scene)


@pytest.mark.parametrize(("text", "label"), [
    ("12 cartons", "2,400 sticks (12 cartons, 200 in each)"),
    ("3 master cases", "30,000 sticks (3 master cases, 10,000 in each)"),
])  # fmt: skip
def test_packings_of_cigarettes_are_converted_with_the_factor_shown(text: str, label: str, scene: Scene) -> None:
    assert offered("quantity", text, scene, CIGARETTES) == [label]


def test_packs_show_the_sticks_they_hold(scene: Scene) -> None:
    assert shown("quantity", "200 packs", scene, CIGARETTES) == "200 packs (= 4,000 sticks, 20 in each)"


# Place


def test_a_shared_position_is_kept_to_100_m_and_named_to_a_kilometre(scene: Scene) -> None:
    reading = STEPS["place"].read("4.05534 S 39.67012 E", {}, scene)
    assert isinstance(reading, Answered)
    assert reading.value == {"code": None, "name": "4.06 S 39.67 E", "country": "KE", "position": [-4.055, 39.67]}


def test_a_place_elsewhere_is_of_the_country_that_was_answered(scene: Scene) -> None:
    so_far: Answers = {"place": {"elsewhere": True}, "place_country": "UG"}
    assert shown("place_there", "Kasese road", scene, so_far) == "Kasese road"
    assert not STEPS["place_there"].fits({"code": None, "name": "Dakar", "country": "SN"}, so_far, scene)


# All of it


@pytest.mark.parametrize("key", ["description", "identifiers", "control", "people"])
def test_a_question_beyond_what_is_required_may_be_passed(key: str, scene: Scene) -> None:
    assert STEPS[key].read("no", {}, scene) == Passed()


def test_a_returned_report_opens_with_all_that_was_told(scene: Scene) -> None:
    answers: dict[str, Value] = {**REQUIRED, "category": "TOB", "commodity": "TOB-CIG", "transport": "AIR"}
    answers["quantity"] = {"amount": "200", "unit": "NMP"}
    for key, text in {
        "place": "4.05534 S 39.67012 E",
        "description": "old; brand Crown; value 5 USD; HS 2402.20; declared as tea, HS 0902; species blue whale",
        "route": "Mombasa port > Uganda",
        "identifiers": "air freight, KQ117",
        "control": "import, tip-off, drug dog, raman, smuggling",
        "people": "2 drivers, Kenyan",
    }.items():
        reading = STEPS[key].read(text, answers, scene)
        assert isinstance(reading, Answered)
        answers[key] = reading.value
    seizure = seizure_of(answers)
    assert seizure_from_json(seizure_to_json(seizure)) == seizure
    report = replace(REPORTED, seizure=seizure)
    assert seizure_of(answers_of(report, {"TOB-CIG": "TOB"})) == seizure


def test_the_reviewer_sees_the_words_that_may_name_somebody_wherever_they_stand() -> None:
    good = Good(commodity="TOB-CIG", quantity=Quantity(Decimal(1), "STK"), declared="tea for Mr Brown")
    seizure = replace(
        REPORTED.seizure, goods=(good,), concealment=Concealment(code="OTHER", text="Mrs Jones"), narrative="Mr Smith."
    )
    assert named_in(seizure) == ["Mr Brown", "Mrs Jones", "Mr Smith"]


def test_a_listed_port_keeps_its_code(scene: Scene) -> None:
    reading = STEPS["route"].read("Mombasa port > Uganda", {}, scene)
    assert isinstance(reading, Answered)
    assert reading.value == [
        {"country": "KE", "name": "Mombasa port", "code": "KE-MOMBASA-PORT"},
        {"country": "UG", "name": ""},
    ]
