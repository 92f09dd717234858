"""What became of the outbox, read and counted: what stands at an address, who was told, how much waits."""

from datetime import datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.delivery import Kind, State
from storage.tables.deliveries import DeliveryRow


class Delivered:
    """Reads the outbox."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def receipts(self, subject: str, subject_id: int, address: int, before: int) -> list[tuple[str, ...]]:
        """The receipts of everything accepted about a thing at an address before a delivery, each once, oldest first:
        every copy that stands there.
        """
        found = await self._session.exec(
            select(DeliveryRow.receipt)
            .where(
                DeliveryRow.subject == subject,
                DeliveryRow.subject_id == subject_id,
                DeliveryRow.address_id == address,
                DeliveryRow.state == State.ACCEPTED.value,
                col(DeliveryRow.id) < before,
                col(DeliveryRow.receipt).is_not(None),
            )
            .order_by(col(DeliveryRow.id))
        )
        return list(dict.fromkeys(tuple(receipt) for receipt in found.all() if receipt))

    async def next_version(self, kind: Kind, subject: str, subject_id: int, address: int) -> int:
        """A version that no delivery of this kind about this thing to this address has yet."""
        found = await self._session.exec(
            select(func.max(DeliveryRow.version)).where(
                DeliveryRow.kind == kind.value,
                DeliveryRow.subject == subject,
                DeliveryRow.subject_id == subject_id,
                DeliveryRow.address_id == address,
            )
        )
        last = found.first()
        return 0 if last is None else last + 1

    async def addressed(self, subject: str, subject_id: int) -> list[tuple[int, int | None, str]]:
        """Every (address, person, channel) something about a thing was made for, each once."""
        rows = await self._session.exec(
            select(DeliveryRow.address_id, DeliveryRow.person_id, DeliveryRow.channel)
            .where(DeliveryRow.subject == subject, DeliveryRow.subject_id == subject_id)
            .distinct()
        )
        return [(address, person, channel) for address, person, channel in rows.all()]

    async def counts(self) -> dict[str, int]:
        """Number of deliveries by state."""
        rows = await self._session.exec(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
        return {state: int(count) for state, count in rows.all()}

    async def count_to(self, address: int, kind: Kind, since: datetime) -> int:
        """How many of a kind were queued for an address since then."""
        found = await self._session.exec(
            select(func.count()).where(
                DeliveryRow.address_id == address, DeliveryRow.kind == kind.value, col(DeliveryRow.created) > since
            )
        )
        return found.one()

    async def counts_of(self, subject: str, subject_id: int) -> dict[str, int]:
        """Number of deliveries about one thing, by state."""
        rows = await self._session.exec(
            select(DeliveryRow.state, func.count())
            .where(DeliveryRow.subject == subject, DeliveryRow.subject_id == subject_id)
            .group_by(DeliveryRow.state)
        )
        return {state: int(count) for state, count in rows.all()}

    async def oldest_due(self, now: datetime) -> timedelta | None:
        """How long the oldest due delivery has been waiting; one that is held does not count."""
        due = (
            await self._session.exec(
                select(func.min(DeliveryRow.due)).where(
                    DeliveryRow.state == State.QUEUED.value,
                    col(DeliveryRow.due) <= now,
                    col(DeliveryRow.held).is_(False),
                )
            )
        ).first()
        return now - due if due else None
