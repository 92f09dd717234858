"""What goes wrong between a messenger and the real process: it ends in the middle of a turn, an update comes twice or with
nobody's word for it, the database takes nothing, the token is not the bot's.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from alerts.person import Role, RoleKind
from tests.acceptance import people, slack, telegram
from tests.acceptance.chat import chat
from tests.acceptance.process import Installation, installed
from tests.acceptance.rows import count, until_rows
from tests.acceptance.slack import slack_at
from tests.acceptance.telegram import telegram_at, with_words
from tests.acceptance.waiting import until
from tests.channels.fake_slack import FakeSlack
from tests.channels.telegram.service import Act, FakeTelegram
from tests.channels.telegram.world import BOT_ID, Json

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

ANN = 7_001
SECRET = "loopback-webhook-secret"
INPUTS = "select count(*) from inbox where channel = 'telegram'"


async def test_killed_between_an_update_and_its_answer_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api:
        async with people.writing(folder) as unit:
            await people.in_messengers(unit, await people.officer(unit), telegram=str(ANN))
            duty = await people.reviewer(unit)
        async with installed(folder, settings=telegram_at(bot_api)) as live:
            ann = telegram.Person(service=bot_api, id=ANN)
            await ann.says("/report", then="What was seized?")
            await killed_before_its_answer(live, bot_api, "sendMessage", lambda: bot_api.world.says(ANN, "cocaine"))
            await ann.sees("How much?")
            await ann.says("12.4 kg", then="Where was it found?")
            assert len(with_words(ann.room, "How much?")) == 1
            await ann.says("Mombasa port", then="When?")
            await ann.says("yesterday", then="How did it travel?")
            await ann.presses("Sea", then="That is enough for a report")
            summary = await ann.presses_for("That is all for now", then="Seizure report")
            await killed_before_its_answer(live, bot_api, "editMessageText", lambda: ann.press(summary, "Submit"))
            await ann.sees("Thank you. Your report is KE-")
            async with chat(live.address, duty) as reviewer:
                await reviewer.sees("REPORT KE-")
                assert len(await reviewer.told()) == 1
            assert count(live.database, "select count(*) from report") == 1
            assert len(with_words(ann.room, "Thank you")) == 1
            assert bot_api.violations == []


async def test_updates_are_posted_with_the_secret_once_each_and_acknowledged_only_when_kept(tmp_path: Path) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api:
        async with people.writing(folder) as unit:
            await people.in_messengers(unit, await people.officer(unit), telegram=str(ANN))
        hook = {"TELEGRAM_WEBHOOK_URL": "https://liaison.example/hooks/telegram", "TELEGRAM_WEBHOOK_SECRET": SECRET}
        async with installed(folder, settings=telegram_at(bot_api) | hook) as live:
            ann = telegram.Person(service=bot_api, id=ANN)
            await until(lambda: _holds(bool(bot_api.world.webhook)), what="the webhook")

            async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
                async with httpx.AsyncClient(timeout=30) as client:
                    path = httpx.URL(url).path
                    return (await client.post(f"{live.address}{path}", headers=dict(headers), content=body)).status_code

            async def forged(url: str, headers: Mapping[str, str], body: bytes) -> int:
                return await post(url, {**headers, "X-Telegram-Bot-Api-Secret-Token": "guessed-secret"}, body)

            update = bot_api.world.says(ANN, "/report")
            assert await bot_api.deliver(forged, update) == 401
            assert count(live.database, INPUTS) == 0
            assert "guessed-secret" not in live.log

            with failing(live.database, "inbox"):
                assert await bot_api.deliver(post, update) == 503
            assert bot_api.world.updates == [update]

            at_once = await asyncio.gather(bot_api.deliver(post, update), bot_api.deliver(post, update))
            assert list(at_once) == [200, 200]
            await ann.sees("What was seized?")

            with failing(live.database, "progress", what="update"):
                assert await bot_api.deliver(post, bot_api.world.says(ANN, "cocaine")) == 200
                await ann.sees("Something went wrong on our side")
            assert count(live.database, "select count(*) from inbox where poison") == 1
            assert await bot_api.deliver(post, bot_api.world.says(ANN, "cocaine")) == 200
            await ann.sees("How much?")
            assert len(with_words(ann.room, "What was seized?")) == 1
            assert count(live.database, INPUTS) == 3
            assert bot_api.violations == []
            assert SECRET not in live.log


async def test_with_a_wrong_token_the_channel_rests_and_all_else_goes_on_and_check_says_so(tmp_path: Path) -> None:
    folder, wrong = tmp_path / "live", f"{BOT_ID}:AAF-another_bots_token-0123456789abc"
    async with FakeTelegram() as bot_api:
        async with people.writing(folder) as unit:
            who = await people.officer(unit)
        settings = telegram_at(bot_api) | {"TELEGRAM_TOKEN": wrong}
        async with installed(folder, settings=settings) as live:
            await until(lambda: _holds("channel telegram is paused" in live.log), what="the channel to rest")
            async with chat(live.address, who) as officer:
                await officer.says("/report", then="What was seized?")
            checked = await live.run("check")
            assert checked.status == 1
            (line,) = [line for line in checked.out.splitlines() if "Telegram" in line]
            assert "⚠" in line
            assert "Telegram does not know this bot token." in line
            assert wrong.partition(":")[2] not in checked.out + checked.err + live.log
            assert await live.stop() == 0


async def test_nobody_approves_in_slack_what_they_reported_in_telegram(tmp_path: Path) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api, FakeSlack("127.0.0.1") as workspace:
        async with people.writing(folder) as unit:
            both = await people.somebody(
                unit,
                "Demo Ann",
                Role(kind=RoleKind.OFFICER, country="KE"),
                Role(kind=RoleKind.REVIEWER, office="ESA"),
                country="KE",
            )
            await people.in_messengers(unit, both, telegram=str(ANN), slack=workspace.person("Ann"))
            await people.in_messengers(unit, await people.reviewer(unit), slack=workspace.person("Max"))
        async with installed(folder, settings=telegram_at(bot_api) | slack_at(workspace)) as live:
            reporter = telegram.Person(service=bot_api, id=ANN)
            ann = slack.Person(slack=workspace, installation=live, name="Ann")
            max_ = slack.Person(slack=workspace, installation=live, name="Max")
            await reporter.reports_cocaine()
            await max_.sees("REPORT KE-")
            await ann.posts(ann.people.press(ann.id, "Approve", channel=workspace.direct(max_.id)))
            await ann.sees("This is your own report")
            assert ann.id not in workspace.modals
            assert [post for post in workspace.shown(ann.id) if "REPORT KE-" in post.read()] == []
            assert count(live.database, "select count(*) from report where status = 'submitted'") == 1
            await max_.presses("Approve")
            await max_.form("Please look it over")
            assert workspace.violations == []


async def killed_before_its_answer(
    live: Installation, bot_api: FakeTelegram, method: str, happens: Callable[[], Json]
) -> None:
    """An update is kept and its answer not taken when the process ends; the service sends the update again."""
    before = bot_api.count(method)
    bot_api.script(method, Act.HANG)
    update = happens()
    await until(lambda: _holds(bot_api.count(method) > before), what=f"the answer by {method}")
    await until_rows(live.database, "select count(*) from inbox where key = ?", f"{BOT_ID}:{update['update_id']}")
    await live.kill()
    if update not in bot_api.world.updates:
        bot_api.world.updates.append(update)
    await live.start()


@contextmanager
def failing(database: Path, table: str, *, what: str = "insert") -> Iterator[None]:
    """Nothing can be written to a table meanwhile."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as connection:
        connection.execute(f"create trigger broken before {what} on {table} begin select raise(abort, 'broken'); end")
        yield
        connection.execute("drop trigger broken")


async def _holds(what: bool) -> bool:
    return what
