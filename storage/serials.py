"""Serial numbers: the last one given under a name, in a row locked by the transaction. Gaps are allowed."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.installation import SerialRow


def report_series(country: str, year: int) -> str:
    """The name under which a country's reports of a year are numbered."""
    return f"report {country} {year}"


def alert_series(office: str, year: int) -> str:
    """The name under which an office's alerts of a year are numbered."""
    return f"alert {office} {year}"


async def next_serial(session: AsyncSession, name: str) -> int:
    """The next serial under this name, from 1."""
    statement = insert(SerialRow).values(name=name, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": SerialRow.__table__.c.value + 1},  # type: ignore[attr-defined]
    )
    return int((await session.exec(statement.returning(col(SerialRow.value)))).one()[0])


async def jump(session: AsyncSession, names: Iterable[str], by: int) -> None:
    """Lets every series go on so much further, also those under `names` of which none was given yet."""
    connection = await session.connection()
    rows = [{"name": name, "value": 0} for name in names]
    if rows:
        await connection.execute(insert(SerialRow).on_conflict_do_nothing(), rows)
    await connection.execute(update(SerialRow).values(value=col(SerialRow.value) + by))
