"""What the HTTP pages ask for, answered from the database (bot/http/ports.py has the questions)."""

import logging
from collections.abc import Callable
from datetime import datetime

from alerts.delivery import Kind
from alerts.precedence import Precedence
from bot import link_mails, sessions
from bot.befalling import end_mail
from bot.giving import gives_of, may_still_give
from bot.http.ports import Entrance, LinkKind, Readiness, SessionInfo, Unsubscribed
from bot.joining import INVITE
from bot.language import words
from bot.slots import UNSUBSCRIBE
from bot.subscribing import MAILBOX_LINK
from bot.views.help import menu, pages
from bot.watching import Watch
from bot.world import World
from channels.base import Handler
from channels.message import Address, Incoming, Said
from storage.accounts import Account
from storage.database import DatabaseAway
from storage.deliveries import NewDelivery
from storage.links import SIGN_IN
from storage.random import new_public_id, token_hash
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

SIGN_IN_LINK = "signin"
WEB = "web"


class StoredSessions:
    """Sessions of web inboxes."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def find(self, inbox: str, token: str, *, uses: bool = True) -> SessionInfo | None:
        now = self._world.now()
        async with self._world.database.reading() as unit:
            found = await unit.links.find_session(inbox, token, now)
            if found is None:
                return None
            person = await unit.people.get(found.person) if found.person is not None else None
        if now >= found.used + sessions.lasts(person):
            return None
        renewed = uses and now >= found.used + sessions.RENEWED_AFTER
        if renewed:
            await self._renew(found.session)
        if person is None:
            return SessionInfo(inbox=inbox, language="en", zone="UTC", id=found.session, renewed=renewed)
        scene = self._world.scene(
            words(person.language), zone=person.zone, country=person.country, office=person.office
        )
        return SessionInfo(
            inbox=inbox,
            language=person.language,
            zone=person.zone,
            name=person.name,
            menu=menu(person, scene),
            pages=pages(person, scene),
            id=found.session,
            renewed=renewed,
        )

    async def _renew(self, session: str) -> None:
        """While nothing can be written a session is not longer, and nobody is kept out for it."""
        try:
            async with self._world.database.writing() as unit:
                await unit.links.use_session(session, self._world.now())
                await unit.commit()
        except DatabaseAway:
            log.warning("a session could not be made longer: the database is away")

    async def close(self, inbox: str, token: str) -> None:
        del inbox
        async with self._world.database.writing() as unit:
            await unit.links.close_session(token)
            await unit.commit()


class StoredLinks:
    """Sign-in links and invitations. An invitation opens a chat; the person joins there, by the same code."""

    def __init__(self, world: World, handle: Handler) -> None:
        self._world = world
        self._handle = handle

    async def use(self, kind: LinkKind, token: str, *, language: str, browser: str = "") -> Entrance | None:
        del language
        if kind == "signin":
            return await self._sign_in(token, browser)
        return await self._invited(token, browser)

    async def request(self, mailbox: str) -> None:
        """Queues the mail; for a mailbox nobody confirmed nothing is queued."""
        channel = self._world.mail_channel
        if channel is None or not mailbox.isascii():
            return
        now = self._world.now()
        async with self._world.database.writing() as unit:
            account = await unit.people.account(channel, mailbox.casefold())
            if account is None or not account.active or account.person is None:
                return
            if not await link_mails.may_have_another(unit, account.id, now):
                return
            link = await unit.links.make_derived(
                SIGN_IN_LINK, derive=self._world.signer.derive, valid=SIGN_IN, now=now, address=account.id
            )
            await unit.deliveries.add([_link_mail(account, link, now + SIGN_IN)], now)
            await unit.commit()
        self._world.wake()

    async def _sign_in(self, token: str, browser: str) -> Entrance | None:
        now = self._world.now()
        async with self._world.database.writing() as unit:
            link = await unit.links.look(SIGN_IN_LINK, token_hash(token), now)
            if link is None or link.address is None or not await unit.links.use(link.id, now):
                return None
            asked = await unit.people.account_by_id(link.address)
            if not asked.active or asked.person is None or not (await unit.people.get(asked.person)).active:
                return None
            account = await web_account(unit, asked.person, self._world)
            session = await unit.links.open_session(account.id, now, browser=browser)
            await unit.audit.add(
                at=now, who=asked.person, verb="session.open", subject=f"address {account.public_id}", details={}
            )
            await unit.commit()
        return Entrance(inbox=account.public_id, session=session)

    async def _invited(self, token: str, browser: str) -> Entrance | None:
        """The chat is opened for whoever holds a good code, and the code said in it; joining uses it up."""
        now = self._world.now()
        async with self._world.database.writing() as unit:
            link = await unit.links.look(INVITE, token_hash(token), now)
            if link is None or not await may_still_give(unit, self._world, gives_of(link.payload)):
                return None
            account = await unit.people.add_account(channel=WEB, external_id=None, person=None, active=True, now=now)
            session = await unit.links.open_session(account.id, now, browser=browser)
            await unit.commit()
        address = Address(WEB, account.public_id)
        await self._handle(
            Incoming(
                key=f"join-{new_public_id()}",
                conversation=address,
                sender=address,
                sender_name="",
                at=now,
                content=Said(text=f"/start {token}"),
            )
        )
        return Entrance(inbox=account.public_id, session=session)


class StoredMailboxes:
    """What the owner of a mailbox decides without signing in."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def look(self, token: str) -> Unsubscribed | None:
        account = await self._account(token)
        return Unsubscribed(mailbox=shortened(account.external_id)) if account else None

    async def unsubscribe(self, token: str) -> bool:
        account = await self._account(token)
        if account is None or account.person is None:
            return False
        async with self._world.database.writing() as unit:
            await end_mail(unit, self._world, account.id)
            await unit.commit()
        return True

    async def confirm(self, token: str) -> bool:
        now = self._world.now()
        async with self._world.database.writing() as unit:
            link = await unit.links.look(MAILBOX_LINK, token_hash(token), now)
            if link is None or link.address is None or not await unit.links.use(link.id, now):
                return False
            account = await unit.people.account_by_id(link.address)
            # A person has one account per channel: the mailbox they confirm takes the place of the one they had.
            before = await unit.people.accounts_of([account.person] if account.person is not None else [])
            others = [old for old in before if old.channel == account.channel and old.id != account.id]
            for address, verb in [(account, "confirm"), *((old, "replace") for old in others)]:
                await unit.people.set_address_active(address.id, active=address.id == account.id)
                await unit.audit.add(
                    at=now,
                    who=account.person,
                    verb=f"address.{verb}",
                    subject=f"address {address.public_id}",
                    details={},
                )
            await unit.commit()
        return True

    async def _account(self, token: str) -> Account | None:
        address = self._world.signer.read(UNSUBSCRIBE, token, self._world.now())
        if address is None:
            return None
        async with self._world.database.reading() as unit:
            return await unit.people.account_by_id(address)


