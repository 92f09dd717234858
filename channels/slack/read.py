"""What Slack sends, read as what a person did or what befell an address; None for what concerns nobody. Pure: it asks
nothing and answers nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from channels.message import Address, Filled, FormAnswer, Happened, Incoming, Pressed, Receipt, Said
from channels.slack.api import Identity
from channels.slack.events import NAME, in_private, read_event
from channels.slack.form import is_form, read_held
from channels.slack.payload import Json, is_person, json_at, list_at, text_at, unescape, when
from channels.slack.settings import COMMANDS, SHORTCUTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One thing that came in. `trigger` opens a form while it is fresh; `view` is the one it came from, `channel` the
    conversation a press was made in.
    """

    news: Incoming | Happened
    trigger: str = ""
    view: Json | None = None
    channel: str = ""


def read(body: Json, us: Identity, now: datetime) -> Taken | None:
    """Reads one request."""
    match body.get("type"):
        case "event_callback":
            news = read_event(body, us, now)
            return Taken(news=news) if news else None
        case "block_actions":
            return _block_actions(body, now)
        case "view_submission":
            return _submission(body, now)
        case "shortcut":
            said = SHORTCUTS.get(text_at(body, "callback_id"), "")
            return _said(body, text_at(json_at(body, "user"), "id"), said, now) if said else None
        case None if "command" in body:
            return _command(body, now)
    return None


def _block_actions(body: Json, now: datetime) -> Taken | None:
    view = json_at(body, "view")
    action = next(iter(list_at(body, "actions")), {})
    user = text_at(json_at(body, "user"), "id")
    if text_at(view, "type") == "modal":
        return _filled(body, view, now, pressed=_pressed(action), sent=False)
    token = _pressed(action)
    if not token or not is_person(user):
        return None
    container = json_at(body, "container")
    channel, ts = text_at(container, "channel_id"), text_at(container, "message_ts")
    sender = Address(NAME, user)
    return Taken(
        news=Incoming(
            key=_key(body, action),
            conversation=Address(NAME, channel) if channel and not channel.startswith("D") else sender,
            sender=sender,
            sender_name=_name(body),
            at=when(text_at(action, "action_ts"), now),
            content=Pressed(token=token),
            pressed_on=Receipt((f"{channel}:{ts}",)) if channel and ts else None,
            form=_form(body),
        ),
        trigger=text_at(body, "trigger_id"),
        channel=channel,
    )


def _submission(body: Json, now: datetime) -> Taken | None:
    view = json_at(body, "view")
    return _filled(body, view, now, pressed="", sent=True) if is_form(view) else None


def _filled(body: Json, view: Json, now: datetime, *, pressed: str, sent: bool) -> Taken:
    values = {name: held.value for name, held in read_held(view).items()}
    action = next(iter(list_at(body, "actions")), {})
    content = Filled(values=values, form=text_at(view, "private_metadata"), pressed=pressed, sent=sent)
    at = when(text_at(action, "action_ts"), now)
    user = text_at(json_at(body, "user"), "id")
    news = in_private(_key(body, action), user, _name(body), at, content, form=_form(body))
    return Taken(news=news, trigger=text_at(body, "trigger_id"), view=view)


def _command(body: Json, now: datetime) -> Taken | None:
    said = COMMANDS.get(text_at(body, "command"))
    if said is None:
        return None
    words = unescape(text_at(body, "text")).strip()
    # "/liaison mine" is how "/mine" is said where the client keeps other words behind a slash for itself.
    line = f"{said} {words}".strip() if said else "/" + (words.removeprefix("/") or "help")
    return _said(body, text_at(body, "user_id"), line, now)


def _said(body: Json, user: str, text: str, now: datetime) -> Taken | None:
    if not is_person(user):
        return None
    news = in_private(_key(body, {}), user, _name(body), now, Said(text=text), form=_form(body))
    return Taken(news=news, trigger=text_at(body, "trigger_id"))


def _key(body: Json, action: Json) -> str:
    """The same request has the same key. A trigger_id is made for one request; where there is none, what was done and
    when tells it.
    """
    view, user, team = json_at(body, "view"), json_at(body, "user"), json_at(body, "team")
    parts = [
        text_at(body, "type") or text_at(body, "command"),
        text_at(team, "id") or text_at(body, "team_id"),
        text_at(user, "id") or text_at(body, "user_id"),
        text_at(body, "trigger_id")
        or "|".join(
            [text_at(view, "id"), text_at(view, "hash"), text_at(action, "action_ts"), text_at(action, "value")]
        ),
    ]
    return "act:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _pressed(action: Json) -> str:
    return text_at(action, "value") if text_at(action, "type") == "button" else ""


def _form(body: Json) -> FormAnswer:
    return "now" if text_at(body, "trigger_id") else "no"


def _name(body: Json) -> str:
    user = json_at(body, "user")
    return text_at(user, "name") or text_at(user, "username") or text_at(body, "user_name")
