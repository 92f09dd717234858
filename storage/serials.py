"""Serial numbers: the last one given under a name, in a row locked by the transaction. Gaps are allowed."""

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables.installation import SerialRow


async def next_serial(session: AsyncSession, name: str) -> int:
    """The next serial under this name, from 1."""
    statement = insert(SerialRow).values(name=name, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": SerialRow.__table__.c.value + 1},  # type: ignore[attr-defined]
    )
    return int((await session.exec(statement.returning(col(SerialRow.value)))).one()[0])
