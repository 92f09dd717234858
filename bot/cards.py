"""Review cards as deliveries: who gets one, and that every copy follows what happens to the report."""

from collections.abc import Collection

from alerts.checks import look_over, made, of_office
from alerts.delivery import Kind
from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Refusal
from alerts.person import Person, RoleKind
from alerts.report import Level, Report
from alerts.review import Move
from bot.history import history_of
from bot.turn import Turn
from bot.views.cards import CardFacts
from bot.views.checks import NOTHING_CHECKED, Checked
from bot.world import World
from storage.accounts import Account
from storage.deliveries import NewDelivery
from storage.unit_of_work import UnitOfWork

SUBJECT = "report"
OUTCOME = "outcome"

_Place = tuple[int, int | None, str]
"""Address, person and channel; no person for a Group."""

_ASKED = {
    Level.REVIEWERS: RoleKind.REVIEWER,
    Level.HEAD: RoleKind.HEAD,
    Level.ADMINISTRATORS: RoleKind.ADMINISTRATOR,
}


def reviews(person: Person, report: Report) -> bool:
    """A reviewer in scope: a role of this office that neither the author, nor who had a hand in the draft, has or gave."""
    return reviews_for(person, office=report.office, involved=report.involved)


def reviews_for(person: Person, *, office: str, involved: Collection[int]) -> bool:
    """The same, where the rest of the report is not at hand."""
    return person.active and person.id not in involved and person.decides_for(office, not_granted_by=involved)


async def queue_cards(unit: UnitOfWork, world: World, report: Report) -> int:
    """A card for everybody the report's level asks, and returns how many people that are. From the head's level on
    those who were asked before keep theirs.
    """
    people = [
        person
        for person in await unit.people.deciding_for(report.office)
        if reviews(person, report) and _asked(person, report)
    ]
    accounts = await unit.people.accounts_of([person.id for person in people])
    places: list[_Place] = [(account.id, account.person, account.channel) for account in accounts]
    places += [(group.address, None, group.channel) for group in await unit.groups.for_review(report.office)]
    await unit.deliveries.add(
        [_card(Kind.CARD, report, place) for place in places if place[2] in world.chat_channels], world.now()
    )
    return len(people)


async def reviewers_there(unit: UnitOfWork, address: int) -> list[Person]:
    """Everybody in an office's closed Group; nobody where it is not closed or somebody there is not known. In a country's
    Group nobody reviews, and nothing was asked about it for a card.
    """
    group = await unit.groups.at(address)
    if group is None or group.office is None or not group.active or not await unit.groups.closed(group.id):
        return []
    members = await unit.groups.members(group.id)
    known = await unit.people.many([member for member in members if member is not None])
    return [] if None in members else list(known.values())


async def queue_revised(unit: UnitOfWork, world: World, report: Report) -> None:
    """After an addition or a correction: who has taken the report gets a fresh card at once, all others' cards follow."""
    holder = [report.taken_by] if report.taken_by is not None else []
    accounts = [one for one in await unit.people.accounts_of(holder) if one.channel in world.chat_channels]
    await queue_edits(unit, world, report)
    await unit.deliveries.add([await _fresh_card(unit, report, account) for account in accounts], world.now())


async def queue_edits(unit: UnitOfWork, world: World, report: Report) -> None:
    """Every copy of the card follows: one edit per address that was sent one."""
    await unit.deliveries.add(
        [
            _card(Kind.EDIT, report, place, version=report.version)
            for place in await unit.delivered.addressed(SUBJECT, report.id)
        ],
        world.now(),
    )


async def queue_outcome(unit: UnitOfWork, world: World, report: Report) -> None:
    """The officer is told what became of the report: in every chat of theirs, by mail where they have none."""
    accounts = await unit.people.accounts_of([report.author])
    chats = [account for account in accounts if account.channel in world.chat_channels]
    mails = [account for account in accounts if account.channel in world.mail_channels]
    await unit.deliveries.add(
        [
            NewDelivery(
                kind=Kind.OUTCOME,
                subject=OUTCOME,
                subject_id=report.id,
                revision=report.version,
                address=account.id,
                person=account.person,
                channel=account.channel,
                precedence=report.precedence,
            )
            for account in chats or mails
        ],
        world.now(),
    )


