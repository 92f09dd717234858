"""What people want to hear of, as rows and terms."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.subscription import Subscription
from storage import terms
from storage.random import new_public_id
from storage.reports import PRECEDENCES
from storage.tables.subscriptions import SubscriptionRow, SubscriptionTermRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSubscription:
    """A subscription as kept."""

    id: int
    public_id: str
    wish: Subscription


class Subscriptions:
    """Reads and writes subscriptions."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, wish: Subscription, now: datetime, *, group: int | None = None) -> KeptSubscription:
        """Keeps a wish, of its person or of a Group."""
        row = SubscriptionRow(
            public_id=new_public_id(),
            person_id=wish.person if group is None else None,
            group_id=group,
            lowest=wish.lowest.rank,
            chat=wish.chat,
            mail=wish.mail,
            exercise=wish.exercise,
            created=now,
        )
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None  # noqa: S101 - flushed
        self._session.add_all(
            SubscriptionTermRow(subscription_id=row.id, term=term) for term in terms.of_subscription(wish)
        )
        await self._session.flush()
        return KeptSubscription(id=row.id, public_id=row.public_id, wish=wish)

    async def of_person(self, person: int) -> list[KeptSubscription]:
        """A person's active subscriptions, oldest first."""
        rows = await self._session.exec(
            select(SubscriptionRow)
            .where(SubscriptionRow.person_id == person, col(SubscriptionRow.active).is_(True))
            .order_by(col(SubscriptionRow.id))
        )
        return [await self._kept(row, person) for row in rows.all()]

    async def end(self, public_id: str, person: int) -> bool:
        """Ends one of a person's subscriptions; False where there is none of theirs with this id."""
        row = (
            await self._session.exec(
                select(SubscriptionRow).where(
                    SubscriptionRow.public_id == public_id,
                    SubscriptionRow.person_id == person,
                    col(SubscriptionRow.active).is_(True),
                )
            )
        ).first()
        if row is None:
            return False
        row.active = False
        await self._session.flush()
        return True

    async def end_mail(self, person: int) -> int:
        """Takes mail out of all of a person's subscriptions (one wish in chat only stays) and says how many had it."""
        rows = (
            await self._session.exec(
                select(SubscriptionRow).where(
                    SubscriptionRow.person_id == person,
                    col(SubscriptionRow.mail).is_(True),
                    col(SubscriptionRow.active).is_(True),
                )
            )
        ).all()
        for row in rows:
            row.mail = False
            row.active = row.chat
        await self._session.flush()
        return len(rows)

    async def _kept(self, row: SubscriptionRow, person: int) -> KeptSubscription:
        assert row.id is not None  # noqa: S101 - read from the database
        found = await self._session.exec(
            select(SubscriptionTermRow.term).where(SubscriptionTermRow.subscription_id == row.id)
        )
        named = terms.read_subscription(set(found.all()))
        return KeptSubscription(
            id=row.id,
            public_id=row.public_id,
            wish=Subscription(
                person=person,
                regions=named["regions"],
                offices=named["offices"],
                countries=named["countries"],
                categories=named["categories"],
                lowest=PRECEDENCES[row.lowest],
                chat=row.chat,
                mail=row.mail,
                exercise=row.exercise,
            ),
        )
