"""Groups: whose they are, how their service says they are, and who is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.marking import Marking
from storage.people import MARKINGS
from storage.random import new_public_id
from storage.tables.columns import Moment
from storage.tables.groups import CircleMemberRow, GroupRow
from storage.tables.people import AddressRow, PersonRow
from storage.tables.subscriptions import SubscriptionRow

FRESH = timedelta(seconds=60)
"""How long what a service said of a Group counts, unless it says otherwise meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A Group as kept."""

    id: int
    public_id: str
    name: str
    address: int
    channel: str
    external_id: str
    country: str | None
    office: str | None
    ceiling: Marking
    reviews: bool
    private: bool
    broadcast: bool
    asked: bool
    """Its service was asked how it is since something changed there."""
    active: bool


_TO_ASK = text("""
SELECT DISTINCT c.id FROM delivery d JOIN circle c ON c.address_id = d.address_id
LEFT JOIN alert al ON al.id = d.subject_id AND d.subject = 'alert'
WHERE d.id IN :ids AND d.person_id IS NULL
  AND (al.marking > 0 OR (al.id IS NULL AND c.office IS NOT NULL))
  AND (c.asked_at IS NULL OR c.asked_at < :before OR c.asked_at > :now)
""").bindparams(bindparam("ids", expanding=True), bindparam("before", type_=Moment()), bindparam("now", type_=Moment()))


class Groups:
    """Reads and writes Groups."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self,
        *,
        address: int,
        country: str | None,
        office: str | None,
        ceiling: Marking,
        reviews: bool,
        language: str,
        zone: str,
    ) -> Group:
        """A Group at an address, or the one that is there, with a new owner and ceiling. What its service says of it
        has to be asked again.
        """
        row = (await self._session.exec(select(GroupRow).where(GroupRow.address_id == address))).first()
        if row is None:
            row = GroupRow(public_id=new_public_id(), name="", address_id=address, ceiling=ceiling.rank)
            self._session.add(row)
        row.country, row.office, row.ceiling = country, office, ceiling.rank
        row.language, row.zone = language, zone
        row.reviews, row.active, row.private, row.asked_at = reviews, True, False, None
        await self._session.flush()
        return await self._group(row)

    async def at(self, address: int) -> Group | None:
        """The Group at an address."""
        row = (await self._session.exec(select(GroupRow).where(GroupRow.address_id == address))).first()
        return await self._group(row) if row else None

    async def by_public_id(self, public_id: str) -> Group | None:
        row = (await self._session.exec(select(GroupRow).where(GroupRow.public_id == public_id))).first()
        return await self._group(row) if row else None

    async def get(self, group_id: int) -> Group:
        return await self._group(await self._session.get_one(GroupRow, group_id))

    async def every(self) -> list[Group]:
        """All Groups that are in use, oldest first."""
        rows = await self._session.exec(
            select(GroupRow).where(col(GroupRow.active).is_(True)).order_by(col(GroupRow.id))
        )
        return [await self._group(row) for row in rows.all()]

    async def for_review(self, office: str) -> list[Group]:
        """The Groups in which an office reviews."""
        return [group for group in await self.every() if group.reviews and group.office == office]

    async def end(self, group_id: int) -> None:
        """Nothing goes there any more; its subscriptions end."""
        (await self._session.get_one(GroupRow, group_id)).active = False
        await self.end_subscriptions(group_id)

    async def end_subscriptions(self, group_id: int) -> None:
        rows = await self._session.exec(
            select(SubscriptionRow).where(SubscriptionRow.group_id == group_id, col(SubscriptionRow.active).is_(True))
        )
        for row in rows.all():
            row.active = False
        await self._session.flush()

    async def to_ask(self, deliveries: Sequence[int], now: datetime) -> list[Group]:
        """The Groups among these deliveries' addresses that get more than TLP:CLEAR or (an office's) a card, and whose
        state is not fresh.
        """
        rows = await (await self._session.connection()).execute(
            _TO_ASK, {"ids": list(deliveries), "before": now - FRESH, "now": now}
        )
        return [await self.get(row.id) for row in rows.all()]

    async def candidates(self, channel: str, groups: Sequence[Group]) -> dict[int, dict[str, int]]:
        """Who may be in each of these Groups of a channel, by its id: every active person with an account there, whatever
        their office, by the id the service knows them by; address ids. The most likely come first: who was seen there, then the
        people of its country or office. The accounts are read once, however many Groups there are.
        """
        seen = await self._session.exec(
            select(CircleMemberRow.circle_id, CircleMemberRow.address_id).where(
                col(CircleMemberRow.circle_id).in_([group.id for group in groups])
            )
        )
        there = set(seen.all())
        rows = await self._session.exec(
            select(AddressRow.external_id, AddressRow.id, PersonRow.country, PersonRow.office)
            .join(PersonRow, col(PersonRow.id) == AddressRow.person_id)
            .where(AddressRow.channel == channel, col(PersonRow.active).is_(True))
            .order_by(col(AddressRow.id))
        )
        accounts = rows.all()
        found: dict[int, dict[str, int]] = {}
        for group in groups:
            likely: tuple[dict[str, int], ...] = ({}, {}, {})
            for external_id, address, country, office in accounts:
                if address is None:
                    continue
                own = country == group.country if group.country else office == group.office
                likely[0 if (group.id, address) in there else 1 if own else 2][external_id] = address
            found[group.id] = likely[0] | likely[1] | likely[2]
        return found

    async def note(
        self,
        group_id: int,
        *,
        name: str,
        private: bool,
        broadcast: bool,
        complete: bool,
        others: int,
        members: Sequence[int],
        now: datetime,
    ) -> None:
        """Keeps how the service says a Group is."""
        row = await self._session.get_one(GroupRow, group_id)
        row.name, row.private, row.broadcast, row.complete = name, private, broadcast, complete
        row.others, row.asked_at = others, now
        await self._session.exec(delete(CircleMemberRow).where(col(CircleMemberRow.circle_id) == group_id))
        self._session.add_all(CircleMemberRow(circle_id=group_id, address_id=one) for one in members)
        await self._session.flush()

    async def doubt(self, group_id: int) -> None:
        """Something changed there: it has to be asked again before anything guarded goes."""
        (await self._session.get_one(GroupRow, group_id)).asked_at = None
        await self._session.flush()

    async def members(self, group_id: int) -> list[int | None]:
        """The persons known to be there (None: an address that belongs to nobody any more)."""
        rows = await self._session.exec(
            select(AddressRow.person_id)
            .join(CircleMemberRow, col(CircleMemberRow.address_id) == AddressRow.id)
            .where(CircleMemberRow.circle_id == group_id)
        )
        return list(rows.all())

    async def closed(self, group_id: int) -> bool:
        """Whether it is private and nobody is there whom we do not know."""
        row = await self._session.get_one(GroupRow, group_id)
        return row.private and not row.broadcast and row.complete and row.others == 0 and row.asked_at is not None

    async def _group(self, row: GroupRow) -> Group:
        assert row.id is not None  # noqa: S101 - flushed or read
        address = await self._session.get_one(AddressRow, row.address_id)
        return Group(
            id=row.id,
            public_id=row.public_id,
            name=row.name,
            address=row.address_id,
            channel=address.channel,
            external_id=address.external_id,
            country=row.country,
            office=row.office,
            ceiling=MARKINGS[row.ceiling],
            reviews=row.reviews,
            private=row.private,
            broadcast=row.broadcast,
            asked=row.asked_at is not None,
            active=row.active,
        )
