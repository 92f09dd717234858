"""What the installation holds when a conversation is over, field by field; what is drawn by lot (public ids, the names of
drafts) or only numbers rows is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from alerts.alert import to_object
from alerts.person import Person
from alerts.report import Report
from bot.progress_json import from_json
from storage.accounts import Account
from storage.progress import Kept, Owner
from storage.unit_of_work import UnitOfWork
from tests.bot.stage import MAIL, Stage

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """All that a conversation leaves behind."""

    reports: Sequence[Told]
    """As they were told and as far as they got, with every decision and its reason."""
    alerts: Sequence[Told]
    """What was released of them."""
    people: Sequence[Told]
    """Who they are now, their mailboxes and what they have subscribed to."""
    unfinished: Sequence[Told]
    """Dialogs in front or laid aside."""


def without_positions(one: Ended) -> Ended:
    """As it ends where the service carries no position: the place is written, and where exactly it lies is not told."""
    return replace(one, reports=[{**report, "place": {**_place(report), "position": None}} for report in one.reports])


def _place(report: Told) -> Told:
    place = report["place"]
    assert isinstance(place, Mapping)
    return place


def told(report: Report) -> Told:
    """What the officer told, field by field."""
    seizure = asdict(report.seizure)
    return {**seizure, "marking": report.marking, "precedence": report.precedence, "office": report.office}


async def reported(stage: Stage) -> Told:
    """The one report that was filed; nothing may have raised on the way to it."""
    assert await stage.poisoned() == 0
    [report] = await stage.reports()
    return told(report)


async def ended(stage: Stage) -> Ended:
    """Nothing may have raised on the way to it."""
    assert await stage.poisoned() == 0
    reports = await stage.reports()
    revisions = [await stage.revision_for(report) for report in reports]
    async with stage.database.reading() as unit:
        people = await unit.people.everybody()
        names: dict[int | None, str] = {person.id: person.name for person in people}
        return Ended(
            reports=[await _reviewed(unit, report, names) for report in reports],
            alerts=[to_object(revision) for revision in revisions if revision is not None],
            people=[await _joined(unit, person) for person in people],
            unfinished=[one for person in people for one in await _unfinished(unit, person)],
        )


async def _reviewed(unit: UnitOfWork, report: Report, names: Mapping[int | None, str]) -> Told:
    decisions = [
        (names.get(one.by), one.move, one.reason, one.note, one.revision)
        for one in await unit.reports.decisions(report.id)
    ]
    return {
        **told(report),
        "number": report.number,
        "author": names[report.author],
        "status": report.status,
        "revision": report.revision,
        "taken by": names.get(report.taken_by),
        "decisions": decisions,
    }


async def _joined(unit: UnitOfWork, person: Person) -> Told:
    wishes = [asdict(kept.wish) for kept in await unit.subscriptions.of_person(person.id)]
    accounts = await unit.people.every_account_of(person.id)
    return {
        **_without(asdict(person), "id", "public_id"),
        "mailboxes": [(account.external_id, account.active) for account in accounts if account.channel == MAIL],
        "chats": [account.active for account in accounts if _is_chat(account)],
        "subscriptions": [_without(wish, "person") for wish in wishes],
    }


async def _unfinished(unit: UnitOfWork, person: Person) -> Sequence[Told]:
    owner = Owner(person=person.id)
    front, aside = await unit.progress.front(owner), await unit.progress.aside(owner, "report")
    return [*([_so_far(front, "in front")] if front else []), *(_so_far(kept, "laid aside") for kept in aside)]


def _so_far(kept: Kept, where: str) -> Told:
    progress = from_json(kept.body)
    return {"where": where, "dialog": progress.dialog, "answers": progress.answers, "aside": progress.aside}


def _is_chat(account: Account) -> bool:
    return account.channel != MAIL


def _without(fields: Mapping[str, object], *names: str) -> Told:
    return {name: value for name, value in fields.items() if name not in names}
