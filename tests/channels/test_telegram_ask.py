"""What the channel asks Telegram: who we are, how a group is, for a picture; and the links it gives."""

from collections.abc import AsyncIterator

import pytest

from channels.errors import Misconfigured, Permanent, RecipientGone, Temporary, TooLarge
from channels.message import Address
from channels.telegram import TelegramSettings
from channels.telegram.channel import TelegramChannel
from tests.channels.harness_telegram import HOOK, TelegramHarness, open_bot
from tests.channels.telegram.methods import Refusal
from tests.channels.telegram.service import Act
from tests.channels.telegram.world import BOT_ID, NOON, TOKEN, Stored

GROUP = Address("telegram", "-1001")
PEOPLE = {71: "member", 72: "creator", 73: "restricted", 74: "left", 75: "restricted, left", 99: "administrator"}


@pytest.fixture
async def bot() -> AsyncIterator[TelegramHarness]:
    async with open_bot() as opened:
        yield opened
        assert opened.service.violations == []


# Who we are.


async def test_a_bot_that_is_as_it_should_be_lacks_nothing(bot: TelegramHarness) -> None:
    checked = await bot.channel.check()
    assert (checked.who, checked.missing) == ("@liaison_bot", ())


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [("can_join_groups", False, "/setjoingroups"), ("can_read_all_group_messages", True, "/setprivacy")],
)
async def test_what_is_wrong_at_botfather_is_said(bot: TelegramHarness, fact: str, value: bool, words: str) -> None:
    bot.service.world.me[fact] = value
    (sentence,) = (await bot.channel.check()).missing
    assert words in sentence


async def test_a_webhook_set_elsewhere_is_said_without_its_address(bot: TelegramHarness) -> None:
    bot.service.world.webhook = {"url": "https://elsewhere.example/secret-path"}
    (sentence,) = (await bot.channel.check()).missing
    assert "webhook" in sentence
    assert "elsewhere" not in sentence


async def test_a_failed_delivery_is_said_with_its_time_and_not_in_telegrams_words() -> None:
    async with open_bot(webhook=True) as bot:
        bot.service.world.webhook = {"url": HOOK}
        bot.service.world.last_error = NOON
        (sentence,) = (await bot.channel.check()).missing
    assert "2026-11-22 12:00 UTC" in sentence
    assert "Wrong response" not in sentence


async def test_a_webhook_that_is_not_set_is_said() -> None:
    async with open_bot(webhook=True) as bot:
        assert len((await bot.channel.check()).missing) == 1


async def test_a_wrong_token_is_a_wrong_setting(bot: TelegramHarness) -> None:
    settings = TelegramSettings(token=TOKEN[:-3] + "xyz", api_url=bot.service.url)
    async with TelegramChannel(settings, commands={}) as stranger:
        with pytest.raises(Misconfigured):
            await stranger.check()


async def test_a_check_without_an_answer_may_be_tried_again(bot: TelegramHarness) -> None:
    bot.service.script("getMe", Act.RESET)
    with pytest.raises(Temporary):
        await bot.channel.check()


