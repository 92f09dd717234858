"""/people: whom one finds, what their card says, and what is pressed there."""

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage


@pytest.fixture
async def head(stage: Stage) -> Client:
    """The head of the office of Kenya and Uganda; around them officers of Kenya, Uganda and Cameroon, and a reviewer."""
    for country, name in (("KE", "Demo Kenyan"), ("UG", "Demo Ugandan"), ("CM", "Demo Cameroonian")):
        await stage.officer(country, name=name)
    await stage.reviewer()
    return await stage.head()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("/people", ["Demo Head", "Demo Kenyan", "Demo Reviewer", "Demo Ugandan"]),
        ("/people kenya", ["Demo Kenyan"]),
        ("/people Ouganda", ["Demo Ugandan"]),
        ("/people ESA", ["Demo Head", "Demo Kenyan", "Demo Reviewer", "Demo Ugandan"]),
        ("/people RILO-ESA", ["Demo Head", "Demo Kenyan", "Demo Reviewer", "Demo Ugandan"]),
        ("/people UGANDAN", ["Demo Ugandan"]),
        ("/people cameroonian", []),
        ("/people cameroon", []),
        ("/people CAF", []),
        ("/people 100%", []),
    ],
)
async def test_people_of_ones_scope_are_found_by_name_country_and_office(
    head: Client, said: str, found: list[str]
) -> None:
    shown = await head.says(said)
    assert [label for label in head.labels() if label.startswith("Demo ")] == found
    assert ("Nobody was found." in shown) is (found == [])


async def test_long_lists_come_page_by_page(stage: Stage) -> None:
    for number in range(12):
        await stage.officer(name=f"Demo {number:02}")
    head = await stage.head(name="Zoe Head")
    await head.says("/people")
    assert [label for label in head.labels() if label.startswith("Demo")] == [f"Demo {one:02}" for one in range(10)]
    await head.presses("More …")
    assert head.labels() == ["Demo 10", "Demo 11", "Zoe Head"]


@pytest.mark.parametrize("who", ["officer", "reviewer", "member"])
async def test_others_look_after_nobody(stage: Stage, who: str) -> None:
    client = await getattr(stage, who)()
    assert (await client.says("/people")).startswith("Administrators, heads and contact points look after people.")
    other = await (await stage.officer(name="Demo Other")).person()
    before = rows(stage, "SELECT * FROM person")
    for verb, more in (
        ("see", "-"),
        ("suspend", "yes"),
        ("clear", "1"),
        ("endrole", "yes-officer-KE"),
        ("sessions", "-"),
    ):
        assert "old one" in await client.presses_token(f"{verb}.person.{other.public_id}.{more}")
    assert rows(stage, "SELECT * FROM person") == before
    assert len((await (await stage.officer()).person()).roles) == 1


async def test_a_card_tells_roles_home_clearance_accounts_and_state(head: Client) -> None:
    await head.says("/people kenyan")
    shown = await head.presses("Demo Kenyan")
    assert shown.splitlines()[:7] == [
        "Demo Kenyan",
        "Role: Officer, Kenya",
        "Of: Kenya",
        "Clearance: TLP:AMBER",
        "State: active",
        "Accounts: Memory",
        "Signed in: none",
    ]
    assert head.labels() == ["Give a role", "Change clearance", "End: Officer, Kenya", "Suspend"]


async def test_on_ones_own_card_nothing_can_be_pressed(head: Client) -> None:
    await head.says("/people head")
    await head.presses("Demo Head")
    assert head.labels() == []
    person = await head.person()
    said = await head.presses_token(f"suspend.person.{person.public_id}.yes")
    assert said == "Nobody decides about themselves. Please ask somebody else of your office."
    assert (await head.person()).active


async def test_a_suspension_is_asked_once_and_can_be_ended(head: Client) -> None:
    await head.says("/people kenyan")
    await head.presses("Demo Kenyan")
    asked = await head.presses("Suspend")
    assert asked.startswith("Suspend Demo Kenyan? All sessions end, reports they have taken go back to the queue")
    assert verbs(head.stage)[-1] != "person.suspend"
    assert "State: suspended" in await head.presses("Yes, suspend")
    assert "State: active" in await head.presses("End the suspension")
    assert verbs(head.stage)[-2:] == ["person.suspend", "person.restore"]


async def test_a_clearance_is_chosen_up_to_ones_own(head: Client) -> None:
    await head.says("/people kenyan")
    await head.presses("Demo Kenyan")
    await head.presses("Change clearance")
    assert head.labels() == ["TLP:GREEN", "TLP:AMBER"]
    assert "Clearance: TLP:GREEN" in await head.presses("TLP:GREEN")
    [(public_id,)] = rows(head.stage, "SELECT public_id FROM person WHERE name = 'Demo Kenyan'")
    said = await head.presses_token(f"clear.person.{public_id}.{Marking.RED.rank}")
    assert said.startswith("That is above your own clearance.")


async def test_a_role_is_ended_after_one_question(head: Client) -> None:
    await head.says("/people kenyan")
    await head.presses("Demo Kenyan")
    asked = await head.presses("End: Officer, Kenya")
    assert asked.startswith("End this role of Demo Kenyan: Officer, Kenya?")
    assert "Role: " not in await head.presses("Yes, end it")
    assert verbs(head.stage)[-1] == "role.end"


async def test_of_somebody_above_one_sees_the_card_and_takes_nothing_away(stage: Stage, head: Client) -> None:
    await stage.administrator("ESA")
    await head.says("/people administrator")
    await head.presses("Demo Administrator")
    assert head.labels() == ["Give a role"]
    [(public_id,)] = rows(stage, "SELECT public_id FROM person WHERE name = 'Demo Administrator'")
    for verb, more in (("suspend", "yes"), ("clear", "1"), ("endrole", "yes-administrator-ESA")):
        said = await head.presses_token(f"{verb}.person.{public_id}.{more}")
        assert said == "That lies outside the country or office you decide for."


async def test_who_waits_to_be_confirmed_stands_first(stage: Stage, head: Client, box: Outbox) -> None:
    await head.says("/invite")
    for answer in ("Demo Invited", "Reviewer", "RILO ESA"):
        await head.says(answer)
    await head.presses("That is all for now")
    await head.presses("Make the link")
    code = head.last[0].links[0].url.partition("#")[2]
    stranger = await stage.stranger()
    await stranger.says(f"/start {code}")
    await stranger.presses("English")
    await head.says("/people")
    assert head.labels()[0] == "Confirm Demo Invited"
    assert (await head.presses("Confirm Demo Invited")).startswith("Is this the right account?")
    assert await head.presses("It is the right one") == "Confirmed. Demo Invited has the role from now on."
    await head.says("/people")
    assert "Confirm Demo Invited" not in head.labels()
    await box.deliver()


@pytest.mark.parametrize("command", ["/people", "/invite", "/sessions"])
async def test_people_are_not_looked_after_by_mail(stage: Stage, command: str) -> None:
    head = await stage.somebody(Role(kind=RoleKind.HEAD, office="ESA"), office="ESA", channel=MAIL)
    assert "looked after in chat, not by mail" in await head.says(command)
