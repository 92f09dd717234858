"""What an update says: read without a service, from the JSON Telegram sends."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from channels.message import Address, Edited, Happened, Incoming, Located, Pressed, Receipt, Said, Sent
from channels.telegram.read import WANTED, read
from tests.channels.telegram.world import (
    BOT_ID,
    NOON,
    USERNAME,
    Json,
    Room,
    World,
    chat_json,
    member_json,
    photo_json,
    user_json,
)

NOW = datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC)
AT = datetime.fromtimestamp(NOON, UTC)
ANN = Address("telegram", "71")
GROUP = Room(id=-1001, type="supergroup", title="Harbour")
FORUM = Room(id=-1002, type="supergroup", title="Forum", topics={7})
CHANNEL = Room(id=-1003, type="channel", title="News")
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def understood(raw: Mapping[str, Any], *, most_bytes: int = 20_000_000) -> Incoming | Happened | None:
    update = Update.de_json(dict(raw))
    return read(update, bot_id=BOT_ID, username=USERNAME, now=NOW, most_bytes=most_bytes)


def private(**more: Any) -> Incoming | Happened | None:
    return understood({"update_id": 9, "message": World().message(71, **more)})


def content(**more: Any) -> object:
    news = private(**more)
    assert isinstance(news, Incoming)
    return news.content


def in_room(room: Room, text: str, **more: Any) -> Incoming | Happened | None:
    kind = "channel_post" if room.type == "channel" else "message"
    message = {"message_id": 3, "date": NOON, "chat": chat_json(room), "from": user_json(71), "text": text, **more}
    return understood({"update_id": 9, kind: {key: value for key, value in message.items() if value is not None}})


# In private.


def test_what_a_person_writes_is_said_by_them_in_private() -> None:
    assert private(text="Hello <b>") == Incoming(
        key=f"{BOT_ID}:9",
        conversation=ANN,
        sender=ANN,
        sender_name="Ann Lee",
        at=AT,
        content=Said(text="Hello <b>"),
        language="fr",
    )


def test_a_deep_link_comes_as_the_command_with_its_code() -> None:
    assert content(text="/start AbC_-1") == Said(text="/start AbC_-1")


@pytest.mark.parametrize("text", ["/help@liaison_bot", "/help@LIAISON_BOT"])
def test_our_name_is_taken_out_of_a_command(text: str) -> None:
    assert content(text=text) == Said(text="/help")


def test_what_nobody_sees_is_taken_out_of_what_is_said() -> None:
    assert content(text="a\u202eb\u200b ") == Said(text="ab")


def test_a_text_of_nothing_visible_is_nothing_usable() -> None:
    assert content(text="\u200b") == Sent(pictures=(), unusable=1)


def test_the_largest_size_of_a_photo_is_taken() -> None:
    sizes = [photo_json("small", width=90), photo_json("large", width=1280), photo_json("middle", width=320)]
    assert content(photo=sizes, caption="Below deck") == Sent(pictures=("large",), text="Below deck")


def test_photos_of_one_album_carry_its_id() -> None:
    assert content(photo=[photo_json("a")], media_group_id="77") == Sent(pictures=("a",), album="77")


def test_of_a_photo_the_largest_size_that_can_be_fetched_is_taken() -> None:
    sizes = [photo_json("small", width=90), photo_json("large", width=1280, size=20_000_001)]
    assert content(photo=sizes) == Sent(pictures=("small",))


def document(kind: str, size: int = 1000) -> Json:
    return {"file_id": "d", "file_unique_id": "d", "mime_type": kind, "file_size": size}


def test_a_picture_sent_as_a_file_is_a_picture() -> None:
    assert content(document=document("image/heic"), caption="c") == Sent(pictures=("d",), text="c")


def test_a_picture_over_the_limit_is_counted_as_too_large() -> None:
    assert content(document=document("image/png", 20_000_001), caption="c") == Sent(pictures=(), text="c", too_large=1)


def test_a_server_of_ones_own_may_fetch_larger_ones() -> None:
    raw = {"update_id": 9, "message": World().message(71, document=document("image/png", 30_000_000))}
    news = understood(raw, most_bytes=100_000_000)
    assert isinstance(news, Incoming)
    assert news.content == Sent(pictures=("d",))


FILE = {"file_id": "f", "file_unique_id": "f"}


@pytest.mark.parametrize(
    "sent",
    [
        {"document": document("application/pdf")},
        {"voice": FILE | {"duration": 3}},
        {"video": FILE | {"width": 1, "height": 1, "duration": 1}},
        {"video_note": FILE | {"length": 1, "duration": 1}},
        {"audio": FILE | {"duration": 1}},
        {"animation": FILE | {"width": 1, "height": 1, "duration": 1}, "document": document("image/gif")},
        {"sticker": FILE | {"width": 1, "height": 1, "type": "regular", "is_animated": False, "is_video": False}},
        {"contact": {"phone_number": "1", "first_name": "Bob"}},
        {"dice": {"emoji": "\N{GAME DIE}", "value": 3}},
    ],
    ids=lambda sent: next(iter(sent)),
)
def test_what_is_no_picture_is_counted_as_unusable(sent: Json) -> None:
    assert content(**sent) == Sent(pictures=(), unusable=1)


def test_a_position_is_a_place() -> None:
    assert content(location={"latitude": -4.05, "longitude": 39.66}) == Located(latitude=-4.05, longitude=39.66)


def test_a_venue_is_a_place_with_a_name() -> None:
    at = {"latitude": -4.05, "longitude": 39.66}
    venue = {"location": at, "title": "Port of Mombasa", "address": "Kilindini"}
    assert content(venue=venue, location=at) == Located(latitude=-4.05, longitude=39.66, name="Port of Mombasa")


def test_a_service_message_is_nothing_a_person_did() -> None:
    assert private(new_chat_title="x") is None


def test_an_edit_names_the_message_it_changes() -> None:
    message = World().message(71, text="12 kg", edit_date=NOON + 5)
    news = understood({"update_id": 9, "edited_message": message})
    assert isinstance(news, Incoming)
    assert news.content == Edited(of="1", text="12 kg")
    assert (news.at - AT).total_seconds() == 5


def test_a_position_that_moves_is_no_edit() -> None:
    message = World().message(71, location={"latitude": 1.0, "longitude": 1.0}, edit_date=NOON + 5)
    assert understood({"update_id": 9, "edited_message": message}) is None


# Presses.


def press(message: Json, **more: Any) -> Incoming | Happened | None:
    query = {
        "id": "q",
        "from": user_json(71),
        "chat_instance": "1",
        "data": "pick.kind.2.1",
        "message": message,
        **more,
    }
    return understood({"update_id": 9, "callback_query": query})


def test_a_press_carries_its_token_and_the_part_it_was_pressed_on() -> None:
    news = press({"message_id": 12, "date": NOON, "chat": chat_json(Room(id=71)), "text": "?"})
    assert isinstance(news, Incoming)
    assert news.content == Pressed(token="pick.kind.2.1")
    assert (news.conversation, news.sender, news.at) == (ANN, ANN, NOW)
    assert news.pressed_on == Receipt(("71:12",))


def test_a_press_below_a_picture_says_that_words_there_are_a_caption() -> None:
    news = press({"message_id": 12, "date": NOON, "chat": chat_json(Room(id=71)), "photo": [photo_json("p")]})
    assert isinstance(news, Incoming)
    assert news.pressed_on == Receipt(("71:12c",))


def test_a_press_on_a_message_too_old_to_be_told_is_still_a_press() -> None:
    news = press({"message_id": 12, "date": 0, "chat": chat_json(Room(id=71))})
    assert isinstance(news, Incoming)
    assert news.pressed_on == Receipt(("71:12",))


def test_a_press_in_a_group_is_its_persons_and_no_other_ones() -> None:
    news = press({"message_id": 12, "date": NOON, "chat": chat_json(GROUP), "text": "?"})
    assert isinstance(news, Incoming)
    assert (news.conversation, news.sender) == (Address("telegram", "-1001"), ANN)
    assert not news.private


def test_a_press_in_a_topic_belongs_to_the_topic() -> None:
    at = {"message_id": 12, "date": NOON, "chat": chat_json(FORUM), "text": "?"}
    news = press({**at, "message_thread_id": 7, "is_topic_message": True})
    assert isinstance(news, Incoming)
    assert news.conversation == Address("telegram", "-1002:7")


# In groups: S-12, S-13.


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/report", "/report"),
        ("/report@liaison_bot", "/report"),
        ("/report@liaison_bot today\nnow", "/report today\nnow"),
        ("/report today", "/report today"),
    ],
)
def test_a_command_in_a_group_is_its_persons(text: str, said: str) -> None:
    news = in_room(GROUP, text)
    assert isinstance(news, Incoming)
    assert news.content == Said(text=said)
    assert (news.conversation, news.sender, news.private) == (Address("telegram", "-1001"), ANN, False)


@pytest.mark.parametrize("text", ["Hello", "/report@other_bot", "see /report", "@liaison_bot hello"])
def test_what_is_not_for_us_in_a_group_is_ignored(text: str) -> None:
    assert in_room(GROUP, text) is None


def test_a_command_in_a_topic_belongs_to_the_topic() -> None:
    news = in_room(FORUM, "/report", message_thread_id=7, is_topic_message=True)
    assert isinstance(news, Incoming)
    assert news.conversation == Address("telegram", "-1002:7")


def test_a_row_of_replies_is_no_topic() -> None:
    news = in_room(GROUP, "/report", message_thread_id=7)
    assert isinstance(news, Incoming)
    assert news.conversation == Address("telegram", "-1001")


def test_an_anonymous_administrator_has_no_name() -> None:
    news = in_room(GROUP, "/report", **{"from": ANONYMOUS, "sender_chat": chat_json(GROUP)})
    assert isinstance(news, Incoming)
    assert (news.sender, news.sender_name, news.language) == (None, "", "")


def test_a_command_posted_in_a_channel_has_no_sender() -> None:
    news = in_room(CHANNEL, "/report", **{"from": None, "sender_chat": chat_json(CHANNEL)})
    assert isinstance(news, Incoming)
    assert (news.conversation, news.sender) == (Address("telegram", "-1003"), None)


def test_a_post_of_a_channel_is_not_taken_again_from_its_group() -> None:
    sender = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    forwarded = {"from": sender, "sender_chat": chat_json(CHANNEL), "is_automatic_forward": True}
    assert in_room(GROUP, "/report", **forwarded) is None


def test_another_bot_is_not_listened_to() -> None:
    assert in_room(GROUP, "/report", **{"from": user_json(72, is_bot=True)}) is None


def test_an_edited_command_in_a_group_is_ignored() -> None:
    message = {"message_id": 3, "date": NOON, "chat": chat_json(GROUP), "from": user_json(71), "text": "/report"}
    assert understood({"update_id": 9, "edited_message": message}) is None


# What befalls an address.


def member(room: Room, kind: str, before: str, after: str, *, who: int = BOT_ID, by: Json | None = None) -> object:
    change = {
        "chat": chat_json(room),
        "from": by or user_json(71),
        "date": NOON,
        "old_chat_member": member_json(who, before),
        "new_chat_member": member_json(who, after),
    }
    news = understood({"update_id": 9, kind: change})
    if news is None:
        return None
    assert isinstance(news, Happened)
    assert news.key == f"{BOT_ID}:9"
    return news.kind, news.address.id, dict(news.details)


def test_a_person_who_stops_us_has_blocked_us() -> None:
    assert member(Room(id=71), "my_chat_member", "member", "kicked") == ("blocked", "71", {})


def test_a_person_who_lets_us_in_again_has_returned() -> None:
    assert member(Room(id=71), "my_chat_member", "kicked", "member") == ("returned", "71", {})


@pytest.mark.parametrize("room", [GROUP, CHANNEL], ids=["group", "channel"])
@pytest.mark.parametrize(("before", "after"), [("left", "member"), ("kicked", "administrator")])
def test_we_were_added(room: Room, before: str, after: str) -> None:
    details = {"title": room.title, "by": "71"}
    assert member(room, "my_chat_member", before, after) == ("joined", str(room.id), details)


def test_an_anonymous_administrator_who_added_us_is_not_named() -> None:
    details = {"title": "Harbour", "by": ""}
    assert member(GROUP, "my_chat_member", "left", "member", by=ANONYMOUS) == ("joined", "-1001", details)


@pytest.mark.parametrize(("before", "after"), [("member", "left"), ("administrator", "kicked")])
def test_we_were_removed(before: str, after: str) -> None:
    assert member(GROUP, "my_chat_member", before, after) == ("left", "-1001", {})


@pytest.mark.parametrize(("before", "after"), [("member", "administrator"), ("administrator", "restricted")])
def test_what_we_may_do_changed(before: str, after: str) -> None:
    assert member(GROUP, "my_chat_member", before, after) == ("rights", "-1001", {})


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("left", "member", "came"),
        ("kicked", "restricted", "came"),
        ("member", "left", "went"),
        ("administrator", "kicked", "went"),
        ("restricted", "restricted, left", "went"),
    ],
)
def test_somebody_else_came_or_went(before: str, after: str, kind: str) -> None:
    assert member(GROUP, "chat_member", before, after, who=72) == (kind, "-1001", {"who": "72"})


def test_a_promotion_of_somebody_else_is_nothing_to_us() -> None:
    assert member(GROUP, "chat_member", "member", "administrator", who=72) is None


def test_a_group_that_became_a_supergroup_has_moved() -> None:
    group = Room(id=-45, type="group", title="Harbour")
    message = {"message_id": 3, "date": NOON, "chat": chat_json(group), "from": user_json(71)}
    news = understood({"update_id": 9, "message": {**message, "migrate_to_chat_id": -1001}})
    assert news == Happened(
        key=f"{BOT_ID}:9", address=Address("telegram", "-45"), kind="moved", details={"to": "-1001"}
    )


def test_the_other_half_of_a_move_says_nothing_more() -> None:
    message = {"message_id": 3, "date": NOON, "chat": chat_json(GROUP), "from": user_json(71)}
    assert understood({"update_id": 9, "message": {**message, "migrate_from_chat_id": -45}}) is None


def test_who_comes_and_goes_is_asked_for_by_name() -> None:
    assert {"chat_member", "my_chat_member", "callback_query", "message"} <= set(WANTED)


def test_an_update_of_a_kind_we_do_not_know_is_nothing() -> None:
    assert understood({"update_id": 9, "something_new": {}}) is None
