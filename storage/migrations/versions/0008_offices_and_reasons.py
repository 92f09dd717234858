"""What an office says of itself: its seats from a day on, thresholds that can be counted with; and the reason of a return or a
rejection beside its text. What was said of thresholds in words stays as the office's remark.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REASONS = {
    "return": ("quantity", "goods", "route", "hiding", "pictures"),
    "reject": ("duplicate", "no_seizure", "small", "not_customs", "test"),
}
"""As they were when a note was either one of them or words; a migration goes on working as the program changes."""

MOVED = ("host_country", "contact", "zone")


def upgrade() -> None:
    op.create_table(
        "office_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("host_country", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("office", "valid_from"),
    )
    op.execute(
        "INSERT INTO office_seat (office, host_country, contact, zone) "
        "SELECT code, host_country, contact, zone FROM office ORDER BY code"
    )
    op.create_table(
        "office_threshold",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("goods", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"]),
        sa.PrimaryKeyConstraint("office", "goods"),
    )
    # In place, on either engine: the table that countries lead to need not be made anew.
    for column in MOVED:
        op.execute(f"ALTER TABLE office DROP COLUMN {column}")
    op.execute("ALTER TABLE office RENAME COLUMN thresholds TO remark")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    for move, codes in REASONS.items():
        for code in codes:
            connection.execute(
                sa.text("UPDATE decision SET reason = note, note = '' WHERE move = :move AND note = :code"),
                {"move": move, "code": code},
            )
        connection.execute(
            sa.text("UPDATE decision SET reason = 'other' WHERE move = :move AND reason = ''"), {"move": move}
        )


def downgrade() -> None:
    msg = "a database is brought back by its backup, not by undoing"
    raise NotImplementedError(msg)
