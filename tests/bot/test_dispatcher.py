"""Delivering: who gets it at the moment of sending, what becomes of each failure, after a crash, and at a stop. The
clock is the test's; nobody sleeps.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from alerts.marking import Marking
from alerts.precedence import Precedence
from bot.post import posts_of
from bot.replies import Replies
from bot.schedule import reset_clocks, schedule
from bot.watching import Watch
from channels import memory
from channels.errors import Misconfigured, Permanent, RecipientGone, Temporary, Unknown
from channels.message import Address
from storage.database import Database, DatabaseAway
from tests.bot.client import CHAT, MAIL, Client
from tests.bot.outbox import Outbox, files, subscribes
from tests.bot.post_office import PostOffice, Watched, released
from tests.bot.rows import rows, verbs, write
from tests.bot.shown import as_text
from tests.bot.stage import Stage


@pytest.fixture
async def member(stage: Stage) -> Client:
    """Somebody who wants everything, in chat."""
    client = await stage.member()
    await subscribes(client)
    return client


Releases = Callable[[str], Awaitable[None]]


@pytest.fixture
def release(stage: Stage, member: Client) -> Releases:
    """Releases an alert of a precedence; it is queued, and nothing of it is sent yet."""
    del member

    async def do(precedence: str) -> None:
        await released(stage, Precedence(precedence))

    return do


TEN_MINUTES = timedelta(minutes=10)

# An unknown end: S-45


async def test_a_send_with_an_unknown_end_is_repeated_once_later_and_marked(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Unknown(), to=member.address, taken=True)
    await office.deliver()
    assert len(office.sent(member)) == 1
    stage.clock.passes(TEN_MINUTES - timedelta(seconds=1))
    await office.deliver()
    assert len(office.sent(member)) == 1
    stage.clock.passes(timedelta(seconds=1))
    await office.deliver()
    first, repeat = office.sent(member)
    assert (first.slots.repeat, repeat.slots.repeat) == (False, True)
    assert repeat.slots.repeat_note == "This may be a second copy: the first try was not confirmed."
    assert (first.key, first.slots.message_id) == (repeat.key, repeat.slots.message_id)
    assert office.state_of(member) == ("accepted", "")


@pytest.mark.parametrize("precedence", ["immediate", "flash"])
async def test_an_urgent_one_is_repeated_at_once(
    stage: Stage, office: PostOffice, release: Releases, member: Client, precedence: str
) -> None:
    await release(precedence)
    stage.channels[CHAT].fail_next(Unknown(), to=member.address, taken=True)
    await office.deliver()
    assert [kept.slots.repeat for kept in office.sent(member)] == [False, True]


async def test_after_a_second_unknown_it_is_final_and_never_sent_again(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("immediate")
    stage.channels[CHAT].fail_next(Unknown(), to=member.address, taken=True, times=2)
    await office.deliver()
    for _ in range(5):
        stage.clock.passes(timedelta(hours=1))
        await office.deliver()
    assert len(office.sent(member)) == 2
    assert office.state_of(member) == ("unknown", "Unknown")


async def test_a_failure_after_an_unknown_keeps_the_mark(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Unknown(), to=member.address, taken=True)
    await office.deliver()
    stage.channels[CHAT].fail_next(Temporary(), to=member.address)
    stage.clock.passes(TEN_MINUTES)
    await office.deliver()
    assert office.tries(member) == 2
    stage.clock.passes(timedelta(minutes=30))
    await office.deliver()
    assert [kept.slots.repeat for kept in office.sent(member)] == [False, True]


async def test_what_was_being_sent_at_a_crash_is_repeated_once_and_marked(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("immediate")
    assert len(await office.claim()) == 1
    assert await office.restart() == 1
    await office.deliver()
    assert [kept.slots.repeat for kept in office.sent(member)] == [True]
    assert office.state_of(member)[0] == "accepted"
    del stage


async def test_a_routine_one_waits_ten_minutes_after_a_crash(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    await office.claim()
    await office.restart()
    await office.deliver()
    assert office.sent(member) == []
    stage.clock.passes(TEN_MINUTES)
    await office.deliver()
    assert len(office.sent(member)) == 1


async def test_after_a_second_crash_in_the_repeat_it_is_final(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("immediate")
    await office.claim()
    await office.restart("second")
    assert [one.repeat for one in await office.claim(worker="second")] == [True]
    assert await office.restart("third") == 1
    stage.clock.passes(timedelta(days=1))
    await office.deliver()
    assert office.sent(member) == []
    assert office.state_of(member) == ("unknown", "found sending after a stop")


async def test_a_start_leaves_alone_what_was_settled_or_never_claimed(
    office: PostOffice, release: Releases, member: Client
) -> None:
    await release("immediate")
    assert await office.restart() == 0
    await office.deliver()
    assert await office.restart("third") == 0
    await office.deliver()
    assert [kept.slots.repeat for kept in office.sent(member)] == [False]


# Failures: S-59, S-60


async def test_an_address_that_is_gone_is_suspended_once_with_an_audit_row_and_others_get_theirs(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    other = await stage.member(name="Demo Other")
    await subscribes(other)
    await release("routine")
    await release("routine")
    stage.channels[CHAT].fail_next(RecipientGone(), to=member.address, times=2)
    await office.deliver()
    account = await member.account()
    assert account is not None
    assert not account.active
    assert verbs(stage).count("address.gone") == 1
    assert (len(office.sent(member)), len(office.sent(other))) == (0, 2)


async def test_what_was_queued_for_an_address_that_is_gone_is_not_sent(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(RecipientGone(), to=member.address)
    await office.deliver()
    assert office.state_of(member) == ("failed", "RecipientGone")
    write(stage, "UPDATE delivery SET state = 'queued', settled = NULL")
    await office.deliver()
    assert office.tries(member) == 1
    assert office.state_of(member) == ("dropped", "address_not_active")


async def test_a_permanent_failure_of_one_stops_and_repeats_no_other(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    others = [await stage.member(name=f"Demo Other {number}") for number in range(3)]
    for other in others:
        await subscribes(other)
    await release("routine")
    stage.channels[CHAT].fail_next(Permanent(), to=member.address)
    await office.deliver()
    stage.clock.passes(timedelta(days=1))
    await office.deliver()
    assert (office.tries(member), office.state_of(member)) == (1, ("failed", "Permanent"))
    assert [len(office.sent(other)) for other in others] == [1, 1, 1]
    account = await member.account()
    assert account is not None
    assert account.active, "a message of ours that will not do says nothing about the address"


async def test_a_channel_whose_set_up_is_wrong_is_paused_at_the_first_try_and_loses_nothing(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    clients = [member]
    for number in range(20):
        clients.append(await stage.member(name=f"Demo Other {number}"))
        await subscribes(clients[-1])
    await release("routine")
    stage.channels[CHAT].fail_next(Misconfigured(), times=1000)
    await office.deliver()
    assert len(stage.channels[CHAT].tried) == 1, "a wrong password is not tried twenty times"
    assert office.dispatcher.paused() == {CHAT: "Misconfigured"}
    assert _paused_figure(office) == 1.0
    assert {state for state, _ in office.states()} == {"queued"}
    stage.channels[CHAT].forgive()
    stage.clock.passes(timedelta(seconds=61))
    await office.deliver()
    assert (office.dispatcher.paused(), _paused_figure(office)) == ({}, 0.0)
    assert [len(office.sent(client)) for client in clients] == [1] * 21
    assert not any(kept.slots.repeat for client in clients for kept in office.sent(client))


def _paused_figure(office: PostOffice) -> float | None:
    return office.metrics.registry.get_sample_value("liaison_channel_paused", {"channel": CHAT})


async def test_a_temporary_failure_is_tried_again_after_growing_waits_until_the_alert_expires(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(), to=member.address, times=1000)
    waits = []
    for _ in range(10):
        await office.deliver()
        [(wait,)] = rows(stage, "SELECT wait FROM delivery WHERE kind = 'alert' AND state = 'queued'")
        assert isinstance(wait, float)
        waits.append(wait)
        stage.clock.passes(timedelta(seconds=wait))
    assert 30 <= waits[0] <= 36
    assert all(later > earlier for earlier, later in pairwise(waits[:6]))
    assert 30 * 60 <= max(waits) <= 36 * 60
    assert office.tries(member) == 10
    stage.clock.passes(timedelta(days=90))
    await office.deliver()
    assert office.state_of(member) == ("dropped", "expired")
    assert rows(stage, "SELECT result FROM attempt WHERE number <= 10") == [("retry",)] * 10


async def test_it_is_sent_when_the_service_is_back(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(), to=member.address)
    await office.deliver()
    stage.clock.passes(timedelta(seconds=29))
    await office.deliver()
    assert office.sent(member) == []
    stage.clock.passes(timedelta(seconds=8))
    await office.deliver()
    assert [kept.slots.repeat for kept in office.sent(member)] == [False], "certainly not taken: no repeat"


async def test_a_service_that_asks_to_wait_is_left_alone_so_long_and_only_at_that_address(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    other = await stage.member(name="Demo Other")
    await subscribes(other)
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(retry_after=timedelta(minutes=30)), to=member.address)
    await office.deliver()
    await release("flash")
    await office.deliver()
    assert (office.tries(member), len(office.sent(other))) == (1, 2)
    stage.clock.passes(timedelta(minutes=29))
    await office.deliver()
    assert office.tries(member) == 1
    stage.clock.passes(timedelta(minutes=1))
    await office.deliver()
    assert len(office.sent(member)) == 2


async def test_a_service_that_does_not_answer_is_given_a_rest(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    for number in range(9):
        await subscribes(await stage.member(name=f"Demo Other {number}"))
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(), times=1000)
    await office.deliver()
    assert len(stage.channels[CHAT].tried) == 5
    assert office.dispatcher.paused() == {CHAT: "the service does not answer"}
    stage.channels[CHAT].forgive()
    stage.clock.passes(timedelta(minutes=1))
    await office.deliver()
    assert {state for state, _ in office.states()} == {"accepted"}
    del member


async def test_a_channel_that_is_paused_holds_up_no_other(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    by_mail = await stage.member(name="Demo Other")
    await by_mail.moves_to("other@customs.example", channel=MAIL)
    await subscribes(by_mail, chat=False, mail=True)
    await release("routine")
    stage.channels[CHAT].fail_next(Misconfigured(), times=100)
    await office.deliver()
    assert office.sent(member) == []
    assert len(stage.channels[MAIL].sent) == 1


# One copy each: S-64


async def test_three_subscriptions_and_two_channels_make_one_copy_each(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await member.moves_to("member@customs.example", channel=MAIL)
    await subscribes(member, mail=True)
    await subscribes(member, chat=False, mail=True)
    await release("routine")
    await office.deliver()
    assert len(office.sent(member)) == 1
    assert [kept.to.id for kept in stage.channels[MAIL].sent] == ["member@customs.example"]


# Checked again at the moment of sending: S-65, S-66


async def _unsubscribes(client: Client) -> None:
    person = await client.person()
    async with client.stage.database.writing() as unit:
        [wish] = await unit.subscriptions.of_person(person.id)
        assert await unit.subscriptions.end(wish.public_id, person.id)
        await unit.commit()


async def _is_suspended(client: Client) -> None:
    person = await client.person()
    async with client.stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()


async def _address_is_suspended(client: Client) -> None:
    account = await client.account()
    assert account is not None
    async with client.stage.database.writing() as unit:
        await unit.people.set_address_active(account.id, active=False)
        await unit.commit()


async def _moves_away(client: Client) -> None:
    person = await client.person()
    write(client.stage, "UPDATE person SET country = 'BR' WHERE id = ?", person.id)


async def _loses_clearance(client: Client) -> None:
    person = await client.person()
    write(client.stage, "UPDATE person SET clearance = ? WHERE id = ?", Marking.GREEN.rank, person.id)


async def _alert_is_cancelled(client: Client) -> None:
    write(client.stage, "UPDATE alert SET status = 'cancelled'")


async def _alert_expires(client: Client) -> None:
    client.stage.clock.passes(timedelta(days=91))


MEANWHILE = {
    "not_subscribed": _unsubscribes,
    "person_not_active": _is_suspended,
    "address_not_active": _address_is_suspended,
    "not_in_audience": _moves_away,
    "not_cleared": _loses_clearance,
    "not_released": _alert_is_cancelled,
    "expired": _alert_expires,
}


@pytest.mark.parametrize("reason", MEANWHILE)
async def test_what_changed_between_queueing_and_sending_counts(
    office: PostOffice, release: Releases, member: Client, reason: str
) -> None:
    await release("routine")
    await MEANWHILE[reason](member)
    await office.deliver()
    assert office.tries(member) == 0
    assert office.state_of(member) == ("dropped", reason)


@pytest.mark.parametrize("reason", MEANWHILE)
async def test_it_counts_also_between_two_tries(
    stage: Stage, office: PostOffice, release: Releases, member: Client, reason: str
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(), to=member.address)
    await office.deliver()
    await MEANWHILE[reason](member)
    stage.clock.passes(timedelta(minutes=1))
    await office.deliver()
    assert office.tries(member) == 1
    assert office.state_of(member) == ("dropped", reason)


async def test_who_subscribes_after_the_release_is_not_on_the_list(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    late = await stage.member(name="Demo Late")
    await subscribes(late)
    await office.deliver()
    assert (len(office.sent(member)), len(office.sent(late))) == (1, 0)


# Order of what is about the same thing: S-68, S-26


async def test_a_card_that_was_not_sent_before_the_decision_is_not_sent_at_all(
    stage: Stage, office: PostOffice, officer: Client, reviewer: Client, box: Outbox
) -> None:
    late = await stage.reviewer(name="Demo Late")
    await files(officer)
    stage.channels[CHAT].fail_next(Temporary(), to=late.address)
    await box.press(reviewer, "Reject")
    await reviewer.presses("Nothing was seized")
    await reviewer.presses("Skip")
    stage.clock.passes(timedelta(minutes=5))
    await office.deliver()
    assert office.sent(late) == []
    [card] = [kept for kept in office.sent(reviewer) if "Rejected by" in as_text(kept.message)]
    assert (card.message.buttons, card.edits > 0) == ((), True)


async def test_of_a_card_and_its_change_that_both_wait_only_the_newest_state_is_sent(
    stage: Stage, office: PostOffice, officer: Client, reviewer: Client, box: Outbox
) -> None:
    late = await stage.reviewer(name="Demo Late")
    await files(officer)
    stage.channels[CHAT].fail_next(Temporary(), to=late.address)
    await box.press(reviewer, "Take")
    stage.clock.passes(timedelta(minutes=5))
    await office.deliver()
    [card] = office.sent(late)
    assert "taken by Demo Reviewer" in as_text(card.message)
    assert office.state_of(late, "card")[0] == "superseded"
    assert office.state_of(late, "edit") == ("accepted", "")


async def test_a_copy_that_is_not_there_any_more_holds_up_no_other(
    stage: Stage, office: PostOffice, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.deliver()
    [gone] = office.sent(other)
    await stage.channels[CHAT].delete(gone.receipt, to=other.address)
    await box.press(reviewer, "Take")
    await office.deliver()
    assert "taken by you" in box.text_at(reviewer)
    assert office.state_of(other, "edit") == ("failed", "Permanent")


# Clocks that are late or set back: S-74, S-80


async def test_a_retry_that_is_looked_at_hours_late_is_made_once(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(), to=member.address)
    await office.deliver()
    stage.clock.passes(timedelta(hours=3))
    await office.deliver()
    await office.deliver()
    assert office.tries(member) == 2
    assert len(office.sent(member)) == 1


async def test_no_tick_is_dropped_for_being_late_and_none_piles_up(stage: Stage, office: PostOffice) -> None:
    replies = Replies(stage.world, stage.conversation, posts_of(office.channels), metrics=office.metrics)
    jobs = schedule(stage.world, replies, office.metrics, {}, Watch(stage.world, {})).get_jobs()
    assert len(jobs) >= 6
    assert {(job.misfire_grace_time, job.coalesce) for job in jobs} == {(None, True)}


async def test_a_clock_that_steps_back_an_hour_neither_blocks_nor_repeats(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    await office.deliver()
    await release("routine")
    stage.clock.passes(-timedelta(hours=1))
    await office.deliver()
    assert len(office.sent(member)) == 1
    await reset_clocks(stage.world)
    await office.deliver()
    await reset_clocks(stage.world)
    await office.deliver()
    assert len(office.sent(member)) == 2
    assert not any(kept.slots.repeat for kept in office.sent(member))


async def test_a_clock_that_steps_back_does_not_cut_short_what_a_service_asked_for(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(retry_after=timedelta(minutes=30)), to=member.address)
    await office.deliver()
    stage.clock.passes(-timedelta(hours=1))
    await office.restart()
    await reset_clocks(stage.world)
    stage.clock.passes(timedelta(minutes=29))
    await office.deliver()
    assert office.tries(member) == 1
    stage.clock.passes(timedelta(minutes=1))
    await office.deliver()
    assert len(office.sent(member)) == 1


# Running, holding up, stopping: S-82


async def running(office: PostOffice) -> asyncio.Task[None]:
    return asyncio.create_task(office.dispatcher.run())


async def ended(delivering: asyncio.Task[None]) -> None:
    """Waits for the end of a dispatcher that was told to stop."""
    async with asyncio.timeout(20):
        await delivering


async def until(true: Callable[[], bool]) -> None:
    """Lets the others run until something is so."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - no time has to pass, only turns of the loop
            await asyncio.sleep(0)


