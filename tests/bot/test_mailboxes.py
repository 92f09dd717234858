"""The web inbox over the database: in order, by its key once, and one bad entry fails alone."""

import asyncio

import pytest

from bot.mailboxes import StoredMailbox
from channels.base import NewEntry
from channels.message import Message
from storage.database import Database, DatabaseAway
from tests.bot.client import Client
from tests.bot.stage import Stage


@pytest.fixture
def mailbox(stage: Stage) -> StoredMailbox:
    return StoredMailbox(stage.database, stage.clock)


def says(text: str, key: str = "") -> NewEntry:
    return NewEntry(kind="message", message=Message(language="en", text=text), key=key)


async def texts(mailbox: StoredMailbox, inbox: str, after: int = 0) -> list[str]:
    return [entry.message.text if entry.message else "" for entry in await mailbox.read_after(inbox, after)]


async def test_entries_come_in_the_order_of_their_appending(mailbox: StoredMailbox, officer: Client) -> None:
    inbox = officer.address.id
    ids = await asyncio.gather(*(mailbox.append(inbox, says(f"{number}")) for number in range(300)))
    assert ids == sorted(set(ids))
    assert await texts(mailbox, inbox, ids[99]) == [f"{number}" for number in range(100, 300)]


async def test_the_same_key_again_adds_nothing_and_gives_the_first_id(mailbox: StoredMailbox, officer: Client) -> None:
    inbox = officer.address.id
    ids = await asyncio.gather(*(mailbox.append(inbox, says(f"{number}", key="k")) for number in range(5)))
    assert len(set(ids)) == 1
    assert await mailbox.append(inbox, says("later", key="k")) == ids[0]
    assert await texts(mailbox, inbox) == ["0"]


async def test_the_same_key_in_two_inboxes_is_two_entries(
    mailbox: StoredMailbox, stage: Stage, officer: Client
) -> None:
    other = await stage.officer(name="Demo Other")
    for client in (officer, other):
        await mailbox.append(client.address.id, says("words", key="k"))
    assert await texts(mailbox, other.address.id) == ["words"]


async def test_an_entry_for_an_inbox_that_is_not_there_fails_alone(mailbox: StoredMailbox, officer: Client) -> None:
    inbox = officer.address.id
    done = await asyncio.gather(
        *(mailbox.append(to, says(to)) for to in (inbox, "nobody", inbox)), return_exceptions=True
    )
    assert [type(result) for result in done] == [int, KeyError, int]
    assert len(await texts(mailbox, inbox)) == 2


async def test_while_the_database_is_away_every_appender_is_told_and_the_next_one_succeeds(
    stage: Stage, officer: Client
) -> None:
    impatient = Database(stage.database.url, busy_ms=1)
    mailbox = StoredMailbox(impatient, stage.clock)
    inbox = officer.address.id
    async with stage.database.writing():
        done = await asyncio.gather(*(mailbox.append(inbox, says("x")) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in done] == [DatabaseAway] * 3
    await mailbox.append(inbox, says("y"))
    assert await texts(mailbox, inbox) == ["y"]
    await impatient.close()


async def test_an_appender_who_gave_up_holds_up_no_other(mailbox: StoredMailbox, stage: Stage, officer: Client) -> None:
    inbox = officer.address.id
    async with stage.database.writing():
        gave_up = asyncio.create_task(mailbox.append(inbox, says("1")))
        other = asyncio.create_task(mailbox.append(inbox, says("2")))
        await asyncio.sleep(0)
        gave_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gave_up
    await other
    assert "2" in await texts(mailbox, inbox)


async def test_who_waits_for_news_hears_of_them_and_of_nobody_elses(
    mailbox: StoredMailbox, stage: Stage, officer: Client
) -> None:
    other = await stage.officer(name="Demo Other")
    mine, theirs = (asyncio.create_task(mailbox.wait([client.address.id], seconds=60)) for client in (officer, other))
    await asyncio.sleep(0)
    await mailbox.append(officer.address.id, says("words"))
    await mine
    assert not theirs.done()
    theirs.cancel()


async def test_the_newest_are_given_oldest_first_and_those_before_them_on_request(
    mailbox: StoredMailbox, officer: Client
) -> None:
    inbox = officer.address.id
    ids = [await mailbox.append(inbox, says(f"{number}")) for number in range(5)]
    newest = await mailbox.latest(inbox, limit=2)
    assert [entry.id for entry in newest] == ids[3:]
    assert [entry.id for entry in await mailbox.latest(inbox, limit=2, before=ids[3])] == ids[1:3]
