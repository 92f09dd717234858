"""Installations to measure: made once with their people, then copied for each run, so that every run begins alike."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import count, cycle, islice
from pathlib import Path

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection

from alerts.audience import proposed
from alerts.marking import Marking
from alerts.person import RoleKind
from alerts.precedence import Precedence
from bench.person import Somebody
from bot import settings as setting
from bot.app import Parts, assembled
from bot.operating import migrate_if_empty
from bot.views.buttons import button
from bot.world import World
from channels.email_address import SmtpSettings
from channels.message import Incoming, Pressed
from storage.database import Database
from storage.random import new_public_id
from storage.tables.groups import GroupRow
from storage.tables.people import AddressRow, PersonRow, RoleRow
from storage.tables.subscriptions import SubscriptionRow, SubscriptionTermRow

OFFICE, COUNTRY = "ESA", "KE"
REVIEWER = "reviewer"
"""The reviewer's web inbox."""

TELEGRAM_TOKEN = "1234567:" + "b" * 35
LANGUAGES = ("en", "fr")
REPORT = ("/report", "cocaine", "12.4 kg", "Mombasa port", "yesterday", "sea", "That is all for now", "Submit")
"""The shortest report, typed."""

Row = dict[str, object]
Rows = dict[type, list[Row]]
Home = tuple[str, str, str]
"""Country, zone and language of a recipient."""


async def make(
    folder: Path, *, recipients: int = 0, officers: int = 1, reports: int = 0, by: str = "email", groups: int = 0
) -> None:
    """An installation with a reviewer, so many officers, so many people who get every alert `by` a channel, so many
    groups of it, and so many reports that wait.
    """
    async with opened(folder, port=None) as parts:
        homes = list(islice(cycle(_homes(parts.world)), recipients))
        await parts.world.database.run_sync(lambda connection: _people(connection, homes, officers, by, groups))
        for _ in range(reports):
            for line in REPORT:
                await officer(parts).says(line)


def copied(template: Path, folder: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(template, folder))


@contextlib.asynccontextmanager
async def opened(
    folder: Path, *, port: int | None, telegram: str = "", public_url: str = "https://liaison.example"
) -> AsyncIterator[Parts]:
    """The installation in a folder, handing its mail in at a port of loopback (None: mail is off), and its messages at
    the address of a Bot API ("": Telegram is off). `public_url` is what people know it by.
    """
    given = {"DATA_DIR": str(folder), "PUBLIC_URL": public_url}
    if telegram:
        given |= {"TELEGRAM_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_API_URL": telegram}
    settings = setting.load({f"LIAISON_{name}": value for name, value in given.items()}, env_file=None)
    database = Database(settings.url)
    await migrate_if_empty(database)
    await database.close()
    smtp = SmtpSettings(
        host="127.0.0.1",
        port=port or 1,
        mail_from="Liaison <alerts@liaison.example>",
        tls="none",
        bounce_to="bounces@liaison.example",
    )
    async with assembled(settings, "demo", smtp=smtp if port else None) as parts, contextlib.AsyncExitStack() as stack:
        for channel in parts.channels.values():
            await stack.enter_async_context(channel)
        yield parts


def reviewer(parts: Parts) -> Somebody:
    """The one reviewer of the office."""
    return Somebody(parts=parts, inbox=REVIEWER)


def officer(parts: Parts, number: int = 0) -> Somebody:
    """One of the officers of Kenya."""
    return Somebody(parts=parts, inbox=f"officer{number}")


async def at_release(parts: Parts) -> Incoming:
    """The press on Release, still to be made, of a waiting report that was taken up to its preview."""
    async with parts.world.database.reading() as unit:
        (waiting,) = await unit.board.waiting([OFFICE], limit=1)
    report = waiting.report
    person = reviewer(parts)
    await person.presses_token(button("Approve", "approve", "report", report.public_id, report.revision).token)
    await person.presses("Preview")
    return person.incoming(Pressed(token=person.token("Release")))


