"""What the fake service knows: chats, who is in them, what each shows, files, and updates that wait to be fetched."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from tests.channels.telegram.markup import Parsed

Json = dict[str, Any]

BOT_ID = 700100200
TOKEN = f"{BOT_ID}:AAF-loopback_token-0123456789abcdefg"
USERNAME = "liaison_bot"
NOON = 1795348800
"""2026-11-22 12:00 UTC."""

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_DATA = 64
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_ANSWER = 200
MAX_ALBUM = 10
MIN_ALBUM = 2
MAX_PHOTO = 10_000_000
MAX_UPLOAD = 50_000_000
MAX_DOWNLOAD = 20_000_000
MAX_FETCH = 100
MAX_SECRET = 256
MAX_COMMAND = 32
MAX_DESCRIPTION = 256


ADMINISTRATOR = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_promote_members",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]

RESTRICTED = [
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_send_messages",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_manage_topics",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_edit_tag",
    "can_react_to_messages",
]


@dataclass(slots=True, kw_only=True)
class Shown:
    """A message as it stands in a chat."""

    id: int
    kind: str
    """text, photo or document."""
    said: Parsed
    keyboard: list[list[Json]] = field(default_factory=list)
    protected: bool = False
    preview: bool = True
    reply_to: int | None = None
    topic: int | None = None
    album: str = ""
    content: bytes = b""
    name: str = ""
    old: bool = False
    """Sent more than 48 hours ago."""

    @property
    def readable(self) -> str:
        """All a person reads of it."""
        return "\n".join([self.said.text, *(button["text"] for row in self.keyboard for button in row)])


@dataclass(slots=True, kw_only=True)
class Room:
    """A chat. `members` maps who is there to their standing; in a private chat the person is the chat."""

    id: int
    type: str = "private"
    title: str = ""
    username: str = ""
    members: dict[int, str] = field(default_factory=dict)
    bots: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    linked: int | None = None
    refusal: tuple[int, str, Json] | None = None
    """How every send to it ends."""
    messages: dict[int, Shown] = field(default_factory=dict)
    last_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file that can be fetched. `size` is what the service says it is."""

    content: bytes
    size: int
    gone: bool = False


