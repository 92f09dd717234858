"""What is said: structured messages, buttons, and what comes in. No inline markup exists anywhere;
each channel renders and escapes these values its own way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

TOKEN_BYTES = 64
"""Longest button token in bytes: Telegram's callback_data (Bot API, InlineKeyboardButton)."""

Style = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A handling mark shown before everything else. `guarded` asks the channel to hinder forwarding."""

    label: str
    colour: str
    guarded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A name to press. `token` is `verb.kind.public-id.revision` (in a dialog `pick.step.option.revision`):
    a name, never a permission.
    """

    label: str
    token: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture to show: `ref` is fetched by the channel's owner, `alt` describes it."""

    ref: str
    alt: str
    content: bytes = field(default=b"", repr=False)
    """The picture itself, for a channel that carries pictures inside a message (mail); never kept as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A document to hand over, such as a full text."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing to tell. Shown in this order: mark, title, fields, text, pictures, files, buttons.

    `language` is a BCP 47 tag. `mention` is a neutral line for places where the content must not show
    (a mail's subject, a notification): empty means the title may be used there.
    """

    language: str
    text: str = ""
    title: str = ""
    mention: str = ""
    mark: Mark | None = None
    fields: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """A channel and an id in it: a web inbox, a mailbox, a Telegram chat, a Slack user or channel."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The ids a channel gave for the parts it took, in order; needed to edit or delete later."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A person typed something."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A person pressed the button with this token."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A person sent pictures. `pictures` are references to be fetched after the commit."""

    pictures: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A person shared a position, in degrees (WGS 84)."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A person filled a form: values by step name."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A person changed an earlier message of theirs: `of` is that message's key."""

    of: str
    text: str


Content = Said | Pressed | Sent | Located | Filled | Edited


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing a person did. `key` is unique within the channel: the same key again has no second effect."""

    key: str
    conversation: Address
    sender: Address
    sender_name: str
    at: datetime
    content: Content
    pressed_on: Receipt | None = None


HappenedKind = Literal["blocked", "returned", "joined", "left", "rights", "moved", "public", "bounced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that befell an address."""

    key: str
    address: Address
    kind: HappenedKind
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to a person; `instead_of` replaces that earlier message where the channel can."""

    message: Message
    instead_of: Receipt | None = None
