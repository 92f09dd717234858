"""What can be said to `liaison` in a terminal. Wrong words or settings give one sentence and exit status 2; what the
commands need is loaded only when one of them is to be done, since that takes a second or two.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from alerts.person import RoleKind
from bot.logs import set_up
from bot.settings import WrongSetting, load

DEMO_FOLDER = Path("var/demo")
WRONG = 2
"""Exit status when what was asked cannot be done as asked."""

FAILED = 1
"""Exit status when what was asked was right and yet could not be done."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    given = _parser().parse_args(arguments)
    try:
        settings = load()
        set_up(settings.log_format)
        # Nothing that is imported is garbage: looking through it while it grows takes a fifth of the start.
        gc.disable()
        from bot import jobs  # noqa: PLC0415 - see above

        if arguments is None:
            _spare_the_collector()
        gc.enable()
        status = jobs.do(given.job, settings, given)
    except WrongSetting as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    except KeyboardInterrupt:
        return 130
    return status


def _spare_the_collector() -> None:
    """What was imported stays for good: the collector of garbage need not go through it again and again, which costs a
    fifth of all time and stops everything for as long as it lasts (`gc.freeze`, Python's documentation).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liaison", description="Seizure reports by chat, reviewed inline, sent as alerts."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(job=name)
        return made

    add("run", "start a live installation")
    show = add("demo", "start a demo world with a mail catcher and print its link")
    show.add_argument("--folder", default=str(DEMO_FOLDER), help="where the demo keeps its data (default: %(default)s)")
    played = add("replay", "play real seizure cases of a CSV file in a demo")
    played.add_argument("file", metavar="FILE.csv", help="the cases")
    played.add_argument("--folder", help=f"the demo to play in, made where there is none (default: {DEMO_FOLDER})")
    add("migrate", "bring the database to this program's schema")
    made = add("backup", "write everything there is into one archive, while it runs")
    made.add_argument("file", metavar="FILE", help="the archive, such as liaison.tar.gz; never written over another")
    back = add("restore", "restore a backup into an empty data folder; nothing that waited leaves by itself")
    back.add_argument("file", metavar="FILE", help="the archive")
    waits = add("held", "list what is held after a restore, and let it go or drop it")
    waits.add_argument("decision", nargs="?", choices=["release", "drop"], help="without it: list")
    waits.add_argument("--channel", help="only what is for this channel, such as telegram")
    add("check", "look at settings, database and what waits")
    ask = add("invite", "invite somebody and print the link (72 hours, once)")
    ask.add_argument("--name", required=True, help="the person's name")
    ask.add_argument("--role", required=True, choices=[kind.value for kind in RoleKind], help="what they will be")
    ask.add_argument("--country", help="ISO code of their administration, such as KE")
    ask.add_argument("--office", help="code of their office, such as ESA")
    ask.add_argument("--clearance", default="", help="highest marking they may see, such as TLP:AMBER")
    ask.add_argument("--until", metavar="DAY", type=date.fromisoformat, help="last day of the role, such as 2027-06-30")
    ask.add_argument("--mail", default="", metavar="MAILBOX", help="mail the link to this mailbox as well")
    moving = add("countries", "list which office each country belongs to")
    moving.add_argument(
        "--move", nargs=3, metavar=("COUNTRY", "OFFICE", "DAY"), help="give a country to another office from a day on"
    )
    _offices(add("offices", "list the offices"))
    notice = add("notice", "list what offices have people accept when they join, or set it")
    notice.add_argument("file", metavar="FILE", nargs="?", help="the text, at most 3,000 characters in UTF-8")
    notice.add_argument("--office", help="code of the office, such as ESA")
    notice.add_argument("--language", help="the language of the text, such as en")
    notice.add_argument("--take-back", action="store_true", help="nothing has to be accepted from now on")
    one = add("person", "write all that is kept about somebody into a file, for them")
    one.add_argument("action", choices=["export"])
    one.add_argument("id", metavar="ID", help="the person's id, as `liaison people` lists it")
    one.add_argument("file", metavar="FILE", help="where to, such as person.json; never written over another")
    _people(add("people", "list everybody, or change one thing about somebody"))
    _sessions(add("sessions", "list who is signed in with a browser"))
    return parser


def _offices(card: argparse.ArgumentParser) -> None:
    card.add_argument("--office", help="code of the office to be changed, such as ESA")
    card.add_argument("--contact", help="how people reach it")
    card.add_argument("--host", help="ISO code of the country that hosts it")
    card.add_argument("--zone", help="time zone of its city, such as Africa/Nairobi")
    card.add_argument(
        "--from",
        dest="begins",
        metavar="DAY",
        type=date.fromisoformat,
        help="from which day on contact, host and zone hold, such as 2027-01-01 (default: at once)",
    )
    card.add_argument("--languages", help="in which languages it works, such as en,fr")
    card.add_argument("--remark", help="what else people should know of it")
    card.add_argument("--hours", type=int, help="within how many hours an officer gets an answer")
    card.add_argument(
        "--threshold",
        action="append",
        default=[],
        metavar="GOODS",
        help='from how much on it wants reports, such as "cocaine 100 g"; "cocaine usual": as everybody again',
    )
    card.add_argument(
        "--no-threshold", action="append", default=[], metavar="GOODS", help="any quantity of these goods counts"
    )


def _people(listed: argparse.ArgumentParser) -> None:
    listed.add_argument("--suspend", metavar="ID", help="suspend the person with this id")
    listed.add_argument("--restore", metavar="ID", help="end somebody's suspension")
    listed.add_argument(
        "--confirm", metavar="ID", help="the right account took this person's invitation: the role counts"
    )
    listed.add_argument("--refuse", metavar="ID", help="another account took it: it is taken away")
    listed.add_argument("--give-role", nargs=2, metavar=("ID", "ROLE"), help="give somebody a further role")
    listed.add_argument("--end-role", nargs=2, metavar=("ID", "ROLE"), help="end one of somebody's roles")
    listed.add_argument("--country", help="of the role: ISO code of a country, such as KE")
    listed.add_argument("--office", help="of the role: code of an office, such as ESA")
    listed.add_argument("--until", metavar="DAY", type=date.fromisoformat, help="last day of the role given")
    listed.add_argument("--clearance", nargs=2, metavar=("ID", "MARKING"), help="the highest marking somebody may see")
    listed.add_argument(
        "--country-of", nargs=2, metavar=("ID", "COUNTRY"), help="somebody belongs to this country's administration now"
    )
    listed.add_argument("--office-of", nargs=2, metavar=("ID", "OFFICE"), help="somebody belongs to this office now")
    listed.add_argument(
        "--unlink",
        nargs=2,
        metavar=("ID", "CHANNEL"),
        help="take somebody's account away, such as a lost phone's telegram",
    )


def _sessions(signed: argparse.ArgumentParser) -> None:
    signed.add_argument("id", metavar="ID", nargs="?", help="only this person, as `liaison people` lists them")
    signed.add_argument("--end", metavar="SESSION", help="sign the person out there; all: everywhere")
