"""Pictures that wait in a messenger to be fetched, what became of each, and which of them were told together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.people import AddressRow
from storage.tables.pictures import FetchRow

WANTED, KEPT, FAILED = "wanted", "kept", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One picture, where it is, and whose it is."""

    id: int
    channel: str
    owner: str
    """The public id of the address that sent it."""
    sender: str
    """That address's id in its channel."""
    key: str
    ref: str
    album: str
    state: str
    upload: str
    why: str
    tries: int
    due: datetime
    created: datetime

    @property
    def together(self) -> tuple[str, str, str]:
        """What is told in one answer: all of an album, or all that came at once."""
        return self.channel, self.sender, self.album or self.key


class Fetches:
    """Reads and writes what is to be fetched."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def want(
        self, refs: Sequence[str], *, channel: str, key: str, address: int, album: str, now: datetime
    ) -> None:
        """Notes pictures to be fetched; the same one of the same message is noted once."""
        for ref in refs:
            await self._session.exec(
                insert(FetchRow)
                .values(
                    channel=channel,
                    key=key,
                    address_id=address,
                    ref=ref,
                    album=album,
                    state=WANTED,
                    upload="",
                    why="",
                    tries=0,
                    told=False,
                    due=now,
                    created=now,
                )
                .on_conflict_do_nothing()
            )

    async def untold(self, channels: Sequence[str]) -> list[Wanted]:
        """Everything not told yet, in the order it came."""
        rows = await self._session.exec(
            select(FetchRow, AddressRow)
            .join(AddressRow, col(AddressRow.id) == FetchRow.address_id)
            .where(col(FetchRow.told).is_(False), col(FetchRow.channel).in_(channels))
            .order_by(col(FetchRow.id))
            .limit(200)
        )
        return [_wanted(row, address) for row, address in rows.all()]

    async def kept(self, row_id: int, upload: str) -> None:
        await self._set(row_id, state=KEPT, upload=upload)

    async def failed(self, row_id: int, why: str) -> None:
        await self._set(row_id, state=FAILED, why=why)

    async def again(self, row_id: int, due: datetime) -> None:
        """It could not be fetched just now."""
        row = await self._session.get_one(FetchRow, row_id)
        row.tries, row.due = row.tries + 1, due
        await self._session.flush()

    async def tell(self, rows: Sequence[int]) -> None:
        """These were told."""
        await self._session.exec(
            update(FetchRow)
            .where(col(FetchRow.id).in_(rows))
            .values(told=True)
            .execution_options(synchronize_session=False)
        )

    async def forget(self, before: datetime) -> None:
        """Removes what was told and is older."""
        await self._session.exec(delete(FetchRow).where(col(FetchRow.told).is_(True), col(FetchRow.created) < before))

    async def _set(self, row_id: int, *, state: str, upload: str = "", why: str = "") -> None:
        row = await self._session.get_one(FetchRow, row_id)
        row.state, row.upload, row.why = state, upload, why
        await self._session.flush()


def _wanted(row: FetchRow, address: AddressRow) -> Wanted:
    assert row.id is not None  # noqa: S101 - read from the database
    return Wanted(
        id=row.id,
        channel=row.channel,
        owner=address.public_id,
        sender=address.external_id,
        key=row.key,
        ref=row.ref,
        album=row.album,
        state=row.state,
        upload=row.upload,
        why=row.why,
        tries=row.tries,
        due=row.due,
        created=row.created,
    )
