"""The demo world: visibly demo people, one of each kind, and what its page asks for."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from alerts.subscription import Subscription
from bot.catcher import Catcher
from bot.http.ports import CaughtMail, DemoAccount, DemoEntrance, Entrance
from bot.http.ports import Role as Shown
from bot.joining import zone_of
from bot.language import N_, words
from bot.ports import web_account
from bot.views.help import welcome
from bot.world import World
from channels.base import NewEntry
from storage.links import SESSION
from storage.random import new_token, token_hash
from storage.unit_of_work import UnitOfWork

OFFICE = "ESA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Somebody of the demo world."""

    name: str
    roles: tuple[Role, ...]
    country: str | None = None
    office: str | None = None
    mailbox: str = ""
    shown: Shown | None = None
    label: str = ""


CAST = (
    Cast(
        name="Demo Officer",
        roles=(Role(kind=RoleKind.OFFICER, country="KE"),),
        country="KE",
        shown="officer",
        label=N_("Demo officer, Kenya"),
    ),
    Cast(
        name="Demo Reviewer",
        roles=(Role(kind=RoleKind.REVIEWER, office=OFFICE),),
        office=OFFICE,
        shown="reviewer",
        label=N_("Demo reviewer, RILO Eastern and Southern Africa"),
    ),
    Cast(
        name="Demo Member",
        roles=(Role(kind=RoleKind.MEMBER, country="UG"),),
        country="UG",
        mailbox="demo.member@uganda.example",
        shown="member",
        label=N_("Demo member, Uganda"),
    ),
    Cast(
        name="Demo Member Tanzania",
        roles=(Role(kind=RoleKind.MEMBER, country="TZ"),),
        country="TZ",
        mailbox="demo.member@tanzania.example",
    ),
    Cast(
        name="Demo Membre Brésil",
        roles=(Role(kind=RoleKind.MEMBER, country="BR"),),
        country="BR",
        mailbox="demo.membre@bresil.example",
    ),
)


async def people_the_demo(world: World) -> None:
    """Makes the cast where it is not there yet, with a welcome in each shown chat."""
    async with world.database.writing() as unit:
        known = {person.name for person in await unit.people.everybody()}
        for one in CAST:
            if one.name not in known:
                await _enter(unit, world, one)
        await unit.commit()


async def add_person(
    unit: UnitOfWork,
    world: World,
    *,
    name: str,
    roles: Sequence[Role],
    country: str | None,
    office: str | None,
    mailbox: str = "",
) -> Person:
    """A demo person with a web inbox; with a mailbox, also a subscription to everything in chat and by mail."""
    now = world.now()
    person = await unit.people.add(
        name=name,
        language="en",
        zone=await zone_of(unit, world, country, office),
        clearance=Marking.AMBER_STRICT,
        country=country,
        office=office,
        now=now,
    )
    for role in roles:
        await unit.people.add_role(person.id, role, now)
    await web_account(unit, person.id, world)
    if mailbox and world.mail_channel is not None:
        await unit.people.add_account(
            channel=world.mail_channel, external_id=mailbox, person=person.id, active=True, now=now
        )
        added = await unit.subscriptions.add(Subscription(person=person.id, chat=True, mail=True), now)
        await unit.audit.add(
            at=now,
            who=None,
            verb="subscription.add",
            subject=f"subscription {added.public_id}",
            details={"lowest": added.wish.lowest.value, "chat": True, "mail": True},
        )
    await unit.audit.add(
        at=now,
        who=None,
        verb="person.add",
        subject=f"person {person.public_id}",
        details={"roles": [role.kind.value for role in roles]},
    )
    return await unit.people.get(person.id)


async def _enter(unit: UnitOfWork, world: World, one: Cast) -> None:
    person = await add_person(
        unit, world, name=one.name, roles=one.roles, country=one.country, office=one.office, mailbox=one.mailbox
    )
    account = await web_account(unit, person.id, world)
    scene = world.scene(words("en"), zone=person.zone, country=person.country, office=person.office)
    await unit.web.append(account.public_id, NewEntry(kind="message", message=welcome(person, scene)), world.now())


class DemoPage:
    """What the demo's page asks for."""

    def __init__(self, world: World, catcher: Catcher) -> None:
        self._world = world
        self._catcher = catcher
        self.token = new_token()
        """Printed once at the start of the process; good as long as it runs."""
        self._sessions: set[str] = set()

    async def open(self, token: str) -> DemoEntrance | None:
        if not hmac.compare_digest(token_hash(token), token_hash(self.token)):
            return None
        session = new_token()
        self._sessions.add(token_hash(session))
        entrances = []
        now = self._world.now()
        async with self._world.database.writing() as unit:
            for account in await self._shown(unit):
                owner = await unit.people.account_by_public_id(account.inbox)
                if owner is not None:
                    opened = await unit.links.open_session(owner.id, now, valid=SESSION)
                    entrances.append(Entrance(inbox=account.inbox, session=opened))
            await unit.commit()
        return DemoEntrance(session=session, entrances=entrances)

    async def known(self, session: str) -> bool:
        return token_hash(session) in self._sessions

    async def accounts(self) -> Sequence[DemoAccount]:
        async with self._world.database.reading() as unit:
            return await self._shown(unit)

    async def mails(self, *, after: int = 0) -> Sequence[CaughtMail]:
        return self._catcher.mails(after=after)

    async def mail(self, id_: int) -> CaughtMail | None:
        return next((mail for mail in self._catcher.mails() if mail.id == id_), None)

    async def wait(self, *, seconds: float) -> None:
        await self._catcher.wait(seconds=seconds)

    async def _shown(self, unit: UnitOfWork) -> list[DemoAccount]:
        people = {person.name: person for person in await unit.people.everybody()}
        accounts = []
        for one in CAST:
            if one.shown is None or one.name not in people:
                continue
            account = next(
                account
                for account in await unit.people.accounts_of([people[one.name].id])
                if account.channel in self._world.chat_channels
            )
            accounts.append(DemoAccount(role=one.shown, label=one.label, inbox=account.public_id))
        return accounts
