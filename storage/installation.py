"""What kind of installation this is: demo or live, written when it is made, never changed."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.installation import InstallationRow


class Installations:
    """The one row."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def kind(self) -> str | None:
        """Either demo or live, or None where none has been made."""
        return (await self._session.exec(select(InstallationRow.kind))).first()

    async def make(self, kind: str, now: datetime) -> None:
        """Writes the kind. Raises ValueError when one is there."""
        if await self.kind() is not None:
            msg = "the installation has been made"
            raise ValueError(msg)
        self._session.add(InstallationRow(id=1, kind=kind, created=now))
        await self._session.flush()
