"""Audit rows: every change of status, role, subscription or setting, in the transaction that makes it.

Linking the rows into a chain is the sealer's work and comes later; the tables refuse UPDATE and DELETE already.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.audit import AuditDetailRow, AuditRow

SALT_BYTES = 16


class Audit:
    """Appends, and says who did something; nothing else."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, *, at: datetime, who: int | None, verb: str, subject: str, details: Mapping[str, object]
    ) -> None:
        """Writes a row. `who` is a person's id or None for the clock and the command line; `subject` is such as
        "report KE-2026-000123"; details go beside it under a salt, so that they can be erased.
        """
        salt = secrets.token_hex(SALT_BYTES)
        row = AuditRow(at=at, who=who, verb=verb, subject=subject, digest=digest(salt, details))
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None  # noqa: S101 - flushed
        self._session.add(AuditDetailRow(audit_id=row.id, salt=salt, details=dict(details)))
        await self._session.flush()

    async def who(self, verb: str, subject: str) -> frozenset[int]:
        """The people who ever did this to that subject."""
        found = await self._session.exec(
            select(AuditRow.who).where(AuditRow.verb == verb, AuditRow.subject == subject).distinct()
        )
        return frozenset(one for one in found.all() if one is not None)


def digest(salt: str, details: Mapping[str, object]) -> str:
    """SHA-256 over salt and canonical details."""
    canonical = json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{salt}{canonical}".encode()).hexdigest()
