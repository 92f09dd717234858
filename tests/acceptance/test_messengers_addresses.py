"""What befalls an address of a messenger while the real process runs: a stranger comes into a group, a group moves, a
person blocks the bot and comes back.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from alerts.person import Role, RoleKind
from storage.unit_of_work import UnitOfWork
from tests.acceptance import people, slack, telegram
from tests.acceptance.chat import chat
from tests.acceptance.people import SignedIn
from tests.acceptance.process import Installation, installed
from tests.acceptance.rows import rows, until_rows, until_settled
from tests.acceptance.slack import slack_at
from tests.acceptance.telegram import shows, telegram_at, with_words
from tests.acceptance.waiting import until
from tests.channels.fake_slack import FakeSlack
from tests.channels.telegram.service import FakeTelegram
from tests.channels.telegram.world import BOT_ID, NOON, Json, Room, chat_json, member_json, user_json

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

ANN, BEN, STRANGER = 7_001, 7_002, 7_999
HARBOUR, AIRPORT, MOVED = -1_001_234_567, -1_007_654_321, -1_009_999_999
ALERT = "TLP:AMBER · ROUTINE · ESA-"
BLOCKED = (403, "Forbidden: bot was blocked by the user", Json())


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An officer and a reviewer at the web chat, and an administrator, who let one alert out after the other."""

    officer: SignedIn
    reviewer: SignedIn
    administrator: SignedIn

    async def release(self, live: Installation) -> None:
        async with chat(live.address, self.officer) as officer:
            await officer.reports()
        async with chat(live.address, self.reviewer) as reviewer:
            await reviewer.approves()


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[tuple[UnitOfWork, Office]]:
    """Written with whoever else is needed, before the process starts."""
    async with people.writing(folder) as unit:
        yield (
            unit,
            Office(
                officer=await people.officer(unit),
                reviewer=await people.reviewer(unit),
                administrator=await people.administrator(unit),
            ),
        )


