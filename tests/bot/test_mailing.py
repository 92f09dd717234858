"""People who write by mail: whose mail it is, answers to alerts, mail that came back, and never the same words twice."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from alerts.marking import Marking
from bot import mailing
from bot.befalling import SOFT_WITHIN
from bot.conversation import Handled
from bot.rendering import BOUNCE, FEEDBACK, UNSUBSCRIBE
from bot.replies_json import from_json
from channels.message import Content, Filled, Incoming, Said
from tests.bot.hall import befalls
from tests.bot.outbox import Outbox, files, subscribes
from tests.bot.post_office import released
from tests.bot.rows import everything, rows, verbs
from tests.bot.shown import as_text
from tests.bot.stage import MAIL, Client, Stage

IN_YOUR_NAME = "A mail came in your name, and nothing proves that it was you, so nothing of it was kept."
THANKS = "Thank you. Your answer reached the office that sent the alert."
OLD_FORM = "That form is an old one; nothing was changed."


@dataclass(slots=True)
class Writer:
    """Somebody at a mailbox."""

    client: Client

    @property
    def stage(self) -> Stage:
        return self.client.stage

    @property
    def mailbox(self) -> str:
        return self.client.address.id

    async def writes(self, content: str | Content, *, about: str = "", proven: bool = True, key: str = "") -> str:
        """Sends a mail; returns what is answered, "" where nothing is."""
        handled = await self.hands_in(content, about=about, proven=proven, key=key)
        if handled.inbox is None:
            return ""
        async with self.stage.database.reading() as unit:
            taken = await unit.inbox.get(handled.inbox)
        assert taken is not None
        self.client.last = tuple(from_json(reply).message for reply in taken.replies)
        return "\n\n".join(as_text(message) for message in self.client.last)

    async def hands_in(self, content: str | Content, *, about: str = "", proven: bool = True, key: str = "") -> Handled:
        return await self.stage.conversation.handle(
            Incoming(
                key=key or f"m{next(self.stage.keys)}",
                conversation=self.client.address,
                sender=self.client.address,
                sender_name=self.client.name,
                at=self.stage.clock.at,
                content=Said(text=content) if isinstance(content, str) else content,
                form="message",
                about=about,
                proven=proven,
            )
        )

    async def token(self) -> str:
        """What stands in the address that an answer to this mailbox's mails goes to."""
        account = await self.client.account()
        assert account is not None
        return mailing.slots(self.stage.world, account.id, self.stage.clock()).answer_token

    def form(self) -> str:
        """The token of the form in the last answer."""
        return next(message.form.token for message in self.client.last if message.form is not None)


async def writer(somebody: Client, mailbox: str) -> Writer:
    return Writer(await somebody.moves_to(mailbox, channel=MAIL))


@pytest.fixture
async def clerk(officer: Client) -> Writer:
    """An officer who writes by mail."""
    return await writer(officer, "clerk@kenya.example")


@pytest.fixture
async def reader(stage: Stage) -> Writer:
    """A member who gets alerts by mail."""
    member = await stage.member()
    await subscribes(member, chat=False, mail=True)
    return await writer(member, "reader@uganda.example")


@pytest.fixture
async def stranger(stage: Stage) -> Writer:
    return Writer(await stage.stranger("stranger@nowhere.example", channel=MAIL))


def drafts(stage: Stage) -> int:
    return len(rows(stage, "SELECT id FROM progress"))


# Whose mail it is.


async def test_a_mail_the_mail_server_vouches_for_begins_a_report(stage: Stage, clerk: Writer, box: Outbox) -> None:
    await clerk.writes("Cocaine found at Mombasa")
    assert clerk.form().startswith("form.report.")
    assert drafts(stage) == 1


async def test_a_mail_that_nothing_proves_changes_nothing_and_is_asked_about(
    stage: Stage, clerk: Writer, box: Outbox
) -> None:
    assert (await clerk.writes("/report", proven=False)).startswith(IN_YOUR_NAME)
    assert drafts(stage) == 0


async def test_the_owner_of_a_mailbox_is_asked_no_more_than_every_ten_minutes(
    stage: Stage, clerk: Writer, box: Outbox
) -> None:
    asked = 0
    for _ in range(12):
        asked += bool(await clerk.writes("/report", proven=False))
        stage.clock.passes(timedelta(minutes=1))
    assert asked <= 2


async def test_an_answer_that_brings_our_token_is_its_readers(stage: Stage, clerk: Writer, box: Outbox) -> None:
    await clerk.writes("/report", proven=False, about=await clerk.token())
    assert drafts(stage) == 1


async def test_the_token_of_another_mailbox_or_of_no_key_of_ours_proves_nothing(
    stage: Stage, clerk: Writer, reader: Writer, box: Outbox
) -> None:
    expired = await clerk.token()
    stage.clock.passes(timedelta(days=30))
    for token in (expired, await reader.token(), "1.ffffffff.forged", "", "x" * 2000, "\u202e"):
        await clerk.writes("/report", proven=False, about=token)
    assert drafts(stage) == 0


@pytest.mark.parametrize("proven", [True, False])
async def test_somebody_unknown_is_not_answered(stage: Stage, stranger: Writer, box: Outbox, proven: bool) -> None:
    for text in ("hello", "/start", "/start wrong-code", "/help"):
        assert await stranger.writes(text, proven=proven) == ""
    assert drafts(stage) == 0


