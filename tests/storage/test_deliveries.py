"""The outbox: who is claimed when, what is never claimed, and what is written about a try."""

from datetime import timedelta

import pytest

from alerts.delivery import Kind, Result
from alerts.precedence import Precedence
from storage.database import Database
from tests.storage.rows import NOW, Outbox, change, later, read, settled


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


async def test_the_most_urgent_is_claimed_first_then_the_oldest(outbox: Outbox) -> None:
    queued = {}
    for precedence, minute in (
        (Precedence.ROUTINE, 0),
        (Precedence.PRIORITY, 3),
        (Precedence.FLASH, 2),
        (Precedence.PRIORITY, 1),
        (Precedence.IMMEDIATE, 4),
    ):
        queued[precedence, minute] = await outbox.queue(
            await outbox.address(), precedence=precedence, at=later(minutes=minute)
        )
    claimed = await outbox.claim(now=later(hours=1))
    assert [entry.id for entry in claimed] == [
        queued[Precedence.FLASH, 2],
        queued[Precedence.IMMEDIATE, 4],
        queued[Precedence.PRIORITY, 1],
        queued[Precedence.PRIORITY, 3],
        queued[Precedence.ROUTINE, 0],
    ]


async def test_when_not_all_are_taken_the_most_urgent_are(outbox: Outbox) -> None:
    for _ in range(3):
        await outbox.queue(await outbox.address())
    flash = await outbox.queue(await outbox.address(), precedence=Precedence.FLASH)
    assert [entry.id for entry in await outbox.claim(most=1)] == [flash]


async def test_no_more_are_claimed_than_asked_for(outbox: Outbox) -> None:
    for _ in range(5):
        await outbox.queue(await outbox.address())
    assert len(await outbox.claim(most=2)) == 2
    assert len(await outbox.claim(most=2)) == 2
    assert len(await outbox.claim(most=2)) == 1


async def test_what_is_claimed_is_claimed_by_nobody_else(outbox: Outbox) -> None:
    await outbox.queue(await outbox.address())
    assert len(await outbox.claim()) == 1
    assert await outbox.claim(worker="two") == []


async def test_a_claim_without_commit_takes_nothing(outbox: Outbox, database: Database) -> None:
    await outbox.queue(await outbox.address())
    async with database.writing() as unit:
        await unit.deliveries.claim("chat", 1, worker="one", most=10, now=NOW)
    assert len(await outbox.claim()) == 1


async def test_what_is_not_due_is_not_claimed(outbox: Outbox) -> None:
    await outbox.queue(await outbox.address(), at=later(seconds=1))
    assert await outbox.claim() == []
    assert len(await outbox.claim(now=later(seconds=1))) == 1


async def test_another_channel_and_another_lane_are_left_alone(outbox: Outbox) -> None:
    await outbox.queue(await outbox.address(), channel="mail")
    await outbox.queue(await outbox.address(), kind=Kind.CARD)
    assert await outbox.claim() == []
    assert len(await outbox.claim(channel="mail")) == 1
    assert len(await outbox.claim(lane=0)) == 1


@pytest.mark.parametrize(("kind", "lane"), [(kind, 1 if kind is Kind.ALERT else 0) for kind in Kind])
async def test_only_alerts_go_in_the_second_lane(outbox: Outbox, kind: Kind, lane: int) -> None:
    await outbox.queue(await outbox.address(), kind=kind)
    assert len(await outbox.claim(lane=1 - lane)) == 0
    assert len(await outbox.claim(lane=lane)) == 1


async def test_the_same_thing_queued_twice_is_one_delivery(outbox: Outbox) -> None:
    to = await outbox.address()
    await outbox.queue(to)
    await outbox.queue(to)
    assert len(await outbox.states()) == 1


async def test_a_later_one_waits_while_an_earlier_about_the_same_is_being_sent(outbox: Outbox) -> None:
    to = await outbox.address()
    await outbox.queue(to, revision=1)
    first = await outbox.claim()
    await outbox.queue(to, revision=2)
    assert await outbox.claim() == []
    await outbox.settle(first[0], Result.ACCEPTED)
    assert [entry.revision for entry in await outbox.claim()] == [2]


