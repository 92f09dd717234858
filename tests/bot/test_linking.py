"""One person, several accounts: a code typed in the other chat, once and soon, and their yes make that one theirs too."""

from datetime import timedelta

import pytest

from alerts.person import Role, RoleKind
from bot.linking import CODE_VALID
from bot.operating import CannotBeDone
from bot.operating_people import unlink
from bot.views.buttons import NONE, button
from channels.memory import MemoryChannel
from channels.message import Link, Pressed
from tests.bot.client import CHAT, MAIL, MESSENGER, Client
from tests.bot.outbox import Outbox, approves, files, fills, subscribes
from tests.bot.rows import rows, verbs
from tests.bot.shown import as_text
from tests.bot.stage import Stage

pytestmark = pytest.mark.usefixtures("messenger")

ASKED = "I asked in your other chat whether this is you."
YES, NO = "Yes, it is me", "No"
NOT_LINKED = "This chat was not taken up by anybody, and nothing was changed."
LINKED = "This chat is yours now too. What you began elsewhere goes on here."


async def code_of(client: Client) -> str:
    await client.says("/link")
    return client.last[0].title


async def links(client: Client, address: str = "phone", *, channel: str = MESSENGER) -> Client:
    """The same person at another address, by a code; what was said of that is off their screens."""
    other = await client.stage.stranger(address, channel=channel)
    assert await other.says(f"/link {await code_of(client)}") == ASKED
    await Outbox(client.stage).press(client, YES)
    await client.stage.deliver()
    for kept in client.stage.channels.values():
        kept.sent[:] = [one for one in kept.sent if one.to not in {client.address, other.address}]
    return other


def text_at(client: Client) -> str:
    """What was delivered to a chat of any service."""
    return "\n".join(as_text(one) for one in client.stage.channels[client.address.channel].shown(client.address))


async def owner(client: Client) -> int | None:
    account = await client.account()
    return account.person if account else None


# The code.


@pytest.mark.parametrize("written", ["/link {}", "/start {}", "{}"])
async def test_a_code_typed_elsewhere_makes_that_chat_the_persons_too(
    stage: Stage, officer: Client, box: Outbox, written: str
) -> None:
    phone = await stage.stranger("phone", channel=MESSENGER)
    assert await phone.says(written.format(await code_of(officer))) == ASKED
    await box.press(officer, YES)
    await box.deliver()
    assert LINKED in text_at(phone)
    assert await owner(phone) == (await officer.person()).id
    assert [verb for verb in verbs(stage) if verb.startswith("account.")] == [
        "account.code",
        "account.claim",
        "account.link",
    ]


