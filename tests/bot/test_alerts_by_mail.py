"""What follows from an alert by mail: an answer to it, the wish to get no more, and its coming back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.person import RoleKind
from bot.befalling import SOFT_WITHIN
from bot.slots import BOUNCE, FEEDBACK, UNSUBSCRIBE
from tests.bot.client import Client
from tests.bot.hall import befalls
from tests.bot.outbox import Outbox, files
from tests.bot.post_office import released
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage
from tests.bot.writer import Writer, drafts

THANKS = "Thank you. Your answer reached the office that sent the alert."


# Answers to alerts.


async def alert_token(stage: Stage, reader: Writer, box: Outbox) -> str:
    """An alert comes by mail: the token its answer brings."""
    await released(stage, marking=Marking.GREEN)
    await box.deliver()
    return box.slots(reader.mailbox)[-1].answer_token


async def test_an_answer_to_an_alert_reaches_the_offices_reviewers(
    stage: Stage, reader: Writer, reviewer: Client, box: Outbox
) -> None:
    elsewhere = await stage.reviewer("WE", name="Demo Elsewhere")
    token = await alert_token(stage, reader, box)
    assert await reader.writes("Same case here\nat Malaba", about=token, proven=False) == THANKS
    await box.deliver()
    assert (
        box.text_at(reviewer)
        == "TLP:GREEN\nAnswer to ESA-2026-0001, from Demo Member (UG):\n\nSame case here\nat Malaba"
    )
    assert box.at(elsewhere) == []
    assert verbs(stage).count("alert.feedback") == 1


async def test_an_answer_that_comes_after_the_alert_expired_is_not_lost(
    stage: Stage, reader: Writer, reviewer: Client, box: Outbox
) -> None:
    token = await alert_token(stage, reader, box)
    stage.clock.passes(timedelta(days=100))
    assert await reader.writes("Found one more", about=token) == THANKS
    await box.deliver()
    assert box.text_at(reviewer).endswith("Found one more")


async def test_who_no_longer_reviews_for_the_office_when_it_is_sent_gets_no_answer_to_its_alert(
    stage: Stage, reader: Writer, reviewer: Client, box: Outbox
) -> None:
    leaves = await stage.reviewer(name="Demo Leaver")
    token = await alert_token(stage, reader, box)
    await reader.writes("Same case here", about=token)
    async with stage.database.writing() as unit:
        await unit.people.remove_roles((await leaves.person()).id, RoleKind.REVIEWER)
        await unit.commit()
    await box.deliver()
    assert box.at(leaves) == []
    assert len(box.at(reviewer)) == 1


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("https://liaison.customs.example:8443", "alerts-esa.liaison.customs.example"),
        ("http://[::1]:8080", "alerts-esa.localhost"),
        ("https://zoll-für.example", "alerts-esa.localhost"),
    ],
)
async def test_an_alert_names_its_offices_list_in_our_domain(
    stage: Stage, reader: Writer, box: Outbox, address: str, listed: str
) -> None:
    stage.world = replace(stage.world, public_url=address)
    await alert_token(stage, reader, box)
    assert box.slots(reader.mailbox)[-1].list_id == listed


async def test_a_second_answer_reaches_them_too_without_a_second_thanks(
    stage: Stage, reader: Writer, reviewer: Client, box: Outbox
) -> None:
    token = await alert_token(stage, reader, box)
    assert [await reader.writes(text, about=token) for text in ("One", "Two")] == [THANKS, ""]
    await box.deliver()
    assert len(box.at(reviewer)) == 2


async def test_an_answer_to_a_forwarded_alert_does_nothing(
    stage: Stage, reader: Writer, clerk: Writer, stranger: Writer, reviewer: Client, box: Outbox
) -> None:
    token = await alert_token(stage, reader, box)
    for other in (clerk, stranger):
        assert await other.writes("I got this from a friend", about=token) == ""
    await box.deliver()
    assert box.at(reviewer) == []
    assert drafts(stage) == 0


async def test_an_answer_of_somebody_suspended_does_nothing(
    stage: Stage, reader: Writer, reviewer: Client, box: Outbox
) -> None:
    token = await alert_token(stage, reader, box)
    person = await reader.client.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert await reader.writes("Hello", about=token) == ""
    await box.deliver()
    assert box.at(reviewer) == []


async def test_a_forged_answer_to_a_delivery_that_was_no_alert_does_nothing(
    stage: Stage, officer: Client, clerk: Writer
) -> None:
    await files(officer)
    token = stage.world.signer.sign(FEEDBACK, 1, stage.clock() + timedelta(days=1))
    assert await clerk.writes("Hello", about=token) == ""


# Mail that ends or comes back.


async def wants_mail(stage: Stage) -> list[tuple[object, ...]]:
    return rows(stage, "SELECT mail FROM subscription WHERE active AND mail")


async def test_a_mail_to_the_address_in_its_head_ends_the_mails(stage: Stage, reader: Writer, box: Outbox) -> None:
    await alert_token(stage, reader, box)
    token = box.slots(reader.mailbox)[0].unsubscribe_token
    for _ in range(2):
        await befalls(stage, "unsubscribed", reader.client.address, details={"token": token})
    assert await wants_mail(stage) == []
    assert verbs(stage).count("subscription.end_mail") == 1


async def test_a_forged_wish_to_end_the_mails_ends_nothing(stage: Stage, reader: Writer, box: Outbox) -> None:
    answer = await alert_token(stage, reader, box)
    for token in ("", "1.ffffffff.forged", answer, await reader.token(), box.slots(reader.mailbox)[0].reply_token):
        await befalls(stage, "unsubscribed", reader.client.address, details={"token": token})
    await befalls(stage, "unsubscribed", reader.client.address)
    assert len(await wants_mail(stage)) == 1


async def bounces(stage: Stage, reader: Writer, token: str, *, hard: bool) -> None:
    details = {"token": token, "hard": "yes" if hard else "no"}
    await befalls(stage, "bounced", reader.client.address, details=details)


async def is_active(reader: Writer) -> bool:
    account = await reader.client.account()
    assert account is not None
    return account.active


async def test_a_mail_that_came_back_for_good_suspends_its_mailbox(
    stage: Stage, reader: Writer, clerk: Writer, box: Outbox
) -> None:
    await alert_token(stage, reader, box)
    await bounces(stage, clerk, box.slots(reader.mailbox)[0].reply_token, hard=True)
    assert (await is_active(reader), await is_active(clerk)) == (False, True)
    assert verbs(stage).count("address.bounced") == 1


async def test_a_forged_bounce_suspends_nobody(stage: Stage, reader: Writer, box: Outbox) -> None:
    answer, sign, soon = await alert_token(stage, reader, box), stage.world.signer.sign, timedelta(days=1)
    good = box.slots(reader.mailbox)[0]
    forged = [
        "",
        "1.ffffffff.forged",
        f"{good.reply_token}x",
        f"2{good.reply_token}",
        answer,
        good.unsubscribe_token,
        await reader.token(),
        sign(UNSUBSCRIBE, 1, stage.clock() + soon),
        sign(BOUNCE, 1, stage.clock() - soon),
        sign(BOUNCE, 4711, stage.clock() + soon),
    ]
    for token in forged:
        await bounces(stage, reader, token, hard=True)
    assert await is_active(reader)


async def test_three_mails_in_a_week_that_came_back_for_now_suspend_it(
    stage: Stage, reader: Writer, box: Outbox
) -> None:
    for number in range(3):
        assert await is_active(reader), number
        await alert_token(stage, reader, box)
        token = box.slots(reader.mailbox)[-1].reply_token
        for _ in range(4):
            await bounces(stage, reader, token, hard=False)
        stage.clock.passes(timedelta(days=2))
    assert not await is_active(reader)


async def test_three_in_more_than_a_week_do_not(stage: Stage, reader: Writer, box: Outbox) -> None:
    for _ in range(3):
        await alert_token(stage, reader, box)
        await bounces(stage, reader, box.slots(reader.mailbox)[-1].reply_token, hard=False)
        stage.clock.passes(SOFT_WITHIN / 2)
    assert await is_active(reader)


async def test_a_mail_that_was_late_first_and_failed_in_the_end_suspends(
    stage: Stage, reader: Writer, box: Outbox
) -> None:
    await alert_token(stage, reader, box)
    token = box.slots(reader.mailbox)[0].reply_token
    for hard in (False, True):
        await bounces(stage, reader, token, hard=hard)
    assert not await is_active(reader)


async def test_nothing_more_is_mailed_to_a_suspended_mailbox(stage: Stage, reader: Writer, box: Outbox) -> None:
    await alert_token(stage, reader, box)
    await bounces(stage, reader, box.slots(reader.mailbox)[0].reply_token, hard=True)
    await released(stage, marking=Marking.GREEN)
    await box.deliver()
    assert len(box.mails(reader.mailbox)) == 1