async def test_a_stop_lets_what_has_begun_finish_and_claims_no_more(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    gate = office.hold(only=member.address)
    delivering = await running(office)
    await gate.came.wait()
    office.dispatcher.stop()
    await release("routine")
    gate.opened.set()
    await ended(delivering)
    assert [kept.slots.repeat for kept in office.sent(member)] == [False]
    assert [state for state, _ in office.states()] == ["accepted", "queued"]
    del stage


async def test_a_stop_that_cannot_wait_puts_back_what_had_not_begun_and_marks_what_had(
    stage: Stage, release: Releases, member: Client
) -> None:
    others = [await stage.member(name=f"Demo Other {number}") for number in range(3)]
    for other in others:
        await subscribes(other)
    await release("immediate")
    stage.channels[CHAT].limits = replace(memory.LIMITS, concurrency=1)
    office = PostOffice(stage)
    gate = office.hold()
    delivering = await running(office)
    await gate.came.wait()
    delivering.cancel()
    with suppress(asyncio.CancelledError):
        await delivering
    assert office.states() == [("queued", "stopped")] * 4
    assert rows(stage, "SELECT repeat, count(*) FROM delivery WHERE kind = 'alert' GROUP BY repeat") == [(0, 3), (1, 1)]
    assert rows(stage, "SELECT count(*) FROM attempt") == [(1,)], "what had not begun was no try"
    assert await office.restart() == 0
    gate.opened.set()
    await office.deliver()
    assert sorted(kept.slots.repeat for client in (member, *others) for kept in office.sent(client)) == [
        False,
        False,
        False,
        True,
    ]


async def test_a_send_that_hangs_in_one_channel_holds_up_no_other(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await member.moves_to("member@customs.example", channel=MAIL)
    await subscribes(member, mail=True)
    await release("routine")
    gate = office.hold(MAIL)
    delivering = await running(office)
    await gate.came.wait()
    await until(lambda: len(office.sent(member)) == 1)
    assert stage.channels[MAIL].sent == []
    office.dispatcher.stop()
    gate.opened.set()
    await ended(delivering)
    assert len(stage.channels[MAIL].sent) == 1


async def test_a_card_does_not_wait_behind_alerts(
    stage: Stage, office: PostOffice, release: Releases, officer: Client, reviewer: Client, member: Client
) -> None:
    await release("routine")
    gate = office.hold(only=member.address)
    stage_wakes = stage.woken
    delivering = await running(office)
    await gate.came.wait()
    before = len(office.sent(reviewer))
    await files(officer)
    assert stage.woken > stage_wakes
    office.dispatcher.wake()
    await until(lambda: len(office.sent(reviewer)) > before)
    assert office.sent(member) == []
    office.dispatcher.stop()
    gate.opened.set()
    await ended(delivering)


async def test_what_is_queued_while_nothing_is_due_goes_out_when_somebody_wakes_the_dispatcher(
    office: PostOffice, release: Releases, member: Client
) -> None:
    delivering = await running(office)
    await release("routine")
    office.dispatcher.wake()
    await until(lambda: len(office.sent(member)) == 1)
    office.dispatcher.stop()
    await ended(delivering)


# The database away, and mistakes of our own


async def test_results_are_kept_while_the_database_is_away_and_nothing_is_sent_twice(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("immediate")
    impatient = Database(stage.database.url, busy_ms=1)
    stage.world = replace(stage.world, database=impatient)
    office.start("impatient")
    holder = stage.database.writing()

    async def lock(to: Address) -> None:
        if to == member.address:
            await holder.__aenter__()

    office.channels[CHAT].on_send = lock
    with pytest.raises(DatabaseAway):
        await office.deliver()
    assert office.state_of(member)[0] == "sending"
    await holder.__aexit__(None, None, None)
    await office.deliver()
    await impatient.close()
    assert office.state_of(member) == ("accepted", "")
    assert [kept.slots.repeat for kept in office.sent(member)] == [False]


async def test_no_transaction_is_open_while_something_is_sent(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    impatient = Database(stage.database.url, busy_ms=1)
    written: list[Address] = []

    async def write_meanwhile(to: Address) -> None:
        async with impatient.writing() as unit:
            await unit.ticks.take("while sending", f"{len(written)}", stage.clock())
            await unit.commit()
        written.append(to)

    office.channels[CHAT].on_send = write_meanwhile
    await office.deliver()
    await impatient.close()
    assert member.address in written


async def test_a_mistake_of_our_own_in_sending_fails_that_delivery_and_no_other(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    other = await stage.member(name="Demo Other")
    await subscribes(other)
    await release("routine")

    async def break_for_member(to: Address) -> None:
        if to == member.address:
            raise KeyError(to)

    office.channels[CHAT].on_send = break_for_member
    await office.deliver()
    assert office.state_of(member) == ("failed", "internal error")
    assert len(office.sent(other)) == 1


async def test_every_try_is_counted_by_channel_kind_and_result_and_by_nothing_else(
    stage: Stage, office: PostOffice, release: Releases, member: Client
) -> None:
    await release("routine")
    stage.channels[CHAT].fail_next(Temporary(), to=member.address)
    await office.deliver()
    figures = {
        tuple(sorted(sample.labels.items())): sample.value
        for family in office.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "liaison_deliveries_total"
    }
    assert figures[("channel", CHAT), ("kind", "alert"), ("result", "retry")] == 1.0
    assert {name for labels in figures for name, _ in labels} == {"channel", "kind", "result"}


def test_the_watched_channel_stands_for_the_real_one() -> None:
    """What tests hold up is otherwise the memory channel, which passes the contract of all channels."""
    inner = memory.MemoryChannel(CHAT)
    assert Watched(inner).limits == inner.limits
