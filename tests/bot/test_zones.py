"""Whose clock somebody goes by: asked once, where their country has several."""

import pytest

from alerts.person import Role, RoleKind
from tests.bot.client import Client
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage


async def joins(stage: Stage, country: str) -> Client:
    """Somebody takes an invitation as an officer of a country; returns them with the last answer."""
    code = await stage.invitation(Role(kind=RoleKind.OFFICER, country=country), country=country)
    client = await stage.stranger()
    await client.says("hello")
    await client.presses("English")
    await client.says(code)
    return client


async def test_where_a_country_has_several_the_city_is_asked_at_joining(stage: Stage) -> None:
    officer = await joins(stage, "BR")
    assert "Which city's clock do you go by?" in officer.shown()
    assert {"Sao Paulo", "Manaus"} <= set(officer.labels())
    said = await officer.presses("Manaus")
    assert said == "Your times are those of Manaus; it is 13 Nov 2026, 05:30 UTC-04 there."
    assert rows(stage, "SELECT zone FROM person WHERE country = 'BR'") == [("America/Manaus",)]
    assert verbs(stage)[-1] == "person.zone"


async def test_where_there_is_one_nobody_is_asked(stage: Stage) -> None:
    officer = await joins(stage, "KE")
    assert "clock" not in officer.shown()
    assert "/zone" not in await officer.says("/help")
    assert await officer.says("/zone") == "Your times are those of Nairobi."


@pytest.mark.parametrize("said", ["manaus", "America/Manaus", "Manau"])
async def test_the_city_can_be_typed_and_changed_later(stage: Stage, said: str) -> None:
    officer = await joins(stage, "BR")
    await officer.presses("Sao Paulo")
    assert "/zone" in await officer.says("/help")
    await officer.says("/zone")
    answer = await officer.says(said)
    if said == "Manau":
        answer = await officer.presses("Manaus")
    assert "Manaus" in answer
    assert rows(stage, "SELECT zone FROM person WHERE country = 'BR'") == [("America/Manaus",)]


async def test_pages_are_drawn_anew_when_somebody_has_come_in_and_when_they_change_their_clock_or_language(
    stage: Stage,
) -> None:
    code, officer = await stage.invitation(), await stage.stranger("another-inbox")
    changes = []
    for text in ("hello", "English", code, "/mine", "/language", "English"):
        await officer.says(text)
        assert officer.handled is not None
        changes.append(officer.handled.outcome.reader_changed)
    assert changes == [False, False, True, False, False, True]
    brazilian = await joins(stage, "BR")
    await brazilian.says("manaus")
    assert brazilian.handled is not None
    assert brazilian.handled.outcome.reader_changed
