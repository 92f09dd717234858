"""Somebody unknown typed a code of /link. A code alone is nobody's identity: who made it is asked in the chat where they did,
and until they say yes the other account belongs to nobody and is told nothing. Not here: making the code (bot/linking.py).
"""

from dataclasses import dataclass

from alerts.delivery import Kind
from alerts.granting import may_say_mine
from alerts.person import Person
from alerts.precedence import Precedence
from bot.accounts import described, label_of
from bot.language import N_
from bot.linking import CODE_VALID, LINK
from bot.reading.codes import normal
from bot.telling import NOTICE
from bot.turn import Turn
from bot.views.notices import ACCOUNT, CLAIM, CLAIM_ID, LANGUAGE, LINKED, NOT_LINKED, UNANSWERED
from bot.world import World
from storage.accounts import Account
from storage.deliveries import NewDelivery
from storage.links import Link
from storage.progress import Owner
from storage.random import new_public_id, token_hash
from storage.unit_of_work import UnitOfWork

PURPOSE = "claim"
"""Of the row that says which account waits, for whom and until when. Its token is only its name on the buttons."""

ASKED = N_("I asked in your other chat whether this is you.")
"""All that the other chat is told, whoever it is."""

SETTLED = N_("That has been settled meanwhile; nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An account that waits for the word of who made the code."""

    link: int
    owner: int
    asked_in: int
    """The account in which the code was made."""
    account: int
    described: str
    language: str
    """Which language the other chat was answered in."""


async def take(turn: Turn, code: str) -> bool:
    """Somebody unknown typed a code: its owner is asked. False where it is no such code."""
    return await take_hashed(turn, token_hash(normal(code)))


async def take_hashed(turn: Turn, hashed: str) -> bool:
    """As `take`, for a code that was not kept."""
    unit, account = turn.unit, turn.account
    found = await unit.links.look(LINK, hashed, turn.now)
    if found is None or account.person is not None:
        return False
    number, asked_in = found.payload.get("person"), found.payload.get("account")
    if not isinstance(number, int) or not isinstance(asked_in, int):
        return False
    person, chat = await unit.people.get(number), await unit.people.account_by_id(asked_in)
    if not person.active or chat.person != person.id or not await unit.links.use(found.id, turn.now):
        return False
    await unit.progress.end_front(turn.owner)
    name, words = new_public_id(), described(turn.world, account, turn.named)
    await unit.links.make(
        PURPOSE,
        valid=CODE_VALID,
        now=turn.now,
        address=account.id,
        payload={"person": person.id, "asked_in": chat.id, "described": words, "language": turn.language},
        token=name,
    )
    await unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="account.claim",
        subject=f"address {account.public_id}",
        details={"channel": account.channel},
    )
    await _queue(unit, turn.world, CLAIM, {CLAIM_ID: name, ACCOUNT: words}, chat)
    turn.tell(turn.words.text(ASKED))
    return True


async def waits(turn: Turn) -> bool:
    """Whether who speaks has typed a code, and its owner has not answered yet: nothing else is heard meanwhile."""
    return await turn.unit.links.waiting_at(PURPOSE, turn.account.id, turn.now) is not None


async def answer(turn: Turn, name: str, *, mine: bool) -> bool:
    """Who made the code says whether the account is theirs; False for anybody else, and from any other chat."""
    person, kept = turn.require_person(), await turn.unit.links.kept(PURPOSE, token_hash(name))
    claim = _claim(kept) if kept is not None else None
    if claim is None or not may_say_mine(
        person, owner=claim.owner, asked_in=claim.asked_in, answers_in=turn.account.id
    ):
        return False
    open_ = await turn.unit.links.look(PURPOSE, token_hash(name), turn.now)
    if open_ is None or not await turn.unit.links.use(claim.link, turn.now):
        turn.tell(turn.words.text(SETTLED))
    elif mine:
        await _make_theirs(turn, claim, person)
    else:
        await _turn_away(turn.unit, turn.world, claim, by=person.id)
        turn.tell(
            turn.words.text(
                N_("That account got nothing, and sees nothing of yours. Please find out who could read your code.")
            )
        )
    return True


