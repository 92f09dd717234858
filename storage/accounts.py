"""An account: an address and whose it is, as it is read from its row. What is done with accounts: storage/people.py."""

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import select

from storage.tables.people import AddressRow

# Every turn asks this: it is put together once.
ACCOUNT = select(AddressRow).where(
    AddressRow.channel == bindparam("channel"), AddressRow.external_id == bindparam("external_id")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An address and whose it is."""

    id: int
    public_id: str
    channel: str
    external_id: str
    person: int | None
    active: bool
    rank: int = 0
    """Among a person's chats the smallest gets the alerts."""


def account_of(row: AddressRow) -> Account:
    assert row.id is not None  # noqa: S101 - read from the database
    return Account(
        id=row.id,
        public_id=row.public_id,
        channel=row.channel,
        external_id=row.external_id,
        person=row.person_id,
        active=row.active,
        rank=row.rank,
    )
