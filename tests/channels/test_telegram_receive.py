"""How updates come in from Telegram: polled for or posted, each acknowledged only when it was kept."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from channels.base import Handler, Outcome, Slots
from channels.errors import Misconfigured, Temporary
from channels.message import Button, Happened, Incoming, Message, Pressed, Said
from channels.telegram import HOOK_PATH, TelegramSettings
from channels.telegram.channel import TelegramChannel
from tests.channels.harness_telegram import HOOK, SECRET, SHORT, TelegramHarness, open_bot
from tests.channels.telegram.methods import Refusal
from tests.channels.telegram.service import Act
from tests.channels.telegram.world import TOKEN, Json, chat_json

News = Incoming | Happened
ANN, BOB = 7001, 7002
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def words(news: News) -> str:
    """What was said, or what it is otherwise."""
    return news.content.text if isinstance(news, Incoming) and isinstance(news.content, Said) else type(news).__name__


class Ear:
    """Takes things in. `before` runs first and may raise, as a database does that is away."""

    def __init__(self) -> None:
        self.heard: list[News] = []
        self.outcome = Outcome()
        self.before: Callable[[News], Awaitable[None]] | None = None

    async def __call__(self, news: News) -> Outcome:
        if self.before:
            await self.before(news)
        self.heard.append(news)
        return self.outcome

    @property
    def said(self) -> list[str]:
        return [words(news) for news in self.heard]


@asynccontextmanager
async def receiving(channel: TelegramChannel, handle: Handler) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.receive(handle))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def confirmed(bot: TelegramHarness) -> Callable[[], bool]:
    """Whether no update waits at the service any more."""
    return lambda: not bot.service.world.updates


# Polling: S-05, S-06, S-07.


async def test_what_is_said_is_handed_over_and_confirmed() -> None:
    async with open_bot() as bot:
        ear = Ear()
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert ear.said == ["one"]


async def test_nothing_is_confirmed_before_it_was_kept() -> None:
    async with open_bot() as bot:
        ear, begun, kept = Ear(), asyncio.Event(), asyncio.Event()

        async def wait(_: News) -> None:
            begun.set()
            await kept.wait()

        ear.before = wait
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await begun.wait()
            polls = bot.service.count("getUpdates")
            await bot.service.until(lambda: bot.service.count("getUpdates") >= polls + 2)
            assert len(bot.service.world.updates) == 1
            kept.set()
            await bot.service.until(confirmed(bot))
    assert ear.said == ["one"]


async def test_what_is_kept_while_a_poll_is_under_way_is_not_handed_over_again() -> None:
    async with open_bot() as bot:
        ear, kept, at_once, held = Ear(), asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def wait(_: News) -> None:
            await kept.wait()

        ear.before = wait
        at_once.set()
        bot.service.script("getUpdates", at_once, held)
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: bot.service.count("getUpdates") == 2)
            kept.set()
            await bot.service.until(lambda: ear.said == ["one"])
            held.set()
            await bot.service.until(confirmed(bot))
    assert ear.said == ["one"]


async def test_what_could_not_be_kept_comes_again_and_nothing_is_lost() -> None:
    async with open_bot() as bot:
        ear, failures = Ear(), [OSError("the database is away")] * 3

        async def fail(_: News) -> None:
            if failures:
                raise failures.pop()

        ear.before = fail
        for text in ("one", "two"):
            bot.service.world.says(ANN, text)
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert ear.said == ["one", "two"]


async def test_behind_what_could_not_be_kept_the_same_chat_waits_and_another_does_not() -> None:
    async with open_bot() as bot:
        ear = Ear()

        async def fail(news: News) -> None:
            if words(news) == "one":
                raise OSError

        ear.before = fail
        bot.service.world.says(ANN, "one")
        bot.service.world.says(ANN, "two")
        bot.service.world.says(BOB, "three")
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: "three" in ear.said)
            await bot.service.until(lambda: bot.service.count("getUpdates") > 2)
        assert ear.said == ["three"]
        assert len(bot.service.world.updates) == 3


async def test_the_waits_after_a_failure_grow() -> None:
    waits = list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    async with open_bot(sleep=sleep) as bot:
        ear = Ear()

        async def fail(_: News) -> None:
            if len(waits) < 7:
                raise OSError

        ear.before = fail
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


async def test_a_batch_of_one_chat_goes_one_by_one_in_the_order_of_its_ids() -> None:
    async with open_bot() as bot:
        ear, at_once, most = Ear(), 0, 0

        async def slowly(_: News) -> None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            for _turn in range(3):
                await asyncio.sleep(0)
            at_once -= 1

        ear.before = slowly
        for number in range(20):
            bot.service.world.says(ANN, str(number))
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert ear.said == [str(number) for number in range(20)]
    assert most == 1


async def test_a_chat_that_takes_long_holds_no_other_up_also_not_later_ones() -> None:
    async with open_bot() as bot:
        ear, release = Ear(), asyncio.Event()

        async def hold(news: News) -> None:
            if words(news) == "slow":
                await release.wait()

        ear.before = hold
        bot.service.world.says(ANN, "slow")
        bot.service.world.says(BOB, "quick")
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: ear.said == ["quick"])
            bot.service.world.says(BOB, "later")
            await bot.service.until(lambda: ear.said == ["quick", "later"])
            release.set()
            await bot.service.until(confirmed(bot))
    assert ear.said == ["quick", "later", "slow"]


async def test_an_update_that_cannot_be_read_is_skipped_and_named_by_its_id_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_bot() as bot:
        ear = Ear()
        broken = bot.service.world.update(message={"message_id": "?", "text": "secret words"})
        bot.service.world.says(ANN, "after it")
        with caplog.at_level(logging.DEBUG):
            async with receiving(bot.channel, ear):
                await bot.service.until(confirmed(bot))
    assert ear.said == ["after it"]
    assert str(broken["update_id"]) in caplog.text
    assert "secret words" not in caplog.text


async def test_an_update_that_means_nothing_to_us_is_confirmed() -> None:
    async with open_bot() as bot:
        ear = Ear()
        bot.service.world.update(message=bot.service.world.message(ANN, new_chat_title="y"))
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: bot.service.count("getUpdates") > 1)
            await bot.service.until(confirmed(bot))
    assert ear.said == []


async def test_after_a_quiet_week_a_lower_id_is_found_too() -> None:
    async with open_bot() as bot:
        ear = Ear()
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
            bot.service.world.last_update = 17
            # The service does not show it to a poll that asks for higher ones.
            bot.service.world.says(ANN, "two")
            await bot.service.until(lambda: ear.said == ["one", "two"])
            await bot.service.until(confirmed(bot))


async def test_what_we_want_to_hear_of_is_asked_for() -> None:
    async with open_bot() as bot:
        async with receiving(bot.channel, Ear()):
            await bot.service.until(lambda: bot.service.count("getUpdates") > 0)
        (asked,) = {given["allowed_updates"] for method, given in bot.service.calls if method == "getUpdates"}
    assert set(json.loads(asked)) >= {"message", "callback_query", "chat_member", "my_chat_member"}


async def test_a_webhook_of_before_is_taken_back_and_loses_nothing() -> None:
    async with open_bot() as bot:
        ear = Ear()
        bot.service.world.webhook = {"url": "https://elsewhere.example/hooks/telegram"}
        bot.service.world.says(ANN, "waiting")
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert ear.said == ["waiting"]


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Refusal(401, "Unauthorized"), Misconfigured),
        (Refusal(502, "Bad Gateway"), Temporary),
        (Act.RESET, Temporary),
        (Refusal(409, "Conflict: terminated by other getUpdates request"), Temporary),
    ],
)
async def test_a_poll_that_fails_ends_receiving_with_its_name(refusal: Refusal | Act, kind: type[Exception]) -> None:
    async with open_bot() as bot:
        bot.service.script("getUpdates", refusal)
        with pytest.raises(kind):
            await bot.channel.receive(Ear())


async def test_receiving_can_begin_again_after_a_failure() -> None:
    async with open_bot() as bot:
        ear = Ear()
        bot.service.script("getUpdates", Act.GATEWAY)
        with pytest.raises(Temporary):
            await bot.channel.receive(ear)
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert ear.said == ["one"]


async def test_what_is_under_way_when_receiving_ends_may_finish() -> None:
    async with open_bot() as bot:
        ear, begun = Ear(), asyncio.Event()

        async def wait(_: News) -> None:
            begun.set()
            for _turn in range(5):
                await asyncio.sleep(0)

        ear.before = wait
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await begun.wait()
    assert ear.said == ["one"]


# Two instances: S-85.


async def test_of_two_that_poll_one_goes_on_and_the_other_is_told_why() -> None:
    async with open_bot() as bot:
        settings = TelegramSettings(token=TOKEN, api_url=bot.service.url)
        async with TelegramChannel(settings, commands={}, time_limits=SHORT) as second:
            first = asyncio.create_task(bot.channel.receive(Ear()))
            await bot.service.until(lambda: bot.service.count("getUpdates") > 0)
            ear = Ear()
            async with receiving(second, ear):
                with pytest.raises(Temporary, match="Another instance"):
                    await first
                bot.service.world.says(ANN, "one")
                await bot.service.until(confirmed(bot))
    assert ear.said == ["one"]


# The webhook: S-03, S-05, S-83.


async def post(bot: TelegramHarness, content: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return await bot.post(HOOK, headers, content)


@asynccontextmanager
async def posted_to(ear: Handler) -> AsyncIterator[TelegramHarness]:
    async with open_bot(webhook=True) as bot, receiving(bot.channel, ear):
        await bot.service.until(lambda: bool(bot.service.world.webhook))
        yield bot


async def test_a_webhook_is_set_with_its_secret_for_one_connection() -> None:
    async with posted_to(Ear()) as bot:
        hook = bot.service.world.webhook
    assert (hook["url"], hook["secret"], hook["most"]) == (HOOK, SECRET, 1)
    assert "chat_member" in hook["allowed"]


async def test_an_update_is_answered_200_after_it_was_kept() -> None:
    ear, begun, kept = Ear(), asyncio.Event(), asyncio.Event()

    async def wait(_: News) -> None:
        begun.set()
        await kept.wait()

    ear.before = wait
    async with posted_to(ear) as bot:
        answered = asyncio.create_task(bot.service.deliver(bot.post, bot.service.world.says(ANN, "one")))
        await begun.wait()
        assert not answered.done()
        kept.set()
        assert await answered == 200


async def test_what_could_not_be_kept_is_answered_503_and_taken_when_posted_again() -> None:
    ear, failures = Ear(), [OSError("the database is away")]

    async def fail(_: News) -> None:
        if failures:
            raise failures.pop()

    ear.before = fail
    async with posted_to(ear) as bot:
        update = bot.service.world.says(ANN, "one")
        assert await bot.service.deliver(bot.post, update) == 503
        assert await bot.service.deliver(bot.post, update) == 200
    assert ear.said == ["one"]


async def test_the_same_update_twice_has_one_key() -> None:
    ear = Ear()
    async with posted_to(ear) as bot:
        update = bot.service.world.says(ANN, "one")
        await asyncio.gather(*(bot.service.deliver(bot.post, update) for _ in range(2)))
    assert len(ear.heard) == 2
    assert len({news.key for news in ear.heard}) == 1


async def test_updates_of_one_chat_posted_at_once_are_taken_one_by_one_in_their_order() -> None:
    ear, at_once = Ear(), list[str]()

    async def slowly(news: News) -> None:
        at_once.append(words(news))
        assert len(at_once) == 1
        for _turn in range(3):
            await asyncio.sleep(0)
        at_once.clear()

    ear.before = slowly
    async with posted_to(ear) as bot:
        updates = [bot.service.world.says(ANN, str(number)) for number in range(5)]
        statuses = await asyncio.gather(*(bot.service.deliver(bot.post, update) for update in updates))
    assert statuses == [200] * 5
    assert ear.said == ["0", "1", "2", "3", "4"]


async def test_a_chat_that_takes_long_holds_no_other_posts_up() -> None:
    ear, begun, release = Ear(), asyncio.Event(), asyncio.Event()

    async def hold(news: News) -> None:
        if words(news) == "slow":
            begun.set()
            await release.wait()

    ear.before = hold
    async with posted_to(ear) as bot, asyncio.timeout(5):
        slow = asyncio.create_task(bot.service.deliver(bot.post, bot.service.world.says(ANN, "slow")))
        await begun.wait()
        assert await bot.service.deliver(bot.post, bot.service.world.says(BOB, "quick")) == 200
        release.set()
        assert await slow == 200


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "é"])
async def test_without_the_right_secret_nothing_is_taken(secret: str | None, caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()
    with caplog.at_level(logging.DEBUG):
        async with posted_to(ear) as bot:
            content = json.dumps(bot.service.world.says(ANN, "one")).encode()
            headers = {} if secret is None else {SECRET_HEADER.encode(): secret.encode()}
            transport = httpx.ASGITransport(Starlette(routes=list(bot.channel.routes())))
            async with httpx.AsyncClient(transport=transport, base_url="https://liaison.example") as web:
                answer = await web.post(HOOK_PATH, headers=headers, content=content)
    assert answer.status_code == 401
    assert ear.heard == []
    assert not (secret and len(secret) > 3 and secret in caplog.text)


async def test_a_body_without_the_secret_is_not_even_read() -> None:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    async with posted_to(Ear()) as bot:
        transport = httpx.ASGITransport(Starlette(routes=list(bot.channel.routes())))
        async with httpx.AsyncClient(transport=transport, base_url="https://liaison.example") as web:
            assert (await web.post(HOOK_PATH, content=body())).status_code == 401


@pytest.mark.parametrize("content", [b" " * (1024 * 1024 + 1), b'{"update_id": 1}' + b" " * 1024 * 1024])
async def test_a_body_over_the_limit_is_refused(content: bytes) -> None:
    async with posted_to(Ear()) as bot:
        assert await post(bot, content) == 413


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
async def test_what_is_no_update_is_refused(content: bytes) -> None:
    async with posted_to(Ear()) as bot:
        assert await post(bot, content) == 400


async def test_while_nobody_receives_an_update_is_not_taken() -> None:
    async with open_bot(webhook=True) as bot:
        assert await post(bot, json.dumps({"update_id": 1}).encode()) == 503


async def test_an_update_that_cannot_be_read_is_taken_so_that_it_does_not_come_for_ever() -> None:
    async with posted_to(Ear()) as bot:
        assert await post(bot, b'{"update_id": 1, "message": {"message_id": "?"}}') == 200


async def test_without_a_webhook_there_is_no_route() -> None:
    async with open_bot() as bot:
        assert list(bot.channel.routes()) == []


async def test_a_webhook_telegram_does_not_take_is_a_wrong_setting() -> None:
    async with open_bot(webhook=True) as bot:
        bot.service.script("setWebhook", Refusal(400, "Bad Request: bad webhook: Failed to resolve host"))
        with pytest.raises(Misconfigured):
            await bot.channel.receive(Ear())


# Presses are answered: S-28.


async def pressed(bot: TelegramHarness, label: str = "Take") -> Json:
    """Ann presses a button of ours."""
    message = Message(language="en", text="?", buttons=((Button(label=label, token="take.review.x.1"),),))
    await bot.channel.send(bot.address("ann"), bot.channel.prepare(message), Slots(), key="k")
    room = bot.service.world.rooms[int(bot.address("ann").id)]
    return bot.service.world.presses(room, room.messages[room.last_id], label, room.id)


def answers(bot: TelegramHarness) -> list[tuple[str, str]]:
    return bot.service.world.answers


async def test_a_press_is_answered_after_it_was_taken_in() -> None:
    async with open_bot() as bot:
        ear = Ear()
        query = (await pressed(bot))["callback_query"]["id"]
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: answers(bot) == [(query, "")])
    (news,) = ear.heard
    assert isinstance(news, Incoming)
    assert news.content == Pressed(token="take.review.x.1")


async def test_the_answer_carries_the_notice_at_most_200_characters_of_it() -> None:
    async with open_bot() as bot:
        ear = Ear()
        ear.outcome = Outcome(notice="x" * 300)
        await pressed(bot)
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: len(answers(bot)) == 1)
    assert answers(bot)[0][1] == "x" * 199 + "…"


async def test_a_press_that_was_not_kept_is_answered_when_it_comes_again() -> None:
    async with open_bot() as bot:
        ear, failures = Ear(), [OSError()]

        async def fail(_: News) -> None:
            if failures:
                assert answers(bot) == []
                raise failures.pop()

        ear.before = fail
        await pressed(bot)
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: len(answers(bot)) == 1)
    assert len(ear.heard) == 1


@pytest.mark.parametrize(
    "act", [Refusal(400, "Bad Request: query is too old and response timeout expired"), Act.RESET, Act.GATEWAY]
)
async def test_an_answer_that_fails_stops_nothing(act: Refusal | Act) -> None:
    async with open_bot() as bot:
        ear = Ear()
        bot.service.script("answerCallbackQuery", act)
        await pressed(bot)
        bot.service.world.says(ANN, "after it")
        async with receiving(bot.channel, ear) as task:
            await bot.service.until(confirmed(bot))
            await bot.service.until(lambda: bot.service.count("answerCallbackQuery") == 1)
            assert not task.done()
    assert ear.said[1:] == ["after it"]


async def test_an_answer_that_hangs_delays_no_update() -> None:
    async with open_bot(time_limits=replace(SHORT, answer=30.0, goodbye=0.05)) as bot:
        ear = Ear()
        bot.service.script("answerCallbackQuery", Act.HANG)
        await pressed(bot)
        bot.service.world.says(int(bot.address("ann").id), "after it")
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    assert ear.said[1:] == ["after it"]


async def test_a_press_that_means_nothing_to_us_is_answered_too() -> None:
    async with open_bot() as bot:
        ear = Ear()
        update = await pressed(bot)
        del update["callback_query"]["data"]
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: len(answers(bot)) == 1)
    assert ear.heard == []


async def test_a_press_that_is_posted_is_answered_too() -> None:
    async with posted_to(Ear()) as bot:
        assert await bot.delivered(await pressed(bot))
        await bot.service.until(lambda: len(answers(bot)) == 1)


# The menu of commands.


MENU = {"": [("report", "Report a seizure")], "fr": [("report", "Signaler une saisie")]}


async def test_commands_are_set_for_each_language_and_not_again() -> None:
    async with open_bot(commands=MENU) as bot:
        for _ in range(2):
            asked = bot.service.count("getMyCommands")
            async with receiving(bot.channel, Ear()):
                await bot.service.until(lambda asked=asked: bot.service.count("getMyCommands") == asked + 2)  # type: ignore[misc]
                await bot.service.until(lambda: len(bot.service.world.commands) == 2)
        assert bot.service.count("setMyCommands") == 2
        assert bot.service.world.commands["fr"] == [{"command": "report", "description": "Signaler une saisie"}]


async def test_a_menu_that_cannot_be_set_stops_no_receiving() -> None:
    async with open_bot(commands=MENU) as bot:
        ear = Ear()
        wait = Refusal(429, "Too Many Requests: retry after 60", {"retry_after": 60})
        bot.service.script("setMyCommands", wait, wait)
        bot.service.world.says(ANN, "one")
        async with receiving(bot.channel, ear):
            await bot.service.until(lambda: bot.service.count("setMyCommands") == 2)
            await bot.service.until(confirmed(bot))
    assert ear.said == ["one"]


# Of two people in one group each is heard as who they are: S-12.


async def test_two_people_in_one_group_are_heard_as_themselves_in_the_group() -> None:
    async with open_bot() as bot:
        ear = Ear()
        room = bot.service.world.group(-1001)
        for who in (ANN, BOB):
            bot.service.world.update(message=bot.service.world.message(-1001, sender=who, text="/report"))
        async with receiving(bot.channel, ear):
            await bot.service.until(confirmed(bot))
    heard = [news for news in ear.heard if isinstance(news, Incoming)]
    assert [news.sender.id if news.sender else "" for news in heard] == [str(ANN), str(BOB)]
    assert {news.conversation.id for news in heard} == {str(chat_json(room)["id"])}
