"""From a claimed delivery to a message and its slots. Content is rendered only under a Permit of `may_send`; what is
refused is not rendered at all.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from alerts.alert import Revision
from alerts.delivery import Kind
from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Refusal, may_send
from alerts.person import Person
from alerts.report import Report, Status
from bot import admitting, claiming, draft_messages
from bot.cards import card_facts, reviewers_there, reviews
from bot.history import corrections_since
from bot.kept import Kept
from bot.language import Words, words
from bot.rendered import Dropped, NotRendered, Ready, Rendered
from bot.scene import Scene
from bot.slots import slots_of
from bot.views.accounts import ask_whether_mine
from bot.views.alerts import alert_card, alert_full
from bot.views.cards import closed_card, review_card, withdrawn_card
from bot.views.links import LINKS
from bot.views.notices import (
    ACCOUNT,
    ADMISSION,
    ADMISSION_ID,
    ALERT_ID,
    CLAIM,
    CLAIM_ID,
    LANGUAGE,
    ROLES,
    answer_to_alert,
    notice,
)
from bot.views.people import roles_shown
from bot.views.reports import outcome
from bot.world import World
from channels.message import Message, Picture, Receipt
from storage.alerts import KeptAlert
from storage.claims import Claimed
from storage.facts import AlertSending, Receiver
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

TOLD = frozenset({Status.APPROVED, Status.RETURNED, Status.REJECTED})
"""Outcomes an officer is told of; a report that was submitted again or withdrawn meanwhile has none."""


async def render(
    unit: UnitOfWork, world: World, claimed: Sequence[Claimed], made: Kept[Message] | None = None
) -> dict[int, Ready]:
    """What becomes of a claimed batch, by delivery id; facts are read set-wise, now. `made` keeps messages that are the
    same for many from one batch to the next: who may have one is asked for each recipient all the same.
    """
    ready: dict[int, Ready] = {}
    pushed = [delivery for delivery in claimed if delivery.kind is Kind.ALERT]
    if pushed:
        ready.update(await _alerts(unit, world, pushed, Kept(len(pushed)) if made is None else made))
    others = [delivery for delivery in claimed if delivery.kind is not Kind.ALERT]
    receivers = await unit.facts.receivers([delivery.id for delivery in others]) if others else {}
    for delivery in others:
        try:
            ready[delivery.id] = await _other(unit, world, delivery, receivers[delivery.id])
        except Exception:
            log.exception("delivery %s could not be rendered", delivery.public_id)
            ready[delivery.id] = NotRendered()
    return ready


async def _other(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    match delivery.kind:
        case Kind.CARD | Kind.EDIT:
            return await _card(unit, world, delivery, receiver)
        case Kind.OUTCOME:
            return await _outcome(unit, world, delivery, receiver)
        case Kind.MAILBOX:
            return await _link(unit, world, delivery, receiver)
        case Kind.NOTICE:
            return await _notice(unit, world, delivery, receiver)
        case Kind.FEEDBACK:
            return await _feedback(unit, world, delivery, receiver)
        case Kind.DRAFT:
            return await draft_messages.render(unit, world, delivery, receiver)
        case Kind.ALERT:
            raise ValueError("alerts are rendered set-wise")


async def _alerts(unit: UnitOfWork, world: World, claimed: Sequence[Claimed], made: Kept[Message]) -> dict[int, Ready]:
    by_id = {delivery.id: delivery for delivery in claimed}
    ready: dict[int, Ready] = {}
    revisions: dict[tuple[int, int], tuple[KeptAlert, Revision]] = {}
    for sending in await unit.facts.alerts(list(by_id), world.mail_channels):
        delivery, receiver = by_id[sending.receiver.delivery], sending.receiver
        permit = _alert_permit(world, delivery, sending)
        if not isinstance(permit, Permit):
            ready[delivery.id] = Dropped(reason=permit.value)
            continue
        which = (sending.alert, sending.revision)
        try:
            if which not in revisions:
                # In every batch, though messages are kept: rows that are not what was approved stop here.
                revisions[which] = await _approved(unit, *which)
            once = (*which, receiver.language, delivery.channel, _clock(receiver.zone, revisions[which][1].issued))
            message = made.get(once)
            if message is None:
                message = await _alert_message(unit, world, permit, revisions[which], receiver, delivery.channel)
                made.keep(once, message)
        except Exception:
            log.exception("delivery %s could not be rendered", delivery.public_id)
            ready[delivery.id] = NotRendered()
            continue
        ready[delivery.id] = Rendered(
            to=receiver.external_id,
            message=message,
            slots=slots_of(world, delivery, receiver, revisions[which][1]),
            once=once,
            thread=await _earlier(unit, delivery),
        )
    return ready


async def _earlier(unit: UnitOfWork, delivery: Claimed) -> Receipt | None:
    """Where an update belongs: below the first thing this address was sent about the alert."""
    if delivery.revision <= 1:
        return None
    copies = await unit.delivered.receipts(delivery.subject, delivery.subject_id, delivery.address, delivery.id)
    return Receipt(copies[0]) if copies else None


async def _approved(unit: UnitOfWork, alert_id: int, number: int) -> tuple[KeptAlert, Revision]:
    """An alert and its revision. Raises ValueError where either is not what was approved: `may_send` was asked with
    the columns, and the text is the revision's.
    """
    alert, revision = await unit.alerts.get(alert_id), await unit.alerts.revision(alert_id, number)
    if (alert.marking, alert.expires) != (revision.marking, revision.expires):
        msg = f"alert {alert_id} is not what revision {number} says"
        raise ValueError(msg)
    return alert, revision


def _alert_permit(world: World, delivery: Claimed, sending: AlertSending) -> Permit | Refusal:
    item = Item(
        kind=ItemKind.ALERT, id=sending.alert, marking=sending.marking, live=sending.live, expires=sending.expires
    )
    carrier = world.carrier(delivery.channel)
    return may_send(item, sending.receiver.recipient, carrier, Purpose.DISSEMINATE, sending.facts, world.now())


async def _alert_message(
    unit: UnitOfWork,
    world: World,
    permit: Permit,
    which: tuple[KeptAlert, Revision],
    receiver: Receiver,
    channel: str,
) -> Message:
    alert, revision = which
    scene = _scene(world, words(receiver.language), receiver.zone)
    if world.channels[channel].buttons:
        return alert_card(permit, alert.id, alert.public_id, revision, scene)
    full = alert_full(permit, alert.id, revision, receiver.zone, scene)
    pictures = [
        Picture(ref=picture.ref, alt=picture.alt, content=await unit.pictures.content(picture.ref) or b"")
        for picture in full.pictures
    ]
    return replace(full, pictures=tuple(pictures))


async def _card(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    """The card as the report stands now; after the decision, the one line for every copy, whoever holds it."""
    report = await unit.reports.get(delivery.subject_id)
    copies = await unit.delivered.receipts(delivery.subject, delivery.subject_id, delivery.address, delivery.id)
    edits = tuple(Receipt(parts) for parts in copies) if world.channels[delivery.channel].can_edit else ()
    scene = _scene(world, words(receiver.language), receiver.zone)
    facts = await card_facts(unit, report, world)
    slots = slots_of(world, delivery, receiver, None)
    if not report.status.open:
        if not edits:
            return Dropped(reason="decided before it was sent")
        closed = closed_card(report, facts, receiver.zone, scene)
        return Rendered(to=receiver.external_id, message=closed, slots=slots, edits=edits)
    viewer = await unit.people.get(receiver.person) if receiver.person is not None else None
    permit = await _card_permit(unit, world, delivery, receiver, report, viewer)
    if not isinstance(permit, Permit):
        if not edits:
            return Dropped(reason=permit.value)
        return Rendered(to=receiver.external_id, message=withdrawn_card(report, scene), slots=slots, edits=edits)
    card = review_card(permit, report, facts, viewer, receiver.zone, scene)
    # A resubmitted report, and one asked for again, comes as a new card; a move changes every card that is there.
    if delivery.kind is Kind.EDIT:
        return Rendered(to=receiver.external_id, message=card, slots=slots, edits=edits)
    thread = Receipt(copies[0]) if copies else None
    return Rendered(to=receiver.external_id, message=card, slots=slots, thread=thread)


async def _card_permit(
    unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver, report: Report, viewer: Person | None
) -> Permit | Refusal:
    """For one reviewer, or for a Group in which everybody is one, just now."""
    item = Item(kind=ItemKind.CARD, id=report.id, marking=report.marking)
    recipient = receiver.recipient
    facts = Facts(reviews=viewer is not None and reviews(viewer, report))
    if recipient.group is not None:
        everybody = await reviewers_there(unit, delivery.address)
        facts = Facts(reviews=bool(everybody) and all(reviews(person, report) for person in everybody))
        recipient = replace(recipient, group=replace(recipient.group, all_cleared=bool(everybody)))
    return may_send(item, recipient, world.carrier(delivery.channel), Purpose.REVIEW, facts, world.now())


async def _outcome(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    report = await unit.reports.get(delivery.subject_id)
    item = Item(kind=ItemKind.OUTCOME, id=report.id, marking=report.marking)
    facts = Facts(reporter=receiver.person == report.author)
    carrier = world.carrier(delivery.channel)
    permit = may_send(item, receiver.recipient, carrier, Purpose.ACCOUNT, facts, world.now())
    if not isinstance(permit, Permit):
        return Dropped(reason=permit.value)
    decisions = await unit.reports.decisions(report.id)
    if report.status not in TOLD:
        return Dropped(reason="the report has moved on")
    alert = await unit.alerts.of_report(report.id)
    reach = await unit.recipients.frozen(alert.id) if alert else (0, 0)
    scene = _scene(world, words(receiver.language), receiver.zone)
    corrected = await corrections_since(unit, report)
    message = outcome(permit, report, decisions[-1], alert.number if alert else "", reach, scene, corrected)
    return Rendered(to=receiver.external_id, message=message, slots=slots_of(world, delivery, receiver, None))


async def _link(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    """A mail with a link that its owner asked for: no content of ours, so it goes to an unconfirmed mailbox too."""
    purpose, nonce = await unit.links.nonce(delivery.subject_id)
    token = world.signer.derive(purpose, nonce)
    path, made = LINKS[purpose]
    message = made(f"{world.public_url}/{path}#{token}", words(receiver.language), demo=world.demo)
    return Rendered(to=receiver.external_id, message=message, slots=slots_of(world, delivery, receiver, None))


async def _notice(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    """A word about somebody's own accounts or Groups: no content of an alert or report, to active people only."""
    if not receiver.recipient.active or not receiver.recipient.address_active:
        return Dropped(reason="nobody")
    name, values = await unit.notices.get(delivery.subject_id)
    if name == ADMISSION:
        scene = _scene(world, words(receiver.language), receiver.zone)
        asked = await admitting.card_for(unit, world, values[ADMISSION_ID], receiver.person, scene)
        if asked is None:
            return Dropped(reason="settled, or not theirs to say")
        return Rendered(to=receiver.external_id, message=asked, slots=slots_of(world, delivery, receiver, None))
    if name == CLAIM:
        if not await claiming.is_open(unit, world, values[CLAIM_ID]):
            return Dropped(reason="settled")
        question = ask_whether_mine(values[CLAIM_ID], values[ACCOUNT], words(receiver.language))
        return Rendered(to=receiver.external_id, message=question, slots=slots_of(world, delivery, receiver, None))
    if ROLES in values:
        values = {**values, ROLES: roles_shown(values[ROLES], _scene(world, words(receiver.language), receiver.zone))}
    message = notice(name, values, words(values.get(LANGUAGE, receiver.language)))
    return Rendered(to=receiver.external_id, message=message, slots=slots_of(world, delivery, receiver, None))


