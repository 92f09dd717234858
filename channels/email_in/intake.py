"""One mail, from its bytes to the handler's return: read, pictures kept, handed over. It knows neither SMTP nor IMAP."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from channels.base import Handler
from channels.email_in.read import BROKEN, Heard, Unreadable, find_place, find_return_path, parse, read
from channels.email_in.settings import MailInSettings, OurAddresses, Place
from channels.message import Address, Happened, Incoming, Said, Sent

log = logging.getLogger(__name__)

Keep = Callable[[Address, bytes, str], Awaitable[str]]
"""Keeps a picture (who sent it, bytes, the name it was given) and gives a reference; raises ValueError with a sentence
where it cannot be read.
"""

ReadKept = Callable[[str], Awaitable[bytes]]
"""A picture that was kept. Raises KeyError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailIn:
    """What a channel needs to hear: the settings, and where pictures go. Times in seconds, sizes in bytes."""

    settings: MailInSettings
    keep_picture: Keep
    read_picture: ReadKept
    size_most: int = 25_000_000
    """Larger mails are refused; most mail servers stop there too."""
    poll_seconds: float = 20.0
    """Between two looks into a mailbox read over IMAP."""
    time_limit: float = 60.0
    """For one answer of an IMAP server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes mails in, one at a time each."""

    mail_in: MailIn
    addresses: OurAddresses
    now: Callable[[], datetime]
    handle: Handler

    async def take_enveloped(self, content: bytes, *, return_path: str, place: Place) -> None:
        """A mail with its envelope. Returns when it is committed or says nothing to us. Raises Unreadable, and what the
        handler raises when nothing was kept.
        """
        await self._take(content, return_path=return_path, place=place)

    async def take_stored(self, content: bytes) -> None:
        """As `take_enveloped`, of a mailbox: the envelope is told from the headers."""
        await self._take(content, return_path=None, place=None)

    async def _take(self, content: bytes, *, return_path: str | None, place: Place | None) -> None:
        # In a thread: a mail of 25 MB takes the better part of a second.
        news = await asyncio.to_thread(self._read, content, return_path, place)
        if news is None:
            log.info("a mail said nothing to us")
        elif isinstance(news, Happened):
            log.info("mail in %s: %s", news.key[:16], news.kind)
            await self.handle(news)
        else:
            log.info("mail in %s: %d pictures", news.said.key[:16], len(news.pictures))
            for one in await self._with_pictures(news):
                await self.handle(one)

    def _read(self, content: bytes, return_path: str | None, place: Place | None) -> Heard | Happened | None:
        mail = parse(content)
        try:
            if place is None:
                place, return_path = find_place(mail, self.addresses), find_return_path(mail)
        except BROKEN:
            raise Unreadable from None
        if place is None:
            return None
        return read(
            mail,
            return_path=return_path,
            place=place,
            addresses=self.addresses,
            relay=self.mail_in.settings.trusted_relay,
            now=self.now(),
        )

    async def _with_pictures(self, heard: Heard) -> tuple[Incoming, ...]:
        """A form and pictures are two things, the pictures first: the form may be the end of what they belong to."""
        if not heard.pictures and not heard.unusable:
            return (heard.said,)
        kept, refused = list[str](), list[str]()
        for picture in heard.pictures:
            try:
                kept.append(await self.mail_in.keep_picture(heard.said.conversation, picture.content, picture.name))
            except ValueError as error:
                refused.append(str(error))
        sent = Sent(pictures=tuple(kept), unusable=heard.unusable, refused=tuple(refused))
        said = heard.said
        match said.content:
            case Said(text=text):
                return (replace(said, content=replace(sent, text=text)),)
            case Sent():
                return (replace(said, content=sent),)
            case _:
                return (replace(said, key=f"{said.key}/pictures", content=sent), said)
