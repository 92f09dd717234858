"""People, their roles and their addresses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from alerts.marking import Marking
from alerts.person import DECIDING, Person, Role, RoleKind
from storage.accounts import ACCOUNT, Account, account_of
from storage.random import new_public_id
from storage.tables.people import AddressRow, PersonRow, RoleRow

MARKINGS = {marking.rank: marking for marking in Marking}

# Every turn asks these: they are put together once.
_PERSON = (
    select(PersonRow, RoleRow)
    .join(RoleRow, col(RoleRow.person_id) == PersonRow.id, isouter=True)
    .where(PersonRow.id == bindparam("person"))
    .order_by(col(RoleRow.id))
)
_ROLES = (
    select(RoleRow).where(col(RoleRow.person_id).in_(bindparam("persons", expanding=True))).order_by(col(RoleRow.id))
)


class People:
    """Reads and writes persons, roles and addresses."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, person_id: int) -> Person:
        """The person. Raises LookupError for an unknown id."""
        rows = (await self._session.exec(_PERSON, params={"person": person_id})).all()
        if not rows:
            raise LookupError(person_id)
        return _person(rows[0][0], [role for _, role in rows if role is not None])  # type: ignore[redundant-expr]  # outer

    async def by_public_id(self, public_id: str) -> Person | None:
        row = (await self._session.exec(select(PersonRow).where(PersonRow.public_id == public_id))).first()
        return (await self.persons([row]))[0] if row else None

    async def many(self, ids: Iterable[int]) -> dict[int, Person]:
        """Persons by id; of nobody, nothing is asked."""
        wanted = list(ids)
        if not wanted:
            return {}
        rows = (await self._session.exec(select(PersonRow).where(col(PersonRow.id).in_(wanted)))).all()
        return {person.id: person for person in await self.persons(rows)}

    async def everybody(self) -> list[Person]:
        """All persons, in order of their making."""
        rows = (await self._session.exec(select(PersonRow).order_by(col(PersonRow.id)))).all()
        return await self.persons(rows)

    async def deciding_for(self, office: str) -> list[Person]:
        """Active people with a role that decides for this office, administrators of all included."""
        holders = (
            select(RoleRow.person_id)
            .where(col(RoleRow.kind).in_([kind.value for kind in DECIDING]))
            .where(
                or_(
                    col(RoleRow.office) == office,
                    (col(RoleRow.kind) == RoleKind.ADMINISTRATOR.value) & col(RoleRow.office).is_(None),
                )
            )
        )
        rows = await self._session.exec(
            select(PersonRow).where(col(PersonRow.id).in_(holders), col(PersonRow.active).is_(True))
        )
        return await self.persons(rows.all())

    async def add(
        self,
        *,
        name: str,
        language: str,
        zone: str,
        clearance: Marking,
        country: str | None,
        office: str | None,
        now: datetime,
    ) -> Person:
        """A new person, without roles."""
        row = PersonRow(
            public_id=new_public_id(),
            name=name,
            language=language,
            zone=zone,
            clearance=clearance.rank,
            country=country,
            office=office,
            created=now,
        )
        self._session.add(row)
        await self._session.flush()
        return (await self.persons([row]))[0]

    async def add_role(self, person_id: int, role: Role, now: datetime) -> None:
        self._session.add(
            RoleRow(
                person_id=person_id,
                kind=role.kind.value,
                country=role.country,
                office=role.office,
                granted_by=role.granted_by,
                behind=sorted(role.behind),
                ends=role.ends,
                created=now,
            )
        )
        await self._session.flush()

    async def remove_roles(self, person_id: int, kind: RoleKind) -> None:
        """Takes away every role of this kind, whatever its scope: what proves that one that has ended counts no more
        (sharp edge S-31).
        """
        for role in (await self.get(person_id)).roles:
            if role.kind is kind:
                await self.end_role(person_id, role)

    async def end_role(self, person_id: int, role: Role) -> None:
        """Takes a role away: it counts no more from this very transaction on."""
        rows = await self._session.exec(
            select(RoleRow).where(RoleRow.person_id == person_id, RoleRow.kind == role.kind.value)
        )
        for row in rows.all():
            if (row.country, row.office) == (role.country, role.office):
                await self._session.delete(row)
        await self._session.flush()

    async def set_home(self, person_id: int, *, country: str | None, office: str | None, clearance: Marking) -> None:
        """Where somebody belongs, and how far they are cleared."""
        row = await self._session.get_one(PersonRow, person_id)
        row.country, row.office, row.clearance = country, office, clearance.rank
        await self._session.flush()

    async def set_language(self, person_id: int, language: str) -> None:
        (await self._session.get_one(PersonRow, person_id)).language = language
        await self._session.flush()

    async def set_zone(self, person_id: int, zone: str) -> None:
        (await self._session.get_one(PersonRow, person_id)).zone = zone
        await self._session.flush()

    async def set_active(self, person_id: int, *, active: bool) -> None:
        (await self._session.get_one(PersonRow, person_id)).active = active
        await self._session.flush()

    async def account(self, channel: str, external_id: str) -> Account | None:
        """The address with this id in a channel."""
        row = (await self._session.exec(ACCOUNT, params={"channel": channel, "external_id": external_id})).first()
        return account_of(row) if row else None

    async def account_by_id(self, address_id: int) -> Account:
        return account_of(await self._session.get_one(AddressRow, address_id))

    async def account_by_public_id(self, public_id: str) -> Account | None:
        row = (await self._session.exec(select(AddressRow).where(AddressRow.public_id == public_id))).first()
        return account_of(row) if row else None

    async def accounts_of(self, persons: Iterable[int]) -> list[Account]:
        """All active addresses of these people."""
        rows = await self._session.exec(
            select(AddressRow)
            .where(col(AddressRow.person_id).in_(list(persons)), col(AddressRow.active).is_(True))
            .order_by(col(AddressRow.id))
        )
        return [account_of(row) for row in rows.all()]

    async def add_account(
        self, *, channel: str, external_id: str | None, person: int | None, active: bool, now: datetime
    ) -> Account:
        """A new address. Without an external id (the web chat) its public id serves as one."""
        public_id = new_public_id()
        row = AddressRow(
            public_id=public_id,
            channel=channel,
            external_id=public_id if external_id is None else external_id,
            person_id=person,
            active=active,
            created=now,
        )
        self._session.add(row)
        await self._session.flush()
        return account_of(row)

    async def bind(self, address_id: int, person_id: int) -> None:
        """Gives an address to a person. Raises ValueError when it belongs to another."""
        row = await self._session.get_one(AddressRow, address_id)
        if row.person_id not in {None, person_id}:
            msg = "the address belongs to another person"
            raise ValueError(msg)
        row.person_id = person_id
        row.rank = len(await self.every_account_of(person_id)) - 1
        await self._session.flush()

    async def hand_over(self, address_id: int, person_id: int) -> None:
        """Gives an address that nobody confirmed to another person. Raises ValueError for one that is in use."""
        row = await self._session.get_one(AddressRow, address_id)
        if row.active:
            msg = "the address is in use"
            raise ValueError(msg)
        row.person_id = person_id
        await self._session.flush()

    async def set_address_active(self, address_id: int, *, active: bool) -> None:
        (await self._session.get_one(AddressRow, address_id)).active = active
        await self._session.flush()

    async def every_account_of(self, person_id: int) -> list[Account]:
        """All addresses of a person, those that take no messages included; the first choice for alerts first."""
        rows = await self._session.exec(
            select(AddressRow)
            .where(AddressRow.person_id == person_id)
            .order_by(col(AddressRow.rank), col(AddressRow.id))
        )
        return [account_of(row) for row in rows.all()]

    async def prefer(self, person_id: int, first: int) -> None:
        """Puts an address first; the others keep their order behind it."""
        for place, account in enumerate(
            sorted(await self.every_account_of(person_id), key=lambda account: account.id != first)
        ):
            (await self._session.get_one(AddressRow, account.id)).rank = place
        await self._session.flush()

    async def part(self, address_id: int) -> None:
        """Takes an address away from its person; whoever writes from it next is unknown."""
        row = await self._session.get_one(AddressRow, address_id)
        row.person_id, row.rank = None, 0
        await self._session.flush()

    async def persons(self, rows: Sequence[PersonRow]) -> list[Person]:
        """Rows with their roles."""
        roles = (await self._session.exec(_ROLES, params={"persons": [row.id for row in rows]})).all() if rows else []
        of: dict[int | None, list[RoleRow]] = defaultdict(list)
        for role in roles:
            of[role.person_id].append(role)
        return [_person(row, of[row.id]) for row in rows]


def _person(row: PersonRow, roles: Sequence[RoleRow]) -> Person:
    assert row.id is not None  # noqa: S101 - read from the database
    return Person(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        language=row.language,
        zone=row.zone,
        clearance=MARKINGS[row.clearance],
        country=row.country,
        office=row.office,
        roles=tuple(
            Role(
                kind=RoleKind(role.kind),
                country=role.country,
                office=role.office,
                granted_by=role.granted_by,
                behind=frozenset(role.behind),
                ends=role.ends,
            )
            for role in roles
        ),
        active=row.active,
    )