async def test_what_is_restricted_goes_to_a_group_only_while_everybody_there_is_known_and_its_administrator_is_asked(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api, FakeSlack("127.0.0.1") as workspace:
        async with office(folder) as (unit, ours):
            await people.in_messengers(unit, ours.administrator, slack=workspace.person("Eve"))
            await people.in_messengers(unit, ours.reviewer, telegram=str(ANN))
            for place in (HARBOUR, AIRPORT):
                await people.group(unit, ours.administrator, "telegram", str(place))
        there = {BOT_ID: "administrator", ANN: "creator"}
        harbour = bot_api.world.group(HARBOUR, title="Harbour", members=dict(there))
        airport = bot_api.world.group(AIRPORT, title="Airport", members=dict(there))
        async with installed(folder, settings=telegram_at(bot_api) | slack_at(workspace)) as live:
            eve = slack.Person(slack=workspace, installation=live, name="Eve")
            await ours.release(live)
            for group in (harbour, airport):
                assert (await shows(group, ALERT)).protected

            comes(bot_api, harbour, STRANGER)
            becomes(bot_api, airport, BOT_ID, "member", by=ANN)
            doubted = "select count(*) from circle where asked_at is null"
            await until_rows(live.database, doubted, least=2)
            await ours.release(live)
            for title in ("Harbour", "Airport"):
                await slack.shows(workspace, eve.id, f"The group “{title}” did not get a restricted alert")
            await until_settled(live.database)
            assert [len(with_words(group, ALERT)) for group in (harbour, airport)] == [1, 1]
            assert (bot_api.violations, workspace.violations) == ([], [])


async def test_a_group_that_moves_gets_what_two_sends_at_once_had_for_it_once_at_its_new_id(tmp_path: Path) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api:
        async with office(folder) as (unit, ours):
            await people.in_messengers(unit, await people.reviewer(unit, "Demo Ann"), telegram=str(ANN))
            await people.group(unit, ours.administrator, "telegram", str(HARBOUR), reviews=True)
        there = {BOT_ID: "administrator", ANN: "creator"}
        old = bot_api.world.group(HARBOUR, members=dict(there))
        async with installed(folder, settings=telegram_at(bot_api)) as live:
            both = asyncio.Event()  # a card and, after the group's pace, an alert; Ann gets a card of her own
            bot_api.script("sendMessage", both, both, both)
            await ours.release(live)
            await until(lambda: _holds(len(sent_to(bot_api, HARBOUR)) == 2), what="two sends at once")
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            new = bot_api.world.group(MOVED, members=dict(there))
            old.refusal = (400, moved, {"migrate_to_chat_id": MOVED})
            bot_api.world.update(message=bot_api.world.message(HARBOUR, sender=ANN, migrate_to_chat_id=MOVED))
            both.set()
            await shows(new, ALERT)
            await until_settled(live.database)
            assert len(with_words(new, ALERT)) == len(new.messages) == 1
            assert len(sent_to(bot_api, HARBOUR)) == 2
            assert rows(live.database, "select count(*) from audit where verb = 'address.moved'") == [(1,)]
            groups = "select a.external_id, c.active from circle c join address a on a.id = c.address_id"
            assert rows(live.database, groups) == [(str(MOVED), 1)]
            assert bot_api.violations == []


async def test_who_blocks_the_bot_gets_nothing_more_until_they_come_back_and_say_so(tmp_path: Path) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api:
        async with office(folder) as (unit, ours):
            for id_ in (ANN, BEN):
                await people.subscribes(unit, await reads(unit, id_, country="UG"))
        ann, ben = (telegram.Person(service=bot_api, id=id_) for id_ in (ANN, BEN))
        async with installed(folder, settings=telegram_at(bot_api)) as live:
            ann.room.refusal, ben.room.refusal = BLOCKED, (403, "Forbidden: not just now", {})
            await ours.release(live)
            await until_settled(live.database)
            active = "select external_id, active from address where channel = 'telegram' order by external_id"
            assert rows(live.database, active) == [(str(ANN), 0), (str(BEN), 1)]
            where = "select channel, state from delivery d where kind = 'alert' order by channel, id"
            assert rows(live.database, where) == [("telegram", "failed")] * 2 + [("web", "accepted")] * 2

            ann.room.refusal = ben.room.refusal = None
            becomes(bot_api, ann.room, BOT_ID, "member", was="kicked", by=ANN)
            await ann.says("/start", then="Shall messages come again?")
            assert with_words(ann.room, ALERT) == []
            await ann.presses("Yes, send again", then="Welcome")
            await ours.release(live)
            for one in (ann, ben):
                await shows(one.room, ALERT)
                assert [shown.said.text.splitlines()[0][-4:] for shown in with_words(one.room, ALERT)] == ["0002"]
            assert bot_api.violations == []


async def reads(unit: UnitOfWork, telegram_id: int, *, country: str) -> SignedIn:
    """A member at Telegram and at the web chat, who has not subscribed."""
    role = Role(kind=RoleKind.MEMBER, country=country)
    who = await people.somebody(unit, f"Demo Member {telegram_id}", role, country=country)
    await people.in_messengers(unit, who, telegram=str(telegram_id))
    return who


def comes(bot_api: FakeTelegram, group: Room, user: int) -> None:
    """Somebody is in a group now."""
    group.members[user] = "member"
    bot_api.world.update(
        chat_member={
            "chat": chat_json(group),
            "from": user_json(ANN),
            "date": NOON,
            "old_chat_member": member_json(user, "left"),
            "new_chat_member": member_json(user, "member"),
        }
    )


def becomes(bot_api: FakeTelegram, room: Room, user: int, status: str, *, by: int, was: str = "administrator") -> None:
    """Our own standing in a chat is another now."""
    room.members[user] = status
    bot_api.world.update(
        my_chat_member={
            "chat": chat_json(room),
            "from": user_json(by),
            "date": NOON,
            "old_chat_member": member_json(user, was),
            "new_chat_member": member_json(user, status),
        }
    )


def sent_to(bot_api: FakeTelegram, chat_id: int) -> list[Json]:
    return [given for method, given in bot_api.calls if method == "sendMessage" and given["chat_id"] == str(chat_id)]


async def _holds(what: bool) -> bool:
    return what
