"""Sharp edge S-15: the code of /link alone is nobody's identity. Who made it is asked in the chat where they did."""

from datetime import timedelta

import pytest

from bot.claiming import end_unanswered
from bot.linking import CODE_VALID
from bot.views.buttons import NONE, button
from tests.bot.client import MAIL, MESSENGER, Client
from tests.bot.outbox import Outbox, fills
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage
from tests.bot.test_linking import ASKED, LINKED, NO, NOT_LINKED, YES, code_of, owner, text_at
from tests.bot.writer import Writer

pytestmark = pytest.mark.usefixtures("messenger")

SETTLED = "That has been settled meanwhile; nothing was changed."
QUESTION = "Somebody took your code: Messenger, “"


@pytest.fixture
async def phone(stage: Stage, officer: Client) -> Client:
    """Somebody unknown who typed a code of the officer, who has not answered yet."""
    stranger = await stage.stranger("phone", channel=MESSENGER)
    assert await stranger.says(f"/link {await code_of(officer)}") == ASKED
    return stranger


def questions(stage: Stage) -> int:
    """Accounts that wait for a word."""
    return len(rows(stage, "SELECT id FROM link WHERE purpose = 'claim' AND used_at IS NULL"))


async def test_who_made_the_code_is_asked_in_that_chat_alone_with_the_account_as_its_service_names_it(
    officer: Client, box: Outbox, stage: Stage
) -> None:
    elsewhere = await officer.moves_to("another-inbox")
    stranger = await stage.stranger("phone", channel=MESSENGER)
    await stranger.says(f"/link {await code_of(officer)}")
    await box.deliver()
    assert f"{QUESTION}{stranger.name}”, phone. Is this you?" in box.text_at(officer)
    assert box.at(elsewhere) == []
    assert box.button(officer, YES).label == YES


@pytest.mark.parametrize("text", ["hello", "/help", "/mine", "/report", "/accounts", "/start"])
async def test_before_the_yes_the_account_is_nobodys_sees_nothing_and_is_told_nothing(
    officer: Client, phone: Client, box: Outbox, text: str
) -> None:
    await fills(officer)
    assert await phone.says(text) == ASKED
    assert await owner(phone) is None
    await box.deliver()
    assert text_at(phone) == ""


async def test_the_other_chat_is_told_the_same_in_its_own_language_whoever_made_the_code(
    stage: Stage, box: Outbox
) -> None:
    french = await stage.officer(name="Demo Amina", language="fr")
    phone = await stage.stranger("phone", channel=MESSENGER)
    assert await phone.says(f"/link {await code_of(french)}") == ASKED
    await box.press(french, "Non")
    await box.deliver()
    assert text_at(phone).startswith(NOT_LINKED)


