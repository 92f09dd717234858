"""A mailbox that passed from one person to another: nothing meant for the first comes to the second, or lets them in."""

from bot.ports import StoredLinks
from channels.base import Outcome
from channels.message import Happened, Incoming
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, files, previews, subscribes, token_in
from tests.bot.stage import Stage

MAILBOX = "registry@customs.example"


async def nobody(came: Incoming | Happened) -> Outcome:
    raise AssertionError(came)


async def passes_on(stage: Stage, mailbox: str, to: Client, *, confirmed: bool) -> None:
    """The mailbox was suspended, and somebody else named it."""
    person = await to.person()
    async with stage.database.writing() as unit:
        account = await unit.people.account(MAIL, mailbox)
        assert account is not None
        await unit.people.set_address_active(account.id, active=False)
        await unit.people.hand_over(account.id, person.id)
        await unit.people.set_address_active(account.id, active=confirmed)
        await unit.commit()


async def test_an_alert_that_waits_for_the_first_owner_is_not_sent_to_the_second(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    first, second = await stage.member(), await stage.member("TZ", name="Demo Second")
    await first.moves_to(MAILBOX, channel=MAIL)
    await subscribes(first, chat=False, mail=True)
    await files(officer)
    await previews(reviewer, box)
    await reviewer.presses("Release")
    await passes_on(stage, MAILBOX, second, confirmed=True)
    await box.deliver()
    assert box.mails(MAILBOX) == []


async def test_a_sign_in_link_mailed_to_the_first_owner_does_not_sign_in_as_the_second(
    stage: Stage, box: Outbox
) -> None:
    first, second = await stage.member(), await stage.member("TZ", name="Demo Second")
    await first.moves_to(MAILBOX, channel=MAIL)
    links = StoredLinks(stage.world, nobody)
    await links.request(MAILBOX)
    await box.deliver()
    await passes_on(stage, MAILBOX, second, confirmed=False)
    assert await links.use("signin", token_in(box.mails(MAILBOX)[0]), language="en") is None
