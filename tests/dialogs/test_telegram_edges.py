"""What happens around a report in Telegram: messages edited, albums, files too large, commands, alerts, words unasked for."""

from collections.abc import AsyncIterator

import pytest

from alerts.subscription import Subscription
from bot.dispatcher import Dispatcher
from bot.metrics import Metrics
from bot.post import posts_of
from channels.message import Address
from tests.bot.post_office import released
from tests.bot.stage import Stage
from tests.channels.telegram.service import FakeTelegram
from tests.channels.telegram.world import NOON, Stored, photo_json
from tests.dialogs.ended import reported
from tests.dialogs.hand_telegram import TelegramHand, open_telegram_hand
from tests.dialogs.hands import Who, drawn

OFFICER = Who(role="officer", where="KE")


@pytest.fixture
async def hand(bare_stage: Stage) -> AsyncIterator[TelegramHand]:
    """An officer at Telegram who has said what and is asked how much."""
    async with open_telegram_hand(bare_stage, OFFICER) as opened:
        await opened.says("/report")
        await opened.says("cocaine")
        yield opened


async def ends(hand: TelegramHand) -> None:
    """Everything that is left of a report after the quantity, and Submit."""
    for answer in ("Mombasa port", "yesterday", "sea", "that is all for now"):
        await hand.says(answer)
    await hand.presses("Submit")


async def newest(hand: TelegramHand) -> str:
    return list((await hand.shown()).values())[-1]


async def test_an_edited_message_is_never_the_answer_to_the_next_question(hand: TelegramHand) -> None:
    await hand.says("12.4 kg")
    world = hand.harness.service.world
    update = world.update(edited_message=world.message(hand.room.id, text="Malaba", edit_date=NOON + 5))
    assert await hand.harness.delivered(update)
    await hand.bot.rests()
    assert "A message that was answered stays as it was" in await newest(hand)
    await ends(hand)
    told = await reported(hand.bot.stage)
    assert told["place"] == {"code": "KE-MOMBASA-PORT", "name": "Mombasa port", "country": "KE", "position": None}


async def test_ten_pictures_of_an_album_get_one_answer_though_they_are_ten_updates(hand: TelegramHand) -> None:
    await hand.says("12.4 kg")
    before = len(await hand.shown())
    await hand.sends([drawn(str(number)) for number in range(10)], "")
    assert len(await hand.shown()) == before + 1
    assert "10 pictures are in the report." in await newest(hand)
    await ends(hand)
    pictures = (await reported(hand.bot.stage))["pictures"]
    assert isinstance(pictures, tuple)
    assert len(set(pictures)) == 10


async def test_a_file_over_20_mb_is_refused_in_words_and_the_dialog_goes_on(hand: TelegramHand) -> None:
    await hand.sent(photo=[photo_json("huge", size=20_000_001)])
    shown = " ".join((await hand.shown()).values())
    assert "at most 20 MB" in shown
    assert "How much?" in await newest(hand)
    await hand.says("12.4 kg")
    await ends(hand)
    assert (await reported(hand.bot.stage))["pictures"] == ()


async def test_a_file_that_turns_out_too_large_when_it_is_fetched_is_refused_too(hand: TelegramHand) -> None:
    hand.harness.service.world.files["huge"] = Stored(content=b"x", size=20_000_001)
    await hand.sent(photo=[photo_json("huge", size=1000)])
    assert "at most 20 MB" in " ".join((await hand.shown()).values())
    assert "How much?" in await newest(hand)


async def test_a_file_that_is_gone_when_it_is_fetched_is_not_called_too_large(hand: TelegramHand) -> None:
    await hand.sent(photo=[photo_json("gone", size=1000)])
    shown = " ".join((await hand.shown()).values())
    assert "I could not fetch a picture" in shown
    assert "20 MB" not in shown
    assert "How much?" in await newest(hand)


async def test_of_an_album_with_one_file_too_large_the_others_are_kept(hand: TelegramHand) -> None:
    world = hand.harness.service.world
    world.files["small"] = Stored(content=drawn("small"), size=1000)
    await hand.sent(rest=False, photo=[photo_json("huge", size=20_000_001)], media_group_id="7")
    await hand.sent(photo=[photo_json("small", size=1000)], media_group_id="7")
    shown = " ".join((await hand.shown()).values())
    assert "at most 20 MB" in shown
    assert "1 picture is in the report." in shown


@pytest.mark.parametrize("command", ["/help", "/start", "/help@liaison_bot", "/mine", "/nonsense"])
async def test_a_command_in_the_middle_is_no_answer_and_the_question_comes_again(
    hand: TelegramHand, command: str
) -> None:
    await hand.says(command)
    assert "How much?" in await newest(hand)
    await hand.says("12.4 kg")
    await ends(hand)
    assert (await reported(hand.bot.stage))["narrative"] == ""


async def test_a_cancelled_report_is_laid_aside_and_goes_on_where_it_was(hand: TelegramHand) -> None:
    await hand.says("12.4 kg")
    await hand.says("/cancel")
    await hand.says("/report")
    await hand.presses("Go on")
    assert "Where was it found?" in await newest(hand)
    await ends(hand)
    assert (await reported(hand.bot.stage))["office"] == "ESA"


@pytest.mark.parametrize("command", ["/cancel", "/help", "/start"])
async def test_a_command_written_under_a_picture_is_no_answer(hand: TelegramHand, command: str) -> None:
    hand.harness.service.world.files["one"] = Stored(content=drawn("one"), size=1000)
    await hand.sent(photo=[photo_json("one", size=1000)], caption=command)
    await hand.says("/report")
    await hand.presses("Go on")
    await hand.says("12.4 kg")
    await ends(hand)
    assert (await reported(hand.bot.stage))["narrative"] == ""


async def test_an_alert_that_arrives_in_between_leaves_the_dialog_as_it_is(hand: TelegramHand) -> None:
    stage, me = hand.bot.stage, Address("telegram", str(hand.room.id))
    async with stage.database.writing() as unit:
        account = await unit.people.account(me.channel, me.id)
        assert account is not None
        assert account.person is not None
        await unit.subscriptions.add(Subscription(person=account.person), stage.clock())
        await unit.commit()
    await released(stage)
    posts = posts_of({me.channel: hand.harness.channel})
    await Dispatcher(stage.world, posts, worker="tests", metrics=Metrics()).drain()
    assert "TLP:AMBER" in await newest(hand)
    await hand.says("12.4 kg")
    assert "Where was it found?" in await newest(hand)
    await ends(hand)
    [_, report] = await stage.reports()
    assert report.seizure.place.code == "KE-MOMBASA-PORT"


async def test_submit_tapped_twice_leaves_one_receipt_and_the_second_tap_a_toast(hand: TelegramHand) -> None:
    await hand.says("12.4 kg")
    await ends(hand)
    before = await hand.shown()
    await hand.presses_again("Submit")
    assert await hand.shown() == before
    assert sum("Your report is KE-2026-000001." in text for text in before.values()) == 1
    assert len(await hand.bot.stage.reports()) == 1
    service = hand.harness.service
    await service.until(lambda: len(answered(service)) == 2)
    assert answered(service) == ["", "I have that already."]


def answered(service: FakeTelegram) -> list[str]:
    """What was said in the answers to presses."""
    return [str(given.get("text", "")) for method, given in service.calls if method == "answerCallbackQuery"]
