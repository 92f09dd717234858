"""Administration: who stands behind a role and until when it is one, invitations that wait to be confirmed, sessions by
name and use, and what an office says of itself.
"""

import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GIVING = ("administrator", "head", "contact_point")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""As public ids are written (alerts/identifiers.py); a migration goes on working as the program changes."""


def upgrade() -> None:
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("behind", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("ends", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_role_ends"), ["ends"], unique=False)
    _put_who_stands_behind()
    op.create_table(
        "admission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("gives", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_admission_person_id"), "admission", ["person_id"], unique=False)
    op.create_table(
        "admission_confirmation",
        sa.Column("admission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["admission_id"], ["admission.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("admission_id", "person_id"),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("browser", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("used", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    for (number,) in connection.execute(sa.text("SELECT id FROM session")).all():
        named = "".join(secrets.choice(ALPHABET) for _ in range(12))
        connection.execute(
            sa.text("UPDATE session SET public_id = :named WHERE id = :id"), {"named": named, "id": number}
        )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("public_id", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint("uq_session_public_id", ["public_id"])
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("thresholds", sa.String(), nullable=False, server_default=sa.text("''")))


def _put_who_stands_behind() -> None:
    """Roles that people gave before: everybody up the chain of the givers' roles, since which of them was used is not kept."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, person_id, kind, granted_by FROM role")).all()
    above: dict[int, set[int]] = {}
    for row in rows:
        if row.granted_by is not None and row.kind in GIVING:
            above.setdefault(row.person_id, set()).add(row.granted_by)
    for row in rows:
        behind: set[int] = set()
        new = set(above.get(row.granted_by, ())) if row.granted_by is not None else set()
        while new:
            behind |= new
            new = {giver for person in new for giver in above.get(person, ())} - behind
        if behind:
            values = {"behind": json.dumps(sorted(behind)), "id": row.id}
            connection.execute(sa.text("UPDATE role SET behind = :behind WHERE id = :id"), values)


def downgrade() -> None:
    msg = "a database is brought back by its backup, not by undoing"
    raise NotImplementedError(msg)
