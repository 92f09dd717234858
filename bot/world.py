"""What every use case is given: the database, reference data, the clock, keys, and what channels can do.
Put together once in bot/app.py; nothing here works at import.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.geography import Geography
from alerts.permit import Carrier
from bot.dialog import Dialog
from bot.dialogs.register import DIALOGS
from bot.language import Words
from bot.scene import Scene
from bot.settings import Watched
from bot.signing import Signer
from channels.base import Limits
from storage.database import Database
from storage.reference import Reference

Clock = Callable[[], datetime]


@dataclass(slots=True, kw_only=True)
class World:
    """One installation as the use cases see it. Nothing of it changes while it runs but `geography`, which is read anew when
    an administrator has changed it, and what the clock learns.
    """

    database: Database
    reference: Reference
    geography: Geography
    now: Clock
    signer: Signer
    channels: Mapping[str, Limits]
    """What is switched on, by name."""
    demo: bool
    public_url: str
    link: Callable[[str, str], str] = lambda channel, code: ""  # noqa: ARG005 - a place without one
    """Where a private talk by a channel is opened, with a code that comes along; "" where that is not known."""
    wake: Callable[[], None] = lambda: None
    """Called after a commit that queued deliveries."""
    dialogs: Mapping[str, Dialog] = field(default_factory=lambda: DIALOGS)
    """All guided conversations, by name."""
    watched: Watched = field(default_factory=Watched)
    """From when on something is told to be late, silent or short."""
    usual: dict[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """Most used options by office; filled by the clock."""

    @property
    def mail_channels(self) -> frozenset[str]:
        return frozenset(name for name, limits in self.channels.items() if limits.carrier == Carrier.MAIL.value)

    @property
    def mail_channel(self) -> str | None:
        """The channel that writes to mailboxes, where one is set up."""
        return next(iter(sorted(self.mail_channels)), None)

    @property
    def chat_channels(self) -> frozenset[str]:
        return frozenset(self.channels) - self.mail_channels

    def carrier(self, channel: str) -> Carrier:
        """Whose hands a message by this channel goes through."""
        return Carrier(self.channels[channel].carrier)

    def scene(
        self, words: Words, *, zone: str, country: str | None, office: str | None, mailbox: str | None = None
    ) -> Scene:
        """What the dialog engine and the views are told."""
        today = self.now().astimezone(ZoneInfo(zone)).date()
        link = self.geography.link(country, today) if country else None
        responsible = office or (link.office if link else None)
        return Scene(
            words=words,
            reference=self.reference,
            geography=self.geography,
            today=today,
            country=country,
            office=office,
            usual=self.usual.get(responsible or "", {}),
            mailbox=mailbox,
        )
