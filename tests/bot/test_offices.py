"""/office: what holds from a day on, from how much on reports concern an office, and the same in a terminal."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.person import Role, RoleKind
from bot import operating_places, schedule
from bot.operating import CannotBeDone
from tests.bot.client import Client
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

NEW_YEAR = date(2027, 1, 1)

# From when an office sits elsewhere.


async def moves(head: Client, day: str, host: str = "Uganda") -> str:
    """The office gets another host from a day on."""
    await head.says("/office")
    await head.presses("✎ Host country")
    await head.says(host)
    await head.presses("Save")
    return await head.says(day)


async def test_a_move_to_come_changes_nothing_until_its_day_has_come_there(stage: Stage) -> None:
    head = await stage.head()
    shown = await moves(head, "1 January 2027")
    assert "1 Jan 2027: Host country: Uganda; Time zone: Kampala" in shown
    assert stage.world.geography.offices["ESA"].host_country == "ZW"
    assert "Host country: Zimbabwe" in await head.says("/office")
    # Midnight in Kampala is 21:00 in UTC.
    stage.clock.at = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)
    await schedule.learn_places(stage.world)
    assert stage.world.geography.offices["ESA"].host_country == "ZW"
    stage.clock.passes(timedelta(minutes=1))
    await schedule.learn_places(stage.world)
    office = stage.world.geography.offices["ESA"]
    assert (office.host_country, office.zone) == ("UG", "Africa/Kampala")
    shown = await head.says("/office")
    assert "Host country: Uganda" in shown
    assert "To come" not in shown
    found = rows(stage, "SELECT host_country, valid_from, valid_to FROM office_seat WHERE office = 'ESA' ORDER BY id")
    assert found == [("ZW", None, "2026-12-31"), ("UG", "2027-01-01", None)]


async def test_a_move_is_audited_with_before_after_and_day(stage: Stage) -> None:
    head = await stage.head()
    await moves(head, "1 January 2027")
    assert rows(stage, "SELECT details FROM audit_detail ORDER BY audit_id DESC LIMIT 1") == [
        ('{"from": "2027-01-01", "host_country": ["ZW", "UG"], "zone": ["Africa/Harare", "Africa/Kampala"]}',)
    ]


async def test_a_move_to_come_is_taken_back_before_its_day_and_not_after(stage: Stage) -> None:
    head = await stage.head()
    await moves(head, "1 January 2027")
    token = head.button("Take back 1 Jan 2027").token
    stage.clock.at = datetime(2027, 1, 2, tzinfo=UTC)
    assert await head.presses_token(token) == "That change is not to come any more."
    stage.clock.at = datetime(2026, 12, 30, tzinfo=UTC)
    assert await head.presses_token(token) == "Taken back."
    stage.clock.passes(timedelta(minutes=1))
    assert await head.presses_token(token) == "That change is not to come any more."
    assert verbs(stage).count("office.take_back") == 1
    stage.clock.at = datetime(2027, 1, 2, tzinfo=UTC)
    await schedule.learn_places(stage.world)
    assert stage.world.geography.offices["ESA"].host_country == "ZW"


async def test_only_who_looks_after_the_office_takes_its_move_back(stage: Stage) -> None:
    head = await stage.head()
    await moves(head, "1 January 2027")
    token = head.button("Take back 1 Jan 2027").token
    for other in (await stage.head("WE"), await stage.reviewer()):
        assert "old one" in await other.presses_token(token)
    assert verbs(stage).count("office.take_back") == 0


async def test_the_right_is_asked_again_when_the_day_is_given(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("✎ Host country")
    await head.says("Uganda")
    await head.presses("Save")
    person = await head.person()
    async with stage.database.writing() as unit:
        for role in person.roles:
            await unit.people.end_role(person.id, role)
        await unit.commit()
    assert (await head.presses("Today, 13 Nov 2026")).startswith("Heads and administrators look after an office.")
    assert verbs(stage).count("office.change") == 0


async def test_who_cancels_when_asked_for_the_day_has_changed_nothing(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("✎ Answer within")
    await head.presses("8 hours")
    await head.presses("✎ Host country")
    await head.says("Uganda")
    await head.presses("Save")
    assert await head.presses("Cancel") == "Cancelled. Nothing was changed."
    assert verbs(stage).count("office.change") == 0


async def test_today_is_the_persons_today_wherever_the_office_is(stage: Stage) -> None:
    """In Tokyo it is Saturday already when it is Friday evening in Harare: what begins today holds at once all the same."""
    head = await stage.somebody(Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), zone="Asia/Tokyo", office="ESA")
    stage.clock.at = datetime(2026, 11, 13, 16, 0, tzinfo=UTC)
    await head.says("/office")
    await head.presses("+ Contact")
    await head.says("+263 2")
    await head.presses("Save")
    await head.presses("Today, 14 Nov 2026")
    assert "Contact: +263 2" in await head.says("/office")
    assert rows(stage, "SELECT valid_from FROM office_seat WHERE contact = '+263 2'") == [("2026-11-13",)]


# From how much on reports concern an office.


async def says_thresholds(head: Client, *thresholds: str) -> str:
    await head.says("/office")
    await head.presses("+ Threshold")
    for one in thresholds:
        await head.says(one)
    await head.presses("No")
    return await head.presses("Save")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("cocaine from 100 g", [("DRG-COC-HCL", "100", "GRM")]),
        ("Cocaine 0.5 kg", [("DRG-COC-HCL", "0.5", "KGM")]),
        ("cocaïne à partir de 100 g", [("DRG-COC-HCL", "100", "GRM")]),
        ("GHB, GBL, 1,4-butanediol 5 l", [("DRG-GHB", "5", "LTR")]),
        ("tobacco: any quantity", [("TOB", None, None)]),
        ("khat none", [("DRG-KHAT", None, None)]),
        ("drugs 1 kg", [("DRG", "1", "KGM")]),
    ],
)
async def test_a_threshold_is_typed_in_one_go(stage: Stage, said: str, kept: list[tuple[str, str, str]]) -> None:
    head = await stage.head()
    assert await says_thresholds(head, said) == "Saved."
    assert rows(stage, "SELECT goods, amount, unit FROM office_threshold WHERE office = 'ESA'") == kept


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("cocaine 10 pairs", "These goods are not counted in pairs. Please use one of: kg, g,"),
        ("wishes 3 kg", "I do not know “wishes 3 kg”. Please write goods and from how much on"),
        ("cannabis 1 kg", "What do you mean by “cannabis 1 kg”?"),
        ("cocaine 1.500 kg", "From how much on?"),
    ],
)
async def test_a_threshold_that_cannot_be_or_is_not_clear_is_asked_again(
    stage: Stage, said: str, sentence: str
) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("+ Threshold")
    assert sentence in await head.says(said)


async def test_goods_that_are_not_clear_are_chosen_and_keep_the_quantity_that_was_said(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("+ Threshold")
    await head.says("cannabis 1 kg")
    shown = await head.presses("Cannabis herb (marijuana)")
    assert "✓ Drugs · Cannabis herb (marijuana) · from 1 kg" in shown


async def test_goods_chosen_that_are_not_counted_as_was_said_have_their_quantity_asked(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("+ Threshold")
    await head.says("value 1.500 USD")
    shown = await head.presses("Undervaluation")
    assert "did not understand" not in shown
    assert "From how much on?" in shown


async def test_thresholds_are_audited_with_before_and_after(stage: Stage) -> None:
    head = await stage.head()
    await says_thresholds(head, "cocaine 100 g")
    await says_thresholds(head, "khat any")
    assert rows(stage, "SELECT details FROM audit_detail ORDER BY audit_id DESC LIMIT 1") == [
        ('{"thresholds": [{"DRG-COC-HCL": "100 GRM"}, {"DRG-COC-HCL": "100 GRM", "DRG-KHAT": "any"}]}',)
    ]


async def test_goods_that_are_there_twice_are_told_and_the_last_one_counts(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("+ Threshold")
    await head.says("cocaine 100 g")
    await head.says("cocaine 200 g")
    assert "Cocaine is there twice: the last one counts." in await head.presses("No")
    await head.presses("Save")
    assert rows(stage, "SELECT amount FROM office_threshold") == [("200",)]


async def test_a_threshold_that_is_removed_leaves_everybodys(stage: Stage) -> None:
    head = await stage.head()
    await says_thresholds(head, "cocaine 100 g")
    await head.says("/office")
    await head.presses("✎ Threshold 1")
    await head.presses("Remove")
    await head.presses("Save")
    assert rows(stage, "SELECT * FROM office_threshold") == []


# The same in a terminal.


async def test_a_terminal_changes_all_of_an_office_or_nothing(stage: Stage) -> None:
    await operating_places.change_office(
        stage.world,
        "ESA",
        contact="+256 1",
        host="UG",
        begins=NEW_YEAR,
        hours=8,
        languages="English, fr",
        remark="Closed on  Fridays",
        thresholds=["cocaine 100 g", "khat 5 kg"],
        no_thresholds=["tobacco"],
    )
    out = io.StringIO()
    await operating_places.offices(stage.world, out)
    today, coming = [line for line in out.getvalue().splitlines() if " ESA " in line]
    assert all(word in today for word in ("ZW", "Africa/Harare", "8 h", " en, fr "))
    assert rows(stage, "SELECT remark FROM office WHERE code = 'ESA'") == [("Closed on Fridays",)]
    assert all(word in coming for word in ("2027-01-01", "UG", "Africa/Kampala", "+256 1"))
    kept = rows(stage, "SELECT goods, amount, unit FROM office_threshold ORDER BY goods")
    assert kept == [("DRG-COC-HCL", "100", "GRM"), ("DRG-KHAT", "5", "KGM"), ("TOB", None, None)]
    await operating_places.change_office(stage.world, "ESA", thresholds=["khat usual", "cocaine 1 kg"])
    kept = rows(stage, "SELECT goods, amount, unit FROM office_threshold ORDER BY goods")
    assert kept == [("DRG-COC-HCL", "1", "KGM"), ("TOB", None, None)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"thresholds": ["cocaine 10 pairs"]}, "--threshold: These goods are not counted in pairs."),
        ({"thresholds": ["wishes 10 kg"]}, "--threshold: I do not know “wishes 10 kg”."),
        ({"thresholds": ["cannabis 10 kg"]}, "--threshold: What do you mean by “cannabis 10 kg”? Cannabis"),
        ({"thresholds": ["cocaine"]}, '--threshold: say from how much on, such as "cocaine 100 g".'),
        ({"no_thresholds": ["wishes"]}, "--no-threshold: I do not know “wishes any”."),
        ({"begins": date(2026, 11, 12)}, "--from: 2026-11-12 is over;"),
        ({"zone": "Europe/Berlin"}, "--zone: Europe/Berlin is no time zone of ZW; choose one of Africa/Harare."),
        ({"host": "ZZ"}, "--host: ZZ is not a country"),
        ({"hours": 0}, "--hours: give a number"),
        ({"languages": "en, klingonic"}, "--languages: I do not know the language “klingonic”."),
    ],
)
async def test_a_terminal_keeps_nothing_of_what_is_wrong_in_part(
    stage: Stage, wrong: dict[str, object], sentence: str
) -> None:
    right: dict[str, object] = {"contact": "+263 2", "hours": 8, "thresholds": ["khat 5 kg"]}
    with pytest.raises(CannotBeDone) as refused:
        await operating_places.change_office(stage.world, "ESA", **{**right, **wrong})  # type: ignore[arg-type]
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
    assert verbs(stage).count("office.change") == 0
    assert rows(stage, "SELECT * FROM office_threshold") == []


async def test_a_day_without_anything_that_moves_is_refused(stage: Stage) -> None:
    with pytest.raises(CannotBeDone) as refused:
        await operating_places.change_office(stage.world, "ESA", hours=8, begins=NEW_YEAR)
    assert str(refused.value) == "--from goes with --contact, --host or --zone; the rest holds at once."
