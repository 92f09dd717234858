"""A whole installation for tests, in a real SQLite file, and the people who talk to it. No mocks: what a person says goes
through the Conversation, and what they see is read back from the inbox row, so every word passes through JSON.
"""

import itertools
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.alert import Revision
from alerts.marking import Marking
from alerts.person import Role, RoleKind
from alerts.report import Report
from bot import joining
from bot.conversation import Conversation
from bot.dispatcher import Dispatcher
from bot.metrics import Metrics
from bot.post import posts_of
from bot.seeding import geography_of, seed
from bot.signing import Signer
from bot.world import World
from channels import email, memory
from channels.message import Address
from storage.database import Database
from storage.migrate import migrate
from storage.reference import load
from tests.bot.client import CHAT, MAIL, MESSENGER, Client

__all__ = ["CHAT", "FRIDAY", "LIMITS", "MAIL", "MESSENGER", "Client", "Clock", "Stage", "Way", "make_template"]

FRIDAY = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)
"""When tests begin, unless they say otherwise."""

NAME = "liaison.db"
LIMITS = {CHAT: memory.LIMITS, MAIL: email.LIMITS}
MESSENGER_LIMITS = replace(memory.LIMITS, label="Messenger", carrier="messenger")
"""Somebody else's service, with Groups."""


@dataclass(slots=True)
class Clock:
    """The time, as tests set it. It stands still by itself."""

    at: datetime = FRIDAY
    fails_at: int = 0
    """The look (1: the next one) at which it breaks, once; 0: never. So a turn breaks off in its middle."""

    def __call__(self) -> datetime:
        if self.fails_at:
            self.fails_at -= 1
            if not self.fails_at:
                raise RuntimeError("the clock broke")
        return self.at

    def passes(self, span: timedelta) -> None:
        """Time goes by."""
        self.at += span


async def make_template(path: Path) -> None:
    """A demo installation, migrated and seeded, as one closed file that is copied for each test."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    await migrate(database)
    await seed(database, load(), "demo", FRIDAY)
    await database.close()


class Way:
    """One Database for all tests of a run, each of which has a file and connections of its own: SQLAlchemy keeps what it
    made of a statement with the engine, and making it anew is a fifth of what a test takes.
    """

    def __init__(self, folder: Path) -> None:
        self._here = folder / "here"
        self._database = self._new()

    def to(self, folder: Path) -> Database:
        """The Database over a folder's file. What it was opened over before is closed by then."""
        self._here.unlink(missing_ok=True)
        self._here.symlink_to(folder, target_is_directory=True)
        if self._database.away:
            self._database = self._new()
        return self._database

    def _new(self) -> Database:
        return Database(f"sqlite+aiosqlite:///{self._here / NAME}")


