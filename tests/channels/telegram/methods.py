"""The methods of the Bot API that the fake service knows, as strict as the real ones and with their words."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tests.channels.telegram import world as limits
from tests.channels.telegram.markup import Parsed, Unparsable, parse
from tests.channels.telegram.world import BOT_ID, Json, Room, Shown, World, chat_json, member_json, message_json


class Refusal(Exception):
    """The service says no."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Upload(NamedTuple):
    """A file as it came."""

    name: str
    content: bytes


class Call:
    """The parameters of one request. What nobody asked for is found by `unread`."""

    def __init__(self, given: Mapping[str, str], uploads: Mapping[str, Upload]) -> None:
        self._given = dict(given)
        self._read: set[str] = set()
        self.uploads = uploads

    def text(self, name: str) -> str:
        self._read.add(name)
        return self._given.get(name, "")

    def number(self, name: str) -> int | None:
        text = self.text(name)
        return int(text) if text else None

    def flag(self, name: str) -> bool:
        return self.text(name) == "true"

    def value(self, name: str) -> Any:
        text = self.text(name)
        return json.loads(text) if text else None

    @property
    def unread(self) -> set[str]:
        """Parameters the method does not know."""
        return set(self._given) - self._read


def bad(description: str) -> Refusal:
    """A request that is wrong."""
    return Refusal(400, f"Bad Request: {description}")


def send_message(world: World, call: Call) -> Json:
    room, common = _room_to_send(world, call)
    said = _said(call.text("text"), call.text("parse_mode"), limits.MAX_TEXT, "message is too long")
    if not said.text:
        raise bad("message text is empty")
    preview = not (call.value("link_preview_options") or {}).get("is_disabled", False)
    return _put(room, Shown(id=0, kind="text", said=said, preview=preview, keyboard=_keyboard(call), **common))


def send_photo(world: World, call: Call) -> Json:
    room, common = _room_to_send(world, call)
    content = _upload(call, "photo", limits.MAX_PHOTO).content
    return _put(
        room, Shown(id=0, kind="photo", said=_caption(call), content=content, keyboard=_keyboard(call), **common)
    )


def send_document(world: World, call: Call) -> Json:
    room, common = _room_to_send(world, call)
    upload = _upload(call, "document", limits.MAX_UPLOAD)
    shown = Shown(id=0, kind="document", said=_caption(call), content=upload.content, name=upload.name, **common)
    shown.keyboard = _keyboard(call)
    return _put(room, shown)


def send_media_group(world: World, call: Call) -> list[Json]:
    room, common = _room_to_send(world, call)
    media = call.value("media")
    if not limits.MIN_ALBUM <= len(media) <= limits.MAX_ALBUM:
        raise bad("wrong number of media")
    album = f"album{room.last_id}"
    shown = []
    for item in media:
        name = item["media"].removeprefix("attach://")
        said = _said(
            item.get("caption", ""), item.get("parse_mode", ""), limits.MAX_CAPTION, "message caption is too long"
        )
        content = _checked(call.uploads.get(name), limits.MAX_PHOTO).content
        shown.append(Shown(id=0, kind=item["type"], said=said, content=content, album=album, **common))
    return [_put(room, one) for one in shown]


def edit_message_text(world: World, call: Call) -> Json:
    room, shown = _room_to_edit(world, call)
    said = _said(call.text("text"), call.text("parse_mode"), limits.MAX_TEXT, "message is too long")
    call.value("link_preview_options")
    if shown.kind != "text":
        raise bad("there is no text in the message to edit")
    if not said.text:
        raise bad("message text is empty")
    return _replace(room, shown, said, _keyboard(call))


def edit_message_caption(world: World, call: Call) -> Json:
    room, shown = _room_to_edit(world, call)
    said = _caption(call)
    if shown.kind == "text":
        raise bad("there is no caption in the message to edit")
    return _replace(room, shown, said, _keyboard(call))


def delete_message(world: World, call: Call) -> bool:
    room = _room(world, call)
    id_ = call.number("message_id")
    if id_ not in room.messages:
        raise bad("message to delete not found")
    if room.messages[id_].old:
        raise bad("message can't be deleted for everyone")
    del room.messages[id_]
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    query, text = call.text("callback_query_id"), call.text("text")
    if len(text) > limits.MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    if not world.queries.get(query):
        raise bad("query is too old and response timeout expired or query ID is invalid")
    world.queries[query] = False
    world.answers.append((query, text))
    return True


def get_me(world: World, _: Call) -> Json:
    return world.me


def get_my_commands(world: World, call: Call) -> list[Json]:
    return world.commands.get(call.text("language_code"), [])


def set_my_commands(world: World, call: Call) -> bool:
    commands = call.value("commands")
    for command in commands:
        if not re.fullmatch(rf"[a-z0-9_]{{1,{limits.MAX_COMMAND}}}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= limits.MAX_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[call.text("language_code")] = commands
    return True


def get_webhook_info(world: World, _: Call) -> Json:
    info: Json = {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.last_error:
        info |= {"last_error_date": world.last_error, "last_error_message": "Wrong response from the webhook: 500"}
    return info


def set_webhook(world: World, call: Call) -> bool:
    secret, url = call.text("secret_token"), call.text("url")
    if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{limits.MAX_SECRET}}}", secret):
        raise bad("secret token contains unallowed characters")
    if not re.fullmatch(r"https://[a-z.]+(:(443|80|88|8443))?/.*", url):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    world.webhook = {
        "url": url,
        "secret": secret,
        "most": call.number("max_connections") or 40,
        "allowed": call.value("allowed_updates"),
    }
    return True


