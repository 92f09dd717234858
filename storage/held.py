"""What is held after a restore: it waited when the backup was made, and may have left since. An operator decides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, true, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.delivery import State
from storage.fetches import FAILED
from storage.serials import alert_series, jump, report_series
from storage.tables.conversations import InboxRow
from storage.tables.deliveries import DeliveryRow
from storage.tables.installation import InstallationRow
from storage.tables.pictures import FetchRow
from storage.tables.places import CountryRow, OfficeRow

JUMP = 1_000
"""How far serials go on: more than an office gives in the time between two backups."""

REPLY = "reply"
"""What replies are listed as, beside the kinds of deliveries."""

DROPPED = "dropped after a restore"
"""The reason a delivery keeps that was not let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much of a kind is held for a channel, and since when its oldest has been waiting."""

    channel: str
    kind: str
    number: int
    oldest: datetime


class Held:
    """Holds, lists and lets go."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def since(self) -> datetime | None:
        """When this installation was restored, while it is held."""
        return (await self._session.exec(select(InstallationRow.held_since))).first()

    async def hold(self, *, made: datetime, now: datetime) -> None:
        """Holds all that waits in a database just restored from a backup that was `made` then. Whatever waited may have
        left after the backup, so each would be a possible repeat; pictures on their way are given up, since a messenger
        keeps them for an hour; no number that may have been given is given again.
        """
        connection = await self._session.connection()
        await connection.execute(
            update(DeliveryRow).where(col(DeliveryRow.state) == State.QUEUED.value).values(held=True, repeat=True)
        )
        await connection.execute(update(InboxRow).where(col(InboxRow.answered).is_(None)).values(held=True))
        await connection.execute(update(FetchRow).where(col(FetchRow.told).is_(False)).values(told=True, state=FAILED))
        await connection.execute(update(InstallationRow).values(held_since=now))
        years = range(made.year, now.year + 1)
        countries = (await self._session.exec(select(CountryRow.code).distinct())).all()
        offices = (await self._session.exec(select(OfficeRow.code))).all()
        series = {report_series(country, year) for country in countries for year in years}
        await jump(self._session, series | {alert_series(office, year) for office in offices for year in years}, JUMP)

    async def newest(self) -> int:
        """The delivery that was made last; 0 before the first."""
        return (await self._session.exec(select(func.max(DeliveryRow.id)))).one() or 0

    async def hold_after(self, delivery: int) -> None:
        """While the installation is held, what was made after this delivery is held too: nobody asked for it."""
        if await self.since() is None:
            return
        connection = await self._session.connection()
        made = and_(col(DeliveryRow.id) > delivery, col(DeliveryRow.state) == State.QUEUED.value)
        await connection.execute(update(DeliveryRow).where(made).values(held=True))

    async def waiting(self) -> list[Waiting]:
        """What is held, by channel and kind."""
        deliveries = await self._session.exec(
            select(DeliveryRow.channel, DeliveryRow.kind, func.count(), func.min(DeliveryRow.created))
            .where(_delivery(None))
            .group_by(DeliveryRow.channel, DeliveryRow.kind)
            .order_by(DeliveryRow.channel, DeliveryRow.kind)
        )
        replies = await self._session.exec(
            select(InboxRow.channel, func.count(), func.min(InboxRow.at))
            .where(_reply(None))
            .group_by(InboxRow.channel)
            .order_by(InboxRow.channel)
        )
        found = [
            Waiting(channel=channel, kind=kind, number=number, oldest=oldest)
            for channel, kind, number, oldest in deliveries.all()
        ]
        return found + [
            Waiting(channel=channel, kind=REPLY, number=number, oldest=oldest)
            for channel, number, oldest in replies.all()
        ]

    async def release(self, channel: str | None, now: datetime) -> int:
        """Lets what is held go, of one channel or all; how many those are."""
        connection = await self._session.connection()
        deliveries = await connection.execute(
            update(DeliveryRow).where(_delivery(channel)).values(held=False, due=now, wait=0.0)
        )
        replies = await connection.execute(update(InboxRow).where(_reply(channel)).values(held=False))
        await self._end()
        return deliveries.rowcount + replies.rowcount

    async def drop(self, channel: str | None, now: datetime) -> int:
        """Lets nothing of it go, of one channel or all; how many those are."""
        connection = await self._session.connection()
        deliveries = await connection.execute(
            update(DeliveryRow)
            .where(_delivery(channel))
            .values(held=False, state=State.DROPPED.value, reason=DROPPED, settled=now)
        )
        replies = await connection.execute(update(InboxRow).where(_reply(channel)).values(held=False, answered=now))
        await self._end()
        return deliveries.rowcount + replies.rowcount

    async def _end(self) -> None:
        """With the last decision the installation is held no more."""
        if not await self.waiting():
            connection = await self._session.connection()
            await connection.execute(update(InstallationRow).values(held_since=None))


def _delivery(channel: str | None) -> ColumnElement[bool]:
    return and_(
        col(DeliveryRow.held).is_(True),
        col(DeliveryRow.state) == State.QUEUED.value,
        true() if channel is None else col(DeliveryRow.channel) == channel,
    )


def _reply(channel: str | None) -> ColumnElement[bool]:
    return and_(
        col(InboxRow.held).is_(True),
        col(InboxRow.answered).is_(None),
        true() if channel is None else col(InboxRow.channel) == channel,
    )
