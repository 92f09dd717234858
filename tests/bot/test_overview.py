"""The place where a service shows people everything that is theirs: the same views as the commands, and nothing is sent."""

from channels.message import Opened
from tests.bot.client import Client
from tests.bot.outbox import fills
from tests.bot.shown import as_text
from tests.bot.stage import Stage


async def opened(client: Client) -> str:
    """What the place shows."""
    await client.does(Opened())
    assert client.handled is not None
    return "\n".join(as_text(message) for message in client.handled.outcome.page)


async def test_an_officer_sees_their_reports_and_subscriptions_there(officer: Client) -> None:
    await fills(officer)
    await officer.presses("Submit")
    page = await opened(officer)
    assert "KE-2026-000001" in page
    assert "You have no subscription" in page


async def test_a_reviewer_sees_the_queue_and_an_officer_does_not(officer: Client, reviewer: Client) -> None:
    await fills(officer)
    await officer.presses("Submit")
    assert "Queue" in await opened(reviewer)
    assert "Queue" not in await opened(officer)


async def test_what_is_shown_there_is_not_sent_as_well(officer: Client) -> None:
    await opened(officer)
    assert officer.handled is not None
    assert officer.handled.inbox is None


async def test_a_stranger_is_told_how_to_begin(stage: Stage) -> None:
    assert "invitation code" in await opened(await stage.stranger())
