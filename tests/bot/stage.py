"""A whole installation for tests, in a real SQLite file, and the people who talk to it. No mocks: what a person says goes
through the Conversation, and what they see is read back from the inbox row, so every word passes through JSON.
"""

import hashlib
import itertools
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.alert import Revision
from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from alerts.report import Report
from bot import joining
from bot.conversation import Conversation, Handled
from bot.dispatcher import Dispatcher
from bot.metrics import Metrics
from bot.post import posts_of
from bot.replies_json import from_json
from bot.seeding import geography_of, seed
from bot.signing import Signer
from bot.world import World
from channels import email, memory
from channels.message import Address, Button, Content, FormAnswer, Incoming, Message, Pressed, Said, Sent
from storage.database import Database
from storage.migrate import migrate
from storage.people import Account
from storage.reference import load
from tests.bot.shown import as_text

FRIDAY = datetime(2026, 11, 13, 9, 30, tzinfo=UTC)
"""When tests begin, unless they say otherwise."""

NAME = "liaison.db"
CHAT, MAIL, MESSENGER = "chat", "mail", "messenger"
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
        self.geography = await geography_of(self.database)
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
            link=lambda name, code: self.channels[name].link(code),
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
    ) -> "Client":
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

    async def officer(self, country: str = "KE", *, name: str = "Demo Officer", language: str = "en") -> "Client":
        """An officer of a country."""
        return await self.somebody(
            Role(kind=RoleKind.OFFICER, country=country), name=name, language=language, country=country
        )

    async def reviewer(self, office: str = "ESA", *, name: str = "Demo Reviewer", language: str = "en") -> "Client":
        """A reviewer of an office."""
        return await self.somebody(
            Role(kind=RoleKind.REVIEWER, office=office), name=name, language=language, office=office
        )

    async def head(self, office: str = "ESA", *, name: str = "Demo Head") -> "Client":
        """The head of an office."""
        return await self.somebody(Role(kind=RoleKind.HEAD, office=office), name=name, office=office)

    async def administrator(self, office: str | None = None, *, name: str = "Demo Administrator") -> "Client":
        """An administrator of one office, or of all."""
        return await self.somebody(Role(kind=RoleKind.ADMINISTRATOR, office=office), name=name, office=office)

    async def member(
        self,
        country: str = "UG",
        *,
        name: str = "Demo Member",
        clearance: Marking = Marking.AMBER,
        language: str = "en",
    ) -> "Client":
        """Somebody of an administration who reads alerts."""
        return await self.somebody(
            Role(kind=RoleKind.MEMBER, country=country),
            name=name,
            country=country,
            clearance=clearance,
            language=language,
        )

    async def stranger(self, address: str = "a-new-inbox", *, channel: str = CHAT) -> "Client":
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


