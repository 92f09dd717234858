"""Subscribing as members live it: what one wishes, a mailbox that counts only after its owner said so, and what one
received.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.person import Role, RoleKind
from bot.ports import StoredLinks, StoredMailboxes
from channels.base import Outcome
from channels.message import Happened, Incoming
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, approves, files, previews, subscribes, token_in
from tests.bot.rows import everything, rows, verbs
from tests.bot.stage import Stage

MAILBOX = "demo.member@uganda.example"


async def subscribes_by_mail(member: Client, mailbox: str = MAILBOX, *, how: str = "In chat and by mail") -> str:
    await member.says("/subscribe new")
    for answer in ("Everywhere", "All goods", "Routine", how):
        await member.presses(answer)
    await member.says(mailbox)
    return await member.presses("Subscribe")


async def test_a_subscription_is_shown_in_words_and_can_be_ended(stage: Stage, box: Outbox) -> None:
    member = await stage.member()
    await member.says("/subscribe")
    await member.says("Kenya, RILO Western Europe")
    await member.says("drugs, tobacco")
    await member.presses("Immediate")
    await member.presses("In this chat")
    assert (await member.presses("Subscribe")).splitlines() == [
        "My subscriptions",
        "1: RILO Western Europe, Kenya · Drugs, Tobacco · from Immediate on · In this chat",
        "Subscribed.",
        "[New subscription]",
        "[End 1]",
    ]
    said = await member.presses("End 1")
    assert said.splitlines()[0] == "That subscription has ended. You have no subscription, so you get no alerts."
    await box.deliver()


async def test_another_persons_subscription_cannot_be_ended(stage: Stage, box: Outbox) -> None:
    member, other = await stage.member(), await stage.member("TZ", name="Demo Other")
    await subscribes(member)
    await member.says("/subscribe")
    token = member.button("End 1").token
    await other.presses_token(token)
    assert rows(stage, "SELECT active FROM subscription") == [(1,)]
    assert box.at(other) == []


async def test_ended_twice_is_ended_once(stage: Stage, box: Outbox) -> None:
    member = await stage.member()
    await subscribes(member)
    await member.says("/subscribe")
    token = member.button("End 1").token
    for _ in range(2):
        await member.presses_token(token)
    assert verbs(stage).count("subscription.end") == 1
    assert box.at(member) == []


async def test_mail_begins_when_the_owner_of_the_mailbox_pressed_the_button(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    said = await subscribes_by_mail(member)
    assert said.endswith(
        "A link is on its way to that mailbox. Mail begins when its owner opens it and presses the button."
    )
    await files(officer)
    await approves(reviewer, box)
    (link,) = box.mails(MAILBOX)
    assert link.title == "Please confirm this mailbox"
    assert await StoredMailboxes(stage.world).confirm(token_in(link))
    await files(officer)
    await approves(reviewer, box)
    assert len(box.mails(MAILBOX)) == 2
    assert len(box.at(member)) == 2


async def test_one_mailbox_is_sent_five_links_an_hour_whoever_names_it(stage: Stage, box: Outbox) -> None:
    for number in range(7):
        await subscribes_by_mail(await stage.member(name=f"Demo {number}"))
        await box.deliver()
    assert len(box.mails(MAILBOX)) == 5
    stage.clock.passes(timedelta(hours=1))
    await subscribes_by_mail(await stage.member(name="Demo Later"))
    await box.deliver()
    assert len(box.mails(MAILBOX)) == 6


async def test_a_newly_confirmed_mailbox_takes_the_place_of_the_one_before(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member, mailboxes = await stage.member(), StoredMailboxes(stage.world)
    for mailbox in (MAILBOX, "new@customs.example"):
        await subscribes_by_mail(member, mailbox)
        await box.deliver()
        assert await mailboxes.confirm(token_in(box.mails(mailbox)[0]))
    await files(officer)
    await approves(reviewer, box)
    assert [len(box.mails(mailbox)) for mailbox in (MAILBOX, "new@customs.example")] == [1, 2]
    assert verbs(stage).count("address.replace") == 1


async def test_a_confirmation_works_once_and_for_72_hours(stage: Stage, box: Outbox) -> None:
    member, mailboxes = await stage.member(), StoredMailboxes(stage.world)
    await subscribes_by_mail(member)
    await box.deliver()
    token = token_in(box.mails(MAILBOX)[0])
    stage.clock.passes(timedelta(hours=72))
    assert not await mailboxes.confirm(token)
    await subscribes_by_mail(member)
    await box.deliver()
    token = token_in(box.mails(MAILBOX)[1])
    stage.clock.passes(timedelta(hours=71))
    assert [await mailboxes.confirm(token) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("token", ["", "x", "forged" * 8, "a.b.c", "\u202e", "\ud800"])
async def test_a_forged_confirmation_confirms_nothing(stage: Stage, box: Outbox, token: str) -> None:
    await subscribes_by_mail(await stage.member())
    await box.deliver()
    before = everything(stage)
    assert not await StoredMailboxes(stage.world).confirm(token)
    assert everything(stage) == before


async def test_what_is_kept_of_a_link_is_not_what_opens_it(stage: Stage, box: Outbox) -> None:
    await subscribes_by_mail(await stage.member())
    await box.deliver()
    token = token_in(box.mails(MAILBOX)[0])
    kept = str(everything(stage)) + str(rows(stage, "SELECT * FROM inbox")) + str(rows(stage, "SELECT * FROM audit"))
    assert token not in kept


async def test_somebody_elses_mailbox_is_answered_like_any_other_and_gets_nothing(stage: Stage, box: Outbox) -> None:
    owner, other = await stage.member(), await stage.member("TZ", name="Demo Other")
    await owner.moves_to(MAILBOX, channel=MAIL)
    asked = await subscribes_by_mail(other)
    await other.says("/subscribe")
    await other.presses("End 1")
    unknown = await subscribes_by_mail(other, "nobody.yet@customs.example")
    assert asked == unknown
    await box.deliver()
    assert box.mails(MAILBOX) == []
    assert len(box.mails("nobody.yet@customs.example")) == 1


async def test_a_mailbox_that_somebody_only_named_goes_to_whoever_owns_it(stage: Stage, box: Outbox) -> None:
    first, owner = await stage.member("TZ", name="Demo Squatter"), await stage.member()
    await subscribes_by_mail(first)
    await box.deliver()
    old = token_in(box.mails(MAILBOX)[0])
    await subscribes_by_mail(owner)
    await box.deliver()
    mailboxes = StoredMailboxes(stage.world)
    assert not await mailboxes.confirm(old)
    assert await mailboxes.confirm(token_in(box.mails(MAILBOX)[1]))
    person = await owner.person()
    assert rows(stage, "SELECT person_id, active FROM address WHERE channel = ?", MAIL) == [(person.id, 1)]


async def test_one_mailbox_in_other_letters_is_the_same(stage: Stage, box: Outbox) -> None:
    member = await stage.member()
    await subscribes_by_mail(member)
    await subscribes_by_mail(member, "Demo.Member@Uganda.EXAMPLE")
    await box.deliver()
    assert rows(stage, "SELECT external_id FROM address WHERE channel = ?", MAIL) == [(MAILBOX,)]


@pytest.mark.parametrize(
    "said",
    [
        "no mailbox",
        "a@b",
        "a@b.example, c@d.example",
        "Demo <a@b.example>",
        "a b@c.example",
        "a@b.example\r\nBcc: c@d.example",
        "é@b.example",
        "x" * 300 + "@b.example",
    ],
)
async def test_what_is_no_mailbox_is_asked_again(stage: Stage, box: Outbox, said: str) -> None:
    member = await stage.member()
    await member.says("/subscribe")
    for answer in ("Everywhere", "All goods", "Routine", "By mail"):
        await member.presses(answer)
    answered = await member.says(said)
    assert "name@customs.example" in answered or "too long" in answered
    assert "Subscribe" not in member.labels()
    await box.deliver()
    assert rows(stage, "SELECT count(*) FROM delivery") == [(0,)]


async def test_the_link_in_an_alerts_mail_ends_mail_and_leaves_chat(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member, mailboxes = await stage.member(), StoredMailboxes(stage.world)
    await member.moves_to(MAILBOX, channel=MAIL)
    await subscribes(member, chat=True, mail=True)
    await subscribes(member, chat=False, mail=True)
    await files(officer)
    await approves(reviewer, box)
    token = box.slots(MAILBOX)[0].unsubscribe_url.rpartition("/")[2]
    looked = await mailboxes.look(token)
    assert looked is not None
    assert looked.mailbox == "d…@uganda.example"
    assert [await mailboxes.unsubscribe(token) for _ in range(2)] == [True, True]
    assert rows(stage, "SELECT chat, mail, active FROM subscription ORDER BY id") == [(1, 0, 1), (0, 0, 0)]
    assert verbs(stage).count("subscription.end_mail") == 1
    await files(officer)
    await approves(reviewer, box)
    assert (len(box.at(member)), len(box.mails(MAILBOX))) == (2, 1)


async def test_looking_at_an_unsubscribe_link_changes_nothing(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await member.moves_to(MAILBOX, channel=MAIL)
    await subscribes(member, chat=False, mail=True)
    await files(officer)
    await approves(reviewer, box)
    token = box.slots(MAILBOX)[0].unsubscribe_url.rpartition("/")[2]
    before = everything(stage)
    for _ in range(3):
        await StoredMailboxes(stage.world).look(token)
    assert everything(stage) == before


async def test_an_unsubscribe_link_works_for_a_year(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member, mailboxes = await stage.member(), StoredMailboxes(stage.world)
    await member.moves_to(MAILBOX, channel=MAIL)
    await subscribes(member, chat=False, mail=True)
    await files(officer)
    await approves(reviewer, box)
    token = box.slots(MAILBOX)[0].unsubscribe_url.rpartition("/")[2]
    stage.clock.passes(timedelta(days=364))
    assert await mailboxes.look(token) is not None
    stage.clock.passes(timedelta(days=2))
    assert await mailboxes.look(token) is None
    assert not await mailboxes.unsubscribe(token)


@pytest.mark.parametrize("forged", ["", "1", "1.2.3", "1.ffffffff.AAAA", "..", "1.ffffffff.\u00e9", "1." * 500])
async def test_a_forged_unsubscribe_link_ends_nothing(stage: Stage, box: Outbox, forged: str) -> None:
    member, mailboxes = await stage.member(), StoredMailboxes(stage.world)
    await member.moves_to(MAILBOX, channel=MAIL)
    await subscribes(member, chat=False, mail=True)
    before = everything(stage)
    assert await mailboxes.look(forged) is None
    assert not await mailboxes.unsubscribe(forged)
    assert everything(stage) == before
    assert box.mails(MAILBOX) == []


async def test_a_token_signed_for_something_else_unsubscribes_nobody(stage: Stage) -> None:
    other = stage.world.signer.sign("bounce", 1, stage.clock() + timedelta(days=1))
    assert await StoredMailboxes(stage.world).look(other) is None


async def test_without_mail_a_wish_for_mail_is_refused_with_a_sentence(template: Path, tmp_path: Path) -> None:
    stage = Stage(template, tmp_path, mail=False)
    await stage.start()
    said = await subscribes_by_mail(await stage.member())
    assert said == "Mail is not set up in this installation. Please choose chat."
    assert rows(stage, "SELECT count(*) FROM subscription") == [(0,)]
    await stage.stop()


async def test_alerts_lists_what_came_and_still_holds(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member, other = await stage.member(), await stage.member("TZ", name="Demo Other")
    await subscribes(member)
    await files(officer, {"precedence": "flash"})
    await approves(reviewer, box)
    assert (await member.says("/alerts")).splitlines() == [
        "Alerts",
        "TLP:AMBER · FLASH · ESA-2026-0001: Cocaine 12.4 kg, Mombasa port, Kenya",
        "[ESA-2026-0001]",
    ]
    assert (await other.says("/alerts")).startswith("No alerts that are still valid.")
    stage.clock.passes(timedelta(days=4))
    assert (await member.says("/alerts")).startswith("No alerts that are still valid.")


async def test_full_text_is_for_whoever_got_it_or_may_get_it(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    uncleared = await stage.member("TZ", name="Demo Not Subscribed")
    elsewhere = await stage.member("FR", name="Demo Elsewhere")
    await subscribes(elsewhere)
    await files(officer)
    await approves(reviewer, box)
    token = box.button(member, "Full text").token
    assert "Grade: A1" in await member.presses_token(token)
    assert "Grade: A1" in await reviewer.presses_token(token)
    for client in (uncleared, elsewhere, officer):
        assert await client.presses_token(token) == "That is not there, or not for you."
    assert verbs(stage).count("alert.refused") == 3


async def test_an_alert_that_is_over_says_so_behind_its_button(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer, {"precedence": "flash"})
    await approves(reviewer, box)
    stage.clock.passes(timedelta(days=4))
    assert await box.press(member, "Full text") == "This alert is no longer valid."


async def test_who_unsubscribed_still_reads_what_they_got(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer)
    await approves(reviewer, box)
    await member.says("/subscribe")
    await member.presses("End 1")
    assert "Grade: A1" in await box.press(member, "Full text")


async def test_a_subscription_made_while_a_preview_waits_changes_the_count(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await previews(reviewer, box)
    await subscribes(await stage.member())
    assert "It now goes to 1 person in 1 country." in await reviewer.presses("Release")


# Signing in by a mailed link.


async def nobody(came: Incoming | Happened) -> Outcome:
    raise AssertionError(came)


async def test_a_confirmed_mailbox_gets_a_sign_in_link_that_works_once_for_15_minutes(
    stage: Stage, box: Outbox
) -> None:
    member, links = await stage.member(), StoredLinks(stage.world, nobody)
    await member.moves_to(MAILBOX, channel=MAIL)
    await links.request(MAILBOX.upper())
    await box.deliver()
    token = token_in(box.mails(MAILBOX)[0])
    entrance = await links.use("signin", token, language="en")
    assert entrance is not None
    assert await links.use("signin", token, language="en") is None
    await links.request(MAILBOX)
    await box.deliver()
    stage.clock.passes(timedelta(minutes=15))
    assert await links.use("signin", token_in(box.mails(MAILBOX)[1]), language="en") is None


@pytest.mark.parametrize(
    "mailbox", ["unknown@customs.example", "unconfirmed@customs.example", "", "x" * 500, "\ud800@x.example"]
)
async def test_any_other_mailbox_gets_nothing(stage: Stage, box: Outbox, mailbox: str) -> None:
    await subscribes_by_mail(await stage.member(), "unconfirmed@customs.example")
    await box.deliver()
    before = everything(stage)
    await StoredLinks(stage.world, nobody).request(mailbox)
    assert everything(stage) == before


async def test_a_link_for_a_mailbox_signs_nobody_in(stage: Stage, box: Outbox) -> None:
    await subscribes_by_mail(await stage.member())
    await box.deliver()
    token = token_in(box.mails(MAILBOX)[0])
    assert await StoredLinks(stage.world, nobody).use("signin", token, language="en") is None


async def test_a_suspended_person_does_not_sign_in(stage: Stage, box: Outbox) -> None:
    member, links = await stage.member(), StoredLinks(stage.world, nobody)
    await member.moves_to(MAILBOX, channel=MAIL)
    await links.request(MAILBOX)
    await box.deliver()
    person = await member.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert await links.use("signin", token_in(box.mails(MAILBOX)[0]), language="en") is None


async def test_a_contact_point_who_stopped_the_mails_gets_none(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    contact = await stage.somebody(Role(kind=RoleKind.CONTACT_POINT, country="UG"), country="UG")
    person = await contact.person()
    async with stage.database.writing() as unit:
        await unit.people.add_account(
            channel=MAIL, external_id="contact@uganda.example", person=person.id, active=True, now=stage.clock()
        )
        await unit.commit()
    await files(officer, {"precedence": "flash"})
    await approves(reviewer, box)
    assert box.at(contact)
    assert box.mails("contact@uganda.example") == []
