"""What befell an address: it was blocked, moved, left; a Group changed; a mail came back. In the turn's transaction."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot import addresses
from bot.grouping import LONGEST_TITLE, owners
from bot.language import words
from bot.slots import BOUNCE, UNSUBSCRIBE
from bot.views.groups import added_to
from bot.world import World
from channels.message import Address, Happened, Message
from channels.text import clean_line, shorten
from storage.accounts import Account
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

SOFT_MOST = 3
SOFT_WITHIN = timedelta(days=7)
"""So many mails that came back for a passing reason, within so long, and the address is given up (S-61)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody has to be told of it."""

    to: Address
    message: Message


async def befall(unit: UnitOfWork, world: World, came: Happened) -> Told | None:
    """Keeps what follows from it; gives what somebody has to be told."""
    match came.kind:
        case "bounced":
            await _bounced(unit, world, came)
        case "unsubscribed":
            await _unsubscribed(unit, world, came)
        case "joined":
            return await _joined(unit, world, came)
        case _:
            for account in await unit.addresses.within(came.address.channel, came.address.id):
                await _to_known(unit, world, came, account)
    return None


async def _to_known(unit: UnitOfWork, world: World, came: Happened, account: Account) -> None:
    now = world.now()
    match came.kind:
        case "blocked" | "left":
            await addresses.gone(unit, world, account.id, why=came.kind, by=account.person)
        case "returned":
            # They are asked whether alerts should come again, when they write; nothing from before is sent.
            log.info("address %s by %s can be written to again", account.public_id, account.channel)
        case "moved" if came.details.get("to"):
            part = account.external_id.removeprefix(came.address.id)
            await addresses.moved(unit, account.id, f"{came.details['to']}{part}", now)
        case "rights" | "came" | "went" | "public":
            group = await unit.groups.at(account.id)
            if group is not None:
                await unit.groups.doubt(group.id)


async def _joined(unit: UnitOfWork, world: World, came: Happened) -> Told | None:
    """We are in a Group now: who added us is told how to go on, if they may."""
    channel = came.address.channel
    known = await unit.people.account(channel, came.address.id)
    group = known or await unit.people.add_account(
        channel=channel, external_id=came.address.id, person=None, active=True, now=world.now()
    )
    by = await unit.people.account(channel, came.details.get("by", ""))
    if by is None or by.person is None:
        return None
    person = await unit.people.get(by.person)
    if not person.active or not owners(person, world):
        return None
    title = shorten(clean_line(came.details.get("title", "")), LONGEST_TITLE) or channel
    return Told(to=Address(channel, by.external_id), message=added_to(title, group.public_id, words(person.language)))


async def _bounced(unit: UnitOfWork, world: World, came: Happened) -> None:
    """A mail came back. Only the token in its return path counts: nobody else can have it."""
    now = world.now()
    delivery = world.signer.read(BOUNCE, came.details.get("token", ""), now)
    if delivery is None:
        log.info("a returned mail without a valid token does nothing")
        return
    hard = came.details.get("hard") == "yes"
    address = await unit.bounces.add(delivery, hard=hard, now=now)
    if address is None:
        return
    if hard or await unit.bounces.soft(address, since=now - SOFT_WITHIN) >= SOFT_MOST:
        await addresses.gone(unit, world, address, why="bounced")


async def _unsubscribed(unit: UnitOfWork, world: World, came: Happened) -> None:
    """The link in the head of a mail, taken by mail: as pressing the button on its page."""
    address = world.signer.read(UNSUBSCRIBE, came.details.get("token", ""), world.now())
    if address is not None:
        await end_mail(unit, world, address)


async def end_mail(unit: UnitOfWork, world: World, address: int) -> bool:
    """Takes mail out of all subscriptions of a mailbox's owner; False where it has none."""
    account = await unit.people.account_by_id(address)
    if account.person is None:
        return False
    ended = await unit.subscriptions.end_mail(account.person)
    if ended:
        await unit.audit.add(
            at=world.now(),
            who=account.person,
            verb="subscription.end_mail",
            subject=f"address {account.public_id}",
            details={"subscriptions": ended},
        )
    return True
