"""What people do in Slack and what befalls channels, as it reaches whoever handles it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from channels.base import Outcome, Slots
from channels.message import Address, Button, Edited, Happened, Message, Opened, Pressed, Receipt, Said, Sent
from tests.channels.fake_slack import US
from tests.channels.fake_slack_blocks import Refused, readable
from tests.channels.fake_slack_shown import Json
from tests.channels.harness_slack import ENGLISH, Desk, SlackHarness, open_workspace, working

CARD = Message(language="en", title="Card", buttons=((Button(label="Take", token="take.report.x.1"),),))
PICTURE: Json = {
    "id": "F1",
    "mimetype": "image/jpeg",
    "size": 1000,
    "url_private_download": "http://slack.test/files/1",
}


def happened(desk: Desk) -> Happened:
    news = desk.heard[-1]
    assert isinstance(news, Happened)
    return news


async def befall(harness: SlackHarness, event: Mapping[str, object]) -> None:
    assert await harness.deliver(harness.people.event(event)) is not None


# What people say.


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("plain", "plain"),
        ("&lt;b&gt; &amp;amp; &amp;lt;", "<b> &amp; &lt;"),
        ("see <https://a.example/x?a=1&amp;b=2>", "see https://a.example/x?a=1&b=2"),
        ("<http://a.example|a.example>", "a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<@U123ABC> and <@U123ABC|bob>", "@U123ABC and @bob"),
        ("<#C123|general> <!here> <!subteam^S1|@team>", "#general @here @team"),
        ("<!date^1392734382^{date}|18 February 2014>", "18 February 2014"),
    ],
)
async def test_what_was_typed_comes_in_as_it_was_typed(written: str, typed: str) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await harness.deliver(harness.people.message(harness.address("ann").id, written))
        assert desk.said.content == Said(text=typed)


async def test_a_direct_message_is_private_and_dated() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await harness.deliver(harness.people.message(harness.address("ann").id, "Hello"))
        assert desk.said.conversation == desk.said.sender == harness.address("ann")
        assert int(desk.said.at.timestamp()) == int(harness.slack.world.seconds)
        assert desk.said.at.tzinfo is UTC
        assert desk.said.form == "no"


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"channel_type": "channel", "channel": "C123"},
        {"user": US},
    ],
    ids=["program", "bot_message", "deleted", "join", "in a channel", "ourselves"],
)
async def test_what_no_person_said_to_us_is_acknowledged_and_passed_over(more: Mapping[str, object]) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        assert await harness.deliver(harness.people.message(harness.address("ann").id, "x", more)) is not None
        assert desk.heard == []


async def test_pictures_come_in_together_and_what_cannot_be_used_is_counted() -> None:
    files = [
        PICTURE,
        {**PICTURE, "url_private_download": "http://slack.test/files/2"},
        {**PICTURE, "size": 20_000_001},
        {"id": "F4", "mimetype": "audio/mp4", "size": 10, "url_private": "http://slack.test/files/4"},
        {"id": "F5", "mode": "tombstone"},
    ]
    async with open_workspace() as harness, working(harness) as desk:
        message = harness.people.message(
            harness.address("ann").id, "a &amp; b", {"subtype": "file_share", "files": files}
        )
        await harness.deliver(message)
        sent = desk.said.content
        assert isinstance(sent, Sent)
    assert sent.pictures == ("http://slack.test/files/1", "http://slack.test/files/2")
    assert (sent.text, sent.too_large, sent.unusable) == ("a & b", 1, 2)
    assert sent.album


async def test_a_changed_message_names_the_one_it_was() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        ann = harness.address("ann").id
        message = {"user": ann, "text": "new &lt;", "ts": "5.000001"}
        changed = {"subtype": "message_changed", "message": message, "previous_message": {**message, "text": "old"}}
        await harness.deliver(harness.people.message("", "", {**changed, "channel": "D1"}))
        assert desk.said.content == Edited(of="D1:5.000001", text="new <")
        assert desk.said.sender == harness.address("ann")


async def test_a_link_that_unfolds_is_no_change() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        message = {"user": harness.address("ann").id, "text": "same", "ts": "5.000001"}
        unfolded = {**message, "attachments": [{}]}
        changed = {"subtype": "message_changed", "message": unfolded, "previous_message": message}
        await harness.deliver(harness.people.message("", "", changed))
        assert desk.heard == []


@pytest.mark.parametrize(
    ("command", "words", "said"),
    [
        ("/report", "", "/report"),
        ("/report", "new", "/report new"),
        ("/liaison", "mine", "/mine"),
        ("/liaison", "report", "/report"),
        ("/liaison", "/start CODE &amp; x", "/start CODE & x"),
        ("/liaison", "", "/help"),
    ],
)
async def test_a_command_typed_anywhere_is_said_in_private(command: str, words: str, said: str) -> None:
    async with open_workspace() as harness, working(harness, Outcome(notice="Look <there>.")) as desk:
        ann = harness.address("ann")
        group = harness.slack.channel("east", ann.id)
        answer = await harness.deliver(harness.people.command(ann.id, command, words, channel=group))
        assert desk.said.content == Said(text=said)
        assert desk.said.conversation == desk.said.sender == ann
        assert desk.said.form == "now"
    assert answer == {"response_type": "ephemeral", "text": "Look &lt;there&gt;."}


async def test_a_command_of_another_app_concerns_nobody() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        assert await harness.deliver(harness.people.command(harness.address("ann").id, "/weather")) is not None
        assert desk.heard == []


async def test_a_mention_in_a_channel_is_said_in_the_group() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        ann = harness.address("ann")
        group = harness.slack.channel("east", ann.id)
        mention = {"type": "app_mention", "user": ann.id, "channel": group, "text": f"<@{US}> status &amp; more"}
        await befall(harness, mention)
        assert desk.said.content == Said(text="status & more")
        assert desk.said.conversation == Address("slack", group)
        assert desk.said.sender == ann
        assert not desk.said.private


async def test_a_mention_nobody_can_be_named_for_has_no_sender() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await befall(harness, {"type": "app_mention", "channel": "C123", "text": f"<@{US}> report"})
        assert desk.said.sender is None


# Presses.


async def press(harness: SlackHarness, to: Address) -> Receipt:
    receipt = await harness.channel.send(to, harness.channel.prepare(CARD), Slots(), key="k")
    assert await harness.deliver(harness.people.press(harness.address("ann").id, "Take")) is not None
    return receipt


async def test_a_press_in_a_channel_belongs_to_the_group() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        group = Address("slack", harness.slack.channel("east"))
        receipt = await press(harness, group)
        assert desk.said.content == Pressed(token="take.report.x.1")
        assert desk.said.conversation == group
        assert desk.said.sender == harness.address("ann")
        assert desk.said.pressed_on == receipt


async def test_a_press_in_private_belongs_to_the_person() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await press(harness, harness.address("ann"))
        assert desk.said.private


async def test_a_word_to_the_one_who_pressed_is_seen_by_nobody_else() -> None:
    async with open_workspace() as harness, working(harness, Outcome(notice="Too late: <bob>.")):
        group = Address("slack", harness.slack.channel("east"))
        await press(harness, group)
        await harness.slack.until(lambda: len(harness.slack.shown(group.id)) == 2)
        notice = harness.slack.shown(group.id)[-1]
    assert notice.only_for == harness.address("ann").id
    assert notice.read() == "Too late: <bob>."


async def test_what_is_not_worth_a_message_is_not_said() -> None:
    async with open_workspace() as harness, working(harness, Outcome(toast="Once is enough.")):
        await press(harness, harness.address("ann"))
    assert not harness.slack.reached["chat.postEphemeral"]
    assert harness.slack.reached["chat.postMessage"] == 1, "the card"


async def test_a_press_is_acknowledged_though_its_answer_cannot_be_shown() -> None:
    async with open_workspace() as harness, working(harness, Outcome(notice="Too late.")):
        harness.slack.script("chat.postEphemeral", Refused("channel_not_found"))
        await press(harness, harness.address("ann"))
        await harness.slack.until(lambda: harness.slack.reached["chat.postEphemeral"])


# The Home tab.


async def test_the_home_tab_shows_the_page() -> None:
    page = (Message(language="en", title="Open reports", text="Two."), CARD, CARD)
    async with open_workspace() as harness, working(harness, Outcome(page=page)) as desk:
        ann = harness.address("ann").id
        await befall(harness, {"type": "app_home_opened", "user": ann, "channel": "D1", "tab": "home"})
        await harness.slack.until(lambda: harness.slack.homes)
        assert desk.said.content == Opened()
        assert readable(harness.slack.homes[ann]) == "Open reports\nTwo.\nCard\nTake\nCard\nTake"


async def test_an_empty_home_tab_says_so() -> None:
    async with open_workspace() as harness, working(harness):
        ann = harness.address("ann").id
        await befall(harness, {"type": "app_home_opened", "user": ann, "channel": "D1", "tab": "home"})
        await harness.slack.until(lambda: harness.slack.homes)
        assert readable(harness.slack.homes[ann]) == ENGLISH.home


async def test_a_long_home_tab_shows_what_fits_whole() -> None:
    page = tuple(Message(language="en", title=f"Report {at}", text="Text.") for at in range(60))
    async with open_workspace() as harness, working(harness, Outcome(page=page)):
        ann = harness.address("ann").id
        await befall(harness, {"type": "app_home_opened", "user": ann, "channel": "D1", "tab": "home"})
        await harness.slack.until(lambda: harness.slack.homes)
        shown = readable(harness.slack.homes[ann])
    assert shown.count("Report") == shown.count("Text.") == 33


async def test_opening_the_messages_tab_concerns_nobody() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        ann = harness.address("ann").id
        await befall(harness, {"type": "app_home_opened", "user": ann, "channel": "D1", "tab": "messages"})
        assert desk.heard == []


async def test_a_press_at_the_home_tab_can_open_a_form() -> None:
    async with open_workspace() as harness, working(harness, Outcome(page=(CARD,))) as desk:
        ann = harness.address("ann").id
        await befall(harness, {"type": "app_home_opened", "user": ann, "channel": "D1", "tab": "home"})
        await harness.slack.until(lambda: harness.slack.homes)
        await harness.deliver(harness.people.press_home(ann, "Take"))
        assert desk.said.content == Pressed(token="take.report.x.1")
        assert desk.said.form == "now"
        assert desk.said.pressed_on is None


# What befalls channels.


@pytest.mark.parametrize(
    ("event", "kind", "details"),
    [
        ({"type": "member_joined_channel", "user": US, "inviter": "U1"}, "joined", {"by": "U1"}),
        ({"type": "member_joined_channel", "user": US}, "joined", {}),
        ({"type": "member_joined_channel", "user": "U2"}, "came", {"who": "U2"}),
        ({"type": "member_left_channel", "user": "U2"}, "went", {"who": "U2"}),
        ({"type": "member_left_channel", "user": US}, "left", {}),
        ({"type": "channel_left"}, "left", {}),
        ({"type": "group_left"}, "left", {}),
        ({"type": "channel_archive", "user": "U2"}, "left", {}),
        ({"type": "group_archive"}, "left", {}),
        ({"type": "channel_deleted"}, "left", {}),
        ({"type": "channel_shared"}, "public", {}),
        ({"type": "channel_unshared"}, "public", {}),
        ({"type": "message", "subtype": "channel_convert_to_public", "channel_type": "channel"}, "public", {}),
    ],
)
async def test_what_befalls_a_channel_is_told(event: Json, kind: str, details: Mapping[str, str]) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await befall(harness, {"channel": "C123", **event})
        assert (happened(desk).kind, happened(desk).details) == (kind, details)
        assert happened(desk).address == Address("slack", "C123")


async def test_a_channel_with_a_new_id_has_moved() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await befall(harness, {"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C1"})
        assert happened(desk).kind == "moved"
        assert happened(desk).address == Address("slack", "G1")
        assert happened(desk).details == {"to": "C1"}


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_rename", "channel": {"id": "C1", "name": "x"}},
        {"type": "group_archive", "channel": 7},
        {"type": "unheard_of"},
        {"type": "message", "text": ["x"], "channel_type": "im", "user": {"id": "U1"}},
    ],
)
async def test_an_event_of_another_kind_or_shape_is_acknowledged_and_passed_over(event: Json) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await befall(harness, event)
        assert desk.heard == []


# Keys.


async def test_an_event_sent_again_has_its_key_again() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        message = harness.people.message(harness.address("ann").id, "Hello")
        for retry in (0, 1, 2):
            assert await harness.deliver(message, retry=retry) is not None
    assert len({news.key for news in desk.heard}) == 1


async def test_the_same_words_said_twice_have_two_keys() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        for _ in range(2):
            await harness.deliver(harness.people.message(harness.address("ann").id, "Hello"))
    assert len({news.key for news in desk.heard}) == 2


@pytest.mark.parametrize("kind", ["press", "command", "shortcut"])
async def test_an_interaction_sent_again_has_its_key_again_and_another_one_has_not(kind: str) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        ann = harness.address("ann")
        await harness.channel.send(ann, harness.channel.prepare(CARD), Slots(), key="k")
        made = []
        for _ in range(2):
            match kind:
                case "press":
                    made.append(harness.people.press(ann.id, "Take"))
                case "command":
                    made.append(harness.people.command(ann.id, "/report"))
                case _:
                    made.append(harness.people.shortcut(ann.id, "report"))
        for payload in (made[0], made[0], made[1]):
            await harness.deliver(payload, retry=1)
    first, again, other = (news.key for news in desk.heard)
    assert first == again != other


@pytest.mark.parametrize("kind", ["view_closed", "block_suggestion", "message_action", "interactive_message"])
async def test_an_interaction_nobody_asked_for_is_acknowledged_too(kind: str) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        payload = {"type": kind, "callback_id": "x", "view": {}, "user": {"id": harness.address("ann").id}}
        assert await harness.deliver({**payload, "actions": [{"name": "x", "value": "y"}]}) is not None
        assert desk.heard == []


async def test_two_people_who_act_at_once_have_two_keys() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        for name in ("ann", "bob"):
            payload = harness.people.shortcut(harness.address(name).id, "report")
            await harness.deliver({**payload, "trigger_id": "", "action_ts": "1.000001"})
    assert len({news.key for news in desk.heard}) == 2


async def test_what_comes_in_without_a_time_is_dated_now() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        await harness.deliver(harness.people.command(harness.address("ann").id, "/report"))
        assert desk.said.at == datetime.fromtimestamp(harness.slack.world.seconds, UTC)
