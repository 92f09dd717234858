"""What leaves: an alert without reporter, source and narrative, and a digest that covers every part of it."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from alerts.alert import (
    Approval,
    Grade,
    Revision,
    RevisionKind,
    Texts,
    alert_from,
    canonical,
    digest,
    from_object,
    to_object,
)
from alerts.audience import Audience
from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.report import Report
from alerts.seizure import (
    Concealment,
    Control,
    Good,
    Identifier,
    PartialDate,
    Party,
    Place,
    Position,
    Quantity,
    Seizure,
    Species,
    Stop,
)


@pytest.fixture
def alert(report: Report, approval: Approval) -> Revision:
    return alert_from(report, approval)


# What is taken out (S-42)


@pytest.mark.parametrize(
    "secret",
    ["80018", "70017", "r3p0rt000001", "KE-2026-000123", "The narrative of the officer.", "author", "reporter"],
)
def test_reporter_source_and_narrative_are_not_in_an_alert(report: Report, approval: Approval, secret: str) -> None:
    assert secret not in canonical(alert_from(report, approval))


def test_an_alert_has_the_fields_written_here_and_no_others(alert: Revision) -> None:
    assert sorted(to_object(alert)) == [
        "audience",
        "exercise",
        "expires",
        "facts",
        "grade",
        "issued",
        "kind",
        "marking",
        "number",
        "office",
        "precedence",
        "revision",
        "texts",
        "v",
    ]


def test_the_facts_are_those_of_the_report_but_for_the_narrative(alert: Revision, seizure: Seizure) -> None:
    assert alert.facts == replace(seizure, narrative="")


def test_people_and_position_stay_with_the_report(report: Report, approval: Approval, seizure: Seizure) -> None:
    told = replace(
        seizure,
        people=(Party(count=2, role="DRIVER", nationality="KE"),),
        place=replace(seizure.place, position=Position(-4.055, 39.67)),
    )
    assert alert_from(replace(report, seizure=told), approval).facts == replace(seizure, narrative="")


@pytest.mark.parametrize(
    ("method", "left"),
    [("TIPOFF", ""), ("CONTROLLED-DEL", ""), ("INTEL-NAT", ""), ("INTEL-INT", ""), ("RISK", "RISK"), ("", "")],
)
def test_an_alert_does_not_tell_where_the_information_came_from(
    report: Report, approval: Approval, seizure: Seizure, method: str, left: str
) -> None:
    told = replace(seizure, control=Control(direction="IN", method=method, tools=("DOG-DRUG",)))
    facts = alert_from(replace(report, seizure=told), approval).facts
    assert facts.control == Control(direction="IN", method=left, tools=("DOG-DRUG",))


def test_a_control_that_was_only_a_source_is_not_in_an_alert(
    report: Report, approval: Approval, seizure: Seizure
) -> None:
    told = replace(report, seizure=replace(seizure, control=Control(method="TIPOFF")))
    assert alert_from(told, approval).facts.control is None


def test_an_alert_carries_what_the_reviewer_settled(alert: Revision, approval: Approval) -> None:
    assert (alert.number, alert.texts, alert.grade, alert.precedence) == (
        approval.number,
        approval.texts,
        approval.grade,
        approval.precedence,
    )
    assert (alert.audience, alert.issued, alert.expires) == (approval.audience, approval.issued, approval.expires)


def test_the_first_revision_is_an_original_of_the_responsible_office(alert: Revision) -> None:
    assert (alert.kind, alert.revision, alert.office) == (RevisionKind.ORIGINAL, 1, "ESA")


@pytest.mark.parametrize(
    ("of_report", "of_approval", "of_alert"),
    [
        ("TLP:AMBER", "TLP:AMBER", "TLP:AMBER"),
        ("TLP:AMBER", "TLP:AMBER+STRICT", "TLP:AMBER+STRICT"),
        ("TLP:AMBER+STRICT", "TLP:AMBER", "TLP:AMBER+STRICT"),
        ("TLP:AMBER", "TLP:CLEAR", "TLP:AMBER"),
        ("TLP:RED", "TLP:GREEN", "TLP:RED"),
    ],
)
def test_an_alert_takes_the_strictest_marking_of_its_parts(
    report: Report, approval: Approval, of_report: str, of_approval: str, of_alert: str
) -> None:
    alert = alert_from(replace(report, marking=Marking(of_report)), replace(approval, marking=Marking(of_approval)))
    assert alert.marking is Marking(of_alert)


def test_an_exercise_report_makes_an_exercise_alert(report: Report, approval: Approval) -> None:
    assert alert_from(replace(report, exercise=True), approval).exercise


@pytest.mark.parametrize(
    ("revision", "label"), [(1, "ESA-2026-0031"), (2, "ESA-2026-0031/2"), (10, "ESA-2026-0031/10")]
)
def test_later_revisions_are_written_behind_the_number(alert: Revision, revision: int, label: str) -> None:
    assert replace(alert, revision=revision).label == label


# The digest (S-30)


def changed(alert: Revision) -> dict[str, Revision]:
    text = alert.texts["en"]
    other = Texts(title="Cocaïne", why="", look_for="", please="")
    return {
        "number": replace(alert, number="ESA-2026-0032"),
        "revision": replace(alert, revision=2),
        "kind": replace(alert, kind=RevisionKind.UPDATE),
        "office": replace(alert, office="WA"),
        "texts: title": replace(alert, texts={"en": replace(text, title=text.title + ".")}),
        "texts: why": replace(alert, texts={"en": replace(text, why="")}),
        "texts: look for": replace(alert, texts={"en": replace(text, look_for="")}),
        "texts: please": replace(alert, texts={"en": replace(text, please="")}),
        "texts: a language more": replace(alert, texts={"en": text, "fr": other}),
        "texts: another original language": replace(alert, texts={"fr": other, "en": text}),
        "grade: source": replace(alert, grade=Grade(source="B")),
        "grade: information": replace(alert, grade=Grade(information="2")),
        "marking": replace(alert, marking=Marking.AMBER_STRICT),
        "precedence": replace(alert, precedence=Precedence.FLASH),
        "audience: countries": replace(alert, audience=replace(alert.audience, countries=frozenset({"KE"}))),
        "audience: persons": replace(alert, audience=replace(alert.audience, persons=frozenset())),
        "issued": replace(alert, issued=alert.issued + timedelta(seconds=1)),
        "expires": replace(alert, expires=alert.expires + timedelta(seconds=1)),
        "exercise": replace(alert, exercise=True),
    }


def changed_facts(facts: Seizure) -> dict[str, Seizure]:
    cocaine, cigarettes = facts.goods
    assert facts.route is not None
    return {
        "goods: fewer": replace(facts, goods=(cocaine,)),
        "goods: order": replace(facts, goods=(cigarettes, cocaine)),
        "goods: commodity": replace(facts, goods=(replace(cocaine, commodity="heroin"), cigarettes)),
        "goods: amount": replace(
            facts, goods=(replace(cocaine, quantity=Quantity(Decimal("12.41"), "KGM")), cigarettes)
        ),
        "goods: unit": replace(facts, goods=(replace(cocaine, quantity=Quantity(Decimal("12.40"), "GRM")), cigarettes)),
        "goods: description": replace(facts, goods=(replace(cocaine, description=""), cigarettes)),
        "goods: value": replace(facts, goods=(replace(cocaine, value=Quantity(Decimal(5), "MON:USD")), cigarettes)),
        "goods: brand": replace(facts, goods=(replace(cocaine, brand="Crown"), cigarettes)),
        "goods: species": replace(facts, goods=(replace(cocaine, species=Species(name="Manis spp.")), cigarettes)),
        "goods: appendix": replace(
            facts, goods=(replace(cocaine, species=Species(name="Manis spp.", appendix="I")), cigarettes)
        ),
        "goods: hs": replace(facts, goods=(replace(cocaine, hs="2939.72"), cigarettes)),
        "goods: declared": replace(facts, goods=(replace(cocaine, declared="furniture"), cigarettes)),
        "goods: hs declared": replace(facts, goods=(replace(cocaine, hs_declared="9403"), cigarettes)),
        "place: position": replace(facts, place=replace(facts.place, position=Position(0.0, 0.0))),
        "conveyance": replace(facts, conveyance="FERRY"),
        "control: direction": replace(facts, control=Control(direction="IN")),
        "control: procedure": replace(facts, control=Control(procedure="IMPORT")),
        "control: method": replace(facts, control=Control(method="RISK")),
        "control: tools": replace(facts, control=Control(tools=("LAB",))),
        "control: offence": replace(facts, control=Control(offence="IPR")),
        "people: count": replace(facts, people=(Party(count=2, role="DRIVER"),)),
        "people: role": replace(facts, people=(Party(count=1, role="CREW"),)),
        "people: nationality": replace(facts, people=(Party(count=1, role="CREW", nationality="KE"),)),
        "route: code": replace(facts, route=replace(facts.route, departure=Stop("BR", "Santos", "BR-SANTOS-PORT"))),
        "place: country": replace(facts, place=Place(country="TZ", name="Mombasa", code="KEMBA")),
        "place: name": replace(facts, place=Place(country="KE", name="Lamu", code="KEMBA")),
        "place: code": replace(facts, place=Place(country="KE", name="Mombasa")),
        "day": replace(facts, day=PartialDate(2026, 11)),
        "transport": replace(facts, transport="road"),
        "identifiers: number": replace(
            facts, identifiers=(Identifier(kind="container", number="MSCU1234567", valid=True),)
        ),
        "identifiers: valid": replace(facts, identifiers=(replace(facts.identifiers[0], valid=False),)),
        "concealment: code": replace(facts, concealment=Concealment(code="engine", text="behind the motor panel")),
        "concealment: text": replace(facts, concealment=Concealment(code="refrigeration")),
        "concealment: none": replace(facts, concealment=None),
        "route: none": replace(facts, route=None),
        "route: transit": replace(facts, route=replace(facts.route, transit=())),
        "route: turned round": replace(
            facts, route=replace(facts.route, departure=facts.route.destination, destination=facts.route.departure)
        ),
        "pictures": replace(facts, pictures=("cd" * 32,)),
        "narrative": replace(facts, narrative="x"),
    }


def test_the_digest_changes_with_every_field(alert: Revision) -> None:
    same = digest(alert)
    assert [name for name, other in changed(alert).items() if digest(other) == same] == []


def test_the_digest_changes_with_every_fact(alert: Revision) -> None:
    same = digest(alert)
    facts = changed_facts(alert.facts)
    assert [name for name, other in facts.items() if digest(replace(alert, facts=other)) == same] == []


@pytest.mark.parametrize(
    ("kind", "covered"),
    [
        (Revision, {
            "number", "revision", "kind", "office", "facts", "texts", "grade", "marking", "precedence", "audience",
            "issued", "expires", "exercise",
        }),
        (Seizure, {
            "goods", "place", "day", "transport", "conveyance", "identifiers", "concealment", "route", "control", "people",
            "pictures", "narrative",
        }),
        (Good, {
            "commodity", "quantity", "description", "value", "brand", "species", "hs", "declared", "hs_declared",
        }),
        (Place, {"country", "name", "code", "position"}),
        (Stop, {"country", "name", "code"}),
        (Control, {"direction", "procedure", "method", "tools", "offence"}),
        (Party, {"count", "role", "nationality"}),
        (Identifier, {"kind", "number", "valid"}),
        (Texts, {"title", "why", "look_for", "please"}),
        (Grade, {"scheme", "source", "information"}),
        (Audience, {"countries", "persons"}),
    ],
)  # fmt: skip
def test_a_new_field_is_a_reason_to_look_at_the_lists_above(kind: type, covered: set[str]) -> None:
    assert {field.name for field in fields(kind)} == covered


def test_the_digest_is_the_same_for_the_same_moment_in_another_zone(alert: Revision) -> None:
    nairobi = timezone(timedelta(hours=3))
    other = replace(alert, issued=alert.issued.astimezone(nairobi), expires=alert.expires.astimezone(nairobi))
    assert digest(other) == digest(alert)


def test_the_digest_does_not_depend_on_the_order_in_which_countries_were_named(alert: Revision) -> None:
    names = [f"{first}{second}" for first in "ABCDEFGH" for second in "KLMNOPQR"]
    one = replace(alert, audience=Audience(countries=frozenset(names), persons=frozenset(range(100))))
    two = replace(alert, audience=Audience(countries=frozenset(reversed(names)), persons=frozenset(range(99, -1, -1))))
    assert digest(one) == digest(two)


def test_the_digest_is_a_sha_256_in_hexadecimal(alert: Revision) -> None:
    assert len(digest(alert)) == 64
    assert set(digest(alert)) <= set("0123456789abcdef")


def test_the_canonical_json_has_sorted_keys_and_no_blanks(alert: Revision) -> None:
    data = json.loads(canonical(alert))
    assert canonical(alert) == json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# There and back


def test_every_revision_comes_back_from_json_as_it_was_with_the_same_digest(alert: Revision) -> None:
    revisions = [alert, *changed(alert).values()]
    revisions += [replace(alert, facts=facts) for facts in changed_facts(alert.facts).values()]
    for revision in revisions:
        back = from_object(json.loads(canonical(revision)))
        assert (back, digest(back)) == (revision, digest(revision))


def test_the_first_language_stays_the_first(alert: Revision) -> None:
    text = alert.texts["en"]
    revision = replace(alert, texts={"fr": text, "ar": text, "en": text})
    assert list(from_object(json.loads(canonical(revision))).texts) == ["fr", "ar", "en"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"v": 2},
        {"kind": "rumour"},
        {"marking": "TLP:PINK"},
        {"grade": {"scheme": "admiralty", "source": "Z", "information": "1"}},
        {"texts": {}},
        {"texts": [["en", {"title": "only a title"}]]},
        {"facts": None},
        {"facts": {}},
        {"issued": "2026-11-13T14:02:00"},
        {"expires": "never"},
        {"revision": "1"},
        {"audience": []},
    ],
    ids=str,
)
def test_a_wrong_form_is_refused(alert: Revision, wrong: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_object({**to_object(alert), **wrong})


# Grade and times


@pytest.mark.parametrize(("source", "information"), [("A", "1"), ("F", "6"), ("C", "3")])
def test_a_grade_is_a_letter_and_a_digit(source: str, information: str) -> None:
    assert str(Grade(source=source, information=information)) == source + information


@pytest.mark.parametrize(
    ("source", "information"),
    [("", "1"), ("A", ""), ("AB", "1"), ("A", "12"), ("G", "1"), ("A", "0"), ("A", "7"), ("a", "1")],
)
def test_anything_else_is_no_grade(source: str, information: str) -> None:
    with pytest.raises(ValueError, match="A to F"):
        Grade(source=source, information=information)


def test_another_scheme_is_not_known_yet() -> None:
    with pytest.raises(ValueError, match="Admiralty"):
        Grade(scheme="4x4")


@pytest.mark.parametrize("field", ["issued", "expires"])
def test_a_time_without_a_zone_is_refused(alert: Revision, field: str) -> None:
    naive = datetime(2026, 11, 13, 14, 2, tzinfo=UTC).replace(tzinfo=None)
    issued, expires = (naive, alert.expires) if field == "issued" else (alert.issued, naive)
    with pytest.raises(ValueError, match="time zone"):
        replace(alert, issued=issued, expires=expires)