async def checked(unit: UnitOfWork, world: World, report: Report) -> Checked:
    """The accuracy checks. Similar reports are those of the same office: who reviews this one reviews them too."""
    seizure = report.seizure
    similar = await unit.similar.to(seizure, office=report.office, but=report.id)
    usual = of_office(world.reference.usual, await unit.places.thresholds(report.office))
    findings = look_over(seizure, usual, today=world.now().date())
    return Checked(looked=made(seizure), findings=findings, similar=similar)


async def card_facts(unit: UnitOfWork, report: Report, world: World | None = None) -> CardFacts:
    """What a card tells beside the report, with the checks where there is a world to check it by."""
    decisions = await unit.reports.decisions(report.id)
    last = decisions[-1] if decisions else None
    named = [person for person in (report.taken_by, last.by if last else None) if person is not None]
    people = await unit.people.many(named)
    filed, approved = await unit.reports.counts_of(report.author)
    alert = await unit.alerts.of_report(report.id)
    return CardFacts(
        filed=filed,
        approved=approved,
        taken_by=people[report.taken_by].name if report.taken_by is not None else "",
        decision=last,
        decider=people[last.by].name if last is not None and last.by is not None else "",
        alert=alert.number if alert else "",
        history=await history_of(unit, report),
        transferred=next((one.note for one in reversed(decisions) if one.move is Move.TRANSFER), ""),
        checked=await checked(unit, world, report) if world is not None and report.status.open else NOTHING_CHECKED,
    )


def card_permit(turn: Turn, report: Report, kind: ItemKind = ItemKind.CARD) -> Permit | Refusal:
    """Whether this person may see a card, a preview or a picture of a report as its reviewer."""
    person = turn.require_person()
    item = Item(kind=kind, id=report.id, marking=report.marking)
    return turn.permit(item, Purpose.REVIEW, Facts(reviews=reviews(person, report)))


async def may_go_on_about(turn: Turn, public_id: str) -> bool:
    """Whether this person may still see the report that a dialog of theirs is about: as its reporter, or as a reviewer
    in scope at this moment.
    """
    report = await turn.unit.reports.by_public_id(public_id)
    if report is None or turn.person is None:
        return False
    item = Item(kind=ItemKind.REPORT, id=report.id, marking=report.marking)
    own = turn.permit(item, Purpose.ACCOUNT, Facts(reporter=turn.person.id == report.author))
    return isinstance(own, Permit) or isinstance(card_permit(turn, report), Permit)


async def show_again(turn: Turn, report: Report) -> None:
    """A fresh card for a reviewer who asked. It is a delivery like the first one, so that it follows every move too."""
    if not isinstance(card_permit(turn, report), Permit):
        return
    await turn.unit.deliveries.add([await _fresh_card(turn.unit, report, turn.account)], turn.now)


async def _fresh_card(unit: UnitOfWork, report: Report, account: Account) -> NewDelivery:
    """One more card to somebody who may have one already: else it would count as sent before."""
    version = await unit.delivered.next_version(Kind.CARD, SUBJECT, report.id, account.id)
    return _card(Kind.CARD, report, (account.id, account.person, account.channel), version=version)


def _card(kind: Kind, report: Report, place: _Place, *, version: int = 0) -> NewDelivery:
    address, person, channel = place
    return NewDelivery(
        kind=kind,
        subject=SUBJECT,
        subject_id=report.id,
        revision=report.revision,
        version=version,
        address=address,
        person=person,
        channel=channel,
        precedence=report.precedence,
    )


def _asked(person: Person, report: Report) -> bool:
    kind = _ASKED[report.level]
    return any(
        role.kind is kind and (role.office == report.office or (kind is RoleKind.ADMINISTRATOR and role.office is None))
        for role in person.roles
    )
