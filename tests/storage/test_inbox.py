"""What came in: kept once, answered in order, and forgotten in time."""

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from tests.storage.rows import NOW, later, read


async def _keep(
    database: Database,
    key: str,
    *,
    at: datetime = NOW,
    conversation: str = "inbox",
    replies: tuple[str, ...] = ("yes",),
) -> int:
    async with database.writing() as unit:
        kept = await unit.inbox.add(
            channel="chat",
            key=key,
            conversation=conversation,
            at=at,
            content={"said": "words"},
            replies=list(replies),
            outcome={},
        )
        await unit.commit()
    return kept


async def _answer(database: Database, *rows: int) -> None:
    async with database.writing() as unit:
        for row in rows:
            await unit.inbox.mark_answered(row, NOW)
        await unit.commit()


async def test_the_same_key_of_a_channel_is_kept_once(database: Database) -> None:
    await _keep(database, "k")
    with pytest.raises(IntegrityError):
        await _keep(database, "k")


async def test_what_was_kept_is_found_by_channel_and_key(database: Database) -> None:
    kept = await _keep(database, "k")
    async with database.reading() as unit:
        found, elsewhere = await unit.inbox.find("chat", "k"), await unit.inbox.find("mail", "k")
    assert found is not None
    assert (found.id, found.replies, found.answered) == (kept, ("yes",), False)
    assert elsewhere is None


async def test_what_has_no_reply_is_answered_from_the_start(database: Database) -> None:
    await _keep(database, "k", replies=())
    async with database.reading() as unit:
        assert await unit.inbox.unanswered(channels=["chat"], before=later(days=1), now=later(days=1)) == []


async def test_what_waits_for_its_replies_comes_in_order(database: Database) -> None:
    rows = [await _keep(database, key) for key in ("c", "a", "b")]
    await _answer(database, rows[1])
    async with database.reading() as unit:
        waiting = await unit.inbox.unanswered(channels=["chat"], before=NOW, now=NOW)
    assert [taken.id for taken in waiting] == [rows[0], rows[2]]


async def test_what_came_in_just_now_is_left_to_who_took_it(database: Database) -> None:
    await _keep(database, "k")
    async with database.reading() as unit:
        assert await unit.inbox.unanswered(channels=["chat"], before=later(seconds=-5), now=NOW) == []


async def test_what_came_in_by_a_clock_that_was_ahead_does_not_wait_for_its_hour(database: Database) -> None:
    await _keep(database, "k", at=later(hours=1))
    async with database.reading() as unit:
        assert len(await unit.inbox.unanswered(channels=["chat"], before=later(seconds=-5), now=NOW)) == 1


async def test_earlier_ones_of_the_same_conversation_are_found_and_no_others(database: Database) -> None:
    first = await _keep(database, "1")
    await _keep(database, "2", conversation="somebody else's")
    answered = await _keep(database, "3")
    third = await _keep(database, "4")
    await _keep(database, "5")
    await _answer(database, answered)
    async with database.reading() as unit:
        found = await unit.inbox.unanswered_of("chat", "inbox", upto=third)
    assert [taken.id for taken in found] == [first, third]


async def test_after_a_week_what_was_said_and_answered_is_blanked(database: Database) -> None:
    await _answer(database, await _keep(database, "k"))
    async with database.writing() as unit:
        await unit.inbox.blank(content_before=later(seconds=1), key_before=later(seconds=-1))
        await unit.commit()
    assert await read(database, "SELECT key, content, replies FROM inbox") == [
        {"key": "k", "content": None, "replies": "[]"}
    ]


async def test_what_was_said_is_blanked_in_time_also_when_its_reply_could_not_be_sent(database: Database) -> None:
    await _keep(database, "k")
    async with database.writing() as unit:
        await unit.inbox.blank(content_before=later(seconds=1), key_before=later(seconds=1))
        await unit.commit()
    assert await read(database, "SELECT content, replies FROM inbox") == [{"content": None, "replies": '["yes"]'}]


async def test_after_a_month_an_answered_row_is_gone(database: Database) -> None:
    await _answer(database, await _keep(database, "k"))
    async with database.writing() as unit:
        await unit.inbox.blank(content_before=later(seconds=1), key_before=later(seconds=1))
        await unit.commit()
    assert await read(database, "SELECT * FROM inbox") == []


async def test_younger_rows_are_left_alone(database: Database) -> None:
    await _answer(database, await _keep(database, "k"))
    async with database.writing() as unit:
        await unit.inbox.blank(content_before=NOW, key_before=NOW)
        await unit.commit()
    assert await read(database, "SELECT content FROM inbox") == [{"content": '{"said": "words"}'}]
