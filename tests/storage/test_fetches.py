"""Pictures to be fetched, as rows: noted once, due when they are, and told together."""

from datetime import timedelta

from storage.accounts import Account
from storage.database import Database
from storage.fetches import FAILED, KEPT, WANTED
from storage.unit_of_work import UnitOfWork
from tests.storage.rows import NOW, add_account, later


async def want(
    unit: UnitOfWork, account: Account, *refs: str, key: str = "k", album: str = "", channel: str = "chat"
) -> None:
    await unit.fetches.want(refs, channel=channel, key=key, address=account.id, album=album, now=NOW)


async def test_what_is_wanted_twice_for_one_message_is_noted_once(database: Database) -> None:
    async with database.writing() as unit:
        account = await add_account(unit)
        for key in ("k", "k", "another"):
            await want(unit, account, "a", key=key)
        assert [(one.key, one.ref) for one in await unit.fetches.untold(["chat"])] == [("k", "a"), ("another", "a")]


async def test_only_the_channels_of_this_process_are_its_business(database: Database) -> None:
    async with database.writing() as unit:
        account = await add_account(unit)
        await want(unit, account, "a", channel="gone")
        assert await unit.fetches.untold(["chat"]) == []
        assert len(await unit.fetches.untold(["chat", "gone"])) == 1


async def test_each_ends_as_kept_or_failed_and_one_that_waits_is_due_later(database: Database) -> None:
    async with database.writing() as unit:
        account = await add_account(unit)
        await want(unit, account, "a", "b", "c")
        first, second, third = await unit.fetches.untold(["chat"])
        assert {first.state, second.state, third.state} == {WANTED}
        await unit.fetches.kept(first.id, "upload")
        await unit.fetches.failed(second.id, "no picture")
        await unit.fetches.again(third.id, NOW + timedelta(minutes=1))
        found = await unit.fetches.untold(["chat"])
    assert [(one.state, one.upload, one.why, one.tries, one.due) for one in found] == [
        (KEPT, "upload", "", 0, NOW),
        (FAILED, "", "no picture", 0, NOW),
        (WANTED, "", "", 1, later(minutes=1)),
    ]


async def test_what_was_told_is_not_found_again(database: Database) -> None:
    async with database.writing() as unit:
        account = await add_account(unit)
        await want(unit, account, "a", "b")
        first, second = await unit.fetches.untold(["chat"])
        await unit.fetches.tell([first.id])
        assert [one.id for one in await unit.fetches.untold(["chat"])] == [second.id]


async def test_an_album_is_told_together_and_two_people_never_are(database: Database) -> None:
    async with database.writing() as unit:
        one, other = await add_account(unit), await add_account(unit)
        await want(unit, one, "a", key="1", album="holiday")
        await want(unit, one, "b", key="2", album="holiday")
        await want(unit, one, "c", key="3")
        await want(unit, other, "d", key="4", album="holiday")
        together = [wanted.together for wanted in await unit.fetches.untold(["chat"])]
    assert together[0] == together[1]
    assert len(set(together)) == 3
