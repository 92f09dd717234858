"""A word to people about their accounts, their Groups, their office's alerts: queued in the transaction of what led to it."""

from collections.abc import Container, Iterable, Mapping

from alerts.delivery import Kind
from alerts.precedence import Precedence
from bot.world import World
from storage.deliveries import NewDelivery
from storage.unit_of_work import UnitOfWork

NOTICE = "notice"


async def queue_for_administrators(
    unit: UnitOfWork,
    world: World,
    name: str,
    values: Mapping[str, str],
    *,
    office: str | None,
    country: str | None,
) -> None:
    """The notice of this name to who administers this office, or the one that a country belongs to today."""
    link = world.geography.link(country, world.now().date()) if office is None and country is not None else None
    of = office or (link.office if link is not None else "")
    asked = [person.id for person in await unit.people.deciding_for(of) if person.administers(of)]
    await queue_notice(unit, world, name, values, asked, Precedence.PRIORITY)


async def queue_notice(
    unit: UnitOfWork,
    world: World,
    name: str,
    values: Mapping[str, str],
    people: Iterable[int],
    precedence: Precedence,
    kind: Kind = Kind.NOTICE,
    *,
    by: Container[str] | None = None,
) -> None:
    """The notice of this name (bot/views/notices.py) to every chat of these people, or only `by` these channels."""
    now = world.now()
    notice = await unit.notices.add(name, values, now)
    await unit.deliveries.add(
        [
            NewDelivery(
                kind=kind,
                subject=NOTICE,
                subject_id=notice,
                revision=1,
                address=account.id,
                person=account.person,
                channel=account.channel,
                precedence=precedence,
            )
            for account in await unit.people.accounts_of(people)
            if account.channel in (world.chat_channels if by is None else by)
        ],
        now,
    )
