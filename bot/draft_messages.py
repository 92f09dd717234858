"""Messages about half-done reports, made when they are sent: the question to a colleague whether to take one over, and the
reminder to its officer. Each under a permit of its own, for the draft as it is at that moment.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Refusal, may_send
from alerts.person import Person, RoleKind
from alerts.reminding import LAST_TOLD
from alerts.seizure import PartialDate
from bot import offering
from bot.dialogs.report_answers import marking_of
from bot.language import words
from bot.progress_json import from_json
from bot.rendered import Dropped, Ready, Rendered
from bot.scene import Scene
from bot.slots import slots_of
from bot.views import handing as views
from bot.views.drafts import bare_reminder, reminder
from bot.world import World
from channels.message import Message, Receipt
from storage.claims import Claimed
from storage.facts import Receiver
from storage.unit_of_work import UnitOfWork

DRAFT, TOUCHED = "draft", "touched"
"""Under which a reminder keeps which draft it is of, and when that was last touched."""


async def render(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver) -> Ready:
    """The message, or why there is none."""
    person = await unit.people.get(receiver.person) if receiver.person is not None else None
    if person is None:
        return Dropped(reason="nobody")
    if delivery.subject == offering.SUBJECT:
        return await _offer(unit, world, delivery, receiver, person)
    return await _reminder(unit, world, delivery, receiver, person)


async def _offer(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver, person: Person) -> Ready:
    """The question; once it is settled, the sentence for every copy that stands there."""
    handover = await unit.handovers.get(delivery.subject_id)
    copies = await unit.delivered.receipts(delivery.subject, delivery.subject_id, delivery.address, delivery.id)
    edits = tuple(Receipt(parts) for parts in copies) if world.channels[delivery.channel].can_edit else ()
    giver, scene = await unit.people.get(handover.giver), _scene(world, person)
    slots = slots_of(world, delivery, receiver, None)
    draft = await unit.progress.draft(handover.progress) if handover.open and handover.progress is not None else None
    if draft is None:
        if not edits:
            return Dropped(reason="settled before it was sent")
        message = views.settled(handover.state, giver.name, scene)
        return Rendered(to=receiver.external_id, message=message, slots=slots, edits=edits)
    progress = from_json(draft.kept.body)
    item = Item(kind=ItemKind.DRAFT, id=handover.id, marking=marking_of(progress.answers))
    colleague = person.id == handover.taker and person.is_colleague_of(giver)
    permit = _permit(world, delivery, receiver, item, Facts(colleague=colleague))
    if not isinstance(permit, Permit):
        return Dropped(reason=permit.value)
    message = views.offered(permit, handover.id, handover.public_id, progress, giver.name, scene)
    return Rendered(to=receiver.external_id, message=message, slots=slots)


async def _reminder(unit: UnitOfWork, world: World, delivery: Claimed, receiver: Receiver, person: Person) -> Ready:
    """Only while nobody has touched the draft since, and to its officer. Where nothing of it may be told, only that it is
    there.
    """
    _, values = await unit.notices.get(delivery.subject_id)
    draft = await unit.progress.draft(int(values[DRAFT]))
    touched = datetime.fromisoformat(values[TOUCHED])
    if draft is None or draft.person != person.id or draft.kept.updated != touched or not person.has(RoleKind.OFFICER):
        return Dropped(reason="touched meanwhile, or no longer theirs")
    progress, scene = from_json(draft.kept.body), _scene(world, person)
    item = Item(kind=ItemKind.DRAFT, id=draft.kept.id, marking=marking_of(progress.answers))
    permit = _permit(world, delivery, receiver, item, Facts(reporter=True))
    when = scene.words.moment(touched, person.zone)
    removed = _day(draft.due, person.zone, scene) if draft.told == LAST_TOLD and draft.due is not None else ""
    if isinstance(permit, Permit):
        handover = await unit.handovers.of_draft(draft.kept.id)
        taker = await unit.people.get(handover.taker) if handover is not None else None
        waits = (taker.name, views.take_back(handover.public_id, scene)) if handover and taker else None
        message: Message = reminder(permit, draft.kept.id, progress, when, removed, waits, scene)
    elif permit is Refusal.NOT_BY_THIS_CHANNEL:
        message = bare_reminder(when, removed, scene)
    else:
        return Dropped(reason=permit.value)
    return Rendered(to=receiver.external_id, message=message, slots=slots_of(world, delivery, receiver, None))


def _permit(world: World, delivery: Claimed, receiver: Receiver, item: Item, facts: Facts) -> Permit | Refusal:
    carrier = world.carrier(delivery.channel)
    return may_send(item, receiver.recipient, carrier, Purpose.ACCOUNT, facts, world.now())


def _day(at: datetime, zone: str, scene: Scene) -> str:
    there = at.astimezone(ZoneInfo(zone)).date()
    return scene.words.day(PartialDate(there.year, there.month, there.day))


def _scene(world: World, person: Person) -> Scene:
    return world.scene(words(person.language), zone=person.zone, country=person.country, office=person.office)