async def test_it_waits_also_for_one_that_is_more_urgent(outbox: Outbox) -> None:
    to = await outbox.address()
    await outbox.queue(to, revision=1)
    await outbox.claim()
    await outbox.queue(to, revision=2, precedence=Precedence.FLASH)
    assert await outbox.claim() == []


async def test_one_about_something_else_or_to_another_does_not_wait(outbox: Outbox) -> None:
    to = await outbox.address()
    await outbox.queue(to, about=1)
    await outbox.claim()
    await outbox.queue(to, about=2)
    await outbox.queue(await outbox.address(), about=1)
    assert len(await outbox.claim()) == 2


async def test_a_later_one_takes_the_place_of_an_earlier_that_was_not_sent(outbox: Outbox) -> None:
    to = await outbox.address()
    first, second, third = [await outbox.queue(to, revision=revision) for revision in (1, 2, 3)]
    assert [entry.id for entry in await outbox.claim()] == [third]
    assert await outbox.states() == {first: "superseded", second: "superseded", third: "sending"}


async def test_a_superseded_one_is_settled_and_never_claimed(outbox: Outbox) -> None:
    to = await outbox.address()
    await outbox.queue(to, revision=1)
    await outbox.queue(to, revision=2)
    claimed = await outbox.claim()
    await outbox.settle(claimed[0], Result.FAILED)
    assert await outbox.claim(now=later(days=1)) == []
    assert (await read(outbox.database, "SELECT count(settled) AS n FROM delivery")) == [{"n": 2}]


async def test_an_earlier_one_that_waits_for_a_retry_does_not_go_out_after_a_later_one(outbox: Outbox) -> None:
    to = await outbox.address()
    first = await outbox.queue(to, revision=1)
    tried = await outbox.claim()
    await outbox.settle(tried[0], Result.RETRY)
    second = await outbox.queue(to, revision=2)
    assert [entry.id for entry in await outbox.claim()] == [second]
    assert (await outbox.states())[first] == "superseded"


@pytest.mark.parametrize("result", [Result.FAILED, Result.GONE, Result.REFUSED])
async def test_after_one_that_did_not_arrive_the_later_goes_out(outbox: Outbox, result: Result) -> None:
    to = await outbox.address()
    await outbox.queue(to, revision=1)
    first = await outbox.claim()
    await outbox.settle(first[0], result)
    second = await outbox.queue(to, revision=2)
    assert [entry.id for entry in await outbox.claim()] == [second]


async def test_a_later_one_that_is_not_due_yet_holds_back_the_earlier(outbox: Outbox) -> None:
    to = await outbox.address()
    await outbox.queue(to, revision=1)
    await outbox.queue(to, revision=2, at=later(minutes=1))
    assert await outbox.claim() == []
    assert [entry.revision for entry in await outbox.claim(now=later(minutes=1))] == [2]


async def test_a_try_that_succeeded_leaves_a_receipt_and_no_attempt(outbox: Outbox, database: Database) -> None:
    await outbox.queue(await outbox.address())
    [claimed] = await outbox.claim()
    async with database.writing() as unit:
        await unit.deliveries.settle([settled(claimed, Result.ACCEPTED, receipt=("7", "8"))], NOW)
        await unit.commit()
    [row] = await read(database, "SELECT state, receipt, worker FROM delivery")
    assert (row["state"], row["receipt"], row["worker"]) == ("accepted", '["7", "8"]', None)
    assert await read(database, "SELECT * FROM attempt") == []


@pytest.mark.parametrize(
    "result", [Result.RETRY, Result.WAIT, Result.UNKNOWN, Result.GONE, Result.MISCONFIGURED, Result.FAILED]
)
async def test_a_try_without_success_leaves_an_attempt(outbox: Outbox, result: Result) -> None:
    await outbox.queue(await outbox.address())
    [claimed] = await outbox.claim()
    await outbox.settle(claimed, result)
    found = await read(outbox.database, "SELECT number, result FROM attempt")
    assert found == [{"number": 1, "result": result.value}]


async def test_what_is_put_back_unsent_is_no_attempt(outbox: Outbox) -> None:
    await outbox.queue(await outbox.address())
    [claimed] = await outbox.claim()
    await outbox.settle(claimed, Result.RELEASED)
    assert await read(outbox.database, "SELECT * FROM attempt") == []
    assert list((await outbox.states()).values()) == ["queued"]