class World:
    """All of it, and how people change it."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.files: dict[str, Stored] = {}
        self.languages: dict[int, str] = {}
        """What people have their app in; else "fr"."""
        self.updates: list[Json] = []
        """Those not confirmed, oldest first."""
        self.last_update = 5000
        self.queries: dict[str, bool] = {}
        """Presses: whether they may still be answered."""
        self.answers: list[tuple[str, str]] = []
        """Query and text of each answer given."""
        self.commands: dict[str, list[Json]] = {}
        self.webhook: Json = {}
        self.me: Json = {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "Liaison",
            "username": USERNAME,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
        }
        self.last_error: int | None = None
        self.news = asyncio.Event()

    def person(self, id_: int) -> Room:
        """The private chat with somebody."""
        return self.rooms.setdefault(id_, Room(id=id_))

    def group(self, id_: int, **of: Any) -> Room:
        """A group with us in it."""
        room = Room(**{"id": id_, "type": "supergroup", "title": "Harbour", "members": {BOT_ID: "member"}, **of})
        self.rooms[id_] = room
        return room

    def update(self, **what: Json) -> Json:  # the kind of update is its key in the protocol
        """Something happened: it waits to be fetched. Returned as it goes over the wire."""
        self.last_update += 1
        update: Json = {"update_id": self.last_update, **what}
        self.updates.append(update)
        self.news.set()
        return update

    def says(self, user_id: int, text: str, **more: Any) -> Json:
        """Somebody writes in private."""
        return self.update(message=self.message(user_id, text=text, **more))

    def message(self, chat_id: int, *, sender: int | None = None, **more: Any) -> Json:
        """A message of somebody as the service describes it."""
        room = self.person(chat_id) if chat_id > 0 else self.rooms[chat_id]
        room.last_id += 1
        message: Json = {
            "message_id": room.last_id,
            "date": NOON,
            "chat": chat_json(room),
            "from": self.user(sender or chat_id),
            **more,
        }
        return {key: value for key, value in message.items() if value is not None}

    def presses(self, room: Room, shown: Shown, label: str, user_id: int) -> Json:
        """Somebody presses a button. Raises LookupError where there is none with this label."""
        for row in shown.keyboard:
            for button in row:
                if button["text"] == label:
                    query = f"q{self.last_update + 1}"
                    self.queries[query] = True
                    return self.update(
                        callback_query={
                            "id": query,
                            "from": self.user(user_id),
                            "chat_instance": "1",
                            "data": button["callback_data"],
                            "message": message_json(room, shown),
                        }
                    )
        raise LookupError(label)

    def presses_again(self, update: Json) -> Json:
        """The same button once more, whatever has become of it on the screen meanwhile."""
        query = f"q{self.last_update + 1}"
        self.queries[query] = True
        return self.update(callback_query={**update["callback_query"], "id": query})

    def user(self, id_: int) -> Json:
        """Somebody as the service describes them."""
        return user_json(id_, **({"language_code": self.languages[id_]} if id_ in self.languages else {}))

    def confirm(self, offset: int) -> None:
        """Forgets all below."""
        self.updates = [update for update in self.updates if update["update_id"] >= offset]

    def age(self, room: Room) -> None:
        """Two days pass for all that stands in a chat."""
        room.messages = {id_: replace(shown, old=True) for id_, shown in room.messages.items()}


def user_json(id_: int, **more: Any) -> Json:
    """A user as the service describes one."""
    person: Json = {"id": id_, "is_bot": id_ == BOT_ID, "first_name": "Ann", "last_name": "Lee", "language_code": "fr"}
    return {**person, **more}


def chat_json(room: Room) -> Json:
    """A chat as the service describes it."""
    chat: Json = {"id": room.id, "type": room.type}
    if room.type == "private":
        return {**chat, "first_name": "Ann"}
    if room.topics:
        chat["is_forum"] = True
    return {**chat, "title": room.title, **({"username": room.username} if room.username else {})}


def message_json(room: Room, shown: Shown) -> Json:
    """One of our own messages as the service describes it."""
    message: Json = {
        "message_id": shown.id,
        "date": NOON,
        "chat": chat_json(room),
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "Liaison", "username": USERNAME},
    }
    if shown.kind == "text":
        message["text"] = shown.said.text
    elif shown.said.text:
        message["caption"] = shown.said.text
    if shown.kind == "photo":
        message["photo"] = [photo_json(f"p{shown.id}")]
    if shown.kind == "document":
        message["document"] = {"file_id": f"d{shown.id}", "file_unique_id": f"u{shown.id}"}
    if shown.topic is not None:
        message |= {"message_thread_id": shown.topic, "is_topic_message": True}
    if shown.keyboard:
        message["reply_markup"] = {"inline_keyboard": shown.keyboard}
    return message


def photo_json(file_id: str, *, width: int = 1280, size: int = 100_000) -> Json:
    """One size of a photo."""
    return {"file_id": file_id, "file_unique_id": file_id, "width": width, "height": width, "file_size": size}


def member_json(id_: int, status: str, *, is_bot: bool = False) -> Json:
    """Somebody's standing in a chat, with all that the service tells of it."""
    member: Json = {"user": user_json(id_, is_bot=is_bot or id_ == BOT_ID), "status": status}
    match status:
        case "administrator":
            return member | dict.fromkeys(ADMINISTRATOR, False)
        case "restricted" | "restricted, left":
            restricted: Json = {"status": "restricted", "is_member": status == "restricted", "until_date": 0}
            return member | restricted | dict.fromkeys(RESTRICTED, False)
        case "creator":
            return member | {"is_anonymous": False}
        case "kicked":
            return member | {"until_date": 0}
    return member
