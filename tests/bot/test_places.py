"""/office and /countries: who may, what is shown before it is changed, and where it counts."""

import io
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from bot import operating_places, schedule
from bot.operating import CannotBeDone
from bot.seeding import geography_of
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, files, fills
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

NEW_YEAR = date(2027, 1, 1)


async def asks(administrator: Client, *answers: str) -> str:
    """The questions of /countries, up to what would change."""
    await administrator.says("/countries")
    await administrator.presses("Give a country to another office")
    for answer in answers or ("Kenya", "RILO CAF", "1 January 2027"):
        await administrator.says(answer)
    return await administrator.presses("Show what changes")


async def test_what_would_change_is_shown_before_anything_is(stage: Stage) -> None:
    administrator = await stage.administrator()
    await stage.reviewer()
    await files(await stage.officer())
    shown = await asks(administrator)
    assert "From 1 Jan 2027 on Kenya belongs to RILO Central Africa; until then to RILO Eastern" in shown
    assert "1 open report stays where it is." in shown
    assert "country.move" not in verbs(stage)


async def test_a_country_changes_its_office_on_the_day_and_open_reports_stay(stage: Stage) -> None:
    administrator = await stage.administrator()
    await stage.reviewer()
    await files(await stage.officer())
    await asks(administrator)
    assert "Kenya: RILO Central Africa from 1 Jan 2027 on" in await administrator.presses("Change it")
    geography = stage.world.geography
    assert geography.office_of("KE", NEW_YEAR - timedelta(days=1)) == "ESA"
    assert geography.office_of("KE", NEW_YEAR) == "CAF"
    link = geography.link("KE", NEW_YEAR)
    assert link is not None
    assert link.region == "ESA"
    assert rows(stage, "SELECT office FROM report") == [("ESA",)]
    assert rows(stage, "SELECT details FROM audit_detail ORDER BY audit_id DESC LIMIT 1") == [
        ('{"from": "ESA", "to": "CAF", "day": "2027-01-01"}',)
    ]
    async with stage.database.reading() as unit:
        assert await unit.places.zones("KE") == ("Africa/Nairobi",)


async def test_a_change_is_made_once(stage: Stage) -> None:
    administrator = await stage.administrator()
    await asks(administrator)
    token = administrator.button("Change it").token
    await administrator.presses_token(token)
    stage.clock.passes(timedelta(minutes=1))
    assert await administrator.presses_token(token) == "The country belongs to that office already."
    other = token.replace("CAF", "WA")
    assert await administrator.presses_token(other) == "Another change of this country begins on that very day."
    assert verbs(stage).count("country.move") == 1


@pytest.mark.parametrize("token", ["move.country.KE.CAF-20270101", "move.country.ZZ.CAF-20270101"])
@pytest.mark.parametrize("office", ["ESA", "CAF"])
async def test_only_who_administers_all_gives_countries_away(stage: Stage, office: str, token: str) -> None:
    administrator = await stage.administrator(office)
    sentence = "Only who administers the whole installation gives countries to offices."
    assert await administrator.says("/countries") == sentence
    assert await administrator.presses_token(token) == sentence
    assert verbs(stage).count("country.move") == 0


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("move.country.KE.CAF-20261113", "A change begins tomorrow at the earliest: what was is not rewritten."),
        ("move.country.KE.XX-20270101", "There is no such office."),
        ("move.country.ZZ.CAF-20270101", "This country has no office on that day."),
        ("move.country.KE.CAF-20271399", "old one"),
        ("move.country.KE.CAF", "old one"),
    ],
)
async def test_a_change_that_cannot_be_is_refused(stage: Stage, token: str, sentence: str) -> None:
    administrator = await stage.administrator()
    assert sentence in await administrator.presses_token(token)
    assert verbs(stage).count("country.move") == 0


async def test_a_running_installation_learns_what_was_changed_in_a_terminal(stage: Stage) -> None:
    administered = stage.world
    before = administered.geography
    await operating_places.move_country(stage.world, "KE", "CAF", "2027-01-01")
    assert administered.geography is before
    await schedule.learn_places(administered)
    assert administered.geography.office_of("KE", NEW_YEAR) == "CAF"
    out = io.StringIO()
    await operating_places.countries(stage.world, out)
    lines = [line.split() for line in out.getvalue().splitlines() if " KE " in line]
    assert ["CAF" in line for line in lines] == [False, True]


@pytest.mark.parametrize(
    ("country", "office", "day", "sentence"),
    [
        ("KE", "CAF", "soon", "--move: soon is no day; give one such as 2027-01-01."),
        ("KE", "XX", "2027-01-01", "--move: XX is not an office; `liaison countries` lists them."),
        ("ZZ", "CAF", "2027-01-01", "--move: ZZ has no office on 2027-01-01;"),
        ("KE", "ESA", "2027-01-01", "--move: KE belongs to ESA already."),
        ("KE", "CAF", "2026-11-13", "--move: a change begins tomorrow at the earliest, not on 2026-11-13."),
    ],
)
async def test_a_terminal_refuses_with_one_sentence(
    stage: Stage, country: str, office: str, day: str, sentence: str
) -> None:
    with pytest.raises(CannotBeDone) as refused:
        await operating_places.move_country(stage.world, country, office, day)
    assert str(refused.value).startswith(sentence)


