"""Half-done reports: when their officer is reminded, to whom they are handed over, and whose hands they went through."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("progress", sa.Column("due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("progress", sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_progress_due"), "progress", ["due"], unique=False)
    _set_what_is_due()
    op.add_column("report", sa.Column("hands", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("progress_id", sa.Integer(), nullable=True),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["progress_id"], ["progress.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["taker_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_handover_progress_id"), "handover", ["progress_id"], unique=False)
    op.create_index(op.f("ix_handover_giver_id"), "handover", ["giver_id"], unique=False)
    op.create_index(op.f("ix_handover_taker_id"), "handover", ["taker_id"], unique=False)
    op.create_index(
        "handover_offered",
        "handover",
        ["progress_id"],
        unique=True,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )


def _set_what_is_due() -> None:
    """Of what lies there already somebody is told four hours after it was last touched, as of what comes."""
    progress = sa.table(
        "progress",
        sa.column("id", sa.Integer),
        sa.column("person_id", sa.Integer),
        sa.column("dialog", sa.String),
        sa.column("updated", sa.DateTime(timezone=True)),
        sa.column("due", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    drafts = sa.select(progress.c.id, progress.c.updated).where(
        progress.c.dialog == "report", progress.c.person_id.is_not(None)
    )
    for row in connection.execute(drafts).all():
        connection.execute(
            progress.update().where(progress.c.id == row.id).values(due=row.updated + timedelta(hours=4))
        )


def downgrade() -> None:
    msg = "a database is brought back by its backup, not by undoing"
    raise NotImplementedError(msg)
