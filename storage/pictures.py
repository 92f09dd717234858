"""Cleaned pictures under the hash of their bytes, and who sent them. They live in the database, so that a picture and
the report that names it are kept or lost together.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import String, cast, delete, exists
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.random import new_public_id
from storage.tables.alerts import AlertRevisionRow
from storage.tables.conversations import ProgressRow
from storage.tables.people import AddressRow
from storage.tables.pictures import PictureRow, UploadRow
from storage.tables.reports import ReportRevisionRow


class Pictures:
    """Reads and writes pictures."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, *, digest: str, content: bytes, width: int, height: int, address: int, now: datetime) -> str:
        """Keeps a cleaned picture once, whoever sends it, and returns a reference for this sender's upload."""
        await self._session.exec(
            insert(PictureRow)
            .values(digest=digest, content=content, width=width, height=height, created=now)
            .on_conflict_do_nothing()
        )
        ref = new_public_id()
        self._session.add(UploadRow(ref=ref, digest=digest, address_id=address, created=now))
        await self._session.flush()
        return ref

    async def digest_of(self, ref: str, address: int) -> str | None:
        """The picture behind an upload of this address."""
        return (
            await self._session.exec(
                select(UploadRow.digest).where(UploadRow.ref == ref, UploadRow.address_id == address)
            )
        ).first()

    async def uploaded_by(self, digest: str, address: int) -> bool:
        found = await self._session.exec(
            select(UploadRow.ref).where(UploadRow.digest == digest, UploadRow.address_id == address)
        )
        return found.first() is not None

    async def sent_since(self, address: int, since: datetime) -> int:
        """How many pictures came from an address since then."""
        found = await self._session.exec(
            select(func.count()).where(UploadRow.address_id == address, col(UploadRow.created) > since)
        )
        return found.one()

    async def forget(self, digests: Sequence[str], people: Iterable[int]) -> int:
        """Removes what these people sent of these pictures, and each picture that nobody sent any more; how many pictures
        went. One that a report, an alert or a draft names stays as it is.
        """
        left = [digest for digest in digests if not await self._named(digest)]
        addresses = select(AddressRow.id).where(col(AddressRow.person_id).in_(list(people)))
        await self._session.exec(
            delete(UploadRow).where(col(UploadRow.digest).in_(left), col(UploadRow.address_id).in_(addresses))
        )
        gone = await self._session.exec(
            delete(PictureRow).where(
                col(PictureRow.digest).in_(left),
                ~exists().where(col(UploadRow.digest) == col(PictureRow.digest)),
            )
        )
        return gone.rowcount

    async def _named(self, digest: str) -> bool:
        for column in (ReportRevisionRow.facts, AlertRevisionRow.body, ProgressRow.body):
            named = cast(col(column), String).contains(f'"{digest}"', autoescape=True)
            if (await self._session.exec(select(1).where(named).limit(1))).first() is not None:
                return True
        return False

    async def content(self, digest: str) -> bytes | None:
        """The cleaned bytes (JPEG). The caller asks `may_send` first."""
        return (await self._session.exec(select(PictureRow.content).where(PictureRow.digest == digest))).first()
