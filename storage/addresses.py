"""What befalls an address, whoever has it: its service asks for a pause, or gives it another id; nobody wants it."""

from datetime import datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.accounts import ACCOUNT, Account, account_of
from storage.tables.people import AddressRow


class Addresses:
    """Reads and writes addresses as their services know them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def within(self, channel: str, external_id: str) -> list[Account]:
        """The address with this id and its parts, which have it before a colon."""
        rows = await self._session.exec(
            select(AddressRow).where(
                AddressRow.channel == channel,
                or_(
                    col(AddressRow.external_id) == external_id,
                    col(AddressRow.external_id).startswith(f"{external_id}:", autoescape=True),
                ),
            )
        )
        return [account_of(row) for row in rows.all()]

    async def hold(self, address_id: int, until: datetime) -> None:
        """Notes that a service asked to leave an address alone; a shorter wait ends no longer one."""
        row = await self._session.get_one(AddressRow, address_id)
        row.held_until = max(row.held_until or until, until)
        await self._session.flush()

    async def held(self, now: datetime) -> list[tuple[Account, datetime]]:
        """Addresses that are to be left alone now, and until when."""
        rows = (await self._session.exec(select(AddressRow).where(col(AddressRow.held_until) > now))).all()
        return [(account_of(row), row.held_until) for row in rows if row.held_until is not None]

    async def move(self, address_id: int, external_id: str) -> None:
        """Gives an address another id. Where an address of nobody has that id already, it gives way."""
        row = await self._session.get_one(AddressRow, address_id)
        taken = (await self._session.exec(ACCOUNT, params={"channel": row.channel, "external_id": external_id})).first()
        if taken is not None:
            taken.external_id, taken.active = f"{external_id} before {row.public_id}", False
            await self._session.flush()
        row.external_id = external_id
        await self._session.flush()

    async def forget(self, address_id: int) -> None:
        """Removes an address of nobody that nothing refers to."""
        await self._session.delete(await self._session.get_one(AddressRow, address_id))
        await self._session.flush()
