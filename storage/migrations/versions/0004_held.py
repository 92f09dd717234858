"""What waited when a backup was made and is held after its restore: deliveries, replies, and since when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("inbox", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("installation", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    msg = "a database is brought back by its backup, not by undoing"
    raise NotImplementedError(msg)
