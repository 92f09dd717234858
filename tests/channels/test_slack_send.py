"""What is posted, changed and taken back at Slack, and what becomes of its failures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.base import Slots
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address, Button, Message, Picture, Receipt
from channels.slack import TimeLimits
from tests.channels.fake_slack import Act
from tests.channels.fake_slack_blocks import Refused
from tests.channels.harness_slack import LIMITS, SlackHarness, open_workspace

HELLO = Message(language="en", title="Hello", text="How are you?")
LONG = Message(
    language="en",
    title="Long",
    text="\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(60)),
    buttons=((Button(label="Read", token="read.alert.x.1"),),),
)
PICTURES = Message(
    language="en",
    title="Seen",
    pictures=(Picture(ref="1", alt="Front", content=b"one"), Picture(ref="2", alt="Back", content=b"two")),
)


async def send(
    harness: SlackHarness,
    message: Message = HELLO,
    to: Address | None = None,
    *,
    slots: Slots | None = None,
    thread: Receipt | None = None,
    done: Receipt | None = None,
) -> Receipt:
    to = to or harness.address("ann")
    prepared = harness.channel.prepare(message)
    return await harness.channel.send(to, prepared, slots or Slots(), key="k", thread=thread, done=done)


async def test_a_persons_message_goes_to_the_direct_talk_with_them() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness)
    (post,) = harness.slack.posts
    assert receipt.parts == (f"{post.channel}:{post.ts}",)
    assert post.channel.startswith("D")


async def test_a_group_gets_it_in_its_channel() -> None:
    async with open_workspace() as harness:
        group = harness.slack.channel("east")
        await send(harness, to=Address("slack", group))
    assert [post.channel for post in harness.slack.posts] == [group]


async def test_nothing_unfolds_and_no_name_is_looked_for() -> None:
    async with open_workspace() as harness:
        await send(harness, replace(HELLO, text="https://example.org @everyone"))
    (arguments,) = harness.slack.called("chat.postMessage")
    asked = {name: arguments[name] for name in ("unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn")}
    assert asked == {
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
        "mrkdwn": False,
    }


async def test_a_long_message_arrives_whole_in_numbered_parts() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness, LONG)
        shown = await harness.shown(harness.address("ann"))
    assert len(receipt.parts) == len(shown) == harness.channel.parts(harness.channel.prepare(LONG)) > 1
    assert "".join(shown).count("Paragraph") == 60
    assert [f"({at}/{len(shown)})" in text for at, text in enumerate(shown, 1)] == [True] * len(shown)


async def test_between_the_parts_of_a_message_there_is_a_pause() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness, LONG)
    assert harness.waited == [LIMITS.between_parts] * (len(receipt.parts) - 1)


async def test_when_the_second_part_fails_only_what_is_missing_is_sent_again() -> None:
    async with open_workspace() as harness:
        count = harness.channel.parts(harness.channel.prepare(LONG))
        harness.slack.script("chat.postMessage", None, Refused("ratelimited", status=429, retry_after=1))
        with pytest.raises(Temporary) as caught:
            await send(harness, LONG)
        assert caught.value.done is not None
        receipt = await send(harness, LONG, done=caught.value.done)
    assert len(receipt.parts) == count
    assert receipt.parts[:1] == caught.value.done.parts
    assert len(harness.slack.posts) == count


async def test_a_message_about_the_same_thing_hangs_on_the_first_one() -> None:
    async with open_workspace() as harness:
        first = await send(harness, LONG)
        await send(harness, thread=first)
    assert harness.slack.posts[-1].thread == harness.slack.posts[0].ts


async def test_a_message_whose_thread_is_gone_is_posted_by_itself() -> None:
    async with open_workspace() as harness:
        first = await send(harness)
        await harness.channel.delete(first, to=harness.address("ann"))
        await send(harness, thread=first)
    assert [post.thread for post in harness.slack.posts] == [""]


async def test_a_possible_repeat_is_said_in_the_last_part_only() -> None:
    async with open_workspace() as harness:
        await send(harness, LONG, slots=Slots(repeat=True, repeat_note="May be a repeat."))
        shown = await harness.shown(harness.address("ann"))
    assert ["May be a repeat." in text for text in shown] == [False] * (len(shown) - 1) + [True]


# Pictures.


async def test_pictures_follow_in_one_message_with_what_they_show() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness, PICTURES)
        shown = await harness.shown(harness.address("ann"))
        uploads = harness.slack.called("files.getUploadURLExternal")
    assert shown == ["Seen", "Front\nBack"]
    assert list(harness.slack.files.kept.values()) == [b"one", b"two"]
    assert [upload["alt_txt"] for upload in uploads] == ["Front", "Back"]
    assert len(receipt.parts) == 2


async def test_pictures_that_failed_are_sent_again_without_the_text() -> None:
    async with open_workspace() as harness:
        harness.slack.script("files.completeUploadExternal", Refused("ratelimited", status=429))
        with pytest.raises(Temporary) as caught:
            await send(harness, PICTURES)
        await send(harness, PICTURES, done=caught.value.done)
    assert [post.read() for post in harness.slack.posts] == ["Seen", "Front\nBack"]


async def test_an_upload_cut_off_is_no_unknown_outcome_for_nothing_was_shown() -> None:
    async with open_workspace() as harness:
        harness.slack.script("upload", Act.RESET)
        with pytest.raises(Temporary):
            await send(harness, PICTURES)


async def test_pictures_cut_off_at_the_last_step_may_be_there() -> None:
    async with open_workspace() as harness:
        harness.slack.script("files.completeUploadExternal", Act.TAKE_AND_RESET)
        with pytest.raises(Unknown):
            await send(harness, PICTURES)


async def test_pictures_slack_has_lost_are_permanent() -> None:
    async with open_workspace() as harness:
        harness.slack.script("files.completeUploadExternal", Refused("file_not_found"))
        with pytest.raises(Permanent) as caught:
            await send(harness, PICTURES)
    assert type(caught.value) is Permanent
    assert caught.value.done is not None


async def test_deleting_takes_pictures_back_too() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness, PICTURES)
        await harness.channel.delete(receipt, to=harness.address("ann"))
    assert harness.slack.posts == []


# Changing what was sent.


async def test_an_edit_changes_every_part_where_it_stands() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness, LONG)
        changed = harness.channel.prepare(replace(LONG, title="Changed"))
        await harness.channel.edit(receipt, changed, to=harness.address("ann"))
    assert [post.edits for post in harness.slack.posts] == [1] * len(receipt.parts)


async def test_an_edit_to_something_shorter_leaves_no_old_part_behind() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness, LONG)
        await harness.channel.edit(receipt, harness.channel.prepare(HELLO), to=harness.address("ann"))
        assert await harness.shown(harness.address("ann")) == ["Hello\nHow are you?"]


async def test_an_edit_to_something_longer_loses_nothing() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness)
        await harness.channel.edit(receipt, harness.channel.prepare(LONG), to=harness.address("ann"))
        shown = await harness.shown(harness.address("ann"))
    assert "".join(shown).count("Paragraph") == 60


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_what_cannot_be_edited_is_permanent(code: str) -> None:
    async with open_workspace() as harness:
        receipt = await send(harness)
        harness.slack.script("chat.update", Refused(code))
        with pytest.raises(Permanent) as caught:
            await harness.channel.edit(receipt, harness.channel.prepare(HELLO), to=harness.address("ann"))
    assert type(caught.value) is Permanent


async def test_deleting_what_is_gone_is_no_failure() -> None:
    async with open_workspace() as harness:
        receipt = await send(harness)
        for _ in range(2):
            await harness.channel.delete(receipt, to=harness.address("ann"))
    assert harness.slack.posts == []


async def test_a_receipt_of_another_channel_is_refused() -> None:
    async with open_workspace() as harness:
        with pytest.raises(Permanent):
            await harness.channel.edit(Receipt(("17",)), harness.channel.prepare(HELLO), to=harness.address("ann"))


# Failures.


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("channel_not_found", RecipientGone),
        ("is_archived", RecipientGone),
        ("not_in_channel", RecipientGone),
        ("user_not_found", RecipientGone),
        ("cannot_dm_bot", RecipientGone),
        ("restricted_action", Permanent),
        ("invalid_auth", Misconfigured),
        ("account_inactive", Misconfigured),
        ("token_revoked", Misconfigured),
        ("missing_scope", Misconfigured),
        ("ratelimited", Temporary),
        ("internal_error", Unknown),
        ("fatal_error", Unknown),
        ("service_unavailable", Unknown),
        ("msg_too_long", Permanent),
        ("msg_blocks_too_long", Permanent),
        ("invalid_blocks", Permanent),
        ("no_text", Permanent),
        ("something_new", Permanent),
    ],
)
async def test_a_no_with_status_200_is_a_failure_with_its_name(code: str, failure: type[SendError]) -> None:
    async with open_workspace() as harness:
        harness.slack.script("chat.postMessage", Refused(code))
        with pytest.raises(SendError) as caught:
            await send(harness)
    assert type(caught.value) is failure


async def test_too_many_requests_tells_how_long_to_wait() -> None:
    async with open_workspace() as harness:
        harness.slack.script("chat.postMessage", Refused("ratelimited", status=429, retry_after=30))
        with pytest.raises(Temporary) as caught:
            await send(harness)
    assert caught.value.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize("act", [Act.RESET, Act.TAKE_AND_RESET, Act.BAD_GATEWAY, Act.NONSENSE])
async def test_an_outcome_that_is_not_certain_is_unknown_and_not_tried_again(act: Act) -> None:
    async with open_workspace() as harness:
        harness.slack.script("chat.postMessage", act)
        with pytest.raises(Unknown):
            await send(harness)
    assert harness.slack.reached["chat.postMessage"] == 1


async def test_an_answer_that_does_not_come_is_unknown() -> None:
    async with open_workspace(limits=TimeLimits(answer=0.1)) as harness:
        harness.slack.script("chat.postMessage", Act.HANG)
        with pytest.raises(Unknown):
            await send(harness)
    assert harness.slack.reached["chat.postMessage"] == 1


async def test_with_nobody_listening_the_message_has_certainly_not_left() -> None:
    async with open_workspace() as harness:
        harness.network.down = True
        with pytest.raises(Temporary):
            await send(harness)
    assert harness.slack.posts == []


async def test_a_program_of_the_workspace_takes_no_messages() -> None:
    async with open_workspace() as harness:
        with pytest.raises(RecipientGone):
            await send(harness, to=Address("slack", harness.slack.person("robot", bot=True)))


async def test_what_another_channel_prepared_is_refused() -> None:
    async with open_workspace() as harness:
        with pytest.raises(TypeError):
            await harness.channel.send(harness.address("ann"), HELLO, Slots(), key="k")
