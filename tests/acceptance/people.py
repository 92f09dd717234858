"""People written into an installation before its process starts, as a restored installation has them: a small set-up
script over storage. Joining by invitation has its own test.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from alerts.subscription import Subscription
from bot import app, joining, operating
from bot.settings import load
from channels.email_address import SmtpSettings
from storage.database import Database
from storage.unit_of_work import UnitOfWork

NO_MAIL = SmtpSettings(host="127.0.0.1", port=1, tls="none", mail_from="alerts@customs.example")
"""So that mail counts as set up while people are written; nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody's web inbox and the cookie that opens it."""

    inbox: str
    session: str

    @property
    def path(self) -> str:
        return f"/c/{self.inbox}/"


@asynccontextmanager
async def writing(folder: Path) -> AsyncIterator[UnitOfWork]:
    """One transaction on the live installation in `folder`, which is made where there is none."""
    settings = load({"LIAISON_DATA_DIR": str(folder)}, env_file=None)
    database = Database(settings.url)
    await operating.migrate_if_empty(database)
    await database.close()
    async with app.assembled(settings, "live", smtp=NO_MAIL) as parts, parts.world.database.writing() as unit:
        yield unit
        await unit.commit()


async def somebody(
    unit: UnitOfWork,
    name: str,
    *roles: Role,
    country: str | None = None,
    office: str | None = None,
    language: str = "en",
) -> SignedIn:
    """A person with roles and a signed-in web inbox."""
    now = app.now()
    person = await unit.people.add(
        name=name,
        language=language,
        zone="Africa/Nairobi",
        clearance=Marking.AMBER_STRICT,
        country=country,
        office=office,
        now=now,
    )
    for role in roles:
        await unit.people.add_role(person.id, role, now)
    account = await unit.people.add_account(channel="web", external_id=None, person=person.id, active=True, now=now)
    return SignedIn(inbox=account.public_id, session=await unit.links.open_session(account.id, now))


async def signs_in(unit: UnitOfWork, who: SignedIn) -> SignedIn:
    """The same person in another browser."""
    account = await unit.people.account_by_public_id(who.inbox)
    assert account is not None
    return SignedIn(inbox=who.inbox, session=await unit.links.open_session(account.id, app.now()))


async def invitation(
    unit: UnitOfWork, name: str, role: Role, *, country: str | None = None, office: str | None = None
) -> str:
    """The code somebody joins with."""
    return await joining.invite(
        unit,
        name=name,
        roles=(role,),
        clearance=Marking.AMBER,
        country=country,
        office=office,
        by=None,
        now=app.now(),
    )


async def in_messengers(unit: UnitOfWork, who: SignedIn, **accounts: str) -> None:
    """Accounts of somebody in other channels, by channel; alerts come there first."""
    own = await unit.people.account_by_public_id(who.inbox)
    assert own is not None
    assert own.person is not None
    for channel, external_id in accounts.items():
        made = await unit.people.add_account(
            channel=channel, external_id=external_id, person=own.person, active=True, now=app.now()
        )
        await unit.people.prefer(own.person, made.id)


async def subscribes(unit: UnitOfWork, who: SignedIn) -> None:
    """To everything, in chat."""
    account = await unit.people.account_by_public_id(who.inbox)
    assert account is not None
    assert account.person is not None
    await unit.subscriptions.add(Subscription(person=account.person, chat=True, mail=False), app.now())


async def group(unit: UnitOfWork, by: SignedIn, channel: str, external_id: str, *, reviews: bool = False) -> None:
    """A Group of the office that was set up to get everything up to TLP:AMBER, perhaps with its review cards."""
    own = await unit.people.account_by_public_id(by.inbox)
    assert own is not None
    assert own.person is not None
    address = await unit.people.add_account(
        channel=channel, external_id=external_id, person=None, active=True, now=app.now()
    )
    made = await unit.groups.add(
        address=address.id,
        country=None,
        office="ESA",
        ceiling=Marking.AMBER,
        reviews=reviews,
        language="en",
        zone="Africa/Nairobi",
    )
    await unit.subscriptions.add(Subscription(person=own.person, chat=True, mail=False), app.now(), group=made.id)


async def administrator(unit: UnitOfWork, name: str = "Demo Administrator") -> SignedIn:
    return await somebody(unit, name, Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), office="ESA")


async def officer(unit: UnitOfWork, name: str = "Demo Officer", *, language: str = "en") -> SignedIn:
    return await somebody(unit, name, Role(kind=RoleKind.OFFICER, country="KE"), country="KE", language=language)


async def reviewer(unit: UnitOfWork, name: str = "Demo Reviewer", *, language: str = "en") -> SignedIn:
    return await somebody(unit, name, Role(kind=RoleKind.REVIEWER, office="ESA"), office="ESA", language=language)


async def member(unit: UnitOfWork, name: str = "Demo Member", *, language: str = "en") -> SignedIn:
    """Reads alerts in Uganda and wants all of them in the chat."""
    made = await somebody(unit, name, Role(kind=RoleKind.MEMBER, country="UG"), country="UG", language=language)
    await subscribes(unit, made)
    return made


async def mailboxes(unit: UnitOfWork, number: int) -> Sequence[str]:
    """So many members in Kenya, each with a confirmed mailbox and a subscription to everything by mail."""
    now, made = app.now(), []
    for position in range(number):
        person = await unit.people.add(
            name=f"Demo Member {position}",
            language="en",
            zone="Africa/Nairobi",
            clearance=Marking.AMBER,
            country="KE",
            office=None,
            now=now,
        )
        await unit.people.add_role(person.id, Role(kind=RoleKind.MEMBER, country="KE"), now)
        mailbox = f"member{position}@kenya.example"
        await unit.people.add_account(channel="email", external_id=mailbox, person=person.id, active=True, now=now)
        await unit.subscriptions.add(Subscription(person=person.id, chat=False, mail=True), now)
        made.append(mailbox)
    return made
