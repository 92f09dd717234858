"""What an office has people accept, version by version: each is kept as it was saved. Who accepted which stands beside it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.random import new_public_id
from storage.tables.office_notices import NoticeAcceptanceRow, OfficeNoticeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNotice:
    """One version of what an office has people accept."""

    id: int
    public_id: str
    office: str
    version: int
    texts: Mapping[str, str]
    digest: str
    created: datetime

    def in_language(self, language: str) -> tuple[str, str]:
        """The language it is shown in, and the words: the reader's where it is written in it, else as written, English
        first.
        """
        best = next((one for one in (language, "en") if one in self.texts), min(self.texts))
        return best, self.texts[best]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """That somebody accepted a version."""

    office: str
    version: int
    at: datetime


class OfficeNotices:
    """Reads and writes notices of offices and who accepted them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, office: str, texts: Mapping[str, str], *, by: int | None, now: datetime) -> OfficeNotice:
        """A further version, which holds from now on."""
        before = await self._last(office)
        row = OfficeNoticeRow(
            public_id=new_public_id(),
            office=office,
            version=before.version + 1 if before is not None else 1,
            texts=dict(texts),
            digest=digest(texts),
            by=by,
            created=now,
        )
        self._session.add(row)
        await self._session.flush()
        return _notice(row)

    async def current(self, office: str | None) -> OfficeNotice | None:
        """The version that holds; None where the office has none, or has taken it back."""
        row = await self._last(office) if office is not None else None
        return _notice(row) if row is not None and row.texts else None

    async def tell(self, person: int, notice: int, now: datetime) -> bool:
        """Notes that somebody is told of a version; False where they were before."""
        if await self._session.get(NoticeAcceptanceRow, (person, notice)) is not None:
            return False
        self._session.add(NoticeAcceptanceRow(person_id=person, office_notice_id=notice, told=now))
        await self._session.flush()
        return True

    async def accept(self, person: int, notice: int, now: datetime) -> bool:
        """Somebody accepts a version; False where they had before."""
        await self.tell(person, notice, now)
        row = await self._session.get_one(NoticeAcceptanceRow, (person, notice))
        if row.accepted is not None:
            return False
        row.accepted = now
        await self._session.flush()
        return True

    async def accepted(self, person: int, notice: int) -> datetime | None:
        """When somebody accepted a version; None where they did not."""
        row = await self._session.get(NoticeAcceptanceRow, (person, notice))
        return row.accepted if row is not None else None

    async def last_accepted(self, person: int) -> Acceptance | None:
        """The version that somebody accepted last."""
        found = await self._session.exec(
            select(OfficeNoticeRow, NoticeAcceptanceRow)
            .join(NoticeAcceptanceRow, col(NoticeAcceptanceRow.office_notice_id) == OfficeNoticeRow.id)
            .where(NoticeAcceptanceRow.person_id == person, col(NoticeAcceptanceRow.accepted).is_not(None))
            .order_by(col(NoticeAcceptanceRow.accepted).desc(), col(OfficeNoticeRow.id).desc())
            .limit(1)
        )
        row = found.first()
        if row is None or row[1].accepted is None:
            return None
        return Acceptance(office=row[0].office, version=row[0].version, at=row[1].accepted)

    async def _last(self, office: str) -> OfficeNoticeRow | None:
        found = await self._session.exec(
            select(OfficeNoticeRow)
            .where(OfficeNoticeRow.office == office)
            .order_by(col(OfficeNoticeRow.version).desc())
            .limit(1)
        )
        return found.first()


def digest(texts: Mapping[str, str]) -> str:
    """SHA-256 of the canonical JSON of the texts."""
    canonical = json.dumps(dict(texts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _notice(row: OfficeNoticeRow) -> OfficeNotice:
    assert row.id is not None  # noqa: S101 - flushed or read
    return OfficeNotice(
        id=row.id,
        public_id=row.public_id,
        office=row.office,
        version=row.version,
        texts={language: str(text) for language, text in row.texts.items()},
        digest=row.digest,
        created=row.created,
    )