async def test_a_code_counts_in_small_letters_and_without_its_hyphen(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    phone = await stage.stranger("phone", channel=MESSENGER)
    code = await code_of(officer)
    assert await phone.says(f"/link {code.replace('-', '').lower()}") == ASKED
    await box.deliver()


async def test_a_code_typed_after_the_language_was_chosen_counts_too(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    phone = await stage.stranger("phone", channel=MESSENGER)
    await phone.says("hello")
    await phone.presses("English")
    assert await phone.says(await code_of(officer)) == ASKED
    await box.press(officer, YES)
    assert await owner(phone) == (await officer.person()).id
    await box.deliver()


async def test_a_code_works_once(stage: Stage, officer: Client, box: Outbox) -> None:
    code = await code_of(officer)
    first, second = [await stage.stranger(name, channel=MESSENGER) for name in ("first", "second")]
    assert await first.says(f"/link {code}") == ASKED
    assert ASKED not in await second.says(f"/link {code}")
    await box.deliver()


async def test_a_code_works_for_ten_minutes(stage: Stage, officer: Client, box: Outbox) -> None:
    code, phone = await code_of(officer), await stage.stranger("phone", channel=MESSENGER)
    stage.clock.passes(CODE_VALID)
    assert ASKED not in await phone.says(f"/link {code}")
    stage.clock.passes(-timedelta(seconds=1))
    assert await phone.says(f"/link {code}") == ASKED
    await box.deliver()


@pytest.mark.parametrize("wrong", ["ABCDE-FGHJK", "x" * 65, "x" * 4000, "' OR 1=1 --", "\u202e", ""])
async def test_a_wrong_code_gives_nothing_and_tells_nothing(
    stage: Stage, officer: Client, box: Outbox, wrong: str
) -> None:
    await code_of(officer)
    phone = await stage.stranger("phone", channel=MESSENGER)
    said = await phone.says(f"/link {wrong}")
    assert await owner(phone) is None
    assert officer.name not in said
    assert said.endswith(await (await stage.stranger("other", channel=MESSENGER)).says("/start"))
    await box.deliver()


async def test_the_code_of_somebody_suspended_gives_nothing(stage: Stage, officer: Client, box: Outbox) -> None:
    code, phone = await code_of(officer), await stage.stranger("phone", channel=MESSENGER)
    person = await officer.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert ASKED not in await phone.says(f"/link {code}")
    await box.deliver()


async def test_somebody_known_who_types_a_code_stays_who_they_are(stage: Stage, officer: Client, box: Outbox) -> None:
    other = await stage.officer(name="Demo Other")
    before, code = await owner(other), await code_of(officer)
    assert (await other.says(f"/link {code}")).startswith("This chat is yours already.")
    await other.says(f"/start {code}")
    await other.says(code)
    assert await owner(other) == before
    phone = await stage.stranger("phone", channel=MESSENGER)
    assert await phone.says(f"/link {code}") == ASKED
    await box.deliver()


async def test_the_code_itself_is_kept_nowhere(stage: Stage, officer: Client, box: Outbox) -> None:
    phone, other = await stage.stranger("phone", channel=MESSENGER), await stage.officer(name="Demo Other")
    code = await code_of(officer)
    await other.says(f"/link {code}")
    await phone.says(f"/link {code}")
    kept = repr([rows(stage, f"SELECT * FROM {table}") for table in ("link", "audit_detail", "progress")])
    assert code not in kept
    assert code not in repr(rows(stage, "SELECT content FROM inbox"))
    await box.deliver()


async def test_one_account_in_each_channel(stage: Stage, officer: Client, box: Outbox) -> None:
    await links(officer)
    second = await stage.stranger("second phone", channel=MESSENGER)
    assert await second.says(f"/link {await code_of(officer)}") == ASKED
    assert (await box.press(officer, YES)).startswith("You have an account in Messenger already.")
    await box.deliver()
    assert await owner(second) is None
    assert NOT_LINKED in text_at(second)
    await box.deliver()


# What goes with the person.


async def test_a_draft_goes_on_in_the_other_chat(officer: Client, box: Outbox) -> None:
    await fills(officer)
    phone = await links(officer)
    await phone.says("/help")
    await phone.presses("Submit")
    assert len(await officer.stage.reports()) == 1
    await box.deliver()


async def test_the_author_decides_on_no_report_of_theirs_from_another_account(stage: Stage, box: Outbox) -> None:
    both = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"),
        Role(kind=RoleKind.REVIEWER, office="ESA"),
        Role(kind=RoleKind.ADMINISTRATOR),
        country="KE",
    )
    reviewer = await stage.reviewer()
    phone = await links(both)
    await files(both)
    await box.deliver()
    assert stage.channels[MESSENGER].shown(phone.address) == []
    for label in ("Take", "Approve", "Reject"):
        await phone.does(Pressed(token=box.button(reviewer, label).token))
    assert rows(stage, "SELECT status FROM report") == [("submitted",)]


async def test_an_account_linked_after_the_report_was_filed_does_not_decide_either(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.deliver()
    person = await officer.person()
    async with stage.database.writing() as unit:
        await unit.people.add_role(person.id, Role(kind=RoleKind.REVIEWER, office="ESA"), stage.clock())
        await unit.commit()
    phone = await links(officer)
    await phone.does(Pressed(token=box.button(reviewer, "Approve").token))
    assert rows(stage, "SELECT status FROM report") == [("submitted",)]


async def test_an_alert_comes_once_however_many_chats_somebody_has(
    stage: Stage, officer: Client, reviewer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    member = await stage.member()
    phone = await links(member)
    await subscribes(member)
    await files(officer)
    await approves(reviewer, box)
    assert (len(box.at(member)), len(messenger.shown(phone.address))) == (1, 0)


# /accounts.


async def test_alerts_come_where_one_says_first(
    stage: Stage, officer: Client, reviewer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    member = await stage.member()
    phone = await links(member)
    await subscribes(member)
    await member.says("/accounts")
    assert "Messenger: alerts come here first" in await member.presses("Alerts by Messenger first")
    await files(officer)
    await approves(reviewer, box)
    assert (len(box.at(member)), len(messenger.shown(phone.address))) == (0, 1)
    assert verbs(stage).count("account.prefer") == 1


async def test_an_account_that_was_taken_away_is_unknown_again(stage: Stage, officer: Client, box: Outbox) -> None:
    phone = await links(officer)
    await officer.says("/accounts")
    assert "Taken away." in await officer.presses("Take Messenger away")
    assert await owner(phone) is None
    assert (await phone.says("/mine")).startswith("Please choose your preferred language")
    assert verbs(stage).count("account.unlink") == 1
    await box.deliver()


async def test_the_chat_one_writes_from_can_be_taken_away_while_there_is_another(officer: Client, box: Outbox) -> None:
    phone = await links(officer)
    await phone.says("/accounts")
    assert (await phone.presses("Take Messenger away")).startswith("This chat is not yours any more.")
    assert await owner(phone) is None
    await box.deliver()


async def test_the_last_chat_stays(officer: Client, box: Outbox) -> None:
    await officer.moves_to("officer@customs.example", channel=MAIL)
    assert "[Take Memory away]" not in await officer.says("/accounts")
    account = await officer.account()
    assert account is not None
    said = await officer.presses_token(button("", "unlink", "account", account.public_id, NONE).token)
    assert "This is your only chat; it stays." in said
    assert await owner(officer) == account.person
    await box.deliver()


async def test_nobody_takes_another_persons_account_away(stage: Stage, officer: Client, box: Outbox) -> None:
    phone = await links(officer)
    await officer.says("/accounts")
    other = await stage.officer(name="Demo Other")
    for label in ("Take Messenger away", "Alerts by Messenger first"):
        await other.presses_token(officer.button(label).token)
    assert await owner(phone) == (await officer.person()).id
    assert rows(stage, "SELECT rank FROM address WHERE channel = 'chat' AND external_id = ?", officer.address.id) == [
        (0,)
    ]
    await box.deliver()


async def test_sessions_of_an_account_that_was_taken_away_end(stage: Stage, officer: Client, box: Outbox) -> None:
    phone = await links(officer)
    account = await officer.account()
    assert account is not None
    async with stage.database.writing() as unit:
        token = await unit.links.open_session(account.id, stage.clock())
        await unit.commit()
    await phone.says("/accounts")
    await phone.presses("Take Memory away")
    async with stage.database.reading() as unit:
        assert await unit.links.find_session(account.public_id, token, stage.clock()) is None
    await box.deliver()


async def test_what_was_queued_for_an_account_that_was_taken_away_does_not_go_there(
    officer: Client, reviewer: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    phone = await links(reviewer)
    await files(officer)
    await reviewer.says("/accounts")
    await reviewer.presses("Take Messenger away")
    await box.deliver()
    assert messenger.shown(phone.address) == []
    assert len(box.at(reviewer)) == 1


async def test_an_operator_takes_an_account_away(stage: Stage, officer: Client, box: Outbox) -> None:
    phone = await links(officer)
    person = await officer.person()
    with pytest.raises(CannotBeDone):
        await unlink(stage.world, person.public_id, MAIL)
    with pytest.raises(CannotBeDone):
        await unlink(stage.world, "nobody", MESSENGER)
    await unlink(stage.world, person.public_id, MESSENGER)
    assert (await owner(phone), await owner(officer)) == (None, person.id)
    assert rows(stage, "SELECT who FROM audit WHERE verb = 'account.unlink'") == [(None,)]
    await box.deliver()


async def test_an_account_taken_away_can_be_linked_again(officer: Client, box: Outbox) -> None:
    await links(officer)
    await officer.says("/accounts")
    await officer.presses("Take Messenger away")
    again = await links(officer)
    assert await owner(again) == (await officer.person()).id
    await box.deliver()


async def test_a_code_is_shown_with_where_to_open_the_other_chat(officer: Client, box: Outbox) -> None:
    code = await code_of(officer)
    assert Link(label="Open Messenger", url=f"https://memory.invalid/{code}") in officer.last[0].links
    assert all(CHAT not in link.label for link in officer.last[0].links)
    await box.deliver()
