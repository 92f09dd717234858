"""Half-done reports that lie there: their officers are reminded, and what nobody wants is removed. When that is due is a
column; a tick that comes late, twice or in two processes does it once.
"""

import logging
from datetime import datetime

from alerts.delivery import Kind
from alerts.person import Person, RoleKind
from alerts.precedence import Precedence
from alerts.reminding import LAST_TOLD, awake, next_due
from bot import offering
from bot.dialog import Progress
from bot.draft_messages import DRAFT, TOUCHED
from bot.progress_json import from_json
from bot.steps import photos
from bot.telling import NOTICE
from bot.views.notices import DRAFT_REMINDER
from bot.world import World
from storage.deliveries import NewDelivery
from storage.handovers import HandoverState
from storage.progress import Draft
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


async def remind(world: World) -> None:
    """Sees to every half-done report whose time has come, and ends offers that nobody can take any more. While the
    installation is held after a restore nothing happens: somebody may have gone on after the backup.
    """
    async with world.database.writing() as unit:
        if await unit.held.since() is not None:
            return
        now = world.now()
        done = await offering.end_what_nobody_can_take(unit, world)
        for draft in await unit.progress.due(now):
            done += await _see_to(unit, world, draft, now)
        await unit.commit()
    if done:
        world.wake()


async def _see_to(unit: UnitOfWork, world: World, draft: Draft, now: datetime) -> bool:
    """Whether there is something to send now."""
    progress = from_json(draft.kept.body)
    if not progress.answers:
        await unit.progress.put_off(draft, told=draft.told, due=None)
        return False
    if draft.told >= LAST_TOLD:
        return await _remove(unit, world, draft, progress, now)
    person = await unit.people.get(draft.person)
    morning = awake(now, person.zone)
    if morning > now:
        await unit.progress.put_off(draft, told=draft.told, due=morning)
        return False
    told = draft.told + 1
    if not await unit.progress.put_off(draft, told=told, due=next_due(draft.kept.updated, told, now)):
        return False
    # Time goes on for who is suspended or no officer any more; they are told nothing.
    return person.active and person.has(RoleKind.OFFICER) and await _queue(unit, world, draft, person, now)


async def _queue(unit: UnitOfWork, world: World, draft: Draft, person: Person, now: datetime) -> bool:
    """One reminder, to the chat they chose first; by mail where they have no chat."""
    accounts = [one for one in await unit.people.every_account_of(person.id) if one.active]
    chats = [one for one in accounts if one.channel in world.chat_channels]
    mails = [one for one in accounts if one.channel in world.mail_channels]
    for account in (chats or mails)[:1]:
        values = {DRAFT: str(draft.kept.id), TOUCHED: draft.kept.updated.isoformat()}
        await unit.deliveries.add(
            [
                NewDelivery(
                    kind=Kind.DRAFT,
                    subject=NOTICE,
                    subject_id=await unit.notices.add(DRAFT_REMINDER, values, now),
                    revision=1,
                    address=account.id,
                    person=person.id,
                    channel=account.channel,
                    precedence=Precedence.ROUTINE,
                )
            ],
            now,
        )
        return True
    return False


async def _remove(unit: UnitOfWork, world: World, draft: Draft, progress: Progress, now: datetime) -> bool:
    """Nobody wanted it for a month: it goes, with the pictures that belong to nothing else."""
    if not await unit.progress.put_off(draft, told=draft.told, due=None):
        return False
    handover = await unit.handovers.of_draft(draft.kept.id)
    if handover is not None:
        await offering.settle(unit, world, handover, HandoverState.ENDED, by=None)
    person = await unit.people.get(draft.person)
    hands = await unit.handovers.hands(draft.kept.id)
    await unit.progress.end(draft.kept.id)
    pictures = await unit.pictures.forget(photos.read(progress.answers.get("pictures")), {person.id, *hands})
    await unit.audit.add(
        at=now,
        who=None,
        verb="draft.remove",
        subject=f"person {person.public_id}",
        details={"untouched_since": draft.kept.updated.isoformat(), "pictures": pictures},
    )
    log.info("a half-done report that nobody touched for a month was removed")
    return handover is not None
