"""What each command of `liaison` does. Not here: what can be typed, and how it is read (bot/commandline.py)."""

import argparse
import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from bot import (
    checking,
    exporting,
    jobs_people,
    jobs_places,
    keeping,
    operating,
    replay,
    restoring,
)
from bot.app import assembled
from bot.catcher import Catcher
from bot.channel_settings import check_channels, smtp_of
from bot.commandline import DEMO_FOLDER, FAILED, WRONG
from bot.dialogs.register import BadDialog
from bot.replay_case import WrongFile, read_cases
from bot.seeding import WrongKind
from bot.serving import PortInUse, check_address, listen, serve
from bot.settings import Settings, WrongSetting, keys_of
from channels.base import Channel
from channels.email_address import SmtpSettings
from channels.errors import SendError
from storage import reference
from storage.backup import BackupExists, NotRestored
from storage.database import (
    Database,
    DatabaseAway,
    DataFolderInUse,
    DataFolderUnusable,
    FolderLock,
    WrongDatabaseUrl,
)
from storage.migrate import DatabaseEmpty, DatabaseNewer, DatabaseOlder, migrate

log = logging.getLogger(__name__)

DEMO_SENDER = "Liaison Demo <alerts@demo.example>"

REFUSALS = (
    WrongSetting,
    WrongKind,
    WrongDatabaseUrl,
    DataFolderInUse,
    DataFolderUnusable,
    DatabaseEmpty,
    DatabaseNewer,
    DatabaseOlder,
    PortInUse,
    BadDialog,
    operating.CannotBeDone,
    WrongFile,
    BackupExists,
    NotRestored,
)


def do(job: str, settings: Settings, given: argparse.Namespace) -> int:
    """Does one command's job and returns the exit status. Raises KeyError for one that does not exist."""
    try:
        return asyncio.run(JOBS[job](settings, given))
    except REFUSALS as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    except DatabaseAway as error:
        sys.stderr.write(f"{error}\n")
        return FAILED


async def run(settings: Settings, given: argparse.Namespace) -> int:
    """A live installation: makes it where there is none, and serves until it is stopped."""
    del given
    check_address(settings)
    check_channels(settings)
    with FolderLock(settings.data_dir), listen(settings) as listening:
        await _make_if_empty(settings)
        async with assembled(settings, "live", smtp=smtp_of(settings)) as parts:
            link = await operating.first_administrator(parts.world)
            if link is not None and sys.stdout.isatty():
                sys.stdout.write(
                    f"Nobody is here yet. The first administrator joins by this link (72 hours, once):\n{link}\n"
                )
            elif link is not None:
                log.warning("nobody is here yet: run `liaison invite --role administrator --name NAME` in a terminal")
            if restored := await restoring.tell(parts.world):
                log.warning("%s", restored)
                if sys.stdout.isatty():
                    sys.stdout.write(f"{restored}\n")
            await serve(parts, settings, listening, started=lambda address: log.info("Liaison is at %s", address))
    return 0


async def demo(settings: Settings, given: argparse.Namespace) -> int:
    """A demo world with a mail catcher, in a folder of its own; prints one link."""
    folder = Path(given.folder)
    settings = demo_settings(settings, folder)
    with FolderLock(folder), listen(settings) as listening:
        await _make_if_empty(settings)
        async with (
            Catcher(folder / "mail") as catcher,
            assembled(settings, "demo", smtp=catcher_smtp(catcher)) as parts,
        ):
            await serve(parts, settings, listening, catcher=catcher, started=_say_demo)
    return 0


def demo_settings(settings: Settings, folder: Path) -> Settings:
    """The settings of a demo: only where its pages are is taken from outside."""
    none = SecretStr("")
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": "",
            "smtp_host": "",
            "telegram_token": none,
            "slack_bot_token": none,
            "imap_url": none,
            "mail_report_to": "",
            "mail_in_port": 0,
        }
    )