async def test_a_result_written_twice_does_nothing_to_the_next_try(outbox: Outbox) -> None:
    await outbox.queue(await outbox.address())
    [first] = await outbox.claim()
    await outbox.settle(first, Result.RELEASED)
    await outbox.claim()
    await outbox.settle(first, Result.ACCEPTED)
    assert list((await outbox.states()).values()) == ["sending"]


async def test_what_is_settled_already_stays_as_it_is(outbox: Outbox) -> None:
    await outbox.queue(await outbox.address())
    [claimed] = await outbox.claim()
    await outbox.settle(claimed, Result.ACCEPTED)
    await outbox.settle(claimed, Result.FAILED)
    assert list((await outbox.states()).values()) == ["accepted"]


async def test_what_a_dead_worker_was_sending_is_found_and_nothing_else(outbox: Outbox, database: Database) -> None:
    lost = await outbox.queue(await outbox.address())
    await outbox.claim(worker="dead")
    await outbox.queue(await outbox.address())
    await outbox.claim(worker="alive")
    await outbox.queue(await outbox.address())
    async with database.reading() as unit:
        found = await unit.deliveries.stranded(alive=["alive"])
    assert [entry.id for entry in found] == [lost]


async def test_a_row_that_another_clock_put_far_ahead_becomes_due_by_this_one(
    outbox: Outbox, database: Database
) -> None:
    await outbox.queue(await outbox.address(), at=later(hours=1))
    async with database.writing() as unit:
        assert await unit.deliveries.reset_far_ahead(NOW) == 1
        await unit.commit()
    assert len(await outbox.claim()) == 1


async def test_a_row_that_waits_its_own_wait_is_left_alone(outbox: Outbox, database: Database) -> None:
    await outbox.queue(await outbox.address())
    [claimed] = await outbox.claim()
    await outbox.settle(claimed, Result.WAIT, until=later(minutes=30))
    async with database.writing() as unit:
        assert await unit.deliveries.reset_far_ahead(NOW) == 0
        await unit.commit()
    assert await outbox.claim(now=later(minutes=29)) == []
    assert len(await outbox.claim(now=later(minutes=30))) == 1


async def test_after_a_step_back_of_an_hour_a_wait_is_as_long_as_it_was(outbox: Outbox, database: Database) -> None:
    await outbox.queue(await outbox.address())
    [claimed] = await outbox.claim()
    await outbox.settle(claimed, Result.WAIT, until=later(minutes=30))
    back = NOW - timedelta(hours=1)
    async with database.writing() as unit:
        assert await unit.deliveries.reset_far_ahead(back) == 1
        await unit.commit()
    assert await outbox.claim(now=back + timedelta(minutes=29)) == []
    assert len(await outbox.claim(now=back + timedelta(minutes=30))) == 1


async def test_what_is_dropped_keeps_its_reason_and_what_is_sent_is_not_dropped(
    outbox: Outbox, database: Database
) -> None:
    address = await outbox.address()
    sending = await outbox.queue(address)
    await outbox.claim()
    queued = await outbox.queue(address, about=2)
    elsewhere = await outbox.queue(await outbox.address())
    async with database.writing() as unit:
        assert await unit.deliveries.drop_queued_to(address.id, "cancelled", NOW) == 1
        await unit.commit()
    assert await outbox.states() == {sending: "sending", queued: "dropped", elsewhere: "queued"}
    reasons = await read(database, f"SELECT reason FROM delivery WHERE id = {queued}")
    assert reasons == [{"reason": "cancelled"}]


async def test_how_long_the_oldest_waits_counts_only_what_is_due(outbox: Outbox, database: Database) -> None:
    await outbox.queue(await outbox.address(), at=later(hours=1))
    async with database.reading() as unit:
        assert await unit.delivered.oldest_due(NOW) is None
    await outbox.queue(await outbox.address())
    async with database.reading() as unit:
        assert await unit.delivered.oldest_due(later(minutes=5)) == timedelta(minutes=5)


async def test_public_ids_differ_from_row_to_row(outbox: Outbox, database: Database) -> None:
    for _ in range(3):
        await outbox.queue(await outbox.address())
    assert len({row["public_id"] for row in await read(database, "SELECT public_id FROM delivery")}) == 3
    with pytest.raises(Exception, match="UNIQUE"):
        await change(database, "UPDATE delivery SET public_id = 'the same'")
