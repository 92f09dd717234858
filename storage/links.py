"""Sessions and single-use links. Tokens are kept hashed; looking at a link changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Select, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.random import new_public_id, new_token, token_hash
from storage.tables.people import AddressRow, LinkRow, PersonRow, SessionRow

SIGN_IN = timedelta(minutes=15)
INVITATION = timedelta(hours=72)
SESSION = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that still works."""

    id: int
    purpose: str
    address: int | None
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A live session."""

    address: int
    inbox: str
    person: int | None
    language: str
    zone: str
    session: str
    """The session's public id."""
    used: datetime
    """When it was used last, to a few minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser, as its owner is shown it."""

    public_id: str
    browser: str
    created: datetime
    used: datetime


class Links:
    """Reads and writes links and sessions."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def make(
        self,
        purpose: str,
        *,
        valid: timedelta,
        now: datetime,
        address: int | None = None,
        payload: Mapping[str, object] | None = None,
        token: str = "",
    ) -> str:
        """A new link's token: shown once, kept hashed. `token`: one to be typed by hand, already random."""
        token = token or new_token()
        self._session.add(
            LinkRow(
                token_hash=token_hash(token),
                purpose=purpose,
                address_id=address,
                payload=dict(payload or {}),
                created=now,
                expires=now + valid,
            )
        )
        await self._session.flush()
        return token

    async def make_derived(
        self, purpose: str, *, derive: Callable[[str, str], str], valid: timedelta, now: datetime, address: int
    ) -> int:
        """A new link whose token is derived from a kept nonce (`derive(purpose, nonce)`), so that a mail written later
        can carry it although only its hash is kept. Returns the link's id.
        """
        nonce = new_token()
        row = LinkRow(
            token_hash=token_hash(derive(purpose, nonce)),
            purpose=purpose,
            address_id=address,
            payload={"nonce": nonce},
            created=now,
            expires=now + valid,
        )
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None  # noqa: S101 - flushed
        return row.id

    async def nonce(self, link_id: int) -> tuple[str, str]:
        """Purpose and nonce of a derived link."""
        row = await self._session.get_one(LinkRow, link_id)
        return row.purpose, str(row.payload["nonce"])

    async def look(self, purpose: str, hashed: str, now: datetime) -> Link | None:
        """The link with this token hash, if it is unused and not expired."""
        row = (
            await self._session.exec(_unused(purpose).where(LinkRow.token_hash == hashed, col(LinkRow.expires) > now))
        ).first()
        return _link(row) if row is not None else None

    async def kept(self, purpose: str, hashed: str) -> Link | None:
        """The link with this token hash, also when it was used or is over."""
        row = (
            await self._session.exec(select(LinkRow).where(LinkRow.token_hash == hashed, LinkRow.purpose == purpose))
        ).first()
        return _link(row) if row is not None else None

    async def waiting_at(self, purpose: str, address: int, now: datetime) -> Link | None:
        """A link for this address that still works."""
        row = (
            await self._session.exec(_unused(purpose).where(LinkRow.address_id == address, col(LinkRow.expires) > now))
        ).first()
        return _link(row) if row is not None else None

    async def over(self, purpose: str, now: datetime) -> list[Link]:
        """Links that nobody used while they worked."""
        rows = await self._session.exec(_unused(purpose).where(col(LinkRow.expires) <= now).order_by(col(LinkRow.id)))
        return [_link(row) for row in rows.all()]

    async def use(self, link_id: int, now: datetime) -> bool:
        """Uses a link up; False when somebody was faster."""
        done = await self._session.exec(
            update(LinkRow).where(col(LinkRow.id) == link_id, col(LinkRow.used_at).is_(None)).values(used_at=now)
        )
        return done.rowcount == 1

    async def cancel(self, purpose: str, address: int, now: datetime) -> None:
        """Uses up every link of this purpose for an address."""
        await self._session.exec(
            update(LinkRow)
            .where(col(LinkRow.purpose) == purpose, col(LinkRow.address_id) == address, col(LinkRow.used_at).is_(None))
            .values(used_at=now)
        )

    async def open_session(self, address: int, now: datetime, *, valid: timedelta = SESSION, browser: str = "") -> str:
        """A new session's token for an address."""
        token = new_token()
        self._session.add(
            SessionRow(
                public_id=new_public_id(),
                token_hash=token_hash(token),
                address_id=address,
                browser=browser,
                created=now,
                used=now,
                expires=now + valid,
            )
        )
        await self._session.flush()
        return token

    async def find_session(self, inbox: str, token: str, now: datetime) -> SignedIn | None:
        """Who this token signs in to this inbox; None for anything else, a suspended person included."""
        row = (
            await self._session.exec(
                select(SessionRow, AddressRow, PersonRow)
                .join(AddressRow, col(AddressRow.id) == SessionRow.address_id)
                .outerjoin(PersonRow, col(PersonRow.id) == AddressRow.person_id)
                .where(
                    SessionRow.token_hash == token_hash(token),
                    col(SessionRow.expires) > now,
                    AddressRow.public_id == inbox,
                )
            )
        ).first()
        if row is None:
            return None
        session, address, person = cast(tuple[SessionRow, AddressRow, PersonRow | None], row)
        if person is not None and not person.active:
            return None
        return SignedIn(
            address=session.address_id,
            inbox=address.public_id,
            person=address.person_id,
            language=person.language if person is not None else "",
            zone=person.zone if person is not None else "UTC",
            session=session.public_id,
            used=session.used or session.created,
        )

    async def use_session(self, public_id: str, now: datetime, *, valid: timedelta = SESSION) -> None:
        """A session was used: it lasts so long from now."""
        await self._session.exec(
            update(SessionRow).where(col(SessionRow.public_id) == public_id).values(used=now, expires=now + valid)
        )

    async def sessions_of(self, person: int, *, used_after: datetime) -> list[Session]:
        """A person's sessions that were used since, the last one first."""
        rows = await self._session.exec(
            select(SessionRow)
            .join(AddressRow, col(AddressRow.id) == SessionRow.address_id)
            .where(AddressRow.person_id == person, func.coalesce(SessionRow.used, SessionRow.created) > used_after)
            .order_by(func.coalesce(SessionRow.used, SessionRow.created).desc(), col(SessionRow.id).desc())
        )
        return [
            Session(public_id=row.public_id, browser=row.browser, created=row.created, used=row.used or row.created)
            for row in rows.all()
        ]

    async def end_session(self, public_id: str, person: int) -> bool:
        """Ends one of a person's sessions; False where it is none of theirs."""
        done = await self._session.exec(
            delete(SessionRow).where(
                col(SessionRow.public_id) == public_id, col(SessionRow.address_id).in_(_addresses(person))
            )
        )
        return done.rowcount == 1

    async def end_sessions(self, person: int, *, but: str = "") -> int:
        """Ends all of a person's sessions, or all but one; returns how many."""
        done = await self._session.exec(
            delete(SessionRow).where(
                col(SessionRow.public_id) != but, col(SessionRow.address_id).in_(_addresses(person))
            )
        )
        return done.rowcount

    async def close_session(self, token: str) -> None:
        await self._session.exec(delete(SessionRow).where(col(SessionRow.token_hash) == token_hash(token)))

    async def close_sessions(self, address: int) -> int:
        """Signs out everybody who has this inbox open; returns how many that were."""
        done = await self._session.exec(delete(SessionRow).where(col(SessionRow.address_id) == address))
        return done.rowcount

    async def forget(self, now: datetime) -> None:
        """Removes expired sessions and links that ended a month ago."""
        await self._session.exec(delete(SessionRow).where(col(SessionRow.expires) < now))
        await self._session.exec(delete(LinkRow).where(col(LinkRow.expires) < now - timedelta(days=30)))


def _addresses(person: int) -> Select[int | None]:
    return select_columns(col(AddressRow.id)).where(col(AddressRow.person_id) == person)


def _unused(purpose: str) -> SelectOfScalar[LinkRow]:
    return select(LinkRow).where(LinkRow.purpose == purpose, col(LinkRow.used_at).is_(None))


def _link(row: LinkRow) -> Link:
    assert row.id is not None  # noqa: S101 - read from the database
    return Link(id=row.id, purpose=row.purpose, address=row.address_id, payload=row.payload)