async def _feedback(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    """An answer to an alert, for who reviews for its office now, whether the alert is still live or not."""
    _, values = await unit.notices.get(delivery.subject_id)
    alert = await unit.alerts.get(int(values[ALERT_ID]))
    item = Item(kind=ItemKind.FEEDBACK, id=alert.id, marking=alert.marking)
    person = await unit.people.get(receiver.person) if receiver.person is not None else None
    facts = Facts(reviews=person is not None and person.active and person.decides_for(alert.office))
    permit = may_send(item, receiver.recipient, world.carrier(delivery.channel), Purpose.REVIEW, facts, world.now())
    if not isinstance(permit, Permit):
        return Dropped(reason=permit.value)
    message = answer_to_alert(permit, alert, values, words(receiver.language))
    return Rendered(to=receiver.external_id, message=message, slots=slots_of(world, delivery, receiver, None))


@lru_cache(maxsize=1024)
def _clock(zone: str, at: datetime) -> str:
    """How the clocks of a zone show a moment: all that tells two recipients' copies apart beside their language. Many
    zones are alike in it, and share one message. Kept, since ZoneInfo keeps eight zones and reads the others anew.
    """
    return f"{at.astimezone(ZoneInfo(zone)):%z %Z}"


def _scene(world: World, spoken: Words, zone: str) -> Scene:
    return world.scene(spoken, zone=zone, country=None, office=None)
