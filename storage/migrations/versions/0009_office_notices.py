"""What an office has people accept when they join, who accepted which version, and roles that wait though their person has
joined before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admission", sa.Column("known", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "office_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("office", "version"),
        sa.UniqueConstraint("public_id"),
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER office_notice_refuses_{change.lower()} BEFORE {change} ON office_notice "
            "BEGIN SELECT RAISE(ABORT, 'a saved notice does not change'); END"
        )
    op.create_table(
        "notice_acceptance",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("office_notice_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_notice_id"], ["office_notice.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "office_notice_id"),
    )


def downgrade() -> None:
    msg = "a database is brought back by its backup, not by undoing"
    raise NotImplementedError(msg)