async def test_the_environments_proxy_is_used(bot: TelegramHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", bot.service.url)
    settings = TelegramSettings(token=TOKEN, api_url="http://telegram.example")
    async with TelegramChannel(settings, commands={}) as behind_it:
        assert (await behind_it.check()).who == "@liaison_bot"


# Links that open a private talk.


async def test_a_link_opens_a_private_talk_with_the_code(bot: TelegramHarness) -> None:
    assert bot.channel.link("AbC_-1") == ""
    await bot.channel.check()
    assert bot.channel.link("AbC_-1") == "https://t.me/liaison_bot?start=AbC_-1"


@pytest.mark.parametrize("code", ["", "x" * 65, "a b", "a.b", "é", "a&b=c", "a\n"])
async def test_a_code_that_telegram_would_not_carry_gives_no_link(bot: TelegramHarness, code: str) -> None:
    await bot.channel.check()
    assert bot.channel.link(code) == ""


# How a group is.


async def test_a_closed_group_names_who_was_found_and_counts_the_others(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, members={BOT_ID: "administrator", **PEOPLE}, bots={99})
    standing = await bot.channel.standing(GROUP, ["71", "73", "74", "75", "76", "not an id"])
    assert standing.members == {"71", "72", "73"}
    assert standing.others == 1
    assert (standing.title, standing.private, standing.broadcast, standing.complete) == ("Harbour", True, False, True)


async def test_nobody_more_is_asked_for_when_everybody_there_has_a_name(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, members={BOT_ID: "administrator", 71: "member", 72: "creator", 73: "member"})
    far = [str(number) for number in range(1000, 1100)]
    standing = await bot.channel.standing(GROUP, ["71", "73", *far])
    assert standing.members == {"71", "72", "73"}
    assert standing.others == 0
    assert bot.service.count("getChatMember") < 10


async def test_of_very_many_people_some_hundred_are_asked_for_and_the_others_there_stay_unknown(
    bot: TelegramHarness,
) -> None:
    bot.service.world.group(-1001, members={BOT_ID: "administrator", 71: "member", 72: "creator", 73: "member"})
    far = [str(number) for number in range(1000, 1300)]
    standing = await bot.channel.standing(GROUP, [*far, "71", "73"])
    assert standing.members == {"72"}
    assert standing.others == 2
    assert bot.service.count("getChatMember") <= 201


async def test_without_being_administrator_we_would_not_be_told_of_everybody(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001)
    assert not (await bot.channel.standing(GROUP, [])).complete


async def test_a_group_with_a_name_is_open(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, username="harbour")
    assert not (await bot.channel.standing(GROUP, [])).private


async def test_a_group_in_which_a_channels_posts_are_discussed_is_open(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, linked=-1003)
    assert not (await bot.channel.standing(GROUP, [])).private


async def test_a_channel_is_a_broadcast(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, type="channel", members={BOT_ID: "administrator"}, linked=-1002)
    standing = await bot.channel.standing(GROUP, [])
    assert (standing.broadcast, standing.private) == (True, True)


async def test_a_topic_is_as_its_group(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, topics={7})
    assert (await bot.channel.standing(Address("telegram", "-1001:7"), [])).title == "Harbour"


async def test_a_persons_chat_is_no_group(bot: TelegramHarness) -> None:
    bot.service.world.person(71)
    with pytest.raises(Permanent):
        await bot.channel.standing(Address("telegram", "71"), [])


async def test_a_group_we_were_removed_from_is_gone(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, refusal=(403, "Forbidden: bot was kicked from the supergroup chat", {}))
    with pytest.raises(RecipientGone):
        await bot.channel.standing(GROUP, [])


async def test_a_failure_while_asking_for_one_person_is_no_absence(bot: TelegramHarness) -> None:
    bot.service.world.group(-1001, members={BOT_ID: "administrator", **PEOPLE})
    bot.service.script("getChatMember", Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED"))
    with pytest.raises(Permanent):
        await bot.channel.standing(GROUP, ["71", "73"])


# Pictures people sent.


async def test_a_picture_is_fetched(bot: TelegramHarness) -> None:
    bot.service.world.files["abc"] = Stored(content=b"\xff\xd8 picture", size=10)
    assert await bot.channel.fetch("abc") == b"\xff\xd8 picture"


async def test_a_picture_over_the_limit_is_refused_by_the_service(bot: TelegramHarness) -> None:
    bot.service.world.files["abc"] = Stored(content=b"x", size=20_000_001)
    with pytest.raises(TooLarge):
        await bot.channel.fetch("abc")


async def test_a_picture_over_our_own_limit_is_not_fetched() -> None:
    async with open_bot(fetch_bytes=100) as bot:
        bot.service.world.files["abc"] = Stored(content=b"x", size=101)
        with pytest.raises(TooLarge):
            await bot.channel.fetch("abc")


async def test_a_picture_that_is_gone_is_no_wrong_token(bot: TelegramHarness) -> None:
    bot.service.world.files["abc"] = Stored(content=b"x", size=1, gone=True)
    with pytest.raises(Permanent) as caught:
        await bot.channel.fetch("abc")
    assert type(caught.value) is Permanent


async def test_a_picture_telegram_does_not_know_any_more_is_gone_and_not_too_large(bot: TelegramHarness) -> None:
    with pytest.raises(Permanent) as caught:
        await bot.channel.fetch("gone")
    assert type(caught.value) is Permanent


@pytest.mark.parametrize(("method", "act"), [("getFile", Act.GATEWAY), ("getFile", Act.RESET), ("file", Act.RESET)])
async def test_a_picture_lost_on_its_way_may_be_fetched_again(bot: TelegramHarness, method: str, act: Act) -> None:
    bot.service.world.files["abc"] = Stored(content=b"x", size=1)
    bot.service.script(method, act)
    with pytest.raises(Temporary):
        await bot.channel.fetch("abc")
    assert await bot.channel.fetch("abc") == b"x"
