"""What every channel must do, told without knowing which one it is."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from channels.base import Outcome, Slots
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address, Button, Happened, Incoming, Link, Mark, Message, Picture, Pressed, Receipt, Said
from tests.channels.harness import Harness, Next

HELLO = Message(language="en", title="Hello", text="How are you?")

FULL = Message(
    language="fr",
    title="Cocaïne 12,4 kg, Santos → Mombasa",
    text="Nouveau : compartiment ouvert.\n\nÀ chercher : des rayures.",
    mark=Mark(label="TLP:AMBER", colour="#FFC000", guarded=True),
    fields=(("Trouvé", "13 novembre 2026"), ("Route", "Santos → Durban → Mombasa")),
    links=(Link(label="Le tableau", url="https://liaison.example/board?week=47&office=ESA"),),
    pictures=(Picture(ref="1", alt="Le moteur ouvert"),),
    buttons=((Button(label="Lu", token="read.alert.x.1"),),),
)

HOSTILE = "<b>bold</b> &amp; _a_ *b* [x](javascript:alert(1)) <!channel> <@U1> @everyone {{ 7*7 }} %s \\n .dot =3D"


async def say(harness: Harness, message: Message, to: Address | None = None, *, key: str = "k") -> Receipt:
    to = to or harness.address("ann")
    prepared = harness.channel.prepare(message)
    return await harness.channel.send(to, prepared, Slots(message_id=f"id-{key}"), key=key)


async def test_what_is_sent_is_shown(harness: Harness) -> None:
    await say(harness, FULL)
    (shown,) = await harness.shown(harness.address("ann"))
    for words in (
        "TLP:AMBER",
        FULL.title,
        "compartiment ouvert.",
        "À chercher",
        "13 novembre 2026",
        "Le tableau",
        "https://liaison.example/board?week=47&office=ESA",
        "Le moteur ouvert",
    ):
        assert words in shown


async def test_only_the_one_addressed_sees_it(harness: Harness) -> None:
    await say(harness, HELLO)
    assert await harness.shown(harness.address("bob")) == []


async def test_a_send_gives_a_receipt(harness: Harness) -> None:
    first, second = await say(harness, HELLO, key="1"), await say(harness, HELLO, key="2")
    assert first.parts
    assert first != second


async def test_preparing_is_pure(harness: Harness) -> None:
    assert harness.channel.prepare(FULL) == harness.channel.prepare(FULL)


async def test_one_prepared_message_serves_many(harness: Harness) -> None:
    prepared = harness.channel.prepare(HELLO)
    people = [harness.address(f"person{number}") for number in range(40)]
    await asyncio.gather(*(harness.channel.send(to, prepared, Slots(), key=to.id) for to in people))
    for to in people:
        assert len(await harness.shown(to)) == 1


async def test_hostile_text_is_shown_literally(harness: Harness) -> None:
    message = Message(language="en", title=HOSTILE, text=HOSTILE, fields=((HOSTILE, HOSTILE),))
    await say(harness, message)
    (shown,) = await harness.shown(harness.address("ann"))
    assert shown.count(HOSTILE) >= 4


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1000,
        "\N{PACKAGE}" * 300,
        "a\r\nBcc: eve@office.example\r\n\r\nb",
        ".\r\n.\r\n",
        "",
        "مرحبا 12.4 kg",
        "a\0b",
    ],
    ids=["long word", "emoji", "line ends", "lone dots", "nothing", "right to left", "NUL"],
)
async def test_any_text_arrives(harness: Harness, text: str) -> None:
    await say(harness, Message(language="en", title=text, text=f"<{text}>", fields=((text, text),)))
    assert len(await harness.shown(harness.address("ann"))) == 1
    assert await harness.shown(harness.address("eve")) == []


@pytest.mark.parametrize(
    ("what", "failure"),
    [
        (Next.BUSY, Temporary),
        (Next.GONE, RecipientGone),
        (Next.NEVER, Permanent),
        (Next.LOCKED_OUT, Misconfigured),
        (Next.LOST_BEFORE, Temporary),
        (Next.LOST_AFTER, Unknown),
    ],
)
async def test_a_failure_has_its_name(harness: Harness, what: Next, failure: type[SendError]) -> None:
    harness.next_send(what)
    with pytest.raises(SendError) as caught:
        await say(harness, HELLO)
    assert type(caught.value) is failure


@pytest.mark.parametrize("what", [one for one in Next if one is not Next.LOST_AFTER])
async def test_what_failed_is_not_there_and_can_be_sent_again(harness: Harness, what: Next) -> None:
    harness.next_send(what)
    with suppress(SendError):
        await say(harness, HELLO)
    await say(harness, HELLO)
    assert len([shown for shown in await harness.shown(harness.address("ann")) if "How are you?" in shown]) >= 1


async def test_what_was_lost_too_late_may_be_there(harness: Harness) -> None:
    harness.next_send(Next.LOST_AFTER)
    with pytest.raises(Unknown):
        await say(harness, HELLO)
    assert len(await harness.shown(harness.address("ann"))) == 1


async def test_a_failure_for_one_does_not_touch_another(harness: Harness) -> None:
    harness.next_send(Next.GONE)
    with pytest.raises(RecipientGone):
        await say(harness, HELLO, harness.address("gone"))
    await say(harness, HELLO, harness.address("bob"))
    assert len(await harness.shown(harness.address("bob"))) == 1


async def test_what_went_out_before_is_not_sent_again(harness: Harness) -> None:
    receipt = await say(harness, HELLO)
    again = await harness.channel.send(
        harness.address("ann"), harness.channel.prepare(HELLO), Slots(), key="k", done=receipt
    )
    assert again == receipt
    assert len(await harness.shown(harness.address("ann"))) == 1


async def test_an_edit_replaces_what_was_shown_or_is_refused(harness: Harness) -> None:
    receipt, to = await say(harness, HELLO), harness.address("ann")
    changed = harness.channel.prepare(Message(language="en", title="Goodbye"))
    if not harness.channel.limits.can_edit:
        with pytest.raises(Permanent):
            await harness.channel.edit(receipt, changed, to=to)
        return
    await harness.channel.edit(receipt, changed, to=to)
    (shown,) = await harness.shown(to)
    assert "Goodbye" in shown
    assert "Hello" not in shown


async def test_what_is_deleted_is_gone_or_the_delete_is_refused(harness: Harness) -> None:
    receipt, to = await say(harness, HELLO), harness.address("ann")
    if not harness.channel.limits.can_delete:
        with pytest.raises(Permanent):
            await harness.channel.delete(receipt, to=to)
        return
    await harness.channel.delete(receipt, to=to)
    assert await harness.shown(to) == []


async def test_a_picture_nobody_sent_is_refused(harness: Harness) -> None:
    with pytest.raises(Permanent):
        await harness.channel.fetch("nothing")


async def test_no_secret_and_no_text_in_any_log_line_or_error(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    to = harness.address("nobody-may-know")
    told = [HELLO.text, HELLO.title, to.id, *harness.secrets]
    said = []
    with caplog.at_level(logging.DEBUG):
        await say(harness, HELLO, to)
        for what in Next:
            harness.next_send(what)
            try:
                await say(harness, HELLO, to)
            except SendError as error:
                said.append("".join(traceback.format_exception(error)))
    assert len(said) == len(Next)
    assert [secret for secret in told for line in (*said, caplog.text) if secret in line] == []
    assert [secret for secret in harness.secrets if secret in repr(harness.channel)] == []


@asynccontextmanager
async def receiving(harness: Harness, *, failing: bool = False) -> AsyncIterator[list[Incoming | Happened]]:
    """The channel receives; `failing`: what takes things in cannot keep them."""
    if not harness.hears:
        pytest.skip("Nothing comes in over this channel.")
    heard: list[Incoming | Happened] = []

    async def handle(news: Incoming | Happened) -> Outcome:
        if failing:
            raise OSError("the database is down")
        heard.append(news)
        return Outcome()

    task = asyncio.create_task(harness.channel.receive(handle))
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_a_person_says_comes_in_with_its_key(harness: Harness) -> None:
    async with receiving(harness) as heard:
        assert await harness.person_says(harness.address("ann"), "Hello <b>", key="1")
    (news,) = heard
    assert isinstance(news, Incoming)
    assert news.sender == harness.address("ann")
    assert news.content == Said(text="Hello <b>")
    assert news.key
    assert news.at.tzinfo is not None


async def test_a_press_carries_the_token_and_what_it_was_pressed_on(harness: Harness) -> None:
    if not harness.channel.limits.buttons:
        pytest.skip("There is nothing to press on this channel.")
    receipt = await say(harness, FULL)
    async with receiving(harness) as heard:
        assert await harness.person_presses(harness.address("ann"), "Lu", key="1")
    (news,) = heard
    assert isinstance(news, Incoming)
    assert news.content == Pressed(token="read.alert.x.1")
    assert news.pressed_on == receipt


async def test_what_could_not_be_kept_is_not_acknowledged(harness: Harness) -> None:
    async with receiving(harness, failing=True):
        assert not await harness.person_says(harness.address("ann"), "Hello", key="1")


async def test_the_same_thing_sent_twice_has_one_key(harness: Harness) -> None:
    async with receiving(harness) as heard:
        for _ in range(2):
            await harness.person_says(harness.address("ann"), "Hello", key="1")
        await harness.person_says(harness.address("ann"), "Hello", key="2")
    keys = [news.key for news in heard]
    assert keys[0] == keys[1] != keys[2]


async def test_a_channel_that_does_not_hear_waits_until_it_is_stopped(harness: Harness) -> None:
    async def handle(_: Incoming | Happened) -> Outcome:
        return Outcome()

    task = asyncio.create_task(harness.channel.receive(handle))
    await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
