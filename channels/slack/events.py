"""Events of Slack's: what people wrote in private or to us in a channel, and what befell channels. Presses, forms and
commands are read elsewhere.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from channels.message import (
    Address,
    Content,
    Edited,
    FormAnswer,
    Happened,
    HappenedKind,
    Incoming,
    Opened,
    Said,
    Sent,
)
from channels.slack.api import DOWNLOAD_BYTES, Identity
from channels.slack.payload import Json, is_person, json_at, list_at, text_at, unescape, when

NAME = "slack"

_SAID = frozenset({"", "file_share", "thread_broadcast"})
"""Subtypes of a message that are a person's own words."""

_CONVERTED = frozenset({"channel_convert_to_public", "channel_convert_to_private", "group_convert_to_public"})


def revokes(body: Json) -> bool:
    """Whether the workspace tells us that our access is over."""
    event = json_at(body, "event") if body.get("type") == "event_callback" else {}
    kind = text_at(event, "type")
    return kind == "app_uninstalled" or (kind == "tokens_revoked" and bool(json_at(event, "tokens").get("bot")))


def read_event(body: Json, us: Identity, now: datetime) -> Incoming | Happened | None:
    """Reads one event; None for what concerns nobody."""
    event = json_at(body, "event")
    key = f"event:{text_at(body, 'event_id')}"
    at = when(text_at(event, "event_ts") or text_at(event, "ts"), now)
    match text_at(event, "type"):
        case "message":
            return _message(key, event, at)
        case "app_mention":
            return _mention(key, event, us, at)
        case "app_home_opened" if text_at(event, "tab") == "home":
            return in_private(key, text_at(event, "user"), "", at, Opened())
        case kind:
            return _befell(key, kind, event, us)


def in_private(key: str, user: str, name: str, at: datetime, content: Content, *, form: FormAnswer = "no") -> Incoming:
    """What somebody did where nobody else sees it. Not under the direct message's own id: the person's is the address."""
    person = Address(NAME, user)
    return Incoming(key=key, conversation=person, sender=person, sender_name=name, at=at, content=content, form=form)


def _message(key: str, event: Json, at: datetime) -> Incoming | Happened | None:
    subtype = text_at(event, "subtype")
    if subtype in _CONVERTED:
        return _happened(key, text_at(event, "channel"), "public")
    if text_at(event, "channel_type") != "im":
        return None
    if subtype == "message_changed":
        return _edited(key, event, at)
    if subtype not in _SAID or text_at(event, "bot_id") or not is_person(text_at(event, "user")):
        return None
    return in_private(key, text_at(event, "user"), "", at, _content(event))


def _content(event: Json) -> Content:
    text = unescape(text_at(event, "text"))
    files = list_at(event, "files")
    if not files:
        return Said(text=text)
    pictures, too_large, unusable = [], 0, 0
    for file in files:
        ref = text_at(file, "url_private_download") or text_at(file, "url_private")
        size = file.get("size")
        if not text_at(file, "mimetype").startswith("image/") or not ref:
            unusable += 1
        elif isinstance(size, int) and size > DOWNLOAD_BYTES:
            too_large += 1
        else:
            pictures.append(ref)
    album = text_at(event, "ts") if len(pictures) > 1 else ""
    return Sent(pictures=tuple(pictures), text=text, album=album, too_large=too_large, unusable=unusable)


def _edited(key: str, event: Json, at: datetime) -> Incoming | None:
    """A link that unfolds changes a message too: only new words count."""
    message, before = json_at(event, "message"), json_at(event, "previous_message")
    if text_at(message, "bot_id") or not is_person(text_at(message, "user")):
        return None
    if text_at(message, "text") == text_at(before, "text"):
        return None
    of = f"{text_at(event, 'channel')}:{text_at(message, 'ts')}"
    return in_private(key, text_at(message, "user"), "", at, Edited(of=of, text=unescape(text_at(message, "text"))))


def _mention(key: str, event: Json, us: Identity, at: datetime) -> Incoming | None:
    if text_at(event, "bot_id"):
        return None
    user = text_at(event, "user")
    text = re.sub(f"<@{re.escape(us.user_id)}(\\|[^<>]*)?>", " ", text_at(event, "text"))
    return Incoming(
        key=key,
        conversation=Address(NAME, text_at(event, "channel")),
        sender=Address(NAME, user) if is_person(user) else None,
        sender_name="",
        at=at,
        content=Said(text=unescape(text).strip()),
    )


def _befell(key: str, kind: str, event: Json, us: Identity) -> Happened | None:
    channel, user = text_at(event, "channel"), text_at(event, "user")
    match kind:
        case "member_joined_channel" if user == us.user_id:
            by = text_at(event, "inviter")
            return _happened(key, channel, "joined", {"by": by} if by else {})
        case "member_joined_channel":
            return _happened(key, channel, "came", {"who": user})
        case "member_left_channel" if user != us.user_id:
            return _happened(key, channel, "went", {"who": user})
        case (
            "member_left_channel"
            | "channel_left"
            | "group_left"
            | "channel_archive"
            | "group_archive"
            | "channel_deleted"
            | "group_deleted"
        ):
            return _happened(key, channel, "left")
        case "channel_shared" | "channel_unshared":
            return _happened(key, channel, "public")
        case "channel_id_changed":
            return _happened(key, text_at(event, "old_channel_id"), "moved", {"to": text_at(event, "new_channel_id")})
    return None


def _happened(key: str, channel: str, kind: HappenedKind, details: Mapping[str, str] | None = None) -> Happened | None:
    if not channel:
        return None
    return Happened(key=key, address=Address(NAME, channel), kind=kind, details=details or {})