async def test_somebody_invited_joins_by_a_mail_with_the_code_and_their_usual_last_lines(
    stage: Stage, stranger: Writer, box: Outbox
) -> None:
    code = await stage.invitation()
    await stranger.writes(f"{code}\n\nKind regards\nDemo Officer")
    await stranger.writes(Filled(values={"language": "English"}, form=stranger.form()), about=await stranger.token())
    person = await stranger.client.person()
    assert person.name == "Demo Invited"
    assert code not in repr(rows(stage, "SELECT content, replies FROM inbox"))


async def test_a_code_for_linking_works_by_mail_too(stage: Stage, stranger: Writer, clerk: Writer, box: Outbox) -> None:
    other = await stage.officer(name="Demo Other")
    await other.says("/link")
    said = await stranger.writes(f"/link {other.last[0].title}\n--\nDemo Other", proven=False)
    assert said.startswith("This chat is yours now too.")
    assert (await stranger.client.person()).name == "Demo Other"


async def test_a_mailbox_that_takes_no_mails_is_not_answered(stage: Stage, clerk: Writer, box: Outbox) -> None:
    await befalls(stage, "blocked", clerk.client.address)
    assert await clerk.writes("/report") == ""
    assert drafts(stage) == 0


# Never the same twice.


async def test_the_same_words_are_answered_once_a_day(stage: Stage, clerk: Writer, box: Outbox) -> None:
    said = await clerk.writes("/nothing")
    assert said
    assert [await clerk.writes("/nothing") for _ in range(3)] == ["", "", ""]
    stage.clock.passes(timedelta(days=1))
    assert await clerk.writes("/nothing") == said


async def test_two_programs_that_answer_each_other_stop_after_one_exchange(
    stage: Stage, clerk: Writer, box: Outbox
) -> None:
    """The other one sends our own words back, with our token, whatever it gets."""
    mails, text = 0, "I am out of office until Monday"
    for _ in range(10):
        said = await clerk.writes(text, about=await clerk.token(), proven=False)
        if not said:
            break
        mails, text = mails + 1, said
    assert mails <= 2


async def test_another_persons_mail_in_the_same_words_is_answered(
    stage: Stage, clerk: Writer, reader: Writer, box: Outbox
) -> None:
    assert await clerk.writes("/nothing")
    assert await reader.writes("/nothing")


async def test_a_mail_that_raises_is_answered_once_a_day_and_a_strangers_never(
    stage: Stage, clerk: Writer, stranger: Writer
) -> None:
    answers = []
    for somebody, proven in ((clerk, True), (clerk, True), (clerk, False), (stranger, True)):
        stage.clock.fails_at = 1
        answers.append(bool(await somebody.writes("/report", proven=proven)))
    assert answers == [True, False, False, False]
    assert await stage.poisoned() == 4


async def test_an_answer_tells_other_programs_that_it_is_one(stage: Stage, clerk: Writer) -> None:
    account = await clerk.client.account()
    assert account is not None
    made = mailing.slots(stage.world, account.id, stage.clock())
    assert made.answers
    assert stage.world.signer.read(mailing.ANSWER, made.answer_token, stage.clock()) == account.id


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
    assert box.text_at(reviewer) == "Answer to ESA-2026-0001, from Demo Member (UG):\n\nSame case here\nat Malaba"
    assert box.at(elsewhere) == []
    assert verbs(stage).count("alert.feedback") == 1


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
    stage: Stage, officer: Client, clerk: Writer, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    token = stage.world.signer.sign(FEEDBACK, 1, stage.clock() + timedelta(days=1))
    assert await clerk.writes("Hello", about=token) == ""


# Forms.


WRITTEN = {
    "category": "DRG",
    "commodity": "cocaine hydrochloride",
    "quantity": "12.4 kg",
    "place": "Mombasa port",
    "day": "2026-11-13",
    "transport": "SEA",
}


async def test_a_report_is_filed_by_mail_alone(stage: Stage, clerk: Writer, box: Outbox) -> None:
    """What is asked after an answer (which cocaine, how much of it) comes with the next mail."""
    await clerk.writes("Cocaine at the port")
    for _ in range(6):
        form = next(message.form for message in clerk.client.last if message.form is not None)
        if not form.fields:
            break
        values = {field.name: WRITTEN.get(field.name, "") for field in form.fields}
        await clerk.writes(Filled(values=values, form=form.token))
    await clerk.writes(Filled(values={}, form=clerk.form()))
    (report,) = await stage.reports()
    assert [(good.commodity, str(good.quantity.amount)) for good in report.seizure.goods] == [("DRG-COC-HCL", "12.4")]


async def test_a_field_that_cannot_be_read_says_so_and_the_others_stay(
    stage: Stage, clerk: Writer, box: Outbox
) -> None:
    await clerk.writes("/report")
    await clerk.writes(Filled(values={"category": "DRG", "day": "when it rained"}, form=clerk.form()))
    form = next(message.form for message in clerk.client.last if message.form is not None)
    fields = {field.name: field for field in form.fields}
    assert fields["day"].error
    assert (fields["day"].value, fields["category"].value) == ("when it rained", "DRG")
    assert await stage.reports() == []


async def test_a_form_of_a_report_that_was_submitted_changes_nothing(
    stage: Stage, officer: Client, clerk: Writer, box: Outbox
) -> None:
    await clerk.writes("/report")
    token = clerk.form()
    await files(officer)
    before = everything(stage, without=("tick",))
    assert (await clerk.writes(Filled(values={"category": "Tobacco"}, form=token))).startswith(OLD_FORM)
    assert everything(stage, without=("tick",)) == before


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