async def test_no_leaves_the_account_nobodys_and_says_so_there(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    assert (await box.press(officer, NO)).startswith("That account got nothing, and sees nothing of yours.")
    await box.deliver()
    assert await owner(phone) is None
    assert text_at(phone).startswith(NOT_LINKED)
    assert verbs(stage)[-1] == "account.refuse"
    assert (await phone.says("/mine")).startswith("Please choose your preferred language")


async def test_ten_minutes_without_an_answer_are_a_no_that_both_hear_once(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    stage.clock.passes(CODE_VALID - timedelta(seconds=1))
    await end_unanswered(stage.world)
    assert questions(stage) == 1
    stage.clock.passes(timedelta(seconds=1))
    for _ in range(2):
        await end_unanswered(stage.world)
    await box.deliver()
    assert text_at(phone).count(NOT_LINKED) == 1
    assert box.text_at(officer).count("You did not say whether Messenger, “") == 1
    assert verbs(stage).count("account.unanswered") == 1


async def test_a_yes_that_comes_too_late_gives_nothing(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    await box.deliver()
    stage.clock.passes(CODE_VALID)
    assert await box.press(officer, YES) == SETTLED
    assert await owner(phone) is None


async def test_a_question_that_is_over_before_it_could_be_sent_is_not_sent(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    del phone
    stage.clock.passes(CODE_VALID)
    await box.deliver()
    assert QUESTION not in box.text_at(officer)


@pytest.mark.parametrize(("first", "second"), [(YES, YES), (NO, NO), (YES, NO), (NO, YES)])
async def test_what_was_answered_stays_answered(
    stage: Stage, officer: Client, phone: Client, box: Outbox, first: str, second: str
) -> None:
    await box.press(officer, first)
    stage.clock.passes(timedelta(minutes=1))
    assert await box.press(officer, second) == SETTLED
    assert (await owner(phone) is not None) is (first == YES)
    assert len([verb for verb in verbs(stage) if verb in {"account.link", "account.refuse"}]) == 1


async def test_only_who_made_the_code_answers_and_only_where_they_did(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    await box.deliver()
    yes, third = box.button(officer, YES).token, await officer.moves_to("another-inbox")
    others = [phone, third, await stage.officer(name="Demo Other"), await stage.head(), await stage.administrator()]
    for other in others:
        await other.presses_token(yes)
    assert await owner(phone) is None
    assert questions(stage) == 1
    assert "account.link" not in verbs(stage)


async def test_a_forged_question_does_nothing(officer: Client, phone: Client, box: Outbox) -> None:
    said = await officer.presses_token(button("", "mine", "claim", "AAAAAAAAAAAAAAAAAAAAAA", NONE).token)
    assert said.startswith("That button is an old one")
    assert await owner(phone) is None
    await box.deliver()


async def test_who_was_suspended_meanwhile_says_nothing(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    await box.deliver()
    yes = box.button(officer, YES).token
    write(stage, "UPDATE person SET active = 0 WHERE name = ?", officer.name)
    assert await officer.presses_token(yes) == "Your access is suspended. Please ask your office."
    assert await owner(phone) is None
    stage.clock.passes(CODE_VALID)
    await end_unanswered(stage.world)
    await box.deliver()
    assert NOT_LINKED in text_at(phone)


async def test_a_chat_that_is_somebody_elses_by_now_answers_nothing(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    await box.deliver()
    yes = box.button(officer, YES).token
    number = (await (await stage.officer(name="Demo Other")).person()).id
    write(stage, "UPDATE address SET person_id = ? WHERE external_id = ?", number, officer.address.id)
    await officer.presses_token(yes)
    assert await owner(phone) is None


async def test_each_code_asks_for_its_own_account(stage: Stage, officer: Client, box: Outbox) -> None:
    codes = [await code_of(officer) for _ in range(2)]
    strangers = [await stage.stranger(name, channel=MESSENGER) for name in ("first", "second")]
    for stranger, code in zip(strangers, codes, strict=True):
        assert await stranger.says(f"/link {code}") == ASKED
    await box.press(officer, YES)  # the newest
    assert [await owner(one) is not None for one in strangers] == [False, True]
    assert questions(stage) == 1


async def test_who_waits_uses_no_further_code_up(stage: Stage, phone: Client, box: Outbox) -> None:
    code = await code_of(await stage.officer(name="Demo Other"))
    assert await phone.says(f"/link {code}") == ASKED
    assert questions(stage) == 1
    other = await stage.stranger("other", channel=MESSENGER)
    assert await other.says(f"/link {code}") == ASKED
    await box.deliver()


async def test_an_account_that_joined_meanwhile_stays_whose_it_is(
    stage: Stage, officer: Client, phone: Client, box: Outbox
) -> None:
    number = (await (await stage.officer(name="Demo Other")).person()).id
    write(stage, "UPDATE address SET person_id = ? WHERE external_id = 'phone'", number)
    assert await box.press(officer, YES) == SETTLED
    assert await owner(phone) == number


async def test_while_an_installation_is_held_nobody_is_told_that_the_time_is_over(
    stage: Stage, phone: Client, box: Outbox
) -> None:
    await box.deliver()
    stage.clock.passes(CODE_VALID)
    async with stage.database.writing() as unit:
        await unit.held.hold(made=stage.clock(), now=stage.clock())
        await unit.commit()
    await end_unanswered(stage.world)
    assert (questions(stage), text_at(phone)) == (1, "")


async def test_a_mailbox_is_asked_about_like_any_other_account(stage: Stage, officer: Client, box: Outbox) -> None:
    mailbox = Writer(await stage.stranger("somebody@example.org", channel=MAIL))
    assert await mailbox.writes(await code_of(officer), proven=False) == ASKED
    assert await mailbox.writes("/mine", proven=False) == ""
    await box.press(officer, YES)
    await box.deliver()
    assert await owner(mailbox.client) == (await officer.person()).id
    assert LINKED in text_at(mailbox.client)


async def test_by_mail_no_code_is_made_since_nobody_could_be_asked_there(stage: Stage, clerk: Writer) -> None:
    assert "Please write /link in one of your chats" in await clerk.writes("/link")
    assert rows(stage, "SELECT id FROM link WHERE purpose = 'link'") == []


async def test_what_is_typed_there_after_the_yes_is_the_persons_own(
    officer: Client, phone: Client, box: Outbox
) -> None:
    assert await box.press(officer, YES) == "Messenger, “Demo Stranger”, phone is yours too now."
    await fills(officer)
    await phone.says("/help")
    assert "Submit" in phone.labels()
