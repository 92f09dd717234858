"""One turn: taken in once, kept or refused as a whole, one person after the other, and nothing of a code kept."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from alerts.person import Role, RoleKind
from bot.conversation import Conversation
from bot.replies_json import from_json
from bot.schedule import clean_up
from channels.message import Content, Happened, Incoming, Pressed, Said
from storage.database import Database, DatabaseAway
from storage.progress import Owner
from tests.bot.client import CHAT, Client
from tests.bot.outbox import Outbox, approves, files, fills, subscribes
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

APOLOGY = "Something went wrong on our side"


def incoming(client: Client, content: Content, key: str) -> Incoming:
    """What a channel hands over when this client does something."""
    return Incoming(
        key=key,
        conversation=client.address,
        sender=client.address,
        sender_name=client.name,
        at=client.stage.clock.at,
        content=content,
    )


async def answers(stage: Stage, key: str) -> list[str]:
    """The texts that were kept as replies to an input."""
    async with stage.database.reading() as unit:
        taken = await unit.inbox.find(CHAT, key)
    assert taken is not None
    return [from_json(reply).message.text for reply in taken.replies]


@pytest.fixture
async def second(stage: Stage) -> AsyncIterator[Conversation]:
    """Another worker over the same file."""
    database = Database(stage.database.url)
    yield Conversation(replace(stage.world, database=database))
    await database.close()


# The same key twice (S-03)


async def test_the_same_press_at_two_workers_at_once_files_one_report(
    stage: Stage, officer: Client, second: Conversation
) -> None:
    await fills(officer)
    press = incoming(officer, Pressed(token=officer.button("Submit").token), "the same")
    handled = await asyncio.gather(stage.conversation.handle(press), second.handle(press))
    assert sorted(entry.outcome.repeated for entry in handled) == [False, True]
    assert len(await stage.reports()) == 1
    assert rows(stage, "SELECT count(*) FROM inbox WHERE key = 'the same'") == [(1,)]


async def test_the_same_key_many_times_at_once_is_one_input(stage: Stage, officer: Client) -> None:
    await officer.says("/report")
    said = incoming(officer, Said(text="cocaine hydrochloride"), "the same")
    handled = await asyncio.gather(*(stage.conversation.handle(said) for _ in range(8)))
    assert sum(not entry.outcome.repeated for entry in handled) == 1
    assert len({entry.inbox for entry in handled}) == 1, "all lead to the same reply"


async def test_the_same_key_of_another_channel_is_another_input(stage: Stage, officer: Client) -> None:
    elsewhere = await officer.moves_to("another phone", channel="mail")
    handled = [
        await stage.conversation.handle(incoming(client, Said(text="/help"), "the same"))
        for client in (officer, elsewhere)
    ]
    assert [entry.outcome.repeated for entry in handled] == [False, False]


async def test_a_repeat_that_was_answered_has_nothing_to_send(stage: Stage, officer: Client) -> None:
    await officer.says("/help", key="the same")
    handled = await stage.conversation.handle(incoming(officer, Said(text="/help"), "the same"))
    assert handled.inbox is None
    assert handled.outcome.repeated


async def test_a_repeat_a_week_later_still_has_no_second_effect(stage: Stage, officer: Client) -> None:
    await fills(officer)
    press = incoming(officer, Pressed(token=officer.button("Submit").token), "the same")
    first = await stage.conversation.handle(press)
    assert first.inbox is not None
    async with stage.database.writing() as unit:
        await unit.inbox.mark_answered(first.inbox, stage.clock())
        await unit.commit()
    stage.clock.passes(timedelta(days=8))
    await clean_up(stage.world)
    assert (await stage.conversation.handle(press)).outcome.repeated
    assert len(await stage.reports()) == 1


# Stored before acknowledged (S-05), waited for (S-94)


async def test_what_is_handled_is_committed(stage: Stage, officer: Client, second: Conversation) -> None:
    del second
    await stage.conversation.handle(incoming(officer, Said(text="/report"), "k"))
    assert rows(stage, "SELECT count(*) FROM inbox WHERE key = 'k'") == [(1,)]
    assert rows(stage, "SELECT dialog FROM progress") == [("report",)]


async def test_with_the_database_gone_nothing_is_acknowledged_and_when_it_is_back_nothing_is_lost(
    stage: Stage, officer: Client
) -> None:
    await fills(officer)
    press = incoming(officer, Pressed(token=officer.button("Submit").token), "k")
    kept = stage.path.with_name("kept.db")
    await stage.database.close()
    stage.path.rename(kept)
    stage.path.mkdir()
    with pytest.raises(DatabaseAway):
        await stage.conversation.handle(press)
    stage.path.rmdir()
    kept.rename(stage.path)
    assert not (await stage.conversation.handle(press)).outcome.repeated
    assert [report.number for report in await stage.reports()] == ["KE-2026-000001"]
    assert await stage.poisoned() == 0


async def test_a_disk_that_is_full_in_the_middle_of_a_turn_keeps_nothing_and_makes_no_poison(
    stage: Stage, officer: Client
) -> None:
    await _most_pages(stage, 1)
    long = (incoming(officer, Said(text=f"{number} " * 1000), f"k{number}") for number in range(1000))
    refused = next(iter([came async for came in _refused(stage, long)]))
    assert rows(stage, "SELECT count(*) FROM inbox WHERE key = ?", refused.key) == [(0,)]
    await _most_pages(stage, 1_000_000)
    assert not (await stage.conversation.handle(refused)).outcome.repeated
    assert rows(stage, "SELECT count(*) FROM inbox WHERE key = ?", refused.key) == [(1,)]
    assert await stage.poisoned() == 0


async def _refused(stage: Stage, inputs: Iterable[Incoming]) -> AsyncIterator[Incoming]:
    """Hands inputs over until one is refused because the file is full, and yields that one."""
    for came in inputs:
        try:
            await stage.conversation.handle(came)
        except DatabaseAway:
            yield came
            return


async def _most_pages(stage: Stage, pages: int) -> None:
    """The file may grow to so many pages only (never fewer than it has)."""

    def limit(connection: Connection) -> None:
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    await stage.database.run_sync(limit)


async def test_another_that_writes_for_a_moment_is_waited_for_and_not_shown(stage: Stage, officer: Client) -> None:
    holder = sqlite3.connect(stage.path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    saying = asyncio.create_task(officer.says("/report"))
    asyncio.get_running_loop().call_later(0.2, holder.execute, "COMMIT")
    assert "What was seized?" in await saying
    holder.close()
    assert await stage.poisoned() == 0


# Poison (S-06)


@pytest.fixture
async def poisoned(stage: Stage, officer: Client) -> Client:
    """An officer whose every word raises: what the file says of their dialog cannot be read."""
    await officer.says("/report")
    write(stage, 'UPDATE progress SET body = \'{"dialog": "no such dialog"}\'')
    return officer


async def test_an_input_that_raises_is_kept_and_answered_with_an_apology(stage: Stage, poisoned: Client) -> None:
    said = await poisoned.says("cocaine", key="k")
    assert said.startswith(APOLOGY)
    assert rows(stage, "SELECT poison, content FROM inbox WHERE key = 'k'") == [(1, None)]


async def test_the_apology_is_in_the_persons_language(stage: Stage) -> None:
    officer = await stage.officer(language="fr")
    await officer.says("/report")
    write(stage, 'UPDATE progress SET body = \'{"dialog": "no such dialog"}\'')
    said = await officer.says("cocaïne")
    assert said
    assert APOLOGY not in said


async def test_the_same_poison_again_is_a_repeat(stage: Stage, poisoned: Client) -> None:
    first = await poisoned.says("cocaine", key="k")
    assert await poisoned.repeats() == first
    assert poisoned.handled is not None
    assert poisoned.handled.outcome.repeated
    assert await stage.poisoned() == 1


async def test_nothing_that_a_poisoned_turn_did_is_kept(stage: Stage, officer: Client) -> None:
    await fills(officer)
    before = rows(stage, "SELECT * FROM progress")
    write(stage, "CREATE TRIGGER breaks BEFORE INSERT ON delivery BEGIN SELECT RAISE(ABORT, 'broken'); END")
    await stage.reviewer()
    assert (await officer.presses("Submit")).startswith(APOLOGY)
    assert await stage.reports() == []
    assert rows(stage, "SELECT * FROM progress") == before
    assert verbs(stage) == ["installation.make"]


async def test_a_poison_holds_up_neither_its_person_nor_others(stage: Stage, poisoned: Client) -> None:
    other = await stage.officer(name="Demo Other")
    handled = await asyncio.gather(
        *(
            stage.conversation.handle(incoming(client, Said(text=words), f"{client.name} {words}"))
            for words in ("one", "two")
            for client in (poisoned, other)
        )
    )
    assert all(entry.inbox is not None for entry in handled)
    write(stage, "DELETE FROM progress")
    assert "What was seized?" in await poisoned.says("/report")


# One after the other (S-07)


async def test_two_posts_of_a_person_at_once_are_taken_one_after_the_other(stage: Stage, officer: Client) -> None:
    await officer.says("/report")
    texts = ("cocaine hydrochloride", "12.4 kg", "Mombasa port", "today", "Sea")
    await asyncio.gather(
        *(stage.conversation.handle(incoming(officer, Said(text=words), f"k{words}")) for words in texts)
    )
    person = await officer.person()
    async with stage.database.reading() as unit:
        kept = await unit.progress.front(Owner(person=person.id))
    assert kept is not None
    answered = kept.body["answers"]
    assert isinstance(answered, dict)
    assert answered["commodity"] == "DRG-COC-HCL"
    assert answered["quantity"] == {"amount": "12.4", "unit": "KGM"}
    assert answered["transport"] == "SEA"
    assert await stage.poisoned() == 0


async def test_posts_of_a_person_at_two_addresses_at_once_lose_nothing(
    stage: Stage, officer: Client, second: Conversation
) -> None:
    await officer.says("/report")
    phone = await officer.moves_to("another phone")
    await asyncio.gather(
        stage.conversation.handle(incoming(officer, Said(text="cocaine hydrochloride"), "one")),
        second.handle(incoming(phone, Said(text="cocaine hydrochloride"), "two")),
    )
    assert await stage.poisoned() == 0
    assert rows(stage, "SELECT count(*) FROM inbox WHERE key IN ('one', 'two')") == [(2,)]
    assert rows(stage, "SELECT count(*) FROM progress WHERE front") == [(1,)]


# An alert in the middle of a report (S-14)


async def test_an_alert_that_arrives_in_the_middle_of_a_report_leaves_it_as_it_is(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    busy = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="UG"), Role(kind=RoleKind.MEMBER, country="UG"), country="UG"
    )
    await subscribes(busy)
    await busy.says("/report")
    await busy.says("cocaine hydrochloride")
    await files(officer)
    await approves(reviewer, box)
    assert "ESA-2026-0001" in box.text_at(busy)
    assert "Mombasa" in await busy.presses_token(box.button(busy, "Full text").token)
    for answer in ("12.4 kg", "Entebbe International Airport", "today", "Air"):
        await busy.says(answer)
    await busy.presses("That is all for now")
    await busy.presses("Submit")
    [filed] = [report for report in await stage.reports() if report.country == "UG"]
    assert [good.commodity for good in filed.seizure.goods] == ["DRG-COC-HCL"]
    assert str(filed.seizure.goods[0].quantity.amount) == "12.4"
    assert filed.seizure.place.country == "UG"


# Codes (what is kept of an input)


def everywhere(stage: Stage) -> str:
    """Everything that stands in the file."""
    connection = sqlite3.connect(stage.path)
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump


async def test_a_code_that_came_with_the_first_contact_is_kept_nowhere(stage: Stage) -> None:
    code = await stage.invitation()
    stranger = await stage.stranger()
    await stranger.says(f"/start {code}")
    assert code not in everywhere(stage)
    await stranger.presses("English")
    assert "Welcome" in stranger.shown()
    assert code not in everywhere(stage)


async def test_a_code_that_is_typed_is_kept_nowhere(stage: Stage) -> None:
    code = await stage.invitation()
    stranger = await stage.stranger()
    await stranger.says("hello")
    await stranger.presses("English")
    await stranger.says(f" {code} ")
    assert "Welcome" in stranger.shown()
    assert code not in everywhere(stage)


async def test_a_code_that_is_typed_before_it_is_asked_for_is_kept_nowhere(stage: Stage) -> None:
    code = await stage.invitation()
    stranger = await stage.stranger()
    for _ in range(2):
        await stranger.says(code)
    assert code not in everywhere(stage)
    await stranger.presses("English")
    assert "Welcome" in stranger.shown()


async def test_a_code_opened_by_somebody_who_has_joined_is_kept_nowhere(stage: Stage, officer: Client) -> None:
    code = await stage.invitation()
    await officer.says(f"  /Start {code}")
    assert code not in everywhere(stage)


async def test_what_somebody_who_has_joined_says_is_kept_for_a_week(stage: Stage, officer: Client) -> None:
    await officer.says("these words")
    assert "these words" in everywhere(stage)
    stage.clock.passes(timedelta(days=8))
    await clean_up(stage.world)
    assert "these words" not in everywhere(stage)


# Text stays text (S-57)

HOSTILE = "<b>x</b> &amp; _y_ *z* [l](javascript:1) <!channel> @everyone"


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\x00", "\x1b"])
async def test_markup_stays_text_and_hidden_characters_are_taken_out_on_the_way_to_an_alert(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, hidden: str
) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("✎ Title")
    await reviewer.says(f"{hidden}{HOSTILE}{hidden}")
    await reviewer.presses("Preview")
    await reviewer.presses("Release")
    await box.deliver()
    [alert] = box.at(member)
    assert alert.title == HOSTILE


# What befalls an address


async def test_an_address_that_was_blocked_takes_no_messages_until_its_owner_says_so(
    stage: Stage, officer: Client
) -> None:
    await stage.conversation.handle(Happened(key="1", address=officer.address, kind="blocked"))
    await stage.conversation.handle(Happened(key="2", address=officer.address, kind="returned"))
    assert not await active(officer)
    assert "Shall messages come again?" in await officer.says("/start")
    assert not await active(officer)
    await officer.presses("Yes, send again")
    assert await active(officer)
    assert verbs(stage)[1:] == ["address.blocked", "address.returned"]


async def active(client: Client) -> bool:
    account = await client.account()
    assert account is not None
    return account.active


async def test_the_same_happening_twice_is_one(stage: Stage, officer: Client) -> None:
    blocked = Happened(key="k", address=officer.address, kind="blocked")
    first, again = [await stage.conversation.handle(blocked) for _ in range(2)]
    assert (first.outcome.repeated, again.outcome.repeated) == (False, True)
    assert verbs(stage)[1:] == ["address.blocked"]