class ProcessHealth:
    """How the process is."""

    def __init__(
        self,
        paused: Callable[[], dict[str, str]],
        receiving: Callable[[], bool],
        away: Callable[[], bool],
        watch: Watch,
    ) -> None:
        self._paused = paused
        self._receiving = receiving
        self._away = away
        self._watch = watch

    async def readiness(self) -> Readiness:
        """A paused channel is named, but work is still taken: what it should carry waits. A database that is away is
        another matter: nothing can be kept; and what waits too long asks for somebody to look.
        """
        paused, away = self._paused(), self._away()
        if away:
            paused = {**paused, "database": "it cannot be written"}
        late = self._watch.late
        ready = self._receiving() and not away and not late
        return Readiness(ready=ready, paused=paused, late=late, held=self._watch.held)


async def web_account(unit: UnitOfWork, person: int, world: World) -> Account:
    """The web inbox of a person, made where there is none."""
    for account in await unit.people.accounts_of([person]):
        if account.channel == WEB:
            return account
    return await unit.people.add_account(channel=WEB, external_id=None, person=person, active=True, now=world.now())


def shortened(mailbox: str) -> str:
    """A mailbox so that only its owner recognises it: a…@customs.example."""
    local, _, domain = mailbox.partition("@")
    return f"{local[:1]}…@{domain}"


def _link_mail(account: Account, link: int, expires: datetime) -> NewDelivery:
    return NewDelivery(
        kind=Kind.MAILBOX,
        subject="link",
        subject_id=link,
        revision=1,
        address=account.id,
        person=account.person,
        channel=account.channel,
        precedence=Precedence.IMMEDIATE,
        expires=expires,
    )