def catcher_smtp(catcher: Catcher) -> SmtpSettings:
    return SmtpSettings(host="127.0.0.1", port=catcher.port, tls="none", mail_from=DEMO_SENDER)


async def upgrade(settings: Settings, given: argparse.Namespace) -> int:
    """Brings the database to this program's schema."""
    del given
    with FolderLock(settings.data_dir):
        database = Database(settings.url)
        try:
            await migrate(database)
        finally:
            await database.close()
    sys.stdout.write("The database is up to date.\n")
    return 0


async def check(settings: Settings, given: argparse.Namespace) -> int:
    """Looks at settings, database and what waits; status 1 when something needs a look."""
    del given
    async with operating.opened(settings) as parts:
        return await checking.check(parts.world, parts.channels, sys.stdout)


async def invite(settings: Settings, given: argparse.Namespace) -> int:
    """Makes an invitation and prints its link."""
    async with operating.opened(settings) as parts:
        link = await operating.invite(
            parts.world,
            name=given.name,
            role=given.role,
            country=given.country,
            office=given.office,
            clearance=given.clearance,
            ends=given.until,
            mailbox=given.mail,
        )
        others = await _links_elsewhere(parts.channels, link.partition("#")[2])
    sys.stdout.write("".join(f"{one}\n" for one in (link, *others)))
    return 0


async def person(settings: Settings, given: argparse.Namespace) -> int:
    """Writes what is kept about somebody into a file."""
    async with operating.opened(settings) as parts:
        number = await exporting.export(parts.world, given.id, Path(given.file))
    sys.stdout.write(
        f"{given.file}: {number} entries. It holds what this person said and reported: hand it to nobody else.\n"
    )
    return 0


async def replay_cases(settings: Settings, given: argparse.Namespace) -> int:
    """Plays a file of real cases in a demo, made where there is none; status 1 when a line was refused."""
    lines = read_cases(Path(given.file), reference.load())
    folder = Path(given.folder or DEMO_FOLDER)
    there = demo_settings(settings, folder)
    for one in (there,) if given.folder else (there, settings):
        await operating.refuse_live(one)
    with FolderLock(folder):
        await _make_if_empty(there)
        async with (
            Catcher(folder / "mail") as catcher,
            assembled(there, "demo", smtp=catcher_smtp(catcher)) as parts,
        ):
            return await replay.show(parts, catcher, lines, out=Console(), progress=Console(stderr=True))


async def _links_elsewhere(channels: Mapping[str, Channel], code: str) -> list[str]:
    """Where else somebody joins with this code by a click, as far as the services answer."""
    found = []
    for channel in channels.values():
        if channel.limits.carrier == "messenger":
            with contextlib.suppress(SendError, TimeoutError):
                async with asyncio.timeout(checking.ASK_WITHIN), channel:
                    await channel.check()
            found += [link] if (link := channel.link(code)) else []
    return found


async def _make_if_empty(settings: Settings) -> None:
    keys_of(settings)  # before anything is made: a wrong key leaves nothing behind
    database = Database(settings.url)
    try:
        await operating.migrate_if_empty(database)
    finally:
        await database.close()


def _say_demo(link: str) -> None:
    sys.stdout.write(
        f"\nThe Liaison demo is ready. Open this link in a browser on this machine:\n\n  {link}\n\nStop it with Ctrl-C.\n"
    )
    sys.stdout.flush()


JOBS: Mapping[str, Callable[[Settings, argparse.Namespace], Coroutine[None, None, int]]] = {
    "run": run,
    "demo": demo,
    "replay": replay_cases,
    "migrate": upgrade,
    "backup": keeping.back_up,
    "restore": keeping.restore,
    "held": keeping.held,
    "check": check,
    "invite": invite,
    "people": jobs_people.people,
    "person": person,
    "sessions": jobs_people.sessions,
    "countries": jobs_places.countries,
    "offices": jobs_places.offices,
    "notice": jobs_places.notice,
}
"""By the word that is typed."""
