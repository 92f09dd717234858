"""What can be said to `liaison` in a terminal. Wrong words or settings give one sentence and exit status 2."""

import argparse
import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from bot import operating, replay
from bot.app import assembled
from bot.catcher import Catcher
from bot.channel_settings import smtp_of
from bot.dialogs.register import BadDialog
from bot.logs import set_up
from bot.replay_case import WrongFile, read_cases
from bot.seeding import WrongKind
from bot.serving import PortInUse, check_address, serve
from bot.settings import Settings, WrongSetting, load
from channels.email_address import SmtpSettings
from storage import reference
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

DEMO_FOLDER = Path("var/demo")
DEMO_SENDER = "Liaison Demo <alerts@demo.example>"
WRONG = 2
"""Exit status when what was asked cannot be done as asked."""

FAILED = 1
"""Exit status when what was asked was right and yet could not be done."""

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
)

Job = Callable[[Settings, argparse.Namespace], Awaitable[int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    job: Job = given.job
    try:
        settings = load()
        set_up(settings.log_format)
        if arguments is None:
            _spare_the_collector()
        return asyncio.run(_run(job, settings, given))
    except REFUSALS as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    except DatabaseAway as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        return 130


def _spare_the_collector() -> None:
    """What was imported stays for good: the collector of garbage need not go through it again and again, which costs a
    fifth of all time and stops everything for as long as it lasts (`gc.freeze`, Python's documentation).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def _run(job: Job, settings: Settings, given: argparse.Namespace) -> int:
    return await job(settings, given)


async def run(settings: Settings, given: argparse.Namespace) -> int:
    """A live installation: makes it where there is none, and serves until it is stopped."""
    del given
    check_address(settings)
    with FolderLock(settings.data_dir):
        await _make_if_empty(settings)
        async with assembled(settings, "live", smtp=smtp_of(settings)) as parts:
            link = await operating.first_administrator(parts.world)
            if link is not None and sys.stdout.isatty():
                sys.stdout.write(
                    f"Nobody is here yet. The first administrator joins by this link (72 hours, once):\n{link}\n"
                )
            elif link is not None:
                log.warning("nobody is here yet: run `liaison invite --role administrator --name NAME` in a terminal")
            await serve(parts, settings, started=lambda address: log.info("Liaison is at %s", address))
    return 0


async def demo(settings: Settings, given: argparse.Namespace) -> int:
    """A demo world with a mail catcher, in a folder of its own; prints one link."""
    folder = Path(given.folder)
    settings = demo_settings(settings, folder)
    with FolderLock(folder):
        await _make_if_empty(settings)
        async with (
            Catcher(folder / "mail") as catcher,
            assembled(settings, "demo", smtp=catcher_smtp(catcher)) as parts,
        ):
            await serve(parts, settings, catcher=catcher, started=_say_demo)
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
        return await operating.check(parts.world, parts.channels, sys.stdout)


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
        )
        others = await operating.links_elsewhere(parts.channels, link.partition("#")[2])
    sys.stdout.write("".join(f"{one}\n" for one in (link, *others)))
    return 0


async def people(settings: Settings, given: argparse.Namespace) -> int:
    """Lists everybody; with --suspend, --restore or --unlink changes one."""
    async with operating.opened(settings) as parts:
        if given.suspend or given.restore:
            await operating.set_active(parts.world, given.suspend or given.restore, active=bool(given.restore))
        if given.unlink:
            await operating.unlink(parts.world, *given.unlink)
        await operating.people(parts.world, sys.stdout)
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


async def _make_if_empty(settings: Settings) -> None:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liaison", description="Seizure reports by chat, reviewed inline, sent as alerts."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, job: Job, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(job=job)
        return made

    add("run", run, "start a live installation")
    show = add("demo", demo, "start a demo world with a mail catcher and print its link")
    show.add_argument("--folder", default=str(DEMO_FOLDER), help="where the demo keeps its data (default: %(default)s)")
    played = add("replay", replay_cases, "play real seizure cases of a CSV file in a demo")
    played.add_argument("file", metavar="FILE.csv", help="the cases")
    played.add_argument("--folder", help=f"the demo to play in, made where there is none (default: {DEMO_FOLDER})")
    add("migrate", upgrade, "bring the database to this program's schema")
    add("check", check, "look at settings, database and what waits")
    ask = add("invite", invite, "invite somebody and print the link (72 hours, once)")
    ask.add_argument("--name", required=True, help="the person's name")
    ask.add_argument(
        "--role", required=True, choices=[kind.value for kind in operating.ROLES], help="what they will be"
    )
    ask.add_argument("--country", help="ISO code of their administration, such as KE")
    ask.add_argument("--office", help="code of their office, such as ESA")
    ask.add_argument("--clearance", default="", help="highest marking they may see, such as TLP:AMBER")
    listed = add("people", people, "list everybody")
    listed.add_argument("--suspend", metavar="ID", help="suspend the person with this id")
    listed.add_argument("--restore", metavar="ID", help="end somebody's suspension")
    listed.add_argument(
        "--unlink",
        nargs=2,
        metavar=("ID", "CHANNEL"),
        help="take somebody's account away, such as a lost phone's telegram",
    )
    return parser