class Stage:
    """One installation: its file, its clock, and a process over it that can be started anew."""

    def __init__(self, template: Path, folder: Path, *, mail: bool = True) -> None:
        self.path = folder / NAME
        shutil.copyfile(template, self.path)
        self.clock = Clock()
        self.limits = LIMITS if mail else {CHAT: LIMITS[CHAT]}
        self.woken = 0
        """How often a commit asked the dispatcher to look."""
        self.keys = itertools.count(1)
        self.channels = {name: memory.MemoryChannel(name, limits=limits) for name, limits in self.limits.items()}
        """The world outside: what was sent stays there, whatever becomes of the process."""

    async def start(self, database: Database | None = None) -> None:
        """A process over the file: database (unless one is given), world and conversation are new, nothing else is."""
        self.database = database or Database(f"sqlite+aiosqlite:///{self.path}")
        self.geography = await geography_of(self.database, self.clock())
        self.renew()

    def renew(self) -> None:
        """World and conversation anew over the open database: whatever they may have kept is gone. Cheaper than a
        restart, which also opens the file again.
        """
        self.world = World(
            database=self.database,
            reference=load(),
            geography=self.geography,
            now=self.clock,
            signer=Signer((b"a key of the tests, long enough to sign with",)),
            channels=self.limits,
            demo=True,
            public_url="http://liaison.test",
            wake=self._wake,
            link=lambda name, code: self.channels[name].link(code) if name in self.channels else "",
        )
        self.conversation = Conversation(self.world)

    def opens_messenger(self) -> memory.MemoryChannel:
        """A messenger beside the installation's own chat, from now on; most tests do without."""
        self.limits = {**self.limits, MESSENGER: MESSENGER_LIMITS}
        self.channels[MESSENGER] = memory.MemoryChannel(MESSENGER, limits=MESSENGER_LIMITS)
        self.renew()
        return self.channels[MESSENGER]

    async def stop(self) -> None:
        await self.database.close()

    async def restart(self) -> None:
        """The process ends and another begins: only what was committed is left."""
        await self.stop()
        await self.start()

    async def deliver(self) -> int:
        """Delivers everything that is due, by a real dispatcher; returns how many tries that took."""
        return await Dispatcher(self.world, posts_of(self.channels), worker="tests", metrics=Metrics()).drain()

    def _wake(self) -> None:
        self.woken += 1

    async def somebody(
        self,
        *roles: Role,
        name: str = "Demo Person",
        language: str = "en",
        zone: str = "Africa/Nairobi",
        clearance: Marking = Marking.AMBER,
        country: str | None = None,
        office: str | None = None,
        channel: str = CHAT,
    ) -> Client:
        """A person with roles and an account in a channel."""
        async with self.database.writing() as unit:
            person = await unit.people.add(
                name=name,
                language=language,
                zone=zone,
                clearance=clearance,
                country=country,
                office=office,
                now=self.clock(),
            )
            for role in roles:
                await unit.people.add_role(person.id, role, self.clock())
            account = await unit.people.add_account(
                channel=channel,
                external_id=f"{person.public_id}@customs.example" if channel == MAIL else None,
                person=person.id,
                active=True,
                now=self.clock(),
            )
            await unit.commit()
        return Client(stage=self, address=Address(channel, account.external_id), name=name)

    async def officer(self, country: str = "KE", *, name: str = "Demo Officer", language: str = "en") -> Client:
        """An officer of a country."""
        return await self.somebody(
            Role(kind=RoleKind.OFFICER, country=country), name=name, language=language, country=country
        )

    async def reviewer(self, office: str = "ESA", *, name: str = "Demo Reviewer", language: str = "en") -> Client:
        """A reviewer of an office."""
        return await self.somebody(
            Role(kind=RoleKind.REVIEWER, office=office), name=name, language=language, office=office
        )

    async def head(self, office: str = "ESA", *, name: str = "Demo Head", language: str = "en") -> Client:
        """The head of an office."""
        return await self.somebody(Role(kind=RoleKind.HEAD, office=office), name=name, language=language, office=office)

    async def administrator(
        self, office: str | None = None, *, name: str = "Demo Administrator", language: str = "en"
    ) -> Client:
        """An administrator of one office, or of all."""
        return await self.somebody(
            Role(kind=RoleKind.ADMINISTRATOR, office=office), name=name, language=language, office=office
        )

    async def member(
        self,
        country: str = "UG",
        *,
        name: str = "Demo Member",
        clearance: Marking = Marking.AMBER,
        language: str = "en",
    ) -> Client:
        """Somebody of an administration who reads alerts."""
        return await self.somebody(
            Role(kind=RoleKind.MEMBER, country=country),
            name=name,
            country=country,
            clearance=clearance,
            language=language,
        )

    async def stranger(self, address: str = "a-new-inbox", *, channel: str = CHAT) -> Client:
        """An address that nobody knows yet."""
        return Client(stage=self, address=Address(channel, address), name="Demo Stranger")

    async def invitation(
        self, *roles: Role, name: str = "Demo Invited", country: str | None = "KE", office: str | None = None
    ) -> str:
        """The code of a fresh invitation; an officer of Kenya unless roles are given."""
        async with self.database.writing() as unit:
            code = await joining.invite(
                unit,
                name=name,
                roles=roles or (Role(kind=RoleKind.OFFICER, country="KE"),),
                clearance=Marking.AMBER,
                country=country,
                office=office,
                by=None,
                now=self.clock(),
            )
            await unit.commit()
        return code

    async def reports(self) -> list[Report]:
        """Every report that was filed, in the order of their numbers."""
        found = []
        async with self.database.reading() as unit:
            for person in await unit.people.everybody():
                found += await unit.reports.of_author(person.id, limit=1000)
        return sorted(found, key=lambda report: report.number)

    async def revision_for(self, report: Report) -> Revision | None:
        """What was approved of a report, None while nothing was."""
        async with self.database.reading() as unit:
            alert = await unit.alerts.of_report(report.id)
            return await unit.alerts.revision(alert.id, alert.revision) if alert else None

    async def poisoned(self) -> int:
        """How many inputs raised: anything but 0 is a defect."""
        async with self.database.reading() as unit:
            return await unit.inbox.poisoned()