def _people(connection: Connection, homes: Sequence[Home], officers: int, by: str, groups: int) -> None:
    """Written as rows at once: through the dialogs, twenty thousand people would take minutes to join."""
    now = datetime.now(UTC)
    ids = count(1)
    rows: Rows = {table: [] for table in (PersonRow, RoleRow, AddressRow, SubscriptionRow, SubscriptionTermRow)}
    for number, (country, zone, language) in enumerate(homes):
        person = _person(rows, next(ids), RoleKind.MEMBER, country=country, zone=zone, language=language, now=now)
        known_as = f"member{number}@customs.example" if by == "email" else str(10**9 + number)
        rows[AddressRow].append(_address(person, by, known_as, now))
        _subscribe(rows, person, country, now)
    for number in range(officers):
        person = _person(rows, next(ids), RoleKind.OFFICER, country=COUNTRY, now=now)
        rows[AddressRow].append(_address(person, "web", f"officer{number}", now))
    person = _person(rows, next(ids), RoleKind.REVIEWER, office=OFFICE, now=now)
    rows[AddressRow].append(_address(person, "web", REVIEWER, now))
    for table, made in rows.items():
        if made:
            connection.execute(insert(_table(table)), made)
    _groups(connection, groups, by, now)


def _groups(connection: Connection, number: int, by: str, now: datetime) -> None:
    """Groups of the office, up to TLP:AMBER, that get every alert."""
    for place in range(number):
        address = connection.execute(
            insert(_table(AddressRow)).values(_address(None, by, str(-(10**12) - place), now))
        ).inserted_primary_key
        assert address is not None
        group = connection.execute(
            insert(_table(GroupRow)).values(
                public_id=new_public_id(),
                name="Demo group",
                address_id=address[0],
                office=OFFICE,
                ceiling=Marking.AMBER.rank,
                private=True,
                active=True,
            )
        ).inserted_primary_key
        assert group is not None
        rows: Rows = {SubscriptionRow: [], SubscriptionTermRow: []}
        _subscribe(rows, 10**6 + place, COUNTRY, now)
        wish = {**rows[SubscriptionRow][0], "person_id": None, "group_id": group[0]}
        connection.execute(insert(_table(SubscriptionRow)).values(wish))
        connection.execute(insert(_table(SubscriptionTermRow)), rows[SubscriptionTermRow])


def _person(
    rows: Rows,
    person: int,
    kind: RoleKind,
    *,
    country: str | None = None,
    office: str | None = None,
    zone: str = "Africa/Nairobi",
    language: str = "en",
    now: datetime,
) -> int:
    rows[PersonRow].append(
        {
            "id": person,
            "public_id": new_public_id(),
            "name": f"Demo {kind.value} {person}",
            "language": language,
            "zone": zone,
            "clearance": Marking.AMBER.rank,
            "country": country,
            "office": office,
            "active": True,
            "created": now,
        }
    )
    rows[RoleRow].append(
        {"person_id": person, "kind": kind.value, "country": country, "office": office, "created": now}
    )
    return person


def _subscribe(rows: Rows, person: int, country: str, now: datetime) -> None:
    rows[SubscriptionRow].append(
        {
            "id": person,
            "public_id": new_public_id(),
            "person_id": person,
            "lowest": Precedence.ROUTINE.rank,
            "chat": True,
            "mail": True,
            "exercise": False,
            "active": True,
            "created": now,
        }
    )
    for term in (f"region:{OFFICE}", f"country:{country}", "goods:DRG", "goods:TOB"):
        rows[SubscriptionTermRow].append({"subscription_id": person, "term": term})


def _address(person: int | None, channel: str, external_id: str, now: datetime) -> Row:
    return {
        "public_id": external_id if channel == "web" else new_public_id(),  # a web inbox is known by its public id
        "channel": channel,
        "external_id": external_id,
        "person_id": person,
        "active": True,
        "created": now,
    }


def _homes(world: World) -> list[Home]:
    """Every country the alert is for, in every language."""
    today = world.now().date()
    audience = proposed(OFFICE, frozenset({COUNTRY}), geography=world.geography, day=today).countries
    zones = {country.code: country.zones[0] for country in world.reference.countries if country.zones}
    return [(code, zones[code], language) for code in sorted(audience & zones.keys()) for language in LANGUAGES]


def _table(row: type) -> Table:
    table = row.__table__  # type: ignore[attr-defined]  # SQLModel makes it
    assert isinstance(table, Table)
    return table
