"""Who wrote each revision of a report: the officer, or the reviewer who corrected it. Until now it was always the officer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by", sa.Integer(), nullable=True))
    op.execute(
        sa.text(
            'UPDATE report_revision SET "by" = '
            "(SELECT author_id FROM report WHERE report.id = report_revision.report_id)"
        )
    )
    with op.batch_alter_table("report_revision", schema=None) as batch_op:
        batch_op.alter_column("by", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key("fk_report_revision_by_person", "person", ["by"], ["id"])


def downgrade() -> None:
    msg = "a database is brought back by its backup, not by undoing"
    raise NotImplementedError(msg)