# The office.


async def test_a_head_changes_the_card_of_the_office(stage: Stage) -> None:
    head = await stage.head()
    shown = await head.says("/office")
    assert "Host country: Zimbabwe" in shown
    assert "Answer within: 24 hours" in shown
    await head.presses("✎ Answer within")
    await head.presses("8 hours")
    await head.presses("+ Contact")
    await head.says("rilo.esa@customs.example")
    shown = await head.presses("Save")
    assert shown.startswith("Contact: rilo.esa@customs.example\n\nFrom which day on does it hold?")
    assert await head.presses("Today, 13 Nov 2026") == "Saved."
    assert "Contact: rilo.esa@customs.example" in await head.says("/office")
    assert await head.presses("Save") == "Nothing was different."
    assert verbs(stage).count("office.change") == 2  # the deadline, and the contact


@pytest.mark.usefixtures("reviewer")
async def test_an_officer_is_told_the_deadline_of_the_office(stage: Stage, box: Outbox) -> None:
    await operating_places.change_office(stage.world, "ESA", contact=None, host=None, hours=8)
    officer = await stage.officer()
    await fills(officer)
    assert "expect an answer within 8 hours" in await officer.presses("Submit")
    stage.clock.passes(timedelta(hours=8))
    await schedule.escalate_waiting(stage.world)
    assert rows(stage, "SELECT level FROM report") == [("head",)]
    await box.deliver()


async def test_the_host_is_known_at_once(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("✎ Host country")
    await head.says("Uganda")
    await head.presses("Save")
    await head.presses("Today, 13 Nov 2026")
    assert stage.world.geography.offices["ESA"].host_country == "UG"


@pytest.mark.parametrize(("said", "kept"), [("en, FR", "en, fr"), ("English; Swahili", "en, sw"), ("klingonish", "")])
async def test_languages_are_read_by_code_and_by_name(stage: Stage, said: str, kept: str) -> None:
    head = await stage.head()
    await head.says("/office")
    await head.presses("✎ Languages")
    shown = await head.says(said)
    assert (f"Languages: {kept}" in shown) is bool(kept)
    assert ("I do not know the language" in shown) is not bool(kept)


async def test_who_looks_after_several_offices_is_asked_which(stage: Stage) -> None:
    administrator = await stage.administrator()
    assert (await administrator.says("/office")).startswith("Which office?")
    assert "Host country: " in await administrator.presses("RILO Central Africa")


async def test_the_right_is_asked_again_when_the_card_is_saved(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/office")
    person = await head.person()
    async with stage.database.writing() as unit:
        for role in person.roles:
            await unit.people.end_role(person.id, role)
        await unit.commit()
    assert (await head.presses("Save")).startswith("Heads and administrators look after an office.")
    assert "old one" in await head.presses_token("open.office.ESA.-")
    assert verbs(stage).count("office.change") == 0


@pytest.mark.parametrize("who", ["officer", "reviewer", "member"])
async def test_others_look_after_no_office(stage: Stage, who: str) -> None:
    client = await getattr(stage, who)()
    assert (await client.says("/office")).startswith("Heads and administrators look after an office.")
    assert "old one" in await client.presses_token("open.office.ESA.-")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda w: operating_places.change_office(w, "XX", contact=None, host=None, hours=None), "XX is not an office"),
        (lambda w: operating_places.change_office(w, "ESA", contact=None, host="ZZ", hours=None), "--host: ZZ is not"),
        (
            lambda w: operating_places.change_office(w, "ESA", contact=None, host=None, hours=0),
            "--hours: give a number",
        ),
    ],
)
async def test_an_office_is_not_changed_into_what_cannot_be(
    stage: Stage, change: Callable[[object], Awaitable[None]], sentence: str
) -> None:
    with pytest.raises(CannotBeDone) as refused:
        await change(stage.world)
    assert str(refused.value).startswith(sentence)


async def test_offices_are_listed_in_a_terminal(stage: Stage) -> None:
    await operating_places.change_office(stage.world, "ESA", contact="rilo@customs.example", host="UG", hours=12)
    out = io.StringIO()
    await operating_places.offices(stage.world, out)
    (line,) = [line for line in out.getvalue().splitlines() if " ESA " in line]
    assert all(word in line for word in ("UG", "12 h", "rilo@customs.example"))
    assert (await geography_of(stage.database, stage.clock())).offices["ESA"].host_country == "UG"


@pytest.mark.parametrize("command", ["/office", "/countries"])
async def test_places_are_not_looked_after_by_mail(stage: Stage, command: str) -> None:
    writer = await (await stage.administrator()).moves_to("administrator@wco.example", channel=MAIL)
    assert "looked after in chat, not by mail" in await writer.says(command)