def delete_webhook(world: World, call: Call) -> bool:
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = {}
    return True


def get_chat(world: World, call: Call) -> Json:
    room = _room(world, call)
    chat = chat_json(room) | {
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    return chat | ({"linked_chat_id": room.linked} if room.linked else {})


def get_chat_member_count(world: World, call: Call) -> int:
    return len(_present(_room(world, call)))


def get_chat_member(world: World, call: Call) -> Json:
    room, user = _room(world, call), call.number("user_id")
    if user not in room.members:
        raise bad("user not found")
    return member_json(user, room.members[user], is_bot=user in room.bots)


def get_chat_administrators(world: World, call: Call) -> list[Json]:
    room = _room(world, call)
    return [
        member_json(id_, status, is_bot=id_ in room.bots)
        for id_, status in room.members.items()
        if status in {"administrator", "creator"} and (id_ == BOT_ID or id_ not in room.bots)
    ]


def get_file(world: World, call: Call) -> Json:
    file_id = call.text("file_id")
    if file_id not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    stored = world.files[file_id]
    if stored.size > limits.MAX_DOWNLOAD:
        raise bad("file is too big")
    path = f"photos/{file_id}.jpg"
    return {"file_id": file_id, "file_unique_id": file_id, "file_size": stored.size, "file_path": path}


def no_such_method(_world: World, _call: Call) -> None:
    raise Refusal(404, "Not Found")


METHODS: Mapping[str, Callable[[World, Call], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "setMyCommands": set_my_commands,
    "getWebhookInfo": get_webhook_info,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getChat": get_chat,
    "getChatMemberCount": get_chat_member_count,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getFile": get_file,
}
"""All but getUpdates, which waits."""


def _room(world: World, call: Call) -> Room:
    room = world.rooms.get(call.number("chat_id") or 0)
    if room is None:
        raise bad("chat not found")
    if room.refusal:
        raise Refusal(*room.refusal)
    return room


def _room_to_send(world: World, call: Call) -> tuple[Room, Json]:
    room = _room(world, call)
    topic, reply = call.number("message_thread_id"), call.value("reply_parameters")
    if topic is not None and topic not in room.topics:
        raise bad("message thread not found")
    reply_to = reply["message_id"] if reply else None
    if reply and reply_to not in room.messages:
        if not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        reply_to = None
    return room, {"topic": topic, "reply_to": reply_to, "protected": call.flag("protect_content")}


def _room_to_edit(world: World, call: Call) -> tuple[Room, Shown]:
    room = _room(world, call)
    shown = room.messages.get(call.number("message_id") or 0)
    if shown is None:
        raise bad("message to edit not found")
    return room, shown


def _put(room: Room, shown: Shown) -> Json:
    room.last_id += 1
    shown.id = room.last_id
    room.messages[shown.id] = shown
    return message_json(room, shown)


def _replace(room: Room, shown: Shown, said: Parsed, keyboard: list[list[Json]]) -> Json:
    if (said, keyboard) == (shown.said, shown.keyboard):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current"
            " content and reply markup of the message"
        )
    shown.said, shown.keyboard = said, keyboard
    return message_json(room, shown)


def _caption(call: Call) -> Parsed:
    return _said(call.text("caption"), call.text("parse_mode"), limits.MAX_CAPTION, "message caption is too long")


def _said(text: str, mode: str, most: int, too_long: str) -> Parsed:
    try:
        parsed = parse(text, mode)
    except Unparsable as error:
        raise bad(f"can't parse entities: {error}") from None
    if parsed.units > most:
        raise bad(too_long)
    return parsed


def _keyboard(call: Call) -> list[list[Json]]:
    markup = call.value("reply_markup") or {"inline_keyboard": []}
    rows: list[list[Json]] = markup["inline_keyboard"]
    if sum(map(len, rows)) > limits.MAX_BUTTONS or any(len(row) > limits.MAX_ROW for row in rows):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise bad("inline keyboard button text must be non-empty")
        if not 1 <= len(button["callback_data"].encode()) <= limits.MAX_DATA:
            raise bad("BUTTON_DATA_INVALID")
        if button.get("style", "primary") not in {"primary", "success", "danger"}:
            raise bad("unsupported button style")
    return rows


def _upload(call: Call, name: str, most: int) -> Upload:
    return _checked(call.uploads.get(name), most)


def _checked(upload: Upload | None, most: int) -> Upload:
    if upload is None or not upload.content:
        raise bad("file must be non-empty")
    if len(upload.content) > most:
        raise Refusal(413, "Request Entity Too Large")
    return upload


def _present(room: Room) -> Sequence[int]:
    return [id_ for id_, status in room.members.items() if status not in {"left", "kicked", "restricted, left"}]