@dataclass(slots=True, kw_only=True)
class Client:
    """Somebody at a channel, as their phone shows it."""

    stage: Stage
    address: Address
    name: str
    history: list[Message] = field(default_factory=list)
    """Everything the bot answered, oldest first."""
    last: tuple[Message, ...] = ()
    """What the bot answered to the last thing this person did."""
    came: Incoming | None = None
    handled: Handled | None = None

    async def says(self, text: str, *, key: str | None = None) -> str:
        """Types a text; returns what is shown then."""
        return await self.does(Said(text=text), key=key)

    async def presses(self, label: str, *, key: str | None = None) -> str:
        """Presses a button of the last answer by its label, or by its beginning and "…"."""
        return await self.presses_token(self.button(label).token, key=key)

    async def presses_old(self, label: str) -> str:
        """Presses the newest button with this label that is not of the last answer."""
        older = self.history[: len(self.history) - len(self.last)]
        return await self.presses_token(_find(list(reversed(older)), label).token)

    async def presses_token(self, token: str, *, key: str | None = None) -> str:
        """Presses a button that may not be on any screen."""
        return await self.does(Pressed(token=token), key=key)

    async def sends_picture(self, *names: str, text: str = "") -> str:
        """Sends pictures that were taken in and cleaned already; the same name is the same picture."""
        refs = []
        account = await self._known_account()
        for name in names or ("picture",):
            content = f"picture {name}".encode()
            async with self.stage.database.writing() as unit:
                ref = await unit.pictures.keep(
                    digest=hashlib.sha256(content).hexdigest(),
                    content=content,
                    width=640,
                    height=480,
                    address=account.id,
                    now=self.stage.clock(),
                )
                await unit.commit()
            refs.append(ref)
        return await self.does(Sent(pictures=tuple(refs), text=text))

    async def does_in(self, group: Address, content: Content) -> str:
        """Does something where others see it; who is answered stands in `handled.answer_to`."""
        return await self._hand_over(
            Incoming(
                key=f"k{next(self.stage.keys)}",
                conversation=group,
                sender=self.address,
                sender_name=self.name,
                at=self.stage.clock.at,
                content=content,
            )
        )

    async def repeats(self) -> str:
        """The channel hands over the last thing again, under the same key."""
        assert self.came is not None
        return await self._hand_over(self.came)

    async def does(self, content: Content, *, key: str | None = None, form: FormAnswer = "no") -> str:
        """Anything a person can do, under a key of its own unless one is given; `form` is how the service shows one."""
        return await self._hand_over(
            Incoming(
                key=key or f"k{next(self.stage.keys)}",
                conversation=self.address,
                sender=self.address,
                sender_name=self.name,
                at=self.stage.clock.at,
                content=content,
                form=form,
            )
        )

    def shown(self) -> str:
        """The last answer as text, buttons included."""
        return "\n\n".join(as_text(message) for message in self.last)

    def labels(self) -> list[str]:
        """The labels of all buttons of the last answer."""
        return [button.label for message in self.last for row in message.buttons for button in row]

    def button(self, label: str) -> Button:
        """A button of the last answer. Raises AssertionError where there is none."""
        return _find(self.last, label)

    async def account(self) -> Account | None:
        """This address as the installation knows it."""
        async with self.stage.database.reading() as unit:
            return await unit.people.account(self.address.channel, self.address.id)

    async def person(self) -> Person:
        """Whose address it is, read anew."""
        account = await self._known_account()
        assert account.person is not None, "nobody has joined at this address"
        async with self.stage.database.reading() as unit:
            return await unit.people.get(account.person)

    async def moves_to(self, address: str, *, channel: str = CHAT) -> "Client":
        """The same person with a second account, as on another phone."""
        person = await self.person()
        async with self.stage.database.writing() as unit:
            await unit.people.add_account(
                channel=channel, external_id=address, person=person.id, active=True, now=self.stage.clock()
            )
            await unit.commit()
        return replace(self, address=Address(channel, address), history=[], last=(), came=None, handled=None)

    async def _known_account(self) -> Account:
        account = await self.account()
        assert account is not None, "this address has not said anything yet"
        return account

    async def _hand_over(self, came: Incoming) -> str:
        self.came = came
        self.handled = await self.stage.conversation.handle(came)
        self.last = await self._replies(came)
        if not self.last and not self.handled.outcome.repeated:
            # What was asked for comes as a delivery (a card from the queue).
            await self.stage.deliver()
            self.last = tuple(self.stage.channels[self.address.channel].shown(self.address)[-1:])
        self.history += self.last
        return self.shown()

    async def _replies(self, came: Incoming) -> tuple[Message, ...]:
        async with self.stage.database.writing() as unit:
            taken = await unit.inbox.find(came.conversation.channel, came.key)
            assert taken is not None, "handled, and yet not in the inbox"
            await unit.inbox.mark_answered(taken.id, self.stage.clock.at)
            await unit.commit()
        return tuple(from_json(reply).message for reply in taken.replies)


def _find(messages: Sequence[Message], label: str) -> Button:
    """Any blank is a blank: French puts narrow ones into labels."""
    buttons = [button for message in messages for row in message.buttons for button in row]
    wanted = " ".join(label.split())
    for button in buttons:
        shown = " ".join(button.label.split())
        if shown == wanted or (wanted.endswith("…") and shown.startswith(wanted.removesuffix("…"))):
            return button
    raise AssertionError(f"no button {label!r} among {[button.label for button in buttons]}")
