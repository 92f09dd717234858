"""Alembic's entry: runs migrations on the connection it is given (storage/migrate.py)."""

from alembic import context
from sqlmodel import SQLModel

from storage import tables

connection = context.config.attributes["connection"]
assert tables.PersonRow is not None  # noqa: S101 - imported for its tables
context.configure(
    connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, transactional_ddl=False
)
context.run_migrations()
