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
class Link:
    """An address of our own making to follow, under words. What people typed never becomes one.

    Raises ValueError for anything but http and https.
    """

    label: str
    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")) or len(self.url.split()) != 1:
            raise ValueError("a link leads to an http or https address")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A document to hand over, such as a full text."""

    name: str
    kind: str
    content: bytes


FieldKind = Literal["line", "text", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of a form. `name` is what `Filled.values` calls it; `options` are (value, label), for a choice."""

    name: str
    label: str
    hint: str = ""
    kind: FieldKind = "line"
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    """What stands in it now: an option's value for a choice, else text."""
    required: bool = False
    redraws: bool = False
    """What is asked further down depends on it: filling it in is worth a look at the form as it becomes."""
    error: str = ""
    """Why what stands in it cannot be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All open questions of a dialog at once, for a channel that would rather have them so (`Limits.form`). Without
    fields it is the summary, to be sent or not.

    `token` comes back in `Filled.form`. `submit` and `close` are the words on its two buttons.
    """

    token: str
    title: str
    submit: str
    close: str
    note: str = ""
    """Said above everything: what became of the input before, or what to do."""
    lines: tuple[tuple[str, str], ...] = ()
    """What is settled, to be read, as label and value."""
    fields: tuple[FormField, ...] = ()
    buttons: tuple["Button", ...] = ()
    """Further things to press in it; a press brings what stands in the fields along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing to tell. Shown in this order: mark, title, fields, text, links, form, pictures, files, buttons.

    `language` is a BCP 47 tag. `mention` is a neutral line for places where the content must not show
    (a mail's subject, a notification): empty means the title may be used there. `form` is only set for channels with
    `Limits.form`.
    """

    language: str
    text: str = ""
    title: str = ""
    mention: str = ""
    mark: Mark | None = None
    fields: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A channel and an id in it: a web inbox, a mailbox, a Telegram chat, a Slack user or channel. A part of a Group (a
    topic) has the Group's id, a colon and its own; what befalls the Group befalls its parts.
    """

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
    """A person sent pictures. `pictures` are references to be fetched after the commit. Pictures that came one by one
    and belong together carry the same `album`. What was left out is counted: files too large to be fetched, what is no
    picture (a voice message, a sticker), and what could not be fetched any more. `refused` are the sentences that say
    why pictures came and were not kept.
    """

    pictures: tuple[str, ...]
    text: str = ""
    album: str = ""
    too_large: int = 0
    unusable: int = 0
    lost: int = 0
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A person shared a position, in degrees (WGS 84)."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A person filled a form in: values by field name, as they stand there. `form` is the form's token. `pressed` is
    the token of a button of the form, if that was pressed; `sent` is False while the form stays open (a field that
    redraws, a button of it).
    """

    values: Mapping[str, str]
    form: str = ""
    pressed: str = ""
    sent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A person changed an earlier message of theirs: `of` names that message as the service does."""

    of: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A person opened the place where a service shows them our overview (Slack's Home tab)."""


Content = Said | Pressed | Sent | Located | Filled | Edited | Opened

FormAnswer = Literal["no", "now", "message"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing a person did. `key` is unique within the channel: the same key again has no second effect.

    `sender` is the address at which this person is talked to in private; None where nobody can be named (an anonymous
    administrator of a group, a post of a broadcast channel). In private `conversation` equals `sender`, in a group it
    is the Group's address.
    """

    key: str
    conversation: Address
    sender: Address | None
    sender_name: str
    at: datetime
    content: Content
    pressed_on: Receipt | None = None
    form: FormAnswer = "no"
    """How a form can be shown in answer: not at all, at once in the `Outcome`, or as a message."""
    about: str = ""
    """The reply token (`Slots.reply_token`, for mail `Slots.answer_token`) of the message this answers, where it came
    along: as it came, not checked.
    """
    proven: bool = True
    """The service vouches that this is the sender. False: only a name somebody wrote down (a mail nobody signed for);
    then nothing but a valid token of ours (`about`) can stand for the person.
    """
    thread: Receipt | None = None
    """What an answer in the same thread is sent with (`Channel.send`), where a service has threads in private talk."""
    language: str = ""
    """The language the service believes the person reads, as a BCP 47 tag: a first guess for somebody unknown."""
    session: str = ""
    """The name of the sign-in it came through, where one address can be open in several browsers."""

    @property
    def private(self) -> bool:
        """Whether nobody else reads what is answered in this conversation."""
        return self.conversation == self.sender


HappenedKind = Literal[
    "blocked", "returned", "joined", "left", "rights", "came", "went", "moved", "public", "bounced", "unsubscribed"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that befell an address.

    To a person's address: `blocked` (they stopped us), `returned` (they let us in again), `bounced` (details: `token`,
    the reply token of the mail, and `hard`, "yes" or "no"), `unsubscribed` (details: `token`, the unsubscribe token).
    By mail anybody can say that of anybody: the token tells whom it is about, `address` only what was written. To a
    Group: `joined` (we were added; details: `title`, `by`, the id of who did it), `left` (we were removed), `rights`
    (what we may do there changed), `came` and `went` (somebody else; details: `who`), `public` (who can read there
    changed), `moved` (details: `to`, the id it has now).
    """

    key: str
    address: Address
    kind: HappenedKind
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to a person; `instead_of` replaces that earlier message where the channel can."""

    message: Message
    instead_of: Receipt | None = None