async def end_unanswered(world: World) -> None:
    """Whoever was asked and did not answer in time has said no. While the installation is held after a restore nobody is
    told: what they were asked may not have reached them.
    """
    async with world.database.writing() as unit:
        if await unit.held.since() is not None:
            return
        over = [claim for link in await unit.links.over(PURPOSE, world.now()) if (claim := _claim(link)) is not None]
        ended = [claim for claim in over if await unit.links.use(claim.link, world.now())]
        for claim in ended:
            await _turn_away(unit, world, claim, by=None)
            chat = await unit.people.account_by_id(claim.asked_in)
            if chat.person == claim.owner:
                await _queue(unit, world, UNANSWERED, {ACCOUNT: claim.described}, chat)
        await unit.commit()
    if ended:
        world.wake()


async def is_open(unit: UnitOfWork, world: World, name: str) -> bool:
    """Whether the question of this name can still be answered."""
    return await unit.links.look(PURPOSE, token_hash(name), world.now()) is not None


async def _make_theirs(turn: Turn, claim: Claim, person: Person) -> None:
    unit, account = turn.unit, await turn.unit.people.account_by_id(claim.account)
    others = [one.channel for one in await unit.people.every_account_of(person.id)]
    if account.person is not None or account.channel in others:
        await _turn_away(unit, turn.world, claim, by=person.id)
        told = (
            turn.words.text(SETTLED)
            if account.person is not None
            else turn.words.text(
                N_("You have an account in {channel} already. Take that one away first (/accounts), then begin anew.")
            ).format(channel=label_of(turn.world, account))
        )
        turn.tell(told)
        return
    await unit.progress.end_front(Owner(address=account.id))
    await unit.people.bind(account.id, person.id)
    await unit.people.set_address_active(account.id, active=True)
    await unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="account.link",
        subject=f"address {account.public_id}",
        details={"channel": account.channel},
    )
    await _queue(unit, turn.world, LINKED, {}, await unit.people.account_by_id(account.id))
    turn.tell(turn.words.text(N_("{account} is yours too now.")).format(account=claim.described))


async def _turn_away(unit: UnitOfWork, world: World, claim: Claim, *, by: int | None) -> None:
    """The account stays what it was, and hears that."""
    account = await unit.people.account_by_id(claim.account)
    await unit.audit.add(
        at=world.now(),
        who=by,
        verb="account.refuse" if by is not None else "account.unanswered",
        subject=f"address {account.public_id}",
        details={"channel": account.channel},
    )
    if account.person is None:
        await _queue(unit, world, NOT_LINKED, {LANGUAGE: claim.language}, account)


async def _queue(unit: UnitOfWork, world: World, name: str, values: dict[str, str], to: Account) -> None:
    """To this one chat and no other of the same person."""
    now = world.now()
    await unit.deliveries.add(
        [
            NewDelivery(
                kind=Kind.NOTICE,
                subject=NOTICE,
                subject_id=await unit.notices.add(name, values, now),
                revision=1,
                address=to.id,
                person=to.person,
                channel=to.channel,
                precedence=Precedence.IMMEDIATE,
            )
        ],
        now,
    )


def _claim(link: Link) -> Claim | None:
    """None for a row that says something else."""
    owner, asked_in = link.payload.get("person"), link.payload.get("asked_in")
    if not isinstance(owner, int) or not isinstance(asked_in, int) or link.address is None:
        return None
    return Claim(
        link=link.id,
        owner=owner,
        asked_in=asked_in,
        account=link.address,
        described=str(link.payload.get("described", "")),
        language=str(link.payload.get("language", "")),
    )
