"""What the pages ask for. Every token here is a secret: ports keep hashes of them, nobody logs them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.views.board import BoardView

Gettext = Callable[[str], str]
"""Translates a text of the source into one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo:
    """Who is signed in to an inbox. `menu` is what they may want to say often: (label, what is said); `pages` are those
    of the inbox beside the chat that are for them: (label, address within the inbox).
    """

    inbox: str
    language: str
    zone: str
    name: str = ""
    menu: tuple[tuple[str, str], ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    id: str = ""
    """The session's name; no secret."""
    renewed: bool = False
    """It lasts longer from this very use on: so should the cookie."""


class Sessions(Protocol):
    """Sessions of web inboxes."""

    async def find(self, inbox: str, token: str, *, uses: bool = True) -> SessionInfo | None:
        """Whose session it is; None when the inbox or the session is unknown, closed or over, alike. `uses`: somebody does
        something with it, which makes it last longer; a page that only waits does not.
        """
        ...

    async def close(self, inbox: str, token: str) -> None:
        """Ends a session; nothing happens when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A session just opened: the inbox and the token for its cookie."""

    inbox: str
    session: str


LinkKind = Literal["signin", "invitation"]


class Links(Protocol):
    """Sign-in links (15 minutes) and invitations (72 hours), each usable once."""

    async def use(self, kind: LinkKind, token: str, *, language: str, browser: str = "") -> Entrance | None:
        """Uses a link up and opens a session in the same transaction, so that no crash leaves a person with
        neither. `language` is the browser's, for somebody who has not chosen one; `browser` what it says it is. None: wrong,
        used or too old.
        """
        ...

    async def request(self, mailbox: str) -> None:
        """Mails a sign-in link to a confirmed mailbox; for any other nothing happens. Takes the same time for both."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed:
    """What an unsubscribe link stands for: the mailbox, shortened so that only its owner recognises it."""

    mailbox: str


class Mailboxes(Protocol):
    """What the owner of a mailbox decides without signing in."""

    async def look(self, token: str) -> Unsubscribed | None:
        """What an unsubscribe token stands for; None when it is forged. Changes nothing."""
        ...

    async def unsubscribe(self, token: str) -> bool:
        """Ends mail to it; again with the same result. False when the token is forged."""
        ...

    async def confirm(self, token: str) -> bool:
        """The owner of a mailbox says it is theirs. False when the token is wrong, used or too old."""
        ...


class Pictures(Protocol):
    """Pictures a reader may see."""

    async def read(self, inbox: str, ref: str) -> bytes | None:
        """A JPEG, or None when there is no such picture or its owner may not see it, alike."""
        ...


class Boards(Protocol):
    """The board of the offices somebody decides for."""

    async def read(self, inbox: str) -> BoardView | None:
        """The board as the owner of an inbox may see it now; None for whoever decides for no office."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether work is taken and nothing is late, the channels that are paused with the reason of each, what is late, and
    how much is held after a restore (None: it is not held). No secret is in it.
    """

    ready: bool
    paused: Mapping[str, str]
    late: Mapping[str, str] = field(default_factory=dict)
    held: int | None = None


class Health(Protocol):
    """How the process is."""

    async def readiness(self) -> Readiness: ...


Role = Literal["officer", "reviewer", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """One of the accounts shown side by side. `label` is a text of the source, still to be translated."""

    role: Role
    label: str
    inbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtMail:
    """One mail of the catcher. `html` may show pictures as data: addresses only; nothing else is fetched."""

    id: int
    at: datetime
    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoEntrance:
    """The demo's own session, and one for each account."""

    session: str
    entrances: Sequence[Entrance]


class Demo(Protocol):
    """The demo world behind its page. Only a demo installation has one."""

    async def open(self, token: str) -> DemoEntrance | None:
        """Opens sessions for whoever has the printed link; the link stays good. None: a wrong token."""
        ...

    async def known(self, session: str) -> bool:
        """Whether this is a session of the demo page."""
        ...

    async def accounts(self) -> Sequence[DemoAccount]: ...

    async def mails(self, *, after: int = 0) -> Sequence[CaughtMail]:
        """Caught mails with a greater id, oldest first."""
        ...

    async def mail(self, id_: int) -> CaughtMail | None: ...

    async def wait(self, *, seconds: float) -> None:
        """Returns when a mail may have been caught, or after `seconds`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything the pages are given. `demo` is set in a demo installation and only there."""

    sessions: Sessions
    links: Links
    mailboxes: Mailboxes
    pictures: Pictures
    boards: Boards
    health: Health
    now: Callable[[], datetime]
    demo: Demo | None = None
